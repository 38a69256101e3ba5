"""Lays JSON out for people: what fits on a line stands on one."""

from __future__ import annotations

import json

__all__ = ["json_text"]

_WIDTH = 110


def json_text(value: object, indent: str = "", room: int = _WIDTH) -> str:
    """The text of a JSON value, indented by one space a level. `room` is what a line has left for it.

    >>> print(json_text({"id": "place/tr-usak", "name": {"tr": "Uşak"}}))
    {"id": "place/tr-usak", "name": {"tr": "Uşak"}}
    """
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    deeper = f"{indent} "
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        pairs = zip(names, value.values(), strict=True)
        parts = [name + json_text(each, deeper, _WIDTH - len(deeper) - len(name)) for name, each in pairs]
    else:
        parts = [json_text(each, deeper, _WIDTH - len(deeper)) for each in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    if "\n" not in "".join(parts) and sum(map(len, parts)) + 2 * len(parts) <= room:
        return f"{opening}{', '.join(parts)}{closing}"
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{closing}"
