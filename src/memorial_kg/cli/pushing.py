"""`memorial-kg push`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from memorial_kg.cli.shared import graph_option, progress_bar, say, table

if TYPE_CHECKING:
    from memorial_kg.push import Credentials, Plan, Step

__all__ = ["push"]

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@click.command()
@click.argument("endpoint")
@graph_option
@click.option("--graph-store", metavar="URL", default="", help="Where the store takes whole graphs, if not known.")
@click.option("--update", metavar="URL", default="", help="Send by SPARQL Update to this address instead.")
@click.option("--default-graph", metavar="IRI", default="", help="Send the default graph under this name.")
@click.option(
    "--credentials",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A file with one line, user:password or a token.",
)
@click.option("--prune", is_flag=True, help="Delete graphs of earlier pushes that the build no longer has.")
@click.option("--force", is_flag=True, help="Send every graph, and replace what no push sent.")
@click.option("--in-place", is_flag=True, help="With --update: do without MOVE; readers see the graphs grow.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be sent, and why; only ask.")
@click.option("--timeout", default=300.0, show_default=True, metavar="SECONDS", help="How long to wait for an answer.")
@click.option("--retries", default=4, show_default=True, type=click.IntRange(min=0), help="How often to try again.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def push(
    endpoint: str,
    graph: Path,
    graph_store: str,
    update: str,
    default_graph: str,
    file: Path | None,
    prune: bool,
    force: bool,
    in_place: bool,
    dry_run: bool,
    timeout: float,
    retries: int,
    quiet: bool,
) -> None:
    """Send the built graph to the SPARQL 1.1 store that is asked at ENDPOINT: only the graphs that changed.

    Each graph replaces its predecessor as a whole, by the Graph Store Protocol or by SPARQL Update, and is counted
    afterwards. What was sent is recorded in the store, in a graph <base>push/state; so a push that was interrupted is
    repeated, and goes on. The graph stores of Oxigraph, Virtuoso, Fuseki, RDF4J and GraphDB are known by their
    endpoints; for others, name an address with --graph-store or --update.

    Credentials come from a file, or from MEMORIAL_KG_USER and MEMORIAL_KG_PASSWORD, or from MEMORIAL_KG_TOKEN. They are
    sent to the addresses that you name, and never across a redirect to another host.

    \b
    Examples:
      memorial-kg push http://localhost:7878/query --dry-run
      memorial-kg push http://localhost:7878/query
      memorial-kg push https://sparql.example.org/museum/sparql \\
          --graph-store https://sparql.example.org/museum/data --credentials secret.txt
      memorial-kg push http://localhost:8890/sparql --credentials secret.txt \\
          --default-graph https://w3id.org/memorial-kg/dataset        Virtuoso
    """
    from memorial_kg.push import Client, Request, preview
    from memorial_kg.push import push as run

    request = Request(endpoint, graph_store, update, default_graph, prune=prune, force=force, in_place=in_place)
    credentials = _credentials(file, os.environ)
    if credentials:
        _warn_of_listeners(endpoint, graph_store, update)
    client = Client(credentials, timeout=timeout, attempts=retries + 1, tell=say)
    if dry_run:
        _show_plan(preview(graph, request, client))
        return
    with progress_bar(not quiet) as tell:
        done = run(graph, request, client, moved=lambda step, size: tell(_name(step.graph), size, _size(step)))
    if not quiet:
        _show_done(done)


def _credentials(file: Path | None, environment: Mapping[str, str]) -> Credentials | None:
    from memorial_kg.push import Credentials, read_credentials

    if file:
        return read_credentials(file)
    if token := environment.get("MEMORIAL_KG_TOKEN"):
        return Credentials(token=token)
    if user := environment.get("MEMORIAL_KG_USER"):
        return Credentials(user, environment.get("MEMORIAL_KG_PASSWORD", ""))
    return None


def _warn_of_listeners(*urls: str) -> None:
    for host in sorted({urlsplit(url).hostname or "" for url in urls if urlsplit(url).scheme == "http"} - _HERE):
        say(f"warning: credentials go to {host} without encryption, and who listens can read them: prefer https")


def _name(graph: str) -> str:
    return graph or "the default graph"


def _size(step: Step) -> int:
    return step.part.size if step.part else 0


def _left(graph: str, plan: Plan) -> str:
    todo = "--prune deletes it" if graph.startswith(plan.base) else "not under our base: delete it yourself"
    return f"no longer in the build; {todo}"


def _show_plan(plan: Plan) -> None:
    rows = [
        (_name(step.graph), f"{step.part.triples}", f"{step.part.size}", "send", step.why)
        if step.part
        else (_name(step.graph), "", "", "delete", step.why)
        for step in plan.steps
    ]
    rows += [(_name(graph), "", "", "nothing", "the store has it") for graph in plan.unchanged]
    rows += [(_name(graph), "", "", "nothing", _left(graph, plan)) for graph in plan.left]
    table(("graph", "triples", "bytes", "to do", "why"), rows, f"To {plan.targets.graph_store or plan.targets.update}")


def _show_done(plan: Plan) -> None:
    for step in plan.steps:
        did = f"sent, {step.part.triples} triples" if step.part else "deleted"
        click.echo(f"{_name(step.graph)}: {did} ({step.why})")
    for graph in plan.left:
        click.echo(f"{_name(graph)}: {_left(graph, plan)}")
    sent = sum(step.part is not None for step in plan.steps)
    click.echo(f"{sent} sent, {len(plan.steps) - sent} deleted, {len(plan.unchanged)} unchanged")
