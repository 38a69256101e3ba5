"""Opens the harvest of a source: its crosswalk, its corrections and its inputs, ready to run."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from memorial_kg.ontology import Ontology
from memorial_kg.records import Record
from memorial_kg.records.writing import record_tree
from memorial_kg.sources.corrections import Correction, read_corrections
from memorial_kg.sources.crosswalk.reading import read_crosswalk
from memorial_kg.sources.crosswalk.report import Report
from memorial_kg.sources.crosswalk.running import Harvested, Harvester
from memorial_kg.sources.readers import READERS, Inputs, open_inputs

__all__ = ["Harvesting", "line_of", "open_harvest"]

_ARCHIVE: Final = re.compile(r"\.(zip|tar|gz|tgz)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Harvesting:
    """A harvest that can begin."""

    harvester: Harvester
    inputs: Inputs
    report: Report

    def __iter__(self) -> Iterator[Harvested]:
        """What becomes of each row, in the order of the inputs."""
        yield from self.harvester.run(self.inputs.rows())
        self.report.passed_over = [*self.inputs.passed_over]


def open_harvest(
    folder: Path, words: Sequence[str], ontology: Ontology, report: Report, standard_input: BinaryIO | None = None
) -> Harvesting:
    """Open the harvest of the inputs that words name, by the source.toml in a folder.

    Mistakes in source.toml and corrections.yaml are one `InputError`.
    """
    crosswalk = read_crosswalk(folder / "source.toml", ontology, READERS)
    inputs = open_inputs(words, crosswalk.reading, standard_input=standard_input)
    report.documents = [*words]
    harvester = Harvester(crosswalk, ontology, report, _corrections(folder), _shown(words))
    return Harvesting(harvester, inputs, report)


def line_of(record: Record) -> bytes:
    """A record as a line of JSON."""
    return orjson.dumps(record_tree(record)) + b"\n"


def _corrections(folder: Path) -> list[Correction]:
    files = [path for path in (folder / "corrections.yaml", folder / "corrections.yml") if path.is_file()]
    return [correction for path in files for correction in read_corrections(path)]


def _shown(words: Sequence[str]) -> Callable[[str], str]:
    """How records name the file of a row: not at all where there is one, else without the folders above it.

    The same data give the same records, wherever they lie.
    """
    if len(words) == 1 and (words[0] == "-" or (Path(words[0]).is_file() and not _ARCHIVE.search(words[0]))):
        return lambda _: ""
    bases = sorted({base for word in words if (base := _base(word))}, key=len, reverse=True)

    def shown(file: str) -> str:
        return next((file.removeprefix(base) for base in bases if file.startswith(base)), file)

    return shown


def _base(word: str) -> str:
    """The folders above what a word names, with the slash behind them."""
    path = Path(word)
    if path.is_dir():
        return f"{path.as_posix()}/"
    fixed = re.split(r"[*?\[]", word, maxsplit=1)[0] if glob.has_magic(word) else word
    return fixed[: fixed.rfind("/") + 1]
