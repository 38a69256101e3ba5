"""Addresses of the web: which may be asked, how messages show them, and whether two are of one host."""

from __future__ import annotations

import math
from typing import Final
from urllib.parse import quote, urlsplit

from memorial_kg.errors import UsageError

__all__ = ["check_address", "check_time_limit", "is_web_address", "origin", "shown", "target_of"]

_IN_TARGET: Final = "/%:@!$&'()*+,;=~?"
_PORTS: Final = {"http": 80, "https": 443}


def check_address(url: str, what: str, example: str) -> None:
    """Refuse what is no address of the web, and one that holds a user, who would be shown in messages.

    >>> check_address("file:///etc/passwd", "an endpoint", "https://example.org/sparql")
    Traceback (most recent call last):
        ...
    memorial_kg.errors.UsageError: An endpoint is an http or https address, such as https://example.org/sparql
    """
    if not is_web_address(url):
        raise UsageError(f"{what[0].upper()}{what[1:]} is an http or https address, such as {example}")
    if has_user(url):
        raise UsageError(f"{shown(url)}: leave user and password out of the address of {what}")


def check_time_limit(seconds: float) -> None:
    """Refuse a time limit that would be none."""
    if not (0 < seconds < math.inf):
        raise UsageError("A time limit is a number of seconds above 0")


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address that can be asked."""
    if not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        return False


def has_user(url: str) -> bool:
    """Whether an address says who is asking."""
    return urlsplit(url).username is not None


def shown(url: str) -> str:
    """An address as messages show it: without a query string or a user, which may hold secrets.

    >>> shown("http://anna:secret@example.org/sparql?key=secret")
    'http://example.org/sparql'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def target_of(url: str) -> str:
    """The address as the first line of a request has it: in ASCII, without host and fragment."""
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=_IN_TARGET)
    return f"{path}?{quote(parts.query, safe=_IN_TARGET)}" if parts.query else path


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: what addresses have in common that are answered by one server."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
