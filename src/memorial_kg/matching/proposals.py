"""Writes candidates into a file of proposals, and reads what a person made of it.

A proposal says what speaks for and against one thing, and leaves the decision open. A person fills in `decision` and
`reason`; what is left empty stays a proposal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.matching.candidates import Candidate, Found
from memorial_kg.records import Row, Tree, read_rows
from memorial_kg.records.writing import dump_trees
from memorial_kg.values import did_you_mean, quote

__all__ = ["DECISIONS", "Verdict", "read_proposals", "unfinished", "write_proposals"]

DECISIONS: Final = ("same-thing", "distinct", "undecided")
_KEYS: Final = (
    "id", "pair", "called", "score", "records", "for", "against", "keep", "decision", "reason", "by", "on", "thing",
    "candidates",
)  # fmt: skip
_LONGEST_ID: Final = 80  # as long as the id of a decision may be
_CLOSE, _MOST_RIVALS = 10, 3  # points by which another candidate may be worse and is still told, and how many are
_HEAD = """\
# Candidates for the same memorial. Nothing here is decided. For each that you can decide, fill in
#   decision   same-thing | distinct | undecided
#   reason     why, in a sentence (in English; or by language: {tr: …})
#   keep       for same-thing: the id that the memorial keeps
#   by, on     who decided, and when; or say it for all of them with --by and --on
# and run
#   memorial-kg match WORKSPACE --take THIS-FILE
# What has no decision stays a proposal. A score goes from 0 to 100, and begins with `start` of the weights; the points
# of each reason stand before it, and add up to the score, unless Splink has given it.

"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about one proposal, and where it was written."""

    id: str
    pair: tuple[str, str]
    decision: str
    reason: Mapping[str, Tree]
    keep: str
    by: str
    on: str
    file: str
    line: int

    def problem(self, key: str, what: str, expected: str = "", todo: str = "") -> Problem:
        """Name a problem at the line of this proposal."""
        return Problem(self.file, self.line, self.id, key, what, expected, todo)


def write_proposals(found: Found, decided: Container[str] = ()) -> Iterator[str]:
    """The proposals as a YAML list, best first, piece by piece; `decided` are the ids of decisions that exist."""
    yield _HEAD
    if not found.candidates:
        yield "[]\n"
    rivals: dict[str, list[Candidate]] = {}
    for each in found.candidates:
        for about in each.pair:
            rivals.setdefault(about, []).append(each)
    for number, each in enumerate(found.candidates):
        yield ("\n" if number else "") + dump_trees([_tree(each, found, rivals, decided)])


def _tree(each: Candidate, found: Found, rivals: Mapping[str, Sequence[Candidate]], decided: Container[str]) -> Tree:
    told = sorted(each.findings, key=lambda one: -abs(one.points))
    others = [(about, other) for about in each.pair for other in rivals[about] if other is not each]
    close = [
        f"{about} may also be {_partner(other, about)}, with {other.score:.0f} points"
        for about, other in others
        if other.score >= each.score - _CLOSE
    ]
    return {
        "id": _id(each.pair, decided),
        "pair": [*each.pair],
        "called": [_called(each, about) for about in each.pair],
        "score": f"{each.score:.0f}",
        "records": [record for about in each.pair for record in found.together.get(about, ())],
        "for": [f"{one.points:+.0f} {one.words}" for one in told if one.points >= 0],
        "against": [*(f"{one.points:+.0f} {one.words}" for one in told if one.points < 0), *close[:_MOST_RIVALS]],
        "keep": max(each.pair, key=lambda about: (len(found.together.get(about, ())), about == each.pair[0])),
        "decision": "",
        "reason": "",
    }


def _called(candidate: Candidate, about: str) -> str:
    """One of a pair as its record speaks of it: its names, what it is, and where."""
    one = candidate.one if candidate.one.about == about else candidate.other
    names = " / ".join(f"“{each.shown}”" for each in one.names)
    where = [place.shown for place in (*one.places, *([one.country] if one.country else []))]
    return ", ".join([names or "without a name", *sorted(one.kinds), *where])


def _partner(candidate: Candidate, about: str) -> str:
    one, other = candidate.pair
    return other if about == one else one


def _id(pair: tuple[str, str], decided: Container[str]) -> str:
    """An id for the decision: both names; shortened, and told apart from decisions that exist."""
    name = "-and-".join(about.partition("/")[2] for about in pair)
    if len(name) <= _LONGEST_ID and f"decision/{name}" not in decided:
        return name
    mark = hashlib.sha256(" ".join(pair).encode()).hexdigest()[:10]
    return f"{name[: _LONGEST_ID - 11].rstrip('-')}-{mark}"


# -- reading -----------------------------------------------------------------------------------------------------------


def read_proposals(file: Path, by: str = "", on: str = "") -> tuple[list[Verdict], int]:
    """What was decided, and how many proposals were left open; every mistake is named in one InputError."""
    problems: list[Problem] = []
    verdicts: list[Verdict] = []
    left = 0
    for row in _rows(file):
        wrong = [*row.problems] or [*_mistakes(str(file), row)]
        problems += wrong
        if wrong:
            continue
        if not row.tree.get("decision"):
            left += 1
            continue
        verdict = _verdict(str(file), row, by, on)
        verdicts.append(verdict)
        problems += _unsaid(verdict)
    if problems:
        raise InputError(problems=problems)
    return verdicts, left


def unfinished(file: Path, decided: Container[str] = ()) -> int:
    """How many proposals of a file have a decision that was not taken, and that a new file would lose."""
    rows = _rows(file) if file.is_file() else ()
    filled = [row.tree for row in rows if isinstance(row.tree, dict) and row.tree.get("decision")]
    return sum(f"decision/{tree.get('id')}" not in decided for tree in filled)


def _rows(file: Path) -> Iterator[Row]:
    try:
        with file.open("rb") as stream:
            yield from read_rows(stream, str(file))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error


def _mistakes(file: str, row: Row) -> Iterator[Problem]:
    tree, line = row.tree, row.origin.line
    if not isinstance(tree, dict):
        yield Problem(file, line, "", "", "this is no proposal", f"a mapping with {', '.join(_KEYS)}", "correct it")
        return
    id_ = tree["id"] if isinstance(tree.get("id"), str) else ""

    def problem(key: str, what: str, expected: str, todo: str) -> Problem:
        return Problem(file, row.origin.lines.get((key,), line), id_, key, what, expected, todo)

    for key in tree:
        if key not in _KEYS:
            todo = did_you_mean(key, _KEYS) or "leave it out"
            yield problem(key, "is not a key of a proposal", f"one of {', '.join(_KEYS)}", todo)
    for key in ("id", "decision", "keep", "by", "on"):
        if not isinstance(tree.get(key, ""), str):
            yield problem(key, "several values stand here", "one value", "write one")
    if "thing" in tree:
        if tree.get("decision"):
            what = "this proposal is about an id of a service, and nothing is written to entities by itself"
            yield problem("decision", what, "", "add the IRI to `sameAs` in entities/, and empty `decision`")
        return
    pair = tree.get("pair")
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
        yield problem("pair", "this is no pair", "the ids of two memorials", "leave it as it was proposed")


def _verdict(file: str, row: Row, by: str, on: str) -> Verdict:
    tree = row.tree
    reason = tree.get("reason", "")
    one, other = tree["pair"]
    return Verdict(
        tree.get("id", ""),
        (one, other),
        tree["decision"].strip(),
        reason if isinstance(reason, dict) else {"en": reason} if reason else {},
        tree.get("keep", ""),
        tree.get("by", "") or by,
        tree.get("on", "") or on,
        file,
        row.origin.line,
    )


def _unsaid(verdict: Verdict) -> Iterator[Problem]:
    if verdict.decision not in DECISIONS:
        todo = did_you_mean(verdict.decision, DECISIONS) or "choose one, or leave it empty"
        yield verdict.problem("decision", f"{quote(verdict.decision)} is no decision", ", ".join(DECISIONS), todo)
    if not verdict.reason:
        yield verdict.problem("reason", "there is no reason", "a sentence", "say why it was decided so")
    for key, value, todo in (("by", verdict.by, "--by NAME"), ("on", verdict.on, "--on DATE")):
        if not value.strip():
            yield verdict.problem(key, "it is not said", "who decided, and when", f"fill it in, or say {todo}")
