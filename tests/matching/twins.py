"""Two invented sources that describe partly the same memorials, each in its own words, and with its own mistakes.

`python -m tests.matching.twins 50000 FOLDER` writes a workspace of two sources of so many records.
"""

from __future__ import annotations

import json
import math
import random
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

_SYLLABLES = "al an bar ber dor el fen gor hal im kar lin mar nor ost pal ros sel tar ul ver wal zor"
_SYLLABLES_2 = "au bach dorf feld furt heim hof kamp lund moor nau ried see stett tal walde"
_NATURE = (
    "anchor apple ash barley beacon birch bridge brook candle cedar chapel clover coal copper corn cradle crane dawn elm "
    "falcon fern ferry field flint forge fountain garden gate glass grove harbour harvest hazel heron hill iris island ivy "
    "juniper lantern larch lark laurel lighthouse lily linden loom maple market meadow mill moon moss oak orchard otter "
    "pear pine poplar quarry rain raven reed river ropewalk rose rowan salt sand school shell silver snow sparrow spring "
    "stork summer swallow tannery thistle thorn tower valley vine violet well wheat willow wind winter wool wren yarrow"
)
_WORDS = _NATURE.split()
_KINDS = ("memorial", "monument", "plaque", "stele", "sculpture", "obelisk")
_SHARED = 0.5  # of the memorials of the first source are in the second
_GROUPED = 0.15  # stand beside one that has a name of the same beginning


@dataclass(frozen=True)
class Thing:
    """An invented memorial."""

    number: int
    name: str
    kind: str
    town: str
    latitude: float
    longitude: float
    date: str
    maker: str
    street: str


def things(count: int, rng: random.Random) -> Iterator[Thing]:
    """Invented memorials in towns of very different size; some in groups."""
    towns = [_town(number, rng) for number in range(max(8, count // 25))]
    sizes = [1 / (rank + 2) for rank in range(len(towns))]
    makers = max(10, count // 15)
    before: Thing | None = None
    for number in range(count):
        kind = rng.choice(_KINDS)
        words = " ".join(_skewed(_WORDS, rng).title() for _ in range(rng.choice((1, 2, 2, 3))))
        if before and rng.random() < _GROUPED:
            name = f"{before.name.rpartition(' ')[0] or before.name} {words.split()[-1]}"
            town, latitude, longitude = before.town, before.latitude, before.longitude
            latitude, longitude = _moved(latitude, longitude, 80, rng)
        else:
            name = rng.choice((f"{kind.title()} of the {words}", f"{words} {kind.title()}", kind.title()))
            town, centre_latitude, centre_longitude = rng.choices(towns, sizes)[0]
            latitude, longitude = _moved(centre_latitude, centre_longitude, 2500, rng)
        date = f"{rng.randint(1880, 2020)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        street = f"{rng.choice(_WORDS).title()} Street {rng.randint(1, 200)}"
        before = Thing(number, name, kind, town, latitude, longitude, date, f"Workshop {rng.randrange(makers)}", street)
        yield before


def _town(number: int, rng: random.Random) -> tuple[str, float, float]:
    syllables = _SYLLABLES.split()
    name = rng.choice(syllables) + rng.choice(syllables) + rng.choice(_SYLLABLES_2.split())
    return f"{name.title()}{f'-{number // 40}' if number >= 400 else ''}", rng.uniform(46, 54), rng.uniform(6, 20)


def _skewed(words: list[str], rng: random.Random) -> str:
    return words[min(int(rng.paretovariate(0.6)) - 1, rng.randrange(len(words)))]


def _moved(latitude: float, longitude: float, metres: float, rng: random.Random) -> tuple[float, float]:
    north, east = rng.gauss(0, metres), rng.gauss(0, metres)
    return latitude + north / 111_195, longitude + east / (111_195 * math.cos(math.radians(latitude)))


# -- what a source makes of it -----------------------------------------------------------------------------------------


def first(thing: Thing, rng: random.Random) -> dict[str, Any]:
    """A careful source: most things are there."""
    return _record(_Account(thing, "a", thing.name, thing.town), 0.85, 5, rng)


def second(thing: Thing, rng: random.Random) -> dict[str, Any]:
    """A careless one: misspelt, moved, less precise, with more missing and some of it wrong."""
    name = _misspelt(thing.name, rng) if rng.random() < 0.45 else thing.name
    town = _misspelt(thing.town, rng) if rng.random() < 0.07 else thing.town
    record = _record(_Account(thing, "b", name, town), 0.65, 60, rng)
    if "inauguration" in record:
        date = record["inauguration"]["date"]
        wrong = f"{int(date[:4]) + rng.choice((-2, -1, 1, 10))}" if rng.random() < 0.06 else date
        record["inauguration"]["date"] = rng.choice((wrong, wrong[:7], wrong[:4]))
    if "name" in record and rng.random() < 0.15:
        del record["name"]
    return record


class _Account(NamedTuple):
    """A thing, and how a source names it and its town."""

    thing: Thing
    source: str
    name: str
    town: str


def _record(account: _Account, stated: float, metres: float, rng: random.Random) -> dict[str, Any]:
    """A record that has each of some keys with a probability, and a point with an error."""
    thing, source, name, town = account
    latitude, longitude = _moved(thing.latitude, thing.longitude, metres, rng)
    place = f"place/{source}-{''.join(c if c.isalnum() else '-' for c in town.lower())}"
    maker = f"person/{source}-{thing.maker.lower().replace(' ', '-')}"
    made: dict[str, Any] = {
        "record": f"m{thing.number}",
        "about": f"memorial/{source}-{thing.number}",
        "locator": f"row {thing.number + 1}",
        "name": {"en": name},
        "kinds": [thing.kind],
        "country": {"id": "place/x-land", "name": {"en": "X-Land"}},
        "place": {"id": place, "name": {"en": town}},
    }
    chosen = {
        "coordinates": {"latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}", "method": {"en": "invented"}},
        "inauguration": {"date": thing.date},
        "creators": [{"id": maker, "name": {"en": thing.maker}}],
        "addresses": [{"text": {"en": f"{thing.street}, {town}"}, "street": thing.street}],
    }
    return made | {key: value for key, value in chosen.items() if rng.random() < stated}


def _misspelt(text: str, rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(text))
        letter = rng.choice(string.ascii_lowercase)
        words = text.split()
        forms = (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            " ".join(word for word in words if word not in ("of", "the")),
            " ".join(reversed(words)),
        )
        text = rng.choice(forms).strip() or text
    return text


def twins(count: int, seed: int = 7) -> tuple[list[dict[str, Any]], list[dict[str, Any]], set[tuple[str, str]]]:
    """The records of two sources, and which memorials of the first are which of the second."""
    rng = random.Random(seed)
    all_of_them = [*things(round(count * (2 - _SHARED)), rng)]
    rng.shuffle(all_of_them)
    own, shared = count - round(count * _SHARED), round(count * _SHARED)
    one, other = all_of_them[: own + shared], all_of_them[own:]
    pairs = {(f"memorial/a-{each.number}", f"memorial/b-{each.number}") for each in all_of_them[own : own + shared]}
    return [first(each, rng) for each in one], [second(each, rng) for each in other], pairs


def write_twins(folder: Path, count: int, seed: int = 7) -> set[tuple[str, str]]:
    """A workspace of two such sources."""
    one, other, pairs = twins(count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text('title = "Two invented sources"\n', encoding="utf-8")
    for name, records in (("a", one), ("b", other)):
        source = folder / "sources" / name
        source.mkdir(parents=True)
        (source / "source.toml").write_text(f'title = "Invented source {name}"\n', encoding="utf-8")
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (source / "records.jsonl").write_text("".join(lines), encoding="utf-8")
    return pairs


if __name__ == "__main__":
    truth = write_twins(Path(sys.argv[2]), int(sys.argv[1]))
    (Path(sys.argv[2]) / "truth.json").write_text(json.dumps(sorted(truth)), encoding="utf-8")
