"""Lists the pages for search engines: an index, and files of so many addresses that a reader takes them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import IO, Self
from xml.sax.saxutils import escape

from memorial_kg.site.files.texts import filled_in
from memorial_kg.site.links import address
from memorial_kg.site.site import Site
from memorial_kg.site.things.dataset import about

__all__ = ["Sitemap", "write_index"]

FOLDER = "sitemap"
_MOST = 40_000  # addresses in a file; sitemaps.org allows 50,000
_WITHOUT = (
    "no sitemap and no canonical addresses; 404.html is right only at the root of a host, and catalog.ttl names files "
    "below the address with which the IRIs begin: say with --url where the site will stand"
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


class Sitemap:
    """The files of one part of the site: `sitemap/en-memorial-1.xml`. Nothing is written where no address is known."""

    def __init__(self, site: Site, name: str, folder: Path) -> None:
        self._root, self._name, self._folder = site.settings.root, name, folder / FOLDER
        self._changed = about(site.catalogue).modified
        self._stream: IO[str] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        """Stay open until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def add(self, path: str) -> None:
        """List a page."""
        if not self._root:
            return
        if self._count % _MOST == 0:
            self._open(self._count // _MOST + 1)
        self._count += 1
        changed = f"<lastmod>{self._changed}</lastmod>" if self._changed else ""
        assert self._stream is not None  # noqa: S101 - for the type checker
        self._stream.write(f"<url><loc>{escape(self._root + address(path))}</loc>{changed}</url>\n")

    def _open(self, number: int) -> None:
        self._close()
        self._folder.mkdir(exist_ok=True)
        self._stream = (self._folder / f"{self._name}-{number}.xml").open("w", encoding="utf-8", newline="\n")
        self._stream.write(_HEAD)

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.write("</urlset>\n")
            self._stream.close()
            self._stream = None


def write_index(site: Site, folder: Path) -> list[str]:
    """Write the list of the lists, and robots.txt, which names it."""
    files: list[Path] = []
    with suppress(FileNotFoundError):
        files = sorted((folder / FOLDER).iterdir())
    index = f"{site.settings.root}sitemap.xml" if files else ""
    if index:
        addresses = [f"{site.settings.root}{FOLDER}/{file.name}" for file in files]
        _write(folder / "sitemap.xml", filled_in("sitemap-index.xml", addresses=addresses))
    _write(folder / "robots.txt", filled_in("robots.txt", sitemap=index))
    return [] if index else [_WITHOUT]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
