"""The strict door: every foreign record passes here once, completely; what is inside can be trusted.

It knows value types by their datatype and keys by their shape. Each value that cannot be kept is a `Problem`, all of them in
one run, and the other records are none the worse for it.
"""

from __future__ import annotations

from collections.abc import Callable

from memorial_kg.errors import Problem
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records.model import Record, Tree, nodes_of
from memorial_kg.records.reading import Row
from memorial_kg.terms import XSD
from memorial_kg.values import (
    ValueProblem,
    check_decimal,
    check_duration,
    check_integer,
    check_iri,
    check_language,
    check_local_id,
    check_text,
    did_you_mean,
    parse_date,
    parse_point,
    parse_quantity,
    quote,
)

__all__ = ["check_decision", "check_entity", "check_record", "check_source"]

Path = tuple[str | int, ...]


def check_record(row: Row, source: str, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """The record of a row of the source with this name, or None, and everything that is wrong with it."""
    visit = _Visit(row, ontology, source)
    header = ontology.shapes["Record"]
    tree = visit.mapping(row.tree, ())
    if tree is None:
        return None, visit.finish(tree)
    visit.record = visit.local_id(tree.get("record"), ("record",), "a key within the source, such as tr-usak")
    about = visit.subject(tree)
    if about is None:
        return None, visit.finish(tree)
    shape = ontology.by_namespace[about.partition("/")[0]]
    header_names = {"record", *(key.name for key in header.written_keys)}
    head = visit.shape({k: v for k, v in tree.items() if k in header_names and k != "record"}, header, ())
    claims = visit.shape({k: v for k, v in tree.items() if k not in header_names}, shape, (), header_names)
    visit.fragments(claims)
    visit.evidence(head.get("evidence", []), claims)
    problems = visit.finish(tree)
    if problems:
        return None, problems
    record = Record(
        about=about,
        claims=claims,
        source=source,
        key=visit.record,
        locator=head.get("locator", ""),
        evidence=tuple(head.get("evidence", ())),
        note=head.get("note", {}),
        origin=row.origin,
    )
    return record, []


def check_entity(row: Row, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """The editors' description of a person, organization, place or event, as `data/entities/` holds them."""
    named = ("person", "organization", "place")
    # An event needs no name: its labels belong to the sources that use them.
    return _check_thing(row, ontology, (*named, "event"), must_name=named)


def check_decision(row: Row, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """An identity decision, as `data/identity.yaml` holds them; its id needs no namespace there."""
    tree = row.tree
    if isinstance(tree, dict) and isinstance(tree.get("id"), str):
        tree = {**tree, "id": f"decision/{tree['id'].strip().removeprefix('decision/')}"}
    return _check_thing(Row(tree, row.origin, row.problems), ontology, ("decision",))


def check_source(row: Row, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """A source's description of itself, as its `source.toml` gives it."""
    return _check_thing(row, ontology, ("source",))


def _check_thing(
    row: Row, ontology: Ontology, namespaces: tuple[str, ...], must_name: tuple[str, ...] = ()
) -> tuple[Record | None, list[Problem]]:
    visit = _Visit(row, ontology, "")
    tree = visit.mapping(row.tree, ())
    if tree is None:
        return None, visit.finish(tree)
    visit.record = str(tree.get("id", ""))
    about = visit.reference_id(tree.get("id"), ("id",), namespaces)
    if about is None:
        return None, visit.finish(tree)
    shape = ontology.by_namespace[about.partition("/")[0]]
    claims = visit.shape({k: v for k, v in tree.items() if k != "id"}, shape, (), {"id"})
    if shape.namespace in must_name and "name" not in tree:
        visit.refuse((), "it has no name", "`name: {en: …}`", "add the name by which people know it")
    problems = visit.finish(tree)
    return (None, problems) if problems else (Record(about=about, claims=claims, origin=row.origin), [])


class _Visit:
    """One row on its way through the door: what was found wrong, and where."""

    def __init__(self, row: Row, ontology: Ontology, source: str) -> None:
        self.row, self.ontology, self.source = row, ontology, source
        self.record = ""
        self.problems: list[Problem] = []

    # -- saying what is wrong ------------------------------------------------------------------------------------------

    def refuse(self, path: Path, what: str, expected: str = "", todo: str = "") -> None:
        origin = self.row.origin
        at = path
        while at and at not in origin.lines:
            at = at[:-1]
        key = ".".join(str(part) for part in path)
        line = origin.lines.get(at, origin.line) if at else origin.line
        self.problems.append(Problem(origin.file, line, self.record, key, what, expected, todo))

    def finish(self, tree: Tree) -> list[Problem]:
        """All problems in the order of the file, those of the reading among them, each with the record's name."""
        name = self.record or (str(tree.get("record") or tree.get("id") or "") if isinstance(tree, dict) else "")
        read = [Problem(p.file, p.line, name, p.key, p.what, p.expected, p.todo) for p in self.row.problems]
        return sorted([*read, *self.problems], key=lambda problem: problem.line)

    def value(self, check: Callable[[str], object], tree: Tree, path: Path) -> str | None:
        """A scalar that a value type accepts, as it was written; refuses anything else."""
        if not isinstance(tree, str):
            self.refuse(path, f"a {_shape_word(tree)} stands here", "one value", "write the value alone")
            return None
        text = tree.strip()
        if not text:
            self.refuse(path, "it is empty", "a value", "leave the key out where the source says nothing")
            return None
        try:
            checked = check(text)
        except ValueProblem as problem:
            self.refuse(path, problem.what, problem.expected, problem.todo)
            return None
        return checked if isinstance(checked, str) else text

    def mapping(self, tree: Tree, path: Path) -> dict[str, Tree] | None:
        if isinstance(tree, dict):
            return tree
        if not self.row.problems:
            self.refuse(path, f"a {_shape_word(tree)} stands here", "a mapping of keys to values", "write `key: value` lines")
        return None

    # -- ids -----------------------------------------------------------------------------------------------------------

    def local_id(self, tree: Tree, path: Path, expected: str) -> str:
        if tree is None:
            self.refuse((), f"it has no `{path[-1]}`", expected, f"add `{path[-1]}: …`")
            return ""
        return self.value(check_local_id, tree, path) or ""

    def subject(self, tree: dict[str, Tree]) -> str | None:
        about = tree.get("about")
        if isinstance(about, dict):
            about = about.get("id")
        if about is None:
            self.refuse((), "it does not say what it is about", "`about: memorial/…`", "add the id of the memorial")
            return None
        return self.reference_id(about, ("about",), self.ontology.subjects())

    def reference_id(self, tree: Tree, path: Path, namespaces: tuple[str, ...]) -> str | None:
        """An id `namespace/slug` of one of the namespaces; with no namespaces, a `#part` of the same thing."""
        if not isinstance(tree, str) or not tree.strip():
            self.refuse(path, f"a {_shape_word(tree)} stands here", _expected_ids(namespaces), "write the id alone")
            return None
        text = tree.strip()
        if text.startswith("#"):
            if namespaces:
                self.refuse(path, f"{quote(text)} is a part of this record", _expected_ids(namespaces), "write the id of the thing")
                return None
            return "#" + text[1:] if self.value(check_local_id, text[1:], path) else None
        namespace, slash, slug = text.partition("/")
        if not slash or namespace not in namespaces:
            known = did_you_mean(namespace, namespaces) if slash else ""
            self.refuse(path, f"{quote(text)} is not such an id", _expected_ids(namespaces), known or "write namespace and name")
            return None
        checked = [self.value(check_local_id, part, path) for part in slug.split("/")]
        return text if all(checked) and (len(checked) == 1 or namespace == "record") else None

    # -- values --------------------------------------------------------------------------------------------------------

    def shape(self, tree: dict[str, Tree], shape: Shape, path: Path, known: set[str] | None = None) -> dict[str, Tree]:
        """A mapping in canonical form, its keys in page order."""
        made: dict[str, Tree] = {}
        writable = {key.name: key for key in shape.written_keys}
        for name, value in tree.items():
            key = writable.get(name)
            if key is not None:
                kept = self.key(value, key, (*path, name))
                if kept is not None:
                    made[name] = kept
            elif name in shape.keys:
                self.refuse((*path, name), "this key is computed", "no value in a record", "leave it out")
            else:
                hint = did_you_mean(name, {*writable, *(known or ())}) or f"see the keys of {shape.name} in ontology/shapes.ttl"
                self.refuse((*path, name), f"there is no key {quote(name)}", f"a key of {shape.name}", hint)
        for key in shape.written_keys:
            if key.required and key.name not in tree:
                self.refuse(path, f"`{key.name}` is missing", key.description.rstrip("."), key.message)
        self.together(made, shape, path)
        return {name: made[name] for name in writable if name in made}

    def together(self, made: dict[str, Tree], shape: Shape, path: Path) -> None:
        """What only several keys together can get wrong."""
        check = _TOGETHER.get(shape.name)
        if check is not None:
            try:
                check(made)
            except ValueProblem as problem:
                self.refuse(path, problem.what, problem.expected, problem.todo)

    def key(self, tree: Tree, key: Key, path: Path) -> Tree:
        if key.kind == "text":
            return self.text(tree, key, path)
        check = _BY_KIND[key.kind]
        if key.single:
            if isinstance(tree, list):
                self.refuse(path, "a list stands here", "one value, since it describes one fact", "keep one; a second claim is a second record")
                return None
            return check(self, tree, key, path)
        several = isinstance(tree, list)
        items = tree if several else [tree]
        if not items:
            self.refuse(path, "the list is empty", "at least one value", "leave the key out where the source says nothing")
        places = [(*path, index) if several else path for index in range(len(items))]
        made = [kept for item, place in zip(items, places, strict=True) if (kept := check(self, item, key, place)) is not None]
        self.unlike(made, path)
        return made or None

    def unlike(self, made: list[Tree], path: Path) -> None:
        """No value of a list may stand there twice, and no id."""
        ids = [item["id"] if isinstance(item, dict) else item for item in made]
        for again in sorted({each for each in ids if ids.count(each) > 1}):
            self.refuse(path, f"{quote(again)} stands here twice", "each value once", "remove one, or give the part an id of its own")

    def text(self, tree: Tree, key: Key, path: Path) -> Tree:
        if not isinstance(tree, dict) or not tree:
            self.refuse(path, f"a {_shape_word(tree)} stands here", "texts by language", key.message)
            return None
        made: dict[str, list[str]] = {}
        for tag, texts in tree.items():
            if " " in tag:  # `{en: one, two}` is two keys in YAML, the second without a value.
                todo = "put the text between quotation marks: inside `{…}` a comma ends a value"
                self.refuse(path, f"{quote(tag)} stands where a language tag should be", "a language tag", todo)
                continue
            language = self.value(check_language, tag, (*path, tag))
            several = texts if isinstance(texts, list) else [texts]
            kept = [self.value(check_text, text, (*path, tag)) for text in several]
            if language and all(kept) and kept:
                made.setdefault(language, []).extend(text for text in kept if text)
                self.unlike(made[language], (*path, tag))
            elif not kept:
                self.refuse((*path, tag), "the list is empty", "a text", "leave the language out")
        return dict(sorted(made.items())) or None

    def plain(self, tree: Tree, key: Key, path: Path) -> str | None:
        return self.value(_BY_PATH.get(key.path) or _BY_DATATYPE.get(key.datatype, check_text), tree, path)

    def choice(self, tree: Tree, key: Key, path: Path) -> str | None:
        if isinstance(tree, str) and tree.strip() in key.choices:
            return tree.strip()
        hint = did_you_mean(str(tree), key.choices) or key.message
        self.refuse(path, f"{quote(str(tree))} is not one of the words for it", ", ".join(sorted(key.choices)), hint)
        return None

    def iri(self, tree: Tree, key: Key, path: Path) -> str | None:
        if isinstance(tree, str) and not key.pattern:
            if tree.startswith("#"):
                return self.reference_id(tree, path, ())
            if tree.partition("/")[0] in self.ontology.by_namespace:
                return self.reference_id(tree, path, tuple(self.ontology.by_namespace))
        return self.value(check_iri, tree, path)

    def reference(self, tree: Tree, key: Key, path: Path) -> dict[str, Tree] | None:
        """A reference in canonical form: a mapping with the id and what this record says of the thing."""
        namespaces = self.ontology.namespaces(key)
        if not isinstance(tree, dict):
            found = self.reference_id(tree, path, namespaces)
            return {"id": found} if found else None
        if "id" not in tree:
            self.refuse(path, "the mapping has no `id`", _expected_ids(namespaces), "add `id: …`")
            return None
        found = self.reference_id(tree["id"], (*path, "id"), namespaces)
        if found is None:
            return None
        shape = self.ontology.shape_of(found)
        inner = {name: value for name, value in tree.items() if name != "id"}
        return {"id": found} | (self.shape(inner, shape, path, {"id"}) if shape else {})

    def part(self, tree: Tree, key: Key, path: Path) -> dict[str, Tree] | None:
        """A part in canonical form: a mapping with the id that will be its fragment."""
        inner = self.mapping(tree, path)
        if inner is None:
            return None
        shape = self.ontology.shapes[key.part]
        named = self.value(check_local_id, inner["id"], (*path, "id")) if "id" in inner else ""
        made = self.shape({name: value for name, value in inner.items() if name != "id"}, shape, path, {"id"})
        if not made:
            self.refuse(path, "it says nothing", f"the keys of {shape.name}", key.message)
            return None
        fragment = self.fragment(made, key, shape, path)
        if named and key.single and named != fragment:
            # There is one only, so two records that speak of it speak of the same; a name would only drive them apart.
            self.refuse((*path, "id"), f"`{key.name}` needs no id", "the part without `id`", "leave the id out")
        return {"id": (not key.single and named) or fragment} | made

    def fragment(self, made: dict[str, Tree], key: Key, shape: Shape, path: Path) -> str:
        """The id of a part that was given none.

        A value is named by what it is, so that equal values are one node. A part of which there can be one only is named
        after its key. Any other gets a name that no other record can have: nothing becomes the same by accident.
        """
        outer = [str(part) for part in path[:-1] if not isinstance(part, int) and part != key.name]
        if shape.identified_by:
            return "-".join([*outer, key.name, *(_slug(made[name]) for name in shape.identified_by if name in made)])
        if key.single:
            return "-".join([*outer, key.name])
        number = [str(part + 1) for part in path[-1:] if isinstance(part, int)]
        return "-".join([*outer, key.name, f"{self.source}.{self.record}" if self.source else "editors", *number])

    # -- what holds a record together ----------------------------------------------------------------------------------

    def fragments(self, claims: dict[str, Tree]) -> None:
        """Every `#part` that the record points at is one of its parts; no two parts have one id and different content."""
        nodes = [node for node in nodes_of(claims) if "/" not in node["id"] and not node["id"].startswith("#")]
        ids = {node["id"] for node in nodes}
        for name, value in claims.items():
            for pointed in _pointers(value):
                if pointed[1:] not in ids:
                    hint = did_you_mean(pointed[1:], ids) or f"the parts are: {', '.join(sorted(ids)) or 'none'}"
                    self.refuse((name,), f"{quote(pointed)} is no part of this record", "the id of one of its parts", hint)
        for again in sorted({n["id"] for n in nodes if [m for m in nodes if m["id"] == n["id"] and m != n]}):
            self.refuse((), f"two parts have the id {quote(again)}", "an id of its own for each", "change one of them")

    def evidence(self, evidence: list[dict[str, Tree]], claims: dict[str, Tree]) -> None:
        for index, item in enumerate(evidence):
            key = item.get("key", "")
            if key and not _states(claims, key.split(".")):
                hint = did_you_mean(key, claims) or f"this record states: {', '.join(claims)}"
                self.refuse(("evidence", index, "key"), f"the record says nothing under {quote(key)}", "a key that it states", hint)


def _states(tree: Tree, path: list[str]) -> bool:
    """Whether a value stands at a path of keys; in a list, at any of its items or at the one with that id."""
    if not path:
        return True
    if isinstance(tree, list):
        return any(_states(item, path[1:] if isinstance(item, dict) and item.get("id") == path[0] else path) for item in tree)
    return isinstance(tree, dict) and path[0] in tree and _states(tree[path[0]], path[1:])


def _pointers(tree: Tree) -> list[str]:
    """Every `#part` that stands as a value or as the id of a reference."""
    if isinstance(tree, list):
        return [found for item in tree for found in _pointers(item)]
    if isinstance(tree, dict):
        texts = all(isinstance(value, list) and all(isinstance(text, str) for text in value) for value in tree.values())
        return [] if texts and "id" not in tree else [found for value in tree.values() for found in _pointers(value)]
    return [tree] if isinstance(tree, str) and tree.startswith("#") else []


def _shape_word(tree: Tree) -> str:
    return {dict: "mapping", list: "list", str: "plain value"}.get(type(tree), "missing value")


def _expected_ids(namespaces: tuple[str, ...]) -> str:
    return " or ".join(f"{namespace}/…" for namespace in namespaces) or "`#` and the id of a part"


def _slug(text: str) -> str:
    return text.replace("-", "m").replace(".", "p").replace("+", "").lower()


def _boolean(text: str) -> str:
    if text not in ("true", "false"):
        raise ValueProblem(f"{quote(text)} is neither true nor false", "true or false", "write true, or leave the key out")
    return text


def _check_point(made: dict[str, Tree]) -> None:
    if "latitude" in made and "longitude" in made:
        parse_point(made["latitude"], made["longitude"], made.get("radius"))


def _check_quantity(made: dict[str, Tree]) -> None:
    if "value" in made and "unit" in made:
        parse_quantity(made["value"], made["unit"], approximate=made.get("approximate") == "true")


def _check_inscription(made: dict[str, Tree]) -> None:
    tags, language = made.get("text", {}), made.get("language")
    if language and tags and language not in tags:
        tag = next(iter(tags))
        raise ValueProblem(f"the language is {language}, the text is tagged {tag}", "one language", "give each language an inscription of its own")


def _check_statement(made: dict[str, Tree]) -> None:
    if not made.get("quote") and not made.get("paraphrase"):
        raise ValueProblem("nothing was said", "`quote` or `paraphrase`", "add the words, or what they amount to")
    if not made.get("speaker") and not made.get("speakerWording"):
        raise ValueProblem("nobody is named who said it", "`speaker` or `speakerWording`", "name who speaks; the source itself if nobody else")


_TOGETHER: dict[str, Callable[[dict[str, Tree]], None]] = {
    "Coordinates": _check_point,
    "Quantity": _check_quantity,
    "Inscription": _check_inscription,
    "Statement": _check_statement,
}

_BY_KIND: dict[str, Callable[[_Visit, Tree, Key, Path], Tree]] = {
    "plain": _Visit.plain,
    "choice": _Visit.choice,
    "iri": _Visit.iri,
    "reference": _Visit.reference,
    "part": _Visit.part,
}

_BY_DATATYPE: dict[str, Callable[[str], object]] = {
    "http://id.loc.gov/datatypes/edtf/EDTF": parse_date,
    f"{XSD}decimal": check_decimal,
    f"{XSD}integer": check_integer,
    f"{XSD}boolean": _boolean,
    f"{XSD}duration": check_duration,
    f"{XSD}string": check_text,
}

# A term whose plain text has a syntax of its own.
_BY_PATH: dict[str, Callable[[str], object]] = {"http://schema.org/inLanguage": check_language}
