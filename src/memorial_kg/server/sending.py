"""Sends the answers of workers, which may be large, to clients that may be slow, or gone."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from memorial_kg.server.conditional import matches
from memorial_kg.server.workers import Result

__all__ = ["Gone", "answer", "unless_gone"]

_T = TypeVar("_T")
_PIECE = 1 << 16
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Gone(Exception):  # noqa: N818 - nobody is there to hear of it
    """The client has hung up."""


async def unless_gone(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """Do some work, and leave off when the client hangs up. Its body has to be read by then; raises Gone."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def answer(  # noqa: PLR0913 - four of them have names
    request: Request,
    result: Result,
    media_type: str,
    *,
    seconds: float,
    etag: str = "",
    headers: Mapping[str, str] = _NO_HEADERS,
) -> Response:
    """The answer to a request: with an ETag if it was read and not posted, and 304 if the client has it already.

    The ETag is that of the bytes, unless the caller knows what else they depend on.
    """
    sent = {"Cache-Control": "no-cache", "Vary": "Accept", **headers, "Content-Type": media_type}
    if request.method not in ("GET", "HEAD"):
        return _Answer(result, {**sent, "Cache-Control": "no-store"}, seconds)
    etag = etag or hashlib.blake2b(media_type.encode() + b"\n" + result.body, digest_size=16).hexdigest()
    sent["ETag"] = f'"{etag}"'
    if matches(request, etag):
        return Response(status_code=304, headers=sent)
    return _Answer(result, sent, seconds)


class _Answer(Response):
    """Sends a body in pieces, so that a slow reader is noticed; it holds its result, which counts as long as held."""

    def __init__(self, result: Result, headers: Mapping[str, str], seconds: float) -> None:
        super().__init__(headers={**headers, "Content-Length": str(len(result.body))})
        self._result, self._seconds = result, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send it, if it is taken in time; else the connection is cut."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = memoryview(b"" if scope["method"] == "HEAD" else self._result.body)
        async with asyncio.timeout(self._seconds):
            for at in range(0, len(body), _PIECE):
                piece = bytes(body[at : at + _PIECE])
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
