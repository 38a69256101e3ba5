"""One lane: some workers, and whoever waits for one, a client at a time in turn, however much each of them asks."""

from __future__ import annotations

import asyncio
from collections import deque

from memorial_kg.server.limits import Limits
from memorial_kg.server.processes import Process
from memorial_kg.server.refusals import Busy, TooOften

__all__ = ["Lane"]

_Turn = asyncio.Future[Process]


class Lane:
    """Gives out workers. `seconds` is the time that one question may take here.

    The workers of a lane `behind` the others compute when nobody else has to.
    """

    def __init__(self, seconds: float, limits: Limits, *, behind: bool = False) -> None:
        self.seconds, self._limits, self._behind = seconds, limits, behind
        self.processes: set[Process] = set()
        self._idle: deque[Process] = deque()
        self._turns: dict[str, deque[_Turn]] = {}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._turns.values()))

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return len(self.processes) - len(self._idle)

    @property
    def alive(self) -> bool:
        """Whether there is a worker that answers, or will."""
        return any(each.alive for each in self.processes)

    def add(self, process: Process) -> None:
        """Take in a new worker."""
        if self._behind:
            process.stand_behind()
        self.processes.add(process)
        self.give(process)

    def remove(self, process: Process) -> None:
        """Forget a worker that was given out."""
        self.processes.discard(process)

    def ended(self) -> list[Process]:
        """The workers that ended while they waited for work; they are given to nobody any more."""
        found = [process for process in self._idle if not process.alive]
        for process in found:
            self._idle.remove(process)
        return found

    async def take(self, client: str) -> Process:
        """A worker for this client, as soon as it has its turn; to be given back, or removed. Raises Busy, TooOften."""
        if not self._turns and self._idle:
            return self._idle.popleft()
        if self.waiting >= self._limits.waiting:
            raise Busy
        mine = self._turns.setdefault(client, deque())
        if len(mine) >= self._limits.waiting_per_client:
            raise TooOften("Too many of your queries are waiting: let them be answered first", 5)
        turn: _Turn = asyncio.get_running_loop().create_future()
        mine.append(turn)
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                return await turn
        except BaseException as error:
            self._give_up(client, turn)
            if isinstance(error, TimeoutError):
                raise Busy from None
            raise

    def _give_up(self, client: str, turn: _Turn) -> None:
        if turn.done() and not turn.cancelled() and not turn.exception():
            self.give(turn.result())  # it came in the very moment in which nobody wanted it any more
        if client in self._turns and turn in self._turns[client]:
            self._turns[client].remove(turn)
            if not self._turns[client]:
                del self._turns[client]

    def give(self, process: Process) -> None:
        """Give a worker to whoever is next: the first of the client that has waited longest since its last turn."""
        while self._turns:
            client = next(iter(self._turns))
            turns = self._turns.pop(client)
            turn = turns.popleft()
            if turns:
                self._turns[client] = turns  # at the end: the others come first now
            if not turn.done():
                turn.set_result(process)
                return
        self._idle.append(process)

    def refuse_all(self) -> None:
        """Send everybody away who waits."""
        for turns in self._turns.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(Busy())
        self._turns.clear()
