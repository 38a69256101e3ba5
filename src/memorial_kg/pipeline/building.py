"""The main job: from a workspace to a folder with the validated graph in every format, swapped in whole.

Records pass the door piece by piece, and go to the part that their thing belongs to; each part is reconciled, written
and validated by itself; what is sorted in each part is merged. Memory is that of a few parts, whatever there is in all,
and the bytes are the same for any number of processes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from memorial_kg.built import REPORTS as FILES_OF_REPORT
from memorial_kg.built import SUMMARY, Summary
from memorial_kg.errors import InputError, Problem
from memorial_kg.export import FORMATS
from memorial_kg.jobs import Crew
from memorial_kg.knowledge import distributions
from memorial_kg.pipeline.collecting import Collected, collect, plan, taken
from memorial_kg.pipeline.keeping import folder_for
from memorial_kg.pipeline.making import Whole, make
from memorial_kg.pipeline.others import OTHERS, write_others
from memorial_kg.pipeline.shared import Shared
from memorial_kg.store import swapped_in
from memorial_kg.validation import REPORTS, Report
from memorial_kg.workspace import Workspace

__all__ = ["Progress", "build"]

# What is being done, how much of it is done, and how much there is (0 when that is not known).
Progress = Callable[[str, int, int], None]


def build(  # noqa: PLR0913 - all but two have names
    workspace: Workspace | Path | str,
    out: Path | str,
    *,
    keep_going: bool = False,
    formats: Iterable[str] = tuple(FORMATS),
    dumps_only: bool = False,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
    refused: Callable[[list[Problem]], None] = lambda _: None,
) -> tuple[Summary, Report]:
    """Build the graph of a workspace into the folder `out`, which is replaced as a whole or not at all.

    With `dumps_only` there are the formats and the report alone: no catalogue, no store and no Wikibase profile. What a
    build has made of a part of the records is kept beside the folder, and used by the next one where nothing that it
    was made from has changed; the result is that of a build from nothing.

    With several `jobs` as many processes share the work; a program that asks for that must be safe to import
    (`if __name__ == "__main__":`). The files are the same for any number of them.

    Raises InputError with all problems when a record or a file is not good, unless `keep_going`: then the good ones are
    built, and `refused` is told the problems of the others.
    """
    chosen = dict.fromkeys(["nquads", *formats])
    with swapped_in(Path(out)) as fresh:
        shared, pieces = plan(workspace, folder_for(Path(out)), dumps_only=dumps_only)
        # What is done in a second or two is not shared out: to start processes takes as long.
        with Crew(shared, jobs if shared.parts > 1 else 1) as crew:
            if isinstance(workspace, Workspace):
                told = taken(shared, workspace)
            else:
                told = collect(shared, crew, pieces, lambda done, of: progress("reading", done, of))
            if told.problems and not (keep_going and told.records):
                raise InputError(_what_to_do(told), told.problems)
            refused(told.problems)
            whole = make(shared, crew, told, fresh, files=distributions(chosen), progress=progress)
            write_others(shared, crew, fresh, before=Path(out), quads=whole.quads, formats=chosen, progress=progress)
        report = Report.of(whole.checked.violations, whole.checked.focus, sorted(whole.checked.graphs))
        for name, file in FILES_OF_REPORT.items():
            _write(fresh / file, REPORTS[name](report))
        files = sorted(path.name for path in fresh.iterdir() if not path.name.startswith("."))
        summary = _summary(shared, told, whole, report, files)
        _write(fresh / SUMMARY, json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n")
        shared.kept.forget_others({*whole.kept, OTHERS})
    return summary, report


def _what_to_do(told: Collected) -> str:
    count = len(told.problems)
    done = f"{count} problem{'s' if count > 1 else ''}; nothing was built, nothing was changed."
    return f"{done} {told.records} records are good: `--keep-going` builds those." if told.records else done


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _summary(shared: Shared, told: Collected, whole: Whole, report: Report, files: list[str]) -> Summary:
    return Summary(
        title=next(iter(shared.frame.dataset.title.values())),
        base=shared.base,
        sources=len(shared.frame.sources),
        records=told.records,
        memorials=whole.kinds["memorial"],
        proposals=whole.kinds["proposal"],
        entities=len(shared.frame.entities),
        quads=whole.quads,
        comparisons=dict(sorted(whole.relations.items())),
        disagreements=[sentence for _, sentence in sorted(whole.disagreements, key=lambda each: each[0])],
        violations=report.count("violation"),
        warnings=report.count("warning"),
        files=files,
    )
