"""Runs one contender as a process of its own, and says how long it took and how much memory it held."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Run", "median_of", "run"]

_BETWEEN_LOOKS = 0.2  # seconds


@dataclass(frozen=True)
class Run:
    """One whole process, from its start to its end."""

    seconds: float
    cpu: float  # seconds of all its processes on all cores
    memory: int  # bytes; the most that its processes held together at one moment, as far as it could be seen
    failed: str = ""  # what it said last, if it did not end well
    too_long: bool = False


def run(command: Sequence[str], environment: Mapping[str, str], limit: float) -> Run:
    """Run a command to its end, or to the end of the time that it is given."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands stand in contenders.py
            command, stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **environment}, start_new_session=True
        )
        watch = _Watch(process.pid, limit)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # whoever stops the comparison stops what it has started
            _end(process.pid)
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.end()
        said.seek(0)
        last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(
        seconds,
        usage.ru_utime + usage.ru_stime,
        max(usage.ru_maxrss * unit, watch.memory),
        (last or f"exit code {process.returncode}") if process.returncode and not watch.too_long else "",
        watch.too_long,
    )


def median_of(runs: Sequence[Run]) -> Run:
    """The run in the middle, with the largest memory of all."""
    middle = sorted(runs, key=lambda each: each.seconds)[(len(runs) - 1) // 2]
    seconds = statistics.median(each.seconds for each in runs)
    return Run(seconds, middle.cpu, max(each.memory for each in runs), middle.failed, middle.too_long)


class _Watch(threading.Thread):
    """Looks at a session of processes now and then, and ends it when its time is over."""

    def __init__(self, session: int, limit: float) -> None:
        super().__init__(daemon=True)
        self._session, self._limit, self._over = session, limit, threading.Event()
        self.memory, self.too_long = 0, False

    def run(self) -> None:
        start = time.monotonic()
        while not self._over.wait(_BETWEEN_LOOKS):
            self.memory = max(self.memory, sum(_held(self._session)))
            if time.monotonic() - start > self._limit:
                self.too_long = True
                _end(self._session)
                return

    def end(self) -> None:
        self._over.set()
        self.join()


def _end(session: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def _held(session: int) -> Iterator[int]:
    """The memory of each process of a session, what they share counted once. Only Linux tells."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # pid (name, with anything in it) state parent group session
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                for line in (folder / "smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        yield int(line.split()[1]) * 1024
