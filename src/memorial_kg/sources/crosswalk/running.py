"""Runs a crosswalk over rows: each becomes a record, a refusal, or is left out by a declared condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology
from memorial_kg.records import Door, Record
from memorial_kg.records.model import Origin, Tree
from memorial_kg.sources.corrections import Correction, replay_one
from memorial_kg.sources.crosswalk.admitting import admit
from memorial_kg.sources.crosswalk.cells import column, holds
from memorial_kg.sources.crosswalk.columns import Columns
from memorial_kg.sources.crosswalk.drafting import drafter_of
from memorial_kg.sources.crosswalk.leaves import Sheet
from memorial_kg.sources.crosswalk.report import Entry, Report
from memorial_kg.sources.crosswalk.rules import KEY_OF_RECORD, Condition, Crosswalk, KeyRule
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.sources.readers.row import SourceRow
from memorial_kg.values import ValueProblem, did_you_mean, quote, visible

__all__ = ["Harvested", "Harvester", "Shown"]

# Formats in which every row has the columns of the header, so that one that is not there is misspelt.
_WITH_HEADER: Final = frozenset({"csv", "tsv", "xlsx", "ods", "parquet"})

# How a record names the file of a row; empty where there is one file only.
Shown = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Harvested:
    """What became of one row: its record if it made one, and the entries that it gave the report."""

    row: SourceRow
    record: Record | None
    entries: tuple[Entry, ...]


@dataclass
class _Work:
    """One row on its way."""

    row: SourceRow
    key: str = ""
    entries: list[Entry] = field(default_factory=list)

    def note(self, kind: str, key: str, where: str, value: str, problem: ValueProblem | Problem) -> None:
        row = self.row
        self.entries.append(Entry(kind, row.file, row.line, row.locator, self.key, key, where, value[:500],
                                  problem.what, problem.expected, problem.todo))  # fmt: skip


class Harvester:
    """A crosswalk at work: compiled once, it turns rows into records one by one and keeps the books."""

    def __init__(
        self,
        crosswalk: Crosswalk,
        ontology: Ontology,
        report: Report,
        corrections: Iterable[Correction] = (),
        shown: Shown = lambda _: "",
    ) -> None:
        self.crosswalk, self.report, self.shown = crosswalk, report, shown
        self.columns = Columns(crosswalk)
        self._door = Door(ontology, report.source)
        self._draft = drafter_of(crosswalk.keys)
        nulls = crosswalk.nulls
        self._only = [(holds(condition, nulls), _why(condition)) for condition in crosswalk.record.only]
        self._by_key = {rule.name: rule for rule in reversed(crosswalk.keys)}
        self._taken: dict[str, int] = {}
        self._corrections: dict[str, list[Correction]] = {}
        for correction in corrections:
            self._corrections.setdefault(correction.record, []).append(correction)
        self._applied: set[str] = set()

    def run(self, rows: Iterable[SourceRow]) -> Iterator[Harvested]:
        """What becomes of each row, in their order. The books are closed when the last one is taken."""
        report = self.report
        unchecked = self.crosswalk.reading.format in _WITH_HEADER
        for row in rows:
            report.rows += 1
            done = self._one(row)
            if unchecked and row.values and not row.problems:
                self.columns.check()
                unchecked = False
            for entry in done.entries:
                report.add(entry)
            if done.record is not None:
                report.records += 1
                report.keys.update(done.record.claims.keys())
            yield done
        self._close()

    def _close(self) -> None:
        report = self.report
        for name in sorted(self._corrections.keys() - self._applied):
            for each in self._corrections[name]:
                todo = did_you_mean(name, [*self._taken][:10_000]) or "remove it"
                problem = each.problem("", "there is no such harvested record", "a record of the source", todo)
                report.add(_of_correction(problem))
        report.unread = {name: times for name, times in self.columns.unread.items() if times}
        report.never_there = [str(problem) for problem in self.columns.missing()] if report.rows else []
        report.values = sum(report.keys.values())
        report.check()

    # -- one row -------------------------------------------------------------------------------------------------------

    def _one(self, row: SourceRow) -> Harvested:
        work = _Work(row)
        record = self._made(work, row)
        return Harvested(row, record, tuple(work.entries))

    def _made(self, work: _Work, row: SourceRow) -> Record | None:
        if row.problems and self._is_broken(work, row):
            return None
        values = row.values
        self.columns.see(values)
        if not self._is_wanted(work, values):
            return None
        named = self._names(work, row)
        if named is None:
            return None
        sheet = Sheet()
        where = self.shown(row.file)
        locator = f"{where}, {row.locator}" if where and where not in row.locator else row.locator
        tree: dict[str, Tree] = {
            "record": named[0],
            "about": named[1],
            "locator": _readable(locator),
            **self._draft(values, sheet),
        }
        if sheet.evidence:
            tree["evidence"] = [{"key": key, "verbatim": words} for key, words in sheet.evidence.items()]
        corrected = self._correct(work, tree) if named[0] in self._corrections else frozenset()
        for rule, value, problem in sheet.refused:
            work.note(_kind(rule.name, corrected), rule.name, rule.shown, value, problem)
        return self._admitted(work, tree, corrected)

    def _is_wanted(self, work: _Work, values: dict[str, Tree]) -> bool:
        """Whether the declared conditions let a row in; one of which that cannot be told is refused."""
        try:
            reason = next((why(values) for held, why in self._only if not held(values)), None)
        except ValueProblem as problem:
            work.note("row refused", "", "only", "", problem)
            return False
        if reason is not None:
            work.note("row left out", "", "", "", ValueProblem(reason))
        return reason is None

    def _is_broken(self, work: _Work, row: SourceRow) -> bool:
        """Whether a row is broken so that nothing in it can be trusted; what is wrong with single values is noted."""
        whole = [problem for problem in row.problems if not problem.key]
        broken = bool(whole) and (not row.values or not self.crosswalk.record.keeps_broken)
        for problem in row.problems:
            if problem.key or not broken:
                work.note("value refused", problem.key, problem.key, "", problem)
        if broken:
            reasons = ValueProblem("; ".join(problem.what for problem in whole), whole[0].expected, whole[0].todo)
            work.entries.clear()
            work.note("row refused", "", "", "", reasons)
        return broken

    def _names(self, work: _Work, row: SourceRow) -> tuple[str, str] | None:
        """The key of the record and the id of what it is about; a row without them, or a second one, is refused."""
        rule, values, nulls = self.crosswalk.record, row.values, self.crosswalk.nulls
        word = "record"
        try:
            key = _filled(rule.key, lambda name: column(values, name, nulls))
            word = "about"
            about = _filled([rule.about], lambda name: key if name == KEY_OF_RECORD else column(values, name, nulls))
        except ValueProblem as problem:
            shown = " or ".join(template.text for template in (rule.key if word == "record" else [rule.about]))
            work.note("row refused", word, shown, "", problem)
            return None
        first = self._taken.setdefault(key, self.report.rows)
        if first != self.report.rows:
            again = ValueProblem(f"{quote(key)} was the name of row {first} already", "a name of its own for each row",
                                "add another column to `key` in [harvest.record]")  # fmt: skip
            work.note("row refused", "record", rule.key[0].text, key, again)
            return None
        work.key = key
        return key, about

    def _correct(self, work: _Work, tree: dict[str, Tree]) -> frozenset[str]:
        """Lay the corrections of a record over it; gives the keys whose values they settle."""
        self._applied.add(work.key)
        settled: set[str] = set()
        for correction in self._corrections[work.key]:
            problems = replay_one(tree, correction)
            work.entries += map(_of_correction, problems)
            settled |= {*correction.set, *correction.add, *correction.covers} if not problems else set()
        return frozenset(settled)

    def _admitted(self, work: _Work, tree: dict[str, Tree], corrected: frozenset[str]) -> Record | None:
        row = work.row
        before = [entry.key for entry in work.entries]
        record, problems = admit(tree, Origin(row.file, row.line), self._door, before)
        if record is None:
            problem = problems[0]
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            what = ValueProblem(problem.what + more, problem.expected, problem.todo)
            work.entries = [entry for entry in work.entries if entry.kind != "value refused"]
            work.note("row refused", problem.key, "", "", what)
            # Another row may have this name, and be a good one.
            del self._taken[work.key]
            return None
        for problem in problems:
            rule = self._rule_of(problem.key)
            work.note(_kind(problem.key, corrected), problem.key, rule.shown if rule else "", "", problem)
        return record

    def _rule_of(self, path: str) -> KeyRule | None:
        """The rule that gave what stands at a path of the record."""
        parts = [part for part in path.split(".") if not part.isdigit()]
        names = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((self._by_key[name] for name in names if name in self._by_key), None)


def _filled(templates: Sequence[Template], values: Callable[[str], str | None]) -> str:
    """The first of some templates that can be filled; the `ValueProblem` of the first where none can."""
    problems: list[ValueProblem] = []
    for template in templates:
        try:
            made = template.fill(values)
        except ValueProblem as problem:
            problems.append(problem)
            continue
        if made is not None:
            return made
        silent = ", ".join(quote(name) for name in template.names if values(name) is None)
        what = f"{silent} says nothing, and the row gets its name from it"
        problems.append(ValueProblem(what, "a value", "choose other columns in [harvest.record]"))
    raise problems[0]


def _readable(locator: str) -> str:
    """A locator whose file may be named in any bytes: a bad name is no reason to lose the rows."""
    return visible(locator).encode("utf-8", "backslashreplace").decode("utf-8")


def _kind(key: str, corrected: frozenset[str]) -> str:
    """Whether a refused value needs a person yet, or a correction of its key, or of what holds it, says what stands."""
    parts = key.split(".")
    settled = any(".".join(parts[:end]) in corrected for end in range(1, len(parts) + 1))
    return "value corrected" if settled else "value refused"


def _of_correction(problem: Problem) -> Entry:
    return Entry("correction", problem.file, problem.line, "", problem.record, problem.key, "", "", problem.what,
                 problem.expected, problem.todo)  # fmt: skip


def _why(condition: Condition) -> Callable[[dict[str, Tree]], str]:
    """The reason that a row is left out: the declared one, or what stands there."""
    name = condition.fetch.path or condition.fetch.columns[0]

    def why(values: dict[str, Tree]) -> str:
        if condition.why:
            return condition.why
        value = values.get(name)
        return f"{name} is {quote(value)}" if isinstance(value, str) else f"{name} is not as declared"

    return why
