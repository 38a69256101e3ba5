"""The pages of sources: what each is, its rights, its records, what only it says, and where it differs from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from memorial_kg.site.page import Page
from memorial_kg.site.pages.differences import by_thing, comparisons
from memorial_kg.site.pages.lists import card
from memorial_kg.site.pages.named import menu_of, roles_of
from memorial_kg.site.paging import Part, parts
from memorial_kg.site.programs.representations import formats_of
from memorial_kg.site.site import Site
from memorial_kg.site.survey import Survey, survey_of
from memorial_kg.site.things.appearances import Appearance, appearances
from memorial_kg.site.things.citing import citation_of
from memorial_kg.site.things.comparisons import RELATIONS
from memorial_kg.site.things.description import describe
from memorial_kg.site.things.labels import property_label
from memorial_kg.site.things.values import value_of
from memorial_kg.site.things.view import Comparison, Value

__all__ = ["pages"]

# The relations whose comparisons are shown on the page of a source; the others are counted.
_DIFFERING = ("disjoint", "refines", "overlaps")
_MOST_DIFFERENCES = 20  # on the first page; all of them are among the differences
_MOST_SPOKEN = 50

Only = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """What only one source says of a memorial: each value with the property that it is of."""

    thing: str
    says: list[tuple[str, Value]]


def pages(site: Site) -> Iterator[Page]:
    """A page for each source, and more where its records, or what only it says, do not fit on one."""
    survey = survey_of(site.catalogue, site.ontology)
    for name in site.catalogue.things("source"):
        records, only = [*_records(site, name)], [*_only(site, survey, name)]
        yield _page(site, survey, name, records[0], only[0])
        for some in records[1:]:
            cards = [card(site, each) for each in some.items]
            yield _more(site, name, "source.records", some.path, {"cards": cards, "menu": menu_of(some, name)})
        for part in only[1:]:
            yield _more(
                site,
                name,
                "source.only",
                part.path,
                {"only": _only_here(site, part.items), "menu": menu_of(part, name)},
            )


def _page(site: Site, survey: Survey, name: str, records: Part[str], only: Part[Only]) -> Page:
    described = describe(site, name)
    data = {
        "d": described,
        "records": [card(site, each) for each in records.items],
        "records_total": records.total,
        "records_menu": menu_of(records, name),
        "evidence": survey.count_evidence(name),
        "only": _only_here(site, only.items),
        "only_total": only.total,
        "only_menu": menu_of(only, name),
        "counts": [(relation, survey.count_comparisons(relation, name)) for relation in RELATIONS],
        "differing": by_thing(site, [*_differing(site, survey, name)]),
        "more_differing": max(0, sum(survey.count_comparisons(each, name) for each in _DIFFERING) - _MOST_DIFFERENCES),
        "roles": roles_of(site, _spoken(site, name)),
        "citation": citation_of(site, name, described.label),
        "files": [f"{name}{each.suffix}" for each in formats_of(name, site)],
    }
    return Page(f"{name}.html", "source.html", described.label.text, data, thing=name)


def _more(site: Site, name: str, title: str, path: str, data: dict[str, object]) -> Page:
    label = site.label(name)
    whole = {"source": name, "heading": site.words(title), "cards": [], "only": [], **data}
    return Page(path, "source-more.html", f"{label.text}: {site.words(title)}", whole, listed=False)


def _records(site: Site, name: str) -> Iterator[Part[str]]:
    within = site.path("dcterms:source")

    def found() -> Iterator[str]:
        for quad in site.catalogue.mentions(name, predicate=within, kind="record"):
            yield site.catalogue.name(quad.subject[1:-1])

    return parts(found(), sum(1 for _ in found()), site.settings.page_size, f"{name}/records.html")


def _only(site: Site, survey: Survey, name: str) -> Iterator[Part[Only]]:
    return parts(survey.only_from(name), survey.count_only_from(name), site.settings.page_size, f"{name}/only.html")


def _only_here(site: Site, several: Iterable[Only]) -> list[OnlyHere]:
    return [
        OnlyHere(
            thing, [(property_label(site, path), value_of(site, term, path, within=thing)) for _, path, term in those]
        )
        for thing, those in groupby(several, key=lambda each: each[0])
    ]


def _differing(site: Site, survey: Survey, name: str) -> Iterator[Comparison]:
    """The first comparisons in which the source takes part and does not say the same, contradictions first."""
    left = _MOST_DIFFERENCES
    for relation in _DIFFERING:
        found = comparisons(site, survey.comparisons(relation, name))
        for each in found:
            if not left:
                return
            left -= 1
            yield each


def _spoken(site: Site, name: str) -> Iterator[Appearance]:
    """What the source says in its own voice: characterizations, interpretations."""
    path = site.path("schema:spokenByCharacter")
    spoken = (each for each in appearances(site, name) if each.role == path)
    for each, _ in zip(spoken, range(_MOST_SPOKEN), strict=False):
        yield each
