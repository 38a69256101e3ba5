"""`memorial-kg harvest`."""

from __future__ import annotations

import filecmp
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import output, progress, read_input, say, show_problems, standard_input, table
from memorial_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from memorial_kg.sources.crosswalk import Harvested, Harvesting, Report

__all__ = ["harvest"]

_LABELLED = "label-and-value"
_PREVIEWED = "3"
_MOST_SAID = 10
_ROWS_BETWEEN = 2_000


class _WithPreview(click.Command):
    """A command whose --preview may have a number after it, and needs none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        bare = [at for at, word in enumerate(args) if word == "--preview"]
        for at in bare:
            if not args[at + 1 : at + 2] or not args[at + 1].isdigit():
                args[at] = f"--preview={_PREVIEWED}"
        return super().parse_args(ctx, args)


@click.command(cls=_WithPreview)
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", "--out", "out", default="", metavar="FILE",
              help="The file for the records; default: records.jsonl in SOURCE; `-` for stdout.")  # fmt: skip
@click.option("--preview", type=click.IntRange(min=1), metavar="[N]",
              help=f"Show what becomes of the first N rows ({_PREVIEWED}), and write nothing.")  # fmt: skip
@click.option("--report", "reports", multiple=True, metavar="FILE",
              help="Write the report, too: FILE.csv has everything, FILE.html is a page.")  # fmt: skip
@click.option("--keep-going", is_flag=True,
              help=f"Format {_LABELLED}: write the good records although something has problems.")  # fmt: skip
def harvest(
    source: Path, inputs: tuple[str, ...], out: str, preview: int | None, reports: tuple[str, ...], keep_going: bool
) -> None:
    """Read INPUTS into records by the [harvest] rules of SOURCE, the folder of a source with its source.toml.

    An input is a file, a folder, a pattern, an archive or `-` for standard input. Each of its rows becomes a record,
    is refused with its reason, or is left out as declared; corrections.yaml is laid over the records. The file of
    records is replaced whole, or, where nothing could be harvested, left as it was.

    `memorial-kg keys harvest` explains the rules. Exit codes: 1 something was refused (the good records are written),
    3 nothing could be harvested.

    \b
    Examples:
      memorial-kg harvest data/sources/us-baltimore works.csv --preview
      memorial-kg harvest data/sources/us-baltimore works.csv --report refused.csv --report refused.html
      memorial-kg harvest data/sources/br-osm '**/*.geojson' -o - | memorial-kg check - --source br-osm
    """
    from memorial_kg.sources.crosswalk import format_of

    if format_of(source / "source.toml") in (_LABELLED, ""):
        if preview or reports:
            raise UsageError(f"--preview and --report are for crosswalks, and {source} is of the format {_LABELLED}")
        _harvest_labelled(source, inputs, out, keep_going)
        return
    if keep_going:
        raise UsageError(f"--keep-going is for the format {_LABELLED}: a crosswalk always keeps the good records")
    from memorial_kg.ontology import load_ontology
    from memorial_kg.sources.crosswalk import Report, open_harvest, summary, writer_of

    writers = [(name, writer_of(name)) for name in reports]
    records = out or str(source / "records.jsonl")
    _spare_inputs(source, inputs, [records, *reports])
    with Report(source.resolve().name) as report:
        harvesting = open_harvest(source, inputs, load_ontology(), report, standard_input())
        if preview:
            _preview(harvesting, preview)
            return
        with _yesterdays(Path(records)) as changed:
            made = _write(harvesting, records)
        _tell(report)
        for name, write in writers:
            with output(name) as stream:
                write(report, stream)
        if not made:
            why = "as every row was refused or left out" if report.rows else "as there is no row"
            raise InputError(f"{', '.join(report.documents)}: no record could be made, {why}; {records} is as it was")
        show = [*summary(report), *_beside(source, out), *changed]
        say("\n".join([*show, *(f"report: {name}" for name in reports)]))
        if report.refusals:
            raise click.exceptions.Exit(1)


@contextmanager
def _yesterdays(file: Path) -> Iterator[list[str]]:
    """A list that holds, after the block, what is changed in a file of records that the block has replaced."""
    changed: list[str] = []
    if str(file) == "-" or not file.is_file():
        yield changed
        return
    with TemporaryDirectory() as folder:
        old = shutil.copy(file, Path(folder) / file.name)
        yield changed
        if not filecmp.cmp(old, file, shallow=False):
            from memorial_kg.changes import summary

            changed += [f"what this changes in {file}:"]
            changed += (f"  {line}" for line in summary(Path(old), file, source=file.resolve().parent.name))


def _write(harvesting: Harvesting, out: str) -> bool:
    """Write the records as they are made, and tell whether there are any; the file is replaced when all of them are."""
    from memorial_kg.sources.crosswalk import line_of

    with progress() as tell, ExitStack() as stack:
        stream = None
        for done in _with_speed(harvesting, tell):
            if done.record is not None:
                stream = stream or stack.enter_context(output(out))
                stream.write(line_of(done.record))
    return stream is not None


def _spare_inputs(source: Path, inputs: Iterable[str], outputs: Iterable[str]) -> None:
    """Refuse to write over what is read: nobody else may have the document."""
    read = [Path(word) for word in inputs] + [source / name for name in ("source.toml", "corrections.yaml")]
    for name in outputs:
        if any(Path(name).is_file() and each.is_file() and Path(name).samefile(each) for each in read):
            raise UsageError(f"{name} would be written over, and is read: name another file to write to")


def _beside(source: Path, out: str) -> list[str]:
    """What lies beside the new file, and would be read with it."""
    old = (
        [] if out else [name for name in ("records.yaml", "records.yml", "records.ndjson") if (source / name).exists()]
    )
    return [f"{source / name} lies beside records.jsonl, and a build reads both: remove one of them" for name in old]


def _with_speed(harvesting: Harvesting, tell: object) -> Iterator[Harvested]:
    began = time.monotonic()
    for number, done in enumerate(harvesting, start=1):
        if number % _ROWS_BETWEEN == 0 and callable(tell):
            tell(f"{number:,} rows, {number / max(time.monotonic() - began, 0.001):,.0f} a second")
        yield done


def _tell(report: Report) -> None:
    """The first refusals, and how many more there are."""
    refused = (entry for entry in report.entries() if entry.kind not in ("row left out", "value corrected"))
    for entry in islice(refused, _MOST_SAID):
        say(str(entry))
    if report.refusals > _MOST_SAID:
        say(f"… and {report.refusals - _MOST_SAID:,} more: `--report FILE.csv` names them all")


def _preview(harvesting: Harvesting, rows: int) -> None:
    """What becomes of the first rows: their columns one by one, their record; and the rows that are passed over."""
    from memorial_kg.sources.crosswalk import as_yaml, preview

    crosswalk = harvesting.harvester.crosswalk
    shown = passed = 0
    for done in harvesting:
        left_out = [entry for entry in done.entries if entry.kind == "row left out"]
        if left_out:
            passed += 1
            if passed <= _MOST_SAID:
                click.echo(f"{done.row.locator}: left out: {left_out[0].what}")
            continue
        shown += 1
        table(("column", "what stands there", "what became of it"), preview(done, crosswalk), title=done.row.locator)
        for entry in done.entries:
            click.echo(f"{entry.kind}: {entry}")
        click.echo(as_yaml(done))
        if shown == rows:
            break
    rows_shown = f"{shown} row{'' if shown == 1 else 's'} shown"
    say(f"{rows_shown}, {passed} left out as declared before the last of them; nothing is written")


def _harvest_labelled(source: Path, inputs: tuple[str, ...], out: str, keep_going: bool) -> None:
    """Read one document of labels and values; unless told otherwise, a single problem keeps all from being written."""
    from memorial_kg.ontology import load_ontology
    from memorial_kg.sources import harvest as read
    from memorial_kg.sources import records_file

    if len(inputs) != 1:
        raise UsageError(f"The format {_LABELLED} reads one document at a time: name one")
    records = out or str(source / "records.yaml")
    _spare_inputs(source, inputs, [records])
    content, name = read_input(inputs[0])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}:{line}: the byte 0x{content[error.start]:02x} is not UTF-8: save the document as UTF-8"
        ) from error
    result = read(source, text, name)
    show_problems(result.problems)
    left = (
        f", {len(result.left_out)} things left out on purpose (see {source / 'source.toml'})" if result.left_out else ""
    )
    say(f"{len(result.records)} records, {len(result.problems)} problems{left}")
    if result.problems and not keep_going:
        raise click.exceptions.Exit(3)
    shape = load_ontology().shapes["Memorial"]
    written = records_file(result, source.resolve().name, [*shape.keys])
    with output(records) as stream:
        stream.write(written.encode())
    if result.problems:
        raise click.exceptions.Exit(3)
