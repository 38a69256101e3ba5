"""The words of the interface: one file for each language, English where a language has none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from memorial_kg.errors import InternalError

__all__ = ["Words", "load_words"]

_FOLDER = Path(__file__).parent / "words"


class Words:
    """The words of one language, by section and name: `words("memorial.inscriptions", count=2)`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, name: str, **values: object) -> str:
        """The text of a name, with its `{places}` filled in; `count=1` takes `name.one` where there is one.

        Raises InternalError for a name that no language has.
        """
        if values.get("count") == 1 and f"{name}.one" in self._texts:
            name = f"{name}.one"
        if name not in self._texts:
            raise InternalError(f"the interface has no words {name!r}: add them to {_FOLDER.name}/en.toml")
        text = self._texts[name]
        return Formatter().vformat(text, (), values) if values else text

    def __contains__(self, name: object) -> bool:
        """Tell whether there are words of this name."""
        return name in self._texts

    def section(self, name: str) -> dict[str, str]:
        """The words of one section, without its name: for scripts, which fill in the places themselves."""
        return {key.partition(".")[2]: text for key, text in self._texts.items() if key.startswith(f"{name}.")}


@cache
def load_words(language: str) -> Words:
    """The words of a language, those that it lacks in English."""
    return Words(language, {**_read("en"), **_read(language)})


def _read(language: str) -> dict[str, str]:
    return dict(_flat(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((f"{before}{name}", str(value)))
    return found
