"""Makes the dataset of a workspace: its parts, what they say to each other, and the whole of it.

Parts are made as if no part concerned another. That is so but for two things: what is said in passing of a memorial of
another part, and a value that is said in passing of one thing, but not the same everywhere. Parts that one of these
concerns are made again, knowing it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from memorial_kg.built import ORIGINS, PROFILES
from memorial_kg.graph.dataset import Said, disputed_by_others, elsewhere_of
from memorial_kg.jobs import Crew
from memorial_kg.pipeline.checking import Checked, check
from memorial_kg.pipeline.collecting import Collected
from memorial_kg.pipeline.merging import merge
from memorial_kg.pipeline.parts import (
    BySource,
    Gathered,
    Made,
    Part,
    counted,
    gather,
    gathered,
    make_part,
    owned,
    write_editors,
    write_lines,
    write_origins,
)
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import part_of
from memorial_kg.validation import Origins, origins_of

__all__ = ["Whole", "make"]

_Progress = Callable[[str, int, int], None]
Files: TypeAlias = Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Whole:
    """What was made, in numbers: quads, things by kind, comparisons by relation, and what validation found.

    `kept` are the names of the files that the next build may need.
    """

    quads: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    disagreements: list[tuple[str, str]] = field(default_factory=list)
    checked: Checked = field(default_factory=Checked)
    kept: set[str] = field(default_factory=set)


def make(  # noqa: PLR0913 - two have names
    shared: Shared,
    crew: Crew[Shared],
    told: Collected,
    out: Path,
    *,
    files: Files = MappingProxyType({}),
    progress: _Progress,
) -> Whole:
    """Write the dataset, its Wikibase profile and the origins of its records into a folder.

    `files` are the dumps of which the description of the data set speaks: by format, media type and file name.
    """
    described = frozenset[str]().union(*(each.described for each in told.read))
    plain = [Part(number, told.read, described, told.dropped) for number in range(shared.parts)]
    rounds = [_make_parts(crew, plain, progress)]
    rounds += _made_again(shared, crew, plain, rounds[0], progress)
    parts = rounds[-1]
    slices, wikibase, used = write_editors(shared, described)
    asides = (*(each.aside for each in parts), slices)
    groups = [*crew.work(gather, ((number, asides) for number in range(shared.last)))]
    everything: list[Made | Gathered] = [*parts, *groups]
    last, around = gathered(shared.last, asides)
    graphs = shared.graphs((), distributions=files)
    default = last.setdefault("", set())
    default |= {*graphs.labels(used.union(*(each.used for each in parts)))}
    counts = sum((each.counts for each in everything), counted(last))
    quads = counts.total() - len(default)
    default |= {*graphs.description(counts)}
    end = write_lines(shared.folder / "last.nq", set[str]().union(*last.values()))
    progress("merging", 0, 0)
    merge([*(each.lines for each in everything), end], out / PROFILES[""], crew)
    if not shared.dumps_only:
        merge([*(each.wikibase for each in parts), wikibase], out / PROFILES["wikibase"], crew, once=True)
    origins = origins_of((*shared.editors, *shared.frame.sources), shared.base, shared.ontology)
    joined(
        out / ORIGINS, [write_origins(shared.folder / "editors.origins", origins), *(each.origins for each in parts)]
    )
    others = [*(each.checked for each in groups), check(shared.base, last, around)]
    return Whole(
        quads + len(default),
        sum((each.kinds for each in parts), Counter[str]()),
        sum((each.relations for each in parts), Counter[str]()),
        [sentence for each in parts for sentence in each.disagreements],
        _checked(parts, others, out / ORIGINS),
        {
            *(each.name for each in told.read),
            *(name for made in rounds for each in made for name in (each.name, each.origins.stem)),
        },
    )


def _checked(parts: Iterable[Made], others: Iterable[Checked], origins: Path) -> Checked:
    """What validation found, each result with its place; only where there is one are the origins read."""
    made = Checked()
    for part in parts:
        made.add(part.checked)
    for each in others:
        with origins.open(encoding="utf-8", newline="\n") as stream:
            made.add(each, Origins.from_json_lines(stream) if each.violations else None)
    return made


def _make_parts(crew: Crew[Shared], parts: Sequence[Part], progress: _Progress) -> list[Made]:
    made: list[Made] = []
    for each in crew.work(make_part, parts):
        made.append(each)
        progress("reconciling, mapping and validating", len(made), len(parts))
    return made


def _made_again(
    shared: Shared, crew: Crew[Shared], plain: Sequence[Part], parts: list[Made], progress: _Progress
) -> Iterator[list[Made]]:
    """The parts once more, those made again that leave out what is said elsewhere; then those to which others speak."""
    said = Said()
    for each in parts:
        said.add(each.said)
    said.owned |= _owned(shared, crew, plain, said)
    elsewhere, disputed = elsewhere_of(said), disputed_by_others(said)
    known = [
        replace(
            plain[each.number],
            elsewhere={name: elsewhere[name] for name, _ in each.said.values if name in elsewhere},
            disputed={name: keys for name, keys in disputed.items() if part_of(name, shared.parts) == each.number},
        )
        for each in parts
    ]
    parts = _replaced(crew, parts, [each for each in known if each.elsewhere or each.disputed], progress)
    yield parts
    foreign = _foreign(parts)
    told = [replace(known[number], foreign=lines) for number, lines in sorted(foreign.items())]
    yield _replaced(crew, parts, told, progress)


def _replaced(crew: Crew[Shared], parts: list[Made], again: Sequence[Part], progress: _Progress) -> list[Made]:
    made = {each.number: each for each in _make_parts(crew, again, progress)} if again else {}
    return [made.get(each.number, each) for each in parts]


def _owned(shared: Shared, crew: Crew[Shared], plain: Sequence[Part], said: Said) -> set[tuple[str, str]]:
    """Which keys that are said in passing belong to things that have records of their own."""
    subjects = shared.ontology.subjects()
    wanted: dict[int, set[str]] = {}
    for thing, _ in said.values:
        if thing.partition("/")[0] in subjects:
            wanted.setdefault(part_of(thing, shared.parts), set()).add(thing)
    tasks = [(plain[number], frozenset(things)) for number, things in sorted(wanted.items())]
    return set[tuple[str, str]]().union(*crew.work(owned, tasks))


def _foreign(parts: Iterable[Made]) -> dict[int, BySource]:
    """What parts say of the things of other parts."""
    made: dict[int, BySource] = {}
    for each in parts:
        for number, lines in each.foreign.items():
            for source, several in lines.items():
                made.setdefault(number, {}).setdefault(source, set()).update(several)
    return made


def joined(out: Path, files: Iterable[Path]) -> None:
    """Write files one after the other."""
    with out.open("wb") as stream:
        for each in files:
            with each.open("rb") as part:
                shutil.copyfileobj(part, stream, 1 << 20)
