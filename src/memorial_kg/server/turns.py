"""Gives out what there is too little of, a client at a time in turn, however much each of them asks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

from memorial_kg.server.limits import Limits
from memorial_kg.server.refusals import Busy, TooOften

__all__ = ["Turns"]

_T = TypeVar("_T")


class Turns(Generic[_T]):
    """Gives out things, each to one at a time. Who waits too long, or with too many others, is sent away."""

    def __init__(self, limits: Limits, things: Iterable[_T] = ()) -> None:
        self._limits = limits
        self._idle: deque[_T] = deque(things)
        self._turns: dict[str, deque[asyncio.Future[_T]]] = {}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._turns.values()))

    async def take(self, client: str) -> _T:
        """One for this client, as soon as it has its turn; to be given back. Raises Busy, TooOften."""
        if not self._turns and self._idle:
            return self._idle.popleft()
        if self.waiting >= self._limits.waiting:
            raise Busy
        mine = self._turns.setdefault(client, deque())
        if len(mine) >= self._limits.waiting_per_client:
            raise TooOften("Too many of your queries are waiting: let them be answered first", 5)
        turn: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        mine.append(turn)
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                return await turn
        except BaseException as error:
            self._give_up(client, turn)
            if isinstance(error, TimeoutError):
                raise Busy from None
            raise

    def _give_up(self, client: str, turn: asyncio.Future[_T]) -> None:
        if turn.done() and not turn.cancelled() and not turn.exception():
            self.give(turn.result())  # it came in the very moment in which nobody wanted it any more
        if client in self._turns and turn in self._turns[client]:
            self._turns[client].remove(turn)
            if not self._turns[client]:
                del self._turns[client]

    def give(self, thing: _T) -> None:
        """Give one to whoever is next: the first of the client that has waited longest since its last turn."""
        while self._turns:
            client = next(iter(self._turns))
            turns = self._turns.pop(client)
            turn = turns.popleft()
            if turns:
                self._turns[client] = turns  # at the end: the others come first now
            if not turn.done():
                turn.set_result(thing)
                return
        self._idle.append(thing)

    def refuse_all(self) -> None:
        """Send everybody away who waits."""
        for turns in self._turns.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(Busy())
        self._turns.clear()
