"""What the addresses of SPARQL ask of the workers, and what they charge for it; the workers are played by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message
from tests.server.sparql.app import refused

from memorial_kg.queries import Names
from memorial_kg.server import graphstore, sparql, writer
from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused
from memorial_kg.server.processes import Died
from memorial_kg.server.sending import Gone, unless_gone
from memorial_kg.server.settings import Settings
from memorial_kg.server.throttle import Throttle

TEN_A_MINUTE = Limits(requests_per_minute=10)


class SlowWorkers:
    """Workers that need 30 seconds for whatever they are asked, and send back what they are sent."""

    async def call(
        self, _: dict[str, Any], body: bytes = b"", *, spent: Callable[[float], None] = lambda _: None, **__: object
    ) -> tuple[dict[str, Any], bytes]:
        spent(30)
        return {}, body


@dataclass
class State:
    settings: Settings
    workers: Any
    snapshot: Any = None
    limits: Limits = TEN_A_MINUTE
    writer: None = None
    throttle: Throttle = field(default_factory=lambda: Throttle(TEN_A_MINUTE.requests_per_minute))


def ask(address: str, times: int = 1, url: str = "") -> list[httpx.Response]:
    state = State(Settings(url=url), SlowWorkers(), Path())
    app = Starlette(routes=[*sparql.routes(state), *graphstore.routes(state)], exception_handlers={Refused: refused})

    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here.example") as client:
            return [await client.get(address, headers={"Accept": "application/n-triples"}) for _ in range(times)]

    return asyncio.run(asked())


@pytest.mark.parametrize("address", ["/sparql", "/graph-store?default"])
def test_who_keeps_a_worker_busy_pays_for_its_time(address: str) -> None:
    assert [answer.status_code for answer in ask(address, 2)] == [200, 429]


@pytest.mark.parametrize("url", ["https://example.org/memorials", "https://example.org/memorials/"])
def test_the_endpoint_is_called_by_the_public_address_however_that_ends(url: str) -> None:
    [answer] = ask("/sparql", url=url)
    assert "<https://example.org/memorials/sparql> " in answer.text
    assert "memorialssparql" not in answer.text


def test_a_writer_that_cannot_be_started_again_asks_to_come_back_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spawned(_: object) -> None:
        raise Died("there is no memory for another process")

    monkeypatch.setattr(writer, "spawned", spawned)
    broken = writer.Writer(tmp_path, "a-token-that-only-tests-use", Limits(), Names({}, "https://a.example/"))
    with pytest.raises(Refused) as caught:
        asyncio.run(broken.remove("https://a.example/graph"))
    assert caught.value.status == 503
    assert caught.value.headers["Retry-After"]


def test_work_is_left_off_when_the_client_hangs_up() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def test() -> None:
        left_off = False

        async def endless() -> None:
            nonlocal left_off
            try:
                await asyncio.Event().wait()
            finally:
                left_off = True

        with pytest.raises(Gone):
            async with asyncio.timeout(5):
                await unless_gone(Request({"type": "http"}, receive), endless())
        assert left_off

    asyncio.run(test())
