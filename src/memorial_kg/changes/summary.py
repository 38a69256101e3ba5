"""Says in a few lines what a newer version of a source's records changes: for whoever has just harvested it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from memorial_kg.changes.model import Counts
from memorial_kg.changes.report import as_text
from memorial_kg.changes.workspaces import diff_sources, source_of
from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology, load_ontology

__all__ = ["summary"]

_MOST_LINES: Final = 20


def summary(
    old: Path, new: Path, *, source: str = "", ontology: Ontology | None = None, most: int = _MOST_LINES
) -> list[str]:
    """What changed between two files of records, as lines for people; the last one counts it all.

    No more than `most` lines come before that, and one that says how many more there are. Records that do not pass the
    door are counted, not compared: `memorial-kg check` says what is wrong with them.
    """
    problems: list[Problem] = []
    name = source or source_of(new) or source_of(old) or "source"
    counts = Counts()
    said = as_text(diff_sources(old, new, ontology or load_ontology(), problems, name), counts)
    shown: list[str] = []
    hidden = 0
    last = next(said)
    for line in said:  # the last one is the count
        if len(shown) < most:
            shown.append(last)
        else:
            hidden += 1
        last = line
    if hidden:
        more = f"… and {hidden} more line{'s' if hidden > 1 else ''}"
        shown.append(f"{more}; with a copy of the old file, `memorial-kg diff` shows all")
    wrong = [f"{len({*problems})} problems: what is wrong was not compared"] if problems else []
    return [*shown, last, *wrong]
