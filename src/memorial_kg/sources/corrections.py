"""Replays an editor's corrections over harvested records, and says which of them no longer apply."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.records.reading import read_rows
from memorial_kg.sources.fields import Value
from memorial_kg.values import did_you_mean, quote

__all__ = ["Correction", "read_corrections", "replay", "replay_one"]

_KEYS: Final = ("record", "reason", "author", "set", "was", "add", "remove", "covers")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to one record, with its reason, and its author if named; a part in a list is named by its id.

    `set` gives a key a value (`was` must name the one that it replaces), `add` adds to it, `remove` takes it away, and
    `covers` names labels, or keys of a crosswalk, whose values were read by hand.
    """

    file: str
    line: int
    record: str
    reason: str
    set: Mapping[str, Value]
    was: Mapping[str, Value]
    add: Mapping[str, Value]
    remove: tuple[str, ...]
    covers: tuple[str, ...]
    author: str = ""

    def problem(self, key: str, what: str, expected: str = "", todo: str = "") -> Problem:
        """Name a problem at the line of this correction."""
        return Problem(self.file, self.line, self.record, key, what, expected, todo)


def read_corrections(path: Path) -> list[Correction]:
    """Read a file of corrections; every mistake in it is named in one `InputError`."""
    problems: list[Problem] = []
    corrections: list[Correction] = []
    with path.open("rb") as stream:
        for row in read_rows(stream, str(path)):
            found = [*row.problems] or _mistakes(str(path), row.origin.line, row.tree)
            problems.extend(found)
            if not found:
                corrections.append(_correction(str(path), row.origin.line, row.tree))
    if problems:
        raise InputError(problems=problems)
    return corrections


def _correction(file: str, line: int, item: dict[str, Value]) -> Correction:
    return Correction(
        file,
        line,
        record=str(item["record"]),
        reason=str(item["reason"]),
        set=_mapping(item.get("set")),
        was=_mapping(item.get("was")),
        add=_mapping(item.get("add")),
        remove=_texts(item.get("remove")),
        covers=_texts(item.get("covers")),
        author=str(item.get("author", "")),
    )


def _mapping(value: Value | None) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _texts(value: Value | None) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _mistakes(file: str, line: int, item: Value) -> list[Problem]:
    if not isinstance(item, dict):
        return [Problem(file, line, "", "", "is not a correction", f"a mapping with {', '.join(_KEYS)}", "correct it")]
    record = item["record"] if isinstance(item.get("record"), str) else ""
    problems = [
        Problem(file, line, str(record), key, "is not a key of a correction", f"one of {', '.join(_KEYS)}",
                did_you_mean(key, _KEYS)) for key in item if key not in _KEYS
    ]  # fmt: skip
    for keys, kind, form in (
        (("record", "reason"), str, "a text"),
        (("author",), str, "a text"),
        (("set", "was", "add"), dict, "a mapping from keys to values"),
        (("remove", "covers"), list, "a list of texts"),
    ):
        for key in keys:
            value = item.get(key)
            if (key in item and not isinstance(value, kind)) or (kind is str and not value and key != "author"):
                problems.append(Problem(file, line, str(record), key, f"{value!r} is no {key}", form, "write it"))
    return problems


def replay(records: Iterable[dict[str, Value]], corrections: Iterable[Correction]
           ) -> tuple[list[dict[str, Value]], list[Problem]]:  # fmt: skip
    """Lay corrections over records, in their order; one that does not fit changes nothing and is a problem."""
    corrected = {str(record["record"]): copy.deepcopy(record) for record in records}
    problems: list[Problem] = []
    for correction in corrections:
        record = corrected.get(correction.record)
        if record is None:
            problems.append(correction.problem("", "there is no such harvested record", "a record of source.toml",
                                               did_you_mean(correction.record, corrected) or "remove it"))  # fmt: skip
            continue
        problems.extend(replay_one(record, correction))
    return list(corrected.values()), problems


def replay_one(record: dict[str, Value], correction: Correction) -> list[Problem]:
    """Lay one correction over its record, which is changed; one that does not fit changes nothing and is a problem."""
    mistakes = [problem for problem in _misfits(record, correction) if problem]
    if not mistakes:
        _apply(record, correction)
    return mistakes


def _misfits(record: dict[str, Value], correction: Correction) -> Iterable[Problem | None]:
    for key, new in correction.set.items():
        yield _set_misfit(record, correction, key, new)
    for key in correction.was:
        if key not in correction.set:
            yield correction.problem(key, "`was` names a key that `set` does not", "the same keys", "add it to `set`")
    for key in correction.remove:
        if _find(record, key) is None:
            yield correction.problem(key, "is not there to be removed", "", "remove the correction, or mend the path")
    for key in correction.add:
        if isinstance(_find(record, key), str):
            yield correction.problem(key, "has one value, and none can be added", "a list or a mapping", "use `set`")
        elif _parent(record, key) is None:
            yield correction.problem(key, "leads nowhere", "a path whose first parts exist", "mend the path")


def _set_misfit(record: dict[str, Value], correction: Correction, key: str, new: Value) -> Problem | None:
    old, was = _find(record, key), correction.was.get(key)
    if _parent(record, key) is None:
        return correction.problem(key, "leads nowhere", "a path whose first parts exist", "mend the path")
    if old == new:
        return correction.problem(key, "already has this value", "", "remove the correction")
    if old != was:
        found = "there is no value" if old is None else f"the value is {quote(str(old))}"
        expected = "no value" if was is None else quote(str(was))
        return correction.problem(key, found, expected, "look at the source again, and correct `was`")
    return None


def _apply(record: dict[str, Value], correction: Correction) -> None:
    for key in correction.remove:
        _remove(record, key)
    if correction.remove:
        _forget_evidence(record)
    for key, value in correction.set.items():
        parent, last = _parent(record, key), _last(key)
        if isinstance(parent, dict):
            parent[last] = copy.deepcopy(value)
        elif isinstance(parent, list):
            parent[:] = [copy.deepcopy(value) if _is_part(item, last) else item for item in parent]
    for key, value in correction.add.items():
        parent = _parent(record, key)
        if isinstance(parent, dict):
            parent[_last(key)] = _added(parent.get(_last(key)), copy.deepcopy(value))


def _remove(record: dict[str, Value], key: str) -> None:
    """Take a value away, and what would then be empty."""
    parent, last = _parent(record, key), _last(key)
    if isinstance(parent, dict):
        parent.pop(last, None)
    elif isinstance(parent, list):
        parent[:] = [item for item in parent if not _is_part(item, last)]
    above = key.rpartition(".")[0]
    if above and not parent:
        _remove(record, above)


def _forget_evidence(record: dict[str, Value]) -> None:
    """Drop the evidence of keys that were removed."""
    evidence = record.get("evidence")
    if isinstance(evidence, list):
        kept = [item for item in evidence if isinstance(item, dict) and _find(record, str(item.get("key"))) is not None]
        record["evidence"] = [*kept]


def _added(old: Value | None, new: Value) -> Value:
    """Add to a value: lists grow, mappings take more keys, and a text by language becomes several."""
    if old is None:
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _added(old.get(key), value) for key, value in new.items()}}
    as_lists = [value if isinstance(value, list) else [value] for value in (old, new)]
    return [*as_lists[0], *as_lists[1]]


def _find(value: Value, key: str) -> Value | None:
    for part in key.split("."):
        found: Value | None = None
        if isinstance(value, dict):
            found = value.get(part)
        elif isinstance(value, list):
            found = next((item for item in value if _is_part(item, part)), None)
        if found is None:
            return None
        value = found
    return value


def _parent(record: dict[str, Value], key: str) -> Value | None:
    above, dot, last = key.rpartition(".")
    parent = _find(record, above) if dot else record
    if isinstance(parent, list):
        return parent if any(_is_part(item, last) for item in parent) else None
    return parent if isinstance(parent, dict) else None


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def _is_part(item: Value, part: str) -> bool:
    return item == part or (isinstance(item, dict) and item.get("id") == part)
