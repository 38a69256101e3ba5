"""Puts what a store answered into words: what a status means to who pushes, and what it said itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from memorial_kg.wire import Reply, first_words

__all__ = ["STATUS", "said"]

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


def said(reply: Reply) -> str:
    """The first words of an answer, in brackets; empty if there are none."""
    words = first_words(reply.body)
    if not words:
        return ""
    page = "html" in reply.media_type or re.match(rb"\s*<(!doctype\s+html|html)\b", reply.body, re.IGNORECASE)
    return f' ({"a page for people, which begins " if page else ""}"{words}")'
