"""What a publisher may choose about the site."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LANGUAGES", "Settings"]

# The languages of the interface, the first at the root of the site and the others in folders of their own. Each has its
# file of words in `words/`.
LANGUAGES = {"en": "English", "az": "Azərbaycanca", "tr": "Türkçe", "de": "Deutsch"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that change what is published; a site with the same settings and graph has the same bytes.

    `url` is where the site will stand ("" when that is not known: no page needs it, a sitemap does); `report` is a link
    for those who find a mistake, in which `{iri}` and `{label}` are filled in; `tiles` is the address of raster tiles
    to draw under the maps, `{z}/{x}/{y}` in it, and "" for the bundled coastlines alone.
    """

    url: str = ""
    languages: tuple[str, ...] = tuple(LANGUAGES)
    report: str = ""
    tiles: str = ""
    page_size: int = 100
