"""Compares this project with its peers: `python -m benchmarks --only mapping --sizes 10k`.

Sets up what is needed below a cache folder, runs every contender of every job at every size in one go, checks what they
made, and prints one table. Nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checking import what_is_wrong
from benchmarks.contenders import CONTENDERS, JOBS, Contender, Job
from benchmarks.facts import Scale
from benchmarks.installing import Installed, cache_folder
from benchmarks.preparing import Prepared
from benchmarks.running import Run, median_of, run
from benchmarks.table import Cell, markdown

_SHORT = 20.0  # seconds: what takes less is run again, and the median counts
_UNITS = {"k": 1_000, "m": 1_000_000}


def _size(text: str) -> int:
    number, unit = (text[:-1], text[-1].lower()) if text[-1:].lower() in _UNITS else (text, "")
    return int(number) * _UNITS.get(unit, 1)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=JOBS, default=[*JOBS], help="the jobs; all without it")
    parser.add_argument(
        "--sizes", nargs="+", type=_size, metavar="N", help="records: 10k 100k 1m; each job has its own"
    )
    parser.add_argument("--peers", nargs="+", metavar="NAME", help="only contenders whose name begins so, beside ours")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one cell (default: 900)")
    parser.add_argument("--runs", type=int, default=3, help="runs of what takes less than 20 s (default: 3)")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where peers and records are kept")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Comparison:
    """One run of the whole comparison."""

    given: argparse.Namespace
    installed: Installed

    def cells(self) -> Iterator[Cell]:
        """Everything that was asked for, job by job and size by size."""
        for name in self.given.only:
            job = JOBS[name]
            contenders = [each for each in CONTENDERS if each.job == name and self._is_asked_for(each)]
            for size in (self.given.sizes or job.sizes) if job.sizes else (0,):
                yield from self._at(job, contenders, size)

    def _is_asked_for(self, contender: Contender) -> bool:
        asked = self.given.peers
        return not asked or contender.is_ours or any(contender.name.startswith(each) for each in asked)

    def _at(self, job: Job, contenders: Sequence[Contender], size: int) -> Iterator[Cell]:
        given = self._prepared(job, size)
        with tempfile.TemporaryDirectory(dir=self.given.cache, prefix="out-") as kept:
            ours = Path(kept) / "ours"
            for contender in contenders:
                if size > contender.most:
                    yield Cell(contender, size, None)
                    continue
                reads = ours if contender.name.startswith("copying") else given
                out = ours if contender.is_ours and job.sizes else Path(kept) / "other"
                cell = self._measured(job, contender, size, reads, out)
                if not cell.wrong:
                    cell = Cell(contender, size, cell.run, self._wrong(job, cell, given, out, ours), cell.limit)
                _say(f"  {_told(cell)}")
                yield cell

    def _prepared(self, job: Job, size: int) -> Path:
        if not size:
            return Path(self.given.cache)
        prepared = Prepared(self.given.cache, Scale(size), _say)
        return (prepared.dataset() if job.folder else prepared.records()) / job.folder

    def _measured(self, job: Job, contender: Contender, size: int, reads: Path, out: Path) -> Cell:
        _say(f"{contender.job}, {size or 'any'} records: {contender.name}")
        runs: list[Run] = []
        try:
            command = self.installed.command(contender, reads, out)
        except RuntimeError as error:
            return Cell(contender, size, None, str(error))
        for _ in range(self.given.runs if job.sizes else max(self.given.runs, 5)):
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            if hasattr(os, "sync"):
                os.sync()  # what the one before has written is not to be waited for by this one
            runs.append(run(command, self.installed.variables(contender), self.given.limit))
            if runs[-1].seconds > _SHORT or runs[-1].failed:
                break
        return Cell(contender, size, median_of(runs), limit=self.given.limit)

    def _wrong(self, job: Job, cell: Cell, given: Path, out: Path, ours: Path) -> str:
        if cell.run is None or cell.run.failed or cell.run.too_long:
            return ""
        try:
            return what_is_wrong(job.check, given, out, ours if (ours / "answers.json").exists() else None)
        except OSError as error:
            return f"no output: {error}"


def _told(cell: Cell) -> str:
    if cell.run is None:
        return f"not run {cell.wrong}"
    if cell.run.failed or cell.run.too_long:
        return cell.run.failed or f"> {cell.limit:.0f} s"
    return f"{cell.run.seconds:.2f} s, {cell.run.memory / 1e6:.0f} MB {cell.wrong}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and print the table."""
    given = _arguments(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends by an exception, and so do the contenders
    given.cache = given.cache.resolve()
    given.cache.mkdir(parents=True, exist_ok=True)
    words = sys.argv[1:] if arguments is None else arguments
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    cells = [*Comparison(given, Installed(given.cache, _say)).cells()]
    page = markdown(cells, " ".join(["python -m benchmarks", *words]), load)
    sys.stdout.write(page)
    if given.out:
        given.out.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
