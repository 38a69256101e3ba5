"""Brings the values of a record's keys into canonical form, each by the kind of value that its key takes.

The kinds, datatypes and classes of keys come from the ontology; what a datatype accepts is known to `values`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records.ids import Ids, Pointer, expected_ids
from memorial_kg.records.model import Origin, Record, Tree
from memorial_kg.records.refusals import Refusals, clause, word_for
from memorial_kg.records.rows import Path
from memorial_kg.records.together import check_together
from memorial_kg.terms import XSD
from memorial_kg.values import (
    UNITS,
    ValueProblem,
    check_decimal,
    check_duration,
    check_integer,
    check_iri,
    check_language,
    check_local_id,
    check_text,
    parse_date,
    quote,
)

__all__ = ["Kinds", "literal_check"]

_COMMA = "put the text before it between quotation marks: inside `{…}` a comma ends a value"


class Kinds:
    """Reads the mappings of one row: what it refuses is in `wrong`, which parts it saw in `parts`."""

    def __init__(self, ontology: Ontology, wrong: Refusals, source: str) -> None:
        self.ontology, self.wrong, self.source = ontology, wrong, source
        self.ids = Ids(wrong)
        self.record = ""
        self.parts: list[Pointer] = []

    def record_of(self, about: str, claims: dict[str, Tree], head: dict[str, Tree], origin: Origin) -> Record:
        """The record of the row, when its claims and its header have been read."""
        return Record(
            about=about,
            claims=claims,
            source=self.source,
            key=self.record,
            locator=head.get("locator", ""),
            evidence=tuple(head.get("evidence", ())),
            note=head.get("note", {}),
            origin=origin,
        )

    # -- mappings ------------------------------------------------------------------------------------------------------

    def shape(self, tree: dict[str, Tree], shape: Shape, path: Path, others: tuple[str, ...] = ()) -> dict[str, Tree]:
        """A mapping in canonical form, its keys in page order; `others` are keys that are read elsewhere."""
        made: dict[str, Tree] = {}
        writable = {key.name: key for key in shape.written_keys}
        for name, value in tree.items():
            if name in others:
                continue
            if name not in writable:
                self._unknown(name, value, shape, path, others)
            elif (kept := self.key(value, writable[name], (*path, name))) is not None:
                made[name] = kept
        for key in shape.written_keys:
            if key.required and key.name not in tree:
                self.wrong.add(path, f"it has no `{key.name}`", todo=clause(key.message))
        check_together(made, tree.keys(), shape.name, path, self.wrong)
        return {name: made[name] for name in writable if name in made}

    def _unknown(self, name: str, value: Tree, shape: Shape, path: Path, others: tuple[str, ...]) -> None:
        place = (*path, name)
        if name in shape.keys:
            self.wrong.add(place, f"the key {quote(name)} is computed", "no value in a record", "leave it out")
            return
        hint = self.wrong.guess(name, [*(key.name for key in shape.written_keys), *others])
        if not hint and value == "" and path:
            hint = _COMMA
        todo = hint or f"`memorial-kg keys {shape.name.lower()}` lists them"
        self.wrong.add(place, f"there is no key {quote(name)}", f"a key of {shape.name}", todo)

    def key(self, tree: Tree, key: Key, path: Path) -> Tree:
        """The value of one key in canonical form, or None."""
        if tree == "" and (key.required or key.kind in ("text", "choice")):
            self.wrong.add(path, "it is empty", todo=clause(key.message))
            return None
        if key.kind == "text":
            return self.text(tree, key, path)
        check = _BY_KIND[key.kind]
        if key.single:
            if isinstance(tree, list):
                todo = "keep one; a second claim is a second record"
                self.wrong.add(path, "a list stands here", "one value, since it describes one fact", todo)
                return None
            return check(self, tree, key, path)
        if tree == []:
            todo = "leave the key out where the source says nothing"
            self.wrong.add(path, "the list is empty", "at least one value", todo)
            return None
        # A value alone is a list of one: what is in it gets the same ids either way.
        places = [(item, (*path, index)) for index, item in enumerate(tree if isinstance(tree, list) else [tree])]
        made = [kept for item, place in places if (kept := check(self, item, key, place)) is not None]
        self._unlike([item["id"] if isinstance(item, dict) else item for item in made], key, path)
        return made or None

    def _unlike(self, values: list[str], key: Key, path: Path) -> None:
        """No value of a list may stand there twice. Parts are compared in the whole record."""
        if key.kind != "part" or self.ontology.shapes[key.part].identified_by:
            for again, times in Counter(values).items():
                if times > 1:
                    self.wrong.add(path, f"{quote(again)} stands here twice", "each value once", "remove one of them")

    # -- kinds of values -----------------------------------------------------------------------------------------------

    def text(self, tree: Tree, key: Key, path: Path) -> Tree:
        """Texts by language, each a list."""
        if not isinstance(tree, dict) or not tree:
            what = f"{word_for(tree)} has no language" if isinstance(tree, str) else f"{word_for(tree)} stands here"
            self.wrong.add(path, what, "texts by language", clause(key.message))
            return None
        made: dict[str, list[str]] = {}
        for tag, texts in tree.items():
            if texts == "" and (" " in tag or not _is_language(tag)):
                # `{en: one, two}` is two keys in YAML, the second without a value.
                self.wrong.add(path, f"{quote(tag)} stands where a language tag should be", "a language tag", _COMMA)
                continue
            language = self.wrong.value(check_language, tag, (*path, tag))
            if texts == []:
                self.wrong.add((*path, tag), "the list is empty", "a text", "leave the language out")
            several = [((*path, tag), texts)] if not isinstance(texts, list) else [
                ((*path, tag, index), text) for index, text in enumerate(texts)
            ]  # fmt: skip
            kept = [text for place, each in several if (text := self.one_text(each, place))]
            if language:
                made.setdefault(language, []).extend(kept)
        for language, texts in made.items():
            self._unlike(texts, key, (*path, language))
        return {language: made[language] for language in sorted(made) if made[language]} or None

    def one_text(self, tree: Tree, path: Path) -> str | None:
        """One text, whatever its language."""
        # Not stripped before it is checked: a control character at its end is no space to us.
        return self.wrong.value(lambda _: check_text(tree), tree, path)

    def plain(self, tree: Tree, key: Key, path: Path) -> str | None:
        """A literal of the key's datatype."""
        check = literal_check(key)
        value = self.wrong.value(check, tree, path) if check else self.one_text(tree, path)
        return self._matching(value, key, path)

    def _matching(self, value: str | None, key: Key, path: Path) -> str | None:
        """A value that the pattern of its key accepts, so that the door and SHACL agree."""
        if value is not None and key.pattern and not re.search(key.pattern, value):
            self.wrong.add(path, f"{quote(value)} does not fit here", todo=clause(key.message))
            return None
        return value

    def choice(self, tree: Tree, key: Key, path: Path) -> str | None:
        """One of the words of an enumeration."""
        if not isinstance(tree, str):
            self.wrong.add(path, f"{word_for(tree)} stands here", "one word", clause(key.message))
            return None
        word = tree.strip(" \t\r\n")
        if word in key.choices:
            return word
        hint = self.wrong.guess(word, key.choices) or clause(key.message)
        self.wrong.add(
            path, f"{word_for(tree)} is not one of the words for it" if word else "it is empty", _one_of(key), hint
        )
        return None

    def iri(self, tree: Tree, key: Key, path: Path) -> str | None:
        """An IRI; where the ontology asks for no certain form, also the id of a thing or of a part."""
        if isinstance(tree, str) and not key.pattern:
            if tree.startswith("#"):
                return self.ids.thing(tree, path, ())
            if tree.partition("/")[0] in self.ontology.by_namespace:
                return self.ids.thing(tree, path, tuple(self.ontology.by_namespace))
        return self._matching(self.wrong.value(check_iri, tree, path), key, path)

    def reference(self, tree: Tree, key: Key, path: Path) -> dict[str, Tree] | None:
        """A reference in canonical form: a mapping with the id and what this record says of the thing."""
        namespaces = self.ontology.namespaces(key)
        if not isinstance(tree, dict):
            found = self.ids.thing(tree, path, namespaces)
            return {"id": found} if found else None
        if "id" not in tree:
            self.wrong.add(path, "the mapping has no `id`", expected_ids(namespaces), "add `id: …`")
            return None
        found = self.ids.thing(tree["id"], (*path, "id"), namespaces)
        if found is None:
            return None
        shape = self.ontology.shape_of(found)
        if shape is None:
            if len(tree) > 1:
                self.wrong.add(path, "a part is described where it stands, not where it is pointed at",
                               "the id alone", f"write {quote(found)} alone")  # fmt: skip
            return {"id": found}
        return {"id": found} | self.shape(tree, shape, path, ("id",))

    def part(self, tree: Tree, key: Key, path: Path) -> dict[str, Tree] | None:
        """A part in canonical form: a mapping with the id that will be its fragment."""
        inner = self.wrong.mapping(tree, path, clause(key.message))
        if inner is None:
            return None
        shape = self.ontology.shapes[key.part]
        before = len(self.wrong)
        made = self.shape(inner, shape, path, ("id",))
        fragment = self.fragment(made, key, shape, path)
        named = inner.get("id", fragment)
        if named != fragment:
            named = self.wrong.value(check_local_id, named, (*path, "id"))
            if named and key.single and named != fragment:
                # There is one only, so two records that speak of it speak of the same; a name would drive them apart.
                self.wrong.add((*path, "id"), f"`{key.name}` needs no id", "the part without `id`", "leave the id out")
        part = fragment if key.single else named or fragment
        # A value is named by what it is: standing in two places, it is one node with one meaning.
        self.parts.append((part, path if not shape.identified_by else ()))
        if not made:
            if len(self.wrong) == before:
                self.wrong.add(path, "it says nothing", f"the keys of {shape.name}", clause(key.message))
            return None
        return {"id": part} | made

    def fragment(self, made: dict[str, Tree], key: Key, shape: Shape, path: Path) -> str:
        """The id of a part that was given none.

        A value is named by what it is, so that equal values are one node. A part of which there can be one only is
        named after its key. Any other gets a name that no other record can have: nothing becomes the same by accident.
        """
        names = [part for part in path if isinstance(part, str)]
        if shape.identified_by:
            return "-".join([*names, *(_slug(made[name]) for name in shape.identified_by if name in made)])
        if key.single:
            return "-".join(names)
        numbers = [str(part + 1) for part in path if isinstance(part, int)]
        return "-".join([*names, f"{self.source}.{self.record}" if self.source else "editors", *numbers])


def _one_of(key: Key) -> str:
    return f"one of {', '.join(sorted(key.choices))}"


def _is_language(tag: str) -> bool:
    try:
        check_language(tag)
    except ValueProblem:
        return False
    return True


def _slug(text: str) -> str:
    return text.replace("-", "m").replace(".", "p").replace("+", "").lower()


def _boolean(text: str) -> str:
    if text not in ("true", "false"):
        raise ValueProblem(
            f"{quote(text)} is neither true nor false", "true or false", "write true, or leave the key out"
        )
    return text


def _unit_code(text: str) -> str:
    codes = {unit.code: symbol for symbol, unit in UNITS.items()}
    if text not in codes:
        hint = f"write {UNITS[text].code}" if text in UNITS else "convert it to one of these"
        expected = f"one of {', '.join(f'{code} ({symbol})' for code, symbol in codes.items())}"
        raise ValueProblem(f"{quote(text)} is not the code of a unit that is known here", expected, hint)
    return text


_BY_KIND: dict[str, Callable[[Kinds, Tree, Key, Path], Tree]] = {
    "plain": Kinds.plain,
    "choice": Kinds.choice,
    "iri": Kinds.iri,
    "reference": Kinds.reference,
    "part": Kinds.part,
}

# Any other datatype is a text.
_BY_DATATYPE: dict[str, Callable[[str], object]] = {
    "http://id.loc.gov/datatypes/edtf/EDTF": parse_date,
    f"{XSD}decimal": check_decimal,
    f"{XSD}integer": check_integer,
    f"{XSD}boolean": _boolean,
    f"{XSD}duration": check_duration,
}

# A term whose plain text has a syntax of its own.
_BY_PATH: dict[str, Callable[[str], object]] = {
    "http://schema.org/inLanguage": check_language,
    "http://schema.org/unitCode": _unit_code,
}


def literal_check(key: Key) -> Callable[[str], object] | None:
    """What checks a literal of a key; None where any text will do."""
    return _BY_PATH.get(key.path) or _BY_DATATYPE.get(key.datatype)
