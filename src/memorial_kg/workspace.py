"""Reads a workspace, the folder in which someone keeps memorials, completely and through the strict door.

    dataset.toml               title, description, licence, base IRI of the whole
    sources/<name>/            source.toml, and records in any number of .yaml, .yml, .jsonl or .ndjson files
    entities/*.yaml            people, organizations, places and events that several records name
    identity.yaml              decisions what is one thing, each with its reason
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from memorial_kg.errors import InputError, Problem
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.records import (
    Record,
    Row,
    Tree,
    check_decision,
    check_entity,
    check_record,
    check_references,
    check_source,
    read_rows,
)
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Origin
from memorial_kg.values import ValueProblem, check_iri, check_local_id, did_you_mean, parse_date, quote

__all__ = ["DEFAULT_BASE", "Dataset", "Workspace", "read_records", "read_workspace"]

DEFAULT_BASE = "https://w3id.org/memorial-kg/"
_RECORD_FILES = (".yaml", ".yml", ".jsonl", ".ndjson")
_NOT_RECORDS = ("corrections.yaml", "corrections.yml")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What `dataset.toml` says of the whole. Texts are by language."""

    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    base: str = DEFAULT_BASE
    license: str = ""
    rights: Mapping[str, str] = field(default_factory=dict)
    creator: str = ""
    version: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Workspace:
    """Everything that a workspace holds and that passed the door, and the problems of what did not."""

    folder: Path
    dataset: Dataset
    sources: tuple[Record, ...]
    records: tuple[Record, ...]
    entities: Entities
    decisions: tuple[Record, ...]
    problems: tuple[Problem, ...]


def read_workspace(folder: Path | str, ontology: Ontology | None = None) -> Workspace:
    """Read a workspace whole. What is wrong in it is in `problems`; the good records are there in any case.

    Raises InputError when there is no workspace in the folder at all.
    """
    folder, ontology = Path(folder), ontology or load_ontology()
    if not (folder / "sources").is_dir():
        raise InputError(f"{folder}: there is no workspace here, for it has no folder `sources`; make one with `memorial-kg init`")
    problems: list[Problem] = []
    dataset = _dataset(folder / "dataset.toml", folder, problems)
    sources: list[Record] = []
    records: list[Record] = []
    for each in sorted(path for path in (folder / "sources").iterdir() if path.is_dir() and not path.name.startswith(".")):
        source = _source(each, folder, ontology, problems)
        sources += [source] if source else []
        for file in _record_files(each):
            found, wrong = read_records(file, each.name, ontology, _shown(file, folder))
            records += found
            problems += wrong
    entities: list[Record] = []
    for file in sorted((folder / "entities").glob("*")) if (folder / "entities").is_dir() else []:
        if file.suffix in _RECORD_FILES:
            entities += _checked(file, folder, lambda row: check_entity(row, ontology), problems)
    identity = folder / "identity.yaml"
    decisions = _checked(identity, folder, lambda row: check_decision(row, ontology), problems) if identity.is_file() else []
    records, entities, decisions = (_once(each, problems) for each in (records, entities, decisions))
    names = [each.name for each in (folder / "sources").iterdir()]
    problems += check_references(records, entities, names)
    problems += _check_decisions(decisions, records)
    if not records and not problems:
        problems.append(Problem(_shown(folder / "sources", folder), 0, "", "", "no source here has a record", "sources/<name>/records.yaml"))
    return Workspace(folder, dataset, tuple(sources), tuple(records), Entities(entities, ontology), tuple(decisions), tuple(sorted(problems)))


def read_records(file: Path, source: str, ontology: Ontology, shown: str = "") -> tuple[list[Record], list[Problem]]:
    """The good records of one file, and the problems of the others."""
    problems: list[Problem] = []
    records = _checked(file, file.parent, lambda row: check_record(row, source, ontology), problems, shown)
    return records, problems


def _shown(file: Path, folder: Path) -> str:
    """A path as people see it: beginning with the workspace as they named it."""
    return file.as_posix() if not file.is_relative_to(folder) else (folder / file.relative_to(folder)).as_posix()


def _record_files(source: Path) -> list[Path]:
    return sorted(path for path in source.iterdir() if path.suffix in _RECORD_FILES and path.name not in _NOT_RECORDS)


def _checked(file: Path, folder: Path, check: object, problems: list[Problem], shown: str = "") -> list[Record]:
    records: list[Record] = []
    try:
        with file.open("rb") as stream:
            for row in read_rows(stream, shown or _shown(file, folder)):
                record, wrong = check(row)  # type: ignore[operator]
                records += [record] if record else []
                problems += wrong
    except OSError as error:
        problems.append(Problem(shown or _shown(file, folder), 0, "", "", f"it cannot be read: {error.strerror or error}"))
    return records


def _once(records: Iterable[Record], problems: list[Problem]) -> list[Record]:
    """Each id once; a second record of the same id is a problem of its own."""
    seen: dict[str, Record] = {}
    for record in records:
        first = seen.setdefault(record.id, record)
        if first is not record:
            where = f"{first.origin.file}:{first.origin.line}"
            problems.append(Problem(record.origin.file, record.origin.line, record.key or record.about, "",
                                    f"{quote(record.id)} stands already at {where}", "an id of its own", "give one of them another id"))  # fmt: skip
    return [*seen.values()]


def _check_decisions(decisions: Iterable[Record], records: Iterable[Record]) -> Iterator[Problem]:
    """A decision is about what exists, and what it decides about records is what the records say."""
    about = {record.id: record.about for record in records}
    things = set(about.values())
    for decision in decisions:
        of: list[str] = decision.claims["of"]
        origin = decision.origin
        for each in of:
            if each.startswith("record/") and each not in about or each.startswith(("memorial/", "proposal/")) and each not in things:
                hint = did_you_mean(each, {*about, *things}) or "remove it, or add the record"
                yield Problem(origin.file, origin.line, decision.about, "of", f"{quote(each)} does not exist", "a record or thing of this workspace", hint)
        targets = {about[each] for each in of if each in about}
        if decision.claims["decision"] == "same-thing" and len(targets) > 1:
            yield Problem(origin.file, origin.line, decision.about, "of", f"the records are about {', '.join(sorted(targets))}",
                          "records about one thing", "change `about` in the records, or the decision")  # fmt: skip
        if decision.claims["decision"] == "distinct" and len(targets) == 1 and len(of) > 1 and all(each in about for each in of):
            yield Problem(origin.file, origin.line, decision.about, "of", f"the records are all about {targets.pop()}",
                          "records about different things", "change `about` in the records, or the decision")  # fmt: skip


# -- TOML --------------------------------------------------------------------------------------------------------------


def _toml(file: Path, folder: Path, problems: list[Problem]) -> dict[str, Tree]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        problems.append(Problem(_shown(file, folder), 0, "", "", "the file is missing", "a TOML file", "see `memorial-kg init` for an example"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(Problem(_shown(file, folder), 0, "", "", f"this is not TOML: {error}", "", "mend the line"))
    return {}


def _texts(value: Tree, language: str = "en") -> dict[str, str]:
    """A text of a TOML file, which is a string or a table by language."""
    return {str(tag): str(text) for tag, text in value.items()} if isinstance(value, dict) else {language: str(value)}


_DATASET_KEYS = ("title", "description", "base", "license", "rights", "creator", "version", "modified")


def _dataset(file: Path, folder: Path, problems: list[Problem]) -> Dataset:
    said = _toml(file, folder, problems)
    shown = _shown(file, folder)
    for name in sorted(said.keys() - set(_DATASET_KEYS)):
        problems.append(Problem(shown, 0, "", name, f"there is no key {quote(name)}", ", ".join(_DATASET_KEYS), did_you_mean(name, _DATASET_KEYS)))
    for name, check in (("base", check_iri), ("license", check_iri), ("modified", parse_date)):
        if name in said:
            try:
                check(str(said[name]))
            except ValueProblem as problem:
                problems.append(Problem(shown, 0, "", name, problem.what, problem.expected, problem.todo))
    base = str(said.get("base", DEFAULT_BASE))
    if not base.endswith(("/", "#")):
        problems.append(Problem(shown, 0, "", "base", f"{quote(base)} does not end with a slash", "an IRI to which ids are appended", f"write {base}/"))
    texts = {name: _texts(said[name]) for name in ("title", "description", "rights") if name in said}
    plain = {name: str(said[name]) for name in ("license", "creator", "version", "modified") if name in said}
    return Dataset(title=texts.pop("title", {"en": folder.resolve().name}), base=base, **texts, **plain)  # type: ignore[arg-type]


# Keys of source.toml, and the key of the Source shape that each becomes. `harvest` and `left_out` are for other readers.
_SOURCE_KEYS = {"title": "name", "description": "description", "kind": "kind", "language": "language", "license": "license", "rights": "rights"}
_SOURCE_TEXTS = ("title", "description", "rights")


def _source(source: Path, folder: Path, ontology: Ontology, problems: list[Problem]) -> Record | None:
    file = source / "source.toml"
    said = _toml(file, folder, problems)
    if not said:
        return None
    shown = _shown(file, folder)
    known = {*_SOURCE_KEYS, "document", "harvest", "left_out"}
    for name in sorted(said.keys() - known):
        problems.append(Problem(shown, 0, source.name, name, f"there is no key {quote(name)}", ", ".join(sorted(known)), did_you_mean(name, known)))
    try:
        check_local_id(source.name)
    except ValueProblem as problem:
        problems.append(Problem(shown, 0, source.name, "", problem.what, problem.expected, "rename the folder"))
        return None
    tree: dict[str, Tree] = {
        name: _texts(said[key]) if key in _SOURCE_TEXTS else str(said[key]) for key, name in _SOURCE_KEYS.items() if key in said
    }
    document = said.get("document", {})
    if isinstance(document, dict):
        tree |= {key: str(document[name]) for name, key in (("file", "document"), ("sha256", "sha256")) if name in document}
    record, wrong = check_source(Row({"id": f"source/{source.name}", **tree}, Origin(shown, 1)), ontology)
    problems += wrong
    return record
