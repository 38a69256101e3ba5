"""Reads answers to SPARQL queries: files of results (JSON, XML, TSV), and an endpoint that a person named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from memorial_kg.errors import UsageError
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.csv_lines import csv_rows
from memorial_kg.sources.readers.finding import Finding, broken, file_problem, unique
from memorial_kg.sources.readers.jsontree import json_items, json_value, rows_of_members
from memorial_kg.sources.readers.rdfterms import read_term, term
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.scanning import Member
from memorial_kg.sources.readers.texts import encoding_of, open_text
from memorial_kg.sources.readers.xmlstream import child, elements, local, rows_of_elements, text_of
from memorial_kg.store import Endpoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["SCHEME", "read_endpoint", "read_sparql_json", "read_sparql_tsv", "read_sparql_xml"]

SCHEME: Final = "sparql+"
_KINDS: Final = {"typed-literal": "literal"}  # as endpoints of before 2013 still write
_HAS_PAGES: Final = re.compile(r"\b(?:LIMIT|OFFSET)\s+\d", re.IGNORECASE)
_IN_ORDER: Final = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_COMMENT: Final = re.compile(r"(?m)(?:^|\s)#.*$")
_MOST_PAGES: Final = 100_000


def read_sparql_json(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The solutions of SPARQL 1.1 results in JSON; a variable without a value is None."""
    stated = json_value(source, rules, "head").tree
    names = stated.get("vars") if isinstance(stated, dict) else None
    if not isinstance(names, list):
        raise file_problem(source.name, "it is no answer to a SELECT query", '"head" with "vars"', "ask for rows")

    def read(member: Member, where: Finding) -> SourceRow:
        bound = member.tree if isinstance(member.tree, dict) else {}
        return where.row(
            {str(name): _from_json(bound.get(name), str(name), where) for name in dict.fromkeys([*names, *bound])}
        )

    yield from rows_of_members(json_items(source, rules, "results.bindings"), source, rules, read, "row")


def _from_json(binding: Tree, name: str, where: Finding) -> Tree:
    if binding is None:
        return None
    value, kind = (binding.get("value"), binding.get("type")) if isinstance(binding, dict) else (None, None)
    if not isinstance(value, str) or not isinstance(kind, str):
        where.refuse(name, "it is no term that a row can hold", "an IRI, a literal or a blank node", "select its parts")
        return None
    return term(value, _KINDS.get(kind, kind), binding.get("xml:lang"), binding.get("datatype"))


def read_sparql_xml(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:  # noqa: ARG001 - XML says its encoding
    """The solutions of SPARQL results in XML."""
    yield from rows_of_elements(lambda: _from_xml(source), source, "row")


def _from_xml(source: Input) -> Iterator[SourceRow]:
    names: list[str] = []
    number = 0
    for element, _ in elements(source, {"variable", "result", "boolean"}):
        if local(element) == "variable":
            names.append(element.get("name") or "")
        elif local(element) == "boolean":
            raise file_problem(source.name, "it is no answer to a SELECT query", "results", "ask for rows")
        else:
            number += 1
            bound = {binding.get("name") or "": _term_of(binding) for binding in element}
            yield Finding(source.name, f"row {number}").row({**dict.fromkeys(names), **bound})


def _term_of(binding: Element) -> Tree:
    for kind in ("uri", "literal", "bnode"):
        if (found := child(binding, kind)) is not None:
            words = "".join(found.itertext())
            lang = found.get("{http://www.w3.org/XML/1998/namespace}lang")
            return term(words, kind, lang, found.get("datatype"))
    return text_of(binding) or None


def read_sparql_tsv(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The solutions of SPARQL results in TSV, whose cells are terms."""
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        rows = csv_rows(stream, "\t", "")
        header = next(rows, None)
        names = unique(name.removeprefix("?") for name in header.cells) if header else []
        for number, cells in enumerate(rows, start=1):
            where = Finding(source.name, f"row {number}", cells.line, encoding)
            yield _from_terms(names, cells.cells or [""], where)


def _from_terms(names: Sequence[str], cells: Sequence[str | None], where: Finding) -> SourceRow:
    if len(names) != len(cells):
        return broken(where, f"{len(cells)} cells where the header has {len(names)}", "a term for each variable", "")
    values: dict[str, Tree] = {}
    for name, cell in zip(names, cells, strict=True):
        try:
            values[name] = read_term(cell or "")
        except ValueError as problem:
            where.refuse(name, str(problem), "a term as SPARQL writes it", 'declare format = "tsv" if it is plain text')
    return where.row(values)


# ── endpoints ──


def read_endpoint(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The solutions that an endpoint gives: all at once, or page by page in the order that the query asks for.

    What goes wrong on the way is a `RemoteError`: half of an answer is none.
    """
    if not rules.query.strip():
        raise UsageError(f'{source.name}: what to ask is missing: declare query = "file.rq" under [harvest]')
    endpoint = Endpoint(source.name.removeprefix(SCHEME))
    number = 0
    for columns, rows in _pages(endpoint, rules):
        for row in rows:
            number += 1
            yield _from_terms(columns, row, Finding(endpoint.shown, f"row {number}"))


def _pages(endpoint: Endpoint, rules: ReadingRules) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str | None]]]]:
    if not rules.page_size:
        answer = endpoint.answer(rules.query, "select")
        yield answer.columns, answer.rows
        return
    asked = _COMMENT.sub("", rules.query)
    last = asked[asked.rfind("}") + 1 :]
    if _HAS_PAGES.search(last) or not _IN_ORDER.search(last):
        raise UsageError("Pages need a query that ends with ORDER BY and has no LIMIT: else rows come twice, or never")
    before = 0
    for _ in range(_MOST_PAGES):
        answer = endpoint.answer(f"{rules.query}\nLIMIT {rules.page_size} OFFSET {before}", "select")
        if not answer.rows:  # a page that is not full may be one that the endpoint cut short
            return
        yield answer.columns, answer.rows
        before += len(answer.rows)
