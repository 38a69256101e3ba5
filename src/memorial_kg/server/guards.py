"""Stands before every request: what is too long, too large or too slow goes no further."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused, problem

__all__ = ["Guards", "Root"]

_SENDING_SECONDS = 60  # that a client may take to read a piece of an answer


class _Gone(Exception):  # noqa: N818 - nobody is left to be told
    """The client is too slow: the connection is given up."""


class Guards:
    """Refuses addresses and bodies that are too long, and gives up clients that are too slow."""

    def __init__(self, app: ASGIApp, *, limits: Limits, uploads: Collection[str] = ()) -> None:
        self.app, self._limits, self._uploads = app, limits, frozenset(uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def paced(message: Message) -> None:
            nonlocal started
            started = True
            try:
                async with asyncio.timeout(_SENDING_SECONDS):
                    await send(message)
            except TimeoutError:
                raise _Gone from None

        try:
            self._check(scope)
            await self.app(scope, self._metered(scope, receive), paced)
        except Refused as refused:
            if started:
                raise
            await problem(Request(scope), refused)(scope, receive, paced)

    def _check(self, scope: Scope) -> None:
        length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope.get("query_string", b""))
        if length > self._limits.url_bytes:
            raise Refused(414, f"The address has more than {self._limits.url_bytes} bytes.")
        size = Headers(scope=scope).get("content-length", "")
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


class Root:
    """Knows the path under which a proxy shows the server, whether the proxy cuts it off or passes it on."""

    def __init__(self, app: ASGIApp, *, path: str = "") -> None:
        self.app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its root path, as ASGI has it: `path` begins with `root_path`."""
        if self._path and scope["type"] == "http":
            path = scope["path"]
            inside = path == self._path or path.startswith(f"{self._path}/")
            scope = {**scope, "root_path": self._path, "path": path if inside else self._path + path}
        await self.app(scope, receive, send)
