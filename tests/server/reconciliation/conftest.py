"""The reconciliation service over the bundled graph, asked as a client does, without the workers that it does not need."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from memorial_kg.server.app import create_app
from memorial_kg.server.limits import Limits
from memorial_kg.server.serving import configured
from memorial_kg.server.settings import Settings

Ask = Callable[..., list[dict[str, Any]]]


class NoWorkers:
    """Stands for the processes that answer SPARQL."""

    def renew(self) -> None:
        """Nothing to replace."""

    async def stop(self) -> None:
        """Nothing to stop."""


async def _no_workers(*_: object) -> Any:  # noqa: ANN401 - whatever the state asks of workers
    return NoWorkers()


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server of these settings, which runs in a thread as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings, start_workers=_no_workers)
    server = uvicorn.Server(configured(app, settings.limits))
    ready = threading.Event()

    async def run() -> None:
        async with app.state.server.running():
            ready.set()
            await server.serve(sockets=[listening])

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    try:
        assert ready.wait(60), "the server did not start"
        with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


@pytest.fixture(scope="session")
def service_settings(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled graph beside a site of one page."""
    site = tmp_path_factory.mktemp("reconciled") / "site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html><title>home</title>", encoding="utf-8")
    return Settings(graph=built, site=site, limits=Limits(requests_per_minute=1_000_000))


@pytest.fixture(scope="session")
def client(service_settings: Settings) -> Iterator[httpx.Client]:
    """A client of the service; redirects are not followed."""
    with serving(service_settings) as found:
        yield found


@pytest.fixture(scope="session")
def ask(client: httpx.Client) -> Ask:
    """Ask one question, and give the results."""

    def asked(query: str = "", type_: str = "", given: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        question: dict[str, Any] = {"query": query} if query else {}
        question |= {"type": type_} if type_ else {}
        question |= {"properties": [{"pid": pid, "v": v} for pid, v in given.items()]} if given else {}
        answer = client.post("/reconcile", data={"queries": json.dumps({"q0": question})})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["q0"]["result"]
        return results

    return asked
