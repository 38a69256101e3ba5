"""Explains the crosswalk to people, from the same tables by which source.toml is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memorial_kg.sources.crosswalk.options import KINDS, TABLES
from memorial_kg.sources.crosswalk.templates import FILTERS, FILTERS_SAY

__all__ = ["EXAMPLE", "reference"]

EXAMPLE = """\
[harvest]
format = "csv"
language = "en"
date-order = "mdy"
nulls = ["NA"]

[harvest.record]
key = "{id|slug}"
about = "memorial/us-baltimore-{record}"
only = [{ column = "type", in = ["Monument", "Memorial"] }]

[[harvest.keys]]
key = "name"
column = "title"

[[harvest.keys]]
key = "kinds"
column = "type"
lookup = "kinds"

[[harvest.keys]]
key = "inauguration.date"
column = "dedicated"

[[harvest.keys]]
key = "creators"
column = "artist"
split = ";"
id = "person/us-baltimore-{value|slug}"

[[harvest.keys]]
key = "coordinates.latitude"
column = "lat"

[[harvest.keys]]
key = "coordinates.longitude"
column = "lon"

[[harvest.keys]]
key = "coordinates.method"
constant = "as the source gives it"

[harvest.lookup.kinds]
"Monument" = "monument"
"Memorial" = "memorial"
"""

_HOW = """\
How a row becomes a record

Rules stand under [harvest] in the source.toml of a source. Each row of the document that `only` lets in becomes one
record; each [[harvest.keys]] gives one key of it. What cannot be kept is refused with its reason, and the rest of the
row is kept. The words of the source stand beside the value (`evidence`) wherever it was changed, and beside every date
and size.

Several rules for one key: where the key takes several values, it gets those of all; where it takes one, the first rule
that gives one counts. Rules with points (addresses.text, addresses.locality) make one part together; where a rule gives
several values (`split`, or a path with [*]), each makes a part of its own, and rules with one value give it to all.
"""


def reference(formats: Iterable[str]) -> Iterator[str]:
    """The reference of the crosswalk, line by line."""
    yield from _HOW.splitlines()
    for title, (what, options) in TABLES.items():
        yield ""
        yield f"{title.strip()}: {what}"
        for name, option in options.items():
            yield ""
            yield f"  {name}"
            yield f"      {option.says}"
            yield from (f"          {line}" for line in option.example.splitlines())
    yield from ("", "as: how a value is read", "")
    yield from (f"  {name:<13}{says}" for name, says in KINDS.items())
    yield from ("", "filters of templates, as in {id|slug}", "")
    yield from (f"  {name:<13}{FILTERS_SAY[name]}" for name in FILTERS)
    yield from ("", f"formats: {', '.join(sorted(formats))}")
    yield from ("", "An example:", "")
    yield from (f"  {line}".rstrip() for line in EXAMPLE.splitlines())
