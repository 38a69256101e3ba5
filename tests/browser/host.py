"""A static host as it comes: a folder below a path, and nothing clever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from tests.conftest import PUBLISHED_AT

ROOT = Path(__file__).parents[2]

Serve = Callable[[Path], str]

# Where the site stands: below a path, so that no link may count on the root of its host; and where it was published to
# stand, for the page that is shown at any address names that path.
PREFIX = urlsplit(PUBLISHED_AT).path

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class Handler(SimpleHTTPRequestHandler):
    """A static host as it comes: files below a path, their types, and nothing clever."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 — typeshed declares it for instances

    def translate_path(self, path: str) -> str:
        if not path.startswith(PREFIX):
            return str(Path(self.directory) / "outside-of-the-site")
        return super().translate_path("/" + path.removeprefix(PREFIX))

    def log_message(self, *_: object) -> None:
        """Say nothing: a failing test says enough."""


@contextmanager
def serving() -> Iterator[Serve]:
    """Give a function that serves a folder and tells its address; all that it started ends with the context."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{PREFIX}"

    try:
        yield start
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
