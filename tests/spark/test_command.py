"""`memorial-kg build --engine spark` says in one sentence what is missing, or what it does not take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from memorial_kg.errors import UsageError
from memorial_kg.spark import open_session


def said(*arguments: str, **environment: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "memorial_kg", "build", *arguments]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return done.returncode, [line for line in done.stderr.splitlines() if line.startswith("error: ")]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(UsageError, match=r"pip install 'memorial-kg\[spark\]'"), open_session("local[1]"):
        pass


def test_a_missing_java_is_named(tmp_path: Path) -> None:
    code, lines = said(
        "data", "-o", str(tmp_path / "graph"), "--engine", "spark", "--master", "local[1]", JAVA_HOME=str(tmp_path)
    )
    assert code == 2
    assert len(lines) == 1
    assert "Spark 4 needs Java 17" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("s3a://bucket/workspace",), "add `--engine spark`"),
        (("data", "--master", "local[2]"), "add `--engine spark`"),
        (("data", "--engine", "spark", "--jobs", "3"), "--master 'local[4]'"),
    ],
)
def test_what_only_the_other_engine_takes_is_said_so(arguments: tuple[str, ...], words: str) -> None:
    code, lines = said(*arguments)
    assert code == 2
    assert len(lines) == 1
    assert words in lines[0]
