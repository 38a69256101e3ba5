"""Reads bytes as text: the encoding by its mark or by declaration, and what cannot be decoded kept visible."""

from __future__ import annotations

import codecs
import io
import re
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.sources.readers.row import Input, ReadingRules
from memorial_kg.values import quote

__all__ = ["UNREADABLE", "encoding_of", "open_text", "unreadable"]

# The longer marks first: that of UTF-16 begins that of UTF-32.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD: Final = 4096

# A byte that cannot be decoded becomes two of the 32 noncharacters that no text may hold (Unicode 23.7): half a byte
# each. Half surrogates, Python's own way, could not go through a parser of JSON.
_HANDLER: Final = "memorial-kg-noncharacters"
_HIGH: Final = 0xFDD0
_LOW: Final = 0xFDE0
UNREADABLE: Final = re.compile("[\0\ufdd0-\ufdef]")
_BYTE: Final = re.compile("[\ufdd0-\ufddf][\ufde0-\ufdef]")


def open_text(source: Input, rules: ReadingRules) -> io.TextIOWrapper:
    """Open an input as text, line ends as they are; bytes that cannot be decoded are found by `unreadable`."""
    encoding, mark = encoding_of(source, rules)
    codecs.register_error(_HANDLER, _kept_visible)
    stream = source.open()
    stream.read(mark)
    return io.TextIOWrapper(stream, encoding=encoding, errors=_HANDLER, newline="")


def encoding_of(source: Input, rules: ReadingRules) -> tuple[str, int]:
    """Find the encoding of an input, and how long its mark is: the file's own word, which beats a declaration."""
    with source.open() as stream:
        head = stream.read(_HEAD)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if rules.encoding:
        return _known(rules.encoding, source.name), 0
    half = len(head) // 4
    for encoding, empty in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if half > 1 and empty.count(0) > half:
            what = f"every second byte is zero, as in {encoding}"
            todo = f'declare encoding = "{encoding}", or save the file as UTF-8'
            raise InputError(problems=[Problem(source.name, 0, "", "", what, "UTF-8", todo)])
    return "utf-8", 0


def unreadable(text: str, encoding: str) -> tuple[str, str, str] | None:
    """What in a text cannot be read, what was expected, and what to do; None if all of it can."""
    match = UNREADABLE.search(text)
    if match is None:
        return None
    pair = _BYTE.match(text, match.start())
    if match.group() == "\0":
        return "it holds a zero byte (NUL)", "text that any program can read", "remove it from the source"
    if pair is None:
        return f"it holds the noncharacter U+{ord(match.group()):04X}", "characters of Unicode", "remove it"
    byte = ((ord(pair.group()[0]) - _HIGH) << 4) + ord(pair.group()[1]) - _LOW
    return f"the byte 0x{byte:02x} is not {encoding.upper()}", "bytes of the declared encoding", _advice(byte, encoding)


def _advice(byte: int, encoding: str) -> str:
    if not encoding.startswith("utf-8"):
        return "declare the encoding in which the file is written, or correct the byte"
    letter = bytes([byte]).decode("windows-1252", "replace")
    shown = f" if it is meant to be {quote(letter)}" if letter.isprintable() and letter != "\ufffd" else ""
    return f'declare encoding = "windows-1252"{shown}, or the encoding in which the file is written'


def _known(encoding: str, file: str) -> str:
    try:
        b"abcd".decode(encoding, "replace")
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError, ValueError):
        what = f"the encoding {quote(encoding)} is not known"
        expected = "a name such as utf-8, windows-1252, iso-8859-9 or utf-16-le"
        raise InputError(problems=[Problem(file, 0, "", "harvest.encoding", what, expected, "correct it")]) from None


def _kept_visible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    spoilt = error.object[error.start : error.end]
    return "".join(chr(_HIGH + (byte >> 4)) + chr(_LOW + (byte & 15)) for byte in spoilt), error.end
