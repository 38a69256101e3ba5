"""The README runs: every command in it, with the output that it shows, and every line of Python."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
DATA = README.parent / "data"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for found, text in _BLOCK.findall(README.read_text(encoding="utf-8")) if found == language]


def sessions(block: str) -> list[tuple[str, str]]:
    """Each command of a block with what it prints: both streams, as on a terminal."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as after cloning, in which the README's examples run one after the other."""
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(DATA, made / "data")
    bin_folder = made / ".bin"
    bin_folder.mkdir()
    command = bin_folder / "memorial-kg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m memorial_kg "$@"\n')
    command.chmod(0o755)
    return made


def squeezed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_every_command_prints_what_the_readme_shows(folder: Path) -> None:
    shown = [session for block in blocks("console") for session in sessions(block)]
    assert len(shown) >= 10
    path = os.pathsep.join([str(folder / ".bin"), os.environ["PATH"]])
    for command, expected in shown:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert squeezed(done.stdout) == squeezed(expected), f"$ {command}"


def test_every_line_of_python_gives_what_the_readme_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    text = "".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(text, {}, "README", str(README), 0)
    assert len(test.examples) >= 10
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_commands_for_a_fresh_machine_are_those_of_the_makefile() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    commands = [line.split()[1] for block in blocks("sh") for line in block.splitlines() if line.startswith("make ")]
    assert commands == ["build", "test"]
    for target in commands:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (README.parent / ".ci/run").read_text(encoding="utf-8")
