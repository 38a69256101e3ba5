"""What a publisher may choose about the site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["LANGUAGES", "Settings"]

# The languages of the interface, the first at the root of the site and the others in folders of their own. Each has its
# file of words in `words/`.
LANGUAGES = {"en": "English", "az": "Azərbaycanca", "tr": "Türkçe", "de": "Deutsch"}

# No inline scripts, no inline styles, nothing from elsewhere. WebAssembly is for the queries in the page, blob: for the
# workers of the map.
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:{tiles}; "
    "font-src 'self'; connect-src 'self'{tiles}; worker-src 'self' blob:; form-action 'self'; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that change what is published; a site with the same settings and graph has the same bytes.

    `url` is where the site will stand ("" when that is not known: no page needs it, a sitemap does); `report` is a link
    for those who find a mistake, in which `{iri}` and `{label}` are filled in; `tiles` is the address of raster tiles
    to draw under the maps, `{z}/{x}/{y}` in it, and "" for the bundled coastlines alone; `contact` is the address
    (https: or mailto:) and `endpoint` the SPARQL endpoint that the descriptions of the dataset name.
    """

    url: str = ""
    languages: tuple[str, ...] = tuple(LANGUAGES)
    report: str = ""
    tiles: str = ""
    page_size: int = 100
    contact: str = ""
    endpoint: str = ""

    @property
    def root(self) -> str:
        """The address of the site with its slash; "" when that is not known."""
        return f"{self.url.rstrip('/')}/" if self.url else ""

    @property
    def policy(self) -> str:
        """What a page may load, as a Content-Security-Policy: from its own host, and the tiles that were chosen."""
        tiles = urlsplit(self.tiles)
        also = f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
        return _POLICY.format(tiles=also)
