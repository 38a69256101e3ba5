"""What follows from a place: its administrative area and its country, unless somebody says, or disputes, otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import memorial_kg as mkg
from memorial_kg import resources

COUNTRY = "<https://w3id.org/memorial-kg/ontology#country>"
HERE = "<https://example.org/memorials/memorial/mill-bridge>"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.folder("workspace"), tmp_path / "w"))


def countries(workspace: Path) -> list[str]:
    lines = mkg.build_graph(workspace).lines
    return [line.split()[2] for line in lines if line.startswith(f"{HERE} {COUNTRY}") and line.count("<") == 3]


def rewrite(workspace: Path, source: str, old: str, new: str) -> None:
    file = workspace / "sources" / source / "records.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_country_that_nobody_states_follows_from_the_place(workspace: Path) -> None:
    stated = countries(workspace)
    for source in ("register", "guidebook"):
        rewrite(workspace, source, "  country: place/sampleland\n", "")
    assert countries(workspace) == stated == ["<https://example.org/memorials/place/sampleland>"]


def test_a_country_that_the_sources_dispute_does_not(workspace: Path) -> None:
    other = "country: {id: place/otherland, name: {en: Otherland}}"
    rewrite(workspace, "guidebook", "country: place/sampleland", other)
    assert countries(workspace) == []
    assert mkg.build_graph(workspace).validate().conforms


def test_no_reference_says_that_a_source_states_a_derived_country(workspace: Path, tmp_path: Path) -> None:
    for source in ("register", "guidebook"):
        rewrite(workspace, source, "  country: place/sampleland\n", "")
    mkg.build(workspace, tmp_path / "g")
    profile = mkg.open_graph(tmp_path / "g", profile="wikibase")
    assert profile.query("SELECT ?c { ?m wdt:P17 ?c }").rows
    assert not profile.query("SELECT ?s { ?m p:P17 ?s }").rows
