"""Reads documents that are not records yet: each source declares in data how its document becomes records."""

from memorial_kg.sources.harvest import Harvest, harvest, records_file
from memorial_kg.sources.rules import LeftOut
from memorial_kg.sources.writing import dump_records

__all__ = ["Harvest", "LeftOut", "dump_records", "harvest", "records_file"]
