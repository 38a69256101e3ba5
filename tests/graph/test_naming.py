"""What no editor has described is called by a name on which all sources agree, in one part or in many."""

from __future__ import annotations

from memorial_kg.graph.naming import labels_of_mentioned
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import RDFS_LABEL

ONTOLOGY = load_ontology()
BASE = "https://example.org/"
NAME = "http://schema.org/name"


def labels(*said: tuple[str, str], edited: tuple[str, ...] = ()) -> set[str]:
    lines = [f"<{BASE}{thing}> <{NAME}> {name} ." for thing, name in said]
    return labels_of_mentioned(lines, BASE, ONTOLOGY, edited)


def test_a_name_that_all_agree_on_is_a_label() -> None:
    assert labels(("place/x", '"Uşak"@tr')) == {f'<{BASE}place/x> {RDFS_LABEL} "Uşak"@tr .'}


def test_of_spellings_of_one_name_the_english_one_is_shown() -> None:
    assert labels(("person/x", '"USAK"@tr'), ("person/x", '"Usak"@en')) == {
        f'<{BASE}person/x> {RDFS_LABEL} "Usak"@en .'
    }


def test_of_different_names_none_is_chosen() -> None:
    assert labels(("place/x", '"Holm"@en'), ("place/x", '"Isle"@en')) == set()


def test_what_the_editors_describe_and_what_an_event_is_called_is_left_alone() -> None:
    assert labels(("place/x", '"Holm"@en'), edited=("place/x",)) == set()
    assert labels(("event/x", '"The flood"@en')) == set()
