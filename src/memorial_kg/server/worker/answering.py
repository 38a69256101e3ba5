"""Answers from the store: a query, a graph whole, the names of the graphs; and writes or reads RDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, QueryTriples, Store

from memorial_kg.errors import InputError, MemorialKGError, UsageError
from memorial_kg.export import export
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Answer, Names, Prepared, Query, answered, parse_query_text, prepare, write
from memorial_kg.queries.safety import graphs_asked_for, services
from memorial_kg.queries.tokens import place
from memorial_kg.server.messages import Header, Message
from memorial_kg.store.embedded import answer_of, term_of
from memorial_kg.terms import parse_line

__all__ = ["OPERATIONS", "Missing", "Setting", "TooMuch", "refusal"]

_PLACE = re.compile(r"\w+:([0-9]+):([0-9]+): ")
_FORMS = {"select": "rows", "ask": "rows", "construct": "graph"}


@dataclass
class Setting:
    """What a worker works with."""

    store: Store
    names: Names
    rows: int
    answer_bytes: int


class TooMuch(MemorialKGError):  # noqa: N818 - it says what is wrong
    """The answer is larger than answers may be."""


class _Unacceptable(MemorialKGError):  # noqa: N818
    """The answer has none of the forms that the client takes."""


class Missing(MemorialKGError):  # noqa: N818
    """There is no such graph."""


class _Bounded(NamedTuple):
    """Counts what goes into an answer, and refuses when it is too much."""

    rows: int
    size: int

    def __call__(self, parts: Iterable[tuple[str | None, ...]]) -> Iterator[tuple[str | None, ...]]:
        size = 0
        for count, part in enumerate(parts, 1):
            size += sum(len(term) for term in part if term)
            if count > self.rows:
                raise TooMuch(f"The answer has more than {self.rows} rows or triples: use LIMIT, or take a download")
            if size > self.size:
                raise TooMuch(f"The answer has more than {self.size} bytes: use LIMIT, or take a download")
            yield part


# -- the operations ----------------------------------------------------------------------------------------------------


def ask(setting: Setting, header: Header, body: bytes) -> Message:
    """Answer a query. `parameters` are those of its own header, which is read only if there are any."""
    text = _text(body)
    name = str(header.get("name", "query"))
    parameters = header.get("parameters") or {}
    query = parse_query_text(text, name) if parameters else Query(name, text)
    prepared = prepare(query, parameters, names=setting.names, federated=True)
    _check_services(prepared)
    wanted = header["formats"].get(_FORMS[prepared.asked.form])
    if wanted is None:
        what = "triples" if prepared.asked.form == "construct" else "rows"
        raise _Unacceptable(f"This query answers with {what}, and in none of the forms that are accepted")
    _check_graphs(setting.store, prepared)
    dataset = _dataset(setting.store, header)
    answer = answered(prepared, lambda sent: _asked(setting, sent, dataset))
    if answer.form == "construct":
        return {"form": "construct", "format": wanted}, _graph(setting, answer.triples, wanted)
    return {"form": answer.form, "format": wanted}, _within(setting, write(answer, wanted).encode())


def graph(setting: Setting, header: Header, _: bytes) -> Message:
    """A graph whole: the one of this name, or, without one, the default graph."""
    if header["graph"] and not setting.store.contains_named_graph(NamedNode(header["graph"])):
        raise Missing(f"There is no graph <{header['graph']}> here")
    named = NamedNode(header["graph"]) if header["graph"] else DefaultGraph()
    bounded = _Bounded(setting.rows * 10, setting.answer_bytes)
    quads = setting.store.quads_for_pattern(None, None, None, named)
    triples = bounded((term_of(q.subject), term_of(q.predicate), term_of(q.object)) for q in quads)
    lines = sorted(f"{' '.join(filter(None, triple))} ." for triple in triples)
    return {"format": header["format"]}, _graph(setting, lines, header["format"])


def graphs(setting: Setting, _header: Header, _body: bytes) -> Message:
    """The names of all named graphs, a line each."""
    names = sorted(each.value for each in setting.store.named_graphs() if isinstance(each, NamedNode))
    return {}, "".join(f"{name}\n" for name in names).encode()


def written(setting: Setting, header: Header, body: bytes) -> Message:
    """Lines of N-Triples in another format."""
    return {"format": header["format"]}, _graph(setting, _text(body).splitlines(), header["format"])


def parse(setting: Setting, header: Header, body: bytes) -> Message:
    """Read somebody's RDF into lines of N-Triples; `base` is what its relative IRIs are relative to."""
    lines = read_rdf(io.BytesIO(body), "upload", header["format"], header["base"])
    if any(parse_line(line).graph for line in lines):
        raise InputError("The document has named graphs of its own, and it is to become one graph: send each by itself")
    return {"triples": len(lines)}, _within(setting, "".join(f"{line}\n" for line in lines).encode())


def reopen(setting: Setting, header: Header, _: bytes) -> Message:
    """Read from another store from now on."""
    folder = Path(header["store"])
    try:
        setting.store = Store.read_only(str(folder))
    except OSError as error:
        raise Missing(f"{folder}: {error}") from None
    return {}, b""


OPERATIONS: dict[str, Callable[[Setting, Header, bytes], Message]] = {
    "ask": ask,
    "graph": graph,
    "graphs": graphs,
    "written": written,
    "parse": parse,
    "reopen": reopen,
}

# -- how a refusal is said ---------------------------------------------------------------------------------------------

# The first class that fits decides; the server turns these words into statuses.
_KINDS: dict[type[Exception], str] = {
    TooMuch: "too much",
    _Unacceptable: "not acceptable",
    Missing: "missing",
    MemorialKGError: "refused",
}


def refusal(error: MemorialKGError) -> Header:
    """What a worker says instead of an answer; `line` and `column` are there when a place in a query is meant."""
    kind = next(kind for cls, kind in _KINDS.items() if isinstance(error, cls))
    said: Header = {"refused": kind, "words": str(error)[:2_000]}
    if found := _PLACE.match(str(error)):
        said |= {"line": int(found[1]), "column": int(found[2])}
    return said


# -- parts -------------------------------------------------------------------------------------------------------------


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InputError("The text is not in UTF-8") from None


def _asked(setting: Setting, text: str, dataset: dict[str, Any]) -> Answer:
    try:
        return _answer(setting, setting.store.query(text, **dataset))
    except MemoryError:
        raise TooMuch("The answer needs more memory than a query may use: ask for less") from None


def _answer(setting: Setting, results: object) -> Answer:
    bounded = _Bounded(setting.rows, setting.answer_bytes)
    if isinstance(results, QuerySolutions):
        columns = tuple(variable.value for variable in results.variables)
        rows = (tuple(term_of(solution[name]) for name in columns) for solution in results)
        return Answer("select", columns, tuple(bounded(rows)))
    if isinstance(results, QueryTriples):
        triples = ((term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in results)
        return Answer("construct", triples=tuple(sorted({f"{s} {p} {o} ." for s, p, o in bounded(triples)})))
    return answer_of(results)


def _graph(setting: Setting, lines: Iterable[str], format_name: str) -> bytes:
    out = io.BytesIO()
    export(lines, format_name, ontology=load_ontology(), base=setting.names.base, out=out)
    return _within(setting, out.getvalue())


def _within(setting: Setting, body: bytes) -> bytes:
    if len(body) > setting.answer_bytes:
        raise TooMuch(f"The answer has more than {setting.answer_bytes} bytes: use LIMIT, or take a download")
    return body


def _check_services(query: Prepared) -> None:
    """Refuse SERVICE in words of a server; the lock of this process would refuse it in the words of a system."""
    for address in services(query.sent):
        at = _at(query, address.start)
        raise UsageError(
            f"{at}: SERVICE asks another server, and none is asked here; ask {address.text[:200]} yourself"
        )


def _at(query: Prepared, start: int) -> str:
    line, column = place(query.sent.text, start)
    return f"{query.asked.name}:{line}:{column}"


def _check_graphs(store: Store, query: Prepared) -> None:
    """Refuse graphs that are not here: nothing is fetched, and an empty answer would say something else."""
    asked = [*graphs_asked_for(query.sent)]
    known = {each.value for each in store.named_graphs()} if asked else set()
    for name, token in asked:
        if name not in known:
            raise UsageError(f"{_at(query, token.start)}: there is no graph <{name[:200]}> here, and none is fetched")


def _dataset(store: Store, header: Header) -> dict[str, Any]:
    """The dataset that the request names, which is then all that the query sees, whatever its FROM says."""
    default, named = header.get("default_graphs") or [], header.get("named_graphs") or []
    if not default and not named:
        return {}
    known = {each.value for each in store.named_graphs()}
    for name in (*default, *named):
        if name not in known:
            raise UsageError(f"There is no graph <{name[:200]}> here, and none is fetched")
    return {"default_graph": [NamedNode(each) for each in default], "named_graphs": [NamedNode(each) for each in named]}
