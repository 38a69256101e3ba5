"""The second step of a build: the records of one part are reconciled, written as lines and validated.

What a part says of its own things is whole. What it says of others in passing goes aside, to be gathered with what
other parts and the editors say of them; of a memorial, to the part that has its records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.graph.dataset import Lines, Said
from memorial_kg.graph.naming import labels_of_mentioned
from memorial_kg.graph.wikibase import wikibase_part, wikibase_rest
from memorial_kg.pipeline.checking import Checked, check
from memorial_kg.pipeline.keeping import digest
from memorial_kg.pipeline.part import BySource, Made, Part
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import Places, Slices, pack, part_of, unpack, write_slices
from memorial_kg.records import Record
from memorial_kg.terms import RDF_TYPE
from memorial_kg.validation import Origins, origins_of

__all__ = [
    "BySource",
    "Gathered",
    "Made",
    "Part",
    "counted",
    "gather",
    "gathered",
    "make_part",
    "owned",
    "write_editors",
    "write_lines",
    "write_origins",
]

_SLICES = ("aside", "sent", "passing")  # the files of a part that hold slices for others


def make_part(shared: Shared, part: Part) -> Made:
    """Reconcile, write and validate one part; find where its records stand."""
    name = part.name(shared)
    told = shared.kept.recall(name)
    records: tuple[Record, ...] = ()
    if told is None:
        records = tuple(part.records())
        told = _make(shared, part, name, records)
        files = ("nq", *_SLICES) if shared.dumps_only else ("nq", "wikibase", *_SLICES)
        shared.kept.remember(name, told, *(shared.folder / f"{name}.{what}" for what in files))
    *places, counts, kinds, relations, disagreements, used, checked = told
    aside, sent, passing = (
        Slices(shared.folder / f"{name}.{what}", Places(each)) for what, each in zip(_SLICES, places, strict=True)
    )
    origins, path = _origins(shared, part, name, records)
    found = Checked()
    found.add(Checked.of(*checked), origins() if checked[0] else None)
    return Made(
        part.number,
        shared.folder,
        name,
        path,
        aside,
        sent,
        passing,
        Counter(counts),
        Counter(kinds),
        Counter(relations),
        disagreements,
        used,
        found,
    )


def _make(shared: Shared, part: Part, name: str, records: tuple[Record, ...]) -> tuple[object, ...]:
    graphs = shared.graphs(records, part.elsewhere, part.disputed)
    written = graphs.part()
    around = {source: frozenset(lines) for source, lines in written.aside.items()}
    foreign = _sent_home(shared, part, written)
    for source, lines in part.told().items():
        written.own.setdefault(source, set()).update(lines)
    write_lines(shared.folder / f"{name}.nq", set[str]().union(*written.own.values()))
    if not shared.dumps_only:
        write_lines(shared.folder / f"{name}.wikibase", wikibase_part(graphs))
    sent = {home: (pack(lines),) for home, lines in foreign.items()}
    slices: tuple[Mapping[int, tuple[bytes, ...]], ...] = (
        _slices(shared, written.aside),
        sent,
        _said(shared, graphs.said()),
    )
    files = (write_slices(shared.folder / f"{name}.{what}", each) for what, each in zip(_SLICES, slices, strict=True))
    comparisons = [each for one in graphs.reconciled for each in one.comparisons]
    abouts = {record.about for record in records}
    return (
        *(dict(each.places) for each in files),
        dict(counted(written.own)),
        dict(Counter(each.partition("/")[0] for each in abouts)),
        dict(Counter(each.relation.value for each in comparisons)),
        [(each.about, f"{each.about}: {each.explanation}") for each in comparisons if each.relation == "disjoint"],
        graphs.used,
        check(shared.base, written.own, around).plain(),
    )


def _said(shared: Shared, said: Said) -> dict[int, tuple[bytes]]:
    """What is said in passing, by the gathering part of its thing."""
    made: dict[int, Said] = {}
    for spot, values in said.values.items():
        made.setdefault(shared.gathering(spot[0]), Said()).values[spot] = values
    for spot in said.disputed:
        made.setdefault(shared.gathering(spot[0]), Said()).disputed.add(spot)
    return {number: (pack((each.values, each.disputed)),) for number, each in made.items()}


def _origins(shared: Shared, part: Part, made: str, records: tuple[Record, ...]) -> tuple[Callable[[], Origins], Path]:
    """The file that says where the records of a part stand, and a function that reads it."""
    stands = [f"{read.file} {read.before}".encode() + read.slices.read(part.number, 1) for read in part.read
              if part.number in read.slices.places]  # fmt: skip
    name = f"origins-{digest(made.encode(), *stands)}"
    path = shared.folder / f"{name}.jsonl"
    if shared.kept.recall(name) is None:
        write_origins(path, origins_of(records or tuple(part.records()), shared.base, shared.ontology))
        shared.kept.remember(name, (), path)

    def read() -> Origins:
        with path.open(encoding="utf-8", newline="\n") as stream:
            return Origins.from_json_lines(stream)

    return read, path


def owned(shared: Shared, task: tuple[Part, frozenset[str]]) -> set[tuple[str, str]]:
    """Which of their keys some things own, in the part that has their records."""
    part, wanted = task
    return shared.graphs(tuple(record for record in part.records() if record.about in wanted)).said().owned


# -- what is mentioned -------------------------------------------------------------------------------------------------


def _sent_home(shared: Shared, part: Part, written: Lines) -> dict[int, BySource]:
    """Take what is said in passing of things that have records out of `aside`: it is the part's own, or another's.

    Of records only those of the part are spoken of: comparisons point at them.
    """
    made: dict[int, BySource] = {}
    spaces = tuple(f"<{shared.base}{namespace}/" for namespace in (*shared.ontology.subjects(), "record"))
    for source, lines in written.aside.items():
        for line in [each for each in lines if each.startswith(spaces)]:
            thing = _thing(line, shared.base)
            if thing in shared.frame.entities and thing not in part.described:
                continue  # the editors alone describe it
            lines.remove(line)
            home = part.number if thing.startswith("record/") else part_of(thing, shared.parts)
            into = written.own if home == part.number else made.setdefault(home, {})
            into.setdefault(source, set()).add(line)
    return made


def _slices(shared: Shared, aside: Mapping[str, Iterable[str]]) -> dict[int, tuple[bytes, bytes]]:
    """Lines by the gathering part of the thing that they are about, and what the things are that they point at."""
    made: dict[int, tuple[dict[str, list[str]], dict[str, list[str]]]] = {}
    for source, lines in aside.items():
        types: dict[str, list[str]] = {}
        for line in lines:
            subject, predicate, _ = line.split(" ", 2)
            if predicate == RDF_TYPE:
                types.setdefault(subject, []).append(line)
        for line in sorted(lines):
            own, around = made.setdefault(shared.gathering(_thing(line, shared.base)), ({}, {}))
            own.setdefault(source, []).append(line)
            pointed = types.get(line.split(" ", 3)[2])
            if pointed:
                around.setdefault(source, []).extend(pointed)
    return {number: (pack(own), pack(around)) for number, (own, around) in made.items()}


def _thing(line: str, base: str) -> str:
    """The local id of the thing that a line is about; an IRI that is none of ours as it is."""
    return line[1 : line.index(">")].removeprefix(base).partition("#")[0]


@dataclass(slots=True)
class Gathered:
    """What was gathered about things that are mentioned: the file of their lines, and what is counted."""

    lines: Path
    counts: Counter[str]
    checked: Checked


def gather(shared: Shared, task: tuple[int, tuple[Slices, ...]]) -> Gathered:
    """Put together what all parts and the editors say of the things of one gathering part, and validate it."""
    number, slices = task
    own, around = gathered(number, slices)
    default = own.setdefault("", set())
    default |= labels_of_mentioned(default, shared.base, shared.ontology, shared.frame.entities)
    lines = write_lines(shared.folder / f"gathered-{number:05}.nq", set[str]().union(*own.values()))
    return Gathered(lines, counted(own), check(shared.base, own, around))


def gathered(number: int, slices: Iterable[Slices]) -> tuple[BySource, BySource]:
    """The lines of one gathering part, by source, and those that say what the things are that they point at."""
    made: tuple[BySource, BySource] = ({}, {})
    for each in slices:
        for which, into in enumerate(made):
            data = each.read(number, which)
            for source, lines in (unpack(data) if data else {}).items():
                into.setdefault(source, set()).update(lines)
    return made


def write_editors(shared: Shared, described: frozenset[str]) -> tuple[Slices, Path, set[str]]:
    """What the editors and the sources say of themselves, for gathering, and their part of the Wikibase profile."""
    graphs = shared.graphs(())
    lines = graphs.editors(described)
    path = shared.folder / "editors"
    slices = write_slices(path.with_suffix(".aside"), _slices(shared, {"": set(lines)}))
    rest = () if shared.dumps_only else wikibase_rest(graphs, described)
    return slices, write_lines(path.with_suffix(".wikibase"), rest), graphs.used


# -- files -------------------------------------------------------------------------------------------------------------


def counted(lines: Mapping[str, set[str]]) -> Counter[str]:
    """How many lines each graph has."""
    return Counter({name: len(each) for name, each in lines.items()})


def write_lines(path: Path, lines: Iterable[str]) -> Path:
    """Write lines, sorted by their bytes as by their letters (UTF-8 keeps the order)."""
    path.write_bytes(b"".join(sorted([f"{line}\n".encode() for line in lines])))  # bytes are compared sooner
    return path


def write_origins(path: Path, origins: Origins) -> Path:
    """Write origins as lines of JSON."""
    path.write_text(origins.to_json_lines(), encoding="utf-8", newline="\n")
    return path
