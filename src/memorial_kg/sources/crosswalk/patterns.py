"""Looks for the patterns of a crosswalk in texts, and gives up where one would take for ever.

`(a+)+$` needs twice the time for each further letter: one such rule, or one text made for it, would hold up a harvest
until somebody ends it. A clock ticks beside the searches; one that is still at work when it has ticked twice is ended,
and its text refused. It costs nothing while patterns are quick.
"""

from __future__ import annotations

import atexit
import re
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, Final, TypeAlias

from memorial_kg.values import ValueProblem, quote

__all__ = ["Search", "search_of"]

Search: TypeAlias = Callable[[str], "re.Match[str] | None"]

_TICK: Final = 1.0  # seconds
_MOST_WAITED: Final = 3  # times for one pattern


class _TooLongError(ValueProblem):
    """A search was ended. It is a problem of a value wherever it comes up, should the clock tick at its very end."""


class _Clock:
    """Ticks while there are searches, and ends the one that is as old as a tick.

    Without signals (on Windows, in a thread, or where another one uses the timer) nothing is ended.
    """

    def __init__(self) -> None:
        self._begun = self._seen = 0
        self._inside = self._ticking = False
        self._before: Any = None  # a handler, as `signal` gave it

    def search(self, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
        """What the pattern finds first in the text; a `ValueProblem` if that takes too long."""
        self._begun += 1
        if not self._ticking:
            self._start()
        self._inside = True
        try:
            return pattern.search(text)
        finally:
            self._inside = False

    def _start(self) -> None:
        if not hasattr(signal, "setitimer") or any(signal.getitimer(signal.ITIMER_REAL)):
            return
        try:
            self._before = signal.signal(signal.SIGALRM, self._tick)
        except ValueError:  # not the main thread
            return
        signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
        self._ticking = True
        # Python drops its handlers when it ends: a tick after that would end the process with an error.
        atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)

    def _tick(self, _signal: int, _frame: FrameType | None) -> None:
        if self._begun != self._seen:
            self._seen = self._begun
        elif self._inside:
            raise _TooLongError("the search takes too long")
        else:  # nobody has searched for as long as a tick: the process gets its signal back
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
            self._ticking = False


# One for the process, as the signal is.
_CLOCK: Final = _Clock()


def search_of(pattern: re.Pattern[str]) -> Search:
    """The search for a pattern. After some texts that took too long, all others are refused without being searched."""
    waited = 0

    def search(text: str) -> re.Match[str] | None:
        nonlocal waited
        if waited < _MOST_WAITED:
            try:
                return _CLOCK.search(pattern, text)
            except _TooLongError:
                waited += 1
        given_up = "" if waited < _MOST_WAITED else f", as in {_MOST_WAITED} texts: it is no longer looked for"
        what = f"to look for {quote(pattern.pattern)} in {quote(text)} takes too long{given_up}"
        todo = "write it without a repetition inside a repetition, such as (a+)+"
        raise ValueProblem(what, "a pattern that finds its end", todo)

    return search
