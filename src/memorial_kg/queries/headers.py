"""Reads the header of a query: a small part of YAML, one value a line, in comments that begin with `#+`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from memorial_kg.errors import InputError, Problem

__all__ = ["Header", "read_header"]

_TOP = re.compile(r"(\w+):(?: +(.*))?")
_ITEM = re.compile(r" +- (\w+):(?: +(.*))?")
_FIELD = re.compile(r" {4,}(\w+): +(.*)")
_MORE = re.compile(r" +(\S.*)")

# What YAML would read as more than a plain text.
_NOT_PLAIN = re.compile(r"^[\[\]{}&*!|>%@`#,?'\"-]|: |:$| #")


@dataclass(slots=True)
class Header:
    """The keys of a header, and the mappings of the lists in it."""

    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def read_header(text: str, name: str = "query") -> Header:
    r"""Read the lines `#+ key: value` at the top of a query.

    An indented line goes on with the value before it; `#+   - key: value` begins an item of a list, and deeper lines
    belong to it.

    >>> read_header("#+ title: Places\n#+ parameters:\n#+   - name: country\n#+     type: iri\nASK {}")
    Header(fields={'title': 'Places'}, lists={'parameters': [{'name': 'country', 'type': 'iri'}]})
    """
    header = Header()
    open_list: list[dict[str, str]] | None = None
    into, last = header.fields, ""
    for where, line in _lines(text, name):
        if match := _TOP.fullmatch(line):
            into, last = header.fields, match[1]
            open_list = None if match[2] else header.lists.setdefault(last, [])
            if match[2]:
                into[last] = _plain(match[2], where)
        elif open_list is not None and (match := _ITEM.fullmatch(line)):
            into, last = {}, match[1]
            open_list.append(into)
            into[last] = _plain(match[2] or "", where)
        elif open_list and (match := _FIELD.fullmatch(line)):
            last = match[1]
            into[last] = _plain(match[2], where)
        elif last in into and (match := _MORE.fullmatch(line)):
            into[last] = f"{into[last]} {_plain(match[1], where)}"
        elif line.strip():
            raise _complaint(where, f"{line.strip()!r} is no line of a header", "`#+ key: value`")
    return header


def _lines(text: str, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            return
        where = f"{name}:{number}"
        if line[2:3] not in ("", " "):
            raise _complaint(where, f"{line!r} is no line of a header", "a space after `#+`")
        yield where, line[3:].rstrip()


def _plain(value: str, where: str) -> str:
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            raise _complaint(where, f"{value} is not a text in quotation marks", 'a form such as "a: b"') from None
    if _NOT_PLAIN.search(value):
        raise _complaint(where, f"YAML would not read {value!r} as a text", f"quotation marks: {json.dumps(value)}")
    return value


def _complaint(where: str, what: str, expected: str) -> InputError:
    return InputError(problems=[Problem(where, 0, "", "", what, expected)])
