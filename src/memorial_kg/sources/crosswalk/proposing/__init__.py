"""Proposes the source.toml of a source from a look at its rows; a person edits it.

profiles   which columns there are, and what stands in them
names      what columns are called in ten languages (names.toml)
guess      what a guess is
columns    one column → what it gives a record
dates, places, keys   what needs a closer look, or several columns
proposal   all guesses → the text of a source.toml
"""

from memorial_kg.sources.crosswalk.proposing.proposal import propose

__all__ = ["propose"]
