"""What the head of a page says to programs: the same thing in other formats, where it lives, and its licence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from memorial_kg.site.links import address, outside
from memorial_kg.site.page import Page
from memorial_kg.site.programs.naming import format_name
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.programs.schema_org import embedded
from memorial_kg.site.site import Site
from memorial_kg.site.things.dataset import about

__all__ = ["Alternate", "Heading", "heading_of"]


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same thing in another format."""

    href: str
    media_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What `head.html` writes; `address` is the whole URL of the page, "" when nobody said where the site stands."""

    address: str
    alternates: tuple[Alternate, ...]
    feed: str
    license: str
    structured: str


def heading_of(page: Page, site: Site, here: str, link: Callable[[str], str]) -> Heading:
    """The heading of a page that lies at the path `here` of the site; `link` is the way from it to another path."""
    known = about(site.catalogue)
    formats = formats_of(page.thing, site) if page.thing else []
    return Heading(
        address=f"{site.settings.root}{address(here)}" if site.settings.url and not page.anywhere else "",
        alternates=tuple(
            Alternate(link(f"{page.thing}{each.suffix}"), each.media_types[0], format_name(each.suffix))
            for each in formats
        ),
        feed=link("feed.xml") if known.day else "",
        license=outside(known.license) or "",
        # The first page is the one by which programs know the dataset.
        structured=embedded(site.catalogue, page.thing or ("dataset" if page.path == "index.html" else "")),
    )
