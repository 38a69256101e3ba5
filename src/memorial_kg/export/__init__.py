"""Writes a dataset in the formats that other programs read. Nothing is dropped without a word: see `Format.drops`."""

from memorial_kg.export.formats import FORMATS, Format, export, find_format
from memorial_kg.export.selection import Selection
from memorial_kg.export.sorted_lines import SortedFile

__all__ = ["FORMATS", "Format", "Selection", "SortedFile", "export", "find_format"]
