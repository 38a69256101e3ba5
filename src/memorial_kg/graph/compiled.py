"""Writes claims as lines of N-Quads, by functions that are compiled from the ontology once.

It gives the quads that `Trees` and `Mapper` give by way of a tree, several times as fast, because nothing is made but
the lines: each key of each shape becomes one function that knows its predicate, its datatype and its words. What passes
here has passed the door, or was computed from what has; a key that a shape does not know raises, as in the mapper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from memorial_kg.errors import InternalError
from memorial_kg.graph.mapper import ABSOLUTE
from memorial_kg.graph.nodes import computed
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records import Record, Tree
from memorial_kg.terms import RDF_TYPE, expand, iri, literal

__all__ = ["LineWriter"]

_Add: TypeAlias = Callable[[str], None]
# value, subject term, root id, end of the line, where the line goes
_Write: TypeAlias = Callable[[Tree, str, str, str, _Add], None]
# claims, local id, root id, end of the line, where the lines go
_Node: TypeAlias = Callable[[Mapping[str, Tree], str, str, str, _Add], None]

_MOST_KEPT = 50_000  # entries of each table of what was written before


class LineWriter:
    """Writes lines under one ontology and one base IRI; make one for each process.

    Lines go into two lists: those about the thing itself and its parts, and `aside` those about other things that it
    mentions. They carry no line ends, and one may come twice, where a thing is said twice. With `once`, what follows
    from pointing at a thing is written in each graph for the first time only: enough for lists that are put together.
    `used` gathers the words of enumerations that were written.
    """

    def __init__(self, ontology: Ontology, base: str, *, once: bool = False) -> None:
        self._ontology, self._base, self._once = ontology, base, once
        self._pointed: set[str] = set()
        self._terms: dict[str, str] = {}
        self._nodes: dict[str, _Node] = {}
        self._aside: _Add = list[str]().append
        self.used: set[str] = set()

    def begin(self) -> None:
        """Begin lists that are not put together with those before: what was written once is written again."""
        self._pointed.clear()

    def node(self, about: str, claims: Mapping[str, Tree], into: list[str], aside: list[str], source: str = "") -> None:
        """Write what is said of a thing, in the graph of a source by its name; without one in the default graph."""
        shape = self._ontology.shape_of(about)
        if shape is None:
            raise InternalError(f"nothing is known of things like {about!r}")
        self._aside = aside.append
        self._of(shape)(claims, about, about, self._end(source), into.append)

    def record(self, record: Record, into: list[str], aside: list[str]) -> None:
        """Write the record itself: what it is about, and where in which source it stands."""
        header = record.header | {"source": {"id": f"source/{record.source}"}}
        self._aside = aside.append
        self._of(self._ontology.shapes["Record"])(header, record.id, record.id, self._end(""), into.append)

    def _end(self, source: str) -> str:
        return f" {iri(f'{self._base}source/{source}')} ." if source else " ."

    # -- compiling -----------------------------------------------------------------------------------------------------

    def _of(self, shape: Shape) -> _Node:
        made = self._nodes.get(shape.name)
        if made is None:
            made = self._nodes[shape.name] = self._compiled(shape)
        return made

    def _compiled(self, shape: Shape) -> _Node:
        writes: dict[str, _Write] = {key.name: self._write(key) for key in shape.keys.values()}
        base, types = self._base, self._types(shape)
        follow = self._following(shape)
        same = () if "kinds" in shape.keys else types({})

        def node(claims: Mapping[str, Tree], local: str, root: str, end: str, add: _Add) -> None:
            subject = f"<{base}{local}>"
            for each in same or types(claims):
                add(subject + each + end)
            for name, value in claims.items():
                write = writes.get(name)
                if write is not None:
                    write(value, subject, root, end, add)
                elif name != "id":
                    raise InternalError(
                        f"{local}: the shape {shape.name} has no key {name!r}, so its value would be lost"
                    )
            if follow is not None:
                for each in follow(claims):
                    add(subject + each + end)

        return node

    def _types(self, shape: Shape) -> Callable[[Mapping[str, Tree]], tuple[str, ...]]:
        """What follows from the class, and from the kinds of a thing itself, not of what is proposed."""
        key = shape.keys.get("kinds")
        kinds = key if key is not None and key.truthy else None
        entailed = self._ontology.entailed_types
        kept: dict[tuple[str, ...], tuple[str, ...]] = {}

        def types(claims: Mapping[str, Tree]) -> tuple[str, ...]:
            words = tuple(claims.get("kinds", ())) if kinds else ()
            made = kept.get(words)
            if made is None:
                classes = [kinds.choices[word] for word in words] if kinds else []
                more = [expand(entailed[cls], self._ontology.prefixes) for cls in classes if cls in entailed]
                every = dict.fromkeys([shape.cls, *shape.types[1:], *more])
                self.used.update(self._ontology.words.intersection(every))
                made = kept[words] = tuple(f" {RDF_TYPE} {iri(each)}" for each in every)
            return made

        return types

    def _following(self, shape: Shape) -> Callable[[Mapping[str, Tree]], Iterable[str]] | None:
        """What is computed from stated values: a date in XML Schema's terms, a point as text."""
        sources = next((names for name, names in _COMPUTED.items() if name in shape.keys), ())
        if not sources or not computed_keys(shape):
            return None
        kept: dict[tuple[str | None, ...], tuple[str, ...]] = {}
        written = {name: self._write(shape.keys[name]) for name in computed_keys(shape)}

        def follow(claims: Mapping[str, Tree]) -> Iterable[str]:
            told = tuple(claims.get(name) for name in sources)
            if told[0] is None:
                return ()
            made = kept.get(told)
            if made is None:
                lines: list[str] = []
                for name, value in computed(claims, shape).items():
                    if name not in claims:
                        written[name](value, "", "", "", lines.append)
                if len(kept) > _MOST_KEPT:
                    kept.clear()
                made = kept[told] = tuple(lines)
            return made

        return follow

    # -- one key -------------------------------------------------------------------------------------------------------

    def _write(self, key: Key) -> _Write:
        one = _BY_KIND[key.kind](self, key, f" {iri(key.path)} ")
        if key.kind == "text" or (key.single and not key.derived):
            return one

        def several(value: Tree, subject: str, root: str, end: str, add: _Add) -> None:
            if isinstance(value, list):
                for item in value:
                    one(item, subject, root, end, add)
            else:
                one(value, subject, root, end, add)

        return several

    def _text(self, _: Key, predicate: str) -> _Write:
        def write(value: Tree, subject: str, _root: str, end: str, add: _Add) -> None:
            for language, texts in value.items():
                for text in texts:
                    add(f"{subject}{predicate}{literal(text)}@{language}{end}")

        return write

    def _plain(self, key: Key, predicate: str) -> _Write:
        tail = literal("", key.datatype).removeprefix('""')

        def write(value: Tree, subject: str, _root: str, end: str, add: _Add) -> None:
            if isinstance(value, dict):  # computed, with a datatype of its own
                term = literal(value["@value"], expand(value["@type"], self._ontology.prefixes))
                add(subject + predicate + term + end)
            else:
                add(f"{subject}{predicate}{literal(value)}{tail}{end}")

        return write

    def _choice(self, key: Key, predicate: str) -> _Write:
        words = {word: (predicate + iri(each), each) for word, each in key.choices.items()}
        used = self.used.add

        def write(value: Tree, subject: str, _root: str, end: str, add: _Add) -> None:
            written, word = words[value]
            used(word)
            add(subject + written + end)

        return write

    def _iri(self, _: Key, predicate: str) -> _Write:
        words, used = self._ontology.words, self.used.add

        def write(value: Tree, subject: str, root: str, end: str, add: _Add) -> None:
            if value in words:
                used(value)
            add(subject + predicate + self._term(f"{root}{value}" if value.startswith("#") else value) + end)

        return write

    def _part(self, key: Key, predicate: str) -> _Write:
        shape = self._ontology.shapes[key.part]

        def write(value: Tree, subject: str, root: str, end: str, add: _Add) -> None:
            local = f"{root}#{value['id']}"
            add(f"{subject}{predicate}<{self._base}{local}>{end}")
            self._of(shape)(value, local, root, end, add)

        return write

    def _reference(self, key: Key, predicate: str) -> _Write:
        inside = self._ontology.by_class.get(key.classes[0]) if key.classes else None
        shape_of = self._ontology.shape_of

        def write(value: Tree, subject: str, root: str, end: str, add: _Add) -> None:
            other = value["id"]
            if other.startswith("#"):
                local, above, shape = root + other, root, inside
            else:
                local, above, shape = other, other, shape_of(other)
            if shape is None:
                raise InternalError(f"{root}: nothing is known of things like {other!r}")
            term = self._term(local)
            add(subject + predicate + term + end)
            if self._once and len(value) == 1 and above is not root:
                place = term + end
                if place in self._pointed:
                    return
                if len(self._pointed) > _MOST_KEPT:
                    self._pointed.clear()
                self._pointed.add(place)
            self._of(shape)(value, local, above, end, add if above is root else self._aside)

        return write

    def _term(self, local: str) -> str:
        """The term of a local id or of an absolute IRI; most are written many times."""
        made = self._terms.get(local)
        if made is None:
            if len(self._terms) > _MOST_KEPT:
                self._terms.clear()
            made = self._terms[local] = iri(local if ABSOLUTE.match(local) else self._base + local)
        return made


_BY_KIND: dict[str, Callable[[LineWriter, Key, str], _Write]] = {
    "text": LineWriter._text,  # noqa: SLF001 - the table of its own methods
    "plain": LineWriter._plain,  # noqa: SLF001
    "choice": LineWriter._choice,  # noqa: SLF001
    "iri": LineWriter._iri,  # noqa: SLF001
    "part": LineWriter._part,  # noqa: SLF001
    "reference": LineWriter._reference,  # noqa: SLF001
}

# Which stated values each computed one follows from; the first has to be there.
_COMPUTED: dict[str, tuple[str, ...]] = {
    "startDate": ("date",),
    "wkt": ("latitude", "longitude", "radius"),
}


def computed_keys(shape: Shape) -> tuple[str, ...]:
    """The keys of a shape that `computed` can give."""
    return tuple(name for name in ("startDate", "earliest", "latest", "wkt") if name in shape.keys)
