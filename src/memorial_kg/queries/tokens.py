"""Reads SPARQL as tokens: enough to know what is a string, what a comment, and where each thing stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from memorial_kg.errors import InputError, Problem

__all__ = ["Token", "complaint", "place", "tokenize"]

# Section 19.8 of SPARQL 1.1, with the letters of the language instead of its tables of them. A prefix has up to 100
# characters, lest a text of words and hyphens be searched to its end for a colon from every word.
_PREFIX = r"[^\W\d_](?:[\w.-]{0,98}[\w-])?"
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PATTERNS = {
    "space": r"[ \t\r\n]+",
    "comment": r"\#[^\r\n]*",
    "iri": r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>',
    "string": r"""'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"""(?:"{0,2}(?:[^"\\]|\\.))*\"""|"""
    r"""'(?:[^'\\\r\n]|\\[^\r\n])*'(?!')|"(?:[^"\\\r\n]|\\[^\r\n])*"(?!")""",
    "variable": r"[?$]\w+",
    "blank": r"_:\w(?:[\w.-]*[\w-])?",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "name": rf"(?:{_PREFIX})?:(?:(?:[\w:]|{_LOCAL})(?:(?:[\w:.-]|{_LOCAL})*(?:[\w:-]|{_LOCAL}))?)?",
    "number": r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    "word": r"[A-Za-z]\w*",
    "sign": r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;=<>!+*/|^?~-]",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.DOTALL)

# An escape may stand for a character that could stand there itself (section 19.2). Engines differ in when they resolve
# escapes, and rdflib reads eight digits after a small u too: so one that could be read as a delimiter is refused, lest
# it end a string or a comment in one engine and not in another.
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[uU]([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})?")
_IN_COMMENT = re.compile(r"\\[uU]([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})?")
_NOT_ESCAPED = {"string": "\"'\\\r\n", "comment": "\r\n", "iri": '<>"{}|^`\\' + "".join(map(chr, range(0x21)))}


class Token(NamedTuple):
    """A token, its kind, and where in the text it begins and ends."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of these keywords, which SPARQL writes in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokenize(text: str, name: str = "query") -> list[Token]:
    """The tokens of a query without spaces and comments; what is no token is an error that names its place.

    >>> [token.text for token in tokenize("ASK { ?s <p#> '}' } # }")]
    ['ASK', '{', '?s', '<p#>', "'}'", '}']
    """
    return list(_tokens(text, name))


def _tokens(text: str, name: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise complaint(text, position, name, _what_is_wrong(text[position]))
        token = Token(match.lastgroup, match.group(), position, match.end())
        _check_escapes(token, text, name)
        if token.kind not in ("space", "comment"):
            yield token
        position = match.end()


def _check_escapes(token: Token, text: str, name: str) -> None:
    if token.kind not in _NOT_ESCAPED or "\\" not in token.text:
        return
    pattern = _IN_COMMENT if token.kind == "comment" else _ESCAPE
    for escape in pattern.finditer(token.text):
        first, second = escape.groups()
        codes = {int(first, 16), int(first + (second or ""), 16)}
        if any(0xD800 <= code <= 0xDFFF or chr(min(code, 0x10FFFF)) in _NOT_ESCAPED[token.kind] for code in codes):
            what = f"\\u{first}{second or ''} could be read as the end of this {token.kind}: write another character"
            raise complaint(text, token.start + escape.start(), name, what)


def _what_is_wrong(character: str) -> str:
    if character in "\"'":
        return "this string is not closed, or two strings stand together"
    if character == "\\":
        return "an escape outside a string or an IRI; write the character itself"
    return f"{character!r} cannot stand here"


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position, both counted from 1."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def complaint(text: str, position: int, name: str, what: str, advice: str = "") -> InputError:
    """An error that says where in the text of a query something is wrong: `name:line:column: what; advice`.

    >>> print(complaint("ASK {", 4, "query", "this { is not closed"))
    query:1:5: this { is not closed
    """
    line, column = place(text, position)
    return InputError(problems=[Problem(f"{name}:{line}:{column}", 0, "", "", what, todo=advice)])
