"""`memorial-kg validate --engine` asks one engine or the other, and both say the same."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Run

BROKEN = """\
@prefix mkg: <https://w3id.org/memorial-kg/ontology#> .
@prefix schema: <http://schema.org/> .
<https://example.org/memorial/a> a mkg:Memorial ; schema:name "no language" ; mkg:country "nowhere" .
"""


def test_both_engines_say_the_same_of_a_broken_file(memorial_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text(BROKEN, encoding="utf-8")
    fast, complete = (memorial_kg("validate", "broken.ttl", "--engine", each) for each in ("fast", "pyshacl"))
    assert fast.returncode == complete.returncode == 1
    assert fast.stdout == complete.stdout
    assert "language" in fast.stdout


def test_an_engine_that_there_is_not_is_refused_with_the_choices(memorial_kg: Run) -> None:
    done = memorial_kg("validate", "--engine", "slow")
    assert done.returncode == 2
    assert "pyshacl" in done.stderr
