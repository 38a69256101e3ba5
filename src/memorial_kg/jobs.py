"""Does the same work on many pieces, here or in several processes, and gives the results in the order of the pieces."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from memorial_kg.errors import InternalError

__all__ = ["Crew", "cores", "end_with_parent", "interrupts_held"]

_Shared = TypeVar("_Shared")
_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")

# Pieces given out beyond those that are worked on: enough that nobody waits, few enough that memory is bounded.
_AHEAD = 3
# A piece becomes hundreds of thousands of objects without circles; to look for some takes a tenth of the time.
_OBJECTS = 500_000
_MOST = 61 if sys.platform == "win32" else sys.maxsize  # Windows waits for no more processes at once


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(AbstractContextManager["Crew[_Shared]"], Generic[_Shared]):
    """So many processes that share something which each of them has from the start; with one job, it is this process.

    Use it in a `with`. The processes are fresh ones, not forks, since this one may have threads; they start with the
    first work.
    """

    def __init__(self, shared: _Shared, jobs: int) -> None:
        self._shared, self.jobs = shared, min(max(1, jobs), _MOST)
        self._pool: ProcessPoolExecutor | None = None
        self._before = gc.get_threshold()

    def __enter__(self) -> Self:
        """Stay ready until the end of the block."""
        if self.jobs == 1:
            gc.set_threshold(_OBJECTS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._before)
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def work(self, function: Callable[[_Shared, _Piece], _Result], pieces: Iterable[_Piece]) -> Iterator[_Result]:
        """The results of a function of a module, in the order of the pieces, of which few are taken ahead.

        What it raises for one piece is raised here. Raises InternalError when a process came to a sudden end: for want
        of memory, or since the program of whoever asks cannot be imported.
        """
        if self.jobs == 1:
            for piece in pieces:
                yield function(self._shared, piece)
            return
        waiting: deque[Future[_Result]] = deque()
        try:
            for piece in pieces:
                waiting.append(self._submit(function, piece))
                if len(waiting) >= self.jobs + _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise InternalError(_ENDED) from error
        finally:
            for each in waiting:
                each.cancel()

    def _submit(self, function: Callable[[_Shared, _Piece], _Result], piece: _Piece) -> Future[_Result]:
        with interrupts_held():  # processes are started here
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self.jobs, context, initializer=_begin, initargs=(self._shared,))
            return self._pool.submit(_done, function, piece)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let processes be started that hear no Ctrl+C, not even while they start; this one hears it after the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_ENDED = (
    "a process came to a sudden end; try again with one job (a program of your own that asks for several has to do so "
    'under `if __name__ == "__main__":`)'
)

_state: dict[str, Any] = {}  # what a process keeps between two pieces


def end_with_parent() -> None:
    """Let this process end when the one that started it was killed: nobody else would ever tell it to."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            wait([parent.sentinel])
            os._exit(1)

        Thread(target=watch, daemon=True).start()


def _begin(shared: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears it, and ends us
    end_with_parent()
    gc.set_threshold(_OBJECTS)
    _state["shared"] = shared


def _done(function: Callable[[Any, _Piece], _Result], piece: _Piece) -> _Result:
    return function(_state["shared"], piece)
