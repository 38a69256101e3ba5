"""Random records, made from the ontology itself: a new key, shape or word takes part in every law by itself.

`record_trees` gives records as a person would write them, `records` as they are behind the door.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from memorial_kg.ontology import Key, Ontology, Shape, load_ontology
from memorial_kg.records import Record, Row, check_record
from memorial_kg.records.model import Origin, Tree
from memorial_kg.terms import XSD
from memorial_kg.values import UNITS, ValueProblem, check_page_id, check_text, parse_date

__all__ = ["SOURCE", "dates", "record_lists", "record_trees", "records", "slugs", "texts", "trees"]

SOURCE = "list"
_DEEPEST = 2
# `id` and `no` are languages here, and something else in a careless program.
_TAGS = st.sampled_from(["az", "az-Latn", "de", "en", "en-GB", "he", "id", "no", "tr", "und"])
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _kept(text: str) -> bool:
    try:
        check_text(text)
    except ValueProblem:
        return False
    return True


def _names_a_page(slug: str) -> bool:
    try:
        check_page_id(slug)
    except ValueProblem:
        return False  # `prn` is a device
    return True


# What a source may say, with what trips writers and readers of YAML.
_TRICKY = ["NO", "1.10", "null", "~", "'", '"', "- a", "a: b", "#a", "# a", "{a}", "[a, b]", "*a", "&a", "!a", "%a", "@", "|", ">",
           "a\nb", "a\n\n  b\n\tc", "İıŞə ş", "«…»", "שלום", "\u202eabc", "a\u2028b", "a\ufeffb", "🕊", "0x1F", "2014-02-30", "=1+1"]  # fmt: skip
# Controls and noncharacters are refused anyway: to draw them only to throw whole records away takes four times as long.
_NO_CHARACTERS = [chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)] + [*map(chr, range(0xFDD0, 0xFDF0))]  # fmt: skip
_LETTERS_OF_ALL = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\t\n", exclude_characters=_NO_CHARACTERS)  # fmt: skip
texts = st.one_of(st.sampled_from(_TRICKY), st.text(_LETTERS_OF_ALL, min_size=1, max_size=30)).filter(_kept).map(check_text)  # fmt: skip
slugs = st.lists(st.text(_LETTERS, min_size=1, max_size=6), min_size=1, max_size=3).map("-".join).filter(_names_a_page)


def _spans(day: Any, mark: str) -> list[str]:  # noqa: ANN401 - hypothesis gives a date
    year, month, full = f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"
    return [year + mark, month + mark, full + mark, f"{year[:3]}X", f"{year}/", f"../{full}", f"{month}/{full}"]


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueProblem:
        return False
    return True


dates = (
    st.tuples(st.dates(), st.sampled_from(["", "?", "~", "%"]))
    .flatmap(lambda drawn: st.sampled_from(_spans(*drawn)))
    .filter(_is_date)
)


def _decimals(low: int, high: int) -> st.SearchStrategy[str]:
    return (
        st.decimals(low, high, allow_nan=False, allow_infinity=False, places=2).map(str).filter(lambda n: n != "-0.00")
    )


_BY_PATH: dict[str, st.SearchStrategy[str]] = {
    "http://schema.org/inLanguage": _TAGS,
    "http://schema.org/latitude": _decimals(-89, 89),
    "http://schema.org/longitude": _decimals(-179, 179),
    "http://schema.org/unitCode": st.sampled_from(sorted(unit.code for unit in UNITS.values())),
}
_BY_DATATYPE: dict[str, st.SearchStrategy[str]] = {
    "http://id.loc.gov/datatypes/edtf/EDTF": dates,
    f"{XSD}decimal": _decimals(1, 999),
    f"{XSD}boolean": st.sampled_from(["true", "false"]),
    f"{XSD}duration": st.sampled_from(["P30Y", "P6M", "P10D"]),
}
_IRIS = st.builds("https://example.org/{}".format, slugs)


def _words() -> st.SearchStrategy[str]:
    names = {"id", "record", "about", "en"}
    return st.sampled_from(sorted(names | {key for shape in load_ontology().shapes.values() for key in shape.keys}))


# Any tree that a file can hold.
trees: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(st.text(max_size=8), st.sampled_from(["id", "en", "memorial/a", "#a", "2014-02", "place/a"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | _words(), inner, max_size=5),
    max_leaves=20,
)


class _Maker:
    """Draws one record; remembers the parts that it named."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], ontology: Ontology) -> None:
        self.draw, self.ontology = draw, ontology
        self.numbers: Iterator[int] = itertools.count(1)

    def mapping(self, shape: Shape, depth: int, *, leave: frozenset[str] = frozenset()) -> dict[str, Tree]:
        """A mapping with all that the shape requires and some of what it allows."""
        allowed = [key for key in shape.written_keys if key.name not in leave and self._possible(key, depth)]
        # A byte a key: sets of hypothesis's own favour few keys, and the same ones.
        lots = self.draw(st.binary(min_size=len(allowed), max_size=len(allowed)))
        least = 220 if len(allowed) > 12 else 160
        made = {
            key.name: self.value(key, depth)
            for key, lot in zip(allowed, lots, strict=True)
            if key.required or lot > least
        }
        return self._together(made, shape)

    def value(self, key: Key, depth: int) -> Tree:
        if key.kind == "text":
            return self.draw(st.dictionaries(_TAGS, texts | st.lists(texts, min_size=1, max_size=2, unique=True), min_size=1, max_size=2))  # fmt: skip
        one = {"plain": self._plain, "choice": self._choice, "iri": self._iri, "reference": self._reference, "part": self._part}[key.kind]  # fmt: skip
        if key.single or self.draw(st.booleans()):
            return one(key, depth)
        return _unlike([one(key, depth) for _ in range(self.draw(st.integers(1, 3)))])

    def _possible(self, key: Key, depth: int) -> bool:
        if key.kind == "part":
            return depth < _DEEPEST
        return key.kind != "reference" or bool(self.ontology.namespaces(key))

    def _plain(self, key: Key, _: int) -> Tree:
        if "{64}" in key.pattern:
            return "0" * 64
        fits = _BY_PATH.get(key.path, _BY_DATATYPE.get(key.datatype, texts))
        return self.draw(fits.filter(lambda text: not key.pattern or re.search(key.pattern, text) is not None))

    def _choice(self, key: Key, _: int) -> Tree:
        return self.draw(st.sampled_from(sorted(key.choices)))

    def _iri(self, key: Key, _: int) -> Tree:
        local = st.sampled_from(["place/a", "event/b", "person/c", f"record/{SOURCE}/d"])
        return self.draw(_IRIS if key.pattern else _IRIS | local)

    def _reference(self, key: Key, depth: int) -> Tree:
        name = f"{self.draw(st.sampled_from(self.ontology.namespaces(key)))}/{self.draw(slugs)}"
        shape = self.ontology.shape_of(name)
        assert shape is not None
        if depth >= _DEEPEST or self.draw(st.booleans()) or any(each.required for each in shape.written_keys):
            return name
        return {"id": name, **self.mapping(shape, depth + 1)}

    def _part(self, key: Key, depth: int) -> Tree:
        shape = self.ontology.shapes[key.part]
        made = self.mapping(shape, depth + 1)
        if not made:
            fallback = next(each for each in shape.written_keys if each.kind == "text")
            made = {fallback.name: self.value(fallback, depth)}
        if not key.single and not shape.identified_by and self.draw(st.booleans()):
            made = {"id": f"part-{next(self.numbers)}", **made}
        return made

    def _together(self, made: dict[str, Tree], shape: Shape) -> dict[str, Tree]:
        """What only several keys together make right."""
        keys = shape.keys
        if shape.name == "Inscription" and "language" in made:
            made["text"] = {made["language"]: self.draw(texts)}
        if shape.name == "Statement":
            if not made.keys() & {"quote", "paraphrase"}:
                made["quote"] = self.value(keys["quote"], _DEEPEST)
            if not made.keys() & {"speaker", "speakerWording"}:
                made["speakerWording"] = self.value(keys["speakerWording"], _DEEPEST)
        return made


def _unlike(values: list[Tree]) -> list[Tree]:
    """The values without those that say again what one before them said."""
    seen: dict[str, Tree] = {}
    for value in values:
        parts_without_id = isinstance(value, dict) and "id" not in value
        seen.setdefault(str(value if not isinstance(value, dict) or parts_without_id else value["id"]), value)
    return [*seen.values()]


@st.composite
def record_trees(draw: Callable[[st.SearchStrategy[Any]], Any], namespace: str = "") -> dict[str, Tree]:
    """A valid record as a file may hold it."""
    ontology = load_ontology()
    maker = _Maker(draw, ontology)
    about = f"{namespace or draw(st.sampled_from(ontology.subjects()))}/{draw(slugs)}"
    shape = ontology.shape_of(about)
    assert shape is not None
    header = ontology.shapes["Record"]
    claims = maker.mapping(shape, 0, leave=frozenset(key.name for key in header.written_keys))
    named = [each["id"] for value in claims.values() for each in _listed(value) if _is_named_part(each)]
    if named and "events" in shape.keys and "events" not in claims:
        claims["events"] = [{"id": "pointing", "concerns": [f"#{draw(st.sampled_from(named))}"]}]
    head: dict[str, Tree] = {"record": draw(slugs), "about": about, "locator": draw(texts)}
    if draw(st.booleans()):
        head["note"] = maker.value(header.keys["note"], 0)
    if claims and draw(st.booleans()):
        head["evidence"] = [{"key": draw(st.sampled_from(sorted(claims))), "verbatim": draw(texts)}]
    return head | claims


def _listed(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else [value]


def _is_named_part(value: Tree) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str) and value["id"].startswith("part-")


def _record(tree: dict[str, Tree]) -> Record:
    record, problems = check_record(Row(tree, Origin("drawn", 1)), SOURCE, load_ontology())
    assert record is not None, problems
    return record


@cache
def records(namespace: str = "") -> st.SearchStrategy[Record]:
    """A valid record of the source `SOURCE`, about a thing of a namespace, or of any."""
    return record_trees(namespace).map(_record)


def record_lists(namespace: str = "") -> st.SearchStrategy[list[Record]]:
    """Several valid records of the source `SOURCE`, each with a key of its own."""
    return st.lists(records(namespace), max_size=3, unique_by=lambda record: record.key)
