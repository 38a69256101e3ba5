"""`memorial-kg match` as a user meets it: proposals, decisions, services, and what it says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import DATA, Run
from tests.matching.conftest import APART
from tests.matching.test_services import Fake, fake, send

__all__ = ["fake"]  # a fixture of the other file


def test_pairs_are_proposed_decided_and_taken_back(memorial_kg: Run, apart: Path, tmp_path: Path) -> None:
    proposed = memorial_kg("match", apart, "-o", "p.yaml")
    assert (proposed.returncode, proposed.stdout) == (0, "")
    assert proposed.stderr.startswith("proposals: 7; ")
    file = tmp_path / "p.yaml"
    start = f"- id: tr-izmit-and-tr-izmit{APART}"
    head, _, entry = file.read_text(encoding="utf-8").partition(start)
    called = entry.partition("called:\n")[2].splitlines()[:2]  # a person knows which two are meant
    assert all("İzmit" in each or "Izmit" in each for each in called), called
    filled = entry.replace("decision: ''", "decision: same-thing", 1).replace("reason: ''", "reason: One opening.", 1)
    file.write_text(head + start + filled, encoding="utf-8")
    again = memorial_kg("match", apart, "-o", "p.yaml")
    assert again.returncode == 2
    assert "1 proposals with a decision, which a new file would lose" in again.stderr
    nobody = memorial_kg("match", apart, "--take", "p.yaml")
    assert nobody.returncode == 3
    assert "--by NAME" in nobody.stderr
    assert "--on DATE" in nobody.stderr
    done = memorial_kg("match", apart, "--take", "p.yaml", "--by", "A. Editor", "--on", "2026-11-22")
    assert done.returncode == 0, done.stderr
    assert f"record/article/tr-izmit: about memorial/tr-izmit{APART} → memorial/tr-izmit, in " in done.stdout
    assert "1 decision taken" in done.stdout
    assert "6 proposals have no decision yet" in done.stderr
    twice = memorial_kg("match", apart, "--take", "p.yaml", "--by", "A. Editor", "--on", "2026-11-22")
    assert twice.stdout == "0 decisions taken\n"
    assert "1 had been taken before" in twice.stderr
    undone = memorial_kg("match", apart, "--undo", f"tr-izmit-and-tr-izmit{APART}")
    assert "1 decision taken back" in undone.stdout
    assert memorial_kg("match", apart).stderr.startswith("proposals: 7; ")


def test_what_was_decided_is_counted(memorial_kg: Run) -> None:
    done = memorial_kg("match", DATA, "--least", "0", "--within")
    assert done.returncode == 0
    assert "4 pairs are not proposed, because identity.yaml has decided them" in done.stderr


def test_a_bad_file_of_weights_is_an_input_error(memorial_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "weights.toml").write_text("strat = 1\n")
    done = memorial_kg("match", DATA, "--weights", "weights.toml")
    assert done.returncode == 3
    assert "did you mean 'start'?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--take", "x", "--undo", "y"),
        ("--engine", "splink"),
        ("--service", "file:///etc/passwd"),
        ("--service", "http://localhost:1/", "--property", "P17"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(memorial_kg: Run, arguments: tuple[str, ...]) -> None:
    done = memorial_kg("match", DATA, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_service_is_asked_and_its_candidates_are_proposed(memorial_kg: Run, fake: Fake, tmp_path: Path) -> None:
    done = memorial_kg("match", DATA, "--service", fake.url, "--kind", "person", "--type", "Q5", "-o", "people.yaml")
    assert done.returncode == 0, done.stderr
    assert "Invented: 18 of 18 things have candidates" in done.stderr
    assert "thing: person/natiq-aliyev" in (tmp_path / "people.yaml").read_text(encoding="utf-8")
    fake.answer = lambda handler, _: send(handler, {}, 404)
    failed = memorial_kg("match", DATA, "--service", fake.url, "--kind", "person")
    assert (failed.returncode, failed.stdout) == (4, "")
    assert "answered 404" in failed.stderr
