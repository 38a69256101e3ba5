"""The pages of events: told by place and date, with what each source calls them, and who keeps them in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from memorial_kg.site.page import Page
from memorial_kg.site.pages.named import named_pages, names_of
from memorial_kg.site.site import Site
from memorial_kg.site.things.view import Description

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """A page for each event that is a thing of its own; the events of a memorial are on its page."""
    for name in site.catalogue.things("event"):
        yield from named_pages(site, name, _extra)


def _extra(_: Site, described: Description) -> Mapping[str, object]:
    return {
        "names": names_of(described),
        "rows": described.without("name", "alternateName", "statements"),
        "statements": described.values("statements"),
    }
