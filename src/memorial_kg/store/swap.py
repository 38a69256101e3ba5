"""Replaces a folder as a whole: readers see yesterday's or today's, never half of either.

A new folder is filled beside the old one and takes its place by two renames. Whatever kills the process in between, the
old folder is still there, under its own name or one that `recover` renames back.

    dist/graph                  what readers open
    dist/.graph.4711.fresh      being filled by process 4711
    dist/.graph.4711.old        yesterday's, between the two renames and until it is deleted
    dist/.graph.lock            held, by the operating system, as long as a process fills a folder

The lock goes with its process, however that ends; so whoever holds it knows that every other folder of these names was
left by the dead.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from memorial_kg.errors import InputError, UsageError

__all__ = ["MARKER", "recover", "swapped_in", "sync_tree"]

# Every folder of ours holds this file, so that no build ever replaces a folder that it did not make.
MARKER = ".memorial-kg"
_MARKER_TEXT = "This folder was made by memorial-kg, and the next build replaces it with everything in it.\n"

_BETWEEN_TWO_RENAMES = 2.0  # seconds that a reader waits for a process that holds the lock; it needs microseconds


@contextmanager
def swapped_in(folder: Path) -> Iterator[Path]:
    """Give a fresh folder to fill; at the end of the block it takes the place of `folder`, unless the block raised.

    One process at a time: a second one gets an error in words.
    """
    folder = folder.resolve()
    if not folder.name:
        raise UsageError(f"{folder} cannot be replaced as a whole: name a folder in it")
    with _in_words(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        fresh = _prepare(folder)
        try:
            yield fresh
            with _in_words(folder):
                _swap(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _prepare(folder: Path) -> Path:
    with _in_words(folder):
        _bring_back(folder)
        _remove_leftovers(folder)
        _check_replaceable(folder)
        fresh = _sibling(folder, "fresh")
        fresh.mkdir()
        (fresh / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        return fresh


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{folder} could not be written: {error.strerror or error} ({error.filename})") from error


def recover(folder: Path) -> None:
    """Bring a folder back that a killed process had renamed and not yet replaced; otherwise do nothing.

    If a process is at work just now, wait until it has done its two renames.
    """
    folder = folder.resolve()
    if folder.exists() or not _siblings(folder, "old"):
        return
    deadline = time.monotonic() + _BETWEEN_TWO_RENAMES
    while not folder.exists() and time.monotonic() < deadline:
        with suppress(UsageError, InputError, OSError), _locked(folder):
            _bring_back(folder)
            return
        time.sleep(0.01)


def _bring_back(folder: Path) -> None:
    old = _siblings(folder, "old")
    if old and not folder.exists():
        max(old, key=lambda path: path.stat().st_mtime).rename(folder)
        _sync(folder.parent)


def _remove_leftovers(folder: Path) -> None:
    for path in _siblings(folder, "fresh") + _siblings(folder, "old"):
        shutil.rmtree(path, ignore_errors=True)


def _check_replaceable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder to write to")
    if folder.is_dir() and not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} holds files that memorial-kg did not make, and a build would replace them: name another folder, "
            "or empty this one"
        )


def _swap(fresh: Path, folder: Path) -> None:
    sync_tree(fresh)
    old = _sibling(folder, "old")
    try:
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        _bring_back(folder)
        raise
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sibling(folder: Path, role: str) -> Path:
    return folder.with_name(f".{folder.name}.{os.getpid()}.{role}")


def _siblings(folder: Path, role: str) -> list[Path]:
    start, end = f".{folder.name}.", f".{role}"
    return [
        path
        for path in (sorted(folder.parent.iterdir()) if folder.parent.is_dir() else [])
        if path.name.startswith(start) and path.name.endswith(end) and path.name[len(start) : -len(end)].isdigit()
    ]


def sync_tree(folder: Path) -> None:
    """Make sure that the bytes of the new folder are on the disk before its name is."""
    for place, _, files in os.walk(folder):
        for name in files:
            _sync(Path(place) / name)
        _sync(Path(place))


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return  # Windows cannot open a folder for this
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        with suppress(OSError):  # some file systems do not offer it
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    path = folder.with_name(f".{folder.name}.lock")
    while True:
        with _in_words(folder):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _lock(descriptor):
                raise UsageError(f"{folder} is being written by another memorial-kg just now: wait until it is done")
            if not _is_at(path, descriptor):
                continue  # the holder before us removed the file that we had opened: take the new one
            try:
                yield
            finally:
                with suppress(OSError):  # Windows keeps an open file; the next run uses it
                    path.unlink()
            return
        finally:
            os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    """Take the lock without waiting; closing the file, or the end of the process, gives it back."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
