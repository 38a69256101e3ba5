"""What facets, their values and the entries of a list are called, and where the ready-made list of a value is."""

from __future__ import annotations

import hashlib
import re

from memorial_kg.catalogue.browsing import Count, Entry
from memorial_kg.catalogue.facets import NOT_STATED
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.languages import language_name
from memorial_kg.site.site import Label, Site

__all__ = ["around", "dates_of", "edtf_of", "facet_title", "line_of", "list_path", "thing_of", "value_label"]

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*", re.IGNORECASE)
_BETWEEN = " · "


def facet_title(site: Site, facet: str) -> str:
    """What a facet is called."""
    return site.words(f"browse.facet.{facet}")


def value_label(site: Site, facet: str, value: Count) -> Label:
    """What a value of a facet is called: a thing by its name, a word of an enumeration by its label."""
    name = f"browse.{facet}.{value.value}"
    if value.value == NOT_STATED:
        name = f"browse.not-stated.{facet}"
        return Label(site.words(name if name in site.words else "browse.not-stated.any"), site.language)
    if name in site.words:
        return Label(site.words(name), site.language)
    if facet == "decade":
        said = site.words("date.decade", year=value.value, last=f"{value.value[:-1]}9")
        return Label(said, site.language)
    if facet == "language":
        return Label(language_name(value.value, site.words), site.language)
    if thing := thing_of(site, value.iri):
        return site.label(thing)
    return Label(site.term_label(value.iri) if value.iri else value.value, site.language)


def thing_of(site: Site, iri: str) -> str:
    """The name of the thing of an IRI; "" if it is none of ours, such as a word of an enumeration."""
    name = site.catalogue.name(iri)
    return name if iri not in site.ontology.words and site.has_page(name) else ""


def list_path(facet: str, value: str) -> str:
    """The path of the ready-made list of a value. Each has a folder, so that no value can be another's second page.

    >>> list_path("country", "turkey"), list_path("creator", "../x")
    ('browse/country/turkey/index.html', 'browse/creator/x-d6b96a97d147daaa/index.html')
    """
    safe = value if _PLAIN.fullmatch(value) else f"x-{hashlib.sha256(value.encode()).hexdigest()[:16]}"
    return f"browse/{facet}/{safe}/index.html"


def edtf_of(first: str, last: str) -> str:
    """The shortest EDTF date for two days between which a date lies.

    >>> edtf_of("2014-02-01", "2014-02-28"), edtf_of("2016-01-01", "2016-12-31"), edtf_of("2010-01-01", "2019-12-31")
    ('2014-02', '2016', '201X')
    """
    if first == last:
        return first
    if (first[4:], last[4:]) == ("-01-01", "-12-31"):
        if first[:4] == last[:4]:
            return first[:4]
        if (first[3], last[3], first[:3]) == ("0", "9", last[:3]):
            return f"{first[:3]}X"
        return f"{first[:4]}/{last[:4]}"
    if first[:7] == last[:7] and first.endswith("-01") and last == f"{first[:7]}-{_days(first)}":
        return first[:7]
    return f"{first}/{last}"


def _days(day: str) -> int:
    import calendar

    return calendar.monthrange(int(day[:4]), int(day[5:7]))[1]


def dates_of(site: Site, entry: Entry) -> str:
    """The dates of an entry in words; all of them where none is chosen."""
    said = [date_in_words(edtf_of(first, last), site.words).text for first, last in entry.dates]
    return site.words("browse.or").join(said)


def line_of(site: Site, entry: Entry) -> str:
    """An entry in a line: where, and when it was opened."""
    where = [site.label(name).text for name in dict.fromkeys((entry.place, entry.country)) if name]
    if entry.name.startswith("proposal/"):
        return _BETWEEN.join([site.words("browse.type-of.proposal"), ", ".join(where)])
    return _BETWEEN.join(filter(None, [", ".join(where), dates_of(site, entry)]))


def around(site: Site, name: str) -> list[dict[str, str]]:
    """Where a memorial or a proposal is, for a line below its name: the names of its place and country by language."""
    number = site.catalogue.browse.number(name)
    if number is None:
        return []
    entry = next(site.catalogue.browse.entries([number]))
    places = dict.fromkeys(each for each in (entry.place, entry.country) if each)
    return [dict(site.catalogue.labels(each)) or {"": site.label(each).text} for each in places]
