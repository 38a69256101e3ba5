"""The crosswalk of a source: how each of its rows becomes a record, by declaration in its source.toml.

options     every word of `[harvest]`: what it takes, what it says, an example
reading     source.toml → rules, each mistake at its line
drafting    rules, compiled once → a function from a row to the draft of a record
running     rows → records, refusals, and rows left out as declared
report      what a harvest did; as CSV and as a page
"""

from memorial_kg.sources.crosswalk.harvesting import Harvesting, line_of, open_harvest
from memorial_kg.sources.crosswalk.preview import as_yaml, preview
from memorial_kg.sources.crosswalk.reading import format_of, read_crosswalk
from memorial_kg.sources.crosswalk.reference import reference
from memorial_kg.sources.crosswalk.report import Entry, Report
from memorial_kg.sources.crosswalk.report_files import summary, writer_of
from memorial_kg.sources.crosswalk.rules import Crosswalk
from memorial_kg.sources.crosswalk.running import Harvested, Harvester

__all__ = [
    "Crosswalk",
    "Entry",
    "Harvested",
    "Harvester",
    "Harvesting",
    "Report",
    "as_yaml",
    "format_of",
    "line_of",
    "open_harvest",
    "preview",
    "read_crosswalk",
    "reference",
    "summary",
    "writer_of",
]
