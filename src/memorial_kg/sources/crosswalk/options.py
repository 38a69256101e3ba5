"""Every word of `[harvest]`: crosswalks are checked by these tables, and the reference is printed from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from memorial_kg.sources.readers.row import ReadingRules
from memorial_kg.sources.tables import Table
from memorial_kg.values import did_you_mean

__all__ = ["CONDITION", "HARVEST", "KEY", "KINDS", "READING", "RECORD", "SPLIT", "TABLES", "Option", "take"]


@dataclass(frozen=True, slots=True)
class Option:
    """One word of a table: how its value is written, what it says, and an example."""

    takes: str
    says: str
    example: str
    words: tuple[str, ...] = ()


def _text(says: str, example: str, *words: str) -> Option:
    return Option("text", says, example, words)


# How a value is read, and what it must then be. Without `as`, the key decides.
KINDS: Final[Mapping[str, str]] = {
    "text": "a text in the language of the rule",
    "plain": "a number, a street, a postal code: written as it stands",
    "date": "a date as people write it, read in the declared order",
    "measure": "a size as people write it, such as 8.5 m or 10'6\"",
    "coordinates": "two numbers in one cell, in the declared order",
    "geometry": "a GeoJSON geometry",
    "choice": "one of the words that `memorial-kg keys` lists",
    "iri": "the address of a page or of an entry elsewhere",
    "reference": "a person, organization, place or event, with the name that the source gives it",
}

HARVEST: Final[Mapping[str, Option]] = {
    "format": _text("What the document is.", 'format = "csv"'),
    "language": _text("The language of texts where no rule says another; und if it is not known.", 'language = "en"'),
    "date-order": _text("The order of 03/04/2012: needed where dates are written in digits.", 'date-order = "mdy"',
                        "dmy", "mdy", "ymd"),
    "date-languages": Option("texts", "The languages of month names; default: `language`.",
                             'date-languages = ["pt", "en"]'),
    "two-digit-years": _text("The first of the hundred years in which 03 lies; without it, such a date is refused.",
                             'two-digit-years = "1930"'),
    "nulls": Option("texts", "What stands where nothing is said; an empty cell always does.",
                    'nulls = ["NA", "None", "-1"]'),
    "ignore": Option("texts", "Columns that are left out on purpose: the report does not name them as never used.",
                     'ignore = ["OBJECTID", "Shape_Length"]'),
    "record": Option("table", "Which rows become records, and what they are called.", "[harvest.record]"),
    "keys": Option("tables", "One rule for each value that a record gets.", "[[harvest.keys]]"),
    "lookup": Option("tables by name", "What the words of the source mean: a table of its own for each `lookup`.",
                     '[harvest.lookup.kinds]\n"Monument" = "monument"\n"Bust" = ["sculpture", "statue"]\n'
                     '"Mural" = []   # known, and left out'),
}  # fmt: skip

RECORD: Final[Mapping[str, Option]] = {
    "key": Option("text or texts", "Its name, from columns in braces; of several, the first that can be made.",
                  'key = ["{id|slug}", "{title|slug}-{year}"]'),
    "about": _text("The memorial that it is about; {record} is the key.", 'about = "memorial/us-baltimore-{record}"'),
    "only": Option("conditions", "Rows that become records, by columns; others are left out, and counted.",
                   'only = [{ column = "type", in = ["Monument", "Memorial"], why = "no memorial" }]'),
    "broken": _text("A row that is broken in the file, such as one with too many cells: refuse (default), or keep.",
                    'broken = "keep"', "refuse", "keep"),
}  # fmt: skip

CONDITION: Final[Mapping[str, Option]] = {
    "column": _text("The column that is asked.", 'column = "type"'),
    "path": _text("The same, by the way to a nested value.", 'path = "properties.type"'),
    "in": Option("texts", "It is one of these.", 'in = ["Monument"]'),
    "not-in": Option("texts", "It is none of these.", 'not-in = ["Mural"]'),
    "matches": Option("regex", "A regular expression is found in it.", 'matches = "(?i)memorial"'),
    "present": Option("flag", "It says something (true), or nothing (false).", "present = true"),
    "why": _text("The reason that the report gives.", 'why = "a mural is no memorial"'),
}

SPLIT: Final[Mapping[str, Option]] = {
    "by": _text("What stands between two values.", 'by = ";"'),
    "quoting": Option("flag", 'Not inside quotation marks: `"Smith, John", Lee` is two.', "quoting = true"),
    "json": Option("flag", 'The cell is a JSON list: `["poet", "writer"]`.', "json = true"),
}

KEY: Final[Mapping[str, Option]] = {
    "key": _text("The key of the record; with points into its parts.", 'key = "inauguration.date"'),
    "column": _text("The column whose value it is, named as in the source.", 'column = "Year Built"'),
    "path": _text("The same, by the way to a nested value; [*] is each item of a list.", 'path = "images[*].caption"'),
    "columns": Option("texts", "Several columns: the first that says something counts.",
                      'columns = ["dedicated", "year"]'),
    "template": _text("A value put together from columns; {…|slug} and other filters change them.",
                      'template = "https://www.openstreetmap.org/{id}"'),
    "constant": Option("text or texts", "The same value for every row.", 'constant = "built"'),
    "default": _text("The value where the column says nothing.", 'default = "Baltimore"'),
    "nulls": Option("texts", "More that says nothing, in this column.", 'nulls = ["Unknown"]'),
    "when": Option("conditions", "The rule holds for these rows only.",
                   'when = [{ column = "accuracy", in = ["exact"] }]'),
    "html": Option("flag", "The cell has HTML entities, such as &amp;, to be read.", "html = true"),
    "split": Option("split", "Several values in one cell.", 'split = { by = ";", quoting = true }   # or split = ";"'),
    "join": _text("A list becomes one text, with this between its items.", 'join = "\\n"'),
    "regex": Option("regex", "Only what this regular expression finds: its first group, or the whole.",
                    'regex = "Dedicated (.+)"'),
    "unmatched": _text("Where it finds nothing: refuse (default), keep the whole, or leave-out.",
                       'unmatched = "leave-out"', "refuse", "keep", "leave-out"),
    "lookup": _text("The table [harvest.lookup.…] that says what the words mean.", 'lookup = "kinds"'),
    "unknown": _text("A word that the table does not have: refuse (default), keep as it is, or leave-out.",
                     'unknown = "leave-out"', "refuse", "keep", "leave-out"),
    "as": _text("How the value is read, where the key does not say it.", 'as = "geometry"', *KINDS),
    "language": _text("The language of this text.", 'language = "de"'),
    "language-column": _text("The column that names the language.", 'language-column = "lang"'),
    "date-order": _text("The order of the dates of this column.", 'date-order = "dmy"', "dmy", "mdy", "ymd"),
    "two-digit-years": _text("The first of the hundred years in which its years of two digits lie.",
                             'two-digit-years = "1900"'),
    "unit": _text("The unit of a number that has none.", 'unit = "ft"'),
    "order": Option("texts", "Which measures of `10 x 4 x 2 m` come in which place.",
                    'order = ["height", "width", "depth"]'),
    "coordinate-order": _text("Which of two numbers in one cell comes first; never guessed.",
                              'coordinate-order = "lat-lon"', "lat-lon", "lon-lat"),
    "shapes": _text("Lines and areas, which are no points: refuse (default), their middle, or leave-out.",
                    'shapes = "middle"', "refuse", "middle", "leave-out"),
    "decimals": Option("number", "Keep so many decimals of a number, rounded.", "decimals = 6"),
    "id": _text("The id of what is referred to; {value} is the value.", 'id = "person/us-baltimore-{value|slug}"'),
    "name": _text("The name of what is referred to; default: as the source spells it.", 'name = "{First} {Last}"'),
    "part": _text("The id of one of several parts, such as a second address.", 'part = "entrance"'),
    "evidence": _text("Whether the words of the source stand beside the value: changed (default), always, never.",
                      'evidence = "always"', "changed", "always", "never"),
}  # fmt: skip

_READING_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "encoding": ("How its letters are coded; default: found out.", 'encoding = "windows-1252"'),
    "delimiter": ("What stands between two cells; default: found out.", 'delimiter = ";"'),
    "quote": ("What stands around a cell.", 'quote = "\'"'),
    "header_row": ("The row of the names of columns, from 1; 0 if there is none.", "header-row = 3"),
    "sheet": ("The sheet of a workbook, by name or number.", 'sheet = "Works"'),
    "items": ("Where the items are in JSON.", 'items = "results.bindings"'),
    "crs": ("The reference system of coordinates.", 'crs = "EPSG:25832"'),
    "rows": ("What is read of wikitext: tables or infoboxes.", 'rows = "infoboxes"'),
    "endpoint": ("The address of a SPARQL endpoint.", 'endpoint = "https://query.wikidata.org/sparql"'),
    "query": ("The query to ask there.", 'query = "SELECT …"'),
    "page_size": ("How many results to ask for at once.", "page-size = 1000"),
}


def _reading() -> dict[str, Option]:
    """The words about reading, as the readers know them."""
    made = {}
    for field in fields(ReadingRules):
        if field.name != "format":
            name = field.name.replace("_", "-")
            says, example = _READING_SAYS.get(field.name, ("How it is read.", f'{name} = "…"'))
            made[name] = Option("number" if isinstance(field.default, int) else "text", says, example)
    return made


READING: Final[Mapping[str, Option]] = _reading()

# The tables of the reference, in the order in which a person meets them.
TABLES: Final[Mapping[str, tuple[str, Mapping[str, Option]]]] = {
    "[harvest]": ("what the document is", HARVEST),
    "[harvest] ": ("how it is read", READING),
    "[harvest.record]": ("which rows become records", RECORD),
    "only = [{…}], when = [{…}]": ("conditions on a row; all of them hold", CONDITION),
    "[[harvest.keys]]": ("one rule for each value", KEY),
    "split = {…}": ("several values in one cell", SPLIT),
}


def take(table: Table, options: Mapping[str, Option], needed: tuple[str, ...] = ()) -> dict[str, object]:
    """Take what a table says, each value in its type; whatever else stands there is a problem."""
    made: dict[str, object] = {}
    for name, option in options.items():
        if name in table or name in needed:
            made[name] = _TAKEN[option.takes](table, name, name in needed)
            if option.words and made[name] not in option.words:
                todo = did_you_mean(str(made[name]), option.words)
                table.refuse(name, f"{made[name]!r} is not known here", f"one of {', '.join(option.words)}", todo)
                made[name] = option.words[0]
        else:
            table.know(name)
    table.close()
    return made


def _conditions(table: Table, name: str, _needed: bool) -> object:
    return [take(each, CONDITION) | {"place": each.place} for each in table.tables(name)]


def _split(table: Table, name: str, _needed: bool) -> object:
    return {"by": table.string(name)} if table.is_text(name) else take(table.table(name), SPLIT)


_TAKEN: Final[Mapping[str, Callable[[Table, str, bool], object]]] = {
    "text": lambda table, name, needed: table.string(name, needed=needed),
    "regex": lambda table, name, needed: table.string(name, needed=needed),
    "texts": lambda table, name, _: table.strings(name),
    "text or texts": lambda table, name, _: table.one_or_more(name),
    "flag": lambda table, name, _: table.flag(name),
    "number": lambda table, name, _: table.number(name),
    "conditions": _conditions,
    "split": _split,
    "table": lambda table, name, needed: table.table(name, needed=needed),
    "tables": lambda table, name, _: [*table.tables(name)],
    "tables by name": lambda table, name, _: table.table(name),
}
