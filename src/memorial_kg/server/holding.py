"""Keeps a build while it is served, although the next one takes its place and deletes it.

A build is replaced as a whole, and the old folder is deleted at once. What is served is therefore a folder of hard
links beside it, which cost no room. Where none can be made (a file system that is read-only, or has none) the build
itself is served: a new build is still taken up then, but a broken one is not survived by what has not been read yet.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Held", "hold"]

_SUFFIX = ".serving"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Held:
    """A folder that stays as it is until it is released; `lock` tells other processes that somebody lives in it."""

    folder: Path
    lock: int = -1

    def release(self) -> None:
        """Let it go."""
        if self.lock >= 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            os.close(self.lock)


def hold(folder: Path) -> Held:
    """Hold a folder; what a process that was killed had held is removed on the way."""
    folder = folder.resolve()
    if sys.platform == "win32":  # which deletes no file that somebody reads
        return Held(folder)
    _remove_abandoned(folder)
    try:
        place = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=_SUFFIX, dir=folder.parent))
    except OSError:
        return Held(folder)
    if (lock := _locked(place)) < 0:  # who cannot lock cannot tell later what is abandoned
        shutil.rmtree(place, ignore_errors=True)
        return Held(folder)
    try:
        _link(folder, place)
    except OSError:
        Held(place, lock).release()
        return Held(folder)
    return Held(place, lock)


def _link(folder: Path, place: Path) -> None:
    for within, _, files in os.walk(folder):
        beside = place / Path(within).relative_to(folder)
        beside.mkdir(exist_ok=True)
        for name in files:
            os.link(Path(within) / name, beside / name)


def _locked(place: Path) -> int:
    """Take the lock of a folder; -1 if it cannot be had. It goes with its process, however that ends."""
    import fcntl

    try:
        lock = os.open(place / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return -1
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return -1
    return lock


def _remove_abandoned(folder: Path) -> None:
    for place in folder.parent.glob(f".{folder.name}.*{_SUFFIX}"):
        if (lock := _locked(place)) >= 0:
            Held(place, lock).release()
