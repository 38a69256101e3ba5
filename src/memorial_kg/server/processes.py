"""One worker as the server sees it: a process that is started, asked, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from memorial_kg.errors import InternalError
from memorial_kg.server.frames import BrokenFrame, Header, Message, packed, receive

__all__ = ["Died", "Process", "Task", "start"]

_TO_START = 60.0  # seconds; a second is usual
# Nothing of the server's environment reaches a worker. One arena keeps what a thread reserves out of the memory limit.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}


class Died(Exception):  # noqa: N818 - it says what happened
    """The process ended, or said something that makes no sense, instead of answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is started for."""

    store: Path
    prefixes: Mapping[str, str]
    base: str
    memory: int  # MiB
    rows: int
    answer_bytes: int
    writes: bool = False


class Process:
    """A process that is ready, and answers one request at a time."""

    def __init__(self, process: asyncio.subprocess.Process, task: Task, locked: tuple[str, ...]) -> None:
        self._process, self.task, self.locked = process, task, locked
        self.worn = False  # its last answer was its last

    @property
    def id(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked once more."""
        return self._process.returncode is None and not self.worn

    async def exchange(self, header: Header, body: bytes = b"", longest: int | None = None) -> Message:
        """Ask, and wait for the answer; raises Died."""
        entry, out = self._process.stdin, self._process.stdout
        if entry is None or out is None:
            raise InternalError("a worker was started without pipes")
        try:
            entry.write(packed(header, body))
            await entry.drain()
            answer = await receive(out, self.task.answer_bytes if longest is None else longest)
        except (BrokenFrame, OSError) as error:
            raise Died(str(error)) from error
        self.worn = bool(answer[0].get("last"))
        return answer

    async def reopen(self, store: Path) -> None:
        """Read from another store from now on."""
        said, _ = await self.exchange({"do": "reopen", "store": str(store)})
        if "refused" not in said:  # it may have been replaced meanwhile
            self.task = replace(self.task, store=store)

    async def end(self) -> None:
        """End it at once, whatever it does; come back when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        entry = self._process.stdin
        if entry is not None:
            entry.close()
        await self._process.wait()


async def start(task: Task) -> Process:
    """Start a worker, and wait until it is locked in and ready. Raises Died with its words if it cannot be."""
    options: dict[str, Any] = {"env": _ENVIRONMENT, "start_new_session": True} if sys.platform != "win32" else {}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "memorial_kg.server.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        **options,
    )
    made = Process(process, task, ())
    try:
        async with asyncio.timeout(_TO_START):
            header, _ = await made.exchange(_configuration(task))
    except BaseException:
        await asyncio.shield(made.end())
        raise
    if "refused" in header:
        await made.end()
        raise Died(header["words"])
    return Process(process, task, tuple(header["locked"]))


def _configuration(task: Task) -> Header:
    return {
        "store": str(task.store.resolve()),
        "prefixes": dict(task.prefixes),
        "base": task.base,
        "memory": task.memory,
        "rows": task.rows,
        "answer_bytes": task.answer_bytes,
        "writes": task.writes,
        "parent": os.getpid(),
    }
