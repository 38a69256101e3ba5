"""The schema.org JSON-LD that a page carries, for programs that read nothing else: part of the reconciled graph.

It has its context inside, so nobody need fetch one, and only what schema.org has words for. That in which the sources
contradict each other is not in it, for the reconciled graph chooses nothing there.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from jinja2.utils import htmlsafe_json_dumps

from memorial_kg.catalogue import Catalogue
from memorial_kg.export.nodes import thing_of
from memorial_kg.terms import RDF_TYPE, Literal, Quad, parse_term, unwrap

__all__ = ["SCHEMA", "embedded"]

SCHEMA = "http://schema.org/"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LARGEST = 29_000  # bytes

_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str"
_Value: TypeAlias = "tuple[str, _Json]"  # the coercion under which a value is a plain text, and the value in full

# What is written out, fullest first: the next is tried when a document is too large for a page.
_PARTS, _NAMES = "parts", "names"
_LEVELS: tuple[frozenset[str], ...] = (frozenset({_PARTS, _NAMES}), frozenset({_PARTS}), frozenset())


def embedded(catalogue: Catalogue, name: str) -> str:
    """The JSON-LD of a thing, with `<` and `&` escaped for a script element; "" where there is nothing to say."""
    for level in _LEVELS:
        document = _Writer(catalogue, level).document(name)
        text = htmlsafe_json_dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) <= _LARGEST:
            return text if document else ""
    return ""


class _Writer:
    def __init__(self, catalogue: Catalogue, level: frozenset[str]) -> None:
        self._catalogue, self._level = catalogue, level
        self._coercions: dict[str, set[str]] = {}
        self._quads: dict[str, dict[str, list[Quad]]] = {}

    def document(self, name: str) -> dict[str, _Json]:
        iri = self._catalogue.iri(name)
        made = self._whole(iri, frozenset())
        if len(made) == 1:
            return {}
        # A key of which every value is of one kind says so once, in the context.
        one = {key: next(iter(kinds)) for key, kinds in self._coercions.items() if len(kinds) == 1}
        context: dict[str, _Json] = {"@vocab": SCHEMA}
        context |= {key: {"@id": SCHEMA + key, "@type": kind} for key, kind in one.items() if kind}
        return {"@context": context} | _plain(made, one)

    def _said(self, iri: str) -> list[Quad]:
        """What the reconciled graph says of one node."""
        name = self._catalogue.name(iri)
        if name not in self._quads:
            self._quads[name] = {}
            for quad in self._catalogue.quads(name):
                if not quad.graph:
                    self._quads[name].setdefault(quad.subject, []).append(quad)
        return self._quads[name].get(f"<{iri}>", [])

    def _whole(self, iri: str, around: frozenset[str]) -> dict[str, _Json]:
        """A node with all that schema.org has words for; its parts stand inside it."""
        made = self._head(iri)
        for quad in self._said(iri):
            key = unwrap(quad.predicate).removeprefix(SCHEMA)
            if quad.predicate != RDF_TYPE and _LOCAL.fullmatch(key):
                kind, value = self._value(quad.object, around | {iri})
                self._coercions.setdefault(key, set()).add(kind)
                _add(made, key, value)
        return made

    def _head(self, iri: str) -> dict[str, _Json]:
        types = (unwrap(quad.object).removeprefix(SCHEMA) for quad in self._said(iri) if quad.predicate == RDF_TYPE)
        words = sorted(each for each in types if _LOCAL.fullmatch(each))
        made: dict[str, _Json] = {"@id": iri}
        return made | ({"@type": [*words]} if words else {})

    def _value(self, term: str, around: frozenset[str]) -> _Value:
        value = parse_term(term)
        if isinstance(value, Literal):
            if value.language:
                return "", {"@value": value.text, "@language": value.language}
            return ("", value.text) if value.datatype == _STRING else _typed(value)
        return "@id", self._other(value, around)

    def _other(self, iri: str, around: frozenset[str]) -> dict[str, _Json]:
        """What is named: a part whole, another thing of ours by its class and name, anything else by its IRI."""
        inside = {thing_of(each) for each in around}
        if iri in around or not iri.startswith(self._catalogue.base):
            return {"@id": iri}
        if thing_of(iri) in inside:
            return self._whole(iri, around) if _PARTS in self._level else {"@id": iri}
        if _NAMES not in self._level:
            return {"@id": iri}
        made = self._head(iri)
        for quad in self._said(iri):
            if quad.predicate == f"<{SCHEMA}name>":
                kind, value = self._value(quad.object, around)
                self._coercions.setdefault("name", set()).add(kind)
                _add(made, "name", value)
        return made


def _typed(value: Literal) -> _Value:
    return value.datatype, {"@value": value.text, "@type": value.datatype}


def _add(made: dict[str, _Json], key: str, value: _Json) -> None:
    several = made.setdefault(key, [])
    assert isinstance(several, list)  # noqa: S101 - for the type checker
    several.append(value)


def _plain(node: dict[str, _Json], coercions: dict[str, str]) -> dict[str, _Json]:
    """The node with its values as short as the context allows, and one alone without its list."""
    made: dict[str, _Json] = {}
    for key, values in node.items():
        short = [_short(each, coercions.get(key, ""), coercions) for each in values] if isinstance(values, list) else []
        made[key] = (short[0] if len(short) == 1 else short) if isinstance(values, list) else values
    return made


def _short(value: _Json, kind: str, coercions: dict[str, str]) -> _Json:
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"] if value.get("@type") == kind else value
    return value["@id"] if kind == "@id" and len(value) == 1 else _plain(value, coercions)
