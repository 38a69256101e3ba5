"""Locks a worker in before the first untrusted byte: memory, files, the network, and an end with its server.

What holds depends on the system. On Linux (x86-64, ARM64) everything does. Elsewhere under Unix memory and files are
limited as far as the system keeps such limits, and the network is closed by our own reading of queries alone; on
Windows that reading and the clock of the server are all there is. `locked` says which.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

from memorial_kg.server.worker.seccomp import filtered

__all__ = ["allow_seconds", "end_with", "locked", "memory_in_use"]

_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_MIB = 1 << 20


def end_with(parent: int) -> None:
    """End when the parent does, whatever ends it. Raises OSError if it has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            raise OSError("the server has ended")


def locked(memory: int, *, writing: bool) -> list[str]:
    """Lock this process in, as far as the system can; say what is locked. `memory` is in MiB, beyond what is used."""
    done = []
    if sys.platform != "win32":
        done += _limited(memory, writing=writing)
    if filtered(writing=writing):
        done.append("network")
    return done


def _limited(memory: int, *, writing: bool) -> list[str]:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not writing:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not (used := memory_in_use()):
        return ["files"]
    most = used + memory * _MIB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return ["files", "memory"]


def memory_in_use() -> int:
    """The address space of this process in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def allow_seconds(seconds: float) -> None:
    """Let this process compute so much longer: a second line, should its server not be there to end it."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + 2 * seconds) + 5
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
