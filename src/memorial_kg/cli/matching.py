"""`memorial-kg match`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import output, progress_bar, say
from memorial_kg.errors import UsageError

if TYPE_CHECKING:
    from memorial_kg.matching import Found, Match, Taken
    from memorial_kg.matching.services import Reconciled, Service
    from memorial_kg.workspace import Workspace

__all__ = ["match"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST_SHOWN = 5


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("-o", "--out", default="-", metavar="FILE", help="Where the proposals go; default: standard output.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Match this source only; again for more.")
@click.option("--within", is_flag=True, help="Look for the same memorial inside one source, too.")
@click.option("--least", type=click.FloatRange(0, 100), help="The least score that is proposed; default: 50.")
@click.option("--weights", type=_FILE, metavar="FILE", help="What each reason weighs, in place of the bundled table.")
@click.option(
    "--engine", type=click.Choice(["points", "splink"]), default="points", show_default=True, help="How scored."
)
@click.option("--take", "proposals", type=_FILE, metavar="FILE", help="Write what was decided in FILE into WORKSPACE.")
@click.option("--undo", "decision", metavar="ID", help="Take back a decision that --take wrote.")
@click.option("--by", default="", metavar="NAME", help="With --take: who decided, where the proposal does not say.")
@click.option("--on", default="", metavar="DATE", help="With --take: when it was decided, where not said.")
@click.option("--service", "url", metavar="URL", help="Look things up in a W3C Reconciliation service instead.")
@click.option("--kind", type=click.Choice(["memorial", "person", "organization", "place", "event"]), default="memorial",
              show_default=True, help="With --service: what is looked up.")  # fmt: skip
@click.option("--type", "types", multiple=True, metavar="ID", help="With --service: the type that it has there.")
@click.option(
    "--property", "properties", multiple=True, metavar="ID=KEY", help="With --service: send KEY as property ID."
)
@click.option(
    "--limit", default=5, show_default=True, type=click.IntRange(1, 25), help="With --service: candidates of each."
)
@click.option("--cache", type=_FILE, metavar="FILE", help="With --service: keep answers here, to go on with later.")
@click.option("--timeout", default=30.0, show_default=True, metavar="SECONDS", help="With --service: how long to wait.")
@click.option(
    "--retries", default=4, show_default=True, type=click.IntRange(min=0), help="With --service: how often again."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def match(
    workspace: Path,
    out: str,
    sources: tuple[str, ...],
    within: bool,
    least: float | None,
    weights: Path | None,
    engine: str,
    proposals: Path | None,
    decision: str | None,
    by: str,
    on: str,
    url: str | None,
    kind: str,
    types: tuple[str, ...],
    properties: tuple[str, ...],
    limit: int,
    cache: Path | None,
    timeout: float,
    retries: int,
    quiet: bool,
) -> None:
    """Propose which records of WORKSPACE may be about the same memorial, for a person to decide.

    Each proposal has a score from 0 to 100, and the reasons for and against it, with what each adds or takes away.
    Pairs that identity.yaml has decided are not proposed again. Nothing is merged by itself: fill in decisions, then
    --take them; --undo takes one back.

    With --service, the names of things are looked up in a reconciliation service, such as Wikidata's, and what it finds
    is proposed for `sameAs`.

    \b
    Examples:
      memorial-kg match data -o proposals.yaml
      memorial-kg match data --source list --source article --least 40
      memorial-kg match data --take proposals.yaml --by "A. Editor" --on 2026-11-22
      memorial-kg match data --undo tr-izmit-and-tr-kocaeli
      memorial-kg match data --service https://wikidata.reconci.link/en/api --kind person --type Q5 -o people.yaml
    """
    from memorial_kg.matching import Match, read_weights, undo
    from memorial_kg.matching.services import Service

    if sum(each is not None for each in (proposals, decision, url)) > 1:
        raise UsageError("--take, --undo and --service are three different things: say one of them")
    if proposals:
        _take(workspace, proposals, by, on)
    elif decision:
        _show_taken(undo(_read(workspace), decision), "taken back")
    elif url:
        pairs = dict(_property(each) for each in properties)
        _look_up(workspace, Service(url, timeout, retries + 1, say, cache), (kind, types, pairs, limit), out, quiet)
    else:
        chosen = Match(sources, within, least, read_weights(weights) if weights else read_weights())
        _propose(workspace, chosen, engine, out, quiet)


def _read(folder: Path) -> Workspace:
    from memorial_kg.workspace import read_workspace

    read = read_workspace(folder)
    if read.problems:
        say(f"{len(read.problems)} problems; `memorial-kg check {folder}` shows them. The good records are matched.")
    return read


def _propose(folder: Path, chosen: Match, engine: str, out: str, quiet: bool) -> None:
    from memorial_kg.matching import find_candidates, write_proposals

    workspace = _read(folder)
    _spare(out, workspace)
    with progress_bar(not quiet) as tell:
        if engine == "splink":
            from memorial_kg.matching.splinking import find_with_splink as find
        else:
            find = find_candidates
        found = find(workspace.records, workspace.entities, workspace.decisions, chosen, tell)
    with output(out) as stream:
        for piece in write_proposals(found, {each.about for each in workspace.decisions}):
            stream.write(piece.encode())
    if not quiet:
        _show_found(found)


def _spare(out: str, workspace: Workspace) -> None:
    """Refuse to write over decisions that nobody has taken yet."""
    from memorial_kg.matching import unfinished

    decided = {each.about for each in workspace.decisions}
    if out != "-" and (count := unfinished(Path(out), decided)):
        todo = "take them with --take, or name another file"
        raise UsageError(f"{out} has {count} proposals with a decision, which a new file would lose: {todo}")


def _show_found(found: Found) -> None:
    say(f"proposals: {len(found.candidates)}; pairs compared: {found.compared}, of {found.records} records")
    if found.decided:
        say(f"{found.decided} pairs are not proposed, because identity.yaml has decided them")
    if found.crowded:
        say(f"{found.crowded} pairs are left out, because both memorials have many better candidates")
    for block, pairs in sorted(found.left_out, key=lambda each: -each[1])[:_MOST_SHOWN]:
        say(f"not looked at as a block, for it has {pairs} pairs: {block}")
    if len(found.left_out) > _MOST_SHOWN:
        say(f"… and {len(found.left_out) - _MOST_SHOWN} blocks more; their records may still meet in others")


def _take(folder: Path, proposals: Path, by: str, on: str) -> None:
    from memorial_kg.matching import read_proposals, take
    from memorial_kg.ontology import load_ontology

    verdicts, left = read_proposals(proposals, by, on)
    taken = take(_read(folder), verdicts, load_ontology())
    _show_taken(taken, "taken")
    if taken.before:
        say(f"{taken.before} had been taken before")
    if left:
        say(f"{left} proposals have no decision yet")


def _show_taken(taken: Taken, what: str) -> None:
    for each in taken.changes:
        also = f", and in {each.file.with_name('corrections.yaml')}" if each.harvested else ""
        click.echo(f"{each.record}: about {each.was} → {each.now}, in {each.file}{also}")
    _files(taken.files)
    number = len(taken.decisions)
    click.echo(f"{number} decision{'' if number == 1 else 's'} {what}")


def _files(files: Iterable[Path]) -> None:
    for file in files:
        click.echo(f"written: {file}")


def _property(text: str) -> tuple[str, str]:
    id_, equals, key = text.partition("=")
    if not (id_ and equals and key):
        raise UsageError(f"--property {text}: write the id of the service's property and a key, such as P17=country")
    return id_, key


def _look_up(
    folder: Path,
    service: Service,
    asked: tuple[str, tuple[str, ...], dict[str, str], int],
    out: str,
    quiet: bool,
) -> None:
    from memorial_kg.matching.services import Lookup, look_up, write_lookups

    workspace = _read(folder)
    _spare(out, workspace)
    with progress_bar(not quiet) as tell:
        found = look_up(workspace, service, Lookup(*asked), tell)
    with output(out) as stream:
        stream.write(write_lookups(found).encode())
    if not quiet:
        _show_looked_up(found)


def _show_looked_up(found: Reconciled) -> None:
    say(f"{found.name}: {len(found.proposals)} of {found.asked} things have candidates; {found.kept} answers were kept")
    if found.known:
        say(f"{found.known} things are not looked up, because they have an id there already")
    if found.nameless:
        say(f"{found.nameless} things have no name to look up")
    for problem in found.problems:
        say(str(problem))
