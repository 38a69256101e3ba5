"""A real server of the endpoint, over the bundled graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.sparql.serving import Server, serving


@pytest.fixture(scope="session")
def endpoint(built: Path) -> Iterator[Server]:
    """An endpoint with usual limits; tests leave it as it is."""
    with serving(built, requests_per_minute=1_000_000, rows=20_000) as server:
        yield server


@pytest.fixture(scope="session")
def writable(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An endpoint that may be written to; tests leave what was there."""
    folder = tmp_path_factory.mktemp("written") / "w"
    with serving(built, folder, requests_per_minute=1_000_000, public_workers=1) as server:
        yield server
