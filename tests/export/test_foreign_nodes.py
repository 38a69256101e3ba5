"""Blank nodes: there are none in our data, and a query may still make some."""

from __future__ import annotations

import io
import re

import pytest

from memorial_kg.export import FORMATS, export
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.ontology import load_ontology

LINES = [
    "<https://a.example/memorial/x> <http://e.example/p> _:b0 .",
    "_:b0 <http://e.example/q> _:0b-1 .",
    '_:b0 <http://www.w3.org/2000/01/rdf-schema#label> "a text"@en .',
    "_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Event> .",
    "_:0b-1 <http://schema.org/name> _:b0 .",
]


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.takes != "table"])
def test_blank_nodes_stay_the_same_nodes_in_every_format(name: str) -> None:
    out = io.BytesIO()
    export(LINES, name, ontology=load_ontology(), base="https://a.example/", out=out)
    again = read_rdf(io.BytesIO(out.getvalue()), "again", name)
    assert len(set(re.findall(r"_:\S+", "\n".join(again)))) == 2
    shape = sorted(re.sub(r"_:\S+", "_:", line) for line in again)
    assert shape == sorted(re.sub(r"_:\S+", "_:", line) for line in LINES)
