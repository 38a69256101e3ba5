"""A small site beside the bundled graph, and a server over both, asked over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from memorial_kg.catalogue import open_catalogue
from memorial_kg.export import FORMATS
from memorial_kg.server.app import create_app
from memorial_kg.server.limits import Limits
from memorial_kg.server.serving import configured
from memorial_kg.server.settings import Settings

PERSON = "person/aslan-rustamov"
LINK_OUT = "escape.txt"


def write_site(folder: Path, graph: Path, mark: str = "first") -> Path:
    """Write a site of a few pages, each of which says `mark`."""
    pages = ["index", "404", "search", "dataset", "memorial/index", "memorial/tr-usak", PERSON, "source/list"]
    for language in ("", "az/", "tr/", "de/"):
        for page in pages:
            if not (language == "de/" and page == PERSON):
                _write(folder / f"{language}{page}.html", _page(mark, language, page))
    with open_catalogue(graph) as catalogue:
        for name in ("memorial/tr-usak", PERSON, "source/list"):
            assert name in catalogue, f"the bundled data has no {name}: choose another for this test"
            for each in FORMATS.values():
                if name.startswith("memorial/") or each.suffix in (".ttl", ".jsonld", ".nt"):
                    _write(folder / f"{name}{each.suffix}", f"{name} {each.name} {mark}\n")
    for each in FORMATS.values():
        _write(folder / f"dataset{each.suffix}", f"dataset {each.name} {mark}\n")
    _write(folder / ".well-known/void", "# void\n")
    _write(folder / ".htaccess", "# for another server\n")
    _write(folder / "site.json", '{"live": false, "title": "a title"}\n')
    _write(folder / "assets/site.css", "body { margin: 0 }\n" * 100)
    _write(folder / "assets/app.1a2b3c4d.js", "'use strict';\n")
    (folder / "assets/oxigraph.wasm").write_bytes(b"\0asm")
    (folder / "assets/large.bin").write_bytes(bytes(range(256)) * 8_000)
    return folder


def _page(mark: str, language: str, page: str) -> str:
    return (
        f'<!doctype html><html lang="{language.strip("/") or "en"}"><title>{page}</title>'
        f'<link rel="stylesheet" href="assets/site.css"><a href="#top">{mark}</a><a href="https://example.org/">x</a>\n'
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def small_site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small site. Tests leave it as it is."""
    folder = write_site(tmp_path_factory.mktemp("small") / "site", built)
    outside = folder.parent / "secret.txt"
    outside.write_text("nobody may read this", encoding="utf-8")
    (folder / LINK_OUT).symlink_to(outside)
    (folder / "folder-out").symlink_to(folder.parent)
    return folder


@pytest.fixture(scope="session")
def settings(built: Path, small_site: Path) -> Settings:
    """What the server of these tests is told."""
    limits = Limits(public_workers=1, page_workers=1, requests_per_minute=100_000, body_bytes=10_000)
    return Settings(graph=built, site=small_site, limits=limits)


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server of these settings, which runs in a thread as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings)
    uvicorn_server = uvicorn.Server(configured(app, settings.limits))
    ready = threading.Event()

    async def run() -> None:
        async with app.state.server.running():
            ready.set()
            await uvicorn_server.serve(sockets=[listening])

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    try:
        assert ready.wait(90), "the server did not start"
        with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
            yield client
    finally:
        uvicorn_server.should_exit = True
        thread.join(30)
        listening.close()


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server with workers; redirects are not followed."""
    with running(settings) as client:
        yield client
