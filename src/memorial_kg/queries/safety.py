"""Says what in a query would leave the house, before an engine goes there."""

from __future__ import annotations

from collections.abc import Iterator

from memorial_kg import terms
from memorial_kg.errors import UsageError
from memorial_kg.queries.syntax import Outline
from memorial_kg.queries.tokens import Token, place

__all__ = ["check_stays_here", "graphs_asked_for", "is_label_service", "services"]


def services(query: Outline) -> Iterator[Token]:
    """Each SERVICE of a query but the label service, which asks nobody: the address or variable after the word."""
    for index, token in enumerate(query.tokens):
        if token.is_word("SERVICE"):
            rest = [one for one in query.tokens[index + 1 : index + 3] if not one.is_word("SILENT")]
            if not (rest and is_label_service(rest[0])):
                yield rest[0] if rest else token


def is_label_service(address: Token) -> bool:
    """Tell whether this is the label service of the Wikidata Query Service."""
    return address.text in ("wikibase:label", "<http://wikiba.se/ontology#label>")


def check_stays_here(query: Outline, *, federated: bool) -> None:
    """Refuse a query that would ask another server, unless that is allowed; files of this machine are never asked."""
    for address in services(query):
        if _full(address, query).lower().startswith("file:"):
            raise UsageError(f"{_at(query, address)}: SERVICE {address.text} is a file, and files are not asked")
        if not federated:
            raise UsageError(
                f"{_at(query, address)}: SERVICE sends a part of the query to {address.text}; "
                "if you want that, allow it (`--federated`, or federated=True)"
            )
    for graph, token in graphs_asked_for(query):
        if not graph.startswith(("http://", "https://", "urn:")):
            raise UsageError(f"{_at(query, token)}: FROM {token.text} is not the name of a graph")


def graphs_asked_for(query: Outline) -> Iterator[tuple[str, Token]]:
    """Each graph that a FROM or FROM NAMED names, with its token."""
    for index, token in enumerate(query.tokens):
        if token.is_word("FROM"):
            rest = [one for one in query.tokens[index + 1 : index + 3] if not one.is_word("NAMED")]
            if rest:
                yield _full(rest[0], query), rest[0]


def _full(token: Token, query: Outline) -> str:
    if token.kind == "iri":
        full = terms.parse_term(token.text)
        return full if isinstance(full, str) else token.text
    return terms.expand(token.text, query.prefixes) if token.kind == "name" else token.text


def _at(query: Outline, token: Token) -> str:
    line, column = place(query.text, token.start)
    return f"{query.name}:{line}:{column}"
