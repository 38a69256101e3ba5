from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from memorial_kg.server.holding import hold
from memorial_kg.store import swapped_in

fcntl = pytest.importorskip("fcntl", reason="nothing is held on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "graph"
    with swapped_in(place) as fresh:
        (fresh / "store").mkdir()
        (fresh / "store" / "CURRENT").write_text("old", encoding="utf-8")
    return place


def beside(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(".graph.*.serving"))


def test_what_is_held_stays_though_the_folder_is_replaced(folder: Path) -> None:
    held = hold(folder)
    with swapped_in(folder) as fresh:
        (fresh / "new").touch()
    assert (held.folder / "store" / "CURRENT").read_text(encoding="utf-8") == "old"
    assert (folder / "new").exists()
    held.release()
    assert beside(folder) == []


def test_two_may_hold_the_same(folder: Path) -> None:
    first, second = hold(folder), hold(folder)
    assert beside(folder) == sorted([first.folder, second.folder])
    first.release()
    assert (second.folder / "store" / "CURRENT").exists()
    second.release()


def test_what_the_dead_held_is_removed(folder: Path) -> None:
    dead = folder.with_name(".graph.abc.serving")
    dead.mkdir()
    (dead / "large").touch()
    held = hold(folder)
    assert beside(folder) == [held.folder]
    held.release()


def test_a_build_that_cannot_be_held_is_served_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("there are no links here")

    for module, name in ((tempfile, "mkdtemp"), (os, "link")):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, refuse)
            held = hold(folder)
            assert held.folder == folder
            held.release()
        assert (folder / "store" / "CURRENT").exists()
        assert beside(folder) == []


def test_a_build_is_served_as_it_is_where_nothing_can_be_locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("there are no locks here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    held = hold(folder)
    assert held.folder == folder
    held.release()
    assert beside(folder) == []


def test_a_place_that_somebody_takes_for_abandoned_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made_and_removed(**given: Any) -> str:  # noqa: ANN401 - as `mkdtemp` has it
        place = str(make(**given))
        Path(place).rmdir()
        return place

    make = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", made_and_removed)
    assert hold(folder).folder == folder
