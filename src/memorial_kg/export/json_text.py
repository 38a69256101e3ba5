"""Lays JSON out for people: what fits on a line stands on one. It need not be held: see `json_pieces`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain
from json.encoder import encode_basestring
from typing import BinaryIO

from memorial_kg.export.afterwards import written_after

__all__ = ["json_pieces", "json_text", "write_json"]

_WIDTH = 110


def json_text(value: object, indent: str = "", room: int = _WIDTH) -> str:
    """The text of a JSON value, indented by one space a level. `room` is what a line has left for it.

    >>> print(json_text({"id": "place/tr-usak", "name": {"tr": "Uşak"}}))
    {"id": "place/tr-usak", "name": {"tr": "Uşak"}}
    """
    if isinstance(value, str):
        return encode_basestring(value)  # as json.dumps does it, without making an encoder each time
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    deeper = f"{indent} "
    if isinstance(value, dict):
        names = [f"{encode_basestring(name)}: " for name in value]
        pairs = zip(names, value.values(), strict=True)
        parts = [name + json_text(each, deeper, _WIDTH - len(deeper) - len(name)) for name, each in pairs]
    else:
        parts = [json_text(each, deeper, _WIDTH - len(deeper)) for each in value]
    return _laid_out(parts, "{}" if isinstance(value, dict) else "[]", indent, room)


def _laid_out(parts: list[str], brackets: str, indent: str, room: int) -> str:
    opening, closing = brackets[0], brackets[1]
    if "\n" not in "".join(parts) and sum(map(len, parts)) + 2 * len(parts) <= room:
        return f"{opening}{', '.join(parts)}{closing}"
    return f"{opening}\n{indent} " + f",\n{indent} ".join(parts) + f"\n{indent}{closing}"


def json_pieces(value: object, indent: str = "", room: int = _WIDTH) -> Iterator[str]:
    """The same text piece by piece, of a value in which iterators stand for lists.

    They are read one item at a time; what an iterator gives may hold iterators, which are read before its next item.

    >>> "".join(json_pieces({"features": iter(["a", "b"])}))
    '{"features": ["a", "b"]}'
    """
    if isinstance(value, Iterator):
        parts: Iterator[tuple[str, object]] = (("", each) for each in value)
    elif isinstance(value, dict) and any(isinstance(each, Iterator) for each in value.values()):
        parts = ((f"{encode_basestring(name)}: ", each) for name, each in value.items())
    else:
        yield json_text(value, indent, room)
        return
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    deeper = f"{indent} "
    held: list[str] = []  # as long as all may fit on one line
    left = room
    for name, each in parts:
        pieces = json_pieces(each, deeper, _WIDTH - len(deeper) - len(name))
        if left < 0:
            yield f",\n{deeper}{name}"
            yield from pieces
            continue
        text = name
        for piece in pieces:
            text += piece
            if "\n" in text or len(text) + 2 > left:
                break
        held.append(text)
        left = -1 if "\n" in text else left - len(text) - 2
        if left < 0:
            yield f"{opening}\n{deeper}" + f",\n{deeper}".join(held)
            yield from pieces
    yield f"\n{indent}{closing}" if left < 0 else f"{opening}{', '.join(held)}{closing}"


def write_json(head: tuple[str, Callable[[], object]], body: tuple[str, Iterator[object]], out: BinaryIO) -> None:
    """Write an object of two members, the first of which is known after the second, a list, has been read."""
    names = [f"{encode_basestring(name)}: " for name, _ in (head, body)]
    rooms = [_WIDTH - 1 - len(name) for name in names]

    def beginning() -> str:
        return names[0] + json_text(head[1](), " ", rooms[0])

    pieces = json_pieces(body[1], " ", rooms[1])
    first = next(pieces)
    if "\n" in first:
        written_after(chain([first], pieces, ["\n}\n"]), lambda: f"{{\n {beginning()},\n {names[1]}", out)
    else:  # it is all there is
        out.write(_laid_out([beginning(), names[1] + first], "{}", "", _WIDTH).encode() + b"\n")
