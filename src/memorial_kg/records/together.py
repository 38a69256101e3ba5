"""What only several keys together can get wrong: of one mapping, and of a whole record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from memorial_kg.records.ids import Pointer
from memorial_kg.records.model import Tree
from memorial_kg.records.refusals import Refusals
from memorial_kg.records.rows import Path
from memorial_kg.values import ValueProblem, parse_point, parse_quantity, quote

__all__ = ["check_evidence", "check_parts", "check_together"]

_MOST_PARTS_NAMED = 10


def check_together(
    claims: Mapping[str, Tree], stated: Collection[str], shape: str, path: Path, wrong: Refusals
) -> None:
    """Check the claims of one mapping side by side; `stated` are its keys, also those whose values were refused."""
    check = _BY_SHAPE.get(shape)
    if check is not None:
        try:
            check(claims, stated)
        except ValueProblem as problem:
            wrong.add(path, problem.what, problem.expected, problem.todo)


def _check_point(claims: Mapping[str, Tree], _: Collection[str]) -> None:
    if "latitude" in claims and "longitude" in claims:
        parse_point(claims["latitude"], claims["longitude"], claims.get("radius"))


def _check_quantity(claims: Mapping[str, Tree], _: Collection[str]) -> None:
    if "value" in claims and "unit" in claims:
        parse_quantity(claims["value"], claims["unit"], approximate=claims.get("approximate") == "true")


def _check_inscription(claims: Mapping[str, Tree], _: Collection[str]) -> None:
    tags, language = claims.get("text", {}), claims.get("language")
    if language and tags and language not in tags:
        raise ValueProblem(f"the language is {language}, but the text is tagged {', '.join(tags)}", "one language",
                           "correct one of them, or give each language an inscription of its own")  # fmt: skip


def _check_statement(_: Mapping[str, Tree], stated: Collection[str]) -> None:
    if not {"quote", "paraphrase"} & {*stated}:
        raise ValueProblem("nothing was said", "`quote` or `paraphrase`", "add the words, or what they amount to")
    if not {"speaker", "speakerWording"} & {*stated}:
        raise ValueProblem("nobody is named who said it", "`speaker` or `speakerWording`",
                           "name who speaks; if nobody else is named, the source itself does")  # fmt: skip


_BY_SHAPE: dict[str, Callable[[Mapping[str, Tree], Collection[str]], None]] = {
    "Coordinates": _check_point,
    "Quantity": _check_quantity,
    "Inscription": _check_inscription,
    "Statement": _check_statement,
}


def check_parts(parts: Iterable[Pointer], pointers: Iterable[Pointer], wrong: Refusals) -> None:
    """Every `#part` that a record points at is one of its parts, and no two parts have one id."""
    first: dict[str, Path] = {}
    for part, path in parts:
        if first.setdefault(part, path) != path:
            wrong.add(path, f"two parts have the id {quote(part)}", "an id of its own for each", "change one of them")
    known = ", ".join(sorted(first)[:_MOST_PARTS_NAMED]) or "it has none"
    for pointed, path in pointers:
        if pointed not in first:
            hint = wrong.guess(pointed, first) or f"point at one of its parts: {known}"
            wrong.add(path, f"{quote('#' + pointed)} is no part of this record", "the id of one of its parts", hint)


def check_evidence(evidence: Tree, stated: Mapping[str, Tree], wrong: Refusals) -> None:
    """Evidence is for a key that the record states, whether or not its value passed."""
    for index, item in enumerate(evidence if isinstance(evidence, list) else [evidence]):
        key = item.get("key") if isinstance(item, dict) else None
        if isinstance(key, str) and key.strip() and not _states(stated, key.strip().split(".")):
            hint = wrong.guess(key, stated) or f"this record states: {', '.join(filter(_WORD.fullmatch, stated))}"
            path = ("evidence", index, "key") if isinstance(evidence, list) else ("evidence", "key")
            wrong.add(path, f"the record says nothing under {quote(key)}", "a key that it states", hint)


_WORD = re.compile("[A-Za-z]{1,40}")


def _states(tree: Tree, path: list[str]) -> bool:
    """Whether a value stands at a path of keys; in a list, at any of its items; the id of a part may stand for it."""
    if not path:
        return True
    if isinstance(tree, list):
        return any(_states(item, path) for item in tree)
    # A part that stands alone is a list of one: it has its id there too.
    if _has_id(tree, path[0]) and _states(tree, path[1:]):
        return True
    return isinstance(tree, Mapping) and path[0] in tree and _states(tree[path[0]], path[1:])


def _has_id(item: Tree, name: str) -> bool:
    return isinstance(item, dict) and item.get("id") == name
