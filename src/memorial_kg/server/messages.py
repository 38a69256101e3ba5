"""What a server and its workers say to each other: a header of JSON and a body of bytes, with their lengths first.

Nothing here can hold code, as a pickle can: a worker that was taken over by a query can only say something wrong.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from asyncio import StreamReader

__all__ = ["BrokenMessage", "Header", "Message", "packed", "read_message", "receive"]

Header = dict[str, Any]
Message = tuple[Header, bytes]

_LENGTHS = struct.Struct(">II")
_LONGEST_HEADER = 4_000_000  # the names of all graphs may be in it


class BrokenMessage(Exception):  # noqa: N818 - it says what is broken
    """What came is no message, or is longer than it may be, or ends too early."""


def packed(header: Header, body: bytes = b"") -> bytes:
    r"""A message as bytes.

    >>> packed({"a": 1}, b"xyz")
    b'\x00\x00\x00\x07\x00\x00\x00\x03{"a":1}xyz'
    """
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(head), len(body)) + head + body


def read_message(stream: BinaryIO) -> Message | None:
    """The next message of a pipe, as a worker reads it; None when there will be no more."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    head, body = _LENGTHS.unpack(lengths)
    header: Header = json.loads(stream.read(head))
    return header, stream.read(body)


async def receive(stream: StreamReader, longest: int) -> Message:
    """The next message of a worker, with a body of so many bytes at most.

    Raises BrokenMessage for anything else: the worker may have died in the middle of it.
    """
    try:
        head, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
        if head > _LONGEST_HEADER or body > longest:
            raise BrokenMessage(f"a message of {head} and {body} bytes")
        header = json.loads(await stream.readexactly(head))
        if not isinstance(header, dict):
            raise BrokenMessage("a message without a header")
        return header, await stream.readexactly(body)
    except (EOFError, OSError, ValueError, RecursionError) as error:
        raise BrokenMessage(str(error)) from error
