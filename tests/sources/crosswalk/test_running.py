"""Rows in = records + refusals + rows left out as declared, always; and every record that is made is good."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.crosswalk.trying import crosswalk, harvested, rows

from memorial_kg.errors import InternalError, Problem
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Row, Tree, check_record
from memorial_kg.records.model import Origin
from memorial_kg.sources.corrections import Correction
from memorial_kg.sources.crosswalk import Crosswalk, Report, open_harvest, read_crosswalk
from memorial_kg.sources.readers import READERS, SourceRow

RULES = """
only = [{ column = "type", not-in = ["Mural"], why = "a mural is no memorial" }]

[[harvest.keys]]
key = "name"
column = "title"

[[harvest.keys]]
key = "kinds"
column = "type"
lookup = "kinds"

[[harvest.keys]]
key = "inauguration.date"
column = "year"

[[harvest.keys]]
key = "creators"
column = "artist"
split = ";"
id = "person/xx-{value|slug}"

[[harvest.keys]]
key = "addresses.text"
column = "street"

[[harvest.keys]]
key = "height"
column = "height"

[[harvest.keys]]
key = "coordinates.latitude"
column = "lat"

[[harvest.keys]]
key = "coordinates.longitude"
column = "lon"

[[harvest.keys]]
key = "coordinates.method"
constant = "as given"

[[harvest.keys]]
key = "sameAs"
column = "page"

[harvest.lookup.kinds]
"Monument" = "monument"
"""

COLUMNS = ("id", "title", "type", "year", "artist", "street", "height", "lat", "lon", "page")


@pytest.fixture(scope="module")
def works() -> Crosswalk:
    with TemporaryDirectory() as folder:
        return crosswalk(Path(folder), RULES)


def good(number: int) -> dict[str, Tree]:
    """A row in which nothing is wrong."""
    return {
        "id": f"A-{number}", "title": f"To the men of ward {number}", "type": "Monument", "year": str(1850 + number % 150),
        "artist": "Ann Lee; Bo Ray", "street": f"{number} Main St", "height": "3.5 m", "lat": f"39.{number:05}",
        "lon": "-76.5", "page": f"https://example.org/{number}",
    }  # fmt: skip


_BREAKS: dict[str, tuple[dict[str, Tree], str]] = {
    "no id": ({"id": " "}, "row refused"),
    "no id that can be one": ({"id": "…"}, "row refused"),
    "the id of a page of lists": ({"id": "index"}, "row refused"),
    "an endless id": ({"id": "x" * 200}, ""),
    "an impossible date": ({"year": "31/31/1999"}, "value refused"),
    "metres": ({"lat": "4732811.2"}, "value refused"),
    "an unknown word": ({"type": "Spaceship"}, "value refused"),
    "a script": ({"page": "javascript:alert(1)"}, "value refused"),
    "a word for a size": ({"height": "tall"}, "value refused"),
    "a mural": ({"type": "Mural"}, "row left out"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BREAKS)
def test_a_row_that_is_broken_is_told_and_costs_no_other(works: Crosswalk, name: str) -> None:
    broken, kind = _BREAKS[name]
    result = harvested(works, rows([good(1), good(2) | broken, good(3)]))
    assert [entry.kind for entry in result.entries] == [kind] * (kind != "")
    assert [entry.locator for entry in result.entries] == ["row 2"] * (kind != "")
    assert len(result.records) == (3 if kind in ("", "value refused") else 2)


def test_five_thousand_rows_of_which_one_in_a_hundred_is_broken_give_every_good_record(works: Crosswalk) -> None:
    chosen = random.Random(4)
    given_rows = [good(number) for number in range(5_000)]
    broken = {number: chosen.choice([*_BREAKS]) for number in range(7, 5_000, 100)}
    for number, name in broken.items():
        given_rows[number] |= _BREAKS[name][0]
    result = harvested(works, rows(given_rows))
    kinds = {number: _BREAKS[name][1] for number, name in broken.items()}
    told = {entry.locator: entry.kind for entry in result.entries if "was the name of row" not in entry.what}
    assert told == {f"row {number + 1}": kind for number, kind in kinds.items() if kind}
    lost = sum(kind in ("row refused", "row left out") for kind in kinds.values())
    again = sum("was the name of row" in entry.what for entry in result.entries)
    assert len(result.records) == 5_000 - lost - again
    whole = {record["record"]: record for record in result.records}
    for number in set(range(5_000)) - broken.keys():
        record = whole[f"a-{number}"]
        assert record["name"] == {"en": f"To the men of ward {number}"}
        assert {*record} >= {"kinds", "inauguration", "creators", "addresses", "height", "coordinates", "sameAs"}


_CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", "NA", "A-1", "A-2", "Monument", "Mural", "1920", "c. 1920", "3/4/12", "3 x 2 m", "10'6\"", "52.5", "-181",
                     "https://a.example/", "a; b", "=1+1", "\x00", "\ud800", "x" * 300, "…", "index", "con"]),
    st.text(max_size=12),
    st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=3),
    st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
)  # fmt: skip
_ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), _CELLS), max_size=8)
_BROKEN = st.sets(st.integers(0, 7))


@settings(max_examples=150, deadline=None)
@given(given_rows=_ROWS, broken=_BROKEN)
def test_rows_in_are_records_and_refusals_and_rows_left_out_whatever_they_hold(
    works: Crosswalk, given_rows: list[dict[str, Tree]], broken: set[int]
) -> None:
    problem = Problem("works.csv", 1, "", "", "too many cells")
    made = [
        SourceRow(row.values, row.locator, row.file, row.line, (problem,) if at in broken else ())
        for at, row in enumerate(rows(given_rows))
    ]
    result = harvested(works, made)
    counts = result.report.counts
    assert len(given_rows) == len(result.records) + counts["row refused"] + counts["row left out"]
    assert len({record["record"] for record in result.records}) == len(result.records)
    for record in result.records:
        kept, problems = check_record(Row(record, Origin("records.jsonl", 1)), "works", load_ontology())
        assert kept is not None, problems


def test_a_second_row_of_one_name_is_refused_and_the_first_is_kept(works: Crosswalk) -> None:
    result = harvested(works, rows([good(1), good(2), good(1) | {"title": "Another"}]))
    assert [record["name"] for record in result.records] == [
        {"en": "To the men of ward 1"},
        {"en": "To the men of ward 2"},
    ]
    assert result.told("row refused") == ["record: 'a-1' was the name of row 1 already"]


def test_a_row_without_the_first_name_gets_the_second(tmp_path: Path) -> None:
    crosswalk(tmp_path, '[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n')
    path = tmp_path / "source.toml"
    head = path.read_text(encoding="utf-8")
    head = head.replace('key = "{id|slug}"', 'key = ["{id|slug}", "{title|slug}-{year}"]')
    path.write_text(head.replace("memorial/xx-{id|slug}", "memorial/xx-{record}"), encoding="utf-8")
    read = read_crosswalk(path, load_ontology(), READERS)
    given_rows = [{"id": "7", "title": "A"}, {"id": "…", "title": "The Stone", "year": "1920"}, {"title": "B"}]
    result = harvested(read, rows(given_rows))
    assert [(record["record"], record["about"]) for record in result.records] == [
        ("7", "memorial/xx-7"), ("the-stone-1920", "memorial/xx-the-stone-1920")
    ]  # fmt: skip
    assert result.told("row refused") == ["record: 'id' says nothing, and the row gets its name from it"]
    assert result.report.never_there == []


def test_books_that_do_not_balance_are_a_bug(works: Crosswalk) -> None:
    with Report("works") as report:
        report.rows = 3
        report.records = 2
        with pytest.raises(InternalError, match="3 rows were read, but 2 are accounted for"):
            report.check()


def test_a_row_that_is_broken_in_the_file_is_refused_unless_it_is_declared_to_be_kept(tmp_path: Path) -> None:
    problem = Problem("works.csv", 2, "row 1", "", "12 cells where the header has 11")
    row = SourceRow({"id": "1", "title": "x"}, "row 1", "works.csv", 2, (problem,))
    rule = '[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n'
    refused = harvested(crosswalk(tmp_path, rule), [row])
    kept = harvested(crosswalk(tmp_path, f'broken = "keep"\n{rule}'), [row])
    assert (refused.records, refused.told("row refused")) == ([], [": 12 cells where the header has 11"])
    assert len(kept.records) == 1
    assert kept.told() == [": 12 cells where the header has 11"]


def test_columns_that_no_rule_reads_are_named_with_how_often_they_speak(works: Crosswalk) -> None:
    given_rows = [good(1) | {"donor": "NA", "plan": "x"}, good(2) | {"donor": "", "plan": ""}, good(3) | {"plan": "y"}]
    report = harvested(works, rows(given_rows)).report
    assert report.unread == {"donor": 1, "plan": 2}


def test_a_column_that_no_row_has_is_named_where_rows_differ(works: Crosswalk) -> None:
    result = harvested(works, rows([{"id": "1", "title": "x", "typ": "Monument"}]))
    assert any(
        "there is no column 'type'" in each and "did you mean 'typ'?" in each for each in result.report.never_there
    )


def test_what_is_counted_does_not_grow_with_what_a_source_invents(tmp_path: Path) -> None:
    rules = 'only = [{ column = "type", in = ["Monument"] }]\n[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n'
    invented = rows({"id": str(at), "type": f"kind {at}", f"column {at}": "x"} for at in range(3_000))
    report = harvested(crosswalk(tmp_path, rules), invented).report
    assert report.counts["row left out"] == sum(report.left_out.values()) == 3_000
    assert len(report.left_out) <= 501
    assert len(report.unread) <= 2_000


# -- corrections -------------------------------------------------------------------------------------------------------


def correction(record: str, **said: Tree) -> Correction:
    parts: dict[str, Tree] = {"set": {}, "was": {}, "add": {}, "remove": (), "covers": (), "author": "A. Editor"} | said
    return Correction("corrections.yaml", 1, record, "seen on the spot", **parts)


def test_corrections_are_laid_over_the_records(works: Crosswalk) -> None:
    corrections = [
        correction("a-1", set={"name.en": "The right name"}, was={"name.en": "To the men of ward 1"}),
        correction("a-1", add={"kinds": ["statue"]}),
        correction("a-2", remove=("height",)),
    ]
    result = harvested(works, rows([good(1), good(2)]), corrections)
    assert result.records[0]["name"] == {"en": "The right name"}
    assert result.records[0]["kinds"] == ["monument", "statue"]
    assert "height" not in result.records[1]
    assert all(item["key"] != "height" for item in result.records[1]["evidence"])
    assert result.entries == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param(correction("a-9", remove=("name",)), "there is no such harvested record", id="no such record"),
        pytest.param(
            correction("a-1", set={"name.en": "x"}, was={"name.en": "old"}), "the value is", id="another value"
        ),
        pytest.param(correction("a-1", remove=("lease",)), "is not there to be removed", id="nothing to remove"),
    ],
)
def test_a_correction_that_no_longer_applies_is_told_and_changes_nothing(
    works: Crosswalk, wrong: Correction, says: str
) -> None:
    result = harvested(works, rows([good(1)]), [wrong])
    assert [entry.kind for entry in result.entries] == ["correction"]
    assert says in result.entries[0].what
    assert result.report.refusals == 1
    assert result.records == harvested(works, rows([good(1)])).records


def test_a_refused_value_that_a_correction_replaces_needs_nobody_any_more(works: Crosswalk) -> None:
    row = good(1) | {"year": "31/31/1999"}
    settled = correction("a-1", set={"inauguration": {"date": "1999"}})
    by_hand = correction("a-1", covers=("inauguration.date",))
    replaced = harvested(works, rows([row]), [settled])
    assert replaced.records[0]["inauguration"] == {"date": "1999"}
    assert [entry.kind for entry in replaced.entries] == ["value corrected"]
    assert harvested(works, rows([row]), [by_hand]).report.refusals == 0


# -- the same bytes ----------------------------------------------------------------------------------------------------


def test_records_name_the_file_of_their_row_without_the_folders_above_it(tmp_path: Path) -> None:
    from memorial_kg.sources.crosswalk import line_of

    crosswalk(tmp_path, '[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n', file_format="csv")
    told = []
    for place in ("here", "there/deeper"):
        folder = tmp_path / place
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "one.csv").write_text("id,title\n1,A\n", encoding="utf-8")
        (folder / "two.csv").write_text("id,title\n2,B\n", encoding="utf-8")
        with Report("x") as report:
            harvesting = open_harvest(tmp_path, [str(folder)], load_ontology(), report)
            told.append(b"".join(line_of(done.record) for done in harvesting if done.record))
    assert told[0] == told[1]
    assert b'"locator":"a/one.csv, row 1"' in told[0]
