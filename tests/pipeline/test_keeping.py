"""What is kept from one build to the next is whole, our own, and made by this very program."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from memorial_kg.errors import InputError, UsageError
from memorial_kg.pipeline import build, program, reading
from memorial_kg.pipeline.keeping import Kept, digest, folder_for
from memorial_kg.pipeline.pieces import Piece
from memorial_kg.store.swap import MARKER


def test_content_is_named_by_all_of_it() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc") != digest(b"abc")
    assert digest(b"a") == digest(b"a")


def test_what_was_told_is_recalled_as_long_as_its_files_are_whole(tmp_path: Path) -> None:
    kept, file = Kept(tmp_path), tmp_path / "part-1.nq"
    assert kept.recall("part-1") is None
    file.write_bytes(b"lines\n")
    kept.remember("part-1", ("told", {1}), file)
    assert kept.recall("part-1") == ("told", {1})
    file.write_bytes(b"line")
    assert kept.recall("part-1") is None
    file.unlink()
    assert kept.recall("part-1") is None


@pytest.mark.parametrize("content", [b"", b"x", b"[\x01\x00\x00\x00", b"i\x01\x00\x00\x00"])
def test_what_cannot_be_read_was_not_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "part-1.made").write_bytes(content)
    assert Kept(tmp_path).recall("part-1") is None


def test_only_what_was_needed_is_kept(tmp_path: Path) -> None:
    folder = folder_for(tmp_path / "graph")
    kept = Kept(folder)
    for name in ("part-1", "part-11", "read-1"):
        (folder / f"{name}.nq").touch()
        kept.remember(name, ())
    kept.forget_others(["part-1"])
    assert {each.name for each in folder.iterdir()} == {".memorial-kg", "part-1.nq", "part-1.made"}
    assert folder_for(tmp_path / "graph") == folder


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / ".graph.kept"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter").touch()

    def refused() -> None:
        with pytest.raises(UsageError, match=r"\.graph\.kept was not made by you"):
            folder_for(tmp_path / "graph")

    kept.touch()
    refused()
    kept.unlink()
    kept.mkdir()
    (kept / "letter").touch()
    refused()
    (kept / "letter").unlink()
    assert folder_for(tmp_path / "graph") == kept
    if sys.platform != "win32":
        monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
        refused()
        monkeypatch.undo()
        kept.rename(tmp_path / "elsewhere")
        kept.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        refused()
        assert folder_for(tmp_path / "other").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        folder_for(tmp_path / "file/graph")


def test_another_program_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> bytes:
        program.program.cache_clear()
        return program.program()

    before = told()
    assert told() == before
    assert b"pyoxigraph" in b" ".join(program._libraries())
    monkeypatch.setattr(program, "_version", lambda _: "0")
    other = told()
    assert other != before
    monkeypatch.setattr(program, "_KINDS", (".py",))
    assert told() not in (before, other)
    monkeypatch.undo()
    program.program.cache_clear()


# ── pieces ──


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    (made / "sources/list").mkdir(parents=True)
    source = 'title = "The list"\nlanguage = "en"\nrights = "None stated."\n'
    (made / "sources/list/source.toml").write_text(source, encoding="utf-8")
    (made / "sources/list/records.jsonl").write_text(line("a", "memorial/a"), encoding="utf-8")
    (made / "dataset.toml").write_text('title = "Stones"\nbase = "https://example.org/"\n', encoding="utf-8")
    return made


def line(key: str, about: str) -> str:
    return json.dumps({"record": key, "about": about, "locator": "row 1", "name": {"en": f"{key} {about}"}}) + "\n"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_is_told_in_words(folder: Path, tmp_path: Path, kind: str) -> None:
    file = folder / "sources/list/more.yaml"
    if kind == "folder":
        file.mkdir()
    elif sys.platform == "win32":
        pytest.skip("not easily made there")
    elif kind == "link":
        file.symlink_to("nowhere")
    else:
        os.mkfifo(file)
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            build(folder, tmp_path / "graph", dumps_only=True, formats=["nquads"])
        assert [each.file for each in caught.value.problems] == [file.as_posix()]
    summary, _ = build(folder, tmp_path / "graph", keep_going=True, dumps_only=True, formats=["nquads"])
    assert summary.records == 1


@pytest.mark.parametrize("about", ["memorial/b", "memorial/c"])
def test_of_two_records_on_one_line_with_one_id_the_first_is_built(folder: Path, tmp_path: Path, about: str) -> None:
    text = f"[{line('b', 'memorial/b').strip()}, {line('b', about).strip()}]\n"
    (folder / "sources/list/more.yaml").write_text(text, encoding="utf-8")
    told: list[object] = []
    summary, _ = build(
        folder, tmp_path / "graph", keep_going=True, refused=told.extend, dumps_only=True, formats=["nquads"]
    )
    assert (summary.records, summary.memorials, len(told)) == (2, 2, 1)
    assert "stands already at" in str(told[0])
    assert '"b memorial/b"@en' in (tmp_path / "graph/dataset.nq").read_text(encoding="utf-8")


def test_a_file_that_changes_while_it_is_read_is_kept_as_what_was_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "sources/list/records.jsonl"
    before, read = file.read_bytes(), reading._content

    def disturbed(piece: Piece) -> bytes | None:
        data = read(piece)
        file.write_bytes(before.replace(b"memorial/a", b"memorial/z"))
        return data

    monkeypatch.setattr(reading, "_content", disturbed)
    build(folder, tmp_path / "graph", dumps_only=True, formats=["nquads"])
    assert b"memorial/z" not in (tmp_path / "graph/dataset.nq").read_bytes()


def test_what_is_lost_of_a_part_is_made_again(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "graph", formats=["nquads"])
    expected = (tmp_path / "graph/dataset.nq").read_bytes(), (tmp_path / "graph/wikibase.nq").read_bytes()
    kept = folder_for(tmp_path / "graph")
    for file in [*kept.glob("part-*"), *kept.glob("read-*"), *kept.glob("origins-*")]:
        if file.suffix != ".made":
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2])
            build(folder, tmp_path / "graph", formats=["nquads"])
            assert expected == (
                (tmp_path / "graph/dataset.nq").read_bytes(),
                (tmp_path / "graph/wikibase.nq").read_bytes(),
            ), file.name


def test_nothing_is_kept_beside_what_was_needed(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "graph", dumps_only=True, formats=["nquads"])
    (folder / "sources/list/records.jsonl").write_text(line("a", "memorial/b"), encoding="utf-8")
    build(folder, tmp_path / "graph", dumps_only=True, formats=["nquads"])
    names = [file.name for file in folder_for(tmp_path / "graph").glob("*.made")]
    assert sorted(name.partition("-")[0] for name in names) == ["origins", "part", "read"]
    assert MARKER in {file.name for file in folder_for(tmp_path / "graph").iterdir()}
