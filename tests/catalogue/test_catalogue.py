"""The catalogue gives back the lines of a dataset as they are, by thing, and what mentions what."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.built import CATALOGUE
from memorial_kg.catalogue import Catalogue, build_catalogue, open_catalogue
from memorial_kg.catalogue.reading import quad_of
from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import XSD, Quad, iri, lines, literal, parse_line, unwrap

BASE = "https://a.example/"


@pytest.fixture(scope="module")
def catalogue(built: Path) -> Catalogue:
    return open_catalogue(built)


@pytest.fixture(scope="module")
def dataset(built: Path) -> list[str]:
    return (built / "dataset.nq").read_text("utf-8").removesuffix("\n").split("\n")


def _made(folder: Path, quads: list[Quad]) -> Catalogue:
    build_catalogue(lines(quads), folder / CATALOGUE, base=BASE, ontology=load_ontology())
    return open_catalogue(folder)


def test_every_line_of_the_dataset_is_under_its_thing_and_no_other(catalogue: Catalogue, dataset: list[str]) -> None:
    names = {catalogue.name(unwrap(parse_line(line).subject)) for line in dataset}
    found = [line for name in names for line in catalogue.lines(name)]
    assert sorted(found) == dataset
    for name in names:
        assert catalogue.quads(name) == tuple(map(parse_line, catalogue.lines(name)))


def test_things_are_listed_by_kind_in_pieces_that_make_the_whole(catalogue: Catalogue) -> None:
    for kind, count in catalogue.kinds.items():
        whole = [*catalogue.things(kind)]
        assert len(whole) == count
        assert whole == sorted(whole)
        pieces: list[str] = []
        while piece := [*catalogue.things(kind, after=pieces[-1] if pieces else "", limit=3)]:
            pieces += piece
        assert pieces == whole


def test_what_mentions_a_thing_is_every_line_of_another_that_has_it_as_object(
    catalogue: Catalogue, dataset: list[str]
) -> None:
    name = "place/turkey"
    about = [quad for quad in map(parse_line, dataset) if catalogue.name(unwrap(quad.object)) == name]
    others = [quad for quad in about if catalogue.name(unwrap(quad.subject)) != name]
    assert sorted(catalogue.mentions(name)) == sorted(others)
    country = "https://w3id.org/memorial-kg/ontology#country"
    some = [*catalogue.mentions(name, predicate=country, kind="memorial")]
    assert sorted(some) == sorted(
        q for q in others if q.predicate == iri(country) and unwrap(q.subject).startswith(f"{catalogue.base}memorial/")
    )
    assert some[1:3] == [*catalogue.mentions(name, predicate=country, kind="memorial", offset=1, limit=2)]


def test_the_best_label_is_that_of_the_reader_then_english(catalogue: Catalogue) -> None:
    assert catalogue.label("place/turkey", "tr") == ("tr", "Türkiye")
    assert catalogue.label("place/turkey", "de") == ("en", "Turkey")
    assert catalogue.label("place/none") is None
    assert "place/turkey" in catalogue
    assert "place/none" not in catalogue


def test_a_thing_outside_the_base_is_known_by_its_whole_iri(tmp_path: Path) -> None:
    quad = Quad(iri("http://b.example/x#y"), iri("http://b.example/p"), literal("z"))
    with _made(tmp_path, [quad]) as catalogue:
        assert catalogue.quads("http://b.example/x") == (quad,)
        assert catalogue.iri("http://b.example/x") == "http://b.example/x"
        assert catalogue.iri("memorial/x") == f"{BASE}memorial/x"
        assert catalogue.kinds == {}


def test_what_was_asked_for_long_ago_is_read_again_and_is_the_same(
    catalogue: Catalogue, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial_kg.catalogue.reading._HELD", 500)
    names = [*catalogue.things("memorial"), *catalogue.things("place")]
    with open_catalogue(built) as forgetful:
        for name in [*names, *reversed(names)]:
            assert forgetful.quads(name) == catalogue.quads(name)
            held = sum(map(len, forgetful._recent.values()))
            assert held == forgetful._held
            assert held <= 500 or len(forgetful._recent) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT line FROM line WHERE thing = 'x' ORDER BY number",
        "SELECT line FROM mention WHERE object = 'x' AND predicate = 'y' ORDER BY thing, line",
        "SELECT name FROM thing WHERE kind = 'x' AND name > 'y' ORDER BY name LIMIT 3",
        "SELECT text FROM label WHERE iri = 'x'",
        "SELECT 1 FROM thing WHERE name = 'x'",
    ],
)
def test_no_lookup_reads_a_whole_table_or_sorts_one(built: Path, query: str) -> None:
    with sqlite3.connect(built / CATALOGUE) as sql:
        plan = " | ".join(str(row[3]) for row in sql.execute(f"EXPLAIN QUERY PLAN {query}"))
    sql.close()
    assert "SEARCH" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_same_lines_give_the_same_bytes(dataset: list[str], tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        build_catalogue(
            dataset, tmp_path / name / CATALOGUE, base="https://w3id.org/memorial-kg/", ontology=load_ontology()
        )
    assert (tmp_path / "a" / CATALOGUE).read_bytes() == (tmp_path / "b" / CATALOGUE).read_bytes()


def test_where_there_is_no_catalogue_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="memorial-kg build"):
        open_catalogue(tmp_path)


_IRIS = st.sampled_from(["http://b.example/x", f"{BASE}memorial/x#y", "urn:a:b"]).map(iri)
_TEXTS = st.text(st.sampled_from('a "<>\\.\n^@ü\u2028'), max_size=12)
_OBJECTS = _IRIS | st.builds(
    literal, _TEXTS, datatype=st.sampled_from(["", f"{XSD}date"])
) | st.builds(literal, _TEXTS, language=st.sampled_from(["en", "az-Arab"]))  # fmt: skip


@given(st.builds(Quad, _IRIS, _IRIS, _OBJECTS, st.just("") | _IRIS))
def test_a_line_of_ours_is_read_as_anybody_reads_it(quad: Quad) -> None:
    (line,) = lines([quad])
    assert quad_of(line) == parse_line(line) == quad
