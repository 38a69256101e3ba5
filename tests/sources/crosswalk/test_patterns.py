"""A pattern that would take for ever costs the values that it is for, and nothing else."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sources.crosswalk.trying import crosswalk, harvested, rows

from memorial_kg.errors import InputError
from memorial_kg.sources.crosswalk import patterns

ENDLESS = "(a+)+$"
TRAP = "a" * 200 + "!"
NAME = '[[harvest.keys]]\nkey = "name"\ncolumn = "title"\n'


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_TICK", 0.02)


def test_an_endless_search_is_ended_and_only_its_value_is_refused(tmp_path: Path) -> None:
    read = crosswalk(tmp_path, f'{NAME}[[harvest.keys]]\nkey = "dedication"\ncolumn = "text"\nregex = "{ENDLESS}"\n')
    trap = [{"id": str(number), "title": "A", "text": TRAP} for number in range(5)]
    given = [{"id": "x", "title": "A", "text": "aaa"}, *trap]
    result = harvested(read, rows(given))
    assert [record.get("dedication") for record in result.records] == [{"en": "aaa"}, *[None] * 5]
    told = result.told()
    assert len(told) == 5
    assert all("takes too long" in each for each in told)
    assert "no longer looked for" in told[-1], "a million such rows must not wait a million times"


def test_a_condition_that_cannot_be_told_refuses_its_row_or_its_value(tmp_path: Path) -> None:
    condition = f'[{{ column = "text", matches = "{ENDLESS}" }}]'
    given = [{"id": "1", "title": "A", "text": "aaa"}, {"id": "2", "title": "B", "text": TRAP}]
    of_a_value = harvested(crosswalk(tmp_path, f"{NAME}when = {condition}\n"), rows(given))
    assert [record.get("name") for record in of_a_value.records] == [{"en": "A"}, None]
    assert len(of_a_value.told()) == 1
    of_a_row = harvested(crosswalk(tmp_path, NAME.replace("[[", f"only = {condition}\n[[", 1)), rows(given))
    assert [record["record"] for record in of_a_row.records] == ["1"]
    assert len(of_a_row.told("row refused")) == 1


def test_the_process_has_its_signal_back_when_nothing_is_searched() -> None:
    _wait()  # for what other tests have begun
    before = signal.getsignal(signal.SIGALRM)
    assert patterns.search_of(re.compile("a"))("b") is None
    assert signal.getsignal(signal.SIGALRM) != before
    _wait()
    assert signal.getsignal(signal.SIGALRM) == before


def _wait() -> None:
    while signal.getitimer(signal.ITIMER_REAL)[0]:
        signal.sigtimedwait([], 0.01)


@pytest.mark.parametrize("pattern", ["a{99999999999}", "(" * 5000])
def test_a_pattern_that_cannot_be_compiled_is_named_at_its_line(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(InputError, match=r"source.toml:\d+: .*is not a regular expression"):
        crosswalk(tmp_path, f'{NAME}regex = "{pattern}"\n')


def test_the_clock_does_not_tick_on_while_the_process_ends() -> None:
    """Python drops its handlers when it ends, and what is left to do then may take longer than a tick."""
    program = """
import re, time
from memorial_kg.sources.crosswalk.patterns import search_of
class Slow:
    def __del__(self, sleep=time.sleep):
        sleep(1.3)
search_of(re.compile("a"))("a")
slow = Slow()
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert done.returncode == 0
