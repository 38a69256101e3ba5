"""What a server is told when it starts: which folders, which address, and the limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from memorial_kg.errors import UsageError
from memorial_kg.server.limits import Limits

__all__ = ["SHORTEST_TOKEN", "Limits", "Settings"]

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
SHORTEST_TOKEN = 16  # characters


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
    behind_proxy: bool = False  # then, and only then, the last address of X-Forwarded-For is the client

    def __post_init__(self) -> None:
        if not _ROOT_PATH.fullmatch(self.root_path):
            raise UsageError(f"A root path is one such as /memorials, not {self.root_path!r}")
        parts = urlsplit(self.url)
        if self.url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise UsageError(f"A public address is one such as https://example.org/memorials/, not {self.url!r}")
        if (self.writable is None) != (not self.token):
            raise UsageError("What may be written needs both a folder and a token; give both, or neither")
        if self.token and len(self.token) < SHORTEST_TOKEN:
            raise UsageError(f"A token has at least {SHORTEST_TOKEN} characters: anybody could guess this one")
