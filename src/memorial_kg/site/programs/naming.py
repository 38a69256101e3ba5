"""What the formats of data are called where a reader chooses one: by their own names, not by the ends of files."""

from __future__ import annotations

__all__ = ["format_name"]

_NAMES = {
    ".ttl": "Turtle",
    ".jsonld": "JSON-LD",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "TriG",
    ".rdf": "RDF/XML",
    ".geojson": "GeoJSON",
    ".csv": "CSV",
}


def format_name(suffix: str) -> str:
    """The name of a format by the suffix of its files; the suffix itself where it has none.

    >>> format_name(".nt"), format_name(".zip")
    ('N-Triples', 'ZIP')
    """
    return _NAMES.get(suffix, suffix.removeprefix(".").upper())
