"""Writes the parts of a site, in this process or in several: every part is written by one, and needs no other."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from memorial_kg.built import read_summary
from memorial_kg.catalogue import open_catalogue
from memorial_kg.errors import InternalError
from memorial_kg.jobs import end_with_parent, interrupts_held
from memorial_kg.ontology import load_ontology
from memorial_kg.site.files.sitemap import Sitemap
from memorial_kg.site.programs.representations import write_representations
from memorial_kg.site.rendering import folder_of, render
from memorial_kg.site.sections import SECTIONS
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

__all__ = ["Part", "Progress", "Worker", "in_several"]

# What is being done, how much of it is done, and how much there is (0 when that is not known).
Progress = Callable[[str, int, int], None]

_LOOK = 0.2  # seconds between two looks at how far the others are


class Part(NamedTuple):
    """The pages of a section in a language, or the data of some things of a kind: those after a name."""

    what: str
    name: str
    start: str
    things: int = 0


class Worker:
    """Writes parts of one site into one folder. Use it in a `with`: it holds the catalogue open."""

    def __init__(self, graph: Path, folder: Path, settings: Settings) -> None:
        self.folder = folder
        catalogue = open_catalogue(graph)
        self.site = Site(graph, catalogue, load_ontology(), read_summary(graph), settings, load_words("en"))

    def __enter__(self) -> Self:
        """Stay open until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        self.site.catalogue.close()

    def write(self, part: Part) -> Iterator[str]:
        """Write a part, and tell the name of each thing in it when that is done."""
        return self._pages(part) if part.what == "pages" else self._data(part)

    def _pages(self, part: Part) -> Iterator[str]:
        mine = replace(self.site, words=load_words(part.start))
        with Sitemap(mine, f"{part.start}-{part.name}", self.folder) as sitemap:
            for page in SECTIONS[part.name](mine):
                path = f"{folder_of(part.start)}{page.path}"
                _file(self.folder / path).write_text(render(page, mine), encoding="utf-8", newline="\n")
                if page.listed:
                    sitemap.add(path)
                yield page.path

    def _data(self, part: Part) -> Iterator[str]:
        names = [*self.site.catalogue.things(part.name, after=part.start, limit=part.things)]
        for name in names:
            _file(self.folder / name)
        return write_representations(self.site, names, self.folder)


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# -- in several processes ----------------------------------------------------------------------------------------------
# Not a `Crew`: its pieces are short and come back in order, while a part of a site takes minutes, tells how far it
# is, and is stopped in the middle.


def in_several(worker: Worker, parts: Sequence[Part], jobs: int, progress: Callable[[str, int], None]) -> int:
    """Write all parts with so many processes, this one alone if it is one, and tell how many pages there are."""
    if jobs > 1:
        return _in_others(worker, parts, jobs, progress)
    done = pages = 0
    for part in parts:
        for name in worker.write(part):
            done += 1
            pages += part.what == "pages"
            progress(name, done)
    return pages


def _in_others(worker: Worker, parts: Sequence[Part], jobs: int, progress: Callable[[str, int], None]) -> int:
    # Fresh processes, not forks: this one may have threads (a progress bar has one).
    context = multiprocessing.get_context("spawn")
    done, stop = context.Value("q", 0), context.Event()
    given = (worker.site.graph, worker.folder, worker.site.settings, done, stop)
    with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=given) as pool:
        with interrupts_held():
            waiting: set[Future[int]] = {pool.submit(_work, part) for part in parts}
        pages = 0
        try:
            while waiting:
                ready, waiting = wait(waiting, timeout=_LOOK, return_when=FIRST_EXCEPTION)
                pages += sum(each.result() for each in ready)
                progress("", done.value)
        except BrokenProcessPool as error:
            todo = "try again with --jobs 1"
            raise InternalError(f"a process that wrote pages came to a sudden end; {todo}") from error
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return pages


_state: dict[str, Any] = {}  # what a process keeps between two parts


def _begin(graph: Path, folder: Path, settings: Settings, done: Any, stop: Any) -> None:  # noqa: ANN401 - no public types
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears it, and tells us to stop
    end_with_parent()
    _state.update(worker=Worker(graph, folder, settings), done=done, stop=stop)


def _work(part: Part) -> int:
    """Write a part, and give the number of its pages."""
    count = 0
    for count, _ in enumerate(_state["worker"].write(part), 1):  # noqa: B007 - the last number counts
        with _state["done"].get_lock():
            _state["done"].value += 1
        if _state["stop"].is_set():
            break
    return count if part.what == "pages" else 0
