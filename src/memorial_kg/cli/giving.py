"""`memorial-kg export` and `memorial-kg validate`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import graph_option, output, read_input, say, table
from memorial_kg.errors import UsageError

if TYPE_CHECKING:
    from memorial_kg.validation import Engine, Report

__all__ = ["export", "validate"]


@click.command()
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", "out", default="-", help="The file to write; standard output by default.")
@click.option("--memorial", default="", help="Only this memorial, with what it needs to be read.")
@click.option("--source", default="", help="Only what this source says.")
@click.option(
    "--profile", type=click.Choice(["", "wikibase"]), default="", show_choices=True, help="The shape of the statements."
)
@graph_option
def export(format_name: str, out: str, memorial: str, source: str, profile: str, graph: Path) -> None:
    """Write the built graph in a FORMAT: turtle, jsonld, ntriples, nquads, trig, rdfxml, geojson or csv.

    Suffixes and media types are understood too (ttl, application/ld+json). nquads, trig and jsonld carry a graph for
    each source; the others carry the reconciled graph and say on standard error what they leave out.

    \b
    Examples:
      memorial-kg export turtle -o memorials.ttl
      memorial-kg export jsonld --memorial tr-usak
      memorial-kg export nt --source article | sort | head
      memorial-kg export turtle --profile wikibase
    """
    from memorial_kg.export import find_format
    from memorial_kg.pipeline.opening import export_built

    wanted = find_format(format_name)
    if profile and wanted.name in ("geojson", "csv"):
        raise UsageError(
            f"The profile {profile} is a shape of RDF statements, and {wanted.name} has none: choose an RDF format"
        )
    if profile and source:
        raise UsageError(f"The profile {profile} has no graph for each source: leave out --source or --profile")
    with output(out) as stream:
        export_built(graph, wanted.name, stream, profile=profile, memorial=memorial, source=source)
    if wanted.drops and not (profile or source):
        say(f"{wanted.name}: {wanted.drops}")


@click.command()
@click.argument("files", nargs=-1)
@click.option(
    "--shapes", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Your own shapes instead of ours."
)
@click.option("-t", "--type", "data_format", default="", help="The format of the data, where the name does not tell.")
@click.option(
    "-f", "--format", "report_format", default="", help="text, turtle, jsonld, json or sarif; on a terminal a table."
)
@click.option("-o", "--output", "out", default="-", help="The file for the report; standard output by default.")
@click.option("--strict", is_flag=True, help="Warnings make the exit code 1 too.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "fast", "pyshacl"]),
    default="auto",
    show_default=True,
    help="auto: fast wherever it is known to agree; fast: that or an error; pyshacl: the complete reference.",
)
@graph_option
def validate(
    files: tuple[str, ...],
    shapes: Path | None,
    data_format: str,
    report_format: str,
    out: str,
    strict: bool,
    engine: Engine,
    graph: Path,
) -> None:
    """Validate the built graph, or any RDF FILES (`-` for standard input), with our shapes or yours.

    Each graph is validated by itself, for sources may contradict each other. Exit code 0: it conforms; 1: it does
    not. That nothing was checked, because there are no shapes or nothing that they are about, is an error (3).
    All engines give the same results: the fast one takes a small part of the time, but no graph with blank nodes, and
    of your shapes no SPARQL; pyshacl takes everything.

    \b
    Examples:
      memorial-kg validate
      memorial-kg validate dump.trig -f sarif -o report.sarif
      memorial-kg validate --engine pyshacl
      curl -s https://example.org/data.ttl | memorial-kg validate - -t turtle --shapes mine.ttl
    """
    from memorial_kg.graph.bridge import to_graph
    from memorial_kg.graph.foreign import read_rdf
    from memorial_kg.knowledge import KnowledgeGraph
    from memorial_kg.pipeline import open_graph
    from memorial_kg.validation import REPORTS

    if report_format and report_format not in REPORTS:
        from memorial_kg.values import did_you_mean

        hint = did_you_mean(report_format, REPORTS) or f"choose one of {', '.join(REPORTS)}"
        raise UsageError(f"There is no report format {report_format!r}: {hint}")
    ours = None
    if shapes is not None:
        ours = to_graph(read_rdf(io.BytesIO(shapes.read_bytes()), str(shapes)))
    data = KnowledgeGraph(_foreign(files, data_format)) if files else open_graph(graph)
    report = data.validate(ours, engine=engine)
    name = report_format or ("text" if out != "-" else "")
    if name:
        with output(out) as stream:
            stream.write(REPORTS[name](report).encode())
    else:
        _table(report)
    if name != "text" or out != "-":  # The text says it itself.
        say(report.verdict)
    if not report.conforms or (strict and report.count("warning")):
        raise click.exceptions.Exit(1)


def _foreign(files: tuple[str, ...], data_format: str) -> list[str]:
    from memorial_kg.graph.foreign import read_rdf

    lines: list[str] = []
    for path in files:
        content, name = read_input(path)
        lines += read_rdf(io.BytesIO(content), name, data_format)
    return lines


def _table(report: Report) -> None:
    if report.violations:
        rows = (
            (each.severity, each.place, each.focus, each.path, each.value, each.component, each.message)
            for each in report.violations
        )
        table(("severity", "where", "focus node", "path", "value", "constraint", "message"), rows)
