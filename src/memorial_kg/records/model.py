"""What a record is once it has passed the door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = ["Origin", "Record", "Tree", "nodes_of", "text_map"]

# A value in canonical form. Texts are `{tag: [text, …]}`; a key that takes several values holds a list; a reference or
# a part is a mapping with an `id`; everything else is a string. `Any` stands for the recursion, which would otherwise
# have to be unpicked at every step although the door has already checked each one.
Tree: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was written down: the file, its line, and the line of each key path in it."""

    file: str = ""
    line: int = 0
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One source's account of one thing; also the reconciled account, and the editors' own of an entity (no source).

    `source` and `key` make its IRI `record/<source>/<key>`; `about` is the id of the thing, `memorial/tr-usak`;
    `claims` are its keys with their values in canonical form.
    """

    about: str
    claims: Mapping[str, Tree]
    source: str = ""
    key: str = ""
    locator: str = ""
    evidence: tuple[Mapping[str, Tree], ...] = ()
    note: Mapping[str, Tree] = field(default_factory=dict)
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def id(self) -> str:
        """The local id of the record itself: `record/list/tr-usak`."""
        return f"record/{self.source}/{self.key}" if self.source else self.about

    @property
    def header(self) -> dict[str, Tree]:
        """What is said of the record, not of the thing: the keys of the Record shape."""
        made = {
            "about": {"id": self.about},
            "locator": self.locator,
            "evidence": list(self.evidence),
            "note": dict(self.note),
        }
        return {key: value for key, value in made.items() if value}


def text_map(text: str, language: str = "en") -> dict[str, list[str]]:
    """A text in canonical form."""
    return {language: [text]}


def nodes_of(tree: Tree) -> Iterator[dict[str, Tree]]:
    """Every reference and part inside a value, outermost first: the mappings with an `id`.

    `{id: [Tugu]}` is no such mapping, but a text in Indonesian.
    """
    found: list[dict[str, Tree]] = []
    _gather(tree, found)
    return iter(found)


def _gather(tree: Tree, found: list[dict[str, Tree]]) -> None:
    if isinstance(tree, dict):
        if isinstance(tree.get("id"), str):
            found.append(tree)
        for value in tree.values():
            if not isinstance(value, str):
                _gather(value, found)
    elif isinstance(tree, list):
        for item in tree:
            if not isinstance(item, str):
                _gather(item, found)
