from __future__ import annotations

from pathlib import Path

import pytest
from tests.answers import canonical

from memorial_kg.errors import InputError
from memorial_kg.queries import run
from memorial_kg.store import Answer, build_store, embedded, memory_store, open_store, swapped_in

QUADS = (
    '<http://a.example/s> <http://a.example/p> "Uşak"@tr .\n'
    '<http://a.example/s> <http://a.example/p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <http://a.example/g> .\n'
)


@pytest.fixture
def nquads(tmp_path: Path) -> Path:
    path = tmp_path / "dataset.nq"
    path.write_text(QUADS, encoding="utf-8")
    return path


def test_a_built_store_answers_what_its_file_says(tmp_path: Path, nquads: Path) -> None:
    build_store(nquads, tmp_path / "store")
    store = open_store(tmp_path / "store")
    assert run("SELECT ?o { ?s ?p ?o }", store) == Answer("select", ("o",), (('"Uşak"@tr',),))
    assert run("ASK { GRAPH <http://a.example/g> { ?s ?p 2 } }", store).boolean


def test_a_store_is_opened_for_reading_by_many(tmp_path: Path, nquads: Path) -> None:
    build_store(nquads, tmp_path / "store")
    stores = [open_store(tmp_path / "store") for _ in range(3)]
    assert [len(store) for store in stores] == [2, 2, 2]


def test_a_store_in_a_swapped_folder_is_found_again(tmp_path: Path, nquads: Path) -> None:
    for _ in range(2):
        with swapped_in(tmp_path / "graph") as fresh:
            build_store(nquads, fresh / "store")
        assert len(open_store(tmp_path / "graph" / "store")) == 2


def test_a_store_is_found_after_a_kill_between_two_renames(tmp_path: Path, nquads: Path) -> None:
    with swapped_in(tmp_path / "graph") as fresh:
        build_store(nquads, fresh / "store")
    (tmp_path / "graph").rename(tmp_path / ".graph.4711.old")
    assert len(open_store(tmp_path / "graph" / "store")) == 2


def test_a_missing_store_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no store here yet; run `memorial-kg build` first"):
        open_store(tmp_path / "nowhere")


def test_a_folder_of_other_things_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    with pytest.raises(InputError, match="this folder holds no store"):
        open_store(tmp_path)


def test_a_broken_store_says_to_build_it_again(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot be read .*; build it again"):
        open_store(tmp_path)


def test_a_store_is_not_built_over_files(tmp_path: Path, nquads: Path) -> None:
    with pytest.raises(InputError, match="holds files already"):
        build_store(nquads, tmp_path)


def test_a_broken_line_of_nquads_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.nq"
    path.write_text(QUADS + "<http://a.example/s> <http://a.example/p> nothing .\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.nq:3: not N-Quads: "):
        build_store(path, tmp_path / "store")
    with pytest.raises(InputError, match=r"N-Quads:1: not N-Quads: "):
        memory_store("nonsense")


@pytest.mark.parametrize("size", [1, 60, 1000])
def test_a_file_is_loaded_in_pieces_of_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(embedded, "_PIECE", size)
    lines = [f'<http://e.example/{number}> <http://e.example/p> "a\u2028b {number}" .\n' for number in range(20)]
    path = tmp_path / "good.nq"
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    build_store(path, tmp_path / "store")
    assert len(open_store(tmp_path / "store")) == 20
    lines[11] = "nonsense\n"
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    with pytest.raises(InputError) as caught:
        build_store(path, tmp_path / "bad")
    assert [(each.file, each.line) for each in caught.value.problems] == [(str(path), 12)]


def test_a_missing_file_of_nquads_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"could not be built from .*missing\.nq"):
        build_store(tmp_path / "missing.nq", tmp_path / "store")


@pytest.mark.parametrize("quads", [QUADS, QUADS.encode(), QUADS.splitlines()], ids=["text", "bytes", "lines"])
def test_a_store_in_memory_takes_text_bytes_and_lines(quads: str | bytes | list[str]) -> None:
    assert len(memory_store(quads)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"1.10"^^<{}decimal>', '"1.1"^^<{}decimal>'),
        ('"3"^^<{}integer>', '"3.0"^^<{}decimal>'),
        ('"1"^^<{}boolean>', '"true"^^<{}boolean>'),
        ('"a"@en-GB', '"a"@en-gb'),
        ('"2016-01-01T00:00:00Z"^^<{}dateTime>', '"2016-01-01T00:00:00.0+00:00"^^<{}dateTime>'),
        ('"1e1"^^<{}double>', '"10"^^<{}double>'),
    ],
)
def test_equal_values_are_equal_answers(one: str, other: str) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    answers = [Answer("select", ("x",), ((term.format(xsd),),)) for term in (one, other)]
    assert canonical(answers[0]) == canonical(answers[1])


def test_different_values_are_different_answers() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    terms = ['"a"', '"a"@en', '"b"', "<a:a>", None, "_:a", f'"x"^^<{xsd}integer>', f'"1"^^<{xsd}integer>', '"1"']
    assert len({canonical(Answer("select", ("x",), ((term,),))) for term in terms}) == len(terms)


def test_the_order_of_rows_counts_only_where_the_query_gives_one() -> None:
    rows: tuple[tuple[str | None, ...], ...] = (('"a"',), ('"b"',))
    for ordered, same in ((True, False), (False, True)):
        one, other = (Answer("select", ("x",), each, ordered=ordered) for each in (rows, rows[::-1]))
        assert (canonical(one) == canonical(other)) is same
