"""Follows redirects within one origin only, so that nothing ends up at a host that nobody named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from memorial_kg.errors import RemoteError
from memorial_kg.wire.addresses import has_user, is_web_address, origin, shown
from memorial_kg.wire.carrying import Call, Reply

__all__ = ["follow"]

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_MOST_REDIRECTS: Final = 5


def follow(call: Call, once: Callable[[Call], Reply]) -> Reply:
    """Send a request, and again where the answers lead. Raises RemoteError when they lead nowhere or elsewhere."""
    for _ in range(_MOST_REDIRECTS + 1):
        reply = once(call)
        if reply.status not in _MOVED:
            return reply
        call = replace(call, url=_next(call, reply))
    raise RemoteError(f"{call.what}: {shown(call.url)} sends us on and on, and nothing was done")


def _next(call: Call, reply: Reply) -> str:
    """Where a redirect leads, if it may be followed."""
    todo = "if that is right, name that address yourself"
    problem = f"{call.what}: {shown(call.url)} answered {reply.status}"
    try:
        target = urljoin(call.url, reply.headers.get("Location") or "")
    except ValueError:
        target = ""
    if not is_web_address(target) or has_user(target):
        raise RemoteError(f"{problem} and sends us on to what is no address of the web")
    problem += f" and sends us on to {shown(target)}"
    if origin(target) != origin(call.url):
        raise RemoteError(f"{problem}, which is another host, port or scheme: nothing was sent there; {todo}")
    if call.method != "GET" and reply.status not in _KEEPS_METHOD:
        raise RemoteError(f"{problem}, which does not say that it takes what is sent; {todo}")
    return target
