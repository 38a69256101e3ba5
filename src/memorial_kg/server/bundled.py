"""The queries that come with the program and may be asked over the web, and the formats of their answers."""

from __future__ import annotations

from typing import NamedTuple

from memorial_kg.export import FORMATS
from memorial_kg.queries import MEDIA_TYPES, Query, list_queries
from memorial_kg.queries.syntax import outline

__all__ = ["Bundled", "bundled"]

# The formats of answers that are rows, and of those that are triples, best first, by media type.
_ROWS = {
    MEDIA_TYPES["json"]: "json",
    "application/json": "json",
    **{MEDIA_TYPES[name]: name for name in ("csv", "tsv", "xml", "markdown")},
}
_TRIPLES = {FORMATS[name].media_types[0]: name for name in ("turtle", "ntriples", "jsonld", "nquads", "trig", "rdfxml")}


class Bundled(NamedTuple):
    """A query that comes with the program, and the formats of its answer by media type."""

    query: Query
    formats: dict[str, str]

    @property
    def names(self) -> list[str]:
        """The formats by name."""
        return [*dict.fromkeys(self.formats.values())]


def bundled() -> dict[str, Bundled]:
    """The queries that the API offers: all but those that ask other servers."""
    return {
        query.name: Bundled(query, _TRIPLES if outline(query.text, query.name).form == "construct" else _ROWS)
        for query in list_queries()
        if not query.federated
    }
