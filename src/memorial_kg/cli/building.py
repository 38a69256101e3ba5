"""`memorial-kg check` and `memorial-kg build`."""

from __future__ import annotations

import io
from pathlib import Path
from shlex import quote
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from memorial_kg.cli.shared import GRAPH, progress_bar, read_input, say, show_problems
from memorial_kg.cli.sparking import build_on_spark, path_or_url, spark_options
from memorial_kg.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from memorial_kg.built import Summary
    from memorial_kg.validation import Report

__all__ = ["build", "check"]

_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods")


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--source", default="input", help="The name of the source, for files outside a workspace.")
def check(paths: tuple[str, ...], source: str) -> None:
    """Check a workspace, or files of records, without building; `-` is standard input.

    Every problem is shown as `file:line: record: key: what; expected …; what to do`, all that can be
    seen in one run; whether what a record refers to exists is looked at once the record itself can be read.

    \b
    Examples:
      memorial-kg check                             the workspace in data/
      memorial-kg check data/sources/list/records.yaml
      jq -c '.[]' export.json | memorial-kg check - --source export
    """
    from memorial_kg.ontology import load_ontology
    from memorial_kg.records import Door, read_rows
    from memorial_kg.values import ValueProblem, check_page_id
    from memorial_kg.workspace import read_records, read_workspace

    try:
        check_page_id(source)
    except ValueProblem as problem:
        raise UsageError(f"--source: {problem}") from problem
    ontology = load_ontology()
    good, problems = 0, list[Problem]()
    for path in paths or ("data",):
        if path != "-" and Path(path).is_dir():
            workspace = read_workspace(Path(path), ontology)
            good += len(workspace.records)
            problems += workspace.problems
        elif path != "-" and (Path(path).parent / "source.toml").is_file():
            records, wrong = read_records(Path(path), Path(path).resolve().parent.name, ontology, path)
            good += len(records)
            problems += wrong
        else:
            if Path(path).suffix.lower() in _TABLES:
                todo = "see “A spreadsheet” in the README"
                problems.append(Problem(path, 0, "", "", "this is a table", "records in YAML or JSON Lines", todo))
                continue
            try:
                content, name = read_input(path)
            except InputError as error:  # The other files are looked at all the same.
                problems.append(Problem(path, 0, "", "", str(error)))
                continue
            door = Door(ontology, source)
            for row in read_rows(io.BytesIO(content), name):
                record, wrong = door.check(row)
                good += record is not None
                problems += wrong
    show_problems(problems)
    say(f"{good} good record{'s' if good != 1 else ''}, {len(problems)} problem{'s' if len(problems) != 1 else ''}")
    if problems:
        raise click.exceptions.Exit(3)


@click.command()
@click.argument("workspace", type=path_or_url, default=Path("data"))
@click.option(
    "-o",
    "--output",
    "out",
    type=path_or_url,
    default=GRAPH,
    show_default=True,
    help="The folder to build.",
)
@click.option("-f", "--format", "formats", multiple=True, help="Write only this format (again for more); default all.")
@click.option("--keep-going", is_flag=True, help="Build the good records although others have problems.")
@click.option("--strict", is_flag=True, help="Warnings make the exit code 1 too.")
@click.option("--dumps-only", is_flag=True, help="Only the formats and the report: no catalogue, no store.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many processes share the work; default all cores.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@spark_options
def build(
    workspace: Path | str, out: Path | str, engine: str, master: str, verbose: bool, **asked: Any,  # noqa: ANN401 - options
) -> None:  # fmt: skip
    """Build the graph of a WORKSPACE (default: data): reconciled, validated, in every format, with a store to query.

    The folder is replaced as a whole when everything is done; until then, and if anything goes wrong, yesterday's
    stays. Exit code 1 says that the graph was built and that its report has violations.

    \b
    Examples:
      memorial-kg build
      memorial-kg build my-memorials -o my-graph
      memorial-kg build -f turtle -f jsonld
      memorial-kg build --engine spark --master 'local[4]' -f nquads -f parquet
    """
    if engine == "spark":
        summary, report, problems = build_on_spark(workspace, out, master=master, verbose=verbose, **asked)
    elif isinstance(workspace, str) or isinstance(out, str) or master:
        raise UsageError("a URL or a master is for Spark: add `--engine spark`")
    else:
        summary, report, problems = _build_here(workspace, out, **asked)
    show_problems(problems)
    for violation in report.violations:
        place = f"{violation.place}: " if violation.place else ""
        say(f"{place}{violation.severity}: {violation.focus} {violation.path}: {violation.message}")
    if not asked["quiet"]:
        _show(summary, out)
        if engine == "local":
            _show_next(workspace, out)
    if not report.conforms or (asked["strict"] and summary.warnings):
        raise click.exceptions.Exit(1)


def _build_here(
    workspace: Path, out: Path, formats: tuple[str, ...], *, jobs: int | None,
    **asked: Any,  # noqa: ANN401 - options
) -> tuple[Summary, Report, list[Problem]]:  # fmt: skip
    from memorial_kg.export import FORMATS, find_format
    from memorial_kg.jobs import cores
    from memorial_kg.pipeline import build as run

    wanted = [find_format(name).name for name in formats] or [*FORMATS]
    if not workspace.exists():
        raise UsageError(
            f"There is no folder {workspace}: name a workspace, or make one with `memorial-kg init {workspace}`"
        )
    problems: list[Problem] = []
    with progress_bar(not asked["quiet"]) as tell:
        summary, report = run(
            workspace,
            out,
            keep_going=asked["keep_going"],
            formats=wanted,
            dumps_only=asked["dumps_only"],
            jobs=jobs or cores(),
            progress=tell,
            refused=problems.extend,
        )
    return summary, report, problems


def _show(summary: Summary, out: Path | str) -> None:
    relations = ", ".join(f"{number} {relation}" for relation, number in summary.comparisons.items()) or "none"
    proposals = f" and {summary.proposals} proposals" if summary.proposals else ""
    click.echo(summary.title)
    for name, value in (
        ("sources", f"{summary.sources}, with {summary.records} records"),
        ("memorials", f"{summary.memorials}{proposals}"),
        ("entities", f"{summary.entities} people, organizations, places and events"),
        ("quads", f"{summary.quads}"),
        ("comparisons", relations),
        ("violations", f"{summary.violations} (warnings: {summary.warnings})"),
        ("files", f"{out}/: {' '.join(summary.files)}"),
    ):
        click.echo(fill(value, 110, initial_indent=f"  {name:<13}", subsequent_indent=" " * 15, break_long_words=False))
    for disagreement in summary.disagreements:
        click.echo(f"\nThe sources disagree about {disagreement}")


def _show_next(workspace: Path | str, out: Path | str) -> None:
    graph = "" if out == GRAPH else f" --graph {quote(str(out))}"
    place = "" if workspace == Path("data") else f" --workspace {quote(str(workspace))}"
    click.echo("\nNext:")
    click.echo(f"  memorial-kg compare{place}")
    click.echo(f"  memorial-kg query memorials{graph}")
    click.echo(f"  memorial-kg export turtle -o memorials.ttl{graph}")
    click.echo(f"  memorial-kg serve{graph}")
