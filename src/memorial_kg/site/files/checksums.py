"""The checksums of the files that are downloaded whole, as `sha256sum --check` reads them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from memorial_kg.site.site import Site

__all__ = ["checksum", "downloads", "write_checksums"]

_SUMS = "SHA256SUMS"
_PAGE = ".html"


@lru_cache(maxsize=64)
def checksum(path: Path) -> str:
    """The SHA-256 of a finished file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def downloads(folder: Path) -> list[Path]:
    """The files at the root of the site that are no pages, and not hidden."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix != _PAGE and path.name != _SUMS and not path.name.startswith(".")
    )


def write_checksums(_: Site, folder: Path) -> None:
    """Write SHA256SUMS."""
    lines = (f"{checksum(path)}  {path.name}\n" for path in downloads(folder))
    (folder / _SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
