"""Proposes the source.toml of a source from its columns and values; each guess stands beside its reasons.

A person edits it: what cannot be told is left as a comment to choose from. A proposal harvests nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.sources.crosswalk.proposing.columns import guess
from memorial_kg.sources.crosswalk.proposing.dates import date_languages
from memorial_kg.sources.crosswalk.proposing.guess import Guess, Setting, counted, examples, toml
from memorial_kg.sources.crosswalk.proposing.keys import NamedBy, named_by
from memorial_kg.sources.crosswalk.proposing.names import language_of, null_words, role_of
from memorial_kg.sources.crosswalk.proposing.places import guess_coordinates
from memorial_kg.sources.crosswalk.proposing.profiles import Column, Profile, profile_of
from memorial_kg.sources.crosswalk.templates import slug
from memorial_kg.sources.readers import ReadingRules, SourceRow, open_inputs
from memorial_kg.values import ValueProblem, visible

__all__ = ["propose"]

_MOST_ROWS: Final = 10_000
_LONGEST_PREFIX: Final = 24
_NAMES_OF_ANY_FOLDER: Final = frozenset({"data", "list", "files", "items", "export", "geojson", "csv", "json", "posts"})
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]+)?")
_OF_PEOPLE: Final = (("born", "in"), ("died", "in"), ("date", "of", "birth"), ("date", "of", "death"), ("sex",))
_NUMBERS_FOR_NOTHING: Final = frozenset({"-1", "-9999", "9999"})

# The order in which rules stand, as `memorial-kg keys` lists the keys.
_ORDER: Final = (
    "name", "alternateName", "kinds", "status", "dedication", "addresses", "siting", "coordinates", "construction",
    "inauguration", "removal", "creators", "sculptors", "designers", "architects", "commissioners", "funders",
    "materialWording", "height", "width", "depth", "length", "inscriptions", "description", "sameAs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a source before guessing."""

    profile: Profile
    format: str
    names: list[str]
    whole: bool


def propose(
    words: Sequence[str],
    rules: ReadingRules | None = None,
    *,
    folder: Path | None = None,
    standard_input: BinaryIO | None = None,
) -> str:
    """The text of a source.toml for the inputs that words name: files, folders, patterns, or `-`."""
    read = _read(words, rules or ReadingRules(), folder, standard_input)
    profile = read.profile
    roles = {name: role_of(column)[1] for name, column in profile.columns.items()}
    nulls, why_nulls = _nulls(profile)
    texts = (value for column in profile.columns.values() for value in column.said(nulls))
    language = language_of(islice(texts, _MOST_ROWS))
    title = _title(words)
    prefix = _prefix(title)
    named = named_by(profile, roles, nulls, prefix)
    if not named.key:
        expected, todo = "a column with names or numbers", "look whether it is read as meant"
        raise InputError(problems=[_problem(words, named.why, expected, todo)])
    dated = [column for name, column in profile.columns.items() if roles[name] in {"made", "opened", "removed"}]
    languages, why_languages = date_languages(dated, nulls, language.tag)
    setting = Setting(profile, nulls, (*languages,), prefix)
    guesses = _guesses(roles, setting)
    lines = [
        *_head(read, title),
        "",
        "[harvest]",
        f"format = {toml(read.format)}",
        *_said(language.why),
        f"language = {toml(language.tag)}",
        *_said(*why_languages),
        *([f"date-languages = {_list(languages)}"] if languages and languages != [language.tag] else []),
        *_said(*why_nulls),
        *([f"nulls = {_list(sorted(nulls))}"] if nulls else []),
        *_of_rules(rules),
        "",
        *_record(named, prefix, profile),
        *(line for each in guesses for line in _shown(each)),
        *_where(guesses),
        *_lookups(guesses),
        *_unused(guesses, setting, named.key),
    ]
    return "\n".join(lines) + "\n"


def _read(words: Sequence[str], rules: ReadingRules, folder: Path | None, standard_input: BinaryIO | None) -> _Read:
    formats: dict[str, None] = {}
    names: list[str] = []

    def rows() -> Iterator[SourceRow]:
        for opened in open_inputs(words, rules, folder=folder, standard_input=standard_input):
            formats[opened.format] = None
            names.append(opened.name)
            yield from opened.rows()

    stream = rows()
    first = list(islice(stream, _MOST_ROWS))
    whole = next(stream, None) is None
    if not any(row.values for row in first):
        problems = [problem for row in first for problem in row.problems][:1]
        raise InputError(problems=problems or [_problem(words, "there is no row", "rows", "check the name")])
    if len(formats) > 1:
        what = f"there are several formats: {', '.join(formats)}"
        raise InputError(problems=[_problem(words, what, "files of one format", "name those of one format")])
    return _Read(profile_of(first), next(iter(formats)), names, whole)


def _problem(words: Sequence[str], what: str, expected: str, todo: str) -> Problem:
    return Problem(" ".join(words), 0, "", "", what, expected, todo)


# -- what holds for the whole source -----------------------------------------------------------------------------------


def _nulls(profile: Profile) -> tuple[frozenset[str], list[str]]:
    """The words that stand in cells that say nothing, and where they were found."""
    found: dict[str, dict[str, int]] = {}
    for column in profile.columns.values():
        for value, times in column.values.items():
            if value.lower() in null_words() and (value not in _NUMBERS_FOR_NOTHING or _is_odd(value, column)):
                found.setdefault(value, {})[column.name] = times
    why = []
    for value, places in sorted(found.items()):
        most = max(places, key=lambda name: places[name])
        others = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
        why.append(f"{toml(value)} stands in {counted(sum(places.values()), 'cell')}, of {most}{others}")
    return frozenset(found), why


def _is_odd(number: str, column: Column) -> bool:
    """Whether a number such as -1 stands among others in a way that says nothing: often, and below or above all."""
    others = [float(value) for value in column.values if value != number and _NUMBER.fullmatch(value)]
    alone = len(others) < len(column.values) - 1 or not others or min(others) <= float(number) <= max(others)
    return not alone and column.values[number] > 1


def _title(words: Sequence[str]) -> str:
    """What the source may be called: the file or the folder, or what stands before the signs of a pattern."""
    fixed = re.split(r"[*?\[]", words[0], maxsplit=1)[0] if words else ""
    path = PurePath(fixed if fixed.endswith("/") or fixed == "".join(words[:1]) else fixed.rpartition("/")[0])
    if path.name.strip("_").lower() in _NAMES_OF_ANY_FOLDER and path.parent.name:
        return f"{path.parent.name} {path.name.strip('_')}"
    return path.name if path.name not in {"", "-"} else "source"


def _prefix(title: str) -> str:
    """What stands before the ids of a source, by the name of its file."""
    try:
        made = slug(PurePath(title).stem)
    except ValueProblem:
        return "source"
    words = [word for word in made.split("-") if not word.isdigit()] or [made]
    short = words[0]
    for word in words[1:]:
        if len(short) + len(word) + 1 > _LONGEST_PREFIX:
            break
        short += f"-{word}"
    return short[:_LONGEST_PREFIX].strip("-")


# -- rules -------------------------------------------------------------------------------------------------------------


def _guesses(roles: dict[str, str], setting: Setting) -> list[Guess]:
    """A guess for each column that has a role, the best for a key first; the others of a key are for a person."""
    scored = [(role_of(column)[0], column) for column in setting.profile.columns.values()]
    scored.sort(key=lambda each: (-each[0], -each[1].values.total()))
    made = [found for _, column in scored if (found := guess(roles[column.name], column, setting))]
    if point := guess_coordinates(setting.profile, roles, setting.nulls):
        made.append(point)
    taken: set[str] = set()
    for each in made:
        keys = {rule["key"] for rule in each.rules}
        if each.sure and keys & taken:
            each.sure = False
            each.why.append("another column is proposed for this key")
        taken |= keys if each.sure else set()
    _with_whole_address(made)
    return sorted(made, key=lambda each: (_ORDER.index(each.key.partition(".")[0]), not each.sure))


def _with_whole_address(made: list[Guess]) -> None:
    """Parts of an address need its words: where no column has them, those of the street are the next best."""
    sure = [each for each in made if each.sure and each.key.startswith("addresses.")]
    if not sure or any(each.key == "addresses.text" for each in sure):
        return
    street = next((each for each in sure if each.key == "addresses.street"), None)
    if street is not None:
        street.rules.insert(0, {**street.rules[0], "key": '"addresses.text"'})
        street.why.append("no column has the whole address: that of the street stands for it")
        return
    for each in sure:
        each.sure = False
        each.why.append("an address needs `addresses.text`, which no column gives")


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(toml, texts))}]"


# -- writing -----------------------------------------------------------------------------------------------------------


def _said(*words: str) -> list[str]:
    """Comments: what data say stands there on one line, and no sign of it acts."""
    return [f"# {visible(' '.join(each.split()))}" for each in words]


def _head(read: _Read, title: str) -> list[str]:
    profile = read.profile
    rows = counted(profile.rows, "row") if read.whole else f"the first {counted(profile.rows, 'row')}"
    files = read.names[0] if len(read.names) == 1 else f"{len(read.names):,} files, such as {read.names[0]}"
    broken = [f"{counted(profile.broken, 'row')} could not be read"] if profile.broken else []
    return [
        *_said(
            f"Proposed from {rows} of {files}.", *broken, "Every line is a guess with its reason: read it, change it."
        ),
        "",
        f"title = {toml(title)}",
        'kind = "dataset"',
        'rights = "Not stated: write the licence here, or its address as license."',
    ]


def _of_rules(rules: ReadingRules | None) -> list[str]:
    """What had to be declared so that the file could be read."""
    given = {name: getattr(rules, name) for name in ("encoding", "delimiter", "sheet", "items", "crs")} if rules else {}
    return [f"{name} = {toml(value)}" for name, value in given.items() if value]


def _record(named: NamedBy, prefix: str, profile: Profile) -> list[str]:
    words = {column.words for column in profile.columns.values()}
    lives = [" ".join(each) for each in _OF_PEOPLE if each in words]
    people = [f"its columns {', '.join(lives)} are those of people: these rows may be no memorials"] if lives else []
    return [
        "[harvest.record]",
        *_said(named.why),
        f"key = {toml(named.key)}",
        *_said("each row becomes a memorial; `only` lets in some rows, such as those of one type", *people),
        f"about = {toml(f'memorial/{prefix}-{named.key}')}",
    ]


def _shown(found: Guess) -> Iterator[str]:
    yield ""
    yield from _said(f"{found.column.name}: {found.why[0]}", *found.why[1:])
    mark = "" if found.sure else "# "
    for number, rule in enumerate(found.rules):
        if number:
            yield ""
        yield f"{mark}[[harvest.keys]]"
        yield from (f"{mark}{option} = {value}" for option, value in rule.items())
        if not any("constant" in option for option in rule):
            yield from (f"# {hint}" for hint in found.hints)


def _where(guesses: list[Guess]) -> tuple[str, ...]:
    """Where the memorials are, for a person to say, if no column does: pages and searches go by it."""
    told = {rule["key"].strip('"').partition(".")[0] for each in guesses if each.sure for rule in each.rules}
    if not told.isdisjoint({"country", "place"}):
        return ()
    says = "# no column says in which country or town they are: say it of all of them"
    return "", says, "# [[harvest.keys]]", '# key = "country"', '# constant = "place/…"', '# name = "…"'


def _lookups(guesses: list[Guess]) -> Iterator[str]:
    for found in guesses:
        if found.lookup and found.sure:
            yield from ("", "[harvest.lookup.kinds]")
            yield from (f"{word} = {meaning}" for word, meaning in found.lookup.items())


def _unused(guesses: list[Guess], setting: Setting, key: str) -> list[str]:
    """The columns that no rule reads, for a person to choose from."""
    asked = "\n".join(value for each in guesses for rule in each.rules for value in rule.values()) + key
    left = [
        f"{column.name}: {counted(column.said(setting.nulls).total(), 'value')}: {examples(column, setting.nulls)}"
        for column in setting.profile.columns.values()
        if column.values
        and toml(column.name) not in asked
        and f"{{{column.name}}}" not in asked
        and f"{{{column.name}|" not in asked
    ]
    title = "Columns that no rule reads (`ignore` names those that are left out on purpose):"
    return ["", *_said(title, *left)] if left else []
