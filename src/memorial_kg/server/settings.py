"""What a server is told when it starts: which folders, which address, and every limit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from memorial_kg.errors import UsageError

__all__ = ["Limits", "Settings"]

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much anybody may ask for. Each is an option of `memorial-kg serve`."""

    query_seconds: float = 20.0  # for a query of the public
    page_seconds: float = 10.0  # for a bundled query, and for what pages ask
    memory: int = 1024  # MiB of addresses that a worker may use beyond the store's own
    rows: int = 100_000  # in an answer
    answer_bytes: int = 32_000_000
    query_bytes: int = 100_000  # of a query's text
    body_bytes: int = 1_000_000  # of any request, but for what is written to the graph store
    upload_bytes: int = 50_000_000  # of what is written to the graph store
    public_workers: int = 2
    page_workers: int = 1
    waiting: int = 32  # requests that may wait in a lane; the next one is asked to come back later
    url_bytes: int = 8_192
    header_bytes: int = 32_768
    connections: int = 512
    idle_seconds: int = 10  # that a connection may be silent between two requests, or over one
    grace_seconds: int = 20  # that requests under way have when the server stops
    page_size: int = 1_000  # features in one answer, at most
    cache_bytes: int = 32_000_000  # of pages that are kept in memory

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if not getattr(self, name) > 0:  # nan is not
                raise UsageError(f"The limit {name.replace('_', ' ')} has to be above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a server is told. It reads nothing else: no environment, no file of settings.

    `url` is the public address, if it is known (behind a proxy the server cannot see it); `root_path` is the path under
    which a proxy shows the server; `writable` is the folder of what may be written, and nothing may be without it.
    """

    graph: Path = Path("dist/graph")
    site: Path = Path("dist/site")
    url: str = ""
    root_path: str = ""
    limits: Limits = field(default_factory=Limits)
    writable: Path | None = None
    token: str = field(default="", repr=False)
    log_clients: bool = False

    def __post_init__(self) -> None:
        if not _ROOT_PATH.fullmatch(self.root_path):
            raise UsageError(f"A root path is one such as /memorials, not {self.root_path!r}")
        parts = urlsplit(self.url)
        if self.url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise UsageError(f"A public address is one such as https://example.org/memorials/, not {self.url!r}")
        if (self.writable is None) != (not self.token):
            raise UsageError("What may be written needs both a folder and a token; give both, or neither")
        if self.token and len(self.token) < _SHORTEST_TOKEN:
            raise UsageError(f"A token has at least {_SHORTEST_TOKEN} characters: anybody could guess this one")
