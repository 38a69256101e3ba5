"""Writes any number of invented records, as a workspace, as CSV, and as the triples that they must give.

    python -m benchmarks.records 10000 some-folder --sources 3 --seed 1

workspace/          what `memorial-kg build` takes: dataset.toml, sources/<name>/, entities/
csv/<name>.csv      the same, one row for each record
from-csv/           a workspace without records, whose sources have the crosswalk from those rows
expected/<name>.nt  the triples of the source's graph, each once, in the order of the records

Nothing is held but a set of the things that a source has named, so a million records take no more memory than they do.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from benchmarks.facts import KINDS, Row, Scale, Told, rows, town_point
from benchmarks.forms import BASE, record, triples

__all__ = ["write_records"]


def write_records(folder: Path, scale: Scale) -> Path:
    """Write the records of a scale into a folder that does not exist yet."""
    for name in ("csv", "expected"):
        (folder / name).mkdir(parents=True)
    crosswalk = (Path(__file__).parent / "crosswalk.toml").read_text(encoding="utf-8")
    for name, rules in (("workspace", ""), ("from-csv", crosswalk)):
        _write_descriptions(folder / name, scale, rules)
    with ExitStack() as stack:
        files = [_SourceFiles(folder, told, stack) for told in scale.told]
        for source, row in rows(scale):
            files[source].write(row)
    return folder


class _SourceFiles:
    """The open files of one source."""

    def __init__(self, folder: Path, told: Told, stack: ExitStack) -> None:
        self._told, self._number, self._seen = told, 0, set[str]()
        self._kinds = _kinds()
        self._records = stack.enter_context(_opened(folder / "workspace" / "sources" / told.name / "records.jsonl"))
        self._triples = stack.enter_context(_opened(folder / "expected" / f"{told.name}.nt"))
        self._rows = csv.writer(stack.enter_context(_opened(folder / "csv" / f"{told.name}.csv")), lineterminator="\n")
        self._rows.writerow([*Row._fields, "kind_iri"])

    def write(self, row: Row) -> None:
        self._number += 1
        self._rows.writerow([*row, self._kinds[row.kind]])
        tree = record(row, self._told, self._number)
        self._records.write(json.dumps(tree, ensure_ascii=False) + "\n")
        for line in triples(row, self._told, self._kinds):
            if not line.startswith(_OF_MEMORIALS):  # What is said of others is said again and again.
                if line in self._seen:
                    continue
                self._seen.add(line)
            self._triples.write(line + "\n")


_OF_MEMORIALS = f"<{BASE}memorial/"


@cache
def _kinds() -> Mapping[str, str]:
    """The IRIs of the words for kinds, as the ontology has them."""
    from memorial_kg.ontology import load_ontology

    choices = load_ontology().shapes["Memorial"].keys["kinds"].choices
    return {kind: choices[kind] for kind in KINDS}


def _opened(file: Path) -> TextIO:
    return file.open("w", encoding="utf-8", newline="")


def _write_json(file: Path, trees: Iterable[dict[str, Any]]) -> None:
    with _opened(file) as stream:
        stream.writelines(json.dumps(tree, ensure_ascii=False) + "\n" for tree in trees)


def _write_descriptions(workspace: Path, scale: Scale, crosswalk: str) -> None:
    """Write all that a workspace has but records."""
    for name in ("entities", "sources"):
        (workspace / name).mkdir(parents=True)
    for name, entities in (("places", _places(scale)), ("people", _people(scale)), ("events", _events(scale))):
        _write_json(workspace / "entities" / f"{name}.jsonl", entities)
    (workspace / "dataset.toml").write_text(
        f'title = {{en = "{scale.records} invented records"}}\n'
        'description = {en = "Invented, to measure with: none of these memorials exists."}\n'
        f'creator = "nobody"\nbase = "{BASE}"\nversion = "1"\nmodified = "2026-01-01"\n'
        'license = "https://creativecommons.org/publicdomain/zero/1.0/"\n',
        encoding="utf-8",
    )
    for told in scale.told:
        source = workspace / "sources" / told.name
        source.mkdir()
        (source / "source.toml").write_text(
            f'title = "The {told.name} (invented)"\nlanguage = "{told.language}"\nkind = "register"\n'
            'license = "https://creativecommons.org/publicdomain/zero/1.0/"\n\n'
            + crosswalk.replace("@language@", told.language),
            encoding="utf-8",
        )


# -- entities ----------------------------------------------------------------------------------------------------------


def _places(scale: Scale) -> Iterator[dict[str, Any]]:
    for number in range(scale.countries):
        yield {"id": f"place/country-{number}", "name": {"en": f"Country {number}"}, "kinds": ["country"]}
    for number in range(scale.towns):
        latitude, longitude = town_point(number)
        country = f"place/country-{number % scale.countries}"
        yield {
            "id": f"place/town-{number}",
            "name": {"en": f"Town {number}", "tr": f"Şehir {number}"},
            "kinds": ["city"],
            "place": country,
            "country": country,
            "coordinates": {
                "latitude": f"{latitude:.4f}",
                "longitude": f"{longitude:.4f}",
                "radius": "20000",
                "method": {"en": "invented"},
            },
        }


def _people(scale: Scale) -> Iterator[dict[str, Any]]:
    for number in range(scale.people):
        yield {"id": f"person/sculptor-{number}", "name": {"en": f"Sculptor {number}", "az": f"Heykəltəraş {number}"}}


def _events(scale: Scale) -> Iterator[dict[str, Any]]:
    for number in range(scale.events):
        yield {"id": f"event/flood-{number}", "name": {"en": f"Flood {number}"}, "date": str(1700 + number % 300)}


def main(arguments: list[str] | None = None) -> int:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description="Write invented records.")
    parser.add_argument("records", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    write_records(given.folder, Scale(given.records, given.sources, given.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
