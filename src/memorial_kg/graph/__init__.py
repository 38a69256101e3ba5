"""From records to quads: one tree of nodes for each thing, and one mapping for every tree."""

from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import Trees

__all__ = ["Mapper", "Trees"]
