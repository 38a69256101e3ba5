"""Reads JSON and JSON Lines: the items of the declared list or of the only one, or columns side by side."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from io import TextIOBase
from itertools import chain
from typing import Final, TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import Finding, broken, file_problem, unique, with_own
from memorial_kg.sources.readers.heading import Cells, headed_rows, row_of_cells
from memorial_kg.sources.readers.layouts import Layout, layout_of
from memorial_kg.sources.readers.paths import parse_path
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.scanning import Member, NotJSONError, Scanner
from memorial_kg.sources.readers.texts import encoding_of, open_text
from memorial_kg.values import quote

__all__ = [
    "LONGEST_LINE",
    "MemberReader",
    "json_items",
    "json_value",
    "line_member",
    "member_row",
    "read_json",
    "read_json_lines",
    "rows_of_members",
]

MemberReader: TypeAlias = Callable[[Member, Finding], SourceRow]

_NOTHING_MORE: Final = "mend the file there; nothing from this place on was read"
LONGEST_LINE: Final = 1 << 26  # characters


def read_json(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The items of a JSON file: of the list at `items`, or of the only list of items that there is."""
    declared = Layout("single" if rules.items == "." else "items", rules.items)
    layout = declared if rules.items else layout_of(source, rules)
    yield from _LAYOUTS[layout.kind](source, rules, layout)


def read_json_lines(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The values of a file of JSON Lines; a broken line costs no other."""
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        for line, text in enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), start=1):
            if text.strip() in ("{", "[") and line == 1:
                todo = 'declare format = "json", or write each item on one line, for example with `jq -c .`'
                raise file_problem(source.name, "its JSON is spread over several lines", "one JSON value a line", todo)
            if text.strip():
                where = Finding(source.name, f"line {line}", line, encoding)
                member = line_member(text, where)
                yield where.row({}) if member is None else member_row(member, where)


def line_member(text: str, where: Finding) -> Member | None:
    """The value of a line; None if it is no JSON, which is then a problem."""
    scanner = Scanner(io.StringIO(text))
    try:
        member = scanner.member()
        scanner.end()
    except NotJSONError as problem:
        where.refuse("", f"this is not JSON: {problem}", "one JSON value on a line", "mend the line")
        return None
    return member


def member_row(member: Member, where: Finding) -> SourceRow:
    """The row of one item: its keys, or its only value as `value`; `key` is the name that it has in an object."""
    for key in dict.fromkeys(member.twice):
        where.refuse("", f"the key {quote(key)} stands here twice", "each key once", "put several values into a list")
    values: Mapping[str, Tree] = member.tree if isinstance(member.tree, dict) else {"value": member.tree}
    return where.row(with_own(values, {"key": member.key} if member.key else {}, "item"))


def rows_of_members(
    members: Iterator[Member], source: Input, rules: ReadingRules, read: MemberReader, word: str = "item"
) -> Iterator[SourceRow]:
    """A row for each member, by its reader; where the file breaks off, a row says so."""
    encoding, _ = encoding_of(source, rules)
    number = 0
    try:
        for member in members:
            number += 1
            if isinstance(member.tree, list) and number == 1 and read is member_row:
                cells = (Cells(_cells(each.tree), each.line, spoilt=True) for each in chain([member], members))
                yield from headed_rows(cells, rules, source.name, encoding)
                return
            shown = f"{word} {quote(member.key)}" if member.key else f"{word} {number}"
            yield read(member, Finding(source.name, shown, member.line, encoding))
    except NotJSONError as problem:
        where = Finding(source.name, f"after {word} {number}" if number else "the file", problem.line, encoding)
        yield broken(where, f"this is not JSON: {problem}", "JSON", _NOTHING_MORE)


def _cells(tree: Tree) -> list[Tree]:
    return tree if isinstance(tree, list) else [tree]


def json_items(source: Input, rules: ReadingRules, path: str) -> Iterator[Member]:
    """The members of the list or object at a path; where the file breaks off, a `NotJSONError`."""
    with open_text(source, rules) as stream:
        scanner = _scanner_at(stream, source, path)
        if scanner.peek() not in ("{", "["):
            what = f"at {quote(path)} stands a single value" if path else "it is no JSON list or object"
            if not scanner.peek():
                raise NotJSONError("the file ends", scanner.line)
            raise file_problem(source.name, what, "a list of items", "correct harvest.items")
        yield from scanner.members()
        if not path:
            scanner.end()


def json_value(source: Input, rules: ReadingRules, path: str) -> Member:
    """The value at a path."""
    with open_text(source, rules) as stream:
        return _scanner_at(stream, source, path).member()


def _scanner_at(stream: TextIOBase, source: Input, path: str) -> Scanner:
    scanner = Scanner(stream)
    steps = parse_path(path) if path else ()
    for step in steps[:-1] if steps and steps[-1] is None else steps:
        if scanner.peek() not in ("{", "[") or not _entered(scanner, str(step)):
            what = f"there is nothing at {quote(path)}"
            raise file_problem(source.name, what, "the path of a list of items", "correct harvest.items")
    return scanner


def _entered(scanner: Scanner, step: str) -> bool:
    for key in scanner.names():
        if key == step:
            return True
        scanner.skip()
    return False


# ── layouts ──


def _items(source: Input, rules: ReadingRules, layout: Layout) -> Iterator[SourceRow]:
    return rows_of_members(json_items(source, rules, layout.path), source, rules, member_row)


def _single(source: Input, rules: ReadingRules, _layout: Layout) -> Iterator[SourceRow]:
    members = (json_value(source, rules, "") for _ in range(1))
    return rows_of_members(members, source, rules, member_row)


def _columns(source: Input, rules: ReadingRules, layout: Layout) -> Iterator[SourceRow]:
    """One list for each column: the lists are held, the rows are made one by one."""
    encoding, _ = encoding_of(source, rules)
    columns = {member.key: _cells(member.tree) for member in json_items(source, rules, layout.path)}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        what = f"its columns have from {min(lengths)} to {max(lengths)} values"
        raise file_problem(source.name, what, "columns of one length", "mend the file")
    names = list(columns)
    for number, cells in enumerate(zip(*columns.values(), strict=True), start=1):
        yield row_of_cells(
            Cells(list(cells), 0, spoilt=True), names, Finding(source.name, f"row {number}", 0, encoding)
        )


def _split(source: Input, rules: ReadingRules, layout: Layout) -> Iterator[SourceRow]:
    """The names of the columns in one list, the rows in another: pandas' `split`, and Socrata."""
    stated = _cells(json_value(source, rules, layout.names).tree)
    names = unique(str(name.get("name") or name.get("fieldName") or "") if isinstance(name, dict) else str(name)
                   for name in stated)  # fmt: skip

    def read(member: Member, where: Finding) -> SourceRow:
        return row_of_cells(Cells(_cells(member.tree), member.line, spoilt=True), names, where)

    return rows_of_members(json_items(source, rules, layout.path), source, rules, read, "row")


_Rows: TypeAlias = Callable[[Input, ReadingRules, Layout], Iterator[SourceRow]]
_LAYOUTS: Final[Mapping[str, _Rows]] = {"items": _items, "single": _single, "columns": _columns, "split": _split}
