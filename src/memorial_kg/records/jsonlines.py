"""Reads JSON Lines: one object a line, and a broken line costs no other.

A line of which nothing can be misread is read at once by a fast parser; any other, and any that is wrong, by the parser
that keeps numbers as they were written and sees a key that stands twice. What they read is the same.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from memorial_kg.records.model import Origin, Tree
from memorial_kg.records.rows import DEEPEST, Item, Path, Row, broken

__all__ = ["json_lines"]

_ON_SEVERAL_LINES = (b"{", b"[")
_SIGNS = b"{}[]:,"
_SPACE = b" \t\r\n"


def json_lines(lines: Iterable[bytes], file: str, first_line: int = 1) -> Iterator[Row]:
    """The rows of a file of JSON Lines, or of its lines from the first one given; blank lines are no rows."""
    for number, line in enumerate(lines, start=first_line):
        raw = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
        if raw in _ON_SEVERAL_LINES:
            todo = "write each object on one line, for example with `jq -c .`"
            yield broken(file, number, "this JSON is spread over several lines", "one JSON object on a line", todo)
            return
        if raw:
            tree = _read_at_once(raw)
            yield Row(tree, Origin(file, number)) if tree is not None else _row(raw, file, number)


def _read_at_once(raw: bytes) -> Tree:
    """The tree of a line of which a fast parser can lose nothing, else None.

    It would keep the last of two equal keys without a word, and write 1.10 as 1.1. So what stands outside the strings
    may be brackets, colons and commas only, and is held against that of what was read.
    """
    import orjson  # the commands that read no records need none

    try:
        tree = orjson.loads(raw)
        skeleton = _skeleton(raw)
        whole = not skeleton.translate(None, _SIGNS) and skeleton == _skeleton(orjson.dumps(tree))
    except (ValueError, TypeError):  # it is no JSON, has half a character, or is nested too deeply to be written
        return None
    return tree if whole and _is_shallow(skeleton) else None


def _skeleton(raw: bytes) -> bytes:
    """What stands outside the strings of a text that is known to be JSON, without the space between."""
    if b"\\" in raw:
        raw = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(raw.split(b'"')[::2]).translate(None, _SPACE)


def _is_shallow(skeleton: bytes) -> bool:
    """Whether mappings and lists are surely nested no deeper than is allowed."""
    brackets = skeleton.translate(None, b":,")
    if len(brackets) <= 2 * DEEPEST:
        return True
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return not brackets


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
