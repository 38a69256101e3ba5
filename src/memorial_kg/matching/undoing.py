"""Takes a decision back: its entry, its corrections, and the change of the records' ids; or nothing of all that."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from memorial_kg.errors import InputError, Problem, UsageError
from memorial_kg.matching.deciding import LOG, Change, Taken, file_of
from memorial_kg.matching.editing import Edits
from memorial_kg.records import Record, Row, Tree, read_rows
from memorial_kg.values import did_you_mean
from memorial_kg.workspace import Workspace

__all__ = ["undo"]


def undo(workspace: Workspace, decision: str) -> Taken:
    """Take back what `take` did for a decision. What changed since then is named, and nothing is changed."""
    decision = decision.removeprefix("decision/")
    edits, done = Edits(), Taken(decisions=[decision])
    log = workspace.folder / LOG
    noted = {str(row.tree.get("decision")): row for row in _rows(edits, log)}
    if decision not in noted:
        hint = (
            did_you_mean(decision, noted) or f"{LOG} names those that can be; take others out of identity.yaml yourself"
        )
        raise UsageError(f"No decision {decision!r} was written by `memorial-kg match --take`: {hint}")
    changed = noted[decision].tree.get("changed") or []
    problems = [*_restore(workspace, edits, changed, done)]
    identity = workspace.folder / "identity.yaml"
    entry = next((row for row in _rows(edits, identity) if row.tree.get("id") == decision), None)
    if entry is None:
        what = f"the decision {decision} is not there any more"
        problems.append(Problem(str(identity), 0, decision, "", what, "", f"take its entry out of {log} as well"))
    if problems or entry is None:
        raise InputError(problems=problems)
    edits.remove(identity, entry.origin.line)
    edits.remove(log, noted[decision].origin.line)
    done.files = edits.write()
    return done


def _rows(edits: Edits, file: Path) -> list[Row]:
    """The items of a list as it is to be, each of which is a mapping."""
    rows = [*read_rows(io.BytesIO(edits.text(file).encode()), str(file))] if file.exists() else []
    if problems := [problem for row in rows for problem in row.problems]:
        raise InputError(problems=problems)
    return [row for row in rows if isinstance(row.tree, dict)]


def _restore(workspace: Workspace, edits: Edits, changed: list[Mapping[str, Tree]], done: Taken) -> Iterator[Problem]:
    """Give records their ids back, and take their corrections away."""
    records = {record.id: record for record in workspace.records}
    for each in changed:
        record = records.get(each["record"])
        if record is None or record.about != each["now"]:
            yield _moved_on(workspace, record, each)
            continue
        file = file_of(workspace, record)
        line = record.origin.lines.get(("about",), record.origin.line)
        if not edits.set_about(file, line, each["now"], each["was"]):
            what = f"`about: {each['now']}` cannot be found on this line"
            yield Problem(
                str(file), line, record.key, "about", what, "", f"write `about: {each['was']}` there yourself"
            )
            continue
        harvested = "corrected" in each
        if harvested:
            yield from _uncorrect(edits, file.with_name("corrections.yaml"), record.key, each)
        done.changes.append(Change(record.id, file, each["now"], each["was"], harvested))


def _moved_on(workspace: Workspace, record: Record | None, each: Mapping[str, Tree]) -> Problem:
    file = str(file_of(workspace, record)) if record else str(workspace.folder / LOG)
    what = f"it is about {record.about} now" if record else f"there is no {each['record']} any more"
    todo = (
        "take back first what was decided after this" if record else "take the decision out of identity.yaml yourself"
    )
    return Problem(file, record.origin.line if record else 0, each["record"], "about", what, each["now"], todo)


def _uncorrect(edits: Edits, file: Path, key: str, each: Mapping[str, Tree]) -> Iterator[Problem]:
    for row in reversed(_rows(edits, file)):
        tree = row.tree
        if tree.get("record") == key and [tree.get("set"), tree.get("was")] == [
            {"about": each["now"]},
            {"about": each["was"]},
        ]:
            edits.remove(file, row.origin.line)
            return
    what = f"the correction of `about` to {each['now']} is not there any more"
    yield Problem(str(file), 0, key, "about", what, "", "see that the next harvest gives the id that is meant")
