"""The pages of people and organizations: who they are, how sources spell them, what they had to do with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from memorial_kg.site.page import Page
from memorial_kg.site.pages.named import named_pages, names_of
from memorial_kg.site.site import Site
from memorial_kg.site.things.view import Description

__all__ = ["KINDS", "pages"]

KINDS = ("person", "organization")


def pages(site: Site) -> Iterator[Page]:
    """A page for each person and each organization."""
    for kind in KINDS:
        for name in site.catalogue.things(kind):
            yield from named_pages(site, name, _extra)


def _extra(_: Site, described: Description) -> Mapping[str, object]:
    return {"names": names_of(described), "rows": described.without("name", "alternateName")}
