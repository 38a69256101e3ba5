"""No engine runs here: the Dockerfile is read, and its parts are held against what they name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
from tests.conftest import CHECKOUT

from memorial_kg.cli.building import build
from memorial_kg.cli.serving import serve

TEXT = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")


def instructions() -> Iterator[tuple[str, str]]:
    joined = re.sub(r"\\\n", " ", TEXT)
    for line in joined.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


def last_stage() -> list[tuple[str, str]]:
    found = [*instructions()]
    start = max(at for at, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def only(word: str) -> str:
    [found] = [rest for each, rest in last_stage() if each == word]
    return found


def command() -> list[str]:
    arguments: list[str] = json.loads(only("ENTRYPOINT")) + json.loads(only("CMD"))
    return arguments


def test_it_runs_as_an_ordinary_user() -> None:
    user, _, group = only("USER").partition(":")
    assert int(user) >= 1_000  # a number: an engine that forbids root can tell without looking into the image
    assert int(group) >= 1_000
    after = [word for word, _ in last_stage()]
    assert "RUN" not in after[after.index("USER") :]


def test_every_file_that_it_copies_is_there_and_not_ignored() -> None:
    rules = [
        line
        for line in (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    assert rules[0] == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = set()
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            copied |= {*rest.split()[:-1]}
        assert word != "ADD"
    assert copied == allowed
    for name in copied:
        assert (CHECKOUT / name).exists()
        assert not any(fnmatch(name, rule) for rule in rules[1:] if not rule.startswith("!"))


def test_what_the_build_of_the_wheel_needs_is_copied() -> None:
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    copied = TEXT.partition("RUN pip wheel")[0]
    for name in re.findall(r'^"(\w[\w/]*)" = "memorial_kg/_resources', project, re.MULTILINE):
        assert f"COPY {name.partition('/')[0]} " in copied
    for name in ("README.md", "LICENSE", "hatch_build.py", "pyproject.toml"):
        assert name in copied


def test_what_it_starts_can_be_started() -> None:
    program, name, *arguments = command()
    assert (program, name) == ("memorial-kg", "serve")
    context = serve.make_context("serve", arguments)
    port = context.params["port"]
    assert only("EXPOSE") == str(port)
    assert f"127.0.0.1:{port}/ready" in only("HEALTHCHECK")
    assert context.params["host"] == "0.0.0.0"  # noqa: S104 - inside a container, which has an address of its own
    assert {str(context.params["graph"]), str(context.params["site"])} == {"/data/graph", "/data/site"}


def test_what_it_builds_is_what_it_serves() -> None:
    from memorial_kg.cli.publishing import publish

    commands: dict[str, click.Command] = {"build": build, "publish": publish}
    seen = {}
    for line in re.findall(r"bin/memorial-kg (.*)", TEXT):
        name, *arguments = line.split()
        seen[name] = commands[name].make_context(name, arguments).params
    assert str(seen["build"]["out"]) == str(seen["publish"]["graph"]) == "/data/graph"
    assert str(seen["publish"]["out"]) == "/data/site"


@pytest.mark.parametrize("word", ["http://", "https://", "curl", "wget", "sudo", "chmod 777", "latest"])
def test_nothing_comes_from_elsewhere_but_packages(word: str) -> None:
    text = re.sub(r"^#.*$|http://127\.0\.0\.1\S*", "", TEXT, flags=re.MULTILINE)
    assert word not in text


def test_the_python_is_one_that_the_project_supports() -> None:
    version = re.search(r"^ARG PYTHON=(3\.\d+)$", TEXT, re.MULTILINE)
    assert version
    assert f"Python :: {version[1]}" in Path(CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
