"""Lets queries run here that were written for the Wikidata Query Service: its prefixes, its label service, its hints.

`SERVICE wikibase:label { bd:serviceParam wikibase:language "en,tr" }` becomes patterns that find, for each ?xLabel and
?xDescription that the query selects, the label of ?x in the first of the languages that has one. Where none has, it is
a label in another language, since a place may be named here in its own language alone, or else the last part of the
IRI. There it makes no difference where the service stands in its group; here it moves to the end of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from memorial_kg.queries.parameters import sparql_literal
from memorial_kg.queries.safety import is_label_service
from memorial_kg.queries.syntax import Outline, matching, outline
from memorial_kg.queries.tokens import Token, complaint
from memorial_kg.terms import RDFS_LABEL, unwrap

__all__ = ["PREFIXES", "without_services"]

# What the Wikidata Query Service declares beyond the prefixes of ontology/vocabulary.ttl; those win.
PREFIXES: Mapping[str, str] = {
    "bd": "http://www.bigdata.com/rdf#",
    "cc": "http://creativecommons.org/ns#",
    "dct": "http://purl.org/dc/terms/",
    "geof": "http://www.opengis.net/def/geosparql/function/",
    "hint": "http://www.bigdata.com/queryHints#",
    "ontolex": "http://www.w3.org/ns/lemon/ontolex#",
    "pqn": "http://www.wikidata.org/prop/qualifier/value-normalized/",
    "prn": "http://www.wikidata.org/prop/reference/value-normalized/",
    "psn": "http://www.wikidata.org/prop/statement/value-normalized/",
    "wdata": "http://www.wikidata.org/wiki/Special:EntityData/",
    "wdno": "http://www.wikidata.org/prop/novalue/",
    "wdtn": "http://www.wikidata.org/prop/direct-normalized/",
    "wikibase": "http://wikiba.se/ontology#",
}

_RDFS_LABEL = unwrap(RDFS_LABEL)
# The ends of the variables that the service fills, and the property behind each.
_FILLED = {
    "Label": _RDFS_LABEL,
    "Description": "http://schema.org/description",
    "AltLabel": "http://www.w3.org/2004/02/skos/core#altLabel",
}
_PROPERTIES = {"label": _FILLED["Label"], "description": _FILLED["Description"], "altLabel": _FILLED["AltLabel"]}
_DEFAULT_LANGUAGE = "en"  # for [AUTO_LANGUAGE], which is the language of the reader's browser


class _Wanted(NamedTuple):
    """A variable to be filled with the property of another."""

    variable: str
    of: str
    property: str


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def without_services(query: Outline) -> Outline:
    """The same query without label services and hints; a query that has none comes back as it is."""
    edits = [*_labels(query), *_hints(query)]
    if not edits:
        return query
    text = query.text
    for edit in sorted(edits, reverse=True):
        lines = "\n" * text.count("\n", edit.start, edit.end)  # errors further down name the line of the user's text
        text = text[: edit.start] + edit.text + lines + text[edit.end :]
    return outline(text, query.name)


def _labels(query: Outline) -> Iterator[_Edit]:
    tokens = query.tokens
    for at, token in enumerate(tokens[:-2]):
        if not (token.is_word("SERVICE") and is_label_service(tokens[at + 1])):
            continue
        if tokens[at + 2].text != "{":
            raise complaint(query.text, tokens[at + 2].start, query.name, "the label service has a group in braces")
        closing = matching(tokens, at + 2)
        inside = tokens[at + 3 : closing]
        group_end = _end_of_group(tokens, closing)
        wanted = list(_explicit(inside)) or list(_selected(tokens, at))
        languages = _languages(inside)
        patterns = "".join(_pattern(each, languages) for each in dict.fromkeys(wanted))
        after = tokens[closing + 1 : closing + 2]
        end = after[0].end if after and after[0].text == "." else tokens[closing].end
        yield _Edit(token.start, end, "")
        yield _Edit(tokens[group_end].start, tokens[group_end].start, f"{patterns} ")


def _end_of_group(tokens: tuple[Token, ...], start: int) -> int:
    """The index of the brace that closes the group around what ends at `start`."""
    depth = 0
    for index in range(start + 1, len(tokens)):
        if tokens[index].kind == "sign":
            depth += (tokens[index].text == "{") - (tokens[index].text == "}")
            if depth < 0:
                return index
    return len(tokens) - 1


def _languages(inside: tuple[Token, ...]) -> list[str]:
    """The languages in the order in which they are wanted."""
    for before, token in pairwise(inside):
        if before.text.endswith("language") or before.text.endswith("language>"):
            named = token.text.strip("\"'").replace("[AUTO_LANGUAGE]", _DEFAULT_LANGUAGE).split(",")
            sound = [name.strip() for name in named if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", name.strip())]
            return list(dict.fromkeys(sound)) or [_DEFAULT_LANGUAGE]
    return [_DEFAULT_LANGUAGE]


def _explicit(inside: tuple[Token, ...]) -> Iterator[_Wanted]:
    """The form that names what it fills: `?x rdfs:label ?xLabel; schema:description ?about.`."""
    subject = ""
    for one, two, three in zip(inside, inside[1:], inside[2:], strict=False):
        local = re.split(r"[:/#]", two.text.strip("<>"))[-1]
        if one.kind == "variable" and two.kind in ("name", "iri"):
            subject = one.text[1:]
        if two.kind in ("name", "iri") and three.kind == "variable" and local in _PROPERTIES and subject:
            yield _Wanted(three.text[1:], subject, _PROPERTIES[local])


def _selected(tokens: tuple[Token, ...], service: int) -> Iterator[_Wanted]:
    """The variables of the SELECT around the service that end in Label, Description or AltLabel."""
    names = {token.text[1:] for token in tokens if token.kind == "variable"}
    outside = _select_around(tokens, service)
    for variable in dict.fromkeys(token.text[1:] for token in outside if token.kind == "variable"):
        for ending, filled_from in _FILLED.items():
            base = variable.removesuffix(ending)
            if base in names and variable == base + ending:
                yield _Wanted(variable, base, filled_from)


def _select_around(tokens: tuple[Token, ...], inner: int) -> list[Token]:
    """What stands before and after the group of the innermost SELECT around a token: its variables, its GROUP BY."""
    for select in range(inner - 1, -1, -1):
        if tokens[select].is_word("SELECT"):
            opening = next(index for index in range(select, len(tokens)) if tokens[index].text == "{")
            closing = matching(tokens, opening)
            if opening < inner < closing:
                return [*tokens[select:opening], *tokens[closing : _end_of_group(tokens, closing) + 1]]
    return []


def _pattern(wanted: _Wanted, languages: list[str]) -> str:
    """Patterns that fill a variable: the first of the languages that has a value, and of several values the least."""
    name, of, filled_from = wanted
    thing = f"?{name}_of"  # never unbound: a variable without a value would match every label that there is
    one, other = f"?{name}_x", f"?{name}_y"
    patterns = [f" BIND(COALESCE(?{of}, <urn:x-unbound>) AS {thing})"]
    candidates = []
    for number, language in enumerate(languages):
        candidates.append(f"?{name}_{number}")
        tag = sparql_literal(language.lower())
        patterns.append(_least(thing, filled_from, candidates[-1], other, f"LCASE(LANG(%s)) = {tag}"))
    if filled_from == _RDFS_LABEL:
        patterns.append(_least(thing, filled_from, one, other, "isLITERAL(%s)"))
        candidates += [one, f'IF(isIRI(?{of}), REPLACE(STR(?{of}), "^.*[/#]", ""), STR(?{of}))']
    return "".join(patterns) + f" BIND(COALESCE({', '.join(candidates)}) AS ?{name})"


def _least(thing: str, filled_from: str, one: str, other: str, condition: str) -> str:
    """A pattern for the one value for which there is no other that comes before it."""
    before = f"(STR({other}) < STR({one}) || (STR({other}) = STR({one}) && LANG({other}) < LANG({one})))"
    return (
        f" OPTIONAL {{ {thing} <{filled_from}> {one} . FILTER({condition % one}) "
        f"FILTER NOT EXISTS {{ {thing} <{filled_from}> {other} . FILTER({condition % other} && {before}) }} }}"
    )


def _hints(query: Outline) -> Iterator[_Edit]:
    """Each statement about how to run the query: from its `hint:` subject to the full stop."""
    index = 0
    while index < len(query.tokens):
        token = query.tokens[index]
        if token.kind == "name" and token.text.startswith("hint:"):
            end = index
            while end + 1 < len(query.tokens) and query.tokens[end].text != "." and query.tokens[end + 1].text != "}":
                end += 1
            yield _Edit(token.start, query.tokens[end].end, "")
            index = end
        index += 1
