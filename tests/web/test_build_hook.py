"""The hook that bundles the pages' scripts when the package is built."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import hatch_build
import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "web"

Hook = Callable[[Path], hatch_build.BundleHook]


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A copy of the sources with a fresh bundle, without packages."""
    web = tmp_path / hatch_build.WEB
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules", "dist", "dist.*"))
    (web / "dist").mkdir()
    (web / "dist" / "stamp").write_text(hatch_build.stamp(web) + "\n", encoding="utf-8")
    return web


@pytest.fixture
def hook() -> Hook:
    def made(root: Path) -> hatch_build.BundleHook:
        return hatch_build.BundleHook(str(root), {}, None, None, "", "wheel")  # type: ignore[arg-type]

    return made


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    monkeypatch.setattr(hatch_build, "find_spec", lambda _: None)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node: only one side of the stamp was computed")
def test_both_sides_compute_the_same_stamp(web: Path) -> None:
    program = "import { stamp } from './build/stamp.mjs'; console.log(await stamp('.'))"
    told = subprocess.run(
        ["node", "--input-type=module", "-e", program], cwd=web, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == hatch_build.stamp(web)


@pytest.mark.parametrize("name", hatch_build.SOURCES)
def test_a_change_of_any_source_makes_the_bundle_stale(web: Path, name: str) -> None:
    assert hatch_build.is_fresh(web)
    path = web / name
    changed = path if path.is_file() else next(child for child in sorted(path.rglob("*")) if child.is_file())
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not hatch_build.is_fresh(web)


def test_a_new_file_and_a_new_name_make_it_stale_but_an_editors_leavings_do_not(web: Path) -> None:
    (web / "js" / ".base.js.swp").write_text("", encoding="utf-8")
    assert hatch_build.is_fresh(web)
    (web / "js" / "base.js").rename(web / "js" / "bass.js")
    assert not hatch_build.is_fresh(web)


def test_a_fresh_bundle_needs_no_node(web: Path, hook: Hook, nothing_installed: None) -> None:
    made = hook(web.parents[1])
    assert made.dependencies() == []
    made.initialize("standard", {})


def test_a_stale_bundle_asks_pypi_for_node_where_the_machine_has_none(
    web: Path, hook: Hook, nothing_installed: None
) -> None:
    (web / "dist" / "stamp").unlink()
    assert hook(web.parents[1]).dependencies() == [hatch_build.NODE_FROM_PYPI]


def test_without_any_node_a_sentence_says_what_to_do(
    web: Path, hook: Hook, nothing_installed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (web / "dist" / "stamp").unlink()
    with pytest.raises(SystemExit):
        hook(web.parents[1]).initialize("standard", {})
    assert "Install Node" in capsys.readouterr().err


@pytest.mark.parametrize(("told", "usable"), [("v20.1.0", True), ("v24.0.0", True), ("v18.20.0", False), ("", False)])
def test_an_old_node_is_no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str, usable: bool) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {told}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (hatch_build.machine_node() is not None) is usable


@pytest.mark.skipif(hatch_build.machine_node() is None, reason="there is no Node: npm was not sent to a dead registry")
def test_a_registry_out_of_reach_is_told_in_a_sentence(
    web: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "registry": "http://127.0.0.1:9/",
        "cache": str(tmp_path / "cache"),
        "fetch_retries": "0",
    }.items():
        monkeypatch.setenv(f"npm_config_{name}", value)
    (web / "dist" / "stamp").unlink()
    with pytest.raises(SystemExit):
        hook(web.parents[1]).initialize("standard", {})
    assert "npm could not reach its registry" in capsys.readouterr().err
    assert not hatch_build.is_fresh(web)
