"""The strict door: every foreign record passes here once, completely; what is inside can be trusted.

Each value that cannot be kept is a `Problem`, all of them in one run, and the other records are none the worse for it.
"""

from __future__ import annotations

from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology
from memorial_kg.records.kinds import Kinds
from memorial_kg.records.model import Record, Tree
from memorial_kg.records.refusals import Refusals
from memorial_kg.records.rows import Row
from memorial_kg.records.together import check_evidence, check_parts

__all__ = ["check_decision", "check_entity", "check_record", "check_source"]


def check_record(row: Row, source: str, ontology: Ontology) -> tuple[Record | None, list[Problem]]:
    """The record of a row of the source with this name, or None, and everything that is wrong with it."""
    wrong = Refusals(row)
    tree = wrong.mapping(row.tree, ())
    if tree is None:
        return None, wrong.finish("")
    kinds = Kinds(ontology, wrong, source)
    kinds.record = kinds.ids.record_key(tree.get("record"))
    about = _subject(tree, kinds)
    header = ontology.shapes["Record"]
    names = ("record", *(key.name for key in header.written_keys))
    head = kinds.shape({name: tree[name] for name in names if name in tree}, header, (), ("record", "about"))
    kinds.parts.clear()  # the parts of the header are parts of the record, not of the thing
    claims: dict[str, Tree] = {}
    # What an id is about may be told although the id is wrong: all that is wrong is said in one run.
    shape = ontology.shape_of(about or _text(tree.get("about")))
    if shape is not None and shape.namespace in ontology.subjects():
        stated = {name: value for name, value in tree.items() if name not in names}
        claims = kinds.shape(stated, shape, (), names)
        check_parts(kinds.parts, kinds.ids.pointers, wrong)
        check_evidence(tree.get("evidence", []), stated, wrong)
    if problems := wrong.finish(tree.get("record")):
        return None, problems
    return kinds.record_of(about or "", claims, head, row.origin), []


def _subject(tree: dict[str, Tree], kinds: Kinds) -> str | None:
    about = tree.get("about")
    if isinstance(about, dict) and [*about] == ["id"]:
        about = about["id"]
    if about is None:
        return None  # a required key: its absence is told with that of the others
    return kinds.ids.thing(about, ("about",), kinds.ontology.subjects())


def _text(tree: Tree) -> str:
    return tree.strip() if isinstance(tree, str) else ""


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
    return _check_thing(row, ontology, ("source",), must_name=("source",))


def _check_thing(
    row: Row, ontology: Ontology, namespaces: tuple[str, ...], must_name: tuple[str, ...] = ()
) -> tuple[Record | None, list[Problem]]:
    wrong = Refusals(row)
    tree = wrong.mapping(row.tree, ())
    if tree is None:
        return None, wrong.finish("")
    kinds = Kinds(ontology, wrong, "")
    if "id" not in tree:
        wrong.add((), "it has no `id`", " or ".join(f"{each}/…" for each in namespaces), "add `id: …`")
        return None, wrong.finish("")
    about = kinds.ids.thing(tree["id"], ("id",), namespaces)
    if about is None:
        return None, wrong.finish(tree["id"])
    shape = ontology.by_namespace[about.partition("/")[0]]
    claims = kinds.shape(tree, shape, (), ("id",))
    check_parts(kinds.parts, kinds.ids.pointers, wrong)
    if shape.namespace in must_name and "name" not in tree:
        wrong.add((), "it has no name", "`name: {en: …}`", "add the name by which people know it")
    problems = wrong.finish(about)
    return (None, problems) if problems else (Record(about=about, claims=claims, origin=row.origin), [])
