"""Answers a request with an entity: 304 where the client has it already, packed where the client takes that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from memorial_kg.server.files import Entry
from memorial_kg.server.negotiation import quality

__all__ = ["add_vary", "entity", "matches", "send_file"]

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_CHUNK = 1 << 18


def add_vary(headers: dict[str, str], *names: str) -> None:
    """Name more of the request's headers on which an answer depends."""
    known = [each.strip() for each in headers.get("Vary", "").split(",") if each.strip()]
    headers["Vary"] = ", ".join(dict.fromkeys([*known, *names]))


def matches(request: Request, etag: str, modified: str = "") -> bool:
    """Tell whether the client has this entity already (RFC 9110 section 13.1)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or f'"{etag}"' in known
    since = request.headers.get("if-modified-since")
    if since is None or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False


def entity(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    etag: str,
    headers: Mapping[str, str] = _NO_HEADERS,
) -> Response:
    """An answer that was made for this request; `etag` names it, and changes whenever it does."""
    sent = {"Cache-Control": "no-cache", **headers, "ETag": f'"{etag}"'}
    if matches(request, etag):
        return Response(status_code=304, headers=sent)
    return Response(body, 200, {**sent, "Content-Type": media_type})


async def send_file(request: Request, entry: Entry, headers: Mapping[str, str] = _NO_HEADERS) -> Response:
    """A file of the site."""
    sent = {"Cache-Control": "no-cache", **headers}
    packed = entry.packed if quality(request.headers.get("accept-encoding", ""), "gzip") > 0 else None
    etag = f"{entry.etag}-gz" if packed is not None else entry.etag
    if entry.packed is not None:
        add_vary(sent, "Accept-Encoding")
    sent |= {"ETag": f'"{etag}"', "Last-Modified": entry.modified}
    if matches(request, etag, entry.modified):
        return Response(status_code=304, headers=sent)
    sent["Content-Type"] = entry.media_type
    if packed is not None:
        sent["Content-Encoding"] = "gzip"
    body = packed if packed is not None else entry.body
    if body is not None:
        return Response(body, 200, sent)
    if request.method == "HEAD":
        return Response(b"", 200, {**sent, "Content-Length": str(entry.size)})
    return await _stream(entry.path, sent)


async def _stream(path: Path, headers: dict[str, str]) -> Response:
    """A large file, in pieces; it is opened first, so that a new build does not change it under the reader."""
    file = await asyncio.to_thread(path.open, "rb")
    size = await asyncio.to_thread(file.seek, 0, 2)
    await asyncio.to_thread(file.seek, 0)
    return StreamingResponse(_pieces(file, size), 200, {**headers, "Content-Length": str(size)})


async def _pieces(file: BinaryIO, size: int) -> AsyncIterator[bytes]:
    try:
        while size > 0 and (piece := await asyncio.to_thread(file.read, min(_CHUNK, size))):
            size -= len(piece)
            yield piece
    finally:
        file.close()
