"""Writes what is made of the finished dataset, side by side: the other formats, the catalogue and the store.

What the graph that is being replaced holds already, made by the same program from the same bytes, is taken from there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

from memorial_kg.built import CATALOGUE, DATASET, PROFILES, STORE
from memorial_kg.catalogue import build_catalogue
from memorial_kg.errors import InternalError
from memorial_kg.export import FORMATS, SortedFile, export
from memorial_kg.jobs import Crew
from memorial_kg.pipeline.keeping import digest
from memorial_kg.pipeline.opening import read_lines
from memorial_kg.pipeline.program import program
from memorial_kg.pipeline.shared import Shared
from memorial_kg.resources import folder
from memorial_kg.store import build_store, open_store

__all__ = ["OTHERS", "write_others"]

OTHERS = "others"  # the name under which is kept what was made of what
_Progress: TypeAlias = Callable[[str, int, int], None]
_WIKIBASE = "wikibase"
# What takes longest begins first, so that nobody waits for it in the end.
_LONGEST = (CATALOGUE, STORE, "jsonld", "geojson", "csv")


class _Other(NamedTuple):
    """A file or folder to make in the folder of the dataset: a format by its name, the catalogue, or the store."""

    folder: Path
    what: str
    quads: int

    @property
    def file(self) -> str:
        return f"{DATASET}{FORMATS[self.what].suffix}" if self.what in FORMATS else self.what

    @property
    def made_of(self) -> tuple[str, ...]:
        return (PROFILES[""], PROFILES[_WIKIBASE]) if self.what == CATALOGUE else (PROFILES[""],)


def write_others(  # noqa: PLR0913 - all but three have names
    shared: Shared,
    crew: Crew[Shared],
    fresh: Path,
    *,
    before: Path,
    quads: int,
    formats: Iterable[str],
    progress: _Progress,
) -> None:
    """Write the others of a folder that holds a dataset of so many quads; `before` is the graph that it replaces."""
    wanted = [each for each in formats if each != "nquads"]
    wanted += [] if shared.dumps_only else [CATALOGUE, STORE]
    wanted.sort(key=lambda each: _LONGEST.index(each) if each in _LONGEST else len(_LONGEST))
    others = [_Other(fresh, each, quads) for each in wanted]
    made_by = digest(*_program(shared)).encode()
    made_of = {name: _digest_of(fresh / name) for name in {name for each in others for name in each.made_of}}
    names = {each: digest(made_by, each.file.encode(), *(made_of[of] for of in each.made_of)) for each in others}
    kept = shared.kept.recall(OTHERS) or {}
    again = [each for each in others if not _taken(kept.get(names[each]), before / each.file, fresh / each.file)]
    for done, each in enumerate(crew.work(_make, again), 1):
        progress(f"writing {each}", done, len(again))
    stand = {names[each]: _stand(fresh / each.file) for each in others}
    if stand != kept:
        shared.kept.remember(OTHERS, stand)


# -- making ------------------------------------------------------------------------------------------------------------


def _make(shared: Shared, other: _Other) -> str:
    (_MAKERS.get(other.what) or _format)(shared, other)
    return other.file


def _format(shared: Shared, other: _Other) -> None:
    with (
        closing(SortedFile(other.folder / PROFILES[""])) as lines,
        (other.folder / other.file).open("wb") as out,
    ):
        export(lines, other.what, ontology=shared.ontology, base=shared.base, out=out)


def _catalogue(shared: Shared, other: _Other) -> None:
    build_catalogue(
        read_lines(other.folder / PROFILES[""]),
        other.folder / CATALOGUE,
        base=shared.base,
        ontology=shared.ontology,
        profiles={_WIKIBASE: read_lines(other.folder / PROFILES[_WIKIBASE])},
    )


def _store(_: Shared, other: _Other) -> None:
    build_store(other.folder / PROFILES[""], other.folder / STORE)
    held = len(open_store(other.folder / STORE))
    if held != other.quads:  # Quads written = quads promised, also by the engine that is to answer for them.
        raise InternalError(f"the store holds {held} quads, and {other.quads} were written: please report this")


_MAKERS: dict[str, Callable[[Shared, _Other], None]] = {CATALOGUE: _catalogue, STORE: _store}


# -- taking ------------------------------------------------------------------------------------------------------------

# Where each file of something stands: its name in a folder ("" for a file alone), its size, and when it was written.
_Stand: TypeAlias = list[tuple[str, int, int]]


def _program(shared: Shared) -> Iterator[bytes]:
    """What others are made by: our program to the letter and its libraries, SQLite, and the queries; and the base."""
    yield program()
    yield f"{sqlite3.sqlite_version} {shared.base}".encode()
    yield from (file.read_bytes() for file in sorted((folder("queries") / "export").iterdir()))


def _digest_of(path: Path) -> bytes:
    made = blake2b(digest_size=32)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            made.update(piece)
    return made.digest()


def _stand(path: Path) -> _Stand:
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    stats = [(str(each.relative_to(path)) if each != path else "", each.stat()) for each in files]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


def _taken(told: _Stand | None, old: Path, new: Path) -> bool:
    """Take a file or folder as it was made, if it still stands as it did; tell whether it is there now."""
    if told is None or not old.exists() or told != _stand(old):
        return False
    for name, _, _ in told:
        target = new / name if name else new
        target.parent.mkdir(exist_ok=True)
        _link(old / name if name else old, target)
    return True


def _link(old: Path, new: Path) -> None:
    """Give a file a second name: nothing of a built graph is ever changed, and the old name goes with its folder."""
    try:
        os.link(old, new)
    except OSError:  # a file system that has no links
        shutil.copy2(old, new)
