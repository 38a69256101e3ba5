"""Takes elements out of XML one at a time: no entities, no document types, nothing held that has been taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Final

from memorial_kg.sources.readers.finding import Finding, broken, file_problem
from memorial_kg.sources.readers.row import Input, SourceRow

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["child", "elements", "local", "rows_of_elements", "text_of"]

_DEEPEST: Final = 100
_NOTHING_MORE: Final = "mend the file there; nothing from this place on was read"


class _BrokenOffError(ValueError):
    """The text is not XML from a place on."""


def elements(source: Input, wanted: Collection[str]) -> Iterator[tuple[Element, int]]:
    """The elements of some local names, outermost first, each with its depth. Whoever keeps one copies it."""
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, iterparse  # type: ignore[import-untyped]

    try:
        with source.open() as stream:
            yield from _taken(iterparse(stream, events=("start", "end"), forbid_dtd=True), wanted)
    except DefusedXmlException as error:
        what = f"it declares a document type or entities ({type(error).__name__})"
        raise file_problem(source.name, what, "XML without them", "remove <!DOCTYPE …> if you trust the file") from None
    except (ParseError, LookupError, UnicodeError) as error:
        raise _BrokenOffError(str(error)) from None
    except ValueError as error:
        if "encodings" not in str(error):  # expat knows UTF-8, UTF-16 and those of one byte a letter
            raise
        todo = "save the file as UTF-8"
        raise file_problem(source.name, f"its XML is in an encoding that is not read: {error}", "UTF-8", todo) from None


def _taken(events: Iterator[tuple[str, Element]], wanted: Collection[str]) -> Iterator[tuple[Element, int]]:
    stack: list[Element] = []
    inside = 0  # how many of the open elements are wanted, or stand in one that is
    for event, element in events:
        if event == "start":
            if len(stack) > _DEEPEST:
                raise _BrokenOffError(f"it is nested deeper than {_DEEPEST} levels")
            inside += bool(inside) or local(element) in wanted
            stack.append(element)
            continue
        stack.pop()
        inside -= bool(inside)
        if not inside:
            if local(element) in wanted:
                yield element, len(stack)
            if stack:
                stack[-1].remove(element)


def rows_of_elements(rows: Callable[[], Iterator[SourceRow]], source: Input, word: str) -> Iterator[SourceRow]:
    """The rows that a reader makes of elements; where the file breaks off, a row says so."""
    number = 0
    try:
        for row in rows():
            number += 1
            yield row
    except _BrokenOffError as problem:
        where = Finding(source.name, f"after {word} {number}" if number else "the file")
        yield broken(where, f"this is not XML: {problem}", "XML", _NOTHING_MORE)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of a local name."""
    return next((inner for inner in element if local(inner) == name), None)


def text_of(element: Element | None) -> str:
    """All text in an element, without white space around it."""
    return "" if element is None else "".join(element.itertext()).strip()
