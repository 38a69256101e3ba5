"""Reads one rule of a crosswalk, and holds it against the ontology: whether its key is there and takes such a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, cast

from memorial_kg.sources.crosswalk.fitting import Desk, check_words, keys_on_the_way, kind_of, lookup_of
from memorial_kg.sources.crosswalk.options import KEY, take
from memorial_kg.sources.crosswalk.paths import follow
from memorial_kg.sources.crosswalk.rules import Condition, Fetch, KeyRule, Split
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.sources.tables import Table
from memorial_kg.values import check_language, check_local_id, did_you_mean, quote
from memorial_kg.values.quantities import find_unit
from memorial_kg.values.written_dates import read_written_date

__all__ = ["Desk", "check_century", "read_conditions", "read_key_rule"]

_SOURCES: Final = ("column", "path", "columns", "template", "constant")


def check_century(first_year: str) -> str:
    """Give back the first of the hundred years in which years of two digits lie, or say what is wrong with it."""
    read_written_date("1.2.03", order="dmy", two_digit_years=first_year)
    return first_year


def read_key_rule(table: Table, desk: Desk) -> KeyRule | None:
    """Read one rule; None if something in it is wrong, which is then a problem of the table."""
    said = take(table, KEY, ("key",))
    keys = keys_on_the_way(table, str(said["key"]), desk)
    fetch = _fetch(table, said)
    if keys is None:
        return None
    kind = kind_of(table, said, keys[-1])
    check_words(table, said, kind)
    lookup = lookup_of(table, said, keys[-1], desk)
    own = str(said.get("language", ""))
    checks: list[tuple[str, Callable[[str], object]]] = [
        ("language", check_language), ("unit", find_unit), ("part", check_local_id),
        ("two-digit-years", check_century),
    ]  # fmt: skip
    for name, check in checks:
        if name in said:
            table.checked(name, check, said[name])
    id_template = _template(table, said, "id", desk.ontology.namespaces(keys[-1]))
    if fetch is None:
        return None
    return KeyRule(
        place=table.place,
        line=table.line,
        name=str(said["key"]),
        keys=keys,
        kind=kind,
        fetch=fetch,
        default=str(said.get("default", "")),
        nulls=desk.nulls | frozenset(_texts(said, "nulls")),
        when=read_conditions(table, "when", said.get("when", [])),
        html=said.get("html") is True,
        split=_split(table, said),
        join=cast("str | None", said.get("join")),
        regex=_regex(table, "regex", said),
        unmatched=str(said.get("unmatched", "refuse")),
        lookup=lookup,
        unknown=str(said.get("unknown", "refuse")),
        language=own or desk.language,
        language_column=str(said.get("language-column", "")),
        date_order=str(said.get("date-order", desk.date_order)),
        date_languages=desk.date_languages,
        century=str(said.get("two-digit-years", desk.century)),
        unit=str(said.get("unit", "")),
        order=_texts(said, "order"),
        latitude_first=said.get("coordinate-order") == "lat-lon",
        shapes=str(said.get("shapes", "refuse")),
        decimals=cast("int | None", said.get("decimals")),
        id=id_template,
        naming=_template(table, said, "name"),
        part=str(said.get("part", "")),
        evidence=str(said.get("evidence", "changed")),
    )


# -- where the value stands --------------------------------------------------------------------------------------------


def _fetch(table: Table, said: Mapping[str, object]) -> Fetch | None:
    stated = [name for name in _SOURCES if name in said]
    if len(stated) != 1:
        what = (
            f"{' and '.join(f'`{name}`' for name in stated)} stand here"
            if stated
            else "it says nothing of where the value stands"
        )
        table.refuse(
            stated[1] if stated else "", what, f"one of {', '.join(_SOURCES)}", "keep one" if stated else "add one"
        )
        return None
    if "path" in said and table.checked("path", follow, said["path"]) is None:
        return None
    template = _template(table, said, "template")
    if "template" in said and template is None:
        return None
    columns = (str(said["column"]),) if "column" in said else _texts(said, "columns")
    return Fetch(columns, str(said.get("path", "")), template, _texts(said, "constant"))


def read_conditions(table: Table, name: str, said: object) -> tuple[Condition, ...]:
    """Read the conditions of `only` and `when`."""
    made = []
    for each in cast("list[dict[str, object]]", said):
        sources = [word for word in ("column", "path") if each.get(word)]
        tests = [word for word in ("in", "not-in", "matches", "present") if word in each]
        if len(sources) != 1 or not tests:
            table.refuse(name, "a condition lacks something", "`column`, and `in`, `not-in`, `matches` or `present`",
                         'such as { column = "type", in = ["Monument"] }')  # fmt: skip
            continue
        place = str(each[sources[0]])
        if sources == ["path"] and table.checked(name, follow, place) is None:
            continue
        fetch = Fetch(columns=(place,)) if sources == ["column"] else Fetch(path=place)
        among, not_among = (frozenset(_texts(each, word)) if word in each else None for word in ("in", "not-in"))
        made.append(Condition(fetch, among, not_among, _regex(table, "matches", each, name),
                              cast("bool | None", each.get("present")), str(each.get("why", ""))))  # fmt: skip
    return tuple(made)


def _split(table: Table, said: Mapping[str, object]) -> Split | None:
    stated = said.get("split")
    if not isinstance(stated, dict):
        return None
    split = Split(str(stated.get("by", "")), stated.get("quoting") is True, stated.get("json") is True)
    if bool(split.by) == split.json:
        table.refuse(
            "split", "it does not say what stands between two values", '`by = ";"`, or `json = true`', "add one"
        )
    return split


def _regex(table: Table, word: str, said: Mapping[str, object], at: str = "") -> re.Pattern[str] | None:
    if word not in said:
        return None
    try:
        return re.compile(str(said[word]))
    except (re.error, OverflowError, RecursionError) as error:
        table.refuse(at or word, f"{quote(str(said[word]))} is not a regular expression: {error}", "", "correct it")
        return None


def _template(table: Table, said: Mapping[str, object], word: str, namespaces: tuple[str, ...] = ()) -> Template | None:
    if word not in said:
        return None
    made = table.checked(word, Template.read, said[word])
    if not isinstance(made, Template):
        return None
    if namespaces and made.start.partition("/")[0] not in namespaces:
        expected = " or ".join(f"{each}/…" for each in namespaces)
        todo = did_you_mean(made.start.partition("/")[0], namespaces) or "begin with what it is"
        table.refuse(word, f"{quote(made.text)} is not such an id", expected, todo)
    return made


def _texts(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = said.get(name, ())
    return (value,) if isinstance(value, str) else cast("tuple[str, ...]", value)
