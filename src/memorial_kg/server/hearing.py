"""Hears what workers say where errors go, for the log: the end of it is all that is kept, however much they say."""

from __future__ import annotations

import asyncio
import contextlib
import os

from memorial_kg.values import visible

__all__ = ["Hearing"]

_MOST = 2_000  # bytes that are kept
_LINES = 5


class Hearing:
    """A pipe to be given to processes as `to`, and the end of what came out of it. Not for Windows."""

    def __init__(self) -> None:
        self._from, self.to = os.pipe()
        os.set_blocking(self._from, False)
        self._kept = b""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._from, self._hear)

    def last_words(self) -> str:
        """The last lines since it was asked before, as one line that acts on no terminal."""
        self._hear()  # a process that has just ended may have spoken since the loop looked
        said, self._kept = self._kept, b""
        return visible(" | ".join(said.decode("utf-8", "replace").splitlines()[-_LINES:]))

    def close(self) -> None:
        """Hear no more."""
        self._loop.remove_reader(self._from)
        os.close(self._from)
        os.close(self.to)

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._kept = (self._kept + os.read(self._from, 1 << 16))[-_MOST:]
