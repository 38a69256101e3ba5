"""Writes records so that reading them gives the same records: YAML for people, JSON Lines for programs."""

from __future__ import annotations

import json
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
    """A record as a file holds it: single values instead of lists of one, plain ids instead of mappings with nothing else."""
    head: dict[str, Tree] = {"record": record.key, "about": record.about} if record.source else {"id": record.about}
    rest = {key: value for key, value in record.header.items() if key != "about"}
    order = {"locator": rest.pop("locator", None)}
    tree = {**head, **order, **record.claims, **rest}
    return {key: _shorter(value) for key, value in tree.items() if value}


def _shorter(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return _shorter(tree[0]) if len(tree) == 1 else [_shorter(item) for item in tree]
    if isinstance(tree, dict):
        return tree["id"] if [*tree] == ["id"] else {key: _shorter(value) for key, value in tree.items()}
    return tree


class _Dumper(yaml.SafeDumper):
    """Block style, long texts in block literals, no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_str(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_str)


def dump_trees(trees: Iterable[Tree]) -> str:
    """Trees of strings as a YAML list, in the order of their keys, every script as it is."""
    return yaml.dump([*trees], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
