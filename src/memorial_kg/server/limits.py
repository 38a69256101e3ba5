"""Says how much anybody may ask for, and why: every limit of the server, its default, and the option that sets it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from memorial_kg.errors import UsageError

__all__ = ["Limits", "Option", "options"]


def _limit(default: float, words: str) -> Any:  # noqa: ANN401 - as `dataclasses.field` itself
    return field(default=default, metadata={"help": words})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much anybody may ask for. Each is an option of `memorial-kg serve`; all are above 0."""

    query_seconds: float = _limit(10.0, "Seconds that a query of the public may take; `timeout=` may only lower it.")
    page_seconds: float = _limit(10.0, "Seconds that a bundled query may take.")
    write_seconds: float = _limit(60.0, "Seconds that a write to the graph store may take.")
    memory: int = _limit(512, "MiB of memory that one query may use, beyond what a worker has anyway.")
    rows: int = _limit(100_000, "Rows or triples in one answer; more are refused, never cut off.")
    answer_bytes: int = _limit(32_000_000, "Bytes of one answer.")
    held_bytes: int = _limit(256_000_000, "Bytes of all answers together that wait for slow readers.")
    query_bytes: int = _limit(64_000, "Bytes of the text of a query.")
    body_bytes: int = _limit(1_000_000, "Bytes of the body of any request, but of a write to the graph store.")
    upload_bytes: int = _limit(20_000_000, "Bytes of a write to the graph store.")
    body_seconds: float = _limit(30.0, "Seconds that the body of a request may take to arrive.")
    answer_seconds: float = _limit(300.0, "Seconds that a client may take to read the answer to a query.")
    public_workers: int = _limit(4, "Processes that answer queries of the public, each one query at a time.")
    page_workers: int = _limit(1, "Processes that answer the bundled queries; the public's never take their place.")
    waiting: int = _limit(64, "Queries that may wait in a lane; the next one is asked to come back later.")
    waiting_per_client: int = _limit(16, "Of these, how many may come from one address.")
    waiting_seconds: float = _limit(20.0, "Seconds that a query may wait for its turn.")
    requests_per_minute: int = _limit(600, "Queries of one address in a minute; each second of computing counts as 10.")
    url_bytes: int = _limit(8_192, "Bytes of an address.")
    header_bytes: int = _limit(32_768, "Bytes of all headers of a request.")
    connections: int = _limit(512, "Connections at a time.")
    idle_seconds: int = _limit(10, "Seconds that a connection may be silent between two requests, or over one.")
    grace_seconds: int = _limit(20, "Seconds that requests under way have when the server stops.")
    page_size: int = _limit(1_000, "Features in one answer, at most.")
    cache_bytes: int = _limit(32_000_000, "Bytes of pages that are kept in memory.")

    def __post_init__(self) -> None:
        for each in fields(self):
            if not getattr(self, each.name) > 0:  # nan is not
                raise UsageError(f"The limit {each.name.replace('_', ' ')} has to be above 0")


class Option(NamedTuple):
    """A limit as the command line offers it."""

    name: str  # the field of `Limits`; `--max-<name>` with hyphens is its option
    type: type
    default: float
    help: str


def options() -> tuple[Option, ...]:
    """Every limit, in the order of `Limits`, for a command line to offer.

    >>> options()[0].name, options()[0].default
    ('query_seconds', 10.0)
    """
    usual = Limits()
    values = {each.name: getattr(usual, each.name) for each in fields(Limits)}
    return tuple(
        Option(each.name, type(values[each.name]), values[each.name], each.metadata["help"]) for each in fields(Limits)
    )
