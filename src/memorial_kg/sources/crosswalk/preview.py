"""Shows what a crosswalk does before it writes anything: the first records, and what became of their columns."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg.records.model import Tree
from memorial_kg.records.writing import dump_trees, record_tree
from memorial_kg.sources.crosswalk.cells import text_in
from memorial_kg.sources.crosswalk.paths import Values, first_name
from memorial_kg.sources.crosswalk.rules import Crosswalk, Fetch, KeyRule
from memorial_kg.sources.crosswalk.running import Harvested
from memorial_kg.sources.crosswalk.templates import Template

__all__ = ["as_yaml", "preview"]

_LONGEST = 60
_ONLY = "only"


def preview(done: Harvested, crosswalk: Crosswalk) -> Iterator[tuple[str, str, str]]:
    """For each column of a row: its name, what stands there, and what became of it."""
    readers = _readers(crosswalk)
    refused = {entry.key: entry.what for entry in done.entries if entry.kind.startswith("value")}
    record = record_tree(done.record) if done.record is not None else {}
    for name, value in done.row.values.items():
        keys = dict.fromkeys(readers.get(name, []))
        if not keys:
            became = _unread(name, crosswalk)
        elif value is None or (isinstance(value, str) and value.strip() in crosswalk.nulls):
            became = f"says nothing (for {', '.join(keys)})"
        else:
            became = "\n".join(_became(key, refused, record) for key in keys)
            if passed := [rule.name for rule in crosswalk.keys if _is_passed(rule, name, done.row.values)]:
                became = f"not asked for {', '.join(passed)}: a column before it says something"
        yield name, _short(value), became


def _unread(name: str, crosswalk: Crosswalk) -> str:
    """What is said of a column that gives no value."""
    asked = [rule.name for rule in crosswalk.keys if any(name in each.fetch.columns for each in rule.when)]
    if asked:
        return f"asked in a condition of {', '.join(dict.fromkeys(asked))}"
    return "left out as declared" if name in crosswalk.ignore else "no rule reads it"


def as_yaml(done: Harvested) -> str:
    """The record of a row as a file of records would hold it; empty if it made none."""
    return dump_trees([record_tree(done.record)]) if done.record is not None else ""


def _is_passed(rule: KeyRule, column: str, values: Values) -> bool:
    """Whether a column is one of several of which an earlier one says something."""
    earlier = rule.fetch.columns[: rule.fetch.columns.index(column)] if column in rule.fetch.columns else ()
    return any(text_in(values.get(name), rule.nulls) is not None for name in earlier)


def _became(key: str, refused: dict[str, str], record: dict[str, Tree]) -> str:
    if key == _ONLY:
        return "the row is let in"
    why = next((what for path, what in refused.items() if path == key or _plain(path).startswith(key)), "")
    found = "; ".join(_found(record, key.split(".")))
    return f"{key}: {found or 'nothing'}" + (f" (refused: {why})" if why else "")


def _plain(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _found(tree: Tree, path: list[str]) -> list[str]:
    """The values under a key of the record, in a line each."""
    if isinstance(tree, list):
        return [each for item in tree for each in _found(item, path)]
    if path:
        return _found(tree[path[0]], path[1:]) if isinstance(tree, dict) and path[0] in tree else []
    return [_short(tree)]


def _short(value: Tree) -> str:
    if isinstance(value, dict):
        text = ", ".join(f"{key} {_short(inner)}" for key, inner in value.items())
    else:
        text = " | ".join(map(_short, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _readers(crosswalk: Crosswalk) -> dict[str, list[str]]:
    """The keys to which each column goes."""
    made: dict[str, list[str]] = {}
    record = crosswalk.record
    for key, template in (*(("record", each) for each in record.key), ("about", record.about)):
        for name in template.names:
            made.setdefault(_column(name), []).append(key)
    for condition in record.only:
        for name in _columns(condition.fetch):
            made.setdefault(name, []).append(_ONLY)
    for rule in crosswalk.keys:
        for name in _columns_of(rule):
            made.setdefault(name, []).append(rule.name)
    return made


def _columns_of(rule: KeyRule) -> list[str]:
    names = [*_columns(rule.fetch), *([rule.language_column] if rule.language_column else [])]
    templates: list[Template] = [each for each in (rule.id, rule.naming) if each is not None]
    return [*names, *(_column(name) for each in templates for name in each.names if name != "value")]


def _columns(fetch: Fetch) -> list[str]:
    template = [_column(name) for name in fetch.template.names] if fetch.template else []
    return [*fetch.columns, *([first_name(fetch.path)] if fetch.path else []), *template]


def _column(name: str) -> str:
    return first_name(name) if "." in name or "[" in name else name
