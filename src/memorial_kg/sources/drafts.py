"""Drafts the record of one entry by the crosswalk of its source, with the lines from which each key comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memorial_kg.errors import Problem
from memorial_kg.sources.fields import FIELD_READERS, FieldReader, Value
from memorial_kg.sources.labelled import Entry, Field, locator
from memorial_kg.sources.rules import LabelRule, RecordRule, Rules, Spelling
from memorial_kg.values import ValueProblem, did_you_mean, fold, quote

__all__ = ["Draft", "draft_record"]

# Evidence quotes the line of a value up to this length; longer values are quoted by the key itself.
_LONGEST_VERBATIM = 100


@dataclass(slots=True)
class Draft:
    """A record in the making, the values that were left to a person, and what could not be kept."""

    record: dict[str, Value]
    evidence: list[Value] = field(default_factory=list)
    by_hand: list[Field] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def put(self, path: str, value: Value) -> bool:
        """Give a key its value: lists grow, a key of one value refuses a second."""
        *above, last = path.split(".")
        place = self.record
        for part in above:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                return False
            place = inner
        old = place.get(last)
        if isinstance(old, list) and isinstance(value, list):
            old.extend(item for item in value if item not in old)
            return True
        return place.setdefault(last, value) == value

    def show(self, key: str, *lines: int, verbatim: str = "") -> None:
        """Say on which lines a key stands, and in which words if they are short."""
        words: dict[str, Value] = {"verbatim": verbatim} if 0 < len(verbatim) <= _LONGEST_VERBATIM else {}
        self.evidence.append({"key": key, "locator": locator(*lines), **words})


def draft_record(entry: Entry, row: RecordRule, rules: Rules, document: str) -> Draft:
    """Draft the record of an entry; whatever cannot be kept is a problem at its line, and the rest is unharmed."""
    lines = range(entry.first, entry.last + 1)
    draft = Draft({"record": row.record, "about": row.about, "locator": locator(*lines)})
    desk = _Desk(draft, entry, row, rules, document)
    desk.read_name()
    desk.read_header()
    desk.read_near()
    for stated in entry.fields:
        desk.read_field(stated)
    draft.record["evidence"] = draft.evidence
    return draft


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that is needed to draft one record."""

    draft: Draft
    entry: Entry
    row: RecordRule
    rules: Rules
    document: str

    def refuse(self, line: int, key: str, problem: ValueProblem) -> None:
        self.draft.problems.append(
            Problem(self.document, line, self.row.record, key, problem.what, problem.expected, problem.todo)
        )

    def read_name(self) -> None:
        """Take the name line, and the kinds that its words name."""
        if not self.entry.name:
            return
        self.draft.put("name", {self.rules.language: self.entry.name})
        self.draft.show("name", self.entry.name_line)
        words = f" {fold(self.entry.name)} "
        if kinds := [kind for word, kind in self.rules.kinds.items() if f" {word} " in words]:
            self.draft.put("kinds", [*kinds])
            self.draft.show("kinds", self.entry.name_line, verbatim=self.entry.name)

    def read_header(self) -> None:
        """Take the country and the city of the header, and within it the smaller places that the entry names."""
        country = self.rules.countries.get(fold(self.entry.country))
        if country is None:
            return  # named as a problem when the header was read
        self.draft.put("country", {"id": country, "name": {self.rules.language: self.entry.country}})
        self.draft.show("country", self.entry.first, verbatim=self.entry.header)
        city = self.row.city or self.rules.cities.get(fold(self.entry.header))
        if city is None:
            hint = did_you_mean(self.entry.header, self.rules.spelt(self.rules.cities))
            self.refuse(self.entry.first, "place", ValueProblem(
                f"the city of {quote(self.entry.header)} is not known", "a header of [harvest.cities] in source.toml",
                hint or "add it there with its place/… id"))  # fmt: skip
            return
        place: dict[str, Value] = {"id": city, "name": {self.rules.language: self.entry.city}}
        lines = [self.entry.first]
        for spelling in reversed(self.row.places):
            lines += self._lines_of(spelling, "place")
            place = {**self._reference(spelling), "place": place}
        self.draft.put("place", place)
        self.draft.show("place", *lines)

    def read_near(self) -> None:
        """Take the places that the entry names as neighbours."""
        for spelling in self.row.near:
            if lines := self._lines_of(spelling, "near"):
                self.draft.put("near", [self._reference(spelling)])
                self.draft.show("near", *lines)

    def _reference(self, spelling: Spelling) -> dict[str, Value]:
        return {"id": spelling.id, "name": {self.rules.language: spelling.name}}

    def _lines_of(self, spelling: Spelling, key: str) -> list[int]:
        """Find the first place where a declared spelling stands; it must stand somewhere."""
        stated = [(self.entry.first, self.entry.header), (self.entry.name_line, self.entry.name)]
        stated += [(part.first, part.text) for part in self.entry.fields]
        if found := next((line for line, text in stated if spelling.name in text), 0):
            return [found]
        line = self.rules.line_of(f'"{self.row.record}"')
        what = f"{quote(spelling.name)} does not stand in the entry at line {self.entry.first}"
        self.draft.problems.append(Problem(self.rules.file, line, self.row.record, key, what,
                                           "words of the entry, spelt as there", "correct it"))  # fmt: skip
        return []

    def read_field(self, stated: Field) -> None:
        """Take one labelled value, and what its label implies."""
        rule = self.rules.label(stated.label) if stated.label else None
        if rule is None or not stated.text:
            return  # named as a problem when the line was read
        try:
            value = _reader(rule, self.rules)(stated, self.rules, self.row)
        except ValueProblem as problem:
            self.refuse(stated.first, rule.key or rule.label, problem)
            return
        lines = range(stated.first, stated.last + 1)
        if value is None:
            self.draft.by_hand.append(stated)
        elif self.draft.put(rule.key, value):
            self.draft.show(rule.key, *lines, verbatim=stated.verbatim if len(lines) == 1 else "")
        else:
            what = f"{quote(stated.stated)} gives a second value"
            todo = "remove one from the document, or read one by hand"
            self.refuse(stated.first, rule.key, ValueProblem(what, "one value", todo))
            return
        self._imply(rule.implies, stated)

    def _imply(self, implies: Mapping[str, str], stated: Field) -> None:
        for key, word in implies.items():
            self.draft.put(key, [word])
            self.draft.show(key, stated.first, verbatim=stated.stated)


def _reader(rule: LabelRule, rules: Rules) -> FieldReader:
    if rule.read not in FIELD_READERS:
        raise ValueProblem(f"{quote(rule.read)} is not a reader of values", f"one of {', '.join(FIELD_READERS)}",
                           did_you_mean(rule.read, FIELD_READERS) or f"correct `read` in {rules.file}")  # fmt: skip
    return FIELD_READERS[rule.read]
