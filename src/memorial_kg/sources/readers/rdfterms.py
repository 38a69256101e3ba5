"""Reads RDF terms as SPARQL's TSV and N-Triples write them: a text that keeps what kind of term it was."""

from __future__ import annotations

import re
from typing import Final

from memorial_kg.sources.readers.finding import text
from memorial_kg.sources.readers.row import Text
from memorial_kg.values import quote

__all__ = ["read_term", "term"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_LITERAL: Final = re.compile(
    r'"(?P<words>(?:[^"\\]|\\.)*)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?\Z', re.DOTALL
)
_BARE: Final = (
    (re.compile(r"[+-]?\d+\Z"), "integer"),
    (re.compile(r"[+-]?\d*\.\d+\Z"), "decimal"),
    (re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+\Z"), "double"),
    (re.compile(r"(?:true|false)\Z"), "boolean"),
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def term(value: str, kind: str, lang: str | None = None, datatype: str | None = None) -> Text:
    """A term: its text, with `value`, `type` (uri, literal, bnode), `lang` and `datatype` as parts."""
    return text(value, value=value, type=kind, lang=lang or None, datatype=datatype or None)


def read_term(written: str) -> Text | None:
    r"""A term as it is written; None for an empty one, which is no value. A `ValueError` if it is no term.

    >>> name = read_term('"U\\u015Fak"@tr')
    >>> name, name.parts["type"], name.parts["lang"]
    ('Uşak', 'literal', 'tr')
    """
    if not written:
        return None
    if written.startswith("<") and written.endswith(">"):
        return term(_unescaped(written[1:-1]), "uri")
    if written.startswith("_:"):
        return term(written, "bnode")
    if match := _LITERAL.match(written):
        return term(_unescaped(match["words"]), "literal", match["lang"], match["datatype"])
    for pattern, datatype in _BARE:
        if pattern.match(written):
            return term(written, "literal", None, _XSD + datatype)
    raise ValueError(f"{quote(written[:80])} is no term of RDF")


def _unescaped(words: str) -> str:
    if "\\" not in words:
        return words

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is None:
            return _ESCAPED.get(match[3], match[3])
        number = int(code, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise ValueError(f"\\u{code} is no character")
        return chr(number)

    return _ESCAPE.sub(character, words)
