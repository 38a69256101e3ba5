"""The data with which scripts browse: the values of each facet, and the entries in shards of columns.

`data/browse/index.json` says how many there are. `facet-<name>.json` has the values of a facet: their ids, how many
entries have them, what they are inside, and, for things, their names by language. `shard-<number>.json` has columns of
one length: names, labels, positions and dates of entries, and, for each facet, the places of their values in its list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from memorial_kg.catalogue.browsing import ORDERS, Entry
from memorial_kg.catalogue.facets import FACETS
from memorial_kg.site.finding.naming import thing_of
from memorial_kg.site.site import Site

__all__ = ["SHARD", "write_browse_data"]

SHARD = 2_000  # entries in a shard
_FOLDER = "data/browse"


def write_browse_data(site: Site, folder: Path) -> None:
    """Write the files below `data/browse`; the same catalogue gives the same bytes."""
    place = folder / _FOLDER
    place.mkdir(parents=True, exist_ok=True)
    browser = site.catalogue.browse
    places: dict[str, dict[int, list[int]]] = {}
    for facet in FACETS:
        values = {value: [*rows] for value, rows in browser.rows_of(facet)}
        _write(place / f"facet-{facet}.json", _facet(site, facet, [*values]))
        places[facet] = _by_entry(values)
    total = browser.count({})
    ranks = {order: _ranks(browser.select({}, order)) for order in ORDERS}
    for number in range(-(-total // SHARD)):
        rows = range(number * SHARD, min(total, (number + 1) * SHARD))
        columns = _columns(site, browser.entries(rows))
        columns["facets"] = {facet: [places[facet].get(row, []) for row in rows] for facet in FACETS}
        columns["ranks"] = {order: [rank[row] for row in rows] for order, rank in ranks.items()}
        _write(place / f"shard-{number}.json", columns)
    _write(place / "index.json", {"total": total, "shard": SHARD, "facets": [*FACETS], "base": site.catalogue.base})


def _facet(site: Site, facet: str, values: list[str]) -> dict[str, list[object]]:
    """The values of a facet in the order of their ids, as columns."""
    found: dict[str, list[object]] = {"values": [], "above": [], "labels": []}
    for value in values:
        count = site.catalogue.browse.value(facet, value)
        found["values"].append(value)
        found["above"].append(count.above if count else "")
        found["labels"].append(_labels(site, count.iri) if count else {})
    return found


def _labels(site: Site, iri: str) -> dict[str, str]:
    """The names of a thing by language; a word of an enumeration is named by the page."""
    name = thing_of(site, iri)
    return site.labels(name) if name else {}


def _by_entry(values: dict[str, list[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, rows in enumerate(values.values()):
        for row in rows:
            found.setdefault(row, []).append(place)
    return found


def _ranks(order: Iterable[int]) -> list[int]:
    """Where each entry stands in an order."""
    places = {number: place for place, number in enumerate(order)}
    return [places[number] for number in range(len(places))]


def _columns(site: Site, entries: Iterator[Entry]) -> dict[str, object]:
    rows = [*islice(entries, SHARD)]
    labels = [_labels(site, site.catalogue.iri(each.name)) for each in rows]
    return {
        "names": [each.name for each in rows],
        "labels": labels,
        "longitude": [each.longitude for each in rows],
        "latitude": [each.latitude for each in rows],
        "radius": [each.radius for each in rows],
        # The place whose position it is; "" for its own.
        "of": [_called(site, each.position_of) for each in rows],
        "place": [_called(site, each.place) for each in rows],
        "country": [_called(site, each.country) for each in rows],
        "dates": [each.dates for each in rows],
    }


def _called(site: Site, name: str | None) -> dict[str, str] | None:
    return None if name is None else _labels(site, site.catalogue.iri(name)) if name else {}


def _write(path: Path, data: object) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
