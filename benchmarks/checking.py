"""Checks that a contender did the job: the same graph, the same findings, the same answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

from benchmarks.installing import ROOT

__all__ = ["what_is_wrong"]


def what_is_wrong(check: str, given: Path, out: Path, reference: Path | None) -> str:
    """Say in a few words in what an output is not what it should be; "" if in nothing.

    `reference` is an output of ours, where there is no other truth: for answers to queries.
    """
    if check in ("graph", "sources"):
        made, wanted = _checksum(out, check), _checksum_of_expected(given / "expected")
        return "" if made == wanted else f"another graph: {made[0]} quads for {wanted[0]}"
    if check == "findings":
        return _difference(given / "broken.json", out / "findings.json")
    if check == "answers" and reference is not None:
        told, wanted_answers = (json.loads((each / "answers.json").read_text()) for each in (out, reference))
        other = [name for name in wanted_answers if told.get(name) != wanted_answers[name]]
        missing = len([name for name in other if name not in told])
        words = f"{len(other)} of {len(wanted_answers)} answers are missing ({missing}) or differ: {', '.join(other)}"
        return words if other else ""
    return ""


def _difference(wanted: Path, made: Path) -> str:
    truth, found = (Counter(map(tuple, json.loads(each.read_text()))) for each in (wanted, made))
    missing, more = (truth - found).total(), (found - truth).total()
    return f"{missing} of {truth.total()} violations not found, {more} others reported" if missing or more else ""


def _checksum(folder: Path, check: str) -> tuple[int, int]:
    # A process of its own, for hashes of bytes are the same in two processes only if they are not salted.
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.peers.checksum", str(folder), check],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    count, total = done.stdout.split()
    return int(count), int(total)


@cache
def _checksum_of_expected(folder: Path) -> tuple[int, int]:
    return _checksum(folder, "graph")
