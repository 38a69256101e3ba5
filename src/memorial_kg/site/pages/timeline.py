"""The timeline: every dated event, as a bar from the first to the last day that its date allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from memorial_kg.site.page import Page
from memorial_kg.site.paging import parts
from memorial_kg.site.site import Label, Site
from memorial_kg.site.survey import Dated, Survey, survey_of
from memorial_kg.site.things.parts import part_label

__all__ = ["WIDTH", "Bar", "Event", "Scale", "pages"]

# More events than these are shown by decade.
_ON_ONE_PAGE = 300
WIDTH = 100  # of the drawing: bars are placed in hundredths of it
_THIN = 0.5  # a day among many years is still to be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """One date of an event: what it allows ("" where it is open), where it is drawn, and who says so."""

    earliest: str
    latest: str
    edtf: str
    x: float
    width: float
    sources: list[str]
    reconciled: bool


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the timeline, with a bar for each date that is stated for it; `label` says what it is."""

    thing: str
    node: str
    bars: list[Bar]
    label: Label
    where: Label | None
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The years that a drawing spans, the last one included."""

    first: int
    last: int

    def at(self, day: dt.date, *, after: bool = False) -> float:
        """Where a day begins, or, `after`, where it ends."""
        start = dt.date(self.first, 1, 1).toordinal()
        days = dt.date(self.last, 12, 31).toordinal() + 1 - start
        return round((day.toordinal() + after - start) / days * WIDTH, 3)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Years to write below the drawing, six at most, and where each begins."""
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 500, 5000) if (self.last - self.first) // each < 6)
        years = range(-(-self.first // step) * step, self.last + 1, step)
        return [(year, self.at(dt.date(year, 1, 1))) for year in years]


def pages(site: Site) -> Iterator[Page]:
    """One page where there are few events; else one of decades, and pages for each decade."""
    survey = survey_of(site.catalogue, site.ontology)
    decades = survey.decades()
    if sum(count for _, count in decades) <= _ON_ONE_PAGE:
        yield _page(site, "timeline.html", site.words("timeline.title"), {"rows": _drawn(site, survey.dated())})
        return
    yield _page(site, "timeline.html", site.words("timeline.title"), {"decades": _summary(site, decades)})
    for decade, count in decades:
        yield from _decade(site, survey, decade, count)


def _decade(site: Site, survey: Survey, decade: str, count: int) -> Iterator[Page]:
    found = (list(several) for _, several in groupby(survey.dated(decade), key=lambda each: each.node))
    for part in parts(found, count, site.settings.page_size, _path(decade)):
        dates = [each for several in part.items for each in several]
        data = {"rows": _drawn(site, dates), "part": part, "first": "timeline.html"}
        yield _page(site, part.path, _name(site, decade), data)


def _page(site: Site, path: str, title: str, data: dict[str, object]) -> Page:
    empty: dict[str, object] = {"rows": ([], None), "decades": [], "part": None, "first": ""}
    return Page(path, "timeline.html", title, {**empty, **data}, description=site.words("timeline.lead"))


def _path(decade: str) -> str:
    return f"timeline/{decade}0s.html" if decade else "timeline/open.html"


def _name(site: Site, decade: str) -> str:
    if not decade:
        return site.words("timeline.open")
    return site.words("timeline.decade", year=f"{decade}0", last=f"{decade}9")


def _summary(site: Site, decades: list[tuple[str, int]]) -> list[tuple[str, str, int, float]]:
    most = max(count for _, count in decades)
    return [(_name(site, each), _path(each), count, round(count / most * WIDTH, 3)) for each, count in decades]


def _drawn(site: Site, dates: Iterable[Dated]) -> tuple[list[Event], Scale | None]:
    found = list(dates)
    days = [day for each in found for day in (each.earliest, each.latest) if day]
    if not days:
        return [_event(site, list(several), None) for _, several in groupby(found, key=lambda each: each.node)], None
    scale = Scale(int(min(days)[:4]), int(max(days)[:4]))
    return [_event(site, list(several), scale) for _, several in groupby(found, key=lambda each: each.node)], scale


def _event(site: Site, dates: list[Dated], scale: Scale | None) -> Event:
    bars = []
    for (earliest, latest, edtf), several in groupby(dates, key=lambda each: each[:3]):
        graphs = [each.graph for each in several]
        start = scale.at(dt.date.fromisoformat(earliest)) if scale and earliest else 0
        end = scale.at(dt.date.fromisoformat(latest), after=True) if scale and latest else WIDTH
        x = min(start, WIDTH - _THIN)
        sources = [site.catalogue.name(graph) for graph in graphs if graph]
        bars.append(Bar(earliest, latest, edtf, x, max(round(end - x, 3), _THIN), sources, "" in graphs))
    thing, node = dates[0].thing, dates[0].node
    places = site.said(thing).iris("schema:containedInPlace", node=site.catalogue.iri(thing), graph=None)
    label = part_label(site, f"{thing}#{fragment}", thing) if (fragment := node.partition("#")[2]) else None
    return Event(
        thing,
        node,
        bars,
        label or Label(site.words("timeline.kept-in-memory"), site.language),
        site.label(site.catalogue.name(places[0])) if places else None,
        contradicted=not any(bar.reconciled for bar in bars),
    )
