"""Every result leads back to the record, the file and the line that it comes from."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import pytest

from memorial_kg.errors import InputError
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record, check_record, read_rows
from memorial_kg.terms import parse_line, unwrap
from memorial_kg.validation import Origins, Place, origins_of, validate
from memorial_kg.workspace import read_workspace

DATA = Path(__file__).parents[2] / "data"
BASE = "https://example.org/"
SCHEMA = "http://schema.org/"
MKG = "https://w3id.org/memorial-kg/ontology#"
GUIDE, LIST = f"{BASE}source/guide", f"{BASE}source/list"
X = f"{BASE}memorial/x"

RECORDS = """\
- record: x
  about: memorial/x
  locator: page 3
  country: place/westland
  name:
    en: Flood stele
    de: Flutstele
  inauguration:
    date: '1951-06'
    attendees:
      - {id: person/ada, name: {en: Ada A.}}
      - id: person/bo
        jobTitle: {en: mayor}
  creators: person/cleo
  inscriptions:
    - id: front
      text: {en: We remember}
      language: en
    - text: {de: Wir gedenken}
  evidence:
    - {key: country, locator: page 4}

- record: y
  about: memorial/y
  locator: page 9
  country:
    id: place/westland
    name: {en: Westland}
"""


def records(text: str = RECORDS, source: str = "guide", file: str = "guide/records.yaml") -> list[Record]:
    rows = read_rows(io.BytesIO(text.encode()), file)
    made = [check_record(row, source, load_ontology()) for row in rows]
    assert [problem for _, problems in made for problem in problems] == []
    return [record for record, _ in made if record]


@lru_cache(maxsize=1)
def origins() -> Origins:
    return origins_of([*records(), *records(source="list", file="list/records.yaml")], BASE, load_ontology())


@pytest.mark.parametrize(("node", "predicate", "line"), [
    (X, "", 1),
    (X, f"{MKG}country", 4),
    (X, f"{SCHEMA}name", 5),
    (X, f"{SCHEMA}creator", 14),
    (X, f"{MKG}adminArea", 1),  # computed: no line says it
    (f"{X}#inauguration", "", 8),
    (f"{X}#inauguration", f"{MKG}edtf", 9),
    (f"{X}#inauguration", f"{SCHEMA}startDate", 8),
    (f"{BASE}person/ada", f"{SCHEMA}name", 11),
    (f"{BASE}person/bo", "", 12),
    (f"{BASE}person/bo", f"{SCHEMA}jobTitle", 13),
    (f"{BASE}person/cleo", "", 14),
    (f"{X}#front", f"{SCHEMA}inLanguage", 18),
    (f"{X}#inscriptions-guide.x-2", f"{SCHEMA}text", 19),
    (f"{BASE}place/westland", "", 4),
    (f"{BASE}place/westland", f"{SCHEMA}name", 28),
])  # fmt: skip
def test_a_node_of_a_source_leads_to_its_line(node: str, predicate: str, line: int) -> None:
    found = origins().find(GUIDE, node, predicate)
    assert (found.file, found.line) == ("guide/records.yaml", line)


def test_the_record_is_named() -> None:
    assert origins().find(GUIDE, X) == Place("record/guide/x", "guide/records.yaml", 1)
    assert origins().find(LIST, X) == Place("record/list/x", "list/records.yaml", 1)


@pytest.mark.parametrize(("node", "predicate", "line"), [
    (f"{BASE}record/guide/x", f"{MKG}locator", 3),
    (f"{BASE}record/guide/x", f"{SCHEMA}about", 2),
    (f"{BASE}record/guide/x#evidence-guide.x-1", f"{MKG}locator", 21),
    (f"{BASE}record/guide/y", "", 23),
])  # fmt: skip
def test_the_record_itself_is_of_the_default_graph(node: str, predicate: str, line: int) -> None:
    found = origins().find("", node, predicate)
    assert (found.file, found.line) == ("guide/records.yaml", line)
    assert origins().find(GUIDE, node) == Place()


def test_a_node_of_the_default_graph_leads_to_the_first_record_that_mentions_it() -> None:
    assert origins().find("", X, f"{MKG}country") == Place("record/guide/x", "guide/records.yaml", 4)
    only_list = origins_of(records(source="list", file="list/records.yaml"), BASE, load_ontology())
    assert only_list.find("", X) == Place("record/list/x", "list/records.yaml", 1)


def test_what_is_computed_of_a_thing_leads_to_the_thing() -> None:
    assert origins().find("", f"{X}#comparison-country-guide.x-list.x") == Place(
        "record/guide/x", "guide/records.yaml", 1
    )


def test_what_nobody_wrote_leads_nowhere() -> None:
    assert origins().find("", f"{BASE}dataset") == Place()
    assert origins().find("https://elsewhere.example/", X) == Place()


def test_editors_come_before_sources_in_the_default_graph() -> None:
    ontology = load_ontology()
    from memorial_kg.records import Row, check_entity
    from memorial_kg.records.model import Origin

    row = Row({"id": "place/westland", "name": {"en": "Westland"}}, Origin("entities/places.yaml", 7, {("name",): 8}))
    entity, _ = check_entity(row, ontology)
    assert entity is not None
    both = origins_of([*records(), entity], BASE, ontology)
    assert both.find("", f"{BASE}place/westland", f"{SCHEMA}name") == Place("place/westland", "entities/places.yaml", 8)
    assert both.find(GUIDE, f"{BASE}place/westland", f"{SCHEMA}name").line == 28


def test_json_lines_have_one_line_for_all() -> None:
    text = '{"record": "x", "about": "memorial/x", "locator": "1", "country": "place/westland"}\n'
    found = origins_of(records("\n" + text, file="a.jsonl"), BASE, load_ontology())
    assert found.find(GUIDE, X, f"{MKG}country") == Place("record/guide/x", "a.jsonl", 2)


def test_origins_survive_their_file() -> None:
    again = Origins.from_json_lines(origins().to_json_lines().splitlines())
    assert again == origins()
    assert again.find("", X, f"{MKG}country") == origins().find("", X, f"{MKG}country")
    assert again.to_json_lines() == origins().to_json_lines()
    assert Origins.from_json_lines(Origins().to_json_lines().splitlines()) == Origins()


def test_the_order_of_the_records_does_not_show() -> None:
    both = [*records(), *records(source="list", file="list/records.yaml")]
    assert origins_of(reversed(both), BASE, load_ontology()).to_json_lines() == origins().to_json_lines()


@pytest.mark.parametrize("broken", ["", "{}}", "[1]", '[{"record": "x"}]', "null"])
def test_a_broken_file_is_told_in_words(broken: str) -> None:
    with pytest.raises(InputError, match="build the graph again"):
        Origins.from_json_lines([broken])


def test_a_violation_leads_to_its_line() -> None:
    ontology = load_ontology()
    graph = f"<{GUIDE}>"
    lines = [
        f"<{X}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{MKG}Memorial> {graph} .",
        f"<{X}> <{MKG}country> <{BASE}place/westland> {graph} .",
    ]
    (each,) = validate(lines, origins=origins_of(records(), BASE, ontology)).violations
    assert (each.record, each.place, each.path) == ("record/guide/x", "guide/records.yaml:4", f"<{MKG}country>")


def test_every_node_that_a_source_of_ours_describes_leads_to_a_line() -> None:
    ontology = load_ontology()
    workspace = read_workspace(DATA, ontology)
    base = workspace.dataset.base
    found = origins_of(workspace.records, base, ontology)
    described = set()
    for line in Graphs(workspace, ontology, {}).lines():
        quad = parse_line(line)
        if quad.graph:
            described.add((unwrap(quad.graph), unwrap(quad.subject)))
    lost = [pair for pair in described if not found.find(*pair).line]
    assert lost == []
    assert len(described) > 100
