"""Writes what was measured as one Markdown table, with the machine and the versions above it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import ENVIRONMENTS, JOBS, MODULES, Contender
from benchmarks.running import Run
from memorial_kg import __version__

__all__ = ["Cell", "markdown"]


@dataclass(frozen=True)
class Cell:
    """What came of one contender at one size; no run, when it was left out."""

    contender: Contender
    size: int  # 0 where it means nothing
    run: Run | None
    wrong: str = ""
    limit: float = 0


def markdown(cells: Sequence[Cell], command: str, load: float) -> str:
    """The page: how it was measured, the table, what was not as it should be."""
    sizes = sorted({cell.size for cell in cells if cell.size})
    head = "| | reads → writes | " + " | ".join(f"{size:,} records".replace(",", " ") for size in sizes) + " |"
    lines = [*_machine(command, load), "", head, "|---|---|" + "---:|" * len(sizes)]
    for job, about in JOBS.items():
        of_job = [cell for cell in cells if cell.contender.job == job]
        if of_job:
            lines.append(f"| **{about.title}** | |" + " |" * len(sizes))
            lines += _rows(of_job, sizes)
    wrong = [
        f"- {_where(cell)}: {cell.wrong or (cell.run.failed if cell.run else '')}" for cell in cells if _is_wrong(cell)
    ]
    if wrong:
        lines += ["", "Not as it should be:", "", *wrong]
    return "\n".join(lines) + "\n"


def _rows(cells: Sequence[Cell], sizes: Sequence[int]) -> Iterable[str]:
    ours = {cell.size: cell for cell in reversed(cells) if cell.contender.is_ours}
    for contender in dict.fromkeys(cell.contender for cell in cells):
        of_size = {cell.size: cell for cell in cells if cell.contender == contender}
        if 0 in of_size:  # one figure, under the first size that there is
            shown = [_cell(of_size[0], ours.get(0)), *[""] * (len(sizes) - 1)]
        else:
            shown = [_cell(of_size[size], ours.get(size)) if size in of_size else "" for size in sizes]
        words = " → ".join(filter(None, (contender.reads, contender.writes)))
        yield f"| {contender.name} | {words} | " + " | ".join(shown) + " |"


def _cell(cell: Cell, ours: Cell | None) -> str:
    run = cell.run
    if run is None:
        return "not run"
    if run.too_long:
        return f"> {cell.limit:.0f} s"
    if run.failed:
        return "failed"
    least = ours.run if ours and ours.run and not (ours.run.failed or ours.run.too_long) else None
    ratio = f"**{_number(run.seconds / least.seconds)}×** · " if least else ""
    mark = " ✗" if cell.wrong else ""
    return f"{ratio}{_number(run.seconds)} s ({_number(run.cpu)}) · {run.memory / 1e6:.0f} MB{mark}"


def _number(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"


def _is_wrong(cell: Cell) -> bool:
    return bool(cell.wrong or (cell.run and cell.run.failed))


def _where(cell: Cell) -> str:
    return f"{cell.contender.name}, {cell.contender.job}" + (f", {cell.size} records" if cell.size else "")


def _machine(command: str, load: float) -> Iterable[str]:
    peers = sorted({each.replace("==", " ") for wanted in ENVIRONMENTS.values() for each in wanted})
    peers += [f"{name} {version}" for name, version in sorted(MODULES.items())]
    system, python = f"{platform.system()} {platform.release()}", platform.python_version()
    yield f"`{command}`, {dt.datetime.now(dt.UTC):%Y-%m-%d}, on {_processor()} ({os.cpu_count()} cores), {_memory()}"
    yield f"{system}; load before the first run {load:.1f}. memorial-kg {__version__}, Python {python}"
    yield f"{_node()}; {', '.join(peers)}."
    yield ""
    yield "Each cell is a whole process: its time as a multiple of ours, in seconds (in brackets the seconds of all its"
    yield "cores), and the most memory that its processes held. ✗: the output was not the one that all must give."


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    names = [line for line in file.read_text().splitlines() if line.startswith("model name")] if file.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB,"
    except (ValueError, OSError):
        return ""


def _node() -> str:
    found = shutil.which("node")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout if found else ""  # noqa: S603
    return f"Node.js {said.strip()}" if said else "no Node.js"
