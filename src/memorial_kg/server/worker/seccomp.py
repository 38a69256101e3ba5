"""Asks the kernel of Linux to refuse this process what no query needs: the network, other programs, other processes.

pyoxigraph goes to the network for SERVICE and LOAD and has no switch against it. What our own reading of a query lets
slip is refused here, by number of the system call. On other systems and other machines there is only that reading.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["filtered", "program"]

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, and ENOSYS for what has an older form
_NUMBER, _MACHINE, _FIRST_ARGUMENT, _ARGUMENT = 0, 4, 16, 8
_THREAD = 0x10000  # CLONE_THREAD
_WRITING = 0x1 | 0x2 | 0x40 | 0x200 | 0x400  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


class _Machine(NamedTuple):
    """Numbers of system calls, which differ from machine to machine."""

    audit: int  # how the kernel calls the machine
    seccomp: int
    clone: int
    tgkill: int
    openings: tuple[tuple[int, int], ...]  # calls that open a file, and which argument says how
    network: tuple[int, ...]
    programs: tuple[int, ...]  # other programs, other processes, and ways around this filter
    files: tuple[int, ...]  # what changes a folder


# From the tables of the kernel. 424 and on are the same everywhere; clone3 and openat2 hide their flags in memory.
_LATER = (425, 426, 427, 434, 438)  # io_uring, pidfd_open, pidfd_getfd
_HIDDEN = (435, 437)
_MACHINES = {
    "x86_64": _Machine(
        audit=0xC000003E,
        seccomp=317,
        clone=56,
        tgkill=234,
        openings=((2, 1), (257, 2)),
        network=(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),
        programs=(
            57,
            58,
            59,
            62,
            101,
            129,
            155,
            161,
            165,
            200,
            272,
            297,
            298,
            308,
            310,
            311,
            321,
            322,
            323,
            424,
            *_LATER,
        ),
        files=(76, 77, *range(82, 89), *range(90, 95), 133, 258, 259, 260, *range(263, 267), 268, 316, 452),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        seccomp=277,
        clone=220,
        tgkill=131,
        openings=((56, 2),),
        network=(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
        programs=(40, 41, 51, 97, 117, 129, 130, 138, 221, 240, 241, 268, 270, 271, 280, 281, 282, 424, *_LATER),
        files=(33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 276, 452),
    ),
}


def filtered(*, writing: bool) -> bool:
    """Set the filter for every thread of this process, for good; tell whether the kernel took it.

    A process that only reads may open no file for writing and change no folder either.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None or struct.calcsize("P") != 8:
        return False
    code = program(machine, os.getpid(), writing=writing)
    instructions = ctypes.create_string_buffer(code)
    whole = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.syscall(machine.seccomp, _SET_FILTER, _ALL_THREADS, whole) == 0)


def program(machine: _Machine, process: int, *, writing: bool) -> bytes:
    """The filter as the kernel reads it: instructions of eight bytes, of which the first that returns decides."""
    refused = (*machine.network, *machine.programs, *(() if writing else machine.files))
    steps = [_step(_LOAD, _MACHINE), *_when(_JUMP_EQUAL, machine.audit, [], [_step(_RETURN, _REFUSE)])]
    steps += [_step(_LOAD, _NUMBER), *_when(_JUMP_AT_LEAST, 0x40000000, [_step(_RETURN, _REFUSE)])]
    for number in refused:
        steps += _when(_JUMP_EQUAL, number, [_step(_RETURN, _REFUSE)])
    for number in _HIDDEN:
        steps += _when(_JUMP_EQUAL, number, [_step(_RETURN, _UNKNOWN)])
    steps += _when(_JUMP_EQUAL, machine.clone, _if_bits(0, _THREAD, _ALLOW, _REFUSE))
    steps += _when(_JUMP_EQUAL, machine.tgkill, _if_process(process))
    for number, flags in () if writing else machine.openings:
        steps += _when(_JUMP_EQUAL, number, _if_bits(flags, _WRITING, _REFUSE, _ALLOW))
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _when(test: int, value: int, do: list[bytes], otherwise: Iterable[bytes] = ()) -> list[bytes]:
    """Do something if a test holds, something else if not; each of the two returns, or falls through if it is empty."""
    others = [*otherwise]
    if not do:
        return [_step(test, value, len(others), 0), *others]
    return [_step(test, value, 0, len(do)), *do, *others]


def _if_bits(argument: int, bits: int, do: int, otherwise: int) -> list[bytes]:
    load = _step(_LOAD, _FIRST_ARGUMENT + argument * _ARGUMENT)
    return [load, *_when(_JUMP_BITS, bits, [_step(_RETURN, do)]), _step(_RETURN, otherwise)]


def _if_process(process: int) -> list[bytes]:
    """`abort` sends a signal to its own process: that one may be reached, no other."""
    load = _step(_LOAD, _FIRST_ARGUMENT)
    return [load, *_when(_JUMP_EQUAL, process, [_step(_RETURN, _ALLOW)]), _step(_RETURN, _REFUSE)]
