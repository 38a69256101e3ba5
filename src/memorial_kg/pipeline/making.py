"""Makes the dataset of a workspace: its parts, what they say to each other, and the whole of it.

Parts are made as if no part concerned another. That is so but for two things: what is said in passing of a memorial of
another part, and a value that is said in passing of one thing, but not the same everywhere. Parts that one of these
concerns are made again, knowing it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from memorial_kg.built import ORIGINS, PROFILES
from memorial_kg.graph.dataset import Elsewhere
from memorial_kg.jobs import Crew
from memorial_kg.pipeline.checking import Checked, check
from memorial_kg.pipeline.collecting import Collected
from memorial_kg.pipeline.contesting import Contested, contested
from memorial_kg.pipeline.merging import merge
from memorial_kg.pipeline.parts import (
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
from memorial_kg.pipeline.spill import Slices
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
    whole = Whole(kept={each.name for each in told.read})
    parts = _all_parts(shared, crew, _Plain(told, described), whole.kept, progress)
    slices, wikibase, used = write_editors(shared, described)
    asides = (*(each.aside for each in parts), slices)
    groups = [*crew.work(gather, ((number, _of(asides, number)) for number in range(shared.last)))]
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
    whole.quads = quads + len(default)
    for each in parts:
        whole.kinds += each.kinds
        whole.relations += each.relations
        whole.disagreements += each.disagreements
        whole.checked.add(each.checked)
    _add_gathered(whole.checked, [*(each.checked for each in groups), check(shared.base, last, around)], out / ORIGINS)
    return whole


def _of(slices: Iterable[Slices], number: int) -> tuple[Slices, ...]:
    """Those slices that have something of one number, and no more of them."""
    return tuple(each.of(number) for each in slices if number in each.places)


def _add_gathered(checked: Checked, others: Sequence[Checked], origins: Path) -> None:
    """Take in what was found about what is mentioned, with its places; only what it is about is looked up."""
    nodes = {node for each in others for node in each.nodes()}
    found = Origins()
    if nodes:
        with origins.open(encoding="utf-8", newline="\n") as stream:
            found = Origins.from_json_lines(stream, nodes)
    for each in others:
        checked.add(each, found)


class _Plain(NamedTuple):
    """Parts as if no part concerned another; made when they are needed, since each knows something of each piece."""

    told: Collected
    described: frozenset[str]

    def part(self, number: int) -> Part:
        read = tuple(each.of_part(number) for each in self.told.read if number in each.slices.places)
        return Part(number, read, self.described, self.told.dropped)


def _all_parts(shared: Shared, crew: Crew[Shared], plain: _Plain, kept: set[str], progress: _Progress) -> list[Made]:
    """The parts; those made again that leave out what is said elsewhere; then those to which others speak."""
    parts: dict[int, Made] = {}

    def make(tasks: Iterable[Part], count: int) -> None:
        for done, each in enumerate(crew.work(make_part, tasks), 1):
            parts[each.number] = each
            kept.update((each.name, each.origins.stem))
            progress("reconciling, mapping and validating", done, count)

    make(map(plain.part, range(shared.parts)), shared.parts)
    elsewhere, disputed = _not_their_own(shared, crew, plain, parts.values())

    def known(number: int) -> Part:
        found = elsewhere.get(number, {}), disputed.get(number, {})
        return replace(plain.part(number), elsewhere=found[0], disputed=found[1])

    again = sorted({*elsewhere, *disputed})
    make(map(known, again), len(again))
    sent = tuple(each.sent for each in parts.values() if each.sent.places)
    again = sorted({number for each in sent for number in each.places})
    make((replace(known(number), sent=_of(sent, number)) for number in again), len(again))
    return [parts[number] for number in range(shared.parts)]


def _not_their_own(
    shared: Shared, crew: Crew[Shared], plain: _Plain, parts: Iterable[Made]
) -> tuple[dict[int, Elsewhere], dict[int, Elsewhere]]:
    """Of each part that has some, the keys that it must not take from what is said in passing, and those disputed."""
    passing = [(each.number, each.passing) for each in parts]
    numbers = sorted({number for _, each in passing for number in each.places})
    found = Contested()
    for each in crew.work(
        contested,
        (
            (number, tuple((part, told.of(number)) for part, told in passing if number in told.places))
            for number in numbers
        ),
    ):
        found.add(each)
    tasks = ((plain.part(number), things) for number, things in found.asked(shared).items())
    found.said.owned |= set[tuple[str, str]]().union(*crew.work(owned, tasks))
    return found.by_part(shared)


def joined(out: Path, files: Iterable[Path]) -> None:
    """Write files one after the other."""
    with out.open("wb") as stream:
        for each in files:
            with each.open("rb") as part:
                shutil.copyfileobj(part, stream, 1 << 20)
