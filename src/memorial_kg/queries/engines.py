"""Asks one question of any of three engines, and gets one kind of answer.

The embedded store, an rdflib Graph or Dataset, and a remote endpoint all see the same dataset: the default graph is the
default graph alone, and a named graph is asked by GRAPH.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from memorial_kg.errors import InputError, MemorialKGError, RemoteError, UsageError
from memorial_kg.queries.library import Query, parse_query_text
from memorial_kg.queries.parameters import Names, bind
from memorial_kg.queries.rdflib_graphs import ask_rdflib, is_rdflib
from memorial_kg.queries.safety import check_stays_here, graphs_asked_for, services
from memorial_kg.queries.syntax import Outline, outline, with_prefixes
from memorial_kg.queries.tokens import complaint
from memorial_kg.queries.wikidata import PREFIXES, without_services
from memorial_kg.store import Answer, Endpoint
from memorial_kg.store.embedded import answer_of, is_store

__all__ = ["Prepared", "answered", "prepare", "run"]

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_NAMES = Names(_NOTHING)

# Endpoints that know the label service themselves, and answer faster with it.
_WIKIBASE = re.compile(r"(?:.*\.)?(?:wikidata\.org|wikibase\.cloud)")

_POSITION = re.compile(r"(?:error )?at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that is ready for an engine: parameters bound, prefixes declared, nothing that leaves the house."""

    text: str
    asked: Outline  # as the user wrote it, with the parameters bound
    sent: Outline  # without what only the Wikidata Query Service knows


def run(
    query: str | Query,
    on: object,
    parameters: Mapping[str, str | Sequence[str]] = _NOTHING,
    *,
    names: Names = _NO_NAMES,
    federated: bool = False,
) -> Answer:
    """Ask a query of a store, of an rdflib graph or dataset, or of an endpoint.

    `names` are the prefixes and the base that a query and its parameters may use; `federated` allows SERVICE.

    >>> from memorial_kg.store import memory_store
    >>> run("ASK { ?s ?p ?o }", memory_store([])).boolean
    False
    """
    known = query if isinstance(query, Query) else parse_query_text(query)
    knows_labels = isinstance(on, Endpoint) and bool(_WIKIBASE.fullmatch(urlsplit(on.url).hostname or ""))
    prepared = prepare(known, parameters, names=names, federated=federated, as_it_is=knows_labels)
    return answered(prepared, _engine(prepared, on))


def prepare(
    query: Query,
    parameters: Mapping[str, str | Sequence[str]] = _NOTHING,
    *,
    names: Names = _NO_NAMES,
    federated: bool = False,
    as_it_is: bool = False,
) -> Prepared:
    """Bind, check and complete a query without asking anybody; `as_it_is` leaves the label service in."""
    text = bind(query.text, query.parameters, parameters, names, query.name)
    asked = outline(text, query.name)
    sent = asked if as_it_is else without_services(asked)
    check_stays_here(sent, federated=federated)
    return Prepared(with_prefixes(sent, {**PREFIXES, **names.prefixes}), asked, sent)


def _engine(query: Prepared, on: object) -> Callable[[str], Answer]:
    if isinstance(on, Endpoint):
        return lambda text: on.answer(text, query.asked.form)
    if is_store(on):
        return lambda text: answer_of(cast("Any", on).query(text))
    if is_rdflib(on):
        return lambda text: ask_rdflib(cast("Any", on), text, [graph for graph, _ in graphs_asked_for(query.sent)])
    raise UsageError(
        f"A query is asked of a store, of an rdflib Graph or Dataset, or of an Endpoint, not of a {type(on).__name__}"
    )


def answered(query: Prepared, engine: Callable[[str], Answer]) -> Answer:
    """What an engine answers to the text of a query: columns in the order of the query, its errors in words."""
    try:
        answer = replace(engine(query.text), ordered=query.asked.ordered)
    except MemorialKGError:
        raise
    except RecursionError:
        raise InputError(f"{query.asked.name}: the query is nested too deeply for this engine") from None
    except Exception as error:
        error.__traceback__ = None  # it holds solutions of the engine, which this thread alone may drop
        raise _in_words(error, query) from error
    return _in_order_of_appearance(answer, query.asked) if query.asked.selects_all else answer


def _in_words(error: Exception, query: Prepared) -> MemorialKGError:
    """What an engine means by an exception, with the place in the text that the user knows."""
    position = _POSITION.fullmatch(str(error))
    if isinstance(error, SyntaxError) and position:
        return _syntax_error(int(position[1]), int(position[2]), position[3], query)
    line, column = getattr(error, "lineno", None), getattr(error, "column", None)
    if isinstance(line, int) and isinstance(column, int):  # pyparsing, which rdflib reads with
        return _syntax_error(line, column, str(getattr(error, "msg", "")), query)
    if any(True for _ in services(query.sent)):
        return RemoteError(f"{query.asked.name}: a server that the query asks gave no answer: {error}")
    return InputError(f"{query.asked.name}: the query failed: {error}")


def _syntax_error(line: int, column: int, expected: str, query: Prepared) -> MemorialKGError:
    text = query.sent.text
    if line == 1:
        column -= len(query.text) - len(text)  # the prefixes that were put before the text
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    position = min(starts[min(line, len(starts)) - 1] + max(column, 1) - 1, len(text))
    what = "the query cannot be read at this place" if text[position:].strip() else "the query ends too early"
    return complaint(text, position, query.asked.name, what, _plain_words(expected))


def _plain_words(expected: str) -> str:
    """What the grammar would have allowed, where the engine says it in a way that helps."""
    if "SELECT contains a variable that is unbound" in expected:
        return "a variable of the SELECT has no value there: group by it, or aggregate it"
    words = re.sub(r"\['A' \.\.=.*?\]", "a variable", expected.replace(", [_]", ""), flags=re.DOTALL).strip()
    return words if '"' in words else ""


def _in_order_of_appearance(answer: Answer, asked: Outline) -> Answer:
    columns = asked.in_order(answer.columns)
    places = [answer.columns.index(name) for name in columns]
    return replace(answer, columns=columns, rows=tuple(tuple(row[at] for at in places) for row in answer.rows))
