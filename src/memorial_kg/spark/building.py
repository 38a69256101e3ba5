"""The main job on many machines: from a workspace to a folder with partitions of the validated dataset, and its report.

The functions are those of the local engine, and so is their order; what lies between two of them goes from machine to
machine instead of from file to file. On this machine there is what the editors say, and what is counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from memorial_kg.built import REPORTS as FILES_OF_REPORT
from memorial_kg.built import SUMMARY, Summary
from memorial_kg.errors import InputError, Problem, RemoteError, UsageError
from memorial_kg.pipeline.checking import Checked, check
from memorial_kg.pipeline.collecting import parts_for
from memorial_kg.pipeline.parts import counted, gathered, write_editors
from memorial_kg.pipeline.shared import Shared
from memorial_kg.spark.collecting import Collected, collect
from memorial_kg.spark.folders import Folder, java_in_words, url_of
from memorial_kg.spark.frames import find
from memorial_kg.spark.making import Sums, gather_all, make_all, records_by_part, sums_of
from memorial_kg.spark.origins import origins_about
from memorial_kg.spark.reading import PieceRead, read_all
from memorial_kg.spark.workers import Keeper, held, packed, slices_of
from memorial_kg.spark.writing import FORMATS, sorted_lines, write
from memorial_kg.validation import REPORTS, Report

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

__all__ = ["build"]

_SUCCESS = "_SUCCESS"
_PARTS = 4  # of records in a partition of Spark's: some thousand records each


@dataclass(frozen=True, slots=True)
class _Whole:
    """What was made: the lines of the dataset in sorted texts, how many they are, and what was found."""

    lines: RDD[bytes]
    quads: int
    sums: list[Sums]
    checked: Checked


def build(  # noqa: PLR0913 - all but three have names
    session: SparkSession,
    workspace: Path | str,
    out: Path | str,
    *,
    keep_going: bool = False,
    formats: Iterable[str] = ("nquads",),
    progress: Callable[[str, int, int], None] = lambda *_: None,
    refused: Callable[[list[Problem]], None] = lambda _: None,
) -> tuple[Summary, Report]:
    """Build the dataset of a workspace into the folder `out`, which is replaced as a whole or not at all.

    Both are paths that all machines share, or URLs of file systems that Spark reaches. The dataset is that of the local
    engine: its partitions, one after the other, are its `dataset.nq`. `_SUCCESS` is the last file that is written.

    Raises InputError with all problems when a record or a file is not good, unless `keep_going`: then the good ones are
    built, and `refused` is told the problems of the others.
    """
    chosen = [*dict.fromkeys(formats)]
    if unknown := [each for each in chosen if each not in FORMATS]:
        raise UsageError(f"Spark writes no {unknown[0]}: name one of {', '.join(FORMATS)}")
    target = Folder(session, url_of(out))
    _check_replaceable(target)
    fresh = target.sibling(f".{target.name}.{session.sparkContext.applicationId}.fresh")
    keeper = Keeper(session)
    try:
        with java_in_words(_given_up), TemporaryDirectory(prefix="memorial-kg-") as scratch:
            progress("reading", 0, 0)
            frame = find(session, workspace, Path(scratch))
            shared = Shared(frame.workspace, parts_for(frame.size), Path(scratch), dumps_only=True)
            pieces = keeper.keep(read_all(session, packed(shared), frame.files))
            told = collect(shared, frame, pieces)
            if told.problems and not (keep_going and told.records):
                raise InputError(_what_to_do(told), told.problems)
            refused(told.problems)
            progress("reconciling, mapping and validating", 0, 0)
            whole = _make(keeper, shared, pieces, told, chosen)
            lines = keeper.keep(sorted_lines(whole.lines, whole.quads))
            for name in chosen:
                progress(f"writing {name}", 0, 0)
                write(lines, whole.quads, fresh, name)
            done = _reported(fresh, shared, told, whole)
            fresh.write(_SUCCESS, "")
            fresh.replace(target)
    finally:
        fresh.delete()
        keeper.forget()
    return done


def _given_up(said: str) -> RemoteError:
    return RemoteError(f"Spark gave the build up, and nothing was changed: {said}")


def _check_replaceable(target: Folder) -> None:
    """That no folder is replaced that no build made."""
    if target.exists() and not target.exists(SUMMARY) and target.entries():
        raise UsageError(
            f"{target.url} holds files that memorial-kg did not make, and a build would replace them: name another "
            "folder, or empty this one"
        )


def _what_to_do(told: Collected) -> str:
    count = len(told.problems)
    done = f"{count} problem{'s' if count > 1 else ''}; nothing was built, nothing was changed."
    return f"{done} {told.records} records are good: `--keep-going` builds those." if told.records else done


def _make(keeper: Keeper, shared: Shared, pieces: RDD[PieceRead], told: Collected, formats: Iterable[str]) -> _Whole:
    """All lines of the dataset, and what validation found."""
    context = keeper.session.sparkContext
    width = max(2, context.defaultParallelism, shared.parts // _PARTS)
    parts = make_all(shared, told, records_by_part(pieces, told.before), width, keeper)
    slices, _, used = write_editors(shared, told.described)
    asides = parts.flatMap(lambda part: part.aside.items()).union(context.parallelize([*slices_of(slices).items()], 1))
    groups = gather_all(shared, asides, width, keeper)
    sums, found = sums_of(parts), groups.map(lambda group: (group.counts, group.checked)).collect()
    told_last = asides.filter(partial(_is_of, shared.last)).values().collect()
    last, around = gathered(shared.last, [held({shared.last: each}) for each in told_last])
    default = last.setdefault("", set())
    distributions = {name: (FORMATS[name].media_type, FORMATS[name].folder) for name in formats}
    graphs = shared.graphs((), distributions=distributions)
    default |= {*graphs.labels(used.union(*(each.used for each in sums)))}
    counts = sum((each for each, _ in found), sum((each.counts for each in sums), counted(last)))
    quads = counts.total() - len(default)
    default |= {*graphs.description(counts)}
    end = "".join(f"{line}\n" for line in sorted(set[str]().union(*last.values())))
    lines = context.union(
        [
            parts.map(lambda part: part.lines),
            groups.map(lambda group: group.lines),
            context.parallelize([end.encode()], 1),
        ]
    )
    checked = Checked()
    for each in sums:
        checked.add(each.checked)
    others = [*(each for _, each in found), check(shared.base, last, around)]
    places = origins_about(shared, pieces, told.before, {node for each in others for node in each.nodes()})
    for other in others:
        checked.add(other, places)
    return _Whole(lines, quads + len(default), sums, checked)


def _is_of(number: int, aside: tuple[int, object]) -> bool:
    return aside[0] == number


def _reported(fresh: Folder, shared: Shared, told: Collected, whole: _Whole) -> tuple[Summary, Report]:
    """Write the report and the summary, as the local engine does."""
    report = Report.of(whole.checked.violations, whole.checked.focus, sorted(whole.checked.graphs))
    for name, file in FILES_OF_REPORT.items():
        fresh.write(file, REPORTS[name](report))
    kinds = sum((each.kinds for each in whole.sums), Counter[str]())
    relations = sum((each.relations for each in whole.sums), Counter[str]())
    disagreements = (each for part in whole.sums for each in part.disagreements)
    summary = Summary(
        title=next(iter(shared.frame.dataset.title.values())),
        base=shared.base,
        sources=len(shared.frame.sources),
        records=told.records,
        memorials=kinds["memorial"],
        proposals=kinds["proposal"],
        entities=len(shared.frame.entities),
        quads=whole.quads,
        comparisons=dict(sorted(relations.items())),
        disagreements=[sentence for _, sentence in sorted(disagreements, key=lambda each: each[0])],
        violations=report.count("violation"),
        warnings=report.count("warning"),
        files=[each.name for each in fresh.entries()],
    )
    fresh.write(SUMMARY, json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n")
    return summary, report
