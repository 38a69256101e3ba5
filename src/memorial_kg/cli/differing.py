"""`memorial-kg diff`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import output, say, show_problems

if TYPE_CHECKING:
    from memorial_kg.changes.inputs import Versions
    from memorial_kg.changes.model import Counts
    from memorial_kg.changes.report import Paint

__all__ = ["diff"]

_FORMATS = ("text", "json", "jsonl", "rdf-patch", "sparql-update")
_COLOURS = {"+": "green", "-": "red", "!": "yellow"}


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-f", "--format", "format_name", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="text for people; the others for programs.",
)  # fmt: skip
@click.option("-o", "--output", "out", default="-", help="The file to write; standard output by default.")
@click.option("--all", "everything", is_flag=True, help="Show locators, orders, and all keys of what is new or gone.")
@click.option("--source", default="", help="The name of the source, where records do not lie in its folder.")
@click.option("-q", "--quiet", is_flag=True, help="Write nothing; the exit code says whether there is a difference.")
def diff(old: Path, new: Path, format_name: str, out: str, everything: bool, source: str, quiet: bool) -> None:
    """Show what changed from OLD to NEW, record by record and key by key, in words or as a patch.

    Both are versions of a source (its folder, or a file of records), workspaces, or built graphs. Records are found
    again by their keys, things by their ids. Of built graphs it is said which value of the reconciled graph came, went,
    became disputed or was settled, and which source says something else than before. Changes of locators and of order
    are counted, and shown with --all.

    Exit code 0: there is no difference; 1: there are some, as with `diff`; 3: something could not be read or compared.

    \b
    JSON: {kind, old, new, changes: [{part, id, change, title, minor, keys: [{key, label, old, new, remark, turn,
    details, minor}]}], counts}; change is added, removed or changed, turn is disputed or settled. JSON Lines: one
    of changes on each line. rdf-patch, sparql-update: what makes the quads of OLD those of NEW.

    \b
    Examples:
      memorial-kg diff records-2025.jsonl records-2026.jsonl
      memorial-kg diff data.before data               two workspaces, with entities and decisions
      memorial-kg diff yesterday/graph dist/graph     two builds: what is disputed now
      memorial-kg diff yesterday/graph dist/graph -f sparql-update -o update.ru
    """
    from memorial_kg.changes.inputs import Versions
    from memorial_kg.changes.model import Counts
    from memorial_kg.changes.patch import PATCHES
    from memorial_kg.changes.report import PLAIN
    from memorial_kg.ontology import load_ontology

    versions, counts = Versions(old, new, load_ontology(), source), Counts()
    on_terminal = out == "-" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    with output(os.devnull if quiet else out) as stream:
        if format_name in PATCHES:
            lines = _patch(versions, format_name, counts)
        else:
            lines = _told(versions, counts, format_name, _paint if on_terminal else PLAIN, everything=everything)
        stream.writelines(f"{line}\n".encode("utf-8", "backslashreplace") for line in lines)
    if versions.problems:
        problems = sorted({*versions.problems})
        show_problems(problems)
        say(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}: what is wrong was not compared")
        raise click.exceptions.Exit(3)
    if counts.any:
        raise click.exceptions.Exit(1)


def _told(versions: Versions, counts: Counts, name: str, paint: Paint, *, everything: bool) -> Iterator[str]:
    import json

    from memorial_kg.changes.model import counted
    from memorial_kg.changes.report import as_json, as_text, tree_of

    with versions.changes() as changes:
        if name == "json":
            yield from as_json(versions.kind.value, str(versions.old), str(versions.new), changes, counts)
        elif name == "jsonl":
            yield from (json.dumps(tree_of(item), ensure_ascii=False) for item in counted(changes, counts))
        else:
            yield from as_text(changes, counts, paint, everything=everything)


def _patch(versions: Versions, name: str, counts: Counts) -> Iterator[str]:
    """The lines of a patch; each that takes or gives something is counted as a difference."""
    from memorial_kg.changes.patch import PATCHES

    for line in PATCHES[name](*versions.lines()):
        counts.items["changed"] += line.startswith(("D ", "A ", "DELETE ", "INSERT "))
        yield line


def _paint(sign: str, text: str) -> str:
    return click.style(text, fg=_COLOURS.get(sign), bold=sign == "#" or None)
