"""Reads wiki pages: the rows of tables, infoboxes, or every use of a template; from a file or a MediaWiki export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import Finding, broken, file_problem, with_own
from memorial_kg.sources.readers.heading import Cells, row_of_cells
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.texts import encoding_of, open_text
from memorial_kg.sources.readers.wikimarkup import entangled, parsed, template_name, template_values, words
from memorial_kg.sources.readers.wikitables import tables_of
from memorial_kg.sources.readers.xmlstream import child, elements, rows_of_elements, text_of
from memorial_kg.values import quote

__all__ = ["read_mediawiki", "read_wikitext"]

_LARGEST: Final = 1 << 22  # characters of a page; MediaWiki allows half of it


def read_wikitext(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of a page: of its tables, or of its infoboxes if `rows` says so or if it has no tables."""
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        markup = stream.read(_LARGEST + 1)
    where = Finding(source.name, "", 0, encoding)
    if len(markup) > _LARGEST:
        raise file_problem(source.name, f"it has more than {_LARGEST >> 20} million characters", "a wiki page", "")
    if why := entangled(markup):
        raise file_problem(source.name, why, "a wiki page", "close what is open, or take it out")
    title = PurePosixPath(source.name).stem
    code = parsed(markup)
    kind = rules.rows or ("tables" if next(tables_of(code), None) else "infoboxes")
    yield from _ROWS.get(kind, _templates)(code, {"page": title}, where, kind)


def read_mediawiki(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of the pages of an export, infoboxes by default; a page that has none is a row with a problem."""
    yield from rows_of_elements(lambda: _pages(source, rules.rows or "infoboxes"), source, "row")


def _pages(source: Input, kind: str) -> Iterator[SourceRow]:
    for page, _ in elements(source, {"page"}):
        title = text_of(child(page, "title"))
        revisions = [each for each in page if each.tag.endswith("revision")]
        markup = text_of(child(revisions[-1], "text")) if revisions else ""
        where = Finding(source.name, f"page {quote(title)}, ")
        own = {"page": title, "page id": text_of(child(page, "id"))}
        if child(page, "redirect") is not None or markup.casefold().lstrip().startswith(words()["redirects"]):
            yield broken(_at(where, "the page"), "it only leads to another page", "a page with content", "")
        elif len(markup) > _LARGEST:
            yield broken(_at(where, "the page"), f"it has more than {_LARGEST >> 20} million characters", "a page", "")
        elif why := entangled(markup):
            yield broken(_at(where, "the page"), why, "a wiki page", "close what is open, or take it out")
        else:
            yield from _ROWS.get(kind, _templates)(parsed(markup), own, where, kind)


def _at(where: Finding, locator: str) -> Finding:
    return Finding(where.file, f"{where.locator}{locator}", where.line, where.encoding)


def _tables(code: Any, own: Mapping[str, Tree], where: Finding, kind: str) -> Iterator[SourceRow]:  # noqa: ANN401
    tables = list(tables_of(code))
    if not tables:
        yield broken(
            _at(where, "the page"), "there is no table in it", "rows of a table", f'declare rows, not "{kind}"'
        )
    for number, table in enumerate(tables, start=1):
        known = {**own, **({"section": table.section} if table.section else {})}
        for at, cells in enumerate(table.rows, start=1):
            finding = _at(where, f"table {number}, row {at}")
            names = table.names or [f"column {column}" for column in range(1, len(cells) + 1)]
            if len(set(map(str, cells))) == 1 and len(cells) == len(names) > 2:
                finding.refuse(
                    "", f"one cell spans the whole row: {quote(str(cells[0])[:80])}", "a cell for each column", ""
                )
            row = row_of_cells(Cells(cells, 0, spoilt=True), names, finding)
            yield SourceRow(with_own(row.values, known, "table"), row.locator, row.file, row.line, row.problems)


def _infoboxes(code: Any, own: Mapping[str, Tree], where: Finding, kind: str) -> Iterator[SourceRow]:  # noqa: ANN401
    beginnings = words()["infoboxes"]
    return _used(code, own, where, kind, lambda name: name.startswith(beginnings))


def _templates(code: Any, own: Mapping[str, Tree], where: Finding, kind: str) -> Iterator[SourceRow]:  # noqa: ANN401
    wanted = " ".join(kind.replace("_", " ").casefold().split())
    return _used(code, own, where, kind, lambda name: name == wanted)


def _used(
    code: Any,  # noqa: ANN401
    own: Mapping[str, Tree],
    where: Finding,
    kind: str,
    is_meant: Callable[[str], bool],
) -> Iterator[SourceRow]:
    number = 0
    for template in code.ifilter_templates():
        name = template_name(template)
        if is_meant(name.casefold()):
            number += 1
            finding = _at(where, f"{name} {number}")
            yield finding.row(with_own(template_values(template), {**own, "template": name}, "template"))
    if not number:
        what = "there is no infobox in it" if kind == "infoboxes" else f"the template {quote(kind)} is not in it"
        yield broken(
            _at(where, "the page"), what, "a row", 'declare rows = "tables", "infoboxes" or the name of a template'
        )


_Rows: TypeAlias = Callable[[Any, Mapping[str, Tree], Finding, str], Iterator[SourceRow]]
_ROWS: Final[Mapping[str, _Rows]] = {"tables": _tables, "infoboxes": _infoboxes}
