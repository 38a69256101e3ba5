"""Turns one labelled value into the value of a key, in the way that the source's table of labels names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from memorial_kg.sources.labelled import Field
from memorial_kg.sources.quoted import QuotedText, quoted_texts, texts_from
from memorial_kg.sources.rules import RecordRule, Rules
from memorial_kg.values import (
    ValueProblem,
    check_language,
    check_text,
    did_you_mean,
    fold,
    languages_of_dates,
    quote,
    read_written_date,
)

__all__ = ["FIELD_READERS", "FieldReader", "Value"]

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
FieldReader: TypeAlias = Callable[[Field, Rules, RecordRule], "Value | None"]


def _text(field: Field, rules: Rules, _row: RecordRule) -> Value:
    return {rules.language: check_text(field.text)}


def _date(field: Field, rules: Rules, _row: RecordRule) -> Value:
    languages = sorted({"en", rules.language} & languages_of_dates())
    return read_written_date(field.text, order=rules.date_order, languages=languages)


def _address(field: Field, rules: Rules, row: RecordRule) -> Value:
    """Keep the address as stated, with the parts that the source declares, which must stand in it."""
    stated = check_text(field.text)
    for part, words in row.address.items():
        if words not in stated:
            raise ValueProblem(f"the {part} {quote(words)} does not stand in {quote(stated)}", "words of the address",
                               f"correct `address` of the record {row.record} in source.toml")  # fmt: skip
    rule = rules.label(field.label)
    own: dict[str, Value] = {"id": rule.part} if rule and rule.part else {}
    return [{**own, "text": {rules.language: stated}, **row.address}]


def _names(field: Field, rules: Rules, _row: RecordRule) -> Value:
    """Read people separated by commas; a declared title belongs to the person after it."""
    people: list[Value] = []
    unknown: list[str] = []
    title = ""
    for name in filter(None, (part.strip() for part in check_text(field.text).split(","))):
        if fold(name) in rules.titles:
            title = name
            continue
        if fold(name) not in rules.people:
            unknown.append(name)
            continue
        honorific: dict[str, Value] = {"honorific": {rules.language: title}} if title else {}
        people.append({"id": rules.people[fold(name)], "name": {rules.language: name}, **honorific})
        title = ""
    if unknown or title or not people:
        raise _no_people(unknown, title, rules)
    return people


def _no_people(unknown: list[str], title: str, rules: Rules) -> ValueProblem:
    if not unknown:
        return ValueProblem(f"the title {quote(title)} has no name after it" if title else "there is no name",
                            "“Title, Name” or “Name, Name”", "correct `titles` in source.toml")  # fmt: skip
    what = f"{', '.join(map(quote, unknown))} {'is' if len(unknown) == 1 else 'are'} not known"
    todo = did_you_mean(unknown[0], rules.spelt(rules.people)) or "add each name there with its person/… id"
    return ValueProblem(what, "names of [harvest.people], or one of `titles`, in source.toml", todo)


def _inscriptions(field: Field, _rules: Rules, row: RecordRule) -> Value:
    """Split the value into the texts that the source declares, in their order: languages are never guessed."""
    if not row.inscriptions:
        raise ValueProblem("the languages of the inscriptions are not declared", "one text for each language",
                           f"add `inscriptions` to the record {row.record} in source.toml, "
                           'such as [{ language = "de" }]')  # fmt: skip
    stated = check_text(field.text)
    begins = [rule.begins for rule in row.inscriptions]
    texts = texts_from(stated, begins) if all(begins) else quoted_texts(stated, len(begins))
    if len(texts) != len(begins):
        raise ValueProblem(f"{len(texts)} texts stand between quotation marks, and {len(begins)} are declared",
                           "as many as declared", f"correct `inscriptions` of the record {row.record} in source.toml, "
                           "or say how each text `begins`")  # fmt: skip
    return _inscription_parts([(check_language(rule.language), text) for rule, text in
                               zip(row.inscriptions, texts, strict=True)], row.parallel)  # fmt: skip


def _inscription_parts(texts: list[tuple[str, QuotedText]], parallel: bool) -> Value:
    ids: list[str] = []
    for language, _ in texts:
        plain = f"inscription-{language.lower()}"
        ids.append(plain if plain not in ids else f"{plain}-{len(ids) + 1}")
    parts: list[Value] = []
    for own, (language, text) in zip(ids, texts, strict=True):
        others: list[Value] = [f"#{other}" for other in ids if other != own and parallel]
        part: dict[str, Value] = {"id": own, "text": {language: text}, "language": language}
        parts.append({**part, "parallelText": others} if others else part)
    return parts


def _by_hand(_field: Field, _rules: Rules, _row: RecordRule) -> None:
    """Leave the value to a correction, which must say that it `covers` this label."""


FIELD_READERS: Final[Mapping[str, FieldReader]] = {
    "address": _address,
    "by-hand": _by_hand,
    "date": _date,
    "inscriptions": _inscriptions,
    "names": _names,
    "text": _text,
}
