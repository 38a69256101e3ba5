"""Values as plain data for the page: texts with their languages, links, dates in words, measures, points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from memorial_kg.ontology import Key
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.languages import language_name
from memorial_kg.site.links import authority
from memorial_kg.site.site import Site
from memorial_kg.site.words import Words
from memorial_kg.terms import XSD, Literal, expand, parse_term
from memorial_kg.values.quantities import find_unit

if TYPE_CHECKING:
    from memorial_kg.site.description import Description
    from memorial_kg.site.evidence import Ref

__all__ = ["Value", "cut", "distance_in_words", "measure", "value_of"]

_LONGEST = 20_000  # letters of a text on a page; whoever needs more finds it in the data beside the page
_DATES = ("http://id.loc.gov/datatypes/edtf/EDTF", f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row.

    `kind` says how to show it: "text" (in a `language`, "" for none), "link" (`target` is the name of a thing, with a
    fragment for a part), "outside" (`target` is an IRI elsewhere), "word" (of an enumeration), "date" (`machine` is for
    `<time>`, "" where HTML cannot say it; `edtf` as stated), "quantity", "point", or "part". A part has a description
    of its own in `part`, and `text` is what it is in short.

    `refs` are the sources that state it. Without any, it is what the editors say, or computed where `computed`.
    """

    kind: str
    text: str
    term: str
    language: str = ""
    target: str = ""
    machine: str = ""
    edtf: str = ""
    part: Description | None = None
    refs: tuple[Ref, ...] = ()
    computed: bool = False


def value_of(site: Site, key: Key, term: str) -> Value:
    """A value that is no part, in the words of the interface."""
    parsed = parse_term(term)
    if isinstance(parsed, Literal):
        return _literal(site, key, term, parsed)
    if key.kind == "choice":
        return Value("word", site.term_label(parsed), term, target=parsed)
    if parsed.startswith(site.catalogue.base):
        label = site.label(parsed.removeprefix(site.catalogue.base))
        return Value("link", label.text, term, label.language, target=parsed.removeprefix(site.catalogue.base))
    return Value("outside", authority(parsed, site.words), term, target=parsed)


def _literal(site: Site, key: Key, term: str, stated: Literal) -> Value:
    if stated.language:
        return Value("text", cut(stated.text, _LONGEST), term, stated.language)
    if stated.datatype in _DATES:
        said = date_in_words(stated.text, site.words)
        return Value("date", said.text, term, machine=said.machine, edtf=stated.text)
    said_otherwise = _BY_DATATYPE.get(stated.datatype) or _BY_PATH.get(_curie(site, key))
    return Value(
        "text", said_otherwise(stated.text, site.words) if said_otherwise else cut(stated.text, _LONGEST), term
    )


def cut(text: str, longest: int) -> str:
    """A text, or its beginning where it is longer than a page can bear."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"


def _curie(site: Site, key: Key) -> str:
    return next((curie for curie in _BY_PATH if expand(curie, site.ontology.prefixes) == key.path), "")


def _duration(text: str, words: Words) -> str:
    """`P30Y` in words; the text itself where it is none.

    >>> from memorial_kg.site.words import load_words
    >>> _duration("P30Y6M", load_words("en"))
    '30 years, 6 months'
    """
    said, number = [], ""
    for letter in text.removeprefix("P"):
        if letter.isdigit():
            number += letter
        elif number and f"duration.{letter}" in words:
            said.append(words(f"duration.{letter}", count=int(number)))
            number = ""
        else:
            return text
    return ", ".join(said) or text


def _number(text: str, words: Words) -> str:
    return text.replace(".", words("number.decimal"))


_BY_DATATYPE: dict[str, Callable[[str, Words], str]] = {
    f"{XSD}duration": _duration,
    f"{XSD}decimal": _number,
    f"{XSD}boolean": lambda text, words: words(f"boolean.{text}") if f"boolean.{text}" in words else text,
}
# A language is written as its tag and read by its name.
_BY_PATH: dict[str, Callable[[str, Words], str]] = {"schema:inLanguage": language_name}


def measure(value: str, code: str, *, approximate: bool, words: Words) -> str:
    """A quantity in words: `about 2 m`. A unit that is not known keeps its code."""
    try:
        symbol = find_unit(code).symbol.replace("2", "²")
    except ValueError:
        symbol = code
    said = words("number.measure", number=_number(value, words), unit=symbol)
    return words("number.about", said=said) if approximate else said


def distance_in_words(metres: str, words: Words) -> str:
    """A distance as a reader says it: in kilometres from 1,000 m on."""
    far = Decimal(metres)
    unit, number = ("km", far / 1000) if far >= 1000 else ("m", far)
    shown = format(number.quantize(Decimal("0.1")) if unit == "km" else number.quantize(Decimal(1)), "f")
    trimmed = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return words("number.measure", number=_number(trimmed, words), unit=unit)
