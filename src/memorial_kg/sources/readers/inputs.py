"""Turns the words by which a person names inputs into inputs: files, folders, patterns, archives, standard input."""

from __future__ import annotations

import glob
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, cast

from memorial_kg.errors import InputError, UsageError
from memorial_kg.sources.readers.archives import gunzipped, is_gzip, is_zip, zip_members
from memorial_kg.sources.readers.finding import Finding, broken, file_problem
from memorial_kg.sources.readers.formats import READERS, check_format, format_of, formats_of_suffix
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.scanning import NotJSONError
from memorial_kg.sources.readers.sparql import SCHEME

__all__ = ["Inputs", "Opened", "open_inputs"]

_IN_MEMORY: Final = 1 << 24  # bytes of standard input; what is more goes to a file without a name
_ZIPPED: Final = frozenset({"xlsx", "xls", "ods", "kmz"})  # formats that are zips themselves


@dataclass(frozen=True, slots=True)
class Opened:
    """An input whose format is known."""

    input: Input
    format: str
    rules: ReadingRules

    @property
    def name(self) -> str:
        """The input as messages name it."""
        return self.input.name

    def rows(self) -> Iterator[SourceRow]:
        """Its rows. An input that cannot be read at all is one row without values, with the problems that it has."""
        try:
            yield from READERS[self.format](self.input, self.rules)
        except InputError as error:
            yield SourceRow({}, "the file", self.name, 0, error.problems)
        except NotJSONError as error:
            yield broken(
                Finding(self.name, "the file", error.line), f"this is not JSON: {error}", "JSON", "mend the file"
            )
        except OSError as error:
            problem = file_problem(self.name, f"it cannot be read: {error.strerror or error}")
            yield SourceRow({}, "the file", self.name, 0, problem.problems)


@dataclass
class Inputs:
    """The inputs that some words name, in order, and the files that lay beside them and are of another format."""

    words: Sequence[str]
    rules: ReadingRules
    folder: Path
    standard_input: BinaryIO | None = None
    passed_over: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Opened]:
        self.passed_over.clear()
        for word in self.words or [f"{SCHEME}{self.rules.endpoint}"]:
            yield from self._named(word)

    def rows(self) -> Iterator[SourceRow]:
        """The rows of all inputs, one after the other."""
        return chain.from_iterable(opened.rows() for opened in self)

    def _named(self, word: str) -> Iterator[Opened]:
        if word == "-":
            yield from self._file(_spooled(self.standard_input))
            return
        if word.startswith((f"{SCHEME}http:", f"{SCHEME}https:")):
            yield Opened(Input(word, _no_bytes), "sparql", self.rules)
            return
        path = self.folder / word
        if path.is_dir():
            yield from self._gathered(_in_folder(path, word, self.passed_over), word)
        elif path.is_file():
            yield from self._file(_on_disk(path, word))
        elif (inside := self._archive(word)) is not None:
            yield from inside
        elif glob.has_magic(word):
            yield from self._matching(word)
        else:
            raise file_problem(word, "there is no such file or folder", "", "check the name")

    def _file(self, source: Input) -> Iterator[Opened]:
        """One file that a person named, whatever it is: an archive stands for its members."""
        source, head = _uncompressed(source)
        if is_zip(head) and self.rules.format not in _ZIPPED and not _ZIPPED & set(formats_of_suffix(source.name)):
            if zipped := _zipped_format(source):
                yield Opened(source, zipped, self.rules)
            else:
                yield from self._gathered(zip_members(source), source.name)
        else:
            yield Opened(
                source, check_format(self.rules.format) if self.rules.format else format_of(source), self.rules
            )

    def _gathered(self, sources: Iterator[Input], word: str) -> Iterator[Opened]:
        """The files of one format among many; which one has to be declared where there are several."""
        wanted = self.rules.format and check_format(self.rules.format)
        found: dict[str, list[Input]] = {}
        for source in sources:
            inner, _ = _uncompressed(source)
            found.setdefault(_format_among(inner, wanted), []).append(inner)
        others = found.pop("", [])
        if not wanted and len(found) > 1:
            counts = ", ".join(f"{len(files)} of {name}" for name, files in sorted(found.items()))
            raise file_problem(word, f"it holds {counts}", "files of one format", "declare format, or name a pattern")
        wanted = wanted or next(iter(found), "")
        if wanted not in found:
            what = f"it holds no file of the format {wanted}" if wanted else "it holds no file of a known format"
            raise file_problem(word, what, f"one of {', '.join(READERS)}", "check the name, or declare format")
        rest = (source for name, files in found.items() if name != wanted for source in files)
        self.passed_over += sorted(source.name for source in chain(others, rest))
        for source in found[wanted]:
            yield Opened(source, wanted, self.rules)

    def _archive(self, word: str) -> Iterator[Opened] | None:
        """The members that a word such as `a.zip/b.csv` or `a.zip/*.csv` names; None if it names no archive."""
        parts = Path(word).parts
        for at in range(1, len(parts)):
            archive = Path(*parts[:at])
            if (self.folder / archive).is_file():
                return self._members(archive, "/".join(parts[at:]), word)
        return None

    def _members(self, archive: Path, inner: str, word: str) -> Iterator[Opened]:
        source = _on_disk(self.folder / archive, archive.as_posix())
        prefix = f"{source.name}/"
        members = [each for each in zip_members(source) if _fits(each.name.removeprefix(prefix), inner)]
        if not members:
            raise file_problem(word, "there is no such member in the archive", "", "check the name")
        return chain.from_iterable(self._file(each) for each in members)

    def _matching(self, pattern: str) -> Iterator[Opened]:
        names = sorted(glob.glob(pattern, root_dir=self.folder, recursive=True))  # noqa: PTH207 - patterns may be absolute
        files = [name for name in names if (self.folder / name).is_file()]
        if not files:
            raise file_problem(pattern, "no file matches this pattern", "", "check it; ** stands for any folders")
        for name in files:
            yield from self._file(_on_disk(self.folder / name, name))


def open_inputs(
    words: Sequence[str],
    rules: ReadingRules | None = None,
    *,
    folder: Path | None = None,
    standard_input: BinaryIO | None = None,
) -> Inputs:
    """The inputs that words name: `list.csv`, `folder/`, `**/*.geojson`, `a.zip`, `a.zip/b.csv`, `-`, and `sparql+https://…`.

    A folder stands for all files of one format in it and below, sorted. Relative names begin at `folder`.
    """
    if not words and not (rules and rules.endpoint):
        raise UsageError("Name a file, a folder, a pattern such as **/*.geojson, or - for standard input")
    return Inputs(words, rules or ReadingRules(), folder or Path(), standard_input)


def _no_bytes() -> BinaryIO:
    raise UsageError("An endpoint is asked, not read")


def _in_folder(folder: Path, word: str, passed_over: list[str]) -> Iterator[Input]:
    """The files in a folder and below, sorted; what is hidden is left alone, and no link leads out of the folder."""
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in inner.parts):
            continue
        name = (Path(word) / inner).as_posix()
        if path.resolve().is_relative_to(home):
            yield _on_disk(path, name)
        else:
            passed_over.append(name)


def _format_among(source: Input, wanted: str) -> str:
    """The format of a file among others, where the suffix has to speak for it; empty if it is none that we read."""
    by_suffix = formats_of_suffix(source.name)
    if not by_suffix or wanted in by_suffix:
        return wanted if by_suffix else ""
    try:
        return format_of(source)
    except InputError:
        return ""


def _on_disk(path: Path, name: str) -> Input:
    return Input(name, lambda: path.open("rb"), path)


def _uncompressed(source: Input) -> tuple[Input, bytes]:
    """An input without gzip around it, and its first bytes; of a damaged one, none: its reader will say so."""
    try:
        head = _head(source)
        if is_gzip(head):
            source = gunzipped(source)
            head = _head(source)
    except InputError:
        head = b""
    return source, head


def _head(source: Input) -> bytes:
    try:
        with source.open() as stream:
            return stream.read(8)
    except OSError as error:
        raise file_problem(source.name, f"it cannot be read: {error.strerror or error}") from None


def _zipped_format(source: Input) -> str:
    """The format of a zip that is a document: a spreadsheet or a map."""
    members = {member.name.removeprefix(f"{source.name}/") for member in zip_members(source)}
    tells = {"xlsx": "xl/workbook.xml", "ods": "content.xml", "kmz": "doc.kml"}
    return next((name for name, member in tells.items() if member in members and name in READERS), "")


def _fits(name: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    return name == pattern or name.startswith(f"{pattern.rstrip('/')}/") or fnmatchcase(name, pattern)


def _spooled(standard_input: BinaryIO | None) -> Input:
    """Standard input, kept so that it can be read twice: once to see what it is."""
    if standard_input is None:
        raise UsageError("There is no standard input to read")
    kept = _Kept(max_size=_IN_MEMORY)
    while block := standard_input.read(1 << 20):
        kept.write(block)
    return Input("standard input", lambda: io.BufferedReader(_Again(cast("BinaryIO", kept))))


class _Kept(tempfile.SpooledTemporaryFile[bytes]):
    """A file without a name that lives as long as the input that reads it, and then closes without a warning."""

    def __del__(self) -> None:
        self.close()


class _Again(io.RawIOBase):
    """A kept stream from its beginning, beside others that read it too."""

    def __init__(self, kept: BinaryIO) -> None:
        self._kept, self._at = kept, 0
        self._size = kept.seek(0, io.SEEK_END)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        before = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = before + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._kept.seek(self._at)
        data = self._kept.read(len(buffer))
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)
