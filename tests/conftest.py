"""What tests of several rooms share: the bundled workspace, built once, and the command as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from memorial_kg.pipeline import build

CHECKOUT = Path(__file__).parent.parent
DATA = CHECKOUT / "data"

PUBLISHED_AT = "https://memorials.example/below/a-path/"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundled workspace's graph. Tests read it and leave it as it is."""
    out = tmp_path_factory.mktemp("built") / "graph"
    build(DATA, out)
    return out


@pytest.fixture(scope="session")
def published(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled site, published to stand below a path. Tests read it and leave it as it is."""
    from memorial_kg.site import Settings, publish

    out = tmp_path_factory.mktemp("published") / "site"
    publish(built, out, Settings(url=PUBLISHED_AT, contact="mailto:editors@memorials.example"), jobs=2)
    return out


@pytest.fixture
def memorial_kg(tmp_path: Path) -> Run:
    """Run the command in an empty folder, as a process of its own, and give what it did."""

    def run(
        *arguments: str | Path, stdin: str | bytes = b"", env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "memorial_kg", *map(str, arguments)],
            cwd=cwd or tmp_path,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**os.environ, **(env or {})},
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
