"""A workspace of any number of invented memorials, the same for the same seed: for tests of size, and for measuring.

python tests/site/many.py 3000 many-workspace
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from memorial_kg.built import CATALOGUE, PROFILES, SUMMARY, Summary
from memorial_kg.catalogue import build_catalogue
from memorial_kg.graph.dataset import Graphs
from memorial_kg.knowledge import distributions
from memorial_kg.ontology import load_ontology
from memorial_kg.workspace import read_workspace

_SOURCES = ("register", "guidebook", "survey")
_KINDS = ("memorial", "monument", "obelisk", "park", "plaque", "sculpture", "statue", "stele")
_TEXTS = {
    "en": "The water stood here, and the town was built again.",
    "de": "Hier stand das Wasser, und die Stadt wurde wieder gebaut.",
    "tr": "Su burada durdu ve şehir yeniden kuruldu.",
    "az": "Su burada dayandı və şəhər yenidən quruldu.",
}

_Tree = dict[str, Any]


def write_workspace(folder: Path, memorials: int, seed: int = 3) -> Path:
    """Write a workspace of so many memorials, each told of by one to three sources that mostly agree."""
    chance = random.Random(seed)
    countries, towns, people = 12, max(2, memorials // 10), max(2, memorials // 8)
    folder.mkdir(parents=True)
    (folder / "dataset.toml").write_text(
        'title = {en = "Many invented memorials"}\ndescription = {en = "Invented, to see how large a site can be."}\n'
        'creator = "nobody"\nbase = "https://example.org/many/"\nversion = "1"\nmodified = "2026-01-01"\n'
        'license = "https://creativecommons.org/publicdomain/zero/1.0/"\n',
        encoding="utf-8",
    )
    _write(folder / "entities" / "places.jsonl", _places(chance, countries, towns))
    _write(folder / "entities" / "people.jsonl", _people(people))
    _write(
        folder / "entities" / "events.jsonl",
        ({"id": f"event/flood-{n}", "name": {"en": f"Flood {n}"}} for n in range(5)),
    )
    told: dict[str, list[_Tree]] = {source: [] for source in _SOURCES}
    for number in range(memorials):
        for source, record in _records(chance, number, countries, towns, people):
            told[source].append(record)
    for source, records in told.items():
        _write(folder / "sources" / source / "records.jsonl", records)
        text = f'title = "The {source} (invented)"\nlanguage = "en"\nkind = "register"\n'
        (folder / "sources" / source / "source.toml").write_text(text, encoding="utf-8")
    return folder


def _write(file: Path, rows: Iterable[_Tree]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _places(chance: random.Random, countries: int, towns: int) -> Iterator[_Tree]:
    for number in range(countries):
        yield {"id": f"place/country-{number}", "name": {"en": f"Country {number}"}, "kinds": ["country"]}
    for number in range(towns):
        country = f"place/country-{number % countries}"
        yield {
            "id": f"place/town-{number}",
            "name": {"en": f"Town {number}", "tr": f"Şehir {number}"},
            "kinds": ["city"],
            "place": country,
            "country": country,
            "coordinates": {
                "latitude": f"{chance.uniform(36, 60):.4f}",
                "longitude": f"{chance.uniform(0, 50):.4f}",
                "radius": "500",
                "method": {"en": "invented"},
            },
        }


def _people(people: int) -> Iterator[_Tree]:
    for number in range(people):
        yield {"id": f"person/sculptor-{number}", "name": {"en": f"Sculptor {number}", "az": f"Heykəltəraş {number}"}}


def _records(
    chance: random.Random, number: int, countries: int, towns: int, people: int
) -> Iterator[tuple[str, _Tree]]:
    town, year = chance.randrange(towns), chance.randrange(1900, 2026)
    for source in chance.sample(_SOURCES, chance.choice((1, 2, 2, 3))):
        language = chance.choice([*_TEXTS])
        yield (
            source,
            {
                "record": f"m-{number}",
                "about": f"memorial/m-{number}",
                "locator": f"row {number}",
                "name": {"en": f"Memorial {number} of Town {town}"},
                "kinds": [chance.choice(_KINDS)],
                "status": ["built"],
                "commemorates": [f"event/flood-{number % 5}"],
                "country": f"place/country-{town % countries}",
                "place": f"place/town-{town}",
                "sculptors": [f"person/sculptor-{chance.randrange(people)}"],
                "inauguration": {"date": str(year if chance.random() < 0.9 else year + 1)},
                "height": {"value": f"{chance.uniform(1, 9):.1f}", "unit": "MTR"},
                "inscriptions": [
                    {"id": f"inscription-{language}", "text": {language: _TEXTS[language]}, "language": language}
                ],
            },
        )


def build_unvalidated(workspace: Path, out: Path) -> Path:
    """Leave what publishing reads of a build, in a fraction of its time: no SHACL, no store, one dump."""
    read, ontology = read_workspace(workspace), load_ontology()
    assert not read.problems, read.problems[0]
    graphs = Graphs(read, ontology, distributions(["nquads"]))
    lines = graphs.lines()
    out.mkdir(parents=True)
    with (out / PROFILES[""]).open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in lines)
    build_catalogue(lines, out / CATALOGUE, base=read.dataset.base, ontology=ontology)
    relations = Counter(each.relation.value for one in graphs.reconciled for each in one.comparisons)
    summary = Summary(
        title=next(iter(read.dataset.title.values())),
        base=read.dataset.base,
        sources=len(read.sources),
        records=len(read.records),
        memorials=len(graphs.reconciled),
        proposals=0,
        entities=len(read.entities),
        quads=len(lines),
        comparisons=dict(sorted(relations.items())),
        disagreements=[],
        violations=0,
        warnings=0,
        files=[],
    )
    (out / SUMMARY).write_text(json.dumps(asdict(summary)), encoding="utf-8")
    return out


if __name__ == "__main__":
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    build_unvalidated(write_workspace(folder / "data", count), folder / "graph")
