"""Walks through two sorted files of N-Quads side by side: which lines only one of them has, in constant memory."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from memorial_kg.errors import InputError, Problem

__all__ = ["LinesFile", "fingerprint", "only", "subjects"]


@dataclass(frozen=True, slots=True)
class LinesFile:
    """The lines of a file of canonical N-Quads; each walk opens it anew."""

    path: Path

    def __iter__(self) -> Iterator[str]:
        """Each line without its end.

        Raises InputError where the lines are not in order: then a walk side by side would see differences where there
        are none.
        """
        before = ""
        try:
            # Only \n ends a line: a literal may hold U+2028.
            with self.path.open(encoding="utf-8", newline="\n") as stream:
                for number, written in enumerate(stream, 1):
                    line = written.rstrip("\r\n")
                    if line <= before:
                        raise InputError(problems=[self._disorder(number, line, before)])
                    before = line
                    yield line
        except UnicodeDecodeError as error:
            raise InputError(f"{self.path}: this is not UTF-8, so it is no file of N-Quads") from error
        except OSError as error:
            raise InputError(f"{self.path} cannot be read: {error.strerror or error}") from error

    def _disorder(self, number: int, line: str, before: str) -> Problem:
        what = "this line is empty" if not line else "this line stands here twice"
        what = what if line in ("", before) else "this line should stand further up"
        todo = "sort it: `LC_ALL=C sort -u`"
        return Problem(str(self.path), number, "", "", what, "sorted lines of N-Quads, as a build writes them", todo)

    def digest(self) -> bytes:
        """The SHA-256 of the file."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()


def only(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """The lines that the first has and the second has not; both are sorted."""
    others = iter(second)
    other = next(others, None)
    for line in first:
        while other is not None and other < line:
            other = next(others, None)
        if other is None or other != line:
            yield line


def subjects(
    old: Iterable[str], new: Iterable[str], also: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each subject, as a term, of which the two say different things, with its lines in each.

    `also` names subjects that are wanted although they are the same in both.
    """
    olds, news = _grouped(old), _grouped(new)
    a, b = next(olds, None), next(news, None)
    while a or b:
        if b is None or (a is not None and a[0] < b[0]):
            if a is not None:
                yield a[0], a[1], []
            a = next(olds, None)
        elif a is None or b[0] < a[0]:
            yield b[0], [], b[1]
            b = next(news, None)
        else:
            if a[1] != b[1] or also(a[0]):
                yield a[0], a[1], b[1]
            a, b = next(olds, None), next(news, None)


def _grouped(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for subject, several in groupby(lines, key=lambda line: line[: line.find(" ")]):
        yield subject, [*several]


def fingerprint(old: Iterable[str], new: Iterable[str]) -> uuid.UUID:
    """One and the same name for the step from one dataset to another, whoever computes it."""
    digests = b"".join(each.digest() if isinstance(each, LinesFile) else _digest(each) for each in (old, new))
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:sha256:{digests.hex()}")


def _digest(lines: Iterable[str]) -> bytes:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.digest()
