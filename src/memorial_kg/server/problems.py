"""Answers that say what went wrong: RFC 9457 for programs, a plain page for people, and nothing of our insides."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from memorial_kg.errors import InputError, RemoteError, UsageError
from memorial_kg.server.negotiation import quality

__all__ = ["PROBLEM_TYPE", "STATUSES", "Refused", "problem", "refusal_of"]

PROBLEM_TYPE = "application/problem+json"
_NOTHING: Mapping[str, object] = MappingProxyType({})
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_LONGEST = 2_000  # characters of an explanation

# The first class that fits decides. Anything else is a bug of ours, and its words stay in the log.
STATUSES: dict[type[BaseException], int] = {UsageError: 400, InputError: 400, RemoteError: 502}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The request gets this answer instead of what it asked for."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        members: Mapping[str, object] = _NOTHING,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.members = status, detail, headers, members


def refusal_of(error: Exception) -> Refused:
    """The answer that an error of the library gets, by the table of statuses."""
    status = next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 0)
    if not status:
        raise error
    return Refused(status, str(error))


def problem(request: Request, refused: Refused) -> Response:
    """The answer to a refused request: a page if the client would rather have one, else problem+json."""
    detail = refused.detail[:_LONGEST]
    title = HTTPStatus(refused.status).phrase
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **refused.headers}
    accept = request.headers.get("accept", "")
    if quality(accept, "text/html") > max(quality(accept, PROBLEM_TYPE), quality(accept, "application/json")):
        return Response(_page(refused.status, title, detail), refused.status, headers, "text/html; charset=utf-8")
    body = {"type": "about:blank", "title": title, "status": refused.status, "detail": detail, **refused.members}
    return Response(json.dumps(body, ensure_ascii=False).encode(), refused.status, headers, PROBLEM_TYPE)


def _page(status: int, title: str, detail: str) -> str:
    shown = html.escape(title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{status} {shown}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{status} {shown}</h1><p>{html.escape(detail)}</p></main></body></html>\n"
    )
