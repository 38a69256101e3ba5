"""What a rule makes of a row: every word of the crosswalk at work, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.crosswalk.trying import crosswalk, harvested, one, rows

from memorial_kg.records import Tree
from memorial_kg.sources.crosswalk.templates import slug
from memorial_kg.sources.readers import SourceRow, Text
from memorial_kg.values import ValueProblem, fold

KINDS = '[harvest.lookup.kinds]\n"Monument" = "monument"\n"Bust" = ["sculpture", "statue"]\n"Mural" = []\n'


def rule(key: str, **said: str) -> str:
    """A rule in TOML; underscores stand for hyphens."""
    words = "".join(f"{name.replace('_', '-')} = {value}\n" for name, value in said.items())
    return f'[[harvest.keys]]\nkey = "{key}"\n{words}'


A = '"a"'
METHOD = rule("coordinates.method", constant='"as given"')

# The rules, the row, and what the record then says beside its head; evidence as key and words.
_MADE: dict[str, tuple[str, dict[str, Tree], dict[str, Tree], list[tuple[str, str]]]] = {
    "a column": (rule("name", column=A), {"a": " Uşak "}, {"name": {"en": "Uşak"}}, []),
    "an empty cell": (rule("name", column=A), {"a": " "}, {}, []),
    "a null of the source": (rule("name", column=A), {"a": "NA"}, {}, []),
    "a null of the column": (rule("name", column=A, nulls='["?"]'), {"a": "?"}, {}, []),
    "no such column in this row": (rule("name", column=A), {}, {}, []),
    "a null of JSON": (rule("name", column=A), {"a": None}, {}, []),
    "a path": (rule("name", path='"a.b[1].c"'), {"a": {"b": [{}, {"c": "x"}]}}, {"name": {"en": "x"}}, []),
    "a path into the parts of a text": (
        rule("name", column=A, language_column='"a.lang"'), {"a": Text("Anıt", {"lang": "tr"})}, {"name": {"tr": "Anıt"}}, []),
    "the first column that speaks": (rule("name", columns='["a", "b"]'), {"a": "NA", "b": "x"}, {"name": {"en": "x"}}, []),
    "a template": (
        rule("sameAs", template='"https://example.org/{a|url}/{b|lower}"'), {"a": "x y", "b": "Z"},
        {"sameAs": "https://example.org/x%20y/z"}, []),
    "a template of which a column is silent": (rule("sameAs", template='"https://example.org/{a}"'), {"a": "NA"}, {}, []),
    "a constant": (rule("status", constant='["built", "altered"]'), {}, {"status": ["built", "altered"]}, []),
    "a default": (rule("name", column=A, default='"unnamed"'), {"a": ""}, {"name": {"en": "unnamed"}}, []),
    "a language": (rule("name", column=A, language='"de"'), {"a": "x"}, {"name": {"de": "x"}}, []),
    "a language of a column": (rule("name", column=A, language_column='"b"'), {"a": "x", "b": "tr"}, {"name": {"tr": "x"}}, []),
    "a column that names no language": (rule("name", column=A, language_column='"b"'), {"a": "x"}, {"name": {"en": "x"}}, []),
    "two rules for one key": (
        rule("name", column=A) + rule("name", column='"b"', language='"de"'), {"a": "x", "b": "y"},
        {"name": {"de": "y", "en": "x"}}, []),
    "one text twice": (rule("name", column=A) + rule("name", column='"b"'), {"a": "x", "b": "x"}, {"name": {"en": "x"}}, []),
    "a split": (
        rule("alternateName", column=A, split='";"'), {"a": "x; y;"}, {"alternateName": {"en": ["x", "y"]}},
        [("alternateName", "x; y;")]),
    "a split that finds nothing": (rule("alternateName", column=A, split='";"'), {"a": "x"}, {"alternateName": {"en": "x"}}, []),
    "a split with quoting": (
        rule("alternateName", column=A, split='{ by = ",", quoting = true }'), {"a": '"Smith, John", Lee'},
        {"alternateName": {"en": ["Smith, John", "Lee"]}}, [("alternateName", '"Smith, John", Lee')]),
    "a split at two letters with quoting": (
        rule("alternateName", column=A, split='{ by = ", ", quoting = true }'), {"a": '"Smith, John", Lee'},
        {"alternateName": {"en": ["Smith, John", "Lee"]}}, [("alternateName", '"Smith, John", Lee')]),
    "a list in JSON": (
        rule("alternateName", column=A, split="{ json = true }"), {"a": '["x", "y"]'},
        {"alternateName": {"en": ["x", "y"]}}, [("alternateName", '["x", "y"]')]),
    "a list": (rule("alternateName", column=A), {"a": ["x", None, "y"]}, {"alternateName": {"en": ["x", "y"]}}, []),
    "a list that is joined": (rule("description", column=A, join='"\\n"'), {"a": ["x", None, "y"]}, {"description": {"en": "x\n\ny"}}, []),
    "an entity of HTML": (rule("name", column=A, html="true"), {"a": "A &amp; B"}, {"name": {"en": "A & B"}}, [("name", "A &amp; B")]),
    "a regular expression": (
        rule("name", column=A, regex='"Statue of (.+)"'), {"a": "Statue of Ann"}, {"name": {"en": "Ann"}}, [("name", "Statue of Ann")]),
    "a pattern that finds nothing": (rule("name", column=A, regex='"x"', unmatched='"leave-out"'), {"a": "y"}, {}, []),
    "a pattern that may find nothing": (rule("name", column=A, regex='"x"', unmatched='"keep"'), {"a": "y"}, {"name": {"en": "y"}}, []),
    "a table": (rule("kinds", column=A, lookup='"kinds"') + KINDS, {"a": "Monument"}, {"kinds": "monument"}, [("kinds", "Monument")]),
    "a table in other letters": (rule("kinds", column=A, lookup='"kinds"') + KINDS, {"a": "MONUMENT"}, {"kinds": "monument"}, [("kinds", "MONUMENT")]),
    "a word with two meanings": (
        rule("kinds", column=A, lookup='"kinds"') + KINDS, {"a": "Bust"}, {"kinds": ["sculpture", "statue"]}, [("kinds", "Bust")]),
    "a word that is left out": (rule("kinds", column=A, lookup='"kinds"') + KINDS, {"a": "Mural"}, {}, []),
    "an unknown word that is left out": (rule("kinds", column=A, lookup='"kinds"', unknown='"leave-out"') + KINDS, {"a": "Car"}, {}, []),
    "a date": (rule("inauguration.date", column=A), {"a": "14 May 1927"}, {"inauguration": {"date": "1927-05-14"}}, [("inauguration.date", "14 May 1927")]),
    "a date in an order": (
        rule("inauguration.date", column=A, date_order='"mdy"'), {"a": "3/4/2012"}, {"inauguration": {"date": "2012-03-04"}},
        [("inauguration.date", "3/4/2012")]),
    "a date with a short year": (
        rule("inauguration.date", column=A, date_order='"mdy"', two_digit_years='"1930"'), {"a": "6/6/03"},
        {"inauguration": {"date": "2003-06-06"}}, [("inauguration.date", "6/6/03")]),
    "a date that says there is none": (rule("inauguration.date", column=A), {"a": "unknown"}, {}, []),
    "a size": (
        rule("height", column=A), {"a": "8.5 m"}, {"height": {"id": "height-mtr-8p5", "value": "8.5", "unit": "MTR"}}, [("height", "8.5 m")]),
    "a size without its unit": (
        rule("height", column=A, unit='"ft"'), {"a": "8"}, {"height": {"id": "height-fot-8", "value": "8", "unit": "FOT"}}, [("height", "8")]),
    "sizes in an order": (
        rule("width", column=A, order='["height", "width"]'), {"a": "3 x 2 m"},
        {"width": {"id": "width-mtr-2", "value": "2", "unit": "MTR"}}, [("width", "3 x 2 m")]),
    "a point in two columns": (
        rule("coordinates.latitude", column=A) + rule("coordinates.longitude", column='"b"') + METHOD, {"a": "39.5", "b": "-76.25"},
        {"coordinates": {"id": "coordinates-39p5-m76p25", "latitude": "39.5", "longitude": "-76.25", "method": {"en": "as given"}}}, []),
    "a point in one cell": (
        rule("coordinates", column=A, coordinate_order='"lat-lon"') + METHOD, {"a": "(39.5, -76.25)"},
        {"coordinates": {"id": "coordinates-39p5-m76p25", "latitude": "39.5", "longitude": "-76.25", "method": {"en": "as given"}}},
        [("coordinates", "(39.5, -76.25)")]),
    "a point the other way round": (
        rule("coordinates", column=A, coordinate_order='"lon-lat"') + METHOD, {"a": "-76.25 39.5"},
        {"coordinates": {"id": "coordinates-39p5-m76p25", "latitude": "39.5", "longitude": "-76.25", "method": {"en": "as given"}}},
        [("coordinates", "-76.25 39.5")]),
    "a point as well-known text, whatever is declared": (
        rule("coordinates", column=A, coordinate_order='"lat-lon"') + METHOD, {"a": "POINT (-76.25 39.5)"},
        {"coordinates": {"id": "coordinates-39p5-m76p25", "latitude": "39.5", "longitude": "-76.25", "method": {"en": "as given"}}},
        [("coordinates", "POINT (-76.25 39.5)")]),
    "a rounded point": (
        rule("coordinates.latitude", column=A, decimals="2") + rule("coordinates.longitude", column='"b"', decimals="2") + METHOD,
        {"a": "39.499999999999996", "b": "-76.25"},
        {"coordinates": {"id": "coordinates-39p50-m76p25", "latitude": "39.50", "longitude": "-76.25", "method": {"en": "as given"}}},
        [("coordinates.latitude", "39.499999999999996")]),
    "no point": (rule("coordinates.latitude", column=A) + rule("coordinates.longitude", column='"b"') + METHOD, {"a": "", "b": "NA"}, {}, []),
    "a geometry": (
        rule("coordinates", column=A, **{"as": '"geometry"'}) + METHOD, {"a": {"type": "Point", "coordinates": ["13.25", "52.5"]}},
        {"coordinates": {"id": "coordinates-52p5-13p25", "latitude": "52.5", "longitude": "13.25", "method": {"en": "as given"}}}, []),
    "a line that is left out": (
        rule("coordinates", column=A, shapes='"leave-out"', **{"as": '"geometry"'}) + METHOD,
        {"a": {"type": "LineString", "coordinates": [["1", "1"], ["3", "3"]]}}, {}, []),
    "the middle of a line": (
        rule("coordinates", column=A, shapes='"middle"', decimals="1", **{"as": '"geometry"'}) + METHOD,
        {"a": {"type": "LineString", "coordinates": [["13.0", "0.0"], ["13.2", "0.0"]]}},
        {"coordinates": {"id": "coordinates-0p0-13p1-11132", "latitude": "0.0", "longitude": "13.1", "radius": "11132",
                         "method": {"en": "halfway along the line that the source gives"}}}, []),
    "a reference by its id": (rule("country", column=A), {"a": "place/turkey"}, {"country": "place/turkey"}, []),
    "a reference by its name": (
        rule("creators", column=A, id='"person/xx-{value|slug}"'), {"a": "Ann Öz"},
        {"creators": {"id": "person/xx-ann-oz", "name": {"en": "Ann Öz"}}}, []),
    "references in one cell": (
        rule("creators", column=A, split='";"', id='"person/xx-{value|slug}"'), {"a": "Ann; Bo"},
        {"creators": [{"id": "person/xx-ann", "name": {"en": "Ann"}}, {"id": "person/xx-bo", "name": {"en": "Bo"}}]},
        [("creators", "Ann; Bo")]),
    "two spellings of one thing": (
        rule("creators", column=A, split='";"', id='"person/xx-{value|slug}"'), {"a": "José; Jose"},
        {"creators": {"id": "person/xx-jose", "name": {"en": ["José", "Jose"]}}}, [("creators", "José; Jose")]),
    "a reference with a name of its own": (
        rule("country", constant='"place/usa"', name='"United States"'), {}, {"country": {"id": "place/usa", "name": {"en": "United States"}}}, []),
    "a reference by a table": (
        rule("country", column=A, lookup='"c"') + '[harvest.lookup.c]\n"Türkei" = "place/turkey"\n', {"a": "Türkei"},
        {"country": {"id": "place/turkey", "name": {"en": "Türkei"}}}, []),
    "a reference that no table knows": (
        rule("country", column=A, lookup='"c"', unknown='"keep"', id='"place/{value|slug}"') + '[harvest.lookup.c]\n"Türkei" = "place/turkey"\n',
        {"a": "Peru"}, {"country": {"id": "place/peru", "name": {"en": "Peru"}}}, []),
    "what is said of a reference": (
        rule("place", column=A, id='"place/{value|slug}"') + rule("place.place", constant='"place/usa"'), {"a": "Ohio"},
        {"place": {"id": "place/ohio", "name": {"en": "Ohio"}, "place": "place/usa"}}, []),
    "nothing to say it of": (
        rule("place", column=A, id='"place/{value|slug}"') + rule("place.place", constant='"place/usa"'), {"a": ""}, {}, []),
    "an address in parts": (
        rule("addresses.text", column=A) + rule("addresses.locality", column='"b"'), {"a": "1 Main St", "b": "Town"},
        {"addresses": {"text": {"en": "1 Main St"}, "locality": "Town"}}, []),
    "two addresses": (
        rule("addresses.text", column=A, part='"north"') + rule("addresses.text", column='"b"', part='"south"'), {"a": "1 Main St", "b": "2 Main St"},
        {"addresses": [{"id": "north", "text": {"en": "1 Main St"}}, {"id": "south", "text": {"en": "2 Main St"}}]}, []),
    "a part of which only the constant stands": (
        rule("addresses.text", column=A) + rule("addresses.locality", constant='"Town"'), {"a": ""}, {}, []),
    "a part of which only the default stands": (
        rule("addresses.text", column=A) + rule("addresses.locality", column='"b"', default='"Town"'), {"a": "", "b": ""}, {}, []),
    "a part for each item": (
        rule("inscriptions.text", path='"s[*].t"') + rule("inscriptions.language", path='"s[*].l"') + rule("inscriptions.onPart", constant='"plinth"'),
        {"s": [{"t": "x", "l": "en"}, {}, {"t": "y", "l": "en"}]},
        {"inscriptions": [{"text": {"en": "x"}, "language": "en", "onPart": {"en": "plinth"}},
                          {"text": {"en": "y"}, "language": "en", "onPart": {"en": "plinth"}}]}, []),
    "a part for each list of lines": (
        rule("inscriptions.text", path='"s[*]"', join='"\\n"', language='"de"'), {"s": [["HIER", "WOHNTE"], ["UND"]]},
        {"inscriptions": [{"text": {"de": "HIER\nWOHNTE"}}, {"text": {"de": "UND"}}]}, []),
    "a rule for some rows": (rule("name", column=A, when='[{ column = "b", in = ["yes"] }]'), {"a": "x", "b": "no"}, {}, []),
    "a rule for this row": (rule("name", column=A, when='[{ column = "b", matches = "^y", not-in = ["yeah"] }]'), {"a": "x", "b": "yes"}, {"name": {"en": "x"}}, []),
    "a rule where nothing stands": (rule("name", column=A, when='[{ path = "b.c", present = false }]'), {"a": "x", "b": {}}, {"name": {"en": "x"}}, []),
    "evidence that is asked for": (rule("name", column=A, evidence='"always"'), {"a": "x"}, {"name": {"en": "x"}}, [("name", "x")]),
    "evidence that is not wanted": (rule("inauguration.date", column=A, evidence='"never"'), {"a": "1927"}, {"inauguration": {"date": "1927"}}, []),
    "a note on the record": (rule("note", column=A), {"a": "x"}, {"note": {"en": "x"}}, []),
    "the first of two rules for one fact": (
        rule("inauguration.date", column=A) + rule("inauguration.date", column='"b"'), {"a": "", "b": "1927"},
        {"inauguration": {"date": "1927"}}, [("inauguration.date", "1927")]),
}  # fmt: skip


@pytest.mark.parametrize("case", _MADE)
def test_a_rule_makes_of_a_row_what_it_says(tmp_path: Path, case: str) -> None:
    rules, row, expected, evidence = _MADE[case]
    result = one(tmp_path, rules, row, 'nulls = ["NA"]')
    [record] = result.records
    head = {"record": "1", "about": "memorial/xx-1", "locator": "row 1"}
    shown = record.pop("evidence", [])
    items = [shown] if isinstance(shown, dict) else shown
    assert record == head | expected
    assert [(item["key"], item["verbatim"]) for item in items] == evidence
    assert result.told() == []


_REFUSED: dict[str, tuple[str, Mapping[str, Tree], list[str]]] = {
    "a date that cannot be": (rule("inauguration.date", column=A), {"a": "31/31/1999"}, ["inauguration.date"]),
    "a date without its order": (rule("inauguration.date", column=A), {"a": "3/4/2012"}, ["inauguration.date"]),
    "a word that no table knows": (rule("kinds", column=A, lookup='"kinds"') + KINDS, {"a": "Monumnt"}, ["kinds"]),
    "a word that is none of the key": (rule("kinds", column=A), {"a": "Monument"}, ["kinds"]),
    "a text without its pattern": (rule("dedication", column=A, regex='"to (.+)"'), {"a": "for"}, ["dedication"]),
    "a table for a text": (rule("dedication", column=A), {"a": {"b": "c"}}, ["dedication"]),
    "a control character": (rule("dedication", column=A), {"a": "x\x00y"}, ["dedication.en"]),
    "no address of a page": (rule("sameAs", column=A), {"a": "javascript:alert(1)"}, ["sameAs.0"]),
    "a size of nothing": (rule("height", column=A), {"a": "tall"}, ["height"]),
    "sizes without an order": (rule("height", column=A), {"a": "3 x 2 m"}, ["height"]),
    "one of several parts": (rule("sameAs", column=A, split='" "'), {"a": "https://a.example/ x https://b.example/"}, ["sameAs.1"]),
    "several values for one fact": (rule("country", column=A), {"a": ["place/a", "place/b"]}, ["country"]),
    "a language that is none": (rule("dedication", column=A, language_column='"b"'), {"a": "x", "b": "!"}, ["dedication"]),
    "metres for degrees": (
        rule("coordinates", column=A, coordinate_order='"lat-lon"') + METHOD, {"a": "4732811.2, 233000"}, ["coordinates"]),
    "a point in words": (rule("coordinates", column=A, coordinate_order='"lat-lon"') + METHOD, {"a": "near the church"}, ["coordinates"]),
    "half a point": (
        rule("coordinates.latitude", column=A) + rule("coordinates.longitude", column='"b"') + METHOD, {"a": "x", "b": "-76"},
        ["coordinates.latitude", "coordinates"]),
    "a line": (
        rule("coordinates", column=A, **{"as": '"geometry"'}) + METHOD, {"a": {"type": "LineString", "coordinates": []}}, ["coordinates"]),
    "no geometry": (rule("coordinates", column=A, **{"as": '"geometry"'}) + METHOD, {"a": "POINT"}, ["coordinates"]),
    "a name without letters": (rule("creators", column=A, id='"person/{value|slug}"'), {"a": "!?"}, ["creators"]),
    "a language without a text": (
        rule("inscriptions.text", path='"s[*].t"') + rule("inscriptions.language", path='"s[*].l"'),
        {"s": [{"t": "x", "l": "en"}, {"l": "de"}]}, ["inscriptions.1"]),
    "broken JSON": (rule("dedication", column=A, split="{ json = true }"), {"a": '["x"'}, ["dedication"]),
    "endless JSON": (rule("dedication", column=A, split="{ json = true }"), {"a": "[" * 50_000}, ["dedication"]),
}  # fmt: skip


@pytest.mark.parametrize("case", _REFUSED)
def test_a_bad_value_is_refused_and_the_rest_of_its_row_is_kept(tmp_path: Path, case: str) -> None:
    rules, row, keys = _REFUSED[case]
    result = one(tmp_path, rule("name", column='"title"') + rules, {"title": "Kept", **row})
    [record] = result.records
    assert record["name"] == {"en": "Kept"}
    assert [entry.key for entry in result.entries] == keys
    assert all(entry.kind == "value refused" and entry.what and entry.locator == "row 1" for entry in result.entries)


def test_good_parts_stay_beside_a_bad_one(tmp_path: Path) -> None:
    rules = rule("inscriptions.text", path='"s[*].t"') + rule("inscriptions.language", path='"s[*].l"')
    result = one(tmp_path, rules, {"s": [{"t": "x", "l": "?"}, {"t": "y", "l": "en"}]})
    assert result.records[0]["inscriptions"] == [{"text": {"en": "x"}}, {"text": {"en": "y"}, "language": "en"}]
    assert [entry.key for entry in result.entries] == ["inscriptions.0.language"]


def test_evidence_goes_with_the_value_that_was_refused(tmp_path: Path) -> None:
    result = one(tmp_path, rule("sameAs", column=A, evidence='"always"'), {"a": "nowhere"})
    assert "evidence" not in result.records[0]
    assert [entry.key for entry in result.entries] == ["sameAs.0"]


def test_a_value_that_the_reader_refused_is_reported(tmp_path: Path) -> None:
    from memorial_kg.errors import Problem

    problem = Problem("a.csv", 2, "row 1", "a", "it is not UTF-8")
    row = SourceRow({"id": "1", "title": "x"}, "row 1", "a.csv", 2, (problem,))
    result = harvested(crosswalk(tmp_path, rule("name", column='"title"')), [row])
    assert result.told() == ["a: it is not UTF-8"]
    assert len(result.records) == 1


def test_each_row_has_values_of_its_own(tmp_path: Path) -> None:
    rules = rule("country", constant='"place/usa"', name='"USA"') + rule(
        "country.place", column=A, id='"place/{value|slug}"'
    )
    result = harvested(crosswalk(tmp_path, rules), rows([{"id": "1", "a": "x"}, {"id": "2", "a": ""}]))
    assert "place" in result.records[0]["country"]
    assert "place" not in result.records[1]["country"]


def test_what_belongs_together_stays_together_where_a_list_has_gaps(tmp_path: Path) -> None:
    rules = rule("inscriptions.text", path='"s[*].t"') + rule("inscriptions.onPart", path='"s[*].p"')
    result = one(tmp_path, rules, {"s": [{"t": "x", "p": "front"}, {"t": "y"}, {"t": "z", "p": "back"}]})
    assert result.records[0]["inscriptions"] == [
        {"text": {"en": "x"}, "onPart": {"en": "front"}},
        {"text": {"en": "y"}},
        {"text": {"en": "z"}, "onPart": {"en": "back"}},
    ]


def test_a_good_value_between_bad_ones_is_kept(tmp_path: Path) -> None:
    pages = ["nowhere", "https://a.example/", "javascript:x", "https://b.example/"]
    result = one(tmp_path, rule("sameAs", column=A), {"a": pages})
    assert result.records[0]["sameAs"] == ["https://a.example/", "https://b.example/"]
    assert [entry.key for entry in result.entries] == ["sameAs.0", "sameAs.2"]


def test_two_long_names_that_end_otherwise_are_two_things(tmp_path: Path) -> None:
    names = [f"{'A long name ' * 8}{end}" for end in ("one", "two")]
    result = one(tmp_path, rule("creators", column=A, id='"person/xx-{value|slug}"'), {"a": names})
    first, second = (creator["id"] for creator in result.records[0]["creators"])
    assert first != second
    assert first[:50] == second[:50]


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=40))
def test_a_plain_text_and_a_marked_one_get_ids_by_one_rule(text: str) -> None:
    folded = re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")
    if folded:
        assert slug(text) == folded
    else:
        with pytest.raises(ValueProblem):
            slug(text)
