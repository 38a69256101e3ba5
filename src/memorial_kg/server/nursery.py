"""Where workers come from: a process that has loaded everything once, and forks a worker in no time.

A query that ends its worker costs a hundredth of a second of work instead of half a second, and all workers share the
memory of what they have loaded. Where there is no `fork`, each worker is a program of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import socket
import sys

from memorial_kg.server.hearing import Hearing
from memorial_kg.server.processes import Died, Process, Task, program, spawned

__all__ = ["Nursery"]

_TO_ANSWER = 60.0
_LONGEST_ANSWER = 64


class Nursery:
    """Makes workers, and makes itself anew should it have been ended."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._orders: socket.socket | None = None
        self._hearing: Hearing | None = None
        self._turn = asyncio.Lock()

    async def worker(self, task: Task) -> Process:
        """A new worker, ready. Raises Died."""
        if sys.platform == "win32":
            return await spawned(task)
        ours, theirs = socket.socketpair()
        try:
            number = await self._order({}, theirs)
            pipes = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        return await Process(number, pipes, functools.partial(self._end, number), task).configure()

    def last_words(self) -> str:
        """What its workers have said lately where errors go, in one line."""
        return (self._hearing and self._hearing.last_words()) or "it said nothing"

    async def stop(self) -> None:
        """End it, and with it whoever is left of its workers."""
        async with self._turn:
            await self._close()

    async def _end(self, number: int) -> None:
        if self._process is not None and self._process.returncode is None:  # else they have ended with it
            with contextlib.suppress(Died):
                await self._order({"end": number})

    async def _order(self, order: dict[str, int], pipe: socket.socket | None = None) -> int:
        """Let it make or end a worker; give the number of its process.

        An order is carried out to its end, or the answer to it would be taken for the answer to the next.
        """
        return await asyncio.shield(asyncio.create_task(self._carried_out(order, pipe)))

    async def _carried_out(self, order: dict[str, int], pipe: socket.socket | None) -> int:
        with pipe or contextlib.nullcontext():
            async with self._turn:
                return await self._answered(order, [pipe.fileno()] if pipe else [])

    async def _answered(self, order: dict[str, int], pipes: list[int]) -> int:
        if self._process is None or self._process.returncode is not None or self._orders is None:
            await self._open()
        if self._orders is None:
            raise Died("the nursery is closed")
        try:
            socket.send_fds(self._orders, [json.dumps(order).encode()], pipes)
            async with asyncio.timeout(_TO_ANSWER):
                answer = await asyncio.get_running_loop().sock_recv(self._orders, _LONGEST_ANSWER)
        except (OSError, TimeoutError) as error:
            await self._close()
            raise Died(f"the nursery does not answer: {error}") from error
        if not answer:
            await self._close()
            raise Died("the nursery has ended")
        return int(answer)

    async def _close(self) -> None:
        """End it, whatever state it is in; the next order makes it anew."""
        if self._orders:
            self._orders.close()
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        if self._hearing:
            self._hearing.close()
        self._process = self._orders = self._hearing = None

    async def _open(self) -> None:
        await self._close()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._hearing = Hearing()
        with theirs:
            nobody, errors = asyncio.subprocess.DEVNULL, self._hearing.to
            self._process = await program("nursery", theirs.fileno(), nobody, errors)
        self._orders = ours
