"""Languages of the data: which way they are written, and what they are called."""

from __future__ import annotations

from memorial_kg.site.words import Words

__all__ = ["direction", "language_name"]

# Languages that are written from right to left unless their tag names a script, and the scripts that are.
_LEFTWARD = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ota", "ps", "sd", "syr", "ug", "ur", "yi"])
_LEFTWARD_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])


def direction(tag: str) -> str:
    """The direction in which a language is written, for `dir`; "auto" where no language is given.

    >>> direction("az"), direction("az-Arab"), direction("he"), direction("")
    ('ltr', 'rtl', 'rtl', 'auto')
    """
    if not tag:
        return "auto"
    first, *others = tag.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    leftward = script in _LEFTWARD_SCRIPTS if script else first in _LEFTWARD
    return "rtl" if leftward else "ltr"


def language_name(tag: str, words: Words) -> str:
    """What a language is called, by its first subtag; the tag itself where the interface has no word for it."""
    first = f"language.{tag.lower().partition('-')[0]}"
    if first not in words:
        return tag
    return words(first) if "-" not in tag else f"{words(first)} ({tag})"
