"""Publishes a built graph: every page and every file into a fresh folder, which is swapped in as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.built import read_summary
from memorial_kg.site.files import FILES
from memorial_kg.site.sections import SECTIONS
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import PAGED_KINDS
from memorial_kg.site.working import Part, Progress, Worker, in_several
from memorial_kg.store import swapped_in

__all__ = ["Published", "publish"]

_PART = 500  # things whose data are written in one go
_EACH = 100  # things that are worth a process of their own


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, in numbers; `missing` are sentences: what could not be written, and why."""

    pages: int
    files: int
    bytes: int
    missing: tuple[str, ...] = ()


def publish(
    graph: Path,
    out: Path,
    settings: Settings = Settings(),  # noqa: B008 - it is frozen
    *,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
) -> Published:
    """Publish the graph that was built in a folder into the folder `out`, which is replaced as a whole or not at all.

    The bytes are the same with any number of `jobs`, the processes that work at once. Raises InputError when nothing
    was built in the folder.
    """
    read_summary(graph)
    settings.check()
    with swapped_in(out) as fresh, Worker(graph.resolve(), fresh, settings) as worker:
        parts = [*_parts(worker)]
        things = sum(worker.site.catalogue.kinds.get(kind, 0) for kind in PAGED_KINDS)
        total = things * (len(settings.languages) + 1)
        pages = in_several(worker, parts, min(jobs, things // _EACH + 1), lambda text, n: progress(text, n, total))
        missing: list[str] = []
        for name, write in FILES.items():
            progress(name, total, total)
            missing += write(worker.site, fresh) or ()
        return Published(pages, *_measured(fresh), tuple(missing))


def _parts(worker: Worker) -> Iterator[Part]:
    """Everything that there is to write, in parts that do not need each other, large ones first."""
    for kind in PAGED_KINDS:
        after = ""
        while several := [*worker.site.catalogue.things(kind, after=after, limit=_PART)]:
            yield Part("data", kind, after, len(several))
            after = several[-1]
    for section in SECTIONS:
        for language in worker.site.settings.languages:
            yield Part("pages", section, language)


def _measured(folder: Path) -> tuple[int, int]:
    """How many files there are, and how many bytes."""
    files = size = 0
    for place, _, names in os.walk(folder):
        files += len(names)
        size += sum((Path(place) / name).stat().st_size for name in names)
    return files, size
