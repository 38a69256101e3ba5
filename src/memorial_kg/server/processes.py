"""One worker as the server sees it: a process that is ready, is asked, and is ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from memorial_kg.errors import InternalError
from memorial_kg.server.messages import BrokenMessage, Header, Message, packed, receive

__all__ = ["Died", "Process", "Task", "program", "spawned"]

_TO_START = 60.0  # seconds; a second is usual
# As `python -m memorial_kg.server.worker`, for the very package that runs here, however it came to be found.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[3]); from memorial_kg.server.worker.__main__ import main; main()"
_BEHIND = 10  # as the command `nice` counts
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
    """A process that answers one request at a time; `end` is how it is ended."""

    def __init__(
        self,
        number: int,
        pipes: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        end: Callable[[], Awaitable[None]],
        task: Task,
    ) -> None:
        self.id, self.task, self.locked = number, task, frozenset[str]()
        self._answers, self._questions = pipes
        self._end = end
        self._ended = self._worn = False

    @property
    def alive(self) -> bool:
        """Whether it can be asked once more."""
        return not (self._ended or self._worn or self._answers.at_eof())

    def stand_behind(self) -> None:
        """Let it compute when nobody else has to: endless questions then slow each other down, and no page."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.id, _BEHIND)

    async def configure(self) -> Process:
        """Give it its task, and wait until it is locked in and ready. Raises Died with its words if it cannot be."""
        task = self.task
        header = {
            "store": str(task.store.resolve()),
            "prefixes": dict(task.prefixes),
            "base": task.base,
            "memory": task.memory,
            "rows": task.rows,
            "answer_bytes": task.answer_bytes,
            "writes": task.writes,
        }
        said: Header = {"refused": "failed", "words": "it did not start in time"}
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TO_START):
                    said, _ = await self.exchange(header)
        finally:
            if "refused" in said:
                await asyncio.shield(self.end())
        if "refused" in said:
            raise Died(said["words"])
        self.locked = frozenset(said["locked"])
        return self

    async def exchange(self, header: Header, body: bytes = b"") -> Message:
        """Ask, and wait for the answer; raises Died."""
        try:
            self._questions.write(packed(header, body))
            await self._questions.drain()
            answer = await receive(self._answers, self.task.answer_bytes)
        except (BrokenMessage, OSError) as error:
            self._ended = True
            raise Died(str(error)) from error
        self._worn = bool(answer[0].get("last"))
        return answer

    async def reopen(self, store: Path) -> None:
        """Read from another store from now on."""
        said, _ = await self.exchange({"do": "reopen", "store": str(store)})
        if "refused" not in said:  # it may have been replaced meanwhile
            self.task = replace(self.task, store=store)

    async def end(self) -> None:
        """End it at once, whatever it does; come back when it is gone."""
        self._ended = True
        self._questions.close()
        await self._end()


async def program(
    role: str, entry: int, out: int, errors: int = asyncio.subprocess.DEVNULL
) -> asyncio.subprocess.Process:
    """Start the program of the workers, with nothing of this process but its standard streams."""
    on_windows = sys.platform == "win32"
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",  # neither the environment nor the folder in which the server was started says what is imported
        "-c",
        _PROGRAM,
        role,
        str(os.getpid()),
        str(Path(__file__).parents[2]),
        stdin=entry,
        stdout=out,
        stderr=errors,
        env=None if on_windows else _ENVIRONMENT,  # Windows cannot start a program without its own
        start_new_session=not on_windows,  # a key that ends the server in a terminal lets its workers finish
    )


async def spawned(task: Task) -> Process:
    """A worker as a program of its own, ready."""
    process = await program("worker", asyncio.subprocess.PIPE, asyncio.subprocess.PIPE)

    async def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    if process.stdin is None or process.stdout is None:
        raise InternalError("a worker was started without pipes")
    return await Process(process.pid, (process.stdout, process.stdin), end, task).configure()
