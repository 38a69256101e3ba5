"""Opens what is compressed, and stops when more comes out of it than any source holds."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final, cast

from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.row import Input
from memorial_kg.values import quote

__all__ = ["contents", "gunzipped", "is_gzip", "is_zip", "zip_members"]

_LARGEST: Final = 1 << 34  # bytes out of one file: 16 GiB
_LARGEST_WHOLE: Final = 1 << 28
_RATIO: Final = 250  # what compresses better than this beyond the first bytes was made to burst
_FREE: Final = 1 << 25
_MOST_MEMBERS: Final = 100_000
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# All that the libraries raise over bytes that are no archive.
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
                  NotImplementedError, RuntimeError, OverflowError)  # fmt: skip


class _Bounded(io.RawIOBase):
    """A decompressed stream that counts what it gives, and names its file when something is wrong with it."""

    def __init__(self, stream: IO[bytes], name: str, compressed: int) -> None:
        self.below: BinaryIO | None = None  # what it is decompressed from: nobody else will close it
        self._stream, self._name, self._given = stream, name, 0
        self._most = min(_LARGEST, max(_FREE, compressed * _RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise file_problem(self._name, f"it is damaged: {error}", "a whole archive", "fetch it again") from None
        self._given += len(data)
        if self._given > self._most:
            what = f"more than {self._most >> 20} MiB come out of it, as out of an archive that is made to burst"
            raise file_problem(
                self._name, what, "a source of a sensible size", "look what it is, and unpack it yourself"
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        if self.below:
            self.below.close()
        super().close()


def contents(source: Input) -> bytes:
    """All bytes of an input whose format cannot be read as it comes."""
    with source.open() as stream:
        data = stream.read(_LARGEST_WHOLE + 1)
    if len(data) > _LARGEST_WHOLE:
        what = f"it is larger than {_LARGEST_WHOLE >> 20} MiB"
        raise file_problem(source.name, what, "a file that fits into memory", "save it as CSV or JSON Lines")
    return data


def _bounded(stream: IO[bytes], name: str, compressed: int, below: BinaryIO) -> BinaryIO:
    made = _Bounded(stream, name, compressed)
    made.below = below
    return io.BufferedReader(made, 1 << 16)


def is_zip(head: bytes) -> bool:
    """Tell whether a file begins as a zip does, an empty one too."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(head: bytes) -> bool:
    """Tell whether a file begins as gzip does."""
    return head.startswith(b"\x1f\x8b")


def gunzipped(source: Input) -> Input:
    """The same input, decompressed."""

    def opened() -> BinaryIO:
        size, below = _size(source), source.open()
        return _bounded(cast("IO[bytes]", gzip.GzipFile(fileobj=below)), source.name, size, below)

    return Input(source.name, opened)


def _size(source: Input) -> int:
    with source.open() as stream:
        return stream.seek(0, io.SEEK_END)


def zip_members(source: Input) -> Iterator[Input]:
    """The files in a zip, by name; one whose name leads out of it is an error, although nothing is unpacked."""
    for info in sorted(_listed(source), key=lambda info: info.filename):
        name = f"{source.name}/{info.filename}"
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or _is_hidden(info.filename):
            continue
        if info.flag_bits & 1:
            raise file_problem(name, "it is encrypted", "a file that can be read", "unpack the archive yourself")
        yield Input(name, _opener(source, info, name))


def _listed(source: Input) -> list[zipfile.ZipInfo]:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except _BROKEN as error:
        raise file_problem(source.name, f"it is no zip that can be read: {error}", "a zip", "fetch it again") from None
    if len(members) > _MOST_MEMBERS:
        raise file_problem(
            source.name, f"it has {len(members)} members", f"at most {_MOST_MEMBERS}", "unpack it yourself"
        )
    for info in members:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or _DRIVE.match(info.filename) or not info.filename.isprintable():
            what = f"its member {quote(info.filename)} leads out of the archive"
            raise file_problem(source.name, what, "names inside of it", "do not trust this archive")
    return members


def _is_hidden(name: str) -> bool:
    """What systems add on their own: `__MACOSX/`, `.DS_Store`."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _opener(source: Input, info: zipfile.ZipInfo, name: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        below = source.open()
        try:
            member = zipfile.ZipFile(below).open(info)  # noqa: SIM115 - the stream that is given out closes it
        except _BROKEN as error:
            below.close()
            raise file_problem(name, f"it cannot be read: {error}", "a whole archive", "fetch it again") from None
        return _bounded(member, name, info.compress_size, below)

    return opened
