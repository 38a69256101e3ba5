"""Tells whoever runs the server whether it lives, and whether it can answer."""

from __future__ import annotations

import asyncio
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memorial_kg import __version__
from memorial_kg.server.routing import reading
from memorial_kg.server.snapshot import identity
from memorial_kg.server.state import State

__all__ = ["routes"]

_HEADERS = {"Cache-Control": "no-store"}


def routes(state: State) -> list[Route]:
    """`/health` and `/ready`."""

    async def health(_: Request) -> Response:
        return _said({"status": "alive", "version": __version__}, 200)

    async def ready(_: Request) -> Response:
        newest = state.newest
        seen = await asyncio.to_thread(identity, state.settings.graph, state.settings.site)
        alive = newest is not None and newest.workers.alive
        checks = {"data": newest is not None, "folders": bool(seen), "workers": alive}
        good = all(checks.values())
        said = {"status": "ready" if good else "not ready", "checks": checks}
        return _said({**said, "data": newest.snapshot.version if newest else ""}, 200 if good else 503)

    return [reading("/health", health), reading("/ready", ready)]


def _said(what: dict[str, object], status: int) -> Response:
    headers = _HEADERS if status == 200 else {**_HEADERS, "Retry-After": "5"}
    return Response(json.dumps(what).encode() + b"\n", status, headers, "application/json")
