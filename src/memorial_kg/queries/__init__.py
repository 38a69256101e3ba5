"""Asks the graph: the bundled queries, their parameters, and three engines that give one kind of answer."""

from memorial_kg.queries.engines import Prepared, answered, prepare, run
from memorial_kg.queries.library import Query, find_query, list_queries, parse_query_text, read_query
from memorial_kg.queries.parameters import Names, Parameter
from memorial_kg.queries.results import MEDIA_TYPES, WRITERS, write
from memorial_kg.store.answers import Answer

__all__ = [
    "MEDIA_TYPES",
    "WRITERS",
    "Answer",
    "Names",
    "Parameter",
    "Prepared",
    "Query",
    "answered",
    "find_query",
    "list_queries",
    "parse_query_text",
    "prepare",
    "read_query",
    "run",
    "write",
]
