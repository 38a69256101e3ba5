"""The queries that travel with the program, and those of a user's own folder: what each is for, what may be set in it.

A query is a file `<name>.rq` of plain SPARQL, which runs in any tool as it is. It opens with a header in the manner of
grlc, lines of YAML after `#+`:

    #+ title: Memorials of a country
    #+ description: Every memorial in one country,
    #+   with its place and the day of its opening.
    #+ parameters:
    #+   - name: country
    #+     type: iri
    #+     default: wd:Q43
    #+     description: a Wikidata item, or an id such as place/turkey
    #+ draw: table

A parameter is a variable that the query gives its default itself: `VALUES ?country { wd:Q43 }`. Binding it replaces
what stands in that block; `UNDEF` in it, `any` in the header, stands for any value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from memorial_kg import resources
from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries.headers import Header, read_header
from memorial_kg.queries.parameters import ENCODERS, Parameter, blocks
from memorial_kg.queries.tokens import tokenize
from memorial_kg.values import did_you_mean

__all__ = ["DRAWN_AS", "Query", "find_query", "list_queries", "parse_query_text", "read_query"]

DRAWN_AS = ("table", "map", "timeline", "chart", "graph")

_KEYS = ("title", "description", "parameters", "draw", "federated", "graphs")
# What grlc itself reads in a header; it means nothing here and does no harm.
_OF_GRLC = ("summary", "tags", "method", "endpoint", "endpoint_in_url", "pagination", "defaults", "enumerate",
            "transform", "mime", "contact", "licence")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its header: `text` is the whole file, and `path` is None where there is no file."""

    name: str
    text: str
    title: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    draw: str = "table"
    federated: bool = False  # it asks another server, which has to be allowed
    graphs: str = ""  # which graphs it asks, in words
    path: Path | None = None


def list_queries(folder: Path | None = None) -> list[Query]:
    """Every bundled query and every one of the user's folder, by name; the user's wins over a bundled one."""
    files = {path.stem: path for path in _files(folder)}
    return [read_query(files[name]) for name in sorted(files)]


def find_query(name: str, folder: Path | None = None) -> Query:
    """Find a query by its name, among the bundled ones and those of the user's folder."""
    files = {path.stem: path for path in _files(folder)}
    if name not in files:
        hint = did_you_mean(name, files) or "`memorial-kg query` lists those that there are"
        raise UsageError(f"There is no query {name!r}: {hint}")
    return read_query(files[name])


def _files(folder: Path | None) -> Iterator[Path]:
    for place in (resources.folder("queries"), *([folder] if folder and folder.is_dir() else [])):
        yield from sorted(place.glob("*.rq"))


def read_query(path: Path) -> Query:
    """Read a query from its file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: this query is not in UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: this query cannot be read: {error.strerror}") from error
    return parse_query_text(text, path.stem, path)


def parse_query_text(text: str, name: str = "query", path: Path | None = None) -> Query:
    r"""Read the header of a query; a text without one is a query of that name and no more.

    >>> parse_query_text("#+ title: Is there anything?\nASK { ?s ?p ?o }").title
    'Is there anything?'
    """
    header = read_header(text, name)
    _check_keys(header, name)
    parameters = tuple(_parameter(fields, name) for fields in header.lists.get("parameters", []))
    if parameters:
        blocks(tokenize(text, name), parameters, text, name)
    return Query(
        name=name,
        text=text,
        title=header.fields.get("title", name),
        description=header.fields.get("description", ""),
        parameters=parameters,
        draw=header.fields.get("draw", "table"),
        federated=header.fields.get("federated") == "true",
        graphs=header.fields.get("graphs", ""),
        path=path,
    )


def _check_keys(header: Header, name: str) -> None:
    for key in (*header.fields, *header.lists):
        if key not in _KEYS and key not in _OF_GRLC:
            hint = did_you_mean(key, _KEYS) or f"the keys are {', '.join(_KEYS)}"
            raise InputError(f"{name}: the header has an unknown key {key!r}; {hint}")
    draw = header.fields.get("draw", "table")
    if draw not in DRAWN_AS:
        raise InputError(f"{name}: draw: {draw!r} cannot be drawn; expected one of {', '.join(DRAWN_AS)}")
    federated = header.fields.get("federated", "false")
    if federated not in ("true", "false"):
        raise InputError(f"{name}: federated: {federated!r}; expected true or false")


def _parameter(fields: dict[str, str], name: str) -> Parameter:
    missing = [key for key in ("name", "type", "default") if not fields.get(key)]
    if missing:
        called = f"the parameter {fields['name']!r}" if fields.get("name") else "a parameter"
        raise InputError(f"{name}: {called} has no {' and no '.join(missing)}")
    kind = fields["type"]
    if kind not in ENCODERS:
        hint = did_you_mean(kind, ENCODERS) or f"expected one of {', '.join(ENCODERS)}"
        raise InputError(f"{name}: the parameter {fields['name']!r} has the unknown type {kind!r}; {hint}")
    return Parameter(fields["name"], kind, fields["default"], fields.get("description", ""))
