"""Chooses the form of an answer: by a short name in the address, or by what the client accepts.

CSV is that of the recommendation of SPARQL, values as they are, because programs compare them. A person who opens a
table in a spreadsheet asks for `format=spreadsheet`, in which no value is run as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memorial_kg.errors import UsageError
from memorial_kg.export import FORMATS, find_format
from memorial_kg.queries import MEDIA_TYPES
from memorial_kg.server.media import content_type
from memorial_kg.server.negotiation import best_type, quality
from memorial_kg.server.problems import Refused
from memorial_kg.server.workers import Formats

__all__ = ["GRAPHS", "ROWS", "Wanted", "called", "prefers_html", "wanted"]

# By media type, the one to prefer first; the second names are what clients and browsers say for the same.
ROWS: dict[str, str] = {
    **{MEDIA_TYPES[name]: name for name in ("json", "xml", "csv", "tsv", "markdown")},
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
_SHORT = {"md": "markdown", "srj": MEDIA_TYPES["json"], "srx": MEDIA_TYPES["xml"]}  # suffixes of files of results
GRAPHS: dict[str, str] = {
    media_type: name
    for name in ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads")
    for media_type in FORMATS[name].media_types
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The formats to answer with, and the media type that each is sent as."""

    formats: Formats
    rows_type: str = ""
    graph_type: str = ""

    def content_type(self, form: str) -> str:
        """The media type of an answer to SELECT, ASK or CONSTRUCT, with its encoding if it is a text."""
        return content_type(self.graph_type if form == "construct" else self.rows_type)


def wanted(accept: str | None, shortcuts: Sequence[str] = ()) -> Wanted:
    """What a client wants. Raises Refused: 400 for an unknown name, 406 if there is nothing that it accepts.

    >>> wanted("text/turtle;q=0.5, application/n-triples").formats
    Formats(rows=None, graph='ntriples')
    """
    for shortcut in shortcuts:
        if named := _by_name(shortcut):
            return named
    if shortcuts and (accept or "*/*").strip() == "*/*":  # else it may be a name of the client's own: it says more
        names = ", ".join(dict.fromkeys([*MEDIA_TYPES, *GRAPHS.values()]))
        raise Refused(400, f"There is no format {shortcuts[0][:100]!r}. There are: {names}.")
    rows, graph = best_type(accept, [*ROWS]), best_type(accept, [*GRAPHS])
    if rows is None and graph is None:
        offers = ", ".join(dict.fromkeys([*MEDIA_TYPES.values(), *GRAPHS]))
        raise Refused(406, f"There is no answer in a form that you accept. There are: {offers}.")
    return Wanted(Formats(ROWS[rows] if rows else None, GRAPHS[graph] if graph else None), rows or "", graph or "")


def _by_name(name: str) -> Wanted | None:
    """The formats of a name such as `csv`, of a suffix such as `.ttl`, or of a media type; None if there is none."""
    rows, graph = called(name)
    if rows is None and graph is None:
        return None
    return Wanted(
        Formats(rows, graph), MEDIA_TYPES[rows] if rows else "", FORMATS[graph].media_types[0] if graph else ""
    )


def called(name: str) -> tuple[str | None, str | None]:
    """The format of rows and that of triples that go by a name, a suffix or a media type.

    >>> called("srx"), called("xml"), called(".ttl")
    (('xml', None), ('xml', 'rdfxml'), (None, 'turtle'))
    """
    plain = name.strip().lower().partition(";")[0].strip()
    known = _SHORT.get(plain.removeprefix("."), plain)
    rows = ROWS.get(known) or (known if known in MEDIA_TYPES and known != "ntriples" else None)
    return rows, GRAPHS.get(known) or _graph_called(known)


def _graph_called(name: str) -> str | None:
    try:
        found = find_format(name).name
    except UsageError:
        return None
    return found if found in GRAPHS.values() else None


def prefers_html(accept: str | None) -> bool:
    """Whether a person asks, with a browser, and would rather have a page."""
    best = max((quality(accept or "", each) for each in (*ROWS, *GRAPHS)), default=0.0)
    return quality(accept or "", "text/html") > best
