from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from memorial_kg.errors import InputError, UsageError
from memorial_kg.store import recover, swapped_in
from memorial_kg.store.swap import MARKER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in the manner of POSIX")


def fill(folder: Path, text: str) -> None:
    with swapped_in(folder) as fresh:
        (fresh / "page.txt").write_text(text, encoding="utf-8")


def fail_after(*_: object) -> None:
    raise ZeroDivisionError


def says(folder: Path) -> str:
    return (folder / "page.txt").read_text(encoding="utf-8")


def around(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "graph"


def test_a_new_folder_takes_the_place_of_the_old_one_as_a_whole(folder: Path) -> None:
    fill(folder, "yesterday")
    (folder / "left-over.txt").write_text("", encoding="utf-8")
    fill(folder, "today")
    assert says(folder) == "today"
    assert sorted(path.name for path in folder.iterdir()) == [MARKER, "page.txt"]
    assert around(folder) == ["graph"]


def test_an_error_leaves_the_old_folder_untouched(folder: Path) -> None:
    fill(folder, "yesterday")
    with pytest.raises(ZeroDivisionError), swapped_in(folder) as fresh:
        fail_after((fresh / "page.txt").write_text("half", encoding="utf-8"))
    assert says(folder) == "yesterday"
    assert around(folder) == ["graph"]


def test_an_error_of_the_block_stays_what_it_is(folder: Path) -> None:
    with pytest.raises(FileNotFoundError), swapped_in(folder):
        (folder / "not" / "there").read_text(encoding="utf-8")


def test_nothing_is_left_of_a_first_build_that_failed(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), swapped_in(folder):
        raise KeyboardInterrupt
    assert around(folder) == []


def test_a_folder_that_others_filled_is_not_replaced(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.odt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files that memorial-kg did not make"), swapped_in(folder):
        pass
    assert [path.name for path in folder.iterdir()] == ["thesis.odt"]


def test_an_empty_folder_may_be_filled(folder: Path) -> None:
    folder.mkdir()
    fill(folder, "today")
    assert says(folder) == "today"


def test_a_file_is_not_replaced_by_a_folder(folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"), swapped_in(folder):
        pass
    with pytest.raises(UsageError, match="name a folder in it"), swapped_in(Path(folder.anchor)):
        pass


def test_a_place_where_nothing_can_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="could not be written"), swapped_in(tmp_path / "file" / "graph"):
        pass


def test_a_second_build_at_the_same_time_is_told_so(folder: Path) -> None:
    with swapped_in(folder) as fresh, pytest.raises(UsageError, match="being written by another"), swapped_in(folder):
        pass
    assert not fresh.exists()
    assert around(folder) == ["graph"]


def test_a_link_keeps_leading_to_the_folder(folder: Path) -> None:
    fill(folder, "yesterday")
    link = folder.with_name("link")
    link.symlink_to(folder)
    fill(link, "today")
    assert link.is_symlink()
    assert says(folder) == "today"


# ── killed processes ──


def killed(folder: Path, where: str) -> int:
    """Run a build that kills itself at a certain place; gives its process id."""
    program = textwrap.dedent(f"""
        import os, signal
        from pathlib import Path
        from memorial_kg.store import swap
        die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
        folder = Path({str(folder)!r})
        if {where!r} == "between the renames":
            rename = Path.rename
            Path.rename = lambda self, to: rename(self, to) if Path(to).name.endswith(".old") else die()
        if {where!r} == "after the renames":
            swap.shutil.rmtree = die
        with swap.swapped_in(folder) as fresh:
            (fresh / "page.txt").write_text("today")
            if {where!r} == "in the middle":
                die()
    """)
    process = subprocess.Popen([sys.executable, "-c", program])
    assert process.wait(60) == -signal.SIGKILL
    return process.pid


def test_a_build_that_is_killed_leaves_yesterdays_folder(folder: Path) -> None:
    fill(folder, "yesterday")
    pid = killed(folder, "in the middle")
    assert says(folder) == "yesterday"
    assert f".graph.{pid}.fresh" in around(folder)
    fill(folder, "tomorrow")
    assert says(folder) == "tomorrow"
    assert around(folder) == ["graph"]


def test_a_reader_brings_the_folder_back_after_a_kill_between_the_renames(folder: Path) -> None:
    fill(folder, "yesterday")
    killed(folder, "between the renames")
    assert not folder.exists()
    recover(folder)
    assert says(folder) == "yesterday"
    recover(folder)
    assert says(folder) == "yesterday"


def test_the_next_build_brings_the_folder_back_too(folder: Path) -> None:
    fill(folder, "yesterday")
    killed(folder, "between the renames")
    with pytest.raises(ZeroDivisionError), swapped_in(folder):
        fail_after()
    assert says(folder) == "yesterday"
    assert around(folder) == ["graph"]


def test_a_kill_after_the_renames_leaves_the_new_folder(folder: Path) -> None:
    fill(folder, "yesterday")
    pid = killed(folder, "after the renames")
    assert says(folder) == "today"
    assert f".graph.{pid}.old" in around(folder)
    recover(folder)
    assert says(folder) == "today"
    fill(folder, "tomorrow")
    assert around(folder) == ["graph"]


def test_a_reader_waits_for_a_writer_that_is_between_its_two_renames(folder: Path) -> None:
    fill(folder, "yesterday")
    old = folder.with_name(".graph.1.old")
    with swapped_in(folder.with_name("other")):  # another folder's lock is no obstacle
        folder.rename(old)
        recover(folder)
    assert says(folder) == "yesterday"
    with swapped_in(folder):
        folder.rename(old)
        later = threading.Timer(0.1, lambda: old.rename(folder))
        later.start()
        recover(folder)
        assert says(folder) == "yesterday"
        later.join()


def test_there_is_nothing_to_recover_where_nothing_was(folder: Path) -> None:
    recover(folder)
    recover(folder / "deep" / "below")
    assert around(folder) == []
