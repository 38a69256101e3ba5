"""Invents what sources say of memorials: rows that are the same for the same seed, and made one at a time.

Everything is plainly invented: "Memorial 12 of Town 7", "Sculptor 3". Several sources tell of the same memorial. Mostly
they agree; now and then one knows less than another, spells a name in its own way, or contradicts it. Only
`random.random` is drawn from, whose sequence Python promises to keep, so a seed means the same rows in every version.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Final, NamedTuple

__all__ = ["KINDS", "SOURCES", "Row", "Scale", "Told", "rows", "town_point"]


class Told(NamedTuple):
    """A source: its name, its language, and how that language says what is invented here."""

    name: str
    language: str
    memorial: str
    sculptor: str
    inscription: str


# The texts say nothing of anybody, and have what texts have: quotation marks, several scripts, line breaks.
SOURCES: Final = (
    Told("register", "de", "Denkmal {0} in Stadt {1}", "Bildhauer {}",
         "Hier stand das Wasser.\nDie Stadt wurde wieder gebaut."),
    Told("guidebook", "en", "Memorial {0} of Town {1}", "Sculptor {}",
         "The water stood here, and the town was “built again”."),
    Told("survey", "tr", "Şehir {1} Anıtı {0}", "Heykeltıraş {}",
         "Su burada durdu ve şehir yeniden kuruldu."),
    Told("list", "az", "Şəhər {1}, abidə {0}", "Heykəltəraş {}",
         "Su burada dayandı və şəhər yenidən quruldu."),
    Told("archive", "ru", "Памятник {0}, город {1}", "Скульптор {}",
         "Здесь стояла вода, и город построили «снова»."),
    Told("inventory", "bs", "Spomenik {0}, Grad {1}", "Kipar {}",
         "Ovdje je stajala voda, i grad je ponovo sagrađen."),
    Told("atlas", "nl", "Monument {0} in Stad {1}", "Beeldhouwer {}",
         "Hier stond het water, en de stad werd herbouwd."),
    Told("catalogue", "es", "Monumento {0} de la Ciudad {1}", "Escultor {}",
         'Aquí llegó el agua; la ciudad volvió a "nacer".'),
)  # fmt: skip

KINDS: Final = ("memorial", "monument", "obelisk", "plaque", "sculpture", "statue", "stele", "cenotaph")
_METHODS: Final = ("read from a map", "surveyed on the spot", "from the address")


class Row(NamedTuple):
    """What one source says of one memorial, as one row of text; "" is what it does not say.

    From `day` on there are columns that follow from the others. Mapping languages cannot compute them, so the file
    does it for them.
    """

    memorial: str
    name: str
    name_en: str
    kind: str
    event: str
    country: str
    place: str
    sculptor: str
    sculptor_name: str
    date: str  # EDTF
    latitude: str
    longitude: str
    radius: str
    method: str
    height: str  # in metres
    inscription: str
    day: str  # the date, if it is one of these three forms
    month: str
    year: str
    earliest: str
    latest: str
    wkt: str
    height_id: str
    coordinates_id: str
    inauguration_id: str
    inscription_id: str


@dataclass(frozen=True)
class Scale:
    """How many things the records speak of; they grow with the records, and more slowly."""

    records: int
    sources: int = 3
    seed: int = 1
    countries: int = 12

    def __post_init__(self) -> None:
        if not 1 <= self.sources <= len(SOURCES):
            raise ValueError(f"there are from 1 to {len(SOURCES)} sources, not {self.sources}")

    @property
    def told(self) -> tuple[Told, ...]:
        """The sources that take part."""
        return SOURCES[: self.sources]

    @property
    def towns(self) -> int:
        """Places in which memorials stand."""
        return self.records // 100 + 2

    @property
    def people(self) -> int:
        """Sculptors."""
        return self.records // 50 + 3

    @property
    def events(self) -> int:
        """What is commemorated."""
        return self.records // 1000 + 12


def rows(scale: Scale) -> Iterator[tuple[int, Row]]:
    """So many rows, each with the number of the source that says it; memorial by memorial, in constant memory."""
    chance = Random(scale.seed).random  # noqa: S311 - invented records, no secrets
    left = scale.records
    for number in count():
        memorial = _memorial(number, scale, chance)
        for source in _tellers(scale.sources, chance):
            if not left:
                return
            left -= 1
            yield source, _row(memorial, source, scale, chance)


def town_point(town: int) -> tuple[float, float]:
    """Latitude and longitude of a town, spread evenly over a part of the world by two irrational steps."""
    return 36 + town * 0.6180339887 % 1 * 24, town * 0.7548776662 % 1 * 50


# -- what is so, and what is said of it --------------------------------------------------------------------------------


class _Memorial(NamedTuple):
    number: int
    town: int
    kind: str
    event: str
    sculptor: int
    year: int
    month: int
    day: int
    height: int  # decimetres
    point: tuple[float, float]


_Chance = Callable[[], float]


def _memorial(number: int, scale: Scale, chance: _Chance) -> _Memorial:
    town = int(chance() * scale.towns)
    year, month = 1900 + int(chance() * 126), 1 + int(chance() * 12)
    latitude, longitude = town_point(town)
    return _Memorial(
        number,
        town,
        KINDS[int(chance() * len(KINDS))],
        f"flood-{int(chance() * scale.events)}" if chance() < 0.9 else "",
        int(chance() * scale.people) if chance() < 0.7 else -1,
        year,
        month,
        1 + int(chance() * calendar.monthrange(year, month)[1]),
        10 + int(chance() * 100),
        (latitude + chance() * 0.1, longitude + chance() * 0.1),
    )


def _tellers(sources: int, chance: _Chance) -> Iterator[int]:
    """Which sources tell of a memorial: some 45 % have one, 35 % two, the others three."""
    drawn = chance()
    told = min(sources, 1 if drawn < 0.45 else 2 if drawn < 0.8 else 3)
    first = int(chance() * sources)
    return (each % sources for each in range(first, first + told))


def _row(memorial: _Memorial, source: int, scale: Scale, chance: _Chance) -> Row:
    told = SOURCES[source]
    town = memorial.town if chance() < 0.97 else _another(memorial.town, scale)
    english = f'Memorial {memorial.number} "of Town {town}"' if told.language != "en" and chance() < 0.4 else ""
    sculptor = memorial.sculptor if chance() < 0.85 else -1
    date, day, month, year, earliest, latest = _date(memorial, chance) if chance() < 0.88 else _NO_DATE
    latitude, longitude, radius, method = _point(memorial, chance) if chance() < 0.55 else ("", "", "", "")
    height = _height(memorial, chance) if chance() < 0.45 else ""
    inscription = told.inscription if chance() < 0.35 else ""
    return Row(
        memorial=f"m-{memorial.number}",
        name=told.memorial.format(memorial.number, town),
        name_en=english,
        kind=memorial.kind if chance() < 0.9 else KINDS[0],
        event=memorial.event,
        country=f"country-{town % scale.countries}",
        place=f"town-{town}",
        sculptor=f"sculptor-{sculptor}" if sculptor >= 0 else "",
        sculptor_name=told.sculptor.format(sculptor) if sculptor >= 0 else "",
        date=date,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
        method=method,
        height=height,
        inscription=inscription,
        day=day,
        month=month,
        year=year,
        earliest=earliest,
        latest=latest,
        wkt=f"POINT({longitude} {latitude})" if latitude else "",
        height_id=f"height-mtr-{height.replace('.', 'p')}" if height else "",
        coordinates_id=_coordinates_id(latitude, longitude, radius),
        inauguration_id="inauguration" if date else "",
        inscription_id=f"inscriptions-{told.name}.m-{memorial.number}-1" if inscription else "",
    )


def _another(town: int, scale: Scale) -> int:
    """Another town of the same country, if there is one: nobody contradicts everything about where a memorial is."""
    return town + scale.countries if town + scale.countries < scale.towns else town % scale.countries


def _point(memorial: _Memorial, chance: _Chance) -> tuple[str, str, str, str]:
    """A point as a source gives it: near the true one, and with its own number of decimals."""
    latitude, longitude = (each + chance() * 0.002 for each in memorial.point)
    decimals = 4 if chance() < 0.7 else 3
    scale = 10**decimals
    # An odd last digit, because not every peer keeps a 0 at the end of a decimal.
    odd = (f"{(int(each * scale) | 1) / scale:.{decimals}f}" for each in (latitude, longitude))
    return (*odd, "50" if decimals == 4 else "500", _METHODS[int(chance() * len(_METHODS))])  # type: ignore[return-value]


def _height(memorial: _Memorial, chance: _Chance) -> str:
    drawn = chance()
    tenths = memorial.height if drawn < 0.9 else memorial.height + 10 if drawn < 0.95 else memorial.height * 2
    return f"{(tenths | 1) / 10:.1f}"


def _coordinates_id(latitude: str, longitude: str, radius: str) -> str:
    return (
        "-".join(["coordinates", *(each.replace(".", "p") for each in (latitude, longitude, radius))])
        if latitude
        else ""
    )


# -- dates: EDTF, the three XSD forms, the first and the last day ------------------------------------------------------

_Date = tuple[str, str, str, str, str, str]
_NO_DATE: Final[_Date] = ("", "", "", "", "", "")


def _date(memorial: _Memorial, chance: _Chance) -> _Date:
    """The date as a source gives it: as exact as it knows, and at times another year."""
    year, drawn = memorial.year if chance() < 0.95 else memorial.year + 1, chance()
    if drawn < 0.35:
        days = calendar.monthrange(year, memorial.month)[1]
        day = f"{year}-{memorial.month:02}-{min(memorial.day, days):02}"
        return day, day, "", "", day, day
    if drawn < 0.5:
        month = f"{year}-{memorial.month:02}"
        return month, "", month, "", f"{month}-01", f"{month}-{calendar.monthrange(year, memorial.month)[1]}"
    if drawn < 0.92:
        mark = "" if drawn < 0.8 else "~" if drawn < 0.88 else "?"
        return f"{year}{mark}", "", "", str(year), f"{year}-01-01", f"{year}-12-31"
    if drawn < 0.96:
        decade = year // 10
        return f"{decade}X", "", "", "", f"{decade}0-01-01", f"{decade}9-12-31"
    return f"{year}/{year + 2}", "", "", "", f"{year}-01-01", f"{year + 2}-12-31"
