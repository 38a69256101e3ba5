"""`memorial-kg crosswalk`."""

from __future__ import annotations

from pathlib import Path

import click

from memorial_kg.cli.shared import output, say, standard_input
from memorial_kg.errors import UsageError

__all__ = ["crosswalk"]


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", "--out", "out", default="-", metavar="FILE",
              help="A new file for the proposal; default: stdout.")  # fmt: skip
@click.option(
    "--format", "form", default="", metavar="NAME", help="What the document is, where its name does not say it."
)
@click.option("--encoding", default="", metavar="NAME", help="How its letters are coded, such as windows-1252.")
@click.option("--delimiter", default="", metavar="SIGN", help="What stands between two cells.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook, by name or number.")
@click.option("--items", default="", metavar="PATH", help="Where the items are in JSON, such as results.rows.")
@click.option("--crs", default="", metavar="CODE", help="The reference system of coordinates, such as EPSG:25832.")
def crosswalk(
    inputs: tuple[str, ...],
    out: str,
    form: str,
    encoding: str,
    delimiter: str,
    sheet: str,
    items: str,
    crs: str,
) -> None:
    """Propose a source.toml for INPUTS from their columns and values, each guess with its reason in a comment.

    It is for you to edit: what cannot be told, such as the order of 03/04/2012, stands as a comment to choose from.

    \b
    Examples:
      memorial-kg crosswalk works.csv
      memorial-kg crosswalk works.csv -o data/sources/us-baltimore/source.toml
      memorial-kg harvest data/sources/us-baltimore works.csv --preview
    """
    from memorial_kg.sources.crosswalk.proposing import propose
    from memorial_kg.sources.readers import ReadingRules

    if out != "-" and Path(out).exists():
        raise UsageError(f"{out} is there already: name a new file, so that nothing that you wrote is overwritten")
    rules = ReadingRules(form, encoding, delimiter, sheet=sheet, items=items, crs=crs)
    text = propose(inputs, rules, standard_input=standard_input())
    if out != "-":
        Path(out).parent.mkdir(parents=True, exist_ok=True)  # the folder of a new source
    with output(out) as stream:
        stream.write(text.encode(errors="backslashreplace"))  # a file's name may be no UTF-8
    if out != "-":
        say(f"{out}: read it, change it, then look at `memorial-kg harvest {Path(out).parent} {inputs[0]} --preview`")
