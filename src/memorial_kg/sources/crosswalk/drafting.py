"""Compiles the rules of a crosswalk into one function: row → draft of a record, its parts in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from memorial_kg.ontology import Key
from memorial_kg.records.model import Tree
from memorial_kg.sources.crosswalk.leaves import Leaf, Sheet, leaf_of
from memorial_kg.sources.crosswalk.paths import Values
from memorial_kg.sources.crosswalk.rules import KeyRule
from memorial_kg.values import ValueProblem

__all__ = ["Drafter", "drafter_of"]

Drafter: TypeAlias = Callable[[Values, Sheet], dict[str, Tree]]

# A row → the value of a key in the form that records take, or None.
_Maker: TypeAlias = Callable[[Values, Sheet], Tree]
# The same for each item of a list of parts, in its place.
_Aligned: TypeAlias = Callable[[Values, Sheet], list[Tree]]


@dataclass(slots=True)
class _Node:
    """A key with the rules that give its value, and the keys inside it."""

    key: Key
    part: str
    rules: list[KeyRule] = field(default_factory=list)
    inner: dict[tuple[str, str], _Node] = field(default_factory=dict)

    @property
    def all_rules(self) -> Iterable[KeyRule]:
        yield from self.rules
        for node in self.inner.values():
            yield from node.all_rules

    @property
    def constant(self) -> bool:
        """Whether nothing here comes from the row."""
        return all(rule.fetch.constant for rule in self.all_rules)

    @property
    def spread(self) -> bool:
        """Whether it gives a value for each of several parts."""
        return not self.inner and len(self.rules) == 1 and self.rules[0].several


def drafter_of(rules: Iterable[KeyRule]) -> Drafter:
    """The function from a row to the claims of its record."""
    top: dict[tuple[str, str], _Node] = {}
    for rule in rules:
        _place(top, rule)
    makers: dict[str, list[_Maker]] = {}
    for (name, _), node in top.items():
        makers.setdefault(name, []).append(_maker(node))
    table = [(name, each) for name, several in makers.items() for each in several]

    def draft(values: Values, sheet: Sheet) -> dict[str, Tree]:
        claims: dict[str, Tree] = {}
        for name, make in table:
            made = make(values, sheet)
            if made is not None:
                # Only parts with ids of their own come from several makers, and they are lists.
                claims[name] = claims[name] + made if name in claims else made
        return claims

    return draft


def _place(nodes: dict[tuple[str, str], _Node], rule: KeyRule) -> None:
    # The id of a part belongs to the outermost list of parts on the way.
    parts = [key for key in rule.keys if key.kind == "part" and not key.single]
    rules: list[KeyRule] = []
    for key in rule.keys:
        part = rule.part if parts and key is parts[0] else ""
        node = nodes.setdefault((key.name, part), _Node(key, part))
        nodes, rules = node.inner, node.rules
    rules.append(rule)


def _maker(node: _Node) -> _Maker:
    if node.inner:
        return _parts_maker(node) if node.key.kind == "part" else _reference_maker(node)
    leaves = [(rule, leaf_of(rule)) for rule in node.rules]
    if node.key.kind == "text":
        return _texts(leaves)
    return _one(leaves) if node.key.single else _many(leaves)


def _texts(leaves: list[tuple[KeyRule, Leaf]]) -> _Maker:
    functions = [leaf for _, leaf in leaves]

    def make(values: Values, sheet: Sheet) -> Tree:
        made: dict[str, list[str]] = {}
        for leaf in functions:
            for item in leaf(values, sheet):
                if item is not None:
                    texts = made.setdefault(item[0], [])
                    if item[1] not in texts:
                        texts.append(item[1])
        return {language: texts if len(texts) > 1 else texts[0] for language, texts in made.items()} or None

    return make


def _many(leaves: list[tuple[KeyRule, Leaf]]) -> _Maker:
    functions = [leaf for _, leaf in leaves]

    def make(values: Values, sheet: Sheet) -> Tree:
        made: list[Tree] = []
        for leaf in functions:
            for item in leaf(values, sheet):
                if item is not None and item not in made:
                    made.append(item)
        return _by_id(made) or None

    return make


def _by_id(items: list[Tree]) -> list[Tree]:
    """Each thing once: two spellings of one thing are two names of it."""
    if len(items) < 2 or not isinstance(items[0], dict):
        return items
    made: dict[str, dict[str, Tree]] = {}
    for item in items:
        first: dict[str, Tree] = made.setdefault(item.get("id", str(len(made))), item)
        if first is not item:
            first["name"] = _both(first.get("name", {}), item.get("name", {}))
    return [*made.values()]


def _both(names: dict[str, Tree], more: dict[str, Tree]) -> dict[str, Tree]:
    """The names of two mentions of one thing, each once."""
    made = dict(names)
    for language, each in more.items():
        known = made.get(language, [])
        several = dict.fromkeys([*([known] if isinstance(known, str) else known), each])
        made[language] = [*several] if len(several) > 1 else each
    return made


def _one(leaves: list[tuple[KeyRule, Leaf]]) -> _Maker:
    """The value of the first rule that gives one; a rule that gives several for a key of one value gives none."""

    def make(values: Values, sheet: Sheet) -> Tree:
        for rule, leaf in leaves:
            made = [item for item in leaf(values, sheet) if item is not None]
            if len(made) > 1 and any(item != made[0] for item in made):
                problem = ValueProblem(f"{len(made)} values stand here", "one value, since the key describes one fact",
                                       "choose one of them with `regex`")  # fmt: skip
                sheet.refused.append((rule, " | ".join(map(str, made)), problem))
                sheet.evidence.pop(rule.name, None)
            elif made:
                return made[0]
        return None

    return make


# -- parts, and what is said of a thing that is referred to ------------------------------------------------------------


def _parts_maker(node: _Node) -> _Maker:
    own = _own(node)
    spread = [(name, _aligned(each)) for (name, _), each in node.inner.items() if each.spread and not node.key.single]
    names = {name for name, _ in spread}
    shared = [(name, _maker(each)) for (name, _), each in node.inner.items() if name not in names]
    constant, given = node.constant, {"id": node.part} if node.part else {}

    def make(values: Values, sheet: Sheet) -> Tree:
        before = sheet.stated
        bases: list[dict[str, Tree]] = own(values, sheet) if own is not None else [{}]
        common = {name: made for name, each in shared if (made := each(values, sheet)) is not None}
        if spread:
            bases = _laid_out([(name, each(values, sheet)) for name, each in spread])
        elif (sheet.stated == before and not constant) or (own is not None and not common and not bases):
            return None
        made = [given | common | base for base in bases]
        return (made or None) if not node.key.single else made[0] if made else None

    return make


def _own(node: _Node) -> Callable[[Values, Sheet], list[dict[str, Tree]]] | None:
    """Parts that one value gives whole, such as a point that a geometry gives."""
    if not node.rules:
        return None
    make = _one([(rule, leaf_of(rule)) for rule in node.rules])

    def own(values: Values, sheet: Sheet) -> list[dict[str, Tree]]:
        made = make(values, sheet)
        return [] if made is None else [made]

    return own


def _laid_out(columns: list[tuple[str, list[Tree]]]) -> list[dict[str, Tree]]:
    """One part for each place of lists that lie side by side; a place where all are silent makes none."""
    longest = max(len(items) for _, items in columns)
    rows = (
        {name: items[at] for name, items in columns if at < len(items) and items[at] is not None}
        for at in range(longest)
    )
    return [row for row in rows if row]


def _aligned(node: _Node) -> _Aligned:
    """The values of one rule, each in the form that the key takes alone."""
    [leaf], key = [leaf_of(rule) for rule in node.rules], node.key

    def alone(item: Tree) -> Tree:
        if item is None:
            return None
        return {item[0]: item[1]} if key.kind == "text" else item if key.single else [item]

    return lambda values, sheet: [alone(item) for item in leaf(values, sheet)]


def _reference_maker(node: _Node) -> _Maker:
    """References, with what the row says of the thing; without a reference there is nothing to say it of."""
    leaves = [(rule, leaf_of(rule)) for rule in node.rules]
    base = _one(leaves) if node.key.single else _many(leaves)
    inner = [(name, _maker(each)) for (name, _), each in node.inner.items()]

    def make(values: Values, sheet: Sheet) -> Tree:
        made = base(values, sheet)
        if made is None:
            return None
        more = {name: value for name, each in inner if (value := each(values, sheet)) is not None}
        return [item | more for item in made] if isinstance(made, list) else made | more

    return make
