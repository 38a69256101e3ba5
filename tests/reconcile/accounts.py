"""Random accounts of one thing by several sources, which often agree, often differ, and often speak of the same.

The values are few on purpose: two of them are the same, or one holds the other, or they are apart, about as often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record, Row, Tree, check_entity, check_record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Origin

__all__ = ["DATES", "ENTITIES", "ONTOLOGY", "accounts", "record", "trees"]

ONTOLOGY = load_ontology()

DATES = ["2011", "2011-05", "2011-05-30", "2011-05-31", "2012", "201X", "2010/2011", "2011/..", "../2011-05", "2011?"]
_TEXTS = ["Uşak", "Usak", 'a "gift"', "line\nbreak", "tab\there", "ends with a stop.", "\\", "a\u2028b", "🕊"]
_PEOPLE = ["person/ada", "person/bo", "organization/club"]
_PLACES = ["place/town", "place/town-park", "place/village", "place/mill", "place/grove", "place/westland"]


def _entity(**tree: Tree) -> Record:
    entity, problems = check_entity(Row(tree, Origin("editors", 1)), ONTOLOGY)
    assert entity is not None, problems
    return entity


ENTITIES = Entities(
    [
        _entity(id="place/westland", name={"en": "Westland"}, kinds=["country"]),
        _entity(id="place/eastland", name={"en": "Eastland"}, kinds=["country"]),
        _entity(id="place/town", name={"en": "Town"}, kinds=["city"], country="place/westland"),
        _entity(id="place/town-park", name={"en": "Town park"}, kinds=["park"], place="place/town"),
        _entity(id="place/village", name={"en": "Village"}, kinds=["town"], country="place/eastland"),
        _entity(id="person/ada", name={"en": "Ada"}),
    ],
    ONTOLOGY,
)


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


_texts = st.dictionaries(st.sampled_from(["en", "tr", "az-Latn", "id"]), _some(_TEXTS), min_size=1, max_size=2)
_dates = st.sampled_from(DATES)
_place = st.fixed_dictionaries(
    {"id": st.sampled_from(_PLACES)},
    optional={
        "name": _texts,
        "kinds": _some(["park", "forest", "town"]),
        "country": st.sampled_from(["place/westland", "place/eastland"]),
        "place": st.sampled_from(_PLACES),
    },
)
_agent = st.fixed_dictionaries(
    {"id": st.sampled_from(_PEOPLE)},
    optional={"name": _texts, "description": _texts, "sameAs": _some(["http://a.example/1"])},
)
_agents = st.lists(_agent, min_size=1, max_size=3, unique_by=lambda each: str(each["id"]))
_places = st.lists(_place, min_size=1, max_size=2, unique_by=lambda each: str(each["id"]))
_quantity = st.fixed_dictionaries(
    {"value": st.sampled_from(["2", "2.0", "2.1", "200", "8.6"]), "unit": st.sampled_from(["MTR", "CMT"])},
    optional={"approximate": st.sampled_from(["true", "false"])},
)
_coordinates = st.fixed_dictionaries(
    {
        "latitude": st.sampled_from(["38.67", "38.671"]),
        "longitude": st.sampled_from(["29.41", "-29.4"]),
        "method": _texts,
    },
    optional={"radius": st.sampled_from(["20", "5000"])},
)
_event = st.fixed_dictionaries(
    {"kind": _some(["protest", "decision"])},
    optional={
        "date": _dates,
        "execution": st.sampled_from(["reported", "not-reported"]),
        "attendees": _agents,
        "places": _places,
        "description": _texts,
    },
)
_inscription = st.sampled_from(["en", "tr"]).flatmap(
    lambda tag: st.fixed_dictionaries(
        {"text": st.fixed_dictionaries({tag: _some(_TEXTS)}), "language": st.just(tag)}, optional={"onPart": _texts}
    )
)


def _parts(inner: st.SearchStrategy[dict[str, Tree]], *ids: str) -> st.SearchStrategy[list[Tree]]:
    """A list of parts, some with one of the ids that other records may use, too."""
    named = st.dictionaries(st.sampled_from(ids), inner, max_size=2).map(
        lambda d: [{"id": k, **v} for k, v in d.items()]
    )
    return st.tuples(named, st.lists(inner, max_size=1)).map(lambda both: [*both[0], *both[1]]).filter(bool)


_CLAIMS: dict[str, st.SearchStrategy[Tree]] = {
    "name": _texts,
    "kinds": _some(["memorial", "stele", "statue"]),
    "country": st.one_of(st.sampled_from(["place/westland", "place/eastland"]), _place),
    "place": _place,
    "near": _places,
    "coordinates": _coordinates,
    "lease": st.fixed_dictionaries(
        {"duration": st.sampled_from(["P1Y", "P12M", "P2Y"])}, optional={"description": _texts}
    ),
    "construction": st.fixed_dictionaries({"date": _dates}, optional={"carriedOutBy": _agents}),
    "inauguration": st.fixed_dictionaries({"date": _dates}, optional={"attendees": _agents, "description": _texts}),
    "events": _parts(_event, "approval", "ruling"),
    "creators": _agents,
    "sculptors": _agents,
    "designers": _agents,
    "material": _some(["bronze", "marble"]),
    "height": _quantity,
    "length": _quantity,
    "inscriptions": _parts(_inscription, "front", "back"),
    "sameAs": _some(["https://a.example/1", "https://a.example/2"]),
}


@st.composite
def trees(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, dict[str, Tree]]:
    """Two to four accounts of one memorial as their files hold them, by source and key."""
    keys = draw(st.lists(st.sampled_from(sorted(_CLAIMS)), min_size=1, max_size=5, unique=True))
    ids = draw(st.lists(st.sampled_from(["a/x", "b/x", "b/y", "c/x"]), min_size=2, max_size=4, unique=True))
    claims = st.fixed_dictionaries({}, optional={key: _CLAIMS[key] for key in keys})
    return {each: draw(claims) for each in ids}


def record(name: str, claims: Mapping[str, Tree], about: str = "memorial/x") -> Record:
    """The record of a source and key, `a/x`, behind the door."""
    source, _, key = name.partition("/")
    row = Row({"record": key, "about": about, "locator": "page 1", **claims}, Origin(f"{source}.yaml", 1))
    made, problems = check_record(row, source, ONTOLOGY)
    assert made is not None, [str(problem) for problem in problems]
    return made


accounts = trees().map(lambda drawn: [record(name, claims) for name, claims in drawn.items()])
