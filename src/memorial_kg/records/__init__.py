"""Records: one source's account of one thing, read through one strict door and written back the same."""

from memorial_kg.records.compiled import Door
from memorial_kg.records.door import check_decision, check_entity, check_record, check_source
from memorial_kg.records.model import Record, Tree, nodes_of, text_map
from memorial_kg.records.reading import Row, read_rows
from memorial_kg.records.references import check_references, pointed_at
from memorial_kg.records.writing import write_jsonl, write_yaml

__all__ = [
    "Door",
    "Record",
    "Row",
    "Tree",
    "check_decision",
    "check_entity",
    "check_record",
    "check_references",
    "check_source",
    "nodes_of",
    "pointed_at",
    "read_rows",
    "text_map",
    "write_jsonl",
    "write_yaml",
]
