"""`memorial-kg query`."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from memorial_kg.cli.shared import graph_option, output, read_input, say, table
from memorial_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from memorial_kg.queries import Answer, Query

__all__ = ["query"]

_T = TypeVar("_T")
_TABLE = "table"
_LONGEST = 86_400  # seconds; the system's clocks cannot wait for any number
# What is written where nothing else is asked for: a table of rows, or the triples of a CONSTRUCT.
_ALIASES = {"md": "markdown", "nt": "ntriples", "ttl": "turtle", "srj": "json", "srx": "xml"}


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if not 0.1 <= value <= _LONGEST:  # nan is not
        raise click.BadParameter(f"{value:g} is not a number of seconds between 0.1 and {_LONGEST}")
    return value


@click.command()
@click.argument("name", default="")
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter; again for more."
)
@click.option(
    "-f",
    "--format",
    "format_name",
    default="",
    help="table, csv, tsv, json, xml, markdown; for CONSTRUCT ntriples, turtle.",
)
@click.option("-o", "--output", "out", default="-", help="The file for the answer; standard output by default.")
@click.option("--endpoint", default="", metavar="URL", help="Ask this SPARQL endpoint instead of the built graph.")
@click.option(
    "--on",
    "engine",
    type=click.Choice(["store", "rdflib"]),
    default="store",
    show_default=True,
    help="The engine for the built graph.",
)
@click.option(
    "--profile", type=click.Choice(["", "wikibase"]), default="", help="Ask the statements as Wikidata shapes them."
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    callback=_seconds,
    default=60.0,
    show_default=True,
    help="How long to wait for the answer.",
)
@click.option("--base", default="", metavar="IRI", help="What the endpoint's local ids begin with, if it is not ours.")
@click.option("--federated", is_flag=True, help="Allow the query to ask other servers (SERVICE).")
@click.option("--show", is_flag=True, help="Show the query with its parameters bound, and do not ask.")
@graph_option
def query(
    name: str, params: tuple[str, ...], format_name: str, out: str, endpoint: str, base: str, engine: str, profile: str,
    timeout: float, federated: bool, show: bool, graph: Path,
) -> None:  # fmt: skip
    """Ask a bundled question by its NAME, a file of SPARQL, or `-` for standard input.

    Without a NAME, list the questions. An ASK that is answered with no has exit code 1.

    \b
    Examples:
      memorial-kg query
      memorial-kg query by-country --param country=place/turkey
      memorial-kg query inscriptions-in-language -p language=de -p language=nl -f json
      memorial-kg query my.rq -f csv -o rows.csv
      echo 'SELECT * { ?memorial wdt:P17 wd:Q43 }' | memorial-kg query -
      memorial-kg query memorials --endpoint http://localhost:7878/query
    """
    if not name:
        _list()
        return
    format_name = _format(format_name, out)

    from memorial_kg.built import read_summary
    from memorial_kg.ontology import load_ontology
    from memorial_kg.queries import Names, prepare, run
    from memorial_kg.workspace import DEFAULT_BASE

    asked = _find(name)
    ontology = load_ontology()
    names = Names(ontology.prefixes, base or (DEFAULT_BASE if endpoint else read_summary(graph).base))
    values = _values(params)
    for parameter in asked.parameters:
        if parameter.name not in values and parameter.default != "any":
            say(f"{parameter.name} = {parameter.default} (the default; another with --param {parameter.name}=…)")
    if show:
        click.echo(prepare(asked, values, names=names, federated=True).text)
        return
    on = _on(endpoint, timeout, engine, profile, graph)
    answer = _within(timeout, lambda: run(asked, on, values, names=names, federated=federated))
    _write(answer, format_name, out, dict(ontology.prefixes), names.base)
    if answer.form == "ask" and not answer.boolean:
        raise click.exceptions.Exit(1)


def _list() -> None:
    from memorial_kg.queries import list_queries

    rows = (
        (each.name, each.title, ", ".join(parameter.name for parameter in each.parameters)) for each in list_queries()
    )
    table(("name", "question", "parameters"), rows)


def _find(name: str) -> Query:
    from memorial_kg.queries import find_query, parse_query_text, read_query

    if name == "-":
        content, shown = read_input(name)
        try:
            return parse_query_text(content.decode("utf-8-sig"), shown)
        except UnicodeDecodeError as error:
            raise InputError(f"{shown}: the query is not UTF-8: {error.reason}") from error
    if name.endswith((".rq", ".sparql")) or os.sep in name:
        return read_query(Path(name))
    return find_query(name)


def _values(params: tuple[str, ...]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise UsageError(f"--param {param!r} has no value: write --param NAME=VALUE")
        values.setdefault(key, []).append(value)
    return values


def _on(endpoint: str, timeout: float, engine: str, profile: str, graph: Path) -> object:
    from memorial_kg.built import STORE
    from memorial_kg.pipeline import open_graph
    from memorial_kg.store import Endpoint, memory_store, open_store

    if endpoint:
        if profile or engine != "store":
            raise UsageError("--profile and --on are about the built graph: leave them out with --endpoint")
        return Endpoint(endpoint, timeout=timeout)
    if engine == "rdflib":
        return open_graph(graph, profile=profile).to_rdflib()
    return memory_store(open_graph(graph, profile=profile).lines) if profile else open_store(graph / STORE)


def _within(seconds: float, ask: Callable[[], _T]) -> _T:
    """The result of a call that may take so long.

    It runs in a thread, so that Ctrl+C and the time limit are heard meanwhile: an engine does not stop when
    asked, but the process can.
    """
    done: queue.Queue[tuple[_T | None, BaseException | None]] = queue.Queue()

    def work() -> None:
        try:
            done.put((ask(), None))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the main thread
            done.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        result, error = done.get(timeout=seconds + 1)
    except queue.Empty:
        _leave(3, f"error: the query took longer than {seconds:g} seconds; ask for less, or allow more with --timeout")
    except KeyboardInterrupt:
        _leave(130, "interrupted")
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


def _leave(code: int, message: str) -> NoReturn:
    """End the process although a thread is still inside an engine."""
    click.echo(message, err=True)
    sys.stdout.flush()
    os._exit(code)


def _format(asked: str, out: str) -> str:
    """The format that was asked for, or that the name of the file says; "" for the usual one."""
    from memorial_kg.queries import WRITERS
    from memorial_kg.values import did_you_mean

    wanted = asked.lower() or (Path(out).suffix.lstrip(".").lower() if out != "-" else "")
    name = _ALIASES.get(wanted, wanted)
    known = (_TABLE, *WRITERS, "turtle")
    if name and name not in known:
        hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
        raise UsageError(f"A query cannot be answered as {name!r}: {hint}")
    return name


def _write(answer: Answer, format_name: str, out: str, prefixes: dict[str, str], base: str) -> None:
    from memorial_kg.queries import write

    name = format_name or ("ntriples" if answer.form == "construct" else _TABLE)
    if name == _TABLE and out != "-":
        raise UsageError(f"In which format is {out} to be written? Add -f csv, or end its name in .csv, .json, .md …")
    if name == _TABLE and answer.form != "construct":
        _table(answer, {**prefixes, "": base} if base else prefixes)
        return
    with output(out) as stream:
        if name == "turtle" and answer.form == "construct":
            from memorial_kg.knowledge import KnowledgeGraph

            KnowledgeGraph(answer.triples, base).export("turtle", stream)
        else:
            stream.write(write(answer, name, prefixes).encode())


def _table(answer: Answer, prefixes: dict[str, str]) -> None:
    if answer.form == "ask":
        click.echo("yes" if answer.boolean else "no")
        return
    table(answer.columns, ([_cell(term, prefixes) for term in row] for row in answer.rows))
    click.echo(f"{len(answer.rows)} row{'s' if len(answer.rows) != 1 else ''}", err=True)


def _cell(term: str | None, prefixes: dict[str, str]) -> str:
    """A term for people: the text of a literal, an IRI as our local id (under the prefix "") or as a CURIE."""
    from memorial_kg.terms import Literal, compact, parse_term

    if term is None or term.startswith("_:"):
        return term or ""
    value = parse_term(term)
    if isinstance(value, Literal):
        return value.text
    base = prefixes.get("", "")
    short = compact(value, {name: space for name, space in prefixes.items() if name})
    return value.removeprefix(base) if short == value and base else short
