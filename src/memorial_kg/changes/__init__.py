"""What changed between two versions: of records, of workspaces, of built graphs; in words, and as a patch."""

from memorial_kg.changes.graphs import diff_graphs
from memorial_kg.changes.model import Counts, ItemChange, KeyChange
from memorial_kg.changes.patch import rdf_patch, sparql_update
from memorial_kg.changes.records import diff_records
from memorial_kg.changes.summary import summary

__all__ = ["Counts", "ItemChange", "KeyChange", "diff_graphs", "diff_records", "rdf_patch", "sparql_update", "summary"]
