"""Values put together from columns: `memorial/us-baltimore-{id|slug}`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote as percent

from memorial_kg.values import ValueProblem, did_you_mean, fold, quote

__all__ = ["FILTERS", "FILTERS_SAY", "Template", "slug"]

# Room for what stands before it in an id, which may have 80 characters in all.
_LONGEST_SLUG: Final = 56
_NOT_IN_ID: Final = re.compile("[^a-z0-9]+")
_APOSTROPHES: Final = str.maketrans("", "", "'`")
_PLACE: Final = re.compile(r"\{([^{}|]+)((?:\|[^{}|]*)*)\}")


@lru_cache(maxsize=1 << 16)
def slug(text: str) -> str:
    """A text as part of an id: small letters and digits in words joined by hyphens.

    What is cut gets a sum of the whole text at its end, so that two long names do not become one thing.

    >>> slug("Uşak, Şehir Parkı"), slug("2007.015.BMP")
    ('usak-sehir-parki', '2007-015-bmp')
    """
    # Of plain letters, folding leaves the small ones: there is no need to look for marks and other scripts.
    folded = text.lower().translate(_APOSTROPHES) if text.isascii() else fold(text)
    made = _NOT_IN_ID.sub("-", folded).strip("-")
    if not made:
        raise ValueProblem(f"{quote(text)} has no letter or digit that an id can have", "a text with letters or digits",
                           "choose another column for the id")  # fmt: skip
    if len(made) > _LONGEST_SLUG:
        mark = hashlib.sha256(fold(text).encode()).hexdigest()[:8]
        made = f"{made[: _LONGEST_SLUG - 9].rstrip('-')}-{mark}"
    return made


FILTERS: Final[Mapping[str, Callable[[str], str]]] = {
    "slug": slug,
    "lower": str.lower,
    "upper": str.upper,
    "stem": lambda text: PurePosixPath(text.replace("\\", "/")).stem,
    "url": lambda text: percent(text, safe="/:,;"),
}


FILTERS_SAY: Final[Mapping[str, str]] = {
    "slug": "small letters and digits in words joined by hyphens, as ids have them",
    "lower": "small letters",
    "upper": "capitals",
    "stem": "the name of a file without its folders and its suffix",
    "url": "with signs and spaces as an address has them: %20",
}


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for columns, each with the filters through which its value goes."""

    text: str
    literals: tuple[str, ...]
    names: tuple[str, ...]
    filters: tuple[tuple[Callable[[str], str], ...], ...]

    @property
    def start(self) -> str:
        """What stands before the first column: the same for every row."""
        return self.literals[0]

    @classmethod
    def read(cls, text: str) -> Template:
        """Read a template; a `ValueProblem` says what is wrong with it.

        >>> Template.read("person/{First Name|slug}").names
        ('First Name',)
        """
        literals, names, filters, end = [], [], [], 0
        for found in _PLACE.finditer(text):
            literals.append(text[end : found.start()])
            names.append(found[1].strip())
            filters.append(tuple(_filter(name.strip()) for name in found[2].split("|")[1:]))
            end = found.end()
        literals.append(text[end:])
        if any(brace in literal for literal in literals for brace in "{}"):
            raise ValueProblem(f"{quote(text)} has a brace without a partner", "columns in braces, such as {id|slug}",
                               "close each brace")  # fmt: skip
        return cls(text, tuple(literals), tuple(names), tuple(filters))

    def fill(self, values: Callable[[str], str | None]) -> str | None:
        """The text for a row, or None where one of its columns says nothing."""
        made = self.literals[0]
        for name, filters, literal in zip(self.names, self.filters, self.literals[1:], strict=True):
            value = values(name)
            if value is None:
                return None
            for change in filters:
                value = change(value)
            made += value + literal
        return made


def _filter(name: str) -> Callable[[str], str]:
    if name not in FILTERS:
        todo = did_you_mean(name, FILTERS) or "choose one, or leave it out"
        raise ValueProblem(f"there is no filter {quote(name)}", f"one of {', '.join(FILTERS)}", todo)
    return FILTERS[name]
