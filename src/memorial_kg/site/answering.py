"""Answers the bundled queries when the site is published: the first rows for the page, and all of them as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from memorial_kg.built import STORE
from memorial_kg.catalogue import Catalogue
from memorial_kg.queries import Answer, Names, Query, list_queries, run, write
from memorial_kg.site.site import Site
from memorial_kg.store import open_store

__all__ = ["MOST_ROWS", "ROWS_SHOWN", "Answered", "answered", "result_path", "write_answers"]

ROWS_SHOWN = 200
MOST_ROWS = 100_000  # in a file; a query that answers with more is for the endpoint or for the dumps
# How the results are written, by the form of the query: a name of `queries.WRITERS`, and the suffix of the file.
_FILES = {"select": ("spreadsheet", "csv"), "ask": ("spreadsheet", "csv"), "construct": ("ntriples", "nt")}

_DONE: WeakKeyDictionary[Catalogue, dict[str, Answered]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Answered:
    """The first rows or triples of an answer, and how many there are; `cut` when the file does not have all, either."""

    answer: Answer
    total: int
    cut: bool


def answered(site: Site, query: Query) -> Answered | None:
    """What the published graph answers; each query is run once, for all languages.

    None for a query that would ask another server, and where no store lies beside the graph.
    """
    if query.federated or not _can_be_asked(site):
        return None
    known = _DONE.setdefault(site.catalogue, {})
    if query.name not in known:
        answer, cut = _run(site, query)
        first = replace(answer, rows=answer.rows[:ROWS_SHOWN], triples=answer.triples[:ROWS_SHOWN])
        known[query.name] = Answered(first, len(answer.rows or answer.triples), cut)
    return known[query.name]


def write_answers(site: Site, folder: Path) -> Iterable[str]:
    """Write the whole answer of each bundled query beside its page, but for those that would ask another server."""
    if not _can_be_asked(site):
        return ("no answers to the bundled queries: there is no store beside the graph; run `memorial-kg build` again",)
    (folder / "queries").mkdir(exist_ok=True)
    for query in list_queries():
        if not query.federated:
            answer, _ = _run(site, query)
            path = folder / result_path(query.name, answer)
            path.write_text(write(answer, _FILES[answer.form][0]), encoding="utf-8", newline="")
    return ()


def result_path(name: str, answer: Answer) -> str:
    """Where the whole answer of a query lies."""
    return f"queries/{name}.{_FILES[answer.form][1]}"


def _can_be_asked(site: Site) -> bool:
    return (site.graph / STORE).is_dir()


def _run(site: Site, query: Query) -> tuple[Answer, bool]:
    names = Names(site.ontology.prefixes, site.catalogue.base)
    limited = replace(query, text=f"{query.text}\nLIMIT {MOST_ROWS + 1}\n") if _may_be_limited(query) else query
    answer = run(limited, open_store(site.graph / STORE), names=names)
    cut = len(answer.rows) > MOST_ROWS
    return replace(answer, rows=answer.rows[:MOST_ROWS], ordered=answer.ordered), cut


def _may_be_limited(query: Query) -> bool:
    """Whether nothing stands behind the pattern of a query but an order: then it can be told when to stop."""
    behind = query.text.rpartition("}")[2].upper()
    return not any(word in behind for word in ("LIMIT", "OFFSET", "VALUES"))
