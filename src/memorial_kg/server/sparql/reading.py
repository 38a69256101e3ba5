"""Reads a request of the SPARQL 1.1 Protocol, in its three forms, into one question or one update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused

__all__ = ["FORM", "QUERY", "UPDATE", "Asked", "media_type_of", "read"]

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_MOST_FIELDS = 1_000
_ONE_OF = ("query", "update", "timeout")
_NOT_HERE = ("using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks. At most one of `query` and `update` is there; with neither, it asks what is here."""

    query: str = ""
    update: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()  # the first that is known is meant; SPARQLWrapper sends several names of one
    seconds: float | None = None


async def read(request: Request, limits: Limits, check: Callable[[Request], None] | None = None) -> Asked:
    """Read it. Raises Refused: 400, 413 or 415.

    Only an update may be long, and only of somebody with a token: `check` refuses everybody else before it is read.
    """
    fields = _fields(request.url.query)
    if request.method == "POST":
        media_type = media_type_of(request)
        body = await _body_of(request, limits.body_bytes, check)
        if media_type == FORM:
            fields += _fields(body)
        elif media_type in (QUERY, UPDATE):
            fields.append(("query" if media_type == QUERY else "update", body))
        else:
            given = f"{media_type[:100]!r}" if media_type else "no type"
            raise Refused(415, f"A query is sent as {FORM} or {QUERY}, in UTF-8; this body has {given}.")
    asked = _asked(fields)
    if request.method == "POST" and not asked.query and not asked.update:
        raise Refused(400, "There is no query in this request: send it as the field `query`, or as the whole body.")
    if len(asked.query.encode()) > limits.query_bytes:
        raise Refused(413, f"The query has more than {limits.query_bytes} bytes.")
    return asked


def media_type_of(request: Request) -> str:
    """The media type of the body, or "". Raises Refused for an encoding that is not UTF-8."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip().strip('"')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refused(415, f"The body is read as UTF-8; it says that it is {charset[:100]!r}.")
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refused(415, "The body is packed: send it as it is.", headers={"Accept-Encoding": "identity"})
    return media_type.strip().lower()


async def _body_of(request: Request, short: int, check: Callable[[Request], None] | None) -> str:
    pieces, size = [], 0
    async for piece in request.stream():
        if size <= short < size + len(piece) and check:
            check(request)
        pieces.append(piece)
        size += len(piece)
    try:
        return b"".join(pieces).decode()
    except UnicodeDecodeError:
        raise Refused(400, "The body is not in UTF-8.") from None


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, "The request is not in UTF-8.") from None
    except ValueError:
        raise Refused(400, f"The request has more than {_MOST_FIELDS} fields.") from None


def _asked(fields: list[tuple[str, str]]) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    for name in _ONE_OF:
        if len(given.get(name, ())) > 1:
            raise Refused(400, f"There are {len(given[name])} of `{name}` in this request; send one.")
    for name in _NOT_HERE:
        if name in given:
            raise Refused(400, f"`{name}` is not known here: write USING in the update itself.")
    if "query" in given and "update" in given:
        raise Refused(400, "A request is a query or an update, not both.")
    if "query" in given and not given["query"][0].strip():
        raise Refused(400, "The query is empty.")
    return Asked(
        query=_only(given, "query"),
        update=_only(given, "update"),
        default_graphs=tuple(given.get("default-graph-uri", ())),
        named_graphs=tuple(given.get("named-graph-uri", ())),
        formats=tuple(filter(None, [*given.get("format", ()), *given.get("output", ())])),
        seconds=_seconds(_only(given, "timeout")),
    )


def _only(given: dict[str, list[str]], name: str) -> str:
    return given.get(name, [""])[0]


def _seconds(text: str) -> float | None:
    """The time that the client would wait, which may be less than the server's, and is never more."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise Refused(400, f"`timeout` is a number of seconds above 0, such as 5, not {text[:50]!r}.")
    return seconds
