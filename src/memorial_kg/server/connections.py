"""A connection that does not wait for ever, neither for a request that never ends nor for a client that never reads."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["patient"]


class _Timer:
    """Does something after a time, unless it is stopped."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._seconds, self._action = seconds, action
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to count, unless it is counting."""
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(self._seconds, self._action)

    def stop(self) -> None:
        """Count no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


def patient(seconds: float) -> type[H11Protocol]:
    """The protocol of connections that have so many seconds for the head of a request, or to take a piece of an answer.

    uvicorn itself gives up only what is silent between two requests.
    """

    class Patient(H11Protocol):
        def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn types it
            super().connection_made(transport)
            # asyncio does this only for sockets that were made in its own way; without it an answer in two pieces takes
            # 40 ms, until the client has acknowledged the first.
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._head, self._reading = _Timer(seconds, transport.abort), _Timer(seconds, transport.abort)
            self._head.start()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            cycle: Any = self.cycle  # None before the first request, whatever its type says
            if cycle is None or cycle.response_complete:
                self._head.start()  # a request has begun, and its head is not complete
            else:
                self._head.stop()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._reading.start()

        def resume_writing(self) -> None:
            self._reading.stop()
            super().resume_writing()

        def connection_lost(self, exc: Exception | None) -> None:
            self._head.stop()
            self._reading.stop()
            super().connection_lost(exc)

    return Patient
