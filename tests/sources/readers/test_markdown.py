from pathlib import Path

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of

from memorial_kg.sources.readers import open_inputs

PAGE = """---
title: 1.10
date: 2024-03-02 00:00:00 Z
open: no
steine:
- - HIER WOHNTE
  -
  - JG. 1881
- null
quote: >-
  one
  two
"odd: name": x
empty:
---

# Text

A *body*.
"""


def test_front_matter_keeps_its_words(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "list/achtungstr-21.md", PAGE)
    assert row.problems == ()
    assert row.locator == "achtungstr-21.md"
    assert row.values == {
        "title": "1.10",
        "date": "2024-03-02 00:00:00 Z",
        "open": "no",
        "steine": [["HIER WOHNTE", "", "JG. 1881"], "null"],
        "quote": "one two",
        "odd: name": "x",
        "empty": "",
        "body": "# Text\n\nA *body*.",
        "path": "list/achtungstr-21.md",
    }


@pytest.mark.parametrize("content", [PAGE.replace("\n", "\r\n"), "\ufeff" + PAGE, PAGE.encode("utf-16")])
def test_a_page_reads_the_same_however_it_is_written(tmp_path: Path, content: str | bytes) -> None:
    (plain,) = values_of(tmp_path, "a.md", PAGE)
    assert values_of(tmp_path, "a.md", content) == [plain]


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("Text only\n", {"body": "Text only"}),
        ("---\n---\nText\n", {"body": "Text"}),
        ("---\n# a comment\n---\nText\n", {"body": "Text"}),
        ("---\na: b\n...\n---\nText", {"a": "b", "body": "---\nText"}),
        ("---\nbody: own\npath: p\n---\nText", {"body": "Text", "front-matter.body": "own", "front-matter.path": "p"}),
        ("", {"body": ""}),
    ],
)
def test_pages_without_much_are_rows(tmp_path: Path, content: str, values: dict[str, str]) -> None:
    assert values_of(tmp_path, "a.md", content) == [{"path": "a.md", **values}]


@pytest.mark.parametrize(
    ("matter", "line", "key", "what"),
    [
        ("a: b\na: c", 3, "a", "the key 'a' stands here twice"),
        ("x: y\na: &n b\nc: *n", 3, "a", "'&n' is an anchor"),
        ("a: !!python/object:os.system b", 2, "a", "'tag:yaml.org,2002:python/object:os.system' is a YAML tag"),
        ('x: y\na: "b', 3, "", "this is not YAML"),
        ("just words", 1, "", "its front matter is no mapping"),
    ],
)
def test_broken_front_matter_is_named_at_its_line(tmp_path: Path, matter: str, line: int, key: str, what: str) -> None:
    (row,) = rows_of(tmp_path, "a.md", f"---\n{matter}\n---\nText\n")
    assert (row.problems[0].line, row.problems[0].key) == (line, key)
    assert row.problems[0].what.startswith(what)
    assert row.values["body"] == "Text"
    assert key not in row.values or not key


def test_front_matter_without_an_end_is_named(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "a.md", "---\ntitle: A\n\nText\n")
    assert problems_of([row]) == ["a.md||its front matter does not end"]
    assert "title: A" in row.values["body"]
    (row,) = rows_of(tmp_path, "a.md", "+++\ntitle = 'A'\n+++\nText\n")
    assert problems_of([row]) == ["a.md||its front matter is TOML"]


def test_aliases_do_not_unfold(tmp_path: Path) -> None:
    bomb = "\n".join(
        ["a: &a [x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))]
    )
    (row,) = rows_of(tmp_path, "a.md", f"---\n{bomb}\n---\n")
    assert row.problems
    assert len(str(row.values)) < 500


def test_a_folder_gives_a_row_a_file(tmp_path: Path) -> None:
    for name in ("b.markdown", "a.md", "c/d.md", "notes.txt", ".hidden.md"):
        path = tmp_path / "list" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {name}\n---\n", encoding="utf-8")
    inputs = open_inputs(["list"], folder=tmp_path)
    assert [row.values["title"] for row in inputs.rows()] == ["a.md", "b.markdown", "c/d.md"]
    assert inputs.passed_over == ["list/notes.txt"]
