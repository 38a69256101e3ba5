"""What the tests of crosswalks share: a source.toml from its rules, rows without a reader, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.ontology import load_ontology
from memorial_kg.records import Tree
from memorial_kg.records.writing import record_tree
from memorial_kg.sources.corrections import Correction
from memorial_kg.sources.crosswalk import Crosswalk, Entry, Harvester, Report, read_crosswalk
from memorial_kg.sources.readers import READERS, SourceRow

HEAD = """
[harvest]
format = "{format}"
language = "en"
{more}

[harvest.record]
key = "{{id|slug}}"
about = "memorial/xx-{{id|slug}}"
"""


@dataclass
class Result:
    """What became of some rows."""

    records: list[Tree]
    entries: list[Entry]
    report: Report

    def told(self, kind: str = "value refused") -> list[str]:
        """What the report says of one kind, without its places."""
        return [f"{entry.key}: {entry.what}" for entry in self.entries if entry.kind == kind]


def crosswalk(folder: Path, rules: str, more: str = "", file_format: str = "jsonl") -> Crosswalk:
    """Read a crosswalk of these rules; `more` stands in [harvest] itself."""
    path = folder / "source.toml"
    path.write_text(HEAD.format(more=more, format=file_format) + rules, encoding="utf-8")
    return read_crosswalk(path, load_ontology(), READERS)


def rows(values: Iterable[Mapping[str, Tree]], file: str = "works.csv") -> list[SourceRow]:
    """Rows as a reader gives them."""
    return [SourceRow(dict(row), f"row {at}", file, at + 1) for at, row in enumerate(values, start=1)]


def harvested(read: Crosswalk, given: Iterable[SourceRow], corrections: Iterable[Correction] = ()) -> Result:
    """What a crosswalk makes of rows."""
    with Report("works") as report:
        harvester = Harvester(read, load_ontology(), report, corrections)
        records = [record_tree(done.record) for done in harvester.run(given) if done.record is not None]
        return Result(records, [*report.entries()], report)


def one(folder: Path, rule: str, values: Mapping[str, Tree], more: str = "") -> Result:
    """What rules make of a single row, which has the id 1 unless it says otherwise."""
    return harvested(crosswalk(folder, rule, more), rows([{"id": "1", **values}]))
