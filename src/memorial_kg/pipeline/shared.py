"""What every process of a build knows from the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from memorial_kg.graph.dataset import Elsewhere, Graphs
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.pipeline.keeping import Kept, digest
from memorial_kg.pipeline.program import program
from memorial_kg.pipeline.spill import pack, part_of
from memorial_kg.records import Record
from memorial_kg.workspace import Workspace

__all__ = ["Shared"]


@dataclass(frozen=True)
class Shared:
    """The workspace without its records, into how many parts these fall, and the folder for what lies in between.

    With `dumps_only` there is no Wikibase profile.
    """

    frame: Workspace
    parts: int
    folder: Path
    dumps_only: bool = False

    @property
    def kept(self) -> Kept:
        """What was made before, and is made now."""
        return Kept(self.folder)

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology, read once in each process."""
        return load_ontology()

    @property
    def base(self) -> str:
        """The IRI that all ids begin with."""
        return self.frame.dataset.base

    @cached_property
    def editors(self) -> tuple[Record, ...]:
        """What the editors have written: entities and decisions."""
        return (*self.frame.entities.values(), *self.frame.decisions)

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of what is described without any record: by the editors, or as a source."""
        return frozenset(name for each in (*self.editors, *self.frame.sources) for name in (each.id, each.about))

    @cached_property
    def decided(self) -> frozenset[str]:
        """The ids of the records and things that decisions are about."""
        return frozenset(each for decision in self.frame.decisions for each in decision.claims["of"])

    def graphs(
        self,
        records: tuple[Record, ...],
        elsewhere: Elsewhere | None = None,
        disputed: Elsewhere = MappingProxyType({}),
        distributions: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> Graphs:
        """What these records say, as lines."""
        return Graphs(replace(self.frame, records=records), self.ontology, distributions, elsewhere, disputed)

    @cached_property
    def fingerprint(self) -> bytes:
        """A digest of what a part depends on besides its records: the program, the ontology, what the editors say."""
        about = f"{self.parts} {self.base} {self.dumps_only}"
        told = (pack((each.about, dict(each.claims))) for each in (*self.editors, *self.frame.sources))
        return digest(about.encode(), program(), *told).encode()

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: with the fingerprint, which takes a while to find out, without the ontology."""
        self.fingerprint  # noqa: B018 - is kept from now on
        return {name: value for name, value in vars(self).items() if name != "ontology"}

    # -- gathering -----------------------------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        """The gathering part of what is not told before the end: the data set, its sources, and what is not ours."""
        return max(1, self.parts // 8)

    def gathering(self, thing: str) -> int:
        """The part in which all is gathered that is said of a thing in passing, or by the editors."""
        namespace, slash, _ = thing.partition("/")
        ours = slash and namespace in self.ontology.by_namespace and namespace != "source"
        return part_of(thing, self.last) if ours else self.last
