"""Built graphs are compared thing by thing, and each difference makes a patch that leads from one to the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import DATA
from tests.strategies import texts

from memorial_kg.changes import Counts, diff_graphs, rdf_patch, sparql_update
from memorial_kg.changes.labels import base_of, labels_of
from memorial_kg.changes.lines import LinesFile, only, subjects
from memorial_kg.changes.report import as_json, as_text
from memorial_kg.errors import InputError
from memorial_kg.knowledge import build_graph
from memorial_kg.terms import RDFS_LABEL, Quad, lines, literal, parse_line

Edit = Callable[[Path], None]
LINES = build_graph(DATA).lines


def replaced(file: str, record: str, old: str, new: str) -> Edit:
    """An edit of one value of one record."""

    def edit(workspace: Path) -> None:
        text = (workspace / file).read_text(encoding="utf-8")
        start = text.index(f"- record: {record}\n")
        place = text.index(old, start)
        (workspace / file).write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")

    return edit


def edited(tmp_path: Path, *edits: Edit) -> Path:
    """A copy of the bundled workspace in which some values are other ones."""
    copy = tmp_path / "edited"
    shutil.copytree(DATA, copy)
    for edit in edits:
        edit(copy)
    return copy


def labels(tmp_path: Path) -> Path:
    file = tmp_path / "labels.nq"
    file.write_text("".join(f"{line}\n" for line in LINES), encoding="utf-8")
    return file


def told(tmp_path: Path, old: Iterable[str], new: Iterable[str]) -> list[str]:
    """What a person reads of two datasets."""
    with labels_of(labels(tmp_path)) as label:
        return [*as_text(diff_graphs(old, new, label=label), Counts())]


TOTALS = (
    "1 changed, 2 changed only in locators, in order or by what follows from others, 1 now disputed; "
    "--all shows every key"
)
ARTICLE, LIST = "sources/article/records.yaml", "sources/list/records.yaml"
AGREED = replaced(ARTICLE, "tr-usak", "2014-02", "2016-02-26")


# -- sentences --------------------------------------------------------------------------------------------------------


def test_a_date_that_becomes_disputed_names_both_sources_and_who_changed_its_mind(tmp_path: Path) -> None:
    agreed = build_graph(edited(tmp_path, AGREED)).lines
    assert told(tmp_path, agreed, LINES) == [
        "memorial/tr-usak (Memorial in Uşak)",
        "    opened: date: 2016-02-26 → disputed (article: 2014-02; list: 2016)",
        "        article: 2016-02-26 → 2014-02",
        TOTALS,
    ]
    assert told(tmp_path, LINES, agreed)[1:3] == [
        "    opened: date: disputed (article: 2014-02; list: 2016) → 2016-02-26",
        "        article: 2014-02 → 2016-02-26",
    ]


def test_a_source_that_says_something_else_in_a_dispute_leaves_it_disputed(tmp_path: Path) -> None:
    other = build_graph(edited(tmp_path, replaced(ARTICLE, "tr-usak", "2014-02", "2015-03"))).lines
    assert told(tmp_path, LINES, other)[1:3] == [
        "    opened: date: disputed (article: 2014-02; list: 2016) → disputed (article: 2015-03; list: 2016)",
        "        article: 2014-02 → 2015-03",
    ]
    (item,) = (item for item in diff_graphs(LINES, other) if not item.minor)
    assert [key.turn for key in item.keys if not key.minor] == [""]


def test_a_dispute_of_three_sources_that_one_of_them_leaves_is_still_a_dispute(tmp_path: Path) -> None:
    def third(workspace: Path) -> None:
        folder = workspace / "sources/third"
        folder.mkdir()
        (folder / "source.toml").write_text('title = "A third source"\nlanguage = "en"\n')
        (folder / "records.yaml").write_text(
            "- {record: tr-usak, about: memorial/tr-usak, locator: line 1, inauguration: {date: '2019'}}\n"
        )

    three = build_graph(edited(tmp_path, third)).lines
    items = {item.id: item for item in diff_graphs(three, LINES)}
    (key,) = (key for key in items["memorial/tr-usak"].keys if key.key == "inauguration.date" and not key.minor)
    assert key.old == "disputed (article: 2014-02; list: 2016; third: 2019)"
    assert (key.new, key.turn) == ("disputed (article: 2014-02; list: 2016)", "")
    assert (items["source/third"].change, items["record/third/tr-usak"].change) == ("removed", "removed")


def test_a_measure_is_said_in_words_and_related_to_the_one_before(tmp_path: Path) -> None:
    edit = replaced(ARTICLE, "az-baku", "8.6", "8.9")
    found = told(tmp_path, LINES, build_graph(edited(tmp_path, edit)).lines)
    assert found[1:-1] == ["    length: 8.6 m → 8.9 m (contradicts the old one; now said by article)"]


def test_things_are_called_by_their_labels(tmp_path: Path) -> None:
    edit = replaced(LIST, "tr-ankara-kizilcahamam", "- museum-complex", "- museum-complex\n  - park")
    assert told(tmp_path, LINES, build_graph(edited(tmp_path, edit)).lines)[1] == "    kind: + park (now said by list)"
    edit = replaced(LIST, "tr-ankara-kizilcahamam", "person/natiq-aliyev", "person/another")
    found = told(tmp_path, LINES, build_graph(edited(tmp_path / "a", edit)).lines)
    assert found[1] == "    sculptor: Natiq Aliyev → person/another (now said by list)"
    assert not any(line.startswith("    creator") for line in found)  # it follows
    edit = replaced(LIST, "tr-usak", "place/tr-usak-karaagac", "place/tr-izmit")
    found = told(tmp_path, LINES, build_graph(edited(tmp_path / "b", edit)).lines)
    assert found[1] == "    place: Karaağaç → Izmit (now said by list)"


def test_a_new_thing_is_one_line_and_all_its_keys_when_asked_for(tmp_path: Path) -> None:
    def added(workspace: Path) -> None:
        with (workspace / LIST).open("a") as stream:
            stream.write("\n- {record: new, about: memorial/new, locator: line 9, name: {en: New}, kinds: park}\n")

    new = build_graph(edited(tmp_path, added)).lines
    found = told(tmp_path, LINES, new)
    assert "+ memorial/new" in found
    assert "    kind: + park" not in found
    everything = [*as_text(diff_graphs(LINES, new), Counts(), everything=True)]
    assert "    kind: + park" in everything
    assert "− memorial/new" in told(tmp_path, new, LINES)


def test_the_same_graph_is_no_difference(tmp_path: Path) -> None:
    assert told(tmp_path, LINES, [*LINES]) == ["no difference"]


def test_a_label_is_found_whatever_stands_around_it(tmp_path: Path) -> None:
    expected: dict[str, dict[str, str]] = {}
    for quad in map(parse_line, LINES):
        if quad.predicate == RDFS_LABEL and not quad.graph and quad.object.endswith("@en"):
            expected.setdefault(quad.subject[1:-1], {})["en"] = json.loads(quad.object[:-3])
    with labels_of(labels(tmp_path)) as label:
        assert {iri: {"en": label(iri)} for iri in expected} == expected
        assert label("https://example.org/nothing") == label("") == label("~") == ""
    assert base_of(labels(tmp_path)) == "https://w3id.org/memorial-kg/"
    empty = tmp_path / "empty.nq"
    empty.touch()
    assert base_of(empty) == ""
    with labels_of(empty) as label:
        assert label("https://example.org/nothing") == ""


# -- patches ----------------------------------------------------------------------------------------------------------


def apply_patch(old: Iterable[str], patch: Iterable[str]) -> list[str]:
    """What an RDF Patch makes of a dataset: an interpreter that knows the rows H, TX, TC, A and D, and no others."""
    rows = [*patch]
    assert rows[0].startswith("H id <urn:uuid:")
    assert (rows[1], rows[-1]) == ("TX .", "TC .")
    made = {*old}
    for row in rows[2:-1]:
        code, _, quad = row.partition(" ")
        if code == "D":
            made.remove(quad)  # KeyError: it takes away what is not there
        else:
            assert code == "A"
            assert quad not in made
            made.add(quad)
    return sorted(made)


iris = st.sampled_from([f"<https://example.org/{name}>" for name in ("a", "a#b", "a#c", "a-2", "a-2#b", "ä", "z")])
literals = st.one_of(
    texts.map(literal),
    texts.map(lambda text: literal(text, language="en")),
    st.sampled_from(["\\u0041", "\\", "\b\f\x7f", '"', "}", "1.10"]).map(literal),
)
quads = st.builds(Quad, iris, iris, iris | literals, st.just("") | iris)
datasets = st.lists(quads, max_size=12).map(lines)


@settings(deadline=None)
@given(datasets, datasets)
def test_a_patch_makes_the_new_dataset_of_the_old_one(old: list[str], new: list[str]) -> None:
    assert apply_patch(old, rdf_patch(old, new)) == new
    assert [*rdf_patch(old, new)] == [*rdf_patch([*old], [*new])]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets, datasets)
def test_a_sparql_update_makes_the_new_dataset_of_the_old_one(old: list[str], new: list[str]) -> None:
    assert updated(old, sparql_update(old, new)) == stored(new)


def stored(dataset: Iterable[str]) -> set[str]:
    return {str(quad) for quad in ox.parse("".join(f"{line}\n" for line in dataset), ox.RdfFormat.N_QUADS)}


def updated(old: Iterable[str], update: Iterable[str]) -> set[str]:
    store = ox.Store()
    store.extend(ox.parse("".join(f"{line}\n" for line in old), ox.RdfFormat.N_QUADS))
    store.update("\n".join(update))
    return {str(quad) for quad in store}


def test_what_goes_is_written_before_what_comes_for_stores_that_know_one_number_for_two_spellings() -> None:
    old, new = (
        [f'<https://example.org/a> <https://example.org/b> "{n}"^^<http://www.w3.org/2001/XMLSchema#decimal> .']
        for n in ("1.10", "1.1")
    )
    assert updated(old, sparql_update(old, new)) == stored(new)
    assert [row[0] for row in rdf_patch(old, new)] == ["H", "T", "D", "A", "T"]


def test_a_build_is_patched_into_the_next_one(tmp_path: Path) -> None:
    new = build_graph(edited(tmp_path, AGREED)).lines
    assert apply_patch(LINES, rdf_patch(LINES, new)) == new
    assert updated(LINES, sparql_update(LINES, new)) == {*updated(new, [])}


@settings(deadline=None)
@given(datasets, datasets)
def test_the_words_leave_no_changed_subject_out(old: list[str], new: list[str]) -> None:
    changed = {parse_line(line).subject[1:-1].partition("#")[0] for line in {*old} ^ {*new}}
    found = list(diff_graphs(old, new, base="https://example.org/"))
    assert sorted(f"https://example.org/{item.id}" for item in found) == sorted(changed)
    assert {subject for subject, *_ in subjects(old, new)} == {parse_line(line).subject for line in {*old} ^ {*new}}
    assert [*only(old, new)] == sorted({*old} - {*new})


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_sorted_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "dataset.nq"
    file.write_text("".join(f"{line}\n" for line in (LINES[0], LINES[2], LINES[1])), encoding="utf-8")
    with pytest.raises(InputError, match=r"dataset.nq:3: this line should stand further up.*sort -u"):
        [*rdf_patch(LINES, LinesFile(file))]
    file.write_text(f"{LINES[0]}\n{LINES[0]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dataset.nq:2: this line stands here twice"):
        [*LinesFile(file)]
    file.write_text(f"{LINES[0]}\n\n{LINES[1]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dataset.nq:2: this line is empty"):
        [*LinesFile(file)]


def test_a_line_that_is_no_quad_is_an_error_and_not_a_difference() -> None:
    with pytest.raises(InputError, match="no line of N-Quads"):
        [*diff_graphs(["<a> <b> c ."], LINES)]


def test_json_is_one_document_with_all_that_the_words_say(tmp_path: Path) -> None:
    counts = Counts()
    found = diff_graphs(LINES, build_graph(edited(tmp_path, AGREED)).lines)
    made = json.loads("".join(as_json("graph", "a", "b", found, counts)))
    assert {*made} == {"kind", "old", "new", "changes", "counts"}
    by_id = {item["id"]: item for item in made["changes"]}
    assert by_id["memorial/tr-usak"]["change"] == "changed"
    (key,) = (each for each in by_id["memorial/tr-usak"]["keys"] if not each.get("minor"))
    assert (key["turn"], key["new"]) == ("settled", "2016-02-26")
    assert made["counts"] == {"items": dict(counts.items), "keys": dict(counts.keys)}
    assert json.loads("".join(as_json("graph", "a", "b", [], Counts())))["changes"] == []


def test_what_only_a_source_calls_a_thing_is_not_its_label(tmp_path: Path) -> None:
    thing, source = "<https://example.org/event/a>", "<https://example.org/source/b>"
    file = tmp_path / "dataset.nq"
    file.write_text(f'{thing} {RDFS_LABEL} "Theirs"@en {source} .\n', encoding="utf-8")
    with labels_of(file) as label:
        assert label(thing[1:-1]) == ""
