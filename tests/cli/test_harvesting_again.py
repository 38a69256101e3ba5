"""Harvesting a newer version of a source says what it changes."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Run

RULES = """\
title = "Stones"
rights = "Not stated."

[harvest]
format = "csv"
language = "en"

[harvest.record]
key = "{id|slug}"
about = "memorial/{id|slug}"

[[harvest.keys]]
key = "name"
column = "name"
"""


def test_a_newer_version_says_what_it_changes(memorial_kg: Run, tmp_path: Path) -> None:
    source = tmp_path / "sources" / "stones"
    source.mkdir(parents=True)
    (source / "source.toml").write_text(RULES, encoding="utf-8")
    table = tmp_path / "stones.csv"
    table.write_text("id,name\nmill,Flood stele\ndam,Dam stone\n", encoding="utf-8")
    first = memorial_kg("harvest", source, table)
    assert (first.returncode, "changes" in first.stderr) == (0, False)
    again = memorial_kg("harvest", source, table)
    assert "changes" not in again.stderr
    table.write_text("id,name\nmill,Stele of the flood\ndam,Dam stone\n", encoding="utf-8")
    newer = memorial_kg("harvest", source, table)
    assert newer.returncode == 0
    assert f"what this changes in {source / 'records.jsonl'}:" in newer.stderr
    assert "mill" in newer.stderr.partition("what this changes")[2]
    assert "dam" not in newer.stderr.partition("what this changes")[2]
