"""Harvests a document: its entries become records under the source's rules, and corrections are laid over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from memorial_kg.errors import InputError, Problem
from memorial_kg.sources.corrections import Correction, read_corrections, replay
from memorial_kg.sources.drafts import Draft, draft_record
from memorial_kg.sources.fields import Value
from memorial_kg.sources.labelled import Entry, Reading, read_labelled
from memorial_kg.sources.rules import LeftOut, RecordRule, Rules, read_rules
from memorial_kg.sources.writing import dump_records
from memorial_kg.values import did_you_mean, fold, quote

__all__ = ["READERS", "Harvest", "Reader", "harvest", "records_file"]

Reader: TypeAlias = Callable[[str, str, Rules], Reading]


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a document gave: its records, what could not be kept, and what was left out on purpose."""

    records: list[dict[str, Value]]
    problems: list[Problem]
    left_out: list[LeftOut]


def harvest(folder: Path, text: str, document: str) -> Harvest:
    """Read a document by the source.toml and the corrections.yaml of a source's folder.

    Mistakes in the document are results; a source.toml or corrections.yaml that cannot be read is an `InputError`.
    """
    rules = read_rules(folder / "source.toml")
    if rules.format not in READERS:
        todo = did_you_mean(rules.format, READERS) or "choose one"
        what = f"the format {quote(rules.format)} is not known"
        expected = f"one of {', '.join(READERS)}"
        raise InputError(problems=[Problem(rules.file, 0, "", "harvest.format", what, expected, todo)])
    corrections = _corrections(folder)
    entries, problems, _ = READERS[rules.format](text, document, rules)
    pairs, unmatched = _matched(entries, rules, document)
    drafts = [draft_record(entry, row, rules, document) for entry, row in pairs]
    records, misfits = replay((draft.record for draft in drafts), corrections)
    problems = [*problems, *unmatched, *(problem for draft in drafts for problem in draft.problems)]
    problems += [*misfits, *_uncovered(drafts, corrections, document)]
    return Harvest(records, sorted(problems, key=lambda problem: (problem.file != document, problem)),
                   list(rules.left_out))  # fmt: skip


def records_file(result: Harvest, source: str, order: Sequence[str] = ()) -> str:
    """Write the records.yaml of a harvest, which begins with how it was made."""
    head = (f"# Harvested: change corrections.yaml or source.toml, then run\n"
            f"#   memorial-kg harvest data/sources/{source} DOCUMENT\n\n")  # fmt: skip
    return head + dump_records(result.records, order)


def _corrections(folder: Path) -> list[Correction]:
    path = folder / "corrections.yaml"
    return read_corrections(path) if path.is_file() else []


def _matched(entries: Sequence[Entry], rules: Rules, document: str
             ) -> tuple[list[tuple[Entry, RecordRule]], list[Problem]]:  # fmt: skip
    """Find the one record of each entry and the one entry of each record; whatever is left over is a problem."""
    wanted = {id(entry): [row for row in rules.records if _fits(entry, row)] for entry in entries}
    problems = [
        _unmatched(entry, wanted[id(entry)], rules, document)
        for entry in entries
        # An entry of an unknown country or without values was named as a problem when it was read.
        if len(wanted[id(entry)]) != 1 and entry.fields and fold(entry.country) in rules.countries
    ]
    for row in rules.records:
        takers = [entry for entry in entries if row in wanted[id(entry)]]
        if len(takers) != 1:
            lines = ", ".join(str(entry.first) for entry in takers)
            what = f"matches the entries at lines {lines}" if takers else "matches no entry of the document"
            todo = "correct `header`, `name` or `contains`, or remove the record"
            line = rules.line_of(f'"{row.record}"')
            problems.append(Problem(rules.file, line, row.record, "", what, "one entry", todo))
            wanted = {key: [other for other in rows if other is not row] for key, rows in wanted.items()}
    return [(entry, wanted[id(entry)][0]) for entry in entries if len(wanted[id(entry)]) == 1], problems


def _fits(entry: Entry, row: RecordRule) -> bool:
    words = " ".join(fold(text) for text in (entry.header, entry.name, *(field.text for field in entry.fields)))
    return (fold(row.header) == fold(entry.header)
            and (not row.name or fold(row.name) == fold(entry.name))
            and (not row.contains or fold(row.contains) in words))  # fmt: skip


def _unmatched(entry: Entry, rows: Sequence[RecordRule], rules: Rules, document: str) -> Problem:
    if rows:
        what = f"{quote(entry.header)} matches the records {', '.join(row.record for row in rows)}"
        return Problem(document, entry.first, "", "", what, "one record",
                       f"tell them apart in {rules.file} by `name` or `contains`")  # fmt: skip
    what = f"{quote(entry.header)} is no record" + (f", named {quote(entry.name)}" if entry.name else "")
    return Problem(document, entry.first, "", "", what, "one [[harvest.records]] for each entry",
                   f"add `record`, `about` and `header = {quote(entry.header)}` to {rules.file}")  # fmt: skip


def _uncovered(drafts: Sequence[Draft], corrections: Sequence[Correction], document: str) -> list[Problem]:
    """Name each value that was left to a person, and that no correction says it covers."""
    covered = {(correction.record, fold(label)) for correction in corrections for label in correction.covers}
    left = {(str(draft.record["record"]), fold(field.label)) for draft in drafts for field in draft.by_hand}
    problems = [
        Problem(document, field.first, str(draft.record["record"]), field.label, "is in no key yet",
                "a correction that covers it", f"add one with `covers: [{field.label}]` to corrections.yaml")
        for draft in drafts for field in draft.by_hand
        if (str(draft.record["record"]), fold(field.label)) not in covered
    ]  # fmt: skip
    return problems + [
        correction.problem("covers", f"{quote(label)} is not left to a correction in this record", "a label of it",
                           "remove it") for correction in corrections for label in correction.covers
        if (correction.record, fold(label)) not in left
    ]  # fmt: skip


READERS: Final[Mapping[str, Reader]] = {"label-and-value": read_labelled}
