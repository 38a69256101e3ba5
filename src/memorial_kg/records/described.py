"""Reads what `dataset.toml` says of the whole, and each `source.toml` of its source; all else is a problem."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology
from memorial_kg.records.door import check_source
from memorial_kg.records.model import Origin, Record, Tree
from memorial_kg.records.rows import Row
from memorial_kg.values import (
    ValueProblem,
    check_iri,
    check_language,
    check_page_id,
    check_text,
    did_you_mean,
    parse_date,
    quote,
)

__all__ = ["DEFAULT_BASE", "Dataset", "read_dataset", "read_source"]

DEFAULT_BASE = "https://w3id.org/memorial-kg/"
_EXAMPLE = "see `memorial-kg init` for an example"


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


class _Toml:
    """A TOML file: what it says, and the line on which it says it."""

    def __init__(self, file: Path, shown: str, record: str = "") -> None:
        self.shown, self.record = shown, record
        self.text = ""
        self.problems: list[Problem] = []
        self.said = self._read(file)

    def _read(self, file: Path) -> dict[str, Tree]:
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            self.refuse("", "the file is missing", "a TOML file", _EXAMPLE, line=0)
            return {}
        except OSError as error:
            todo = "see that the file exists and may be read"
            self.refuse("", f"it cannot be read: {error.strerror or error}", todo=todo, line=0)
            return {}
        try:
            self.text = data.decode("utf-8-sig").replace("\r\n", "\n")
            return tomllib.loads(self.text)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            what = f"the byte 0x{data[error.start]:02x} is not UTF-8"
            self.refuse("", what, "a file in UTF-8", "save the file as UTF-8", line=line)
        except tomllib.TOMLDecodeError as error:
            what, place = _without_place(str(error))
            last = self.text.rstrip().count("\n") + 1
            line = min(place or last, last)
            self.refuse("", f"this is not TOML: {what}", 'lines such as `title = "…"`', "mend the line", line=line)
        except RecursionError:
            self.refuse("", "it is nested too deeply", 'lines such as `title = "…"`', _EXAMPLE, line=1)
        return {}

    def line(self, key: str) -> int:
        """The line on which a key is set, or the first."""
        name = re.escape(key.rpartition(".")[2])
        found = re.search(rf"^[ \t]*(?:\[+[ \t]*)?[\"']?{name}[\"']?[ \t]*[\].=]", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.start()) + 1 if found else 1

    def refuse(self, key: str, what: str, expected: str = "", todo: str = "", line: int | None = None) -> None:
        at = self.line(key) if line is None else line
        self.problems.append(Problem(self.shown, at, self.record, key, what, expected, todo))

    def check_keys(self, said: Mapping[str, Tree], known: Collection[str], under: str = "") -> None:
        """Refuse the keys that nobody here reads."""
        for name in sorted(said.keys() - {*known}):
            key = f"{under}{name}" if name.isprintable() else quote(name)
            todo = did_you_mean(name, known) or "leave it out, or make it a comment"
            self.refuse(key, f"there is no key {quote(name)}", f"one of {', '.join(sorted(known))}", todo)

    def value(self, key: str, check: Callable[[str], object]) -> str:
        """A plain value, or "" where it is missing or refused."""
        value = self.said.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self.refuse(key, "several values stand here", "one value", f'write `{key} = "…"`')
            return ""
        try:
            check(str(value))
        except ValueProblem as problem:
            self.refuse(key, problem.what, problem.expected, problem.todo)
            return ""
        return str(value)

    def texts(self, key: str) -> dict[str, str]:
        """A text, which is a string in English or a table by language."""
        value = self.said.get(key)
        if value is None:
            return {}
        by_language = value if isinstance(value, dict) else {"en": value}
        made: dict[str, str] = {}
        for tag, text in by_language.items():
            if not isinstance(text, str):
                self.refuse(key, "no text stands here", "a text", f'write `{key} = {{en = "…"}}`')
                continue
            try:
                made[check_language(tag)] = check_text(text)
            except ValueProblem as problem:
                self.refuse(key, problem.what, problem.expected, problem.todo)
        return made


def _without_place(message: str) -> tuple[str, int | None]:
    """The message of tomllib without the place at its end, and the line; at the end of a document it names none."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if found is None:
        return message, None
    what = found[1][:1].lower() + found[1][1:]
    return (f"{what} at column {found[3]}", int(found[2])) if found[2] else (f"{what} at its end", None)


_DATASET_KEYS = ("title", "description", "base", "license", "rights", "creator", "version", "modified")


def read_dataset(file: Path, shown: str, default_title: str) -> tuple[Dataset, list[Problem]]:
    """What `dataset.toml` says, and what is wrong with it. What it does not say, or wrongly, is as by default."""
    toml = _Toml(file, shown)
    toml.check_keys(toml.said, _DATASET_KEYS)
    base = toml.value("base", check_iri)
    if base and (not base.endswith("/") or "#" in base or "?" in base):
        what = f"ids cannot be appended to {quote(base)}"
        plain = base.partition("#")[0].partition("?")[0].rstrip("/")
        toml.refuse("base", what, "an IRI that ends with a slash, without # and ?", f"write {plain}/")
        base = ""
    dataset = Dataset(
        title=toml.texts("title") or {"en": default_title},
        description=toml.texts("description"),
        base=base or DEFAULT_BASE,
        license=toml.value("license", check_iri),
        rights=toml.texts("rights"),
        creator=toml.value("creator", check_text),
        version=toml.value("version", check_text),
        modified=toml.value("modified", parse_date),
    )
    return dataset, toml.problems


# Keys of source.toml, and the key of the Source shape that each becomes. `harvest` and `left_out` have other readers.
_SOURCE_KEYS = {
    "title": "name",
    "description": "description",
    "kind": "kind",
    "language": "language",
    "license": "license",
    "rights": "rights",
}
_DOCUMENT_KEYS = {"file": "document", "sha256": "sha256"}
_SOURCE_TEXTS = ("title", "description", "rights")
_FOR_OTHERS = ("document", "harvest", "left_out")


def read_source(file: Path, shown: str, name: str, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """What a `source.toml` says of the source with this name, or None, and what is wrong with it."""
    toml = _Toml(file, shown, name)
    try:
        check_page_id(name)
    except ValueProblem as problem:
        toml.refuse("", f"the folder of a source gives it its id: {problem.what}", problem.expected,
                    f"rename the folder; {problem.todo}", line=1 if toml.text else 0)  # fmt: skip
        return None, toml.problems
    if not toml.text:
        return None, toml.problems
    toml.check_keys(toml.said, (*_SOURCE_KEYS, *_FOR_OTHERS))
    tree = {own: _stated(toml.said[key], key) for key, own in _SOURCE_KEYS.items() if key in toml.said}
    document = toml.said.get("document", {})
    if isinstance(document, dict):
        toml.check_keys(document, (*_DOCUMENT_KEYS, "lines"), "document.")
        tree |= {own: _as_tree(document[key]) for key, own in _DOCUMENT_KEYS.items() if key in document}
    else:
        toml.refuse("document", "no table stands here", "a table `[document]`", _EXAMPLE)
    if toml.problems and not toml.said:
        return None, toml.problems
    written = {own: key for key, own in _SOURCE_KEYS.items()}
    written |= {own: f"document.{key}" for key, own in _DOCUMENT_KEYS.items()}
    lines: dict[tuple[str | int, ...], int] = {(own,): toml.line(key) for own, key in written.items()}
    record, wrong = check_source(Row({"id": f"source/{name}", **tree}, Origin(shown, 1, lines)), ontology)
    for each in wrong:
        own, dot, rest = each.key.partition(".")
        key = written.get(own, own) + dot + rest
        toml.problems.append(Problem(shown, each.line, name, key, each.what, each.expected, each.todo))
    return record, toml.problems


def _stated(value: Tree, key: str) -> Tree:
    return {"en": value} if key in _SOURCE_TEXTS and isinstance(value, str) else _as_tree(value)


def _as_tree(value: Tree) -> Tree:
    """A value of TOML as a file of records would hold it."""
    if isinstance(value, dict):
        return {str(key): _as_tree(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_tree(each) for each in value]
    return str(value)
