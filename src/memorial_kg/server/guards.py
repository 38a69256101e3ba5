"""Stands before every request: what is too long, too large or too slow goes no further."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused, problem
from memorial_kg.server.sending import Gone
from memorial_kg.server.state import State

__all__ = ["Bound", "Guards", "Root"]

_log = logging.getLogger(__name__)


class Guards:
    """Refuses addresses and bodies that are too long or too slow, and lets no error of ours out but as an answer."""

    def __init__(self, app: ASGIApp, *, limits: Limits, uploads: Collection[str] = ()) -> None:
        self.app, self._limits, self._uploads = app, limits, frozenset(uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            self._check(scope)
            await self.app(scope, self._metered(scope, receive), noted)
        except (Gone, ClientDisconnect):
            return
        except Exception as error:
            if started:  # half an answer cannot be taken back: the connection is cut, so that nobody takes it for whole
                raise
            refused = error if isinstance(error, Refused) else _bug(error)
            await problem(Request(scope), refused)(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope.get("query_string", b""))
        if length > self._limits.url_bytes:
            raise Refused(414, f"The address has more than {self._limits.url_bytes} bytes.")
        headers = Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in headers.raw) > self._limits.header_bytes:
            raise Refused(431, f"The headers have more than {self._limits.header_bytes} bytes.")
        size = headers.get("content-length", "")
        if size.isdigit() and int(size[:20]) > self._most(scope):
            raise _too_large(self._most(scope))

    def _most(self, scope: Scope) -> int:
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/").partition("/")[0]
        return self._limits.upload_bytes if path in self._uploads else self._limits.body_bytes

    def _metered(self, scope: Scope, receive: Receive) -> Receive:
        most, seconds = self._most(scope), self._limits.body_seconds
        seen, done = 0, False
        until = asyncio.get_running_loop().time() + seconds

        async def metered() -> Message:
            nonlocal seen, done
            if done:  # whoever asks again waits for the client to hang up, however long that takes
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Refused(408, f"The body of the request did not arrive within {seconds:g} seconds.") from None
            seen += len(message.get("body", b""))
            done = not message.get("more_body", False)
            if seen > most:
                raise _too_large(most)
            return message

        return metered


def _too_large(most: int) -> Refused:
    return Refused(413, f"The body of the request has more than {most} bytes.", headers={"Connection": "close"})


def _bug(error: Exception) -> Refused:
    _log.error("a request failed", exc_info=error)
    return Refused(500, "The server failed over this request. Its log says how.")


class Root:
    """Knows the path under which a proxy shows the server, whether the proxy cuts it off or passes it on."""

    def __init__(self, app: ASGIApp, *, path: str = "") -> None:
        self.app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its root path, as ASGI has it: `path` begins with `root_path`."""
        if self._path and scope["type"] == "http":
            path = scope["path"]
            if path == self._path:  # relative links need the slash
                await RedirectResponse(f"{path.rpartition('/')[2]}/", 308)(scope, receive, send)
                return
            inside = path.startswith(f"{self._path}/")
            scope = {**scope, "root_path": self._path, "path": path if inside else self._path + path}
        await self.app(scope, receive, send)


class Bound:
    """Binds each request to what is served when it begins."""

    def __init__(self, app: ASGIApp, *, state: State) -> None:
        self.app, self._state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and keep its generation open until it is answered."""
        newest = self._state.newest
        if scope["type"] != "http" or newest is None:
            await self.app(scope, receive, send)
            return
        with newest.bound():
            await self.app(scope, receive, send)
