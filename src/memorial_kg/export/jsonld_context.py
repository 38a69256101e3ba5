"""Gives a JSON-LD document the part of our context that it uses, so that no reader has to fetch anything."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.ontology.derived import Json, context
from memorial_kg.terms import compact

__all__ = ["Object", "UsedContext"]

Object: TypeAlias = dict[str, Json]

_HEAD = ("@version", "id", "type")


class UsedContext:
    """Our context, and a note of the classes, keys and words that a document has used so far."""

    def __init__(self, ontology: Ontology) -> None:
        self._prefixes = ontology.prefixes
        self._whole = _whole(ontology)
        self._used: dict[str, dict[str, set[str]]] = {}  # class → key → the words that occur

    def term(self, shape: Shape) -> str:
        """The term of a class, which is used from now on."""
        term = compact(shape.cls, self._prefixes).partition(":")[2]
        self._used.setdefault(term, {})
        return term

    def use(self, shape: Shape, key: Key, values: list[Json]) -> None:
        """Note that a key occurs with these values."""
        words = self._used[self.term(shape)].setdefault(key.name, set())
        words.update(each for each in values if isinstance(each, str) and key.kind == "choice")

    def needed(self, prefixes: set[str], base: str) -> Object:
        """The context of what was used, these prefixes among it."""
        classes: Object = {term: self._of_class(term, keys) for term, keys in sorted(self._used.items())}
        mentioned = {name.partition(":")[0] for name in _strings(classes)} & self._prefixes.keys()
        made: Object = {name: self._whole[name] for name in _HEAD}
        made |= {"@base": base} if base else {}
        return made | {prefix: self._whole[prefix] for prefix in sorted(prefixes | mentioned)} | classes

    def _of_class(self, term: str, keys: dict[str, set[str]]) -> Json:
        whole = _object(self._whole[term])
        terms = _object(whole["@context"])
        kept: Object = {name: _of_key(_object(terms[name]), keys[name]) for name in terms if name in keys}
        return {"@id": whole["@id"], "@context": kept} if kept else {"@id": whole["@id"]}


def _of_key(definition: Object, used: set[str]) -> Json:
    words = definition.get("@context")
    if not isinstance(words, dict):
        return definition
    return definition | {"@context": {word: words[word] for word in sorted(used)}}


@lru_cache(maxsize=4)
def _whole(ontology: Ontology) -> Object:
    return _object(context(ontology)["@context"])


def _object(value: Json) -> Object:
    assert isinstance(value, dict)  # noqa: S101 - our own context: for the type checker
    return value


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
