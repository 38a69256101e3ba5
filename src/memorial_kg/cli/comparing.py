"""`memorial-kg compare`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import say, table
from memorial_kg.errors import UsageError

if TYPE_CHECKING:
    from memorial_kg.ontology import Ontology
    from memorial_kg.reconcile import Comparison
    from memorial_kg.records import Record
    from memorial_kg.records.entities import Entities

__all__ = ["compare"]

_RELATIONS = ("same", "refines", "overlaps", "disjoint", "complements")


@click.command()
@click.argument("memorial", default="")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The folder of records.",
)
@click.option(
    "-r", "--relation", type=click.Choice(_RELATIONS), multiple=True, help="Only comparisons of this relation."
)
@click.option("--json", "as_json", is_flag=True, help="The comparisons as JSON Lines.")
def compare(memorial: str, workspace: Path, relation: tuple[str, ...], as_json: bool) -> None:
    """Show what the records say of a MEMORIAL, side by side, and how it relates; without one, of all in numbers.

    \b
    Examples:
      memorial-kg compare                      how often the sources agree, memorial by memorial
      memorial-kg compare tr-usak              one memorial, what each source says
      memorial-kg compare -r disjoint          every contradiction, in a sentence
      memorial-kg compare --json | jq .relation
    """
    from memorial_kg.graph.dataset import things
    from memorial_kg.ontology import load_ontology
    from memorial_kg.reconcile import reconcile
    from memorial_kg.workspace import read_workspace

    ontology = load_ontology()
    read = read_workspace(workspace, ontology)
    if read.problems:
        say(f"{len(read.problems)} problems; `memorial-kg check {workspace}` shows them. The good ones are compared.")
    by_thing = {
        about: (records, reconcile(records, ontology, read.entities).comparisons)
        for about, records in things(read.records)
    }
    about = _find(memorial, [*by_thing]) if memorial else ""
    if about:
        by_thing = {about: by_thing[about]}
    chosen = {
        about: [each for each in found if not relation or each.relation.value in relation]
        for about, (_, found) in by_thing.items()
    }
    if as_json:
        for found in chosen.values():
            for each in found:
                click.echo(json.dumps(asdict(each), ensure_ascii=False))
    elif relation:
        for found in chosen.values():
            for each in found:
                click.echo(f"{each.about}: {each.relation.value}: {each.explanation}")
    elif about:
        _one(by_thing[about][0], chosen[about], ontology, read.entities)
    else:
        _all({about: (len(by_thing[about][0]), found) for about, found in chosen.items()})


def _find(name: str, known: Sequence[str]) -> str:
    from memorial_kg.values import did_you_mean

    fitting = [about for about in known if name in (about, about.partition("/")[2])]
    if not fitting:
        hint = (
            did_you_mean(name, {*known, *(about.partition("/")[2] for about in known)})
            or "`memorial-kg compare` lists them"
        )
        raise UsageError(f"No record is about {name!r}: {hint}")
    return min(fitting, key=lambda about: (not about.startswith("memorial/"), about))


def _one(records: Sequence[Record], comparisons: Sequence[Comparison], ontology: Ontology, entities: Entities) -> None:
    from memorial_kg.reconcile import side_by_side
    from memorial_kg.reconcile.comparison import name_of

    sides = side_by_side(records, comparisons, ontology, entities)
    columns = ("property", *(f"{name_of(record)} ({record.locator})" for record in records), "relation")
    table(columns, ((side.label, *side.values, ", ".join(side.relations)) for side in sides), records[0].about)
    for each in comparisons:
        if each.relation.value in ("disjoint", "overlaps", "refines"):
            click.echo(f"{each.relation.value}: {each.explanation}")


def _all(found: dict[str, tuple[int, list[Comparison]]]) -> None:
    rows = []
    for about, (records, comparisons) in found.items():
        counts = Counter(each.relation.value for each in comparisons)
        rows.append((about, str(records), *(str(counts[relation] or "") for relation in _RELATIONS)))
    table(("thing", "records", *_RELATIONS), rows)
    for _, comparisons in found.values():
        for each in comparisons:
            if each.relation.value == "disjoint":
                click.echo(f"{each.about}: {each.explanation}")
