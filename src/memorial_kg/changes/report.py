"""Writes differences for people, line by line, and for programs as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Final

from memorial_kg.changes.model import Counts, ItemChange, KeyChange, counted
from memorial_kg.changes.words import LONG, word_diff
from memorial_kg.values import visible

__all__ = ["PLAIN", "Paint", "as_json", "as_text", "totals", "tree_of"]

# How a piece of text is marked: `-` what goes, `+` what comes, `!` what is disputed, `#` a heading, "" nothing.
Paint = Callable[[str, str], str]
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "#"}
_SHOWN_SIGNS: Final = {"added": "+ ", "removed": "− ", "changed": ""}
_BRACKETS: Final = {"-": "[−{}−]", "+": "{{+{}+}}"}


def PLAIN(_sign: str, text: str) -> str:  # noqa: N802 - one of several paints
    """No marks at all."""
    return text


def as_text(items: Iterable[ItemChange], counts: Counts, paint: Paint = PLAIN, *, everything: bool = False
            ) -> Iterator[str]:  # fmt: skip
    """Each item with its keys, then how much there is of what; `everything` shows minor changes too."""
    for found in counted(items, counts):
        if found.minor and not everything:
            continue
        item = _visible(found)
        yield paint(_SIGNS[item.change], f"{_SHOWN_SIGNS[item.change]}{_heading(item)}")
        for key in item.keys:
            if everything or (item.change == "changed" and not key.minor):
                yield from (f"    {line}" for line in key_lines(key, paint, whole=item.change == "changed"))
    yield totals(counts, everything=everything)


def _visible(item: ItemChange) -> ItemChange:
    """An item in which nothing acts on a terminal, and each value stands on one line."""
    keys = (
        replace(
            key,
            label=visible(key.label),
            old=visible(key.old),
            new=visible(key.new),
            details=tuple(map(visible, key.details)),
        )
        for key in item.keys
    )
    return replace(item, id=visible(item.id), title=visible(item.title), keys=tuple(keys))


def _heading(item: ItemChange) -> str:
    """An item by its id; a record also by its source, and by its name if it is new or gone."""
    where = "" if "/" in item.id or not item.part else f"{item.part}: "
    return f"{where}{item.id}{f' ({item.title})' if item.title else ''}"


def key_lines(key: KeyChange, paint: Paint = PLAIN, *, whole: bool = True) -> Iterator[str]:
    """A key in a line, and one more for each source that says something else than before, and not just the same."""
    others = {source: said for source, _, said in (each.partition(": ") for each in key.details)}
    if not (key.old or key.new or key.remark):
        (first, said), *more = others.items() or [("", "")]
        yield f"{key.label}: {first}: {said}" if not more else f"{key.label}:"
        others = others if more else {}
    else:
        moved = _moved(key.old, key.new)
        same = [source for source, said in others.items() if said == moved]
        others = {source: said for source, said in others.items() if said != moved}
        by = f"{'now' if key.new else 'no longer'} said by {', '.join(same)}" if same and whole else ""
        remarks = "; ".join(filter(None, (key.remark, by)))
        became = _became(key, paint)
        yield f"{key.label}: {became}{' ' if became and remarks else ''}{f'({remarks})' if remarks else ''}"
    if whole:
        yield from (f"    {source}: {said}" for source, said in others.items())


def _moved(old: str, new: str) -> str:
    if old and new:
        return f"{old} → {new}"
    return f"+ {new}" if new else f"− {old}"


def _became(key: KeyChange, paint: Paint) -> str:
    if key.old and key.new:
        if max(len(key.old), len(key.new)) > LONG and not key.turn:
            return "".join(_marked(sign, text, paint) for sign, text in word_diff(key.old, key.new))
        return f"{paint('-', key.old)} → {paint('!' if key.turn == 'disputed' else '+', key.new)}"
    if key.new:
        return paint("!" if key.turn == "disputed" else "+", f"+ {key.new}")
    return paint("-", f"− {key.old}") if key.old else ""


def _marked(sign: str, text: str, paint: Paint) -> str:
    return paint(sign, _BRACKETS[sign].format(text)) if sign else text


_ITEMS: Final = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "minor": "changed only in locators, in order or by what follows from others",
}
_KEYS: Final = {"disputed": "now disputed", "settled": "now settled"}


def totals(counts: Counts, *, everything: bool = False) -> str:
    """How much differs, in a line."""
    if not counts.any:
        return "no difference"
    said = [f"{counts.items[name]} {words}" for name, words in _ITEMS.items() if counts.items[name]]
    said += [f"{counts.keys[name]} {words}" for name, words in _KEYS.items() if counts.keys[name]]
    hidden = counts.items["minor"] + counts.keys["minor"]
    return ", ".join(said) + ("; --all shows every key" if hidden and not everything else "")


# -- for programs ------------------------------------------------------------------------------------------------------


def tree_of(item: ItemChange) -> dict[str, object]:
    """An item as JSON has it: what is empty or false is left out of its keys."""
    made = asdict(item) | {"minor": item.minor}
    made["keys"] = [{name: value for name, value in asdict(key).items() if value} for key in item.keys]
    return made


def as_json(kind: str, old: str, new: str, items: Iterable[ItemChange], counts: Counts) -> Iterator[str]:
    """One document: `kind`, `old`, `new`, `changes` (a list of items), `counts`. Its pieces come as items come."""
    head = {"kind": kind, "old": old, "new": new}
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "changes": ['
    rest = counted(items, counts)
    for first in islice(rest, 1):
        yield json.dumps(tree_of(first), ensure_ascii=False)
    for item in rest:
        yield f",{json.dumps(tree_of(item), ensure_ascii=False)}"
    found = {"items": dict(sorted(counts.items.items())), "keys": dict(sorted(counts.keys.items()))}
    yield f'], "counts": {json.dumps(found)}}}'
