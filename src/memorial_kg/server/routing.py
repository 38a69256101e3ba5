"""Routes for what is only read: GET and HEAD, and OPTIONS for scripts of other sites, which ask first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["Handler", "reading"]

Handler = Callable[[Request], Awaitable[Response]]

_METHODS = "GET, HEAD, OPTIONS"
_PREFLIGHT = {
    "Allow": _METHODS,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Accept-Profile, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def reading(path: str, handler: Handler) -> Route:
    """A route for what anybody may read."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        return await handler(request)

    return Route(path, answer, methods=_METHODS.split(", "))
