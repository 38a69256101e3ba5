"""Takes texts out of their quotation marks, which in real documents are nested, mixed, and often have no partner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from memorial_kg.values import ValueProblem, quote

__all__ = ["QuotedText", "quoted_texts", "texts_from"]

QuotedText: TypeAlias = str

# Each mark that can open, with those that can close what it opened. The same mark closes in one language and opens in
# another, and writers mix them: “ … ", „ … “, “ … ”, « … ».
_CLOSERS: Final = {"“": '”"', "„": '“”"', '"': '"”', "«": "»", "”": '”"'}
_MARKS: Final = frozenset('“”„«»"')
# What may stand between quoted texts without being one.
_BETWEEN: Final = re.compile(r"[\s,.;:/()|–—-]*")


def quoted_texts(text: str, count: int) -> list[QuotedText]:
    r"""Split a text into those between outer quotation marks; a single text may also stand without any.

    >>> quoted_texts("“Never “again”” (\"Nie wieder”)", 2)
    ['Never “again”', 'Nie wieder']
    >>> quoted_texts("Never again", 1)
    ['Never again']
    """
    texts, outside = _outer(text)
    if count == 1 and (len(texts) != 1 or not _BETWEEN.fullmatch(outside)):
        return [_without_lone_marks(text)]
    if texts and not _BETWEEN.fullmatch(outside):
        what = f"{quote(outside.strip())} stands outside the quotation marks"
        raise ValueProblem(what, f"{count} texts in quotation marks", "say how each text `begins` in source.toml")
    return texts


def _outer(text: str) -> tuple[list[QuotedText], str]:
    """Give the texts between outer marks, and all that stands outside; what is never closed closes at the end."""
    texts: list[str] = []
    outside: list[str] = []
    open_marks: list[str] = []
    start = 0
    for at, character in enumerate(text):
        if open_marks and character in _CLOSERS[open_marks[-1]]:
            open_marks.pop()
            if not open_marks:
                texts.append(text[start:at].strip())
        elif character in _CLOSERS:
            start = start if open_marks else at + 1
            open_marks.append(character)
        elif not open_marks:
            outside.append(character)
    if open_marks:
        texts.append(text[start:].strip())
    return [text for text in texts if text], "".join(outside)


def texts_from(text: str, begins: Sequence[str]) -> list[QuotedText]:
    r"""Split a text where each declared text begins; marks without a partner on their line are dropped.

    >>> texts_from("“One bridge\n“EIN STEG\"\nüber den Bach”", ["One", "EIN"])
    ['One bridge', 'EIN STEG\nüber den Bach']
    """
    starts: list[int] = []
    for words in begins:
        start = text.find(words, starts[-1] + 1 if starts else 0)
        if start < 0:
            raise ValueProblem(f"no text begins with {quote(words)} here", "words of the value, in their order",
                               "correct `begins` in source.toml")  # fmt: skip
        starts.append(start)
    if before := re.sub(r"[\s“”„«»\"]", "", text[: starts[0]]):
        raise ValueProblem(f"{quote(before)} stands before the first text", "a text that begins there",
                           "add it to `inscriptions` in source.toml")  # fmt: skip
    ends = [*starts[1:], len(text)]
    return [_without_lone_marks(text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _without_lone_marks(text: str) -> str:
    """Drop quotation marks at the ends of a line that have no partner on it, and lines that are then empty."""
    lines = (_paired(line.strip()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _paired(line: str) -> str:
    while line and sum(character in _MARKS for character in line) % 2:
        if line[-1] in _MARKS:
            line = line[:-1].rstrip()
        elif line[0] in _MARKS:
            line = line[1:].lstrip()
        else:
            break
    return line
