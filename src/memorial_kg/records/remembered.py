"""Reads single values as the strict door reads them, and remembers what it accepted.

A million records say `built`, `tr` and `place/tr` over and over. What the door would refuse raises a doubt, which says
nothing: to say what is wrong is the door's own work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import NoReturn, TypeAlias

from memorial_kg.ontology import Key, Ontology
from memorial_kg.records.kinds import Kinds, literal_check
from memorial_kg.records.model import Origin, Tree
from memorial_kg.records.refusals import MOST_MARKS, Refusals
from memorial_kg.records.rows import Path, Row
from memorial_kg.values import check_language, check_local_id

__all__ = ["Doubt", "Doubting", "Scalar", "Values", "each_once"]

# Reads a value that is one string, or raises a doubt.
Scalar: TypeAlias = Callable[[Tree], Tree]

_MOST_REMEMBERED = 1 << 13  # of each kind of value: a megabyte or two
_LONGEST_REMEMBERED = 100


class Doubt(Exception):  # noqa: N818 - nobody is told of it
    """Something is not plainly good."""


class Doubting(Refusals):
    """Refuses nothing, but doubts."""

    def __init__(self) -> None:
        super().__init__(Row(None, Origin()))

    def add(self, path: Path, what: str, expected: str = "", todo: str = "") -> NoReturn:  # noqa: ARG002 - a door's
        """Doubt."""
        raise Doubt

    def guess(self, word: str, choices: Collection[str]) -> NoReturn:  # noqa: ARG002 - a door's
        """Doubt before anything is looked for."""
        raise Doubt


class Values:
    """Reads the values of the keys of an ontology."""

    def __init__(self, ontology: Ontology, wrong: Doubting) -> None:
        self._kinds = Kinds(ontology, wrong, "")
        self._memory: dict[object, Scalar] = {}
        self.language = self._remembered("language", lambda tree: wrong.value(check_language, tree, ()))
        self.local_id = self._remembered("local id", lambda tree: wrong.value(check_local_id, tree, ()))

    def scalar(self, key: Key) -> Scalar:
        """What reads a literal, a word or an IRI."""
        kinds = self._kinds
        if key.kind == "choice":
            return lambda tree: tree if type(tree) is str and tree in key.choices else kinds.choice(tree, key, ())
        if key.kind == "iri":
            return self._remembered(("iri", key.pattern), lambda tree: kinds.iri(tree, key, ()))
        check = literal_check(key)
        if check is None and not key.pattern:
            return self.text
        return self._remembered((check, key.pattern), lambda tree: kinds.plain(tree, key, ()))

    def thing(self, namespaces: tuple[str, ...]) -> Scalar:
        """What reads the id of a thing of one of the namespaces."""
        ids = self._kinds.ids
        return self._remembered(namespaces, lambda tree: ids.thing(tree, (), namespaces))

    def texts(self, tree: Tree) -> dict[str, list[str]]:
        """Texts by language, each a list."""
        if type(tree) is not dict or not tree:
            raise Doubt
        made: dict[str, list[str]] = {}
        for tag, texts in tree.items():
            kept = [self.text(each) for each in texts] if type(texts) is list else [self.text(texts)]
            language = self.language(tag)
            made[language] = made[language] + kept if language in made else kept
        for kept in made.values():
            each_once(kept)
        return made if len(made) == 1 else {language: made[language] for language in sorted(made)}

    def text(self, tree: Tree) -> Tree:
        """A text; of one that is composed, and that any screen can show, there is nothing to ask."""
        if (
            type(tree) is str
            and (tree.isprintable() or tree.replace("\n", "").isprintable())
            and (tree.isascii() or _is_composed(tree))
        ):
            kept = tree.strip(" \n")
            if kept:
                return kept
        return self._kinds.one_text(tree, ())

    def _remembered(self, name: object, check: Scalar) -> Scalar:
        """A check that remembers, but for what is long; checks of one name remember together."""
        kept = self._memory.setdefault(name, lru_cache(_MOST_REMEMBERED)(check))

        def scalar(tree: Tree) -> Tree:
            return kept(tree) if type(tree) is str and len(tree) <= _LONGEST_REMEMBERED else check(tree)

        return scalar


def each_once(values: list[Tree]) -> list[Tree]:
    """The values of a list, which has some, and none twice."""
    if len(values) != 1 and (not values or len({*values}) < len(values)):
        raise Doubt
    return values


def _is_composed(text: str) -> bool:
    """Whether a text is in the normal form C, and surely no letter of it has more marks than the door allows."""
    # Of so many marks in a row, one stands at such a place.
    suspects = text[:: MOST_MARKS + 1] if len(text) > MOST_MARKS else ""
    return unicodedata.is_normalized("NFC", text) and not any(map(unicodedata.combining, suspects))
