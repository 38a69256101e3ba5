"""Folders of any file system that Spark reaches: local, HDFS, S3 and what else its Hadoop libraries know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from memorial_kg.errors import InputError, MemorialKGError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Entry", "Folder", "is_url", "java_in_words", "url_of"]


class Entry(NamedTuple):
    """What lies in a folder."""

    name: str
    is_folder: bool
    size: int


def is_url(place: Path | str) -> bool:
    """Whether a place is named by the file system that it is in."""
    return isinstance(place, str) and "://" in place


def url_of(place: Path | str) -> str:
    """A place as Spark takes it: a path of here gets its file system, whatever the cluster's own is."""
    return str(place).rstrip("/") if is_url(place) else f"file://{Path(place).resolve()}"


@contextmanager
def java_in_words(error: Callable[[str], MemorialKGError]) -> Iterator[None]:
    """Raise an error of ours, with the line of what Spark or Java said that tells most, where they raise one."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as raised:
        lines = [line.strip() for line in str(raised).splitlines()]
        told = [line for line in lines if line and not line.startswith("SQLSTATE")]
        raise error(told[-1] if told else str(raised)) from raised
    except Exception as raised:  # the class is that of PySpark's bridge, which is no library of ours
        said = getattr(raised, "java_exception", None)
        if said is None:
            raise
        while said.getCause() is not None:
            said = said.getCause()
        raise error(str(said.toString()).partition("\n")[0]) from raised


@dataclass(frozen=True)
class Folder:
    """A folder that may or may not be there."""

    session: SparkSession
    url: str

    # Java's objects have no types here, and PySpark has no public way to its file systems.
    @property
    def _java(self) -> Any:  # noqa: ANN401
        return self.session.sparkContext._jvm  # noqa: SLF001

    def _path(self, name: str = "") -> Any:  # noqa: ANN401
        return self._java.org.apache.hadoop.fs.Path(f"{self.url}/{name}" if name else self.url)

    @cached_property
    def _system(self) -> Any:  # noqa: ANN401
        with self._in_words():
            configuration = self.session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001
            return self._path().getFileSystem(configuration)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        with java_in_words(lambda said: InputError(f"{self.url}: {said}")):
            yield

    def __truediv__(self, name: str) -> Folder:
        """A folder in it."""
        return Folder(self.session, f"{self.url}/{name}")

    def sibling(self, name: str) -> Folder:
        """Another folder beside it."""
        return Folder(self.session, f"{self.url.rpartition('/')[0]}/{name}")

    @property
    def name(self) -> str:
        """Its own name."""
        return self.url.rpartition("/")[2]

    def exists(self, name: str = "") -> bool:
        """Whether it is there, or a file in it."""
        with self._in_words():
            return bool(self._system.exists(self._path(name)))

    def entries(self) -> list[Entry]:
        """What lies in it, by name."""
        with self._in_words():
            told = self._system.listStatus(self._path())
            return sorted(Entry(each.getPath().getName(), each.isDirectory(), each.getLen()) for each in told)

    def read(self, name: str) -> bytes:
        """The content of a small file."""
        with self._in_words():
            stream = self._system.open(self._path(name))
            try:
                return bytes(self._java.org.apache.commons.io.IOUtils.toByteArray(stream))
            finally:
                stream.close()

    def write(self, name: str, text: str) -> None:
        """Write a small file."""
        with self._in_words():
            stream = self._system.create(self._path(name), True)
            try:
                stream.write(text.encode("utf-8"))
            finally:
                stream.close()

    def delete(self) -> None:
        """Delete it and all that is in it, if it is there."""
        with self._in_words():
            self._system.delete(self._path(), True)

    def delete_file(self, name: str) -> None:
        """Delete a file in it."""
        with self._in_words():
            self._system.delete(self._path(name), False)

    def rename(self, old: str, new: str) -> None:
        """Give a file in it another name."""
        with self._in_words():
            if not self._system.rename(self._path(old), self._path(new)):
                raise InputError(f"{self.url}/{old} could not be renamed to {new}")

    def replace(self, other: Folder) -> None:
        """Take the place of another folder of the same file system."""
        other.delete()
        with self._in_words():
            if not self._system.rename(self._path(), other._path()):
                raise InputError(f"{self.url} could not take the place of {other.url}")
