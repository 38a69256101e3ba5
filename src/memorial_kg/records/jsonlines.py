"""Reads JSON Lines: one object a line, and a broken line costs no other."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from memorial_kg.records.model import Tree
from memorial_kg.records.rows import DEEPEST, Item, Path, Row, broken

__all__ = ["json_lines"]

_ON_SEVERAL_LINES = (b"{", b"[")


def json_lines(lines: Iterable[bytes], file: str) -> Iterator[Row]:
    """The rows of a file of JSON Lines; blank lines are no rows."""
    for number, line in enumerate(lines, start=1):
        raw = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
        if raw in _ON_SEVERAL_LINES:
            todo = "write each object on one line, for example with `jq -c .`"
            yield broken(file, number, "this JSON is spread over several lines", "one JSON object on a line", todo)
            return
        if raw:
            yield _row(raw, file, number)


def _row(raw: bytes, file: str, number: int) -> Row:
    item = Item(file, number)

    def pairs(found: list[tuple[str, Tree]]) -> dict[str, Tree]:
        made = dict(found)
        if len(made) < len(found):
            for key, times in Counter(key for key, _ in found).items():
                if times > 1:
                    item.refuse_twice(number, (key,))
        return made

    try:
        tree = json.loads(
            raw.decode("utf-8"), object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str
        )
    except UnicodeDecodeError as error:
        what = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        return broken(file, number, what, "a line in UTF-8", "save the file as UTF-8")
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
        return broken(file, number, what, "one JSON object on a line", "mend the line")
    except RecursionError:
        return broken(file, number, "it is nested too deeply", f"at most {DEEPEST} levels", "flatten the record")
    return item.row(_as_strings(tree, item, ()))


def _as_strings(tree: Tree, item: Item, path: Path) -> Tree:
    """JSON's numbers and booleans as they were written, so that both formats give the same records."""
    if isinstance(tree, (dict, list)) and len(path) > DEEPEST:
        item.refuse_depth(item.line, path)
        return ""
    if isinstance(tree, dict):
        return {key: _as_strings(value, item, (*path, key)) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_strings(value, item, (*path, index)) for index, value in enumerate(tree)]
    if tree is None:
        item.refuse(item.line, path, "null is not a value", "a value", "leave the key out")
        return ""
    return ("true" if tree else "false") if isinstance(tree, bool) else tree
