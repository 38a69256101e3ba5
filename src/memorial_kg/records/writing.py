"""Writes records so that reading them gives the same records: YAML for people, JSON Lines for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import yaml

from memorial_kg.records.model import Record, Tree

__all__ = ["dump_trees", "record_tree", "write_jsonl", "write_yaml"]


def write_yaml(records: Iterable[Record]) -> str:
    """The records as a YAML list."""
    return dump_trees(record_tree(record) for record in records)


def write_jsonl(records: Iterable[Record]) -> str:
    """The records as JSON Lines."""
    return "".join(json.dumps(record_tree(record), ensure_ascii=False) + "\n" for record in records)


def record_tree(record: Record) -> dict[str, Tree]:
    """A record as a file holds it.

    Single values stand without the list around them, ids without the mapping when it says nothing else, and parts
    without the ids that they get anyway.
    """
    head: dict[str, Tree] = {"record": record.key, "about": record.about} if record.source else {"id": record.about}
    rest = {key: value for key, value in record.header.items() if key != "about"}
    locator = {"locator": rest.pop("locator", None)}
    tree = {**head, **locator, **record.claims, **rest}
    return {key: _shorter(value, key) for key, value in tree.items() if value}


def _shorter(tree: Tree, name: str, *, listed: bool = False) -> Tree:
    """`name` are the keys on the way to the tree: the id of a part of which there can be one only."""
    if isinstance(tree, list):
        if len(tree) == 1:
            return _shorter(tree[0], name, listed=True)
        return [_shorter(item, name, listed=True) for item in tree]
    if not isinstance(tree, dict):
        return tree
    # `{id: [Tugu]}` is a text in Indonesian.
    given = tree["id"] if isinstance(tree.get("id"), str) else None
    if given is None:
        return {key: each if type(each) is str else _shorter(each, f"{name}-{key}") for key, each in tree.items()}
    if len(tree) == 1:
        return given
    # Only an id that was made has a point.
    made = "." in given or (given == name and not listed)
    return {
        key: each if type(each) is str else _shorter(each, f"{name}-{key}")
        for key, each in tree.items()
        if not (made and key == "id")
    }


class _Dumper(yaml.SafeDumper):
    """Block style, long texts in block literals, no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's interface
        return True


# What YAML 1.1 takes for the end of a line, and what it takes for the beginning of a file.
_TO_ESCAPE = re.compile("[\x85\u2028\u2029\ufeff]")


def _represent_str(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _TO_ESCAPE.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_str)


def dump_trees(trees: Iterable[Tree]) -> str:
    """Trees of strings as a YAML list, in the order of their keys, every script as it is."""
    return yaml.dump([*trees], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
