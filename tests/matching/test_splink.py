"""Splink as the engine, really run: it learns from the records themselves, and its proposals are like all others."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.conftest import DATA
from tests.matching.twins import write_twins

from memorial_kg.errors import UsageError
from memorial_kg.matching import splinking, write_proposals
from memorial_kg.matching.candidates import Match
from memorial_kg.matching.splink_model import learn
from memorial_kg.matching.splinking import find_with_splink
from memorial_kg.workspace import read_workspace

installed = pytest.mark.skipif(not importlib.util.find_spec("splink"), reason="the extra [splink] is not installed")


@installed
@pytest.mark.filterwarnings("ignore")  # what Splink and its engine warn of is theirs
def test_splink_finds_most_of_what_is_one(tmp_path: Path) -> None:
    truth = write_twins(tmp_path / "w", 550)
    decided = min(truth)
    identity = f"- id: x\n  decision: undecided\n  of: [{decided[0]}, {decided[1]}]\n  reason: {{en: Not known.}}\n"
    (tmp_path / "w/identity.yaml").write_text(identity, encoding="utf-8")
    workspace = read_workspace(tmp_path / "w")
    found = find_with_splink(workspace.records, workspace.entities, workspace.decisions, Match(least=80))
    pairs = {each.pair for each in found.candidates}
    right = len(pairs & truth)
    assert right / len(pairs) > 0.75
    assert right / len(truth) > 0.85
    assert decided not in pairs
    assert all(80 <= each.score <= 100 for each in found.candidates)
    assert "both in " in "".join(write_proposals(found))


@installed
def test_few_records_are_too_few_to_learn_from() -> None:
    workspace = read_workspace(DATA)
    with pytest.raises(UsageError, match="22 are too few"):
        find_with_splink(workspace.records, workspace.entities, [])


@installed
def test_what_splink_cannot_learn_is_said_in_one_sentence() -> None:
    class Training:
        def __getattr__(self, _: str) -> Callable[..., None]:
            return self.fail

        def fail(self, *_: object, **__: object) -> None:
            raise ValueError("m_probability value 1e-315 is too small. Please do something")

    with pytest.raises(
        UsageError, match=r"cannot learn from these records \(m_probability value 1e-315 is too small\)"
    ):
        learn(SimpleNamespace(training=Training()), frozenset({"name"}))  # type: ignore[arg-type]


def test_a_missing_extra_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splinking, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"^Splink is not installed: pip install 'memorial-kg\[splink\]'"):
        find_with_splink([], read_workspace(DATA).entities, [])
