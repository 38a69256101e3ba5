"""One state of what is served: a built graph and a finished site, as they were when they were opened."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.built import CATALOGUE, PROFILES, STORE, SUMMARY, Summary, read_summary
from memorial_kg.catalogue import open_catalogue
from memorial_kg.errors import InputError
from memorial_kg.server.holding import Held, hold
from memorial_kg.store import recover

__all__ = ["Snapshot", "identity", "open_snapshot"]

_HOME = "index.html"
_HEADERS = "_headers"  # of the site, for hosts that read it
_SUMS = "SHA256SUMS"
_POLICY = re.compile(r"^ +Content-Security-Policy: ([ -~]+)$", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is served: never half of one build and half of another.

    `version` is the same for the same data and the same program, and seeds the ETags of answers that are computed;
    `languages` are those of the pages besides the one at the root; `stale` says that the pages were made from another
    build.
    """

    graph: Path
    site: Path
    summary: Summary
    version: str
    identity: str
    languages: tuple[str, ...] = ()
    policy: str = ""  # what browsers may do with the pages, if the site says it
    held: Held | None = None
    stale: bool = False

    def release(self) -> None:
        """Let go of the files."""
        if self.held:
            self.held.release()

    @property
    def base(self) -> str:
        """The IRI that all ids begin with."""
        return self.summary.base

    @property
    def store_path(self) -> Path:
        """The folder of the embedded store."""
        return self.graph / STORE


def open_snapshot(graph: Path, site: Path) -> Snapshot:
    """Look at both folders, and refuse them if anything that is needed is not there. Release it in the end.

    Raises InputError, which says what to run.
    """
    recover(graph)
    recover(site)
    before = identity(graph, site)
    read_summary(graph)
    held = hold(graph)
    try:
        return _opened(held, graph, site, before)
    except BaseException:
        held.release()
        raise


def _opened(held: Held, graph: Path, site: Path, seen: str) -> Snapshot:
    for needed in (CATALOGUE, STORE, PROFILES[""]):
        if not (held.folder / needed).exists():
            raise InputError(f"{graph}: the built graph has no {needed}; run `memorial-kg build` again")
    if not (site / _HOME).is_file():
        raise InputError(f"{site}: there is no site here yet; run `memorial-kg publish`, or name it with --site")
    summary = read_summary(held.folder)
    try:
        with open_catalogue(held.folder) as catalogue:
            base = catalogue.base
    except sqlite3.Error as error:
        raise InputError(f"{graph}: the catalogue cannot be read ({error}); run `memorial-kg build` again") from error
    if base != summary.base:
        raise InputError(f"{graph}: the catalogue and the summary are of two builds; run `memorial-kg build` again")
    if identity(graph, site) != seen:
        raise InputError(f"{graph} or {site} is being replaced just now")
    folders = (each for each in site.iterdir() if _LANGUAGE.fullmatch(each.name))
    languages = tuple(sorted(each.name for each in folders if (each / _HOME).is_file()))
    data = _digest(held.folder / PROFILES[""])
    stale = _published(site) not in (data, "")
    return Snapshot(held.folder, site.resolve(), summary, _version(data), seen, languages, _policy(site), held, stale)


def identity(graph: Path, site: Path) -> str:
    """Which build and which site lie in the two folders now: another one is never the same.

    Both are swapped in whole, so looking at one file of each is enough; "" while one is not there.
    """
    seen = []
    for file in (graph / SUMMARY, site / _HOME):
        try:
            stat = file.stat()
        except OSError:
            return ""
        seen.append(f"{stat.st_dev:x}.{stat.st_ino:x}.{stat.st_mtime_ns:x}.{stat.st_size:x}")
    return "+".join(seen)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _version(data: str) -> str:
    """What is the same for the same data, wherever and whenever they were built."""
    from memorial_kg import __version__

    return hashlib.sha256(f"{__version__} {data}".encode()).hexdigest()[:16]


def _published(site: Path) -> str:
    """The digest of the dataset that the pages were made from, as the site's checksums have it; "" if it has none."""
    try:
        lines = (site / _SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((digest for digest, _, name in (line.partition("  ") for line in lines) if name == PROFILES[""]), "")


def _policy(site: Path) -> str:
    """The policy that the site was published with: it may name a host of map tiles."""
    try:
        found = _POLICY.search((site / _HEADERS).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""
