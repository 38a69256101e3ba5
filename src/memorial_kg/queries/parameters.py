"""Binds parameters of a query as terms: a value is checked, encoded and put in its VALUES block, never pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries.tokens import Token, complaint, tokenize
from memorial_kg.values import ValueProblem, check_iri, check_language, did_you_mean, quote

__all__ = ["ANY", "ENCODERS", "Names", "Parameter", "bind", "blocks", "encode", "sparql_literal"]

ANY = "any"  # what a user writes for UNDEF: a variable that may have any value

_LOCAL = re.compile(r"[a-z]+(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+(?:#[a-z0-9]+(?:-[a-z0-9]+)*)?")
_WITH_LANGUAGE = re.compile(r"(?s)(.*)@([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPES = re.compile(r"\\(?:\\([uU])|u([0-9A-F]{4})|.)")  # one after the other, so that no two are mistaken for one
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the header of its query declares it."""

    name: str
    type: str
    default: str
    description: str = ""


class Names(NamedTuple):
    """What a user may write instead of a whole IRI: CURIEs of these prefixes, and ids below this base."""

    prefixes: Mapping[str, str]
    base: str = ""


class _Block(NamedTuple):
    start: int  # where the values begin, and where they end
    end: int


def bind(
    text: str,
    parameters: Iterable[Parameter],
    given: Mapping[str, str | Sequence[str]],
    names: Names,
    name: str = "query",
) -> str:
    """The text of a query in which the given parameters have the given values, and the others their defaults.

    >>> bind("ASK { VALUES ?n { 1 } ?s ?p ?n }", [Parameter("n", "integer", "1")], {"n": ["2", "3"]}, Names({}))
    'ASK { VALUES ?n { 2 3 } ?s ?p ?n }'
    """
    declared = {parameter.name: parameter for parameter in parameters}
    for unknown in given:
        if unknown not in declared:
            hint = did_you_mean(unknown, declared) or _that_there_are(declared)
            raise UsageError(f"{name} has no parameter {unknown!r}: {hint}")
    found = blocks(tokenize(text, name), declared.values(), text, name)
    for each in sorted(given, key=lambda each: found[each].start, reverse=True):
        value = given[each]
        values = [value] if isinstance(value, str) else value
        if not values:
            raise UsageError(f"{name}: the parameter {each!r} was given without a value")
        encoded = " ".join(encode(one, declared[each], names) for one in values)
        start, end = found[each]
        same_lines = "\n" * text.count("\n", start, end)  # errors further down name the line of the file
        text = f"{text[:start]} {encoded} {same_lines}{text[end:]}"
    return text


def blocks(
    tokens: Sequence[Token], parameters: Iterable[Parameter], text: str, name: str = "query"
) -> dict[str, _Block]:
    """Where the values of each parameter stand: between the braces of its one `VALUES ?name { … }`."""
    found: dict[str, _Block] = {}
    wanted = {parameter.name for parameter in parameters}
    for at, token in enumerate(tokens[:-2]):
        variable, opening = tokens[at + 1 : at + 3]
        if not (token.is_word("VALUES") and variable.kind == "variable" and opening.text == "{"):
            continue
        called = variable.text[1:]
        if called in wanted and called in found:
            raise complaint(text, token.start, name, f"the parameter {called!r} has a second VALUES block; remove one")
        closing = next((one for one in tokens[at + 3 :] if one.text == "}" and one.kind == "sign"), None)
        if closing is None:
            raise complaint(text, opening.start, name, "this { is not closed")
        found[called] = _Block(opening.end, closing.start)
    for parameter in sorted(wanted - found.keys()):
        raise InputError(
            f"{name}: the parameter {parameter!r} is declared and not used; write VALUES ?{parameter} {{ … }} "
            "with its default in the query"
        )
    return found


def encode(value: str, parameter: Parameter, names: Names) -> str:
    """A value as SPARQL writes it, checked by the type of its parameter; `any` is UNDEF."""
    if value == ANY:
        return "UNDEF"
    try:
        return ENCODERS[parameter.type](value, names)
    except ValueProblem as problem:
        raise UsageError(f"The parameter {parameter.name!r}: {problem}") from problem


def sparql_literal(text: str, datatype: str = "", language: str = "") -> str:
    r"""A literal as SPARQL writes it.

    rdflib resolves \u escapes before it reads strings, also after a doubled backslash, and reads eight digits after a
    small u too: a u after a backslash is therefore written as an escape itself, and every escape with all its digits.

    >>> print(sparql_literal('say "no"', language="en"), sparql_literal("\\u"), sparql_literal("\a"))
    "say \"no\""@en "\\\U00000075" "\U00000007"
    """
    return _ESCAPES.sub(_unmistakable, terms.literal(text, datatype, language))


def _unmistakable(escape: re.Match[str]) -> str:
    letter, code = escape.groups()
    if letter:
        return f"\\\\\\U{ord(letter):08X}"
    return f"\\U0000{code}" if code else escape.group()


def _iri(value: str, names: Names) -> str:
    full = terms.expand(value, names.prefixes)
    if full == value and _LOCAL.fullmatch(value):
        if not names.base:
            raise ValueProblem(f"{quote(value)} is an id, and the base of ids is not known", "a whole IRI")
        full = names.base + value
    if full == value and ":" in value and "/" not in value:
        prefix = value.partition(":")[0]
        if hint := did_you_mean(prefix, names.prefixes):
            raise ValueProblem(f"the prefix {quote(prefix)} is not known", "a known prefix or a whole IRI", hint)
    try:
        return f"<{check_iri(full)}>"
    except ValueProblem as problem:
        expected = "an IRI, a CURIE such as wd:Q43, or an id such as place/tr-usak"
        todo = problem.todo if ":" in value else "write its id, as the table of an answer shows it"
        raise ValueProblem(problem.what, expected, todo) from problem


def _string(value: str, _: Names) -> str:
    if match := _WITH_LANGUAGE.fullmatch(value):
        try:
            return sparql_literal(match[1], language=check_language(match[2]))
        except ValueProblem:
            pass  # an address such as name@example.org, or another text with an @ in it
    return sparql_literal(value)


def _integer(value: str, _: Names) -> str:
    if not _INTEGER.fullmatch(value):
        raise ValueProblem(f"{quote(value)} is not a whole number", "digits, such as 2016")
    return str(int(value))


def _date(value: str, _: Names) -> str:
    if not _DATE.fullmatch(value) or not _is_in_calendar(value):
        raise ValueProblem(f"{quote(value)} is not a day", "year, month and day, such as 2016-02-26")
    return sparql_literal(value, f"{terms.XSD}date")


def _is_in_calendar(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day))
    except ValueError:
        return False


def _language(value: str, _: Names) -> str:
    return sparql_literal(check_language(value))


# How a value of each type is checked and written.
ENCODERS: dict[str, Callable[[str, Names], str]] = {
    "iri": _iri,
    "string": _string,
    "integer": _integer,
    "date": _date,
    "language": _language,
}


def _that_there_are(declared: Iterable[str]) -> str:
    known = ", ".join(sorted(declared))
    return f"there are {known}" if known else "it has none"
