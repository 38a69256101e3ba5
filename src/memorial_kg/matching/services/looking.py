"""Looks things up in a reconciliation service, batch by batch, and proposes what it finds; nothing is written to data.

Answers can be kept in a file, so that a run that was interrupted goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from memorial_kg.errors import InputError, Problem, RemoteError
from memorial_kg.matching.services.answers import Json, Suggestion, read_json, read_manifest, read_suggestions
from memorial_kg.matching.services.questions import Lookup, Question, Questions
from memorial_kg.matching.services.service import LARGEST, Service
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Tree
from memorial_kg.records.writing import dump_trees
from memorial_kg.workspace import Workspace

__all__ = ["Reconciled", "look_up", "write_lookups"]

_Tell: TypeAlias = Callable[[str, int, int], None]
_HEAD: Final = """\
# What a reconciliation service takes these things for. Nothing here is decided or used: if a candidate is the same
# thing, add its IRI to `sameAs` of the thing (in entities/, or in a record of the memorial), as one that you verified.

"""


@dataclass
class Reconciled:
    """What a service proposed, and what it was not asked or did not answer."""

    name: str = ""
    proposals: list[tuple[Question, list[Suggestion]]] = field(default_factory=list)
    asked: int = 0
    kept: int = 0
    known: int = 0
    nameless: int = 0
    problems: list[Problem] = field(default_factory=list)


def look_up(workspace: Workspace, service: Service, lookup: Lookup, tell: _Tell = lambda *_: None) -> Reconciled:
    """Ask a service about all things of a kind that have no id there. Raises RemoteError when it fails for good."""
    manifest = read_manifest(read_json(service.ask(), service.shown), service.shown)
    made = Reconciled(manifest.name)
    cache = _Cache(service, made.problems)
    asked: list[tuple[Question, str]] = []
    for question in Questions(workspace, load_ontology(), lookup, manifest):
        if any(iri.startswith(manifest.ids) for iri in question.same):
            made.known += 1
        elif question.asked is None:
            made.nameless += 1
        else:
            asked.append((question, json.dumps(question.asked, ensure_ascii=False, sort_keys=True)))
    made.asked = len(asked)
    open_ = [text for text in dict.fromkeys(text for _, text in asked) if text not in cache.answers]
    made.kept = sum(text in cache.answers for _, text in asked)
    done = 0
    for batch in (open_[start : start + manifest.batch] for start in range(0, len(open_), manifest.batch)):
        tell("asking", done, len(open_))
        cache.keep(_asked(service, batch))
        done += len(batch)
    for question, text in asked:
        found, wrong = read_suggestions(cache.answers.get(text), manifest.ids, lookup.limit)
        if wrong:
            made.problems.append(Problem(service.shown, 0, question.thing, "", wrong))
        if found:
            made.proposals.append((question, found))
    return made


def _asked(service: Service, batch: Sequence[str]) -> dict[str, Json]:
    """The answers to a batch of questions, each by its question."""
    names = {f"q{number}": text for number, text in enumerate(batch)}
    queries = "{" + ", ".join(f'"{name}": {text}' for name, text in names.items()) + "}"
    try:
        answers = read_json(service.ask({"queries": queries}), service.shown)
    except RemoteError as error:
        todo = "what was answered is kept" if service.cache else "with --cache FILE, what was answered would be kept"
        raise RemoteError(f"{error}; {todo}") from error
    if not isinstance(answers, dict):
        raise RemoteError(f"{service.shown}: the answer is no object with a result for each question")
    return {text: answers[name] for name, text in names.items() if name in answers}


class _Cache:
    """The answers by question: those of a file from earlier runs, and the new ones, which are added to it."""

    def __init__(self, service: Service, problems: list[Problem]) -> None:
        self.url, self.file = service.url, service.cache
        self.answers: dict[str, Json] = {}
        self.torn = False  # the last line of the file was not written to its end
        if self.file and self.file.exists():
            self._read(self.file, problems)

    def _read(self, file: Path, problems: list[Problem]) -> None:
        try:
            with file.open("rb") as stream:
                for number, line in enumerate(iter(lambda: stream.readline(LARGEST), b""), 1):
                    self.torn = not line.endswith(b"\n")
                    try:
                        url, question, answer = json.loads(line)
                    except (ValueError, RecursionError, TypeError):
                        what = "this line is no answer that was kept; it is asked again"
                        problems.append(Problem(str(file), number, "", "", what))
                        continue
                    if url == self.url:
                        self.answers[str(question)] = answer
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror or error}") from error

    def keep(self, answers: Mapping[str, Json]) -> None:
        """Keep answers, in the file at once."""
        self.answers |= answers
        if self.file:
            lines = (json.dumps([self.url, *each], ensure_ascii=False) + "\n" for each in answers.items())
            try:
                with self.file.open("a", encoding="utf-8") as stream:
                    stream.write(("\n" if self.torn else "") + "".join(lines))
                self.torn = False
            except OSError as error:
                raise InputError(f"{self.file} could not be written: {error.strerror or error}") from error


def write_lookups(found: Reconciled) -> str:
    """The proposals of a service as a YAML list."""
    trees = [_tree(question, suggestions) for question, suggestions in found.proposals]
    return _HEAD + ("\n".join(dump_trees([tree]) for tree in trees) or "[]\n")


def _tree(question: Question, suggestions: Iterable[Suggestion]) -> Tree:
    candidates = [
        {
            "iri": each.iri,
            "name": each.name,
            "score": f"{each.score:g}",
            "match": "true" if each.match else "false",
            **({"description": each.description} if each.description else {}),
            **({"types": [*each.types]} if each.types else {}),
        }
        for each in suggestions
    ]
    return {"thing": question.thing, "name": question.name, "candidates": candidates}
