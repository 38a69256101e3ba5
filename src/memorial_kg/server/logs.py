"""One line for each request, which nobody who asks can write a second line into; and two forms of lines."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from memorial_kg.values import visible

__all__ = ["FORMATTERS", "JsonLines", "RequestLog", "TextLines"]

_log = logging.getLogger("memorial_kg.server.requests")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PLAIN = re.compile(r"[\w.:/@%+~-]+")
_LONGEST = 500  # characters of a path
_FIELDS = "fields"  # the attribute of a log record that holds what is to be written as fields


class RequestLog:
    """Writes down what was asked for and how it went: no query, no header, and a client's address only if wanted."""

    def __init__(self, app: ASGIApp, *, clients: bool = False) -> None:
        self.app, self._clients = app, clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write one line when it is done."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        seen = {"status": 0, "bytes": 0}

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        try:
            await self.app(scope, receive, counted)
        finally:
            self._write(scope, request_id, seen, (time.perf_counter() - began) * 1000)

    def _write(self, scope: Scope, request_id: str, seen: dict[str, int], milliseconds: float) -> None:
        fields: dict[str, object] = {
            "id": request_id,
            "method": scope["method"][:16],
            "path": scope["path"][:_LONGEST],
            **seen,
            "ms": round(milliseconds, 1),
        }
        if lane := scope.get("state", {}).get("lane"):
            fields["lane"] = lane
        if self._clients and scope.get("client"):
            fields["client"] = scope["client"][0]
        level = logging.WARNING if seen["status"] >= 500 else logging.INFO  # 0: the client has hung up
        _log.log(level, "request", extra={_FIELDS: fields})


class JsonLines(logging.Formatter):
    """A line of JSON in ASCII for each record: whatever it quotes is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        return json.dumps(_said(self, record), default=str)


class TextLines(logging.Formatter):
    """A line of text for each record; what it quotes is in quotation marks where it is not plain."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        said = _said(self, record)
        first = f"{said.pop('time')} {said.pop('level')} {visible(str(said.pop('event')))}"
        return " ".join([first, *(f"{name}={_shown(value)}" for name, value in said.items())])


FORMATTERS: dict[str, type[logging.Formatter]] = {"json": JsonLines, "text": TextLines}


def _said(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, object]:
    fields = getattr(record, _FIELDS, {})
    said: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage(),
        **(fields if isinstance(fields, dict) else {}),
    }
    if record.exc_info and record.exc_info[0]:
        said["error"] = formatter.formatException(record.exc_info)
    return said


def _shown(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.isascii() else json.dumps(text)  # in ASCII, so nothing acts
