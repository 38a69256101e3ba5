"""Terms of the graph as values for a page: texts with their languages, links, dates in words."""

from __future__ import annotations

from collections.abc import Callable

from memorial_kg.site.dates import date_in_words
from memorial_kg.site.languages import language_name
from memorial_kg.site.links import authority
from memorial_kg.site.site import Site
from memorial_kg.site.things.measures import number_in_words
from memorial_kg.site.things.parts import part_label
from memorial_kg.site.things.view import Value
from memorial_kg.site.words import Words
from memorial_kg.terms import XSD, Literal, compact, parse_term

__all__ = ["EDTF", "cut", "value_of"]

_LONGEST = 600  # letters of a text where nothing else is said: a page of its own has it whole
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
# Texts that are no quotations: names are spelt as in the source, and the others are told by whoever made the record.
_NO_QUOTATIONS = (
    "schema:name", "schema:alternateName", "schema:honorificPrefix", "schema:description", "mkg:paraphrase",
    "mkg:editorialNote", "mkg:explanation", "mkg:method", "mkg:rightsNote",
    "schema:text",  # inscriptions and statements have forms of their own
)  # fmt: skip
_DATES = (EDTF, f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear")


def value_of(site: Site, term: str, path: str = "", *, within: str = "", longest: int = _LONGEST) -> Value:
    """A value in the words of the interface, of a property if that is known; `within` is the thing that says it."""
    parsed = parse_term(term)
    if isinstance(parsed, Literal):
        return _literal(site, path, term, parsed._replace(text=cut(parsed.text, longest)))
    if parsed in site.ontology.labels:
        return Value("word", site.term_label(parsed), term, target=parsed)
    if parsed.startswith(site.catalogue.base):
        target = parsed.removeprefix(site.catalogue.base)
        label = part_label(site, target, within) if "#" in target else site.label(target)
        return Value("link", label.text, term, label.language, target=target)
    named = authority(parsed, site.words)
    return Value("outside", named if named != parsed else compact(parsed, site.ontology.prefixes), term, target=parsed)


def _literal(site: Site, path: str, term: str, stated: Literal) -> Value:
    if stated.language:
        quoted = bool(path) and compact(path, site.ontology.prefixes) not in _NO_QUOTATIONS
        return Value("text", stated.text, term, stated.language, quoted=quoted)
    if stated.datatype in _DATES:
        said = date_in_words(stated.text, site.words)
        return Value("date", said.text, term, machine=said.machine, edtf=stated.text)
    curie = compact(path, site.ontology.prefixes)
    said_otherwise = _BY_DATATYPE.get(stated.datatype) or _BY_PATH.get(curie)
    return Value("text", said_otherwise(stated.text, site.words) if said_otherwise else stated.text, term)


def cut(text: str, longest: int) -> str:
    """A text, or its beginning where it is longer than a page can bear."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"


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


_BY_DATATYPE: dict[str, Callable[[str, Words], str]] = {
    f"{XSD}duration": _duration,
    f"{XSD}decimal": number_in_words,
    f"{XSD}boolean": lambda text, words: words(f"boolean.{text}") if f"boolean.{text}" in words else text,
}
# A language is written as its tag and read by its name.
_BY_PATH: dict[str, Callable[[str, Words], str]] = {"schema:inLanguage": language_name}
