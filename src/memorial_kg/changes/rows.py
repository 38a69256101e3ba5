"""Compares files of records without holding them: by a fingerprint of each row, and those that differ once more, whole.

What is held is a fingerprint for each record, and the records that differ.
"""

from __future__ import annotations

import filecmp
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from memorial_kg.changes.keys import Comparer
from memorial_kg.changes.model import ItemChange
from memorial_kg.changes.records import record_change
from memorial_kg.errors import InputError, Problem
from memorial_kg.records import Record, Row, Tree, read_rows
from memorial_kg.values import quote

__all__ = ["Collection", "diff_rows"]

Check = Callable[[Row], tuple[Record | None, list[Problem]]]


@dataclass(frozen=True, slots=True)
class Collection:
    """One version of records: its files, the door for their rows, and the key by which a row is found again."""

    files: tuple[Path, ...]
    check: Check
    key: str = "record"

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each row with its id; one that cannot be read or has none has the id ""."""
        for file in self.files:
            try:
                with file.open("rb") as stream:
                    for row in read_rows(stream, file.as_posix()):
                        named = row.tree.get(self.key) if isinstance(row.tree, dict) else None
                        yield (named.strip() if isinstance(named, str) else ""), row
            except OSError as error:
                raise InputError(f"{file} cannot be read: {error.strerror or error}") from error

    def fingerprints(self, problems: list[Problem]) -> dict[str, bytes]:
        """What each row says, by its id, as a hash that the order of keys does not change."""
        made: dict[str, bytes] = {}
        for name, row in self.rows():
            if not name or row.problems:
                problems += row.problems or self.check(row)[1]
            elif name in made:
                what = f"{quote(name)} stands here a second time"
                todo = "give one of them another id"
                problems.append(Problem(row.origin.file, row.origin.line, name, "", what, "an id of its own", todo))
            else:
                text = json.dumps(row.tree, sort_keys=True, ensure_ascii=False)
                made[name] = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return made

    def records(self, wanted: Callable[[str, Tree], bool], problems: list[Problem]) -> Iterator[tuple[str, Record]]:
        """The good records among those wanted, by id and row, each id once; what is wrong goes to `problems`."""
        seen: set[str] = set()
        for name, row in self.rows():
            if name and not row.problems and name not in seen and wanted(name, row.tree):
                seen.add(name)
                record, wrong = self.check(row)
                problems += wrong
                if record is not None:
                    yield name, record


def diff_rows(
    versions: tuple[Collection, Collection], comparer: Comparer, problems: list[Problem], part: str
) -> Iterator[ItemChange]:
    """Every record that differs between two versions, in the order of ids; what cannot be compared is in `problems`."""
    old, new = versions
    if _same_files(old, new):
        return
    before, after = old.fingerprints(problems), new.fingerprints(problems)
    differs = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    was, now = (dict(each.records(lambda name, _: name in differs, problems)) for each in versions)
    for name in sorted(differs):
        if _is_whole(name, before, was) and _is_whole(name, after, now) and was.get(name) != now.get(name):
            yield record_change(was.get(name), now.get(name), comparer, part)


def _is_whole(name: str, stated: Mapping[str, bytes], read: Mapping[str, Record]) -> bool:
    """A record that was refused is not gone: nothing is said of it but what is wrong with it."""
    return name not in stated or name in read


def _same_files(old: Collection, new: Collection) -> bool:
    """Whether nothing needs to be read twice; one file of the same bytes says the same."""
    pairs = zip(old.files, new.files, strict=False)
    return len(old.files) == len(new.files) and all(filecmp.cmp(a, b, shallow=False) for a, b in pairs)
