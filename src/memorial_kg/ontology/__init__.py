"""The ontology as the program sees it: shapes with their keys, read once from `ontology/*.ttl`.

Nothing about memorials is written in Python. A key, its term, its datatype, its cardinality and its message come from
`shapes.ttl`; what a class or a word of an enumeration means, and its alignment, from `vocabulary.ttl`.
"""

from memorial_kg.ontology.documented import Alignment, Term, documented_terms, rules
from memorial_kg.ontology.model import Key, Kind, Ontology, Shape
from memorial_kg.ontology.reading import load_ontology, ontology_from, shapes_graph

__all__ = [
    "Alignment",
    "Key",
    "Kind",
    "Ontology",
    "Shape",
    "Term",
    "documented_terms",
    "load_ontology",
    "ontology_from",
    "rules",
    "shapes_graph",
]
