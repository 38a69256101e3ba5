"""What bundled data cannot show: labels that would be tags, and a catalogue in which every word is common."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial_kg.catalogue import build_catalogue, nearness, open_catalogue
from memorial_kg.ontology import load_ontology
from memorial_kg.server.reconciliation.entities import KINDS, Entities
from memorial_kg.server.reconciliation.naming import alike, name_alike
from memorial_kg.server.reconciliation.previewing import preview

BASE = "https://example.org/"
HOSTILE = '</title><script>alert(1)</script><img src=x onerror=\\"y\\">'


def test_a_label_in_the_preview_is_never_a_tag(tmp_path: Path) -> None:
    ontology = load_ontology()
    place = f"<{BASE}place/x'y&z>"
    lines = [
        f'{place} <http://schema.org/name> "{HOSTILE} too"@en .',
        f"{place} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Place> .",
        f'{place} <http://www.w3.org/2000/01/rdf-schema#label> "{HOSTILE}"@en .',
    ]
    build_catalogue(lines, tmp_path / "catalogue.sqlite", base=BASE, ontology=ontology)
    with open_catalogue(tmp_path) as catalogue:
        page = preview(Entities(catalogue, ontology), "place/x'y&z").decode()
    assert page.count("&lt;script&gt;") == 3
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="../place/x%27y%26z"' in page


@pytest.mark.parametrize("common", [0, 3, 2_000])
def test_things_are_found_however_common_their_words_are(
    built: Path, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(nearness, "_COMMON", common)
    with open_catalogue(built) as catalogue:
        assert "memorial/de-berlin" in catalogue.words.near("Khojaly massacre memorial", KINDS)
        assert catalogue.words.near("Memorial in Uşak", ["memorial"])[0] == "memorial/tr-usak"
        assert catalogue.words.near("Saraievo", KINDS, 3)[0].endswith("sarajevo")
        assert catalogue.words.near("Saraievo", ["person"]) == []
        assert catalogue.words.near("", KINDS) == catalogue.words.near("Uşak", []) == []


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("Əliyev", "Aliyev", 1, 1),
        ("ALIYEV ilham", "İlham Əliyev", 1, 1),
        ("Uşak", "Uşak Province", 0.6, 0.8),
        ("Mahmud Rustamov", "Teymur Rustamov", 0.5, 0.9),
        ("Berlin", "Denizli", 0, 0.6),
        ("", "Berlin", 0, 0),
        ("!?", "Berlin", 0, 0),
    ],
)
def test_names_are_alike_both_ways(a: str, b: str, least: float, most: float) -> None:
    assert least <= alike(a, [b]) <= most
    assert alike(a, [b]) == pytest.approx(alike(b, [a]))


def test_the_name_of_a_place_may_follow_and_counts_a_little_less() -> None:
    names, places = ["Memorial"], ["Berlin", "Germany"]
    assert name_alike("Memorial", names, places) == 1
    assert 0.9 < name_alike("Memorial, Berlin", names, places) < 1
    assert name_alike("Memorial, Baku", names, places) < 0.9
