"""Reads the files of a site, and never one outside it; small ones are kept in memory for as long as they are fresh."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import re
import stat
import time
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from memorial_kg.server.media import media_type
from memorial_kg.server.snapshot import Snapshot

__all__ = ["Entry", "Files", "safe_path"]

_COMPRESSIBLE = re.compile(r"text/|application/(?!zip|octet)|image/svg")

# What no path of ours holds: controls, backslashes, drives and streams of Windows, ends that some file systems cut off.
_STRANGE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]|[ .]$')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_WELL_KNOWN = ".well-known"
_LONGEST = 200  # bytes of a name
_LONGEST_PATH = 1_000  # characters: what is longer no file system takes below a folder of ours

_SMALL = 1_000_000  # bytes that are read at once
_WORTH_PACKING = 1_000
_FRESH = 1.0  # seconds that a file in memory is not looked at again


def safe_path(path: str) -> str | None:
    """The relative path of a request's path, if it can be one of the site; None if it cannot.

    >>> safe_path("/memorial/tr-usak.ttl"), safe_path("/a/../b"), safe_path("//etc/passwd"), safe_path("/.htaccess")
    ('memorial/tr-usak.ttl', None, None, None)
    """
    if len(path) > _LONGEST_PATH:
        return None
    parts = path.removeprefix("/").split("/")
    named = parts[:-1] if parts[-1] == "" else parts
    for number, part in enumerate(named):
        hidden = part.startswith(".") and not (number == 0 and part == _WELL_KNOWN)
        if not part or hidden or _STRANGE.search(part) or _DEVICE.fullmatch(part):
            return None
        try:
            if len(part.encode()) > _LONGEST:
                return None
        except UnicodeEncodeError:
            return None
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the site. `body` is None if it is too large to hold; `packed` is there where packing pays."""

    path: Path
    media_type: str
    etag: str  # without quotation marks
    modified: str
    size: int
    body: bytes | None
    packed: bytes | None
    signature: tuple[int, int, int]

    @property
    def weight(self) -> int:
        """The memory that it takes, roughly."""
        return len(self.body or b"") + len(self.packed or b"") + 1_000


class Files:
    """The files of sites, kept in memory up to so many bytes."""

    def __init__(self, cache_bytes: int) -> None:
        self._room = cache_bytes
        self._kept: OrderedDict[tuple[str, str], tuple[float, Entry]] = OrderedDict()
        self._weight = 0

    async def read(self, snapshot: Snapshot, path: str) -> Entry | None:
        """The file at a safe path of the site; None if there is none, or if it is not the site's own."""
        key = (snapshot.identity, path)
        kept = self._kept.get(key)
        if kept and time.monotonic() - kept[0] < _FRESH:
            self._kept.move_to_end(key)
            return kept[1]
        entry = await asyncio.to_thread(_read, snapshot.site, path, kept[1] if kept else None)
        self._keep(key, entry)
        return entry

    async def exists(self, snapshot: Snapshot, path: str) -> bool:
        """Tell whether there is a file at a safe path."""
        return await asyncio.to_thread(_inside, snapshot.site, path) is not None

    def _keep(self, key: tuple[str, str], entry: Entry | None) -> None:
        if old := self._kept.pop(key, None):
            self._weight -= old[1].weight
        if entry is None or entry.weight > self._room:
            return
        self._kept[key] = (time.monotonic(), entry)
        self._weight += entry.weight
        while self._weight > self._room:
            self._weight -= self._kept.popitem(last=False)[1][1].weight


def _inside(site: Path, path: str) -> Path | None:
    """The real file, unless a link leads out of the site."""
    try:
        real = (site / path).resolve(strict=True)
        root = site.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
    return real if real.is_relative_to(root) and real.is_file() else None


def _read(site: Path, path: str, known: Entry | None) -> Entry | None:
    real = _inside(site, path)
    if real is None:
        return None
    try:
        with real.open("rb") as file:
            status = os.fstat(file.fileno())
            signature = (status.st_ino, status.st_mtime_ns, status.st_size)
            if known is not None and known.signature == signature:
                return known
            if not stat.S_ISREG(status.st_mode):
                return None
            body = file.read() if status.st_size <= _SMALL else None
    except OSError:
        return None
    kind = media_type(path)
    packed = None
    if body is not None and len(body) >= _WORTH_PACKING and _COMPRESSIBLE.match(kind):
        packed = gzip.compress(body, 6, mtime=0)
        packed = packed if len(packed) < len(body) else None
    # The bytes name a small file: its ETag outlives a build that changes nothing, and is the same on each replica.
    stamp = "-".join(f"{part:x}" for part in signature[1:])
    etag = hashlib.sha256(body).hexdigest()[:20] if body is not None else stamp
    size = len(body) if body is not None else status.st_size
    modified = formatdate(status.st_mtime, usegmt=True)
    return Entry(real, kind, etag, modified, size, body, packed, signature)
