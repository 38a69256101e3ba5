"""Writes the derived files of the ontology anew: `python -m memorial_kg.ontology` (or `make ontology`)."""

from __future__ import annotations

from memorial_kg import resources
from memorial_kg.ontology.derived import DERIVED, derived_text
from memorial_kg.ontology.reading import load_ontology

if __name__ == "__main__":
    for name in DERIVED:
        (resources.folder("ontology") / name).write_text(derived_text(name, load_ontology()), encoding="utf-8")
