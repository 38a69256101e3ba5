"""Scores mean something: what a row gives speaks for a thing or against it, and only what is sure is a match."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.server.reconciliation.conftest import Ask

SAME_NAME = "Khojaly massacre memorial"  # of three memorials


# Each row: what a table has, the type, and what is meant.
@pytest.mark.parametrize(
    ("query", "type_", "meant", "matched"),
    [
        ("Usak", "Place", "place/tr-usak", True),
        ("UŞAK", "Place", "place/tr-usak", True),
        ("us\u0327ak", "Place", "place/tr-usak", True),  # the letter and its cedilla, as some systems write it
        ("Uşak şehri", "Place", "place/tr-usak", False),
        ("izmit", "Place", "place/tr-izmit", True),
        ("Ходжалы", "Place", "place/az-khojaly", False),
        ("Xocalı", "Place", "place/az-khojaly", True),
        ("  Den   HAAG ", "Place", "place/nl-the-hague", True),
        ("Memorial in Uşak", "Memorial", "memorial/tr-usak", True),
        ("memorial, Usak", "Memorial", "memorial/tr-usak", False),
        ("Memorial in Saraievo", "Memorial", "memorial/ba-sarajevo", False),
        ("Memmorial im Sarayevo", "Memorial", "memorial/ba-sarajevo", False),
        ("Khojaly massacre memorial, The Hague", "Memorial", "memorial/nl-the-hague", True),
        ("Aliyev, İlham", "Person", "person/ilham-aliyev", True),
        ("Ilham Eliyev", "Person", "person/ilham-aliyev", True),
        ("Guillermo Osorio", "Person", "person/guillermo-osorno", False),
        ("Heydar Aliyev", "Organization", "organization/heydar-aliyev-foundation", False),
        ("Çanakkale Belediyesi", "Organization", "organization/municipality-of-canakkale", True),
        ("קרן קימת לישראל", "Organization", "organization/jewish-national-fund", True),
        (
            "Government commission appointed to study the monuments",
            "",
            "organization/mexican-advisory-commission",
            True,
        ),
        ("Proposal in Canakkale", "", "proposal/tr-canakkale", True),
    ],
)
def test_a_name_finds_what_it_means_however_it_is_written(
    ask: Ask, query: str, type_: str, meant: str, matched: bool
) -> None:
    first = ask(query, type_)[0]
    assert (first["id"], first["match"]) == (meant, matched)


def test_scores_go_down_from_100_and_at_most_the_first_is_a_match(ask: Ask) -> None:
    results = ask("Memorial in Usak")
    scores = [each["score"] for each in results]
    assert scores[0] == 100
    assert scores == sorted(scores, reverse=True)
    assert [each["match"] for each in results] == [True] + [False] * (len(results) - 1)


def test_a_misspelt_name_alone_is_never_a_match(ask: Ask) -> None:
    first = ask("Leyla Alieva", "Person")[0]
    assert first["id"] == "person/leyla-aliyeva"
    assert first["score"] > 90
    assert not first["match"]


def test_a_property_that_agrees_makes_a_misspelt_name_a_match(ask: Ask) -> None:
    first = ask("Memorial in Saraievo", "Memorial", {"country": "Bosna i Hercegovina"})[0]
    assert (first["id"], first["match"]) == ("memorial/ba-sarajevo", True)


def test_a_wrong_country_takes_away_what_a_right_name_gives(ask: Ask) -> None:
    results = ask("Memorial in Uşak", "Memorial", {"country": "Germany"})
    wrong = next(each for each in results if each["id"] == "memorial/tr-usak")
    assert {"id": "country", "value": 0.0} in wrong["features"]
    assert wrong["score"] < 70
    assert not any(each["match"] for each in results)


def test_of_namesakes_none_is_a_match(ask: Ask) -> None:
    results = ask(SAME_NAME, "Memorial")
    assert [each["score"] for each in results[:3]] == [100, 100, 100]
    assert not any(each["match"] for each in results)
    assert not any(each["match"] for each in ask("Ankara", "Place"))  # a city, and a province so called by a source


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"place": "Baku"}, "memorial/az-baku"),
        ({"place": {"id": "place/az-baku", "name": "Baku"}}, "memorial/az-baku"),
        ({"place": "https://w3id.org/memorial-kg/place/az-baku"}, "memorial/az-baku"),
        ({"country": {"id": "Q55", "name": "Netherlands"}}, "memorial/nl-the-hague"),  # reconciled elsewhere
        ({"place": "Berlin"}, "memorial/de-berlin"),  # the place is a district of it
        ({"inauguration.date": "2011-05-30"}, "memorial/de-berlin"),
        ({"inauguration.date": "2011-05-30T00:00:00Z"}, "memorial/de-berlin"),
        ({"inauguration.date": "2011"}, "memorial/de-berlin"),
        ({"inauguration.date": 2011}, "memorial/de-berlin"),
        ({"inauguration.date": "2010/2012-06"}, "memorial/de-berlin"),
        ({"coordinates": "52.43, 13.25"}, "memorial/de-berlin"),  # in the circle of the district that it lies in
        ({"creators": ["Akif Esgerov", "Ibrahim Ehrari"]}, "memorial/de-berlin"),
    ],
)
def test_a_property_tells_namesakes_apart(ask: Ask, given: dict[str, object], meant: str) -> None:
    first, second, *_ = ask(SAME_NAME, "Memorial", given)
    assert (first["id"], first["match"]) == (meant, True)
    assert first["score"] - second["score"] >= 8


def features(result: dict[str, object]) -> dict[str, object]:
    given = result["features"]
    assert isinstance(given, list)
    return {each["id"]: each["value"] for each in given}


@pytest.mark.parametrize(
    ("point", "least", "most"),
    [("52.5,13.4", 100, 100), ("52.52437;13.41053", 100, 100), ("52.2,13.4", 20, 60), ("40.4,49.9", 0, 0)],
)
def test_the_farther_a_point_is_from_the_circle_the_less_it_agrees(
    ask: Ask, point: str, least: float, most: float
) -> None:
    found = features(ask("Berlin", "Place", {"coordinates": point})[0])
    assert least <= float(str(found["coordinates"])) <= most


@pytest.mark.parametrize(
    ("given", "agrees"),
    [("http://www.wikidata.org/entity/Q298532", 100), ("Q298532", 100), ("Q98532", 0), ("298532", None), ("", None)],
)
def test_an_identifier_is_the_same_or_it_is_not(ask: Ask, given: str, agrees: float | None) -> None:
    results = ask("Leyla Alieva", "Person", {"sameAs": given})
    found = features(next(each for each in results if each["id"] == "person/leyla-aliyeva"))
    assert found.get("sameAs") == agrees


def test_few_results_do_not_hide_a_namesake(client: httpx.Client) -> None:
    text = json.dumps({"q": {"query": SAME_NAME, "type": "Memorial", "limit": 1}})
    (only,) = client.get("/reconcile", params={"queries": text}).json()["q"]["result"]
    assert (only["score"], only["match"]) == (100, False)


def test_where_sources_differ_agreeing_with_either_is_agreeing(ask: Ask) -> None:
    for date in ("2014-02", "2016"):  # one source says the one, one the other
        first = ask("Memorial in Uşak", "Memorial", {"inauguration.date": date})[0]
        assert {"id": "inauguration.date", "value": 100.0} in first["features"]
    wrong = ask("Memorial in Uşak", "Memorial", {"inauguration.date": "1999"})[0]
    assert {"id": "inauguration.date", "value": 0.0} in wrong["features"]
    assert not wrong["match"]


def test_what_no_source_says_speaks_neither_for_nor_much_against(ask: Ask) -> None:
    first = ask("Memorial in Ankara", "Memorial", {"inauguration.date": "2014"})[0]
    assert {"id": "not-stated:inauguration.date", "value": True} in first["features"]
    assert 85 < first["score"] < 100


def test_what_is_undecided_is_no_match_even_if_the_name_is_the_same(ask: Ask) -> None:
    for name in ("Memorial in Ankara", "Khojaly Museum Complex", "Khojaly monument"):
        first = ask(name, "Memorial")[0]
        assert (first["name"], first["score"], first["match"]) == (name, 100, False)
        assert {"id": "undecided-identity", "value": True} in first["features"]


@pytest.mark.parametrize("query", ["memorial/tr-usak", "https://w3id.org/memorial-kg/memorial/tr-usak"])
def test_an_id_means_its_thing(ask: Ask, query: str) -> None:
    first = ask(query)[0]
    assert (first["id"], first["score"], first["match"]) == ("memorial/tr-usak", 100, True)
    assert not ask(query, "Place") or not ask(query, "Place")[0]["match"]


def test_properties_alone_find_things_and_match_none(ask: Ask) -> None:
    results = ask("", "Memorial", {"country": {"id": "place/mexico"}})
    assert [each["id"] for each in results] == ["memorial/mx-mexico-city"]
    assert not results[0]["match"]


def test_what_nothing_is_like_has_no_result(ask: Ask) -> None:
    assert ask("Zzyzx Qwertz") == []
    assert ask("!?") == []


def test_candidates_are_told_apart_by_a_line(ask: Ask) -> None:
    told = {each["id"]: each.get("description") for each in ask(SAME_NAME, "Memorial")}
    assert told["memorial/az-baku"] == "Baku, Azerbaijan, 2008-02-26"
    assert ask("Memorial in Uşak", "Memorial")[0]["description"] == "Karaağaç, Turkey, 2014-02 or 2016"
