"""What a publisher may choose about the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from memorial_kg.errors import UsageError

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

# What an address may be made of, so that it can stand in HTML, in RDF and in the configuration of a server.
_PLAIN = r"(?!/)[A-Za-z0-9._~:/@!&*+,=%()-]+"
_QUERY = rf"{_PLAIN}(?:\?[A-Za-z0-9._~:/?@!&*+,=%()-]*)?"
_ADDRESSES = {
    "url": f"https?://{_PLAIN}",
    "endpoint": f"https?://{_QUERY}",
    "contact": f"(?:https?://|mailto:){_QUERY}",
    "report": r"(?:https?://|mailto:)(?!/)[A-Za-z0-9._~:/?#@!&*+,=%(){}-]+",
    "tiles": r"https?://(?!/)[A-Za-z0-9._~:/?@!&*+,=%(){}-]+",
}


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

    def check(self) -> None:
        """Raise UsageError for a choice that would not work, or break out of the file in which it is written."""
        first = next(iter(LANGUAGES))
        others = [each for each in self.languages if each not in LANGUAGES]
        if others or first not in self.languages:
            wrong = f"{', '.join(others)}: no such language" if others else f"it has no {first}"
            raise UsageError(f"The site can be in {', '.join(LANGUAGES)}, always in {first}; {wrong}")
        for name, pattern in _ADDRESSES.items():
            text = getattr(self, name)
            if text and not re.fullmatch(pattern, text):
                raise UsageError(f"The {name} of a site is a whole address, https://… for one: not {text!r}")

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
