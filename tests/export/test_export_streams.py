"""What is written of a file that is not held is what is written of its lines in memory, however little is held."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.export.samples import BASE, DATASETS, invented, ontology

from memorial_kg.errors import UsageError
from memorial_kg.export import FORMATS, Selection, SortedFile, described, export, nodes
from memorial_kg.export.json_text import json_pieces, json_text, write_json
from memorial_kg.export.sorted_lines import SortedList
from memorial_kg.export.sorting import in_order
from memorial_kg.terms import RDF_TYPE, RDFS_LABEL, Quad, iri, lines, literal


@pytest.fixture(params=["much", "little"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold as much as usual, or a few lines."""
    if request.param == "little":
        monkeypatch.setattr(nodes, "_HELD", 7)
        monkeypatch.setattr(described, "_HELD", 2)
        monkeypatch.setattr(described, "_TOGETHER", 1)


def written(told: Iterable[str], name: str, base: str = BASE, **selection: str) -> bytes:
    out = io.BytesIO()
    export(told, name, ontology=ontology(), base=base, selection=Selection(**selection), out=out)
    return out.getvalue()


def in_a_file(told: Iterable[str], folder: Path) -> SortedFile:
    file = folder / "dataset.nq"
    file.write_bytes(b"".join(line.encode() + b"\n" for line in sorted(told)))
    return SortedFile(file)


def test_the_usual_amount_is_more_than_the_samples() -> None:
    assert 10 * len(invented()) < nodes._HELD


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_a_file_gives_the_bytes_of_its_lines(name: str, dataset: str, tmp_path: Path) -> None:
    load, base = DATASETS[dataset]
    assert written(in_a_file(load(), tmp_path), name, base) == written(load(), name, base)


CHOICES = [
    {"source": "walk"},
    {"source": "source/register"},
    {"memorial": "bridge"},
    {"memorial": "proposal/tower"},
    {"memorial": "bridge", "source": "walk"},
    {"memorial": "memorial/gate", "source": "register"},
]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: "-".join(chosen.values()))
def test_a_choice_from_a_file_is_that_from_its_lines(name: str, chosen: dict[str, str], tmp_path: Path) -> None:
    expected = written(invented(), name, **chosen)
    assert written(in_a_file(invented(), tmp_path), name, **chosen) == expected
    assert len(expected) < len(written(invented(), name))


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"memorial": "brigde"}, "no memorial 'brigde': did you mean 'bridge'"),
        ({"memorial": "person/ida-berg"}, "no memorial"),
        ({"memorial": "bridge#front"}, "no memorial"),
        ({"memorial": "bridge> <x"}, "no memorial"),
        ({"source": "wlak"}, "no source 'wlak': did you mean 'walk'"),
        ({"memorial": "well", "source": "walk"}, "says nothing of 'well'"),
    ],
)
def test_what_a_file_does_not_hold_is_said_in_words(chosen: dict[str, str], says: str, tmp_path: Path) -> None:
    for told in (in_a_file(invented(), tmp_path), invented()):
        with pytest.raises(UsageError, match=says):
            written(told, "nquads", **chosen)


def of_things(*names: str) -> list[str]:
    made = []
    for name in names:
        about = iri(f"{BASE}{name}")
        cls = "Memorial" if name.startswith("memorial") else "Place"
        kind = "https://w3id.org/memorial-kg/ontology#Memorial" if cls == "Memorial" else "http://schema.org/Place"
        made.append(Quad(about, RDF_TYPE, iri(kind)))
        made.append(Quad(about, RDFS_LABEL, literal(name)))
    return lines(made)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "names",
    [
        # In a file `m-a>` stands before `m>`, and `m#z>` before both; a reader finds a thing before its parts.
        ("memorial/m", "memorial/m-a", "memorial/m#z", "memorial/m#z-1", "memorial/m.b", "memorial/m1", "place/p"),
        ("memorial/one", "memorial/one#part", "place/p", "place/p-1"),  # everything stands inside the one
        ("place/p", "place/p-1"),
        ("other/x", "memorial/m"),
        (),
    ],
)
def test_no_order_of_a_file_shows(name: str, names: tuple[str, ...], tmp_path: Path) -> None:
    told = of_things(*names)
    shuffled = [*told, *told]
    random.Random(4).shuffle(shuffled)
    expected = written(shuffled, name)
    assert written(in_a_file(told, tmp_path), name) == expected
    text = expected.decode()
    if name == "turtle" and "memorial/m-a" in names:
        first = [block.split(" ", 1)[0] for block in text.split("\n\n")[1:]]
        local = ["m", "m#z", "m#z-1", "m-a", "m.b", "m1"]
        assert first == [*(f"<memorial/{each}>" for each in local), "<place/p>"]


def test_lines_of_a_subject_are_found_wherever_they_stand(tmp_path: Path) -> None:
    file = in_a_file(invented(), tmp_path)
    held = SortedList(sorted(invented()))
    assert [*file] == held
    for subject in {line.split(" ")[0] for line in held} | {"<", "<a>", "~", "<zzz"}:
        expected = [line for line in held if line.startswith(f"{subject} ")]
        assert file.starting(f"{subject} ") == held.starting(f"{subject} ") == expected
    for text in ('"Brostenen"', "walk", "nowhere"):
        assert [*file.holding(text)] == [*held.holding(text)] == [line for line in held if text in line]


def test_an_empty_file_is_a_dataset_of_nothing(tmp_path: Path) -> None:
    file = in_a_file([], tmp_path)
    assert [*file] == file.starting("<") == [*file.holding("a")] == []


def test_a_line_longer_than_what_is_read_at_once_is_one_line(tmp_path: Path) -> None:
    long = lines([Quad(iri(f"{BASE}memorial/m"), RDFS_LABEL, literal(f"{n}" + "ə\u2028" * 200_000)) for n in range(3)])
    assert [*in_a_file(long, tmp_path)] == long


def test_pieces_come_in_one_order() -> None:
    chance = random.Random(5)
    items = [(chance.randrange(50), str(number)) for number in range(1_000)]
    for size in (1, 7, 300, 1_000):
        pieces = (items[start : start + size] for start in range(0, len(items), size))
        assert [*in_order(pieces)] == sorted(items)
    assert [*in_order(iter(()))] == []


VALUES = [
    [],
    ["a"],
    ["x" * 40, "y" * 40],
    ["x" * 60, "y" * 60],
    [{"name": "x" * 30, "of": ["y" * 30, "z" * 30]}, {"a": 1.5, "b": None}],
    [{"name": "x" * 200}, "a"],
    ["a", {"name": "x" * 200}, "a"],
    *([["x" * each]] for each in range(70, 112)),
    *([["x" * 20, "y" * each]] for each in range(50, 92)),
]


@pytest.mark.parametrize("value", VALUES, ids=[str(number) for number in range(len(VALUES))])
def test_json_in_pieces_is_json_as_a_whole(value: list[object]) -> None:
    for whole, lazy in (
        (value, iter(value)),
        ({"id": "x", "items": value}, {"id": "x", "items": iter(value)}),
        ({"items": value, "more": "y"}, {"items": iter(value), "more": "y"}),
        ([{"items": value}, "b"], iter([{"items": iter(value)}, "b"])),
    ):
        assert "".join(json_pieces(lazy)) == json_text(whole)
    for head in ("b", "b" * 50, {"long": "b" * 200}):
        out = io.BytesIO()
        write_json(("a", lambda head=head: head), ("items", iter(value)), out)  # type: ignore[misc]
        assert out.getvalue().decode() == json_text({"a": head, "items": value}) + "\n"
