"""One lane: some workers, and whoever waits for one, in turn."""

from __future__ import annotations

from memorial_kg.server.limits import Limits
from memorial_kg.server.processes import Process
from memorial_kg.server.turns import Turns

__all__ = ["Lane"]


class Lane(Turns[Process]):
    """Gives out workers. `seconds` is the time that one question may take here.

    The workers of a lane `behind` the others compute when nobody else has to.
    """

    def __init__(self, seconds: float, limits: Limits, *, behind: bool = False) -> None:
        super().__init__(limits)
        self.seconds, self._behind = seconds, behind
        self.processes: set[Process] = set()

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
