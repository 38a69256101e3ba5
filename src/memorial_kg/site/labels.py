"""What things are called that have no name of their own in the reconciled graph: events, records, parts, keys.

The names of an event belong to the sources that use them, so it is told by its place and its date, and by nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from memorial_kg.site.dates import date_in_words
from memorial_kg.site.site import Label, best
from memorial_kg.site.statements import Statements, statements_of
from memorial_kg.terms import Literal, parse_term, unwrap

if TYPE_CHECKING:
    from memorial_kg.site.site import Site
    from memorial_kg.site.values import Value

__all__ = ["key_path_label", "named", "part_label", "unnamed"]

_SHORT = 80


def unnamed(site: Site, name: str) -> Label:
    """What to call a thing that has no label: told by its kind, and by its id where nothing else is known."""
    made = _BY_KIND.get(name.partition("/")[0])
    return made(site, name) if made else Label(name.rpartition("/")[2] or name, "")


def _event(site: Site, name: str) -> Label:
    said, me = statements_of(site.catalogue, name), site.catalogue.iri(name)
    places = [site.label(site.catalogue.name(each)) for each in _standing_iris(said, me, site.path("schema:location"))]
    dates = [date_in_words(each, site.words).text for each in _texts(said, me, site.path("mkg:edtf"))]
    form = ("place" if places else "") + ("-" if places and dates else "") + ("date" if dates else "")
    given = {
        "place": ", ".join(each.text for each in places),
        "date": dates[0] if dates else "",
        "id": name.partition("/")[2],
    }
    return Label(site.words(f"label.event-{form or 'id'}", **given), site.language)


def _record(site: Site, name: str) -> Label:
    said, me = statements_of(site.catalogue, name), site.catalogue.iri(name)
    about = next(iter(_standing_iris(said, me, site.path("schema:about"))), "")
    source = site.label(f"source/{name.split('/')[1]}")
    thing = site.label(site.catalogue.name(about)).text if about else name.rpartition("/")[2]
    return Label(site.words("label.record", thing=thing, source=source.text), site.language)


def _decision(site: Site, name: str) -> Label:
    return Label(site.words("label.decision", id=name.partition("/")[2]), site.language)


def _source(site: Site, name: str) -> Label:
    said = statements_of(site.catalogue, name)
    titles = _labels(said, site.catalogue.iri(name), site.path("schema:name"))
    return best([(each.language, each.text) for each in titles] or [("", name.partition("/")[2])], site.language)


_BY_KIND = {"source": _source, "event": _event, "record": _record, "decision": _decision}


def part_label(site: Site, target: str, name: str, said: Statements) -> Label:
    """What to call a part: what it is, or what it says in short; with its thing where that is not the one in hand."""
    thing, _, fragment = target.partition("#")
    mine = said if thing == name else statements_of(site.catalogue, thing)
    label = _own_label(site, site.catalogue.iri(target), thing, mine) or Label(fragment, "")
    if thing == name:
        return label
    return Label(site.words("label.part", part=label.text, thing=site.label(thing).text), site.language)


def named(value: Value, name: str, site: Site, said: Statements) -> Value:
    """A value that leads to a part, with what the part is called."""
    if value.kind != "link" or "#" not in value.target:
        return value
    label = part_label(site, value.target, name, said)
    return replace(value, text=label.text, language=label.language)


def _own_label(site: Site, node: str, thing: str, said: Statements) -> Label | None:
    kinds = said.iris(node, site.path("mkg:eventKind"))
    if kinds:
        return Label(", ".join(map(site.term_label, kinds)), site.language)
    for curie in ("schema:text", "mkg:verbatimText", "mkg:paraphrase", "schema:name"):
        for text in _labels(said, node, site.path(curie)):
            return Label(text.text if len(text.text) <= _SHORT else f"{text.text[: _SHORT - 1]}…", text.language)
    kinds = said.iris(node, site.path("schema:additionalType"))
    if kinds:
        return Label(", ".join(map(site.term_label, kinds)), site.language)
    return _role(site, node, thing, said)


def _role(site: Site, node: str, thing: str, said: Statements) -> Label | None:
    """A part by the key with which its thing points at it: its opening."""
    shape = site.ontology.shape_of(thing)
    for key in shape.keys.values() if shape else ():
        if key.part and node in said.iris(site.catalogue.iri(thing), key.path):
            named = f"role.{key.name}"
            return Label(site.words(named) if named in site.words else site.key_label(key, shape), site.language)
    return None


def key_path_label(site: Site, key: str, name: str) -> str:
    """A key with dots into parts, in words: `inauguration.date` is `opened: date`, `place/x.name` is `Uşak: name`."""
    first, *rest = key.split(".") if "/" not in key else (key.rpartition(".")[0], key.rpartition(".")[2])
    shape = site.ontology.shape_of(first if "/" in key else name)
    said = [site.label(first).text] if "/" in key else []
    for each in rest if "/" in key else (first, *rest):
        found = shape.keys.get(each) if shape else None
        said.append(site.key_label(found, shape) if found else each)
        shape = site.ontology.shapes.get(found.part) if found else None
    label = said[0]
    for each in said[1:]:
        label = site.words("common.colon", a=label, b=each)
    return label


def _standing_iris(said: Statements, node: str, path: str) -> list[str]:
    return [unwrap(each) for each in said.standing(node, path) if each.startswith("<")]


def _labels(said: Statements, node: str, path: str) -> list[Label]:
    found = [parse_term(each) for each in said.standing(node, path) or said.only_claimed(node, path)]
    return [Label(each.text, each.language) for each in found if isinstance(each, Literal)]


def _texts(said: Statements, node: str, path: str) -> list[str]:
    found = [parse_term(each) for each in said.standing(node, path)]
    return [each.text for each in found if isinstance(each, Literal)]
