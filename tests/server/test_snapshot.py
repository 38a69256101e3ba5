from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.types import Message, Receive, Scope, Send

from memorial_kg.errors import InputError
from memorial_kg.server.headers import CONTENT_SECURITY_POLICY, HouseHeaders
from memorial_kg.server.snapshot import identity, open_snapshot

POLICY = "default-src 'none'; img-src 'self' https://tiles.example.org"


@pytest.fixture
def graph(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "graph"))


def test_a_snapshot_knows_what_it_serves(graph: Path, small_site: Path) -> None:
    snapshot = open_snapshot(graph, small_site)
    try:
        assert snapshot.languages == ("az", "de", "tr")
        assert snapshot.base == "https://w3id.org/memorial-kg/"
        assert snapshot.store_path.is_dir()
        assert snapshot.identity == identity(graph, small_site) != ""
    finally:
        snapshot.release()


def test_the_same_data_have_the_same_version_wherever_they_lie(built: Path, graph: Path, small_site: Path) -> None:
    snapshots = [open_snapshot(each, small_site) for each in (built, graph)]
    for each in snapshots:
        each.release()
    assert snapshots[0].version == snapshots[1].version
    assert snapshots[0].identity != snapshots[1].identity


def _without(name: str) -> Callable[[Path], None]:
    def remove(graph: Path) -> None:
        path = graph / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return remove


def _damaged(graph: Path) -> None:
    (graph / "catalogue.sqlite").write_bytes(b"this is no database" * 100)


def _of_two_builds(graph: Path) -> None:
    with sqlite3.connect(graph / "catalogue.sqlite") as connection:
        connection.execute("UPDATE about SET value = 'https://other.example/' WHERE name = 'base'")
    connection.close()


def _nonsense(graph: Path) -> None:
    (graph / "summary.json").write_text(json.dumps({"title": "x"}), encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        _without("catalogue.sqlite"), _without("store"), _without("dataset.nq"), _without("summary.json"), _damaged,
        _of_two_builds, _nonsense,
    ],
    ids=["no catalogue", "no store", "no data", "no summary", "damaged", "two builds", "nonsense"],
)  # fmt: skip
def test_a_build_that_is_not_whole_is_refused_with_what_to_run(
    graph: Path, small_site: Path, harm: Callable[[Path], None]
) -> None:
    harm(graph)
    with pytest.raises(InputError, match="memorial-kg build"):
        open_snapshot(graph, small_site)
    assert not [*graph.parent.glob("*.serving")]


def test_a_site_that_is_not_there_is_refused_with_what_to_run(built: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="memorial-kg publish"):
        open_snapshot(built, tmp_path / "none")


def answered(policy: str, own: str = "") -> str:
    """The policy that a browser is told, where the site has one, or an answer has its own."""
    state = SimpleNamespace(newest=SimpleNamespace(snapshot=SimpleNamespace(policy=policy)))
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-security-policy", own.encode())] if own else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    asyncio.run(HouseHeaders(app, state=state)({"type": "http"}, receive, send))  # type: ignore[arg-type]
    [found] = [value.decode() for name, value in sent[0]["headers"] if name == b"content-security-policy"]
    return str(found)


def test_the_policy_of_the_site_reaches_the_browser(built: Path, small_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(small_site, tmp_path / "site", symlinks=True))
    (site / "_headers").write_text(f"/*\n  X-A: b\n  Content-Security-Policy: {POLICY}\n", encoding="utf-8")
    snapshot = open_snapshot(built, site)
    snapshot.release()
    assert snapshot.policy == POLICY
    assert answered(snapshot.policy) == POLICY
    assert answered("") == CONTENT_SECURITY_POLICY
    assert answered(POLICY, own="default-src 'none'") == "default-src 'none'"


def test_a_policy_that_is_no_header_is_not_taken(built: Path, small_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(small_site, tmp_path / "site", symlinks=True))
    for text in ("/*\n  Content-Security-Policy: a\u00e9\n", "", "/*\n  Content-Security-Policy:\n"):
        (site / "_headers").write_text(text, encoding="utf-8")
        snapshot = open_snapshot(built, site)
        snapshot.release()
        assert snapshot.policy == ""


def test_pages_of_another_build_are_told_from_pages_of_this_one(built: Path, small_site: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(small_site, tmp_path / "site", symlinks=True))
    digest = hashlib.sha256((built / "dataset.nq").read_bytes()).hexdigest()
    for sums, stale in ((f"{digest}  dataset.nq\n", False), (f"{'0' * 64}  dataset.nq\n", True), ("", False)):
        (site / "SHA256SUMS").write_text(f"{'1' * 64}  dataset.nt\n{sums}", encoding="utf-8")
        snapshot = open_snapshot(built, site)
        snapshot.release()
        assert snapshot.stale is stale
