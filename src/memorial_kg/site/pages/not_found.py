"""The page for an address at which there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.page import Page
from memorial_kg.site.site import Site

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """The page that a web server shows instead: it may stand under any address."""
    yield Page("404.html", "404.html", site.words("not-found.title"), listed=False, anywhere=True)
