"""Puts what a server answered, or did not, into words."""

from __future__ import annotations

import html
import re
import socket
import ssl
from collections.abc import Mapping

__all__ = ["STATUS", "first_words", "silence"]

_FIRST_WORDS = 200  # characters
_BEGINNING = 4096  # characters in which they are looked for

STATUS: Mapping[int, str] = {
    400: "it does not accept what was sent",
    401: "it does not know who is sending",
    403: "it forbids this: may this user write here?",
    404: "there is nothing at this address: is it the right one?",
    405: "it does not take this here: is it the address of a graph store, or of updates?",
    406: "it cannot answer in a format of SPARQL",
    408: "it waited too long for what was sent",
    411: "it wants to know the length before, which was sent: a server between may have dropped it",
    413: "this is too large for it: raise its limit, or send by --update",
    415: "it does not read N-Triples, or no SPARQL Update, here",
    429: "it asks for a pause: push again later",
    500: "it failed",
    501: "it cannot do this",
    502: "a server on the way to it got no answer",
    503: "it is overloaded or being repaired: push again later",
    504: "a server on the way to it waited too long",
    507: "its disk is full",
}


def first_words(body: bytes, media_type: str = "") -> str:
    """The first words that a person would read in an answer, in brackets; empty if there are none.

    >>> first_words(b"<html><title>Sorry</title><p>Come &amp; see", "text/html")
    ' (a page for people, which begins "Sorry Come & see")'
    """
    text = body.decode("utf-8", "replace")[:_BEGINNING]
    page = "html" in media_type or re.match(r"\s*<(!doctype\s+html|html)\b", text, re.IGNORECASE)
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text)
    words = " ".join("".join(c if c.isprintable() else " " for c in html.unescape(text)).split())
    if not words:
        return ""
    kind = "a page for people, which begins " if page else ""
    return f' ({kind}"{words[:_FIRST_WORDS]}{"…" if len(words) > _FIRST_WORDS else ""}")'


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
