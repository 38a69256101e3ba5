"""Inscriptions as they belong together: an original with its translations and with the same text in other languages."""

from __future__ import annotations

from collections.abc import Sequence

from memorial_kg.site.things.view import Description, Value

__all__ = ["together"]

_TIES = ("translationOf", "parallelText")


def together(values: Sequence[Value]) -> list[list[Value]]:
    """Inscriptions in groups, originals before what translates them, everything else in the order given."""
    known = {value.part.fragment: value for value in values if value.part is not None}
    first = {fragment: fragment for fragment in known}

    def head(fragment: str) -> str:
        while first[fragment] != fragment:
            fragment = first[fragment]
        return fragment

    for fragment, value in known.items():
        for other in _tied(value.part):
            if other in first and head(other) != head(fragment):
                later, earlier = sorted((head(other), head(fragment)), key=[*known].index, reverse=True)
                first[later] = earlier
    groups: dict[str, list[Value]] = {}
    for fragment, value in known.items():
        groups.setdefault(head(fragment), []).append(value)
    return [sorted(group, key=_is_translation) for group in groups.values()]


def _tied(part: Description | None) -> list[str]:
    if part is None:
        return []
    return [value.target.partition("#")[2] for name in _TIES for value in part.values(name)]


def _is_translation(value: Value) -> bool:
    return value.part is not None and bool(value.part.values("translationOf"))
