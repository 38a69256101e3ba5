"""Puts what a server answered, or did not, into words."""

from __future__ import annotations

import html
import re
import socket
import ssl
from typing import Final

__all__ = ["first_words", "silence"]

_FIRST_WORDS: Final = 200  # characters
_BEGINNING: Final = 4096  # characters in which they are looked for


def first_words(said: bytes | str) -> str:
    """The first words that a person would read in a page or a message; empty if there are none.

    >>> first_words(b"<html><title>Sorry</title><p>Come &amp; see")
    'Sorry Come & see'
    """
    text = (said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:_BEGINNING]
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text)
    words = " ".join("".join(c if c.isprintable() else " " for c in html.unescape(text)).split())
    return words[:_FIRST_WORDS] + ("…" if len(words) > _FIRST_WORDS else "")


def silence(error: BaseException, timeout: float) -> str:
    """Why there is no answer at all."""
    if isinstance(error, TimeoutError):
        return f"did not answer within {timeout:g} seconds: allow more with --timeout"
    if isinstance(error, ConnectionRefusedError):
        return "takes no connection: is the server running, and is the port right?"
    if isinstance(error, socket.gaierror):
        return "has no host of this name: is it spelt right, and is there a network?"
    if isinstance(error, ssl.SSLError):
        return f"gives no secure connection: {error}"
    return f"broke off without an answer ({type(error).__name__})"
