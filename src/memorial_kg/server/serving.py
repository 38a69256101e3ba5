"""Runs the app until it is asked to stop: what is under way is finished, then the workers are ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator

from starlette.applications import Starlette
from uvicorn import Config, Server
from uvicorn.server import HANDLED_SIGNALS

from memorial_kg.errors import InputError, InternalError
from memorial_kg.server.app import create_app
from memorial_kg.server.connections import patient
from memorial_kg.server.limits import Limits
from memorial_kg.server.processes import Died
from memorial_kg.server.settings import Settings
from memorial_kg.server.snapshot import open_snapshot

__all__ = ["configured", "serve"]

_log = logging.getLogger(__name__)
_BACKLOG = 1024


def serve(
    settings: Settings, *, host: str = "127.0.0.1", port: int = 8000, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve until a signal comes; `ready` is told the address once there is an answer at it.

    Raises InputError when there is nothing to serve, or when the address is taken.
    """
    open_snapshot(settings.graph, settings.site).release()
    with _listening(host, port) as listening:
        try:
            asyncio.run(_run(settings, listening, ready))
        except Died as error:
            raise InternalError(f"the processes that answer queries could not be started: {error}") from error


class _Server(Server):
    """Obeys a signal from its first moment on, and does not raise it again when it has obeyed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self.handle_exit) for each in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


async def _run(settings: Settings, listening: socket.socket, ready: Callable[[str], None]) -> None:
    app = create_app(settings)
    server = _Server(configured(app, settings.limits))
    with server.capture_signals():  # a signal that comes while the workers start is not lost
        async with app.state.server.running():
            address = _address(listening)
            _log.info("serving %s and %s at %s", settings.graph, settings.site, address)
            ready(address)
            await server.serve(sockets=[listening])
        _log.info("stopped")


def configured(app: Starlette, limits: Limits) -> Config:
    """How uvicorn is to run the app. Its state is entered by the caller, so that what is wrong is raised there."""
    return Config(
        app,
        http=patient(limits.idle_seconds),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=limits.grace_seconds,
        limit_concurrency=limits.connections,
        h11_max_incomplete_event_size=limits.header_bytes + limits.url_bytes,
        reset_contextvars=True,
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise InputError(f"Nobody can listen at {host} port {port}: {error.strerror or error}") from None


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
