"""The first page."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.site.page import Page
from memorial_kg.site.site import Site

__all__ = ["pages"]


def pages(site: Site) -> Iterator[Page]:
    """The first page: what this is, and the ways in."""
    yield Page("index.html", "home.html", site.summary.title, {"counts": site.catalogue.kinds})
