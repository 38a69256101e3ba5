"""Work that is shared out is done as if it were not, and ends with the one who asked for it."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial_kg.jobs import Crew

SCRIPT = """
import os, sys, time
from memorial_kg.jobs import Crew
def work(shared, piece):
    if piece == "end":
        os._exit(9)
    if piece == "wait":
        print(os.getpid(), flush=True)
        time.sleep(60)
    return piece
if __name__ == "__main__":
    with Crew(None, 2) as crew:
        print(*crew.work(work, sys.argv[1:]))
"""


@pytest.fixture
def script(tmp_path: Path) -> list[str]:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    return [sys.executable, str(tmp_path / "script.py")]


@pytest.mark.parametrize("jobs", [-1, 0, 1, 2])
def test_results_come_in_the_order_of_the_pieces(jobs: int) -> None:
    with Crew(100, jobs) as crew:
        assert [*crew.work(operator.add, range(20))] == [*range(100, 120)]
        assert [*crew.work(operator.sub, [1])] == [99]
        assert [*crew.work(operator.sub, [])] == []
        with pytest.raises(ZeroDivisionError):
            [*crew.work(operator.floordiv, [1, 0, 1])]
        assert [*crew.work(operator.sub, [2])] == [98]


@pytest.mark.parametrize("jobs", [1, 2])
def test_few_pieces_are_taken_ahead(jobs: int) -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with Crew(0, jobs) as crew:
        for done, _ in enumerate(crew.work(operator.add, pieces()), 1):
            assert len(taken) <= done + (jobs + 3 if jobs > 1 else 0)
    assert len(taken) == 50


def test_a_process_that_comes_to_a_sudden_end_is_told_in_words(script: list[str]) -> None:
    done = subprocess.run([*script, "a", "end", "b"], capture_output=True, text=True, check=False)
    assert "InternalError: a process came to a sudden end; try again with one job" in done.stderr
    assert "__main__" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_processes_end_when_the_one_that_started_them_was_killed(script: list[str]) -> None:
    with subprocess.Popen([*script, "wait", "wait"], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        workers = [int(started.stdout.readline()) for _ in range(2)]
        started.send_signal(signal.SIGKILL)
        started.wait()
        deadline = time.monotonic() + 20
        while workers and time.monotonic() < deadline:
            workers = [each for each in workers if _is_there(each)]
            time.sleep(0.05)
        for each in workers:
            os.kill(each, signal.SIGKILL)
        assert workers == []


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")  # one that has ended may wait for somebody to ask
    try:
        return not stat.parent.parent.joinpath("self").exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
