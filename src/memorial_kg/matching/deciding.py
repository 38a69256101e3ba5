"""Writes a person's decisions into a workspace; nothing is decided or merged by itself.

A decision goes to identity.yaml. That two memorials are one thing means that all their records name one id: `about` is
changed in the records, and, where the records are harvested, by a correction as well, so that the next harvest keeps
it. Who decided, when, and what was changed is written to identity-log.yaml, which is what taking back goes by.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.matching.editing import Edits
from memorial_kg.matching.proposals import Verdict
from memorial_kg.ontology import Ontology
from memorial_kg.records import Record, Row, Tree, check_decision, read_rows
from memorial_kg.records.model import Origin
from memorial_kg.values import ValueProblem, check_page_id, did_you_mean, parse_date, quote
from memorial_kg.workspace import Workspace

__all__ = ["LOG", "Change", "Taken", "file_of", "take"]

LOG: Final = "identity-log.yaml"
_LOG_HEAD: Final = """\
# Who made the decisions that `memorial-kg match` wrote into identity.yaml, when, and which records it changed for them.
# `memorial-kg match WORKSPACE --undo ID` takes one back, and goes by what stands here.
"""
_CORRECTIONS_HEAD: Final = "# What a person decided about the harvested records, laid over them in this order.\n"
_MOST_NAMED: Final = 3  # places that a message names


@dataclass(frozen=True, slots=True)
class Change:
    """Another `about` for one record; `harvested` says that a correction of its source says so too."""

    record: str
    file: Path
    was: str
    now: str
    harvested: bool


@dataclass
class Taken:
    """What was done: the ids of the decisions, the changes of records, and the files that were written."""

    decisions: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    before: int = 0  # decisions that had been taken already


def take(workspace: Workspace, verdicts: Iterable[Verdict], ontology: Ontology) -> Taken:
    """Write decisions into a workspace: all of them, or, if one cannot be written, none; each mistake is named."""
    taking = _Taking(workspace, ontology)
    # First what is one thing, so that the other decisions are about the ids that remain.
    for verdict in sorted(verdicts, key=lambda each: each.decision != "same-thing"):
        taking.problems += taking.add(verdict)
    if taking.problems:
        raise InputError(problems=taking.problems)
    if taking.done.decisions:
        taking.check()
        taking.done.files = taking.edits.write()
    return taking.done


def file_of(workspace: Workspace, record: Record) -> Path:
    """The file of a record, below the folder of its workspace."""
    return workspace.folder / "sources" / record.source / Path(record.origin.file).name


class _Taking:
    """Decisions being taken one after the other, each on the ground of those before it."""

    def __init__(self, workspace: Workspace, ontology: Ontology) -> None:
        self.workspace, self.ontology = workspace, ontology
        self.members: dict[str, list[Record]] = {}
        for record in workspace.records:
            self.members.setdefault(record.about, []).append(record)
        self.now: dict[str, str] = {}  # the ids that memorials had before a decision, and what they have now
        self.ids = {record.about: record.claims["decision"] for record in workspace.decisions}
        self.edits, self.done = Edits(), Taken()
        self.problems: list[Problem] = []

    def add(self, verdict: Verdict) -> list[Problem]:
        """Take one decision, or say what speaks against it."""
        if self.ids.get(f"decision/{verdict.id}") == verdict.decision:
            self.done.before += 1
            return []
        pair = [self.now.get(each, each) for each in verdict.pair]
        if wrong := [*self._wrong(verdict, pair)]:
            return wrong
        same = verdict.decision == "same-thing"
        kept = self.now.get(verdict.keep, verdict.keep)
        gone = [each for each in dict.fromkeys(pair) if each != kept] if same else []
        records = [record.id for each in dict.fromkeys(pair) for record in self.members[each]]
        tree: Tree = {"id": verdict.id, "decision": verdict.decision, "of": records if same else pair}
        tree["reason"] = dict(verdict.reason)
        _, wrong = check_decision(Row(tree, Origin(verdict.file, verdict.line)), self.ontology)
        wrong += [problem for each in gone for problem in self._still_named(verdict, each)]
        changes = [] if wrong else [self._change(record, each, kept) for each in gone for record in self.members[each]]
        wrong += [verdict.problem("", *change) for change in changes if isinstance(change, tuple)]
        if not wrong:
            self._note(verdict, tree, [change for change in changes if isinstance(change, Change)])
            for each in gone:
                self.members[kept] += self.members.pop(each)
                self.now = {**{old: kept if new == each else new for old, new in self.now.items()}, each: kept}
        return wrong

    def _wrong(self, verdict: Verdict, pair: Sequence[str]) -> Iterator[Problem]:
        for key, check, value in (("id", check_page_id, verdict.id), ("on", parse_date, verdict.on)):
            try:
                check(value)
            except ValueProblem as problem:
                yield verdict.problem(key, problem.what, problem.expected, problem.todo)
        if f"decision/{verdict.id}" in self.ids:
            todo = "take that one back first, or give this one another id"
            yield verdict.problem("id", "there is another decision of this id", "an id of its own", todo)
        for each in pair:
            if each not in self.members or not each.startswith("memorial/"):
                todo = did_you_mean(each, self.members) or "match again, and decide about the new proposals"
                what = f"no record is about {quote(each)}"
                yield verdict.problem("pair", what, "two memorials of the workspace", todo)
        if verdict.decision == "same-thing" and verdict.keep not in verdict.pair:
            what = f"{quote(verdict.keep)} is none of the two"
            yield verdict.problem("keep", what, " or ".join(verdict.pair), "choose the id that the memorial keeps")
        if verdict.decision != "same-thing" and pair[0] == pair[1]:
            what = f"by another decision here, both are {pair[0]}"
            yield verdict.problem("decision", what, "decisions that agree", "change one of them")

    def _still_named(self, verdict: Verdict, gone: str) -> Iterator[Problem]:
        """An id of which no record would be left, where others name it."""
        if places := self._mentions.get(gone):
            more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
            what = f"{gone} would go, but is named at {', '.join(places[:_MOST_NAMED])}{more}"
            yield verdict.problem("keep", what, "an id that nothing else names", f"keep {gone}, or change those first")

    @cached_property
    def _mentions(self) -> dict[str, list[str]]:
        """Where records, entities and decisions name a memorial."""
        found: dict[str, list[str]] = {}
        for record in (*self.workspace.records, *self.workspace.entities.values(), *self.workspace.decisions):
            for name in dict.fromkeys(_named([record.claims, *record.evidence])):
                found.setdefault(name, []).append(f"{record.origin.file}:{record.origin.line}")
        return found

    def _change(self, record: Record, was: str, now: str) -> Change | tuple[str, str, str]:
        """Change the record's `about` in its file; or what was found there, what was expected, and what to do."""
        file = file_of(self.workspace, record)
        line = record.origin.lines.get(("about",), record.origin.line)
        if not self.edits.set_about(file, line, was, now):
            todo = f"write `about: {now}` there yourself, and the decision into identity.yaml"
            return f"`about: {was}` of {record.id} cannot be found at {file}:{line}", "one such value on the line", todo
        return Change(record.id, file, was, now, self._harvested(record.source))

    def _harvested(self, source: str) -> bool:
        try:
            file = self.workspace.folder / "sources" / source / "source.toml"
            return "harvest" in tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):  # told when the workspace was read
            return False

    def check(self) -> None:
        """See that identity.yaml will be read whole, with the new decisions: its layout may be another."""
        file = self.workspace.folder / "identity.yaml"
        rows = [*read_rows(io.BytesIO(self.edits.text(file).encode()), str(file))]
        wanted = len(self.workspace.decisions) + len(self.done.decisions)
        if len(rows) < wanted or any(row.problems for row in rows):
            todo = "write it as a list whose hyphens stand at the beginning of the line, and take again"
            raise InputError(problems=[Problem(str(file), 0, "", "", "nothing can be put at its end", todo=todo)])

    def _note(self, verdict: Verdict, tree: Tree, changes: Sequence[Change]) -> None:
        """Write down the decision, the corrections, and in the log what was done."""
        folder = self.workspace.folder
        self.edits.append(folder / "identity.yaml", [tree])
        for change in changes:
            if change.harvested:
                self.edits.append(
                    change.file.with_name("corrections.yaml"), [_correction(verdict, change)], _CORRECTIONS_HEAD
                )
        log = {"decision": verdict.id, "by": verdict.by, "on": verdict.on}
        changed = [
            {
                "record": each.record,
                "was": each.was,
                "now": each.now,
                **({"corrected": "true"} if each.harvested else {}),
            }
            for each in changes
        ]
        self.edits.append(folder / LOG, [log | ({"changed": changed} if changed else {})], _LOG_HEAD)
        self.ids[f"decision/{verdict.id}"] = verdict.decision
        self.done.decisions.append(verdict.id)
        self.done.changes += changes


def _correction(verdict: Verdict, change: Change) -> Tree:
    texts = next(iter(verdict.reason.values()))
    reason = texts if isinstance(texts, str) else " ".join(texts)
    return {
        "record": change.record.rpartition("/")[2],
        "reason": f"{reason} (decision/{verdict.id}, {verdict.on})",
        "author": verdict.by,
        "set": {"about": change.now},
        "was": {"about": change.was},
    }


def _named(tree: Tree) -> Iterator[str]:
    """Every id of a memorial in a value."""
    if isinstance(tree, str):
        if tree.startswith("memorial/"):
            yield tree
    elif isinstance(tree, list | tuple):
        for each in tree:
            yield from _named(each)
    elif isinstance(tree, dict):
        for each in tree.values():
            yield from _named(each)
