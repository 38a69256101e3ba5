"""Facets: what memorials and proposals can be chosen by, and how many each choice would give."""

from __future__ import annotations

import gc
import random
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial_kg.catalogue import Catalogue, build_catalogue, open_catalogue
from memorial_kg.catalogue.facets import FACETS, NOT_STATED
from memorial_kg.catalogue.postings import numbers, of_numbers, pack, unpack
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import XSD, Quad, iri, lines, literal

BASE = "https://memorials.example/"
ONTOLOGY = load_ontology()
MEMORIAL, PLACE = (ONTOLOGY.shapes[name].keys for name in ("Memorial", "Place"))
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def catalogue(built: Path) -> Iterator[Catalogue]:
    with open_catalogue(built) as opened:
        yield opened


def names(catalogue: Catalogue, order: str = "name", **selection: str) -> list[str]:
    chosen = {facet: values.split() for facet, values in selection.items()}
    return [entry.name for entry in catalogue.browse.entries(catalogue.browse.select(chosen, order))]


def counts(catalogue: Catalogue, facet: str, **selection: str) -> dict[str, int]:
    chosen = {name: values.split() for name, values in selection.items()}
    return {each.value: each.count for each in catalogue.browse.facet(facet, chosen)}


def thing(name: str, *said: tuple[str, str], graph: str = "") -> Iterator[Quad]:
    """What a graph, or the reconciled one, says of a thing: pairs of a property's IRI and a term."""
    shape = ONTOLOGY.shape_of(name)
    assert shape is not None
    for path, term in [(TYPE, iri(shape.cls)), *said]:
        yield Quad(iri(BASE + name.replace("~", "#")), iri(path), term, graph and iri(BASE + graph))


def catalogue_of(folder: Path, *quads: Quad) -> Catalogue:
    build_catalogue(lines(quads), folder / "catalogue.sqlite", base=BASE, ontology=ONTOLOGY)
    return open_catalogue(folder)


def ref(name: str) -> str:
    return iri(BASE + name)


# ── what a browser keeps ──


def test_a_browser_is_gone_when_nobody_needs_it_without_a_collection_of_garbage(built: Path) -> None:
    gc.disable()
    try:
        with open_catalogue(built) as opened:
            browser = opened.browse
            assert browser.select({"country": ["turkey"]}, "date")
            gone = weakref.ref(browser)
        del opened, browser
        assert gone() is None
    finally:
        gc.enable()


def test_a_browser_keeps_the_sets_that_were_used_last(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial_kg.catalogue.browsing._KEPT", 2)
    with open_catalogue(built) as opened:
        every = opened.browse.count({"country": ["turkey"]})
        for value in ("germany", "turkey", "atlantis", "turkey"):
            opened.browse.count({"country": [value]})
        assert [value for _, value in opened.browse._kept] == ["atlantis", "turkey"]
        assert opened.browse.count({"country": ["turkey"]}) == every > 0
        assert opened.browse.select({}, "no order") == opened.browse.select({})
        assert [*opened.browse._orders] == ["name"]


# ── the bundled memorials ──


def test_every_memorial_and_proposal_has_a_value_in_every_facet(catalogue: Catalogue) -> None:
    chosen = catalogue.browse.select({})
    assert len(chosen) == catalogue.kinds["memorial"] + catalogue.kinds["proposal"]
    for number in chosen:
        assert all(catalogue.browse.values(number)[facet] for facet in FACETS)


def test_one_value_or_another_within_a_facet_and_all_facets_together(catalogue: Catalogue) -> None:
    assert names(catalogue, country="germany mexico") == ["memorial/de-berlin", "memorial/mx-mexico-city"]
    assert names(catalogue, country="turkey germany", language="de") == ["memorial/de-berlin"]
    assert names(catalogue, country="turkey", language="de") == []


def test_the_counts_of_a_facet_leave_its_own_choice_aside(catalogue: Catalogue) -> None:
    assert counts(catalogue, "country", country="germany", type="memorial")["turkey"] == 8
    assert counts(catalogue, "type", country="turkey") == {"memorial": 8, "proposal": 4}


def test_a_count_is_what_the_choice_then_gives(catalogue: Catalogue) -> None:
    for facet in FACETS.keys() - {"source"}:
        for value, count in counts(catalogue, facet, source="list").items():
            assert len(names(catalogue, source="list", **{facet: value})) == count


def test_what_is_chosen_is_shown_also_when_nothing_fits(catalogue: Catalogue) -> None:
    assert counts(catalogue, "language", country="mexico", language="de")["de"] == 0


def test_unknown_facets_and_values_choose_nothing(catalogue: Catalogue) -> None:
    assert names(catalogue, country="atlantis") == names(catalogue, colour="red") == []
    assert catalogue.browse.facet("colour", {}) == []


def test_a_place_holds_what_lies_in_the_places_inside_it(catalogue: Catalogue) -> None:
    inside = names(catalogue, place="tr-ankara-province")
    assert {"memorial/tr-ankara-kecioren", "memorial/tr-ankara-kizilcahamam"} < {*inside}
    tops = {each.value for each in catalogue.browse.facet("place", {}, above="turkey")}
    assert "tr-ankara-province" in tops
    assert "tr-ankara-kecioren" not in tops


def test_where_sources_contradict_each_other_each_claim_can_be_found(catalogue: Catalogue) -> None:
    entry = next(catalogue.browse.entries(catalogue.browse.select({"agreement": ["disjoint"]})))
    assert entry.name == "memorial/tr-usak"
    assert entry.dates == (("2014-02-01", "2014-02-28"), ("2016-01-01", "2016-12-31"))


def test_no_position_is_invented(catalogue: Catalogue) -> None:
    by_name = {each.name: each for each in catalogue.browse.entries(catalogue.browse.select({}))}
    assert by_name["memorial/il-weizmann-forest"].longitude is None
    assert by_name["memorial/tr-izmit"].position_of == "place/tr-izmit"


def test_lists_have_an_order_and_what_has_no_date_comes_last(catalogue: Catalogue) -> None:
    dated = [entry.earliest for entry in catalogue.browse.entries(catalogue.browse.select({}, "date"))]
    assert [*filter(None, dated)] == sorted(filter(None, dated))
    assert dated[-5:] == [None] * 5
    assert names(catalogue, "place")[0] == "memorial/az-baku"


# ── what the bundled ones do not show ──


def test_a_span_of_years_lies_in_each_of_its_decades(tmp_path: Path) -> None:
    event = ONTOLOGY.shapes["Event"].keys
    part = f"{BASE}memorial/a#inauguration"
    day = f"{XSD}date"
    quads = [
        *thing("memorial/a", (MEMORIAL["inauguration"].path, iri(part))),
        Quad(iri(part), iri(event["earliest"].path), literal("1998-01-01", day)),
        Quad(iri(part), iri(event["latest"].path), literal("2011-12-31", day)),
    ]
    with catalogue_of(tmp_path, *quads) as made:
        assert [*counts(made, "decade")] == ["1990", "2000", "2010"]
        assert counts(made, "country") == {NOT_STATED: 1}


def test_places_that_lie_in_each_other_come_to_an_end(tmp_path: Path) -> None:
    inside = PLACE["place"].path
    quads = [
        *thing("memorial/a", (MEMORIAL["place"].path, ref("place/x"))),
        *thing("place/x", (inside, ref("place/y"))),
        *thing("place/y", (inside, ref("place/x"))),
    ]
    with catalogue_of(tmp_path, *quads) as made:
        assert counts(made, "place") == {"x": 1, "y": 1}


def test_a_source_that_alone_describes_a_memorial_is_counted_as_one(tmp_path: Path) -> None:
    quads = [*thing("memorial/a"), *thing("memorial/a", graph="source/x"), *thing("memorial/b")]
    quads += [*thing("memorial/b", graph="source/x"), *thing("memorial/b", graph="source/y")]
    with catalogue_of(tmp_path, *quads) as made:
        assert counts(made, "source") == {"x": 2, "y": 1}
        assert counts(made, "agreement") == {NOT_STATED: 1, "one-source": 1}


def test_an_empty_catalogue_has_nothing_to_choose(tmp_path: Path) -> None:
    with catalogue_of(tmp_path, *thing("place/x")) as made:
        assert not made.browse.select({})
        assert not made.browse.facet("country", {})


def test_the_same_lines_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    quads = (built / "dataset.nq").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    made = [tmp_path / "one.sqlite", tmp_path / "two.sqlite"]
    for path in made:
        build_catalogue(quads, path, base="https://w3id.org/memorial-kg/", ontology=ONTOLOGY)
    assert made[0].read_bytes() == made[1].read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.02, 0.5, 1.0])
def test_a_set_of_rows_is_the_same_after_packing(share: float) -> None:
    chance = random.Random(1)
    rows = array("I", (number for number in range(5_000) if chance.random() < share))
    assert [*numbers(unpack(pack(rows)))] == [*rows]
    assert unpack(pack(rows)) == of_numbers(rows)
