"""Breaks a dataset in known places, so that an engine can be asked whether it finds them all and nothing else.

Each break is one that a single constraint must report, once. Most are of SHACL Core; the last is what only a SPARQL
constraint finds: two sources contradict each other, and the reconciled graph states a value all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.forms import BASE

__all__ = ["write_broken"]

_MKG, _SCHEMA, _XSD = (
    "https://w3id.org/memorial-kg/ontology#",
    "http://schema.org/",
    "http://www.w3.org/2001/XMLSchema#",
)


class _Break(NamedTuple):
    predicate: str
    every: int  # how many lines of the predicate lie between two breaks
    value: str  # what stands there instead; "" leaves the line out
    component: str


_BREAKS: Final = {
    each.predicate: each
    for each in (
        _Break(f"<{_SCHEMA}latitude>", 97, f'"95.5"^^<{_XSD}decimal>', "MaxInclusive"),
        _Break(f"<{_SCHEMA}unitCode>", 89, '"metres"', "Pattern"),
        _Break(f"<{_SCHEMA}inLanguage>", 83, '"d"', "Pattern"),
        _Break(f"<{_MKG}edtf>", 101, '"1950"', "Datatype"),
        _Break(f"<{_MKG}locator>", 211, "", "MinCount"),
    )
}
_OF_A_CONTRADICTED_DATE: Final = {
    f"<{_MKG}comparedProperty>": f"<{_MKG}edtf> .",
    f"<{_MKG}relation>": f"<{_MKG}disjoint> .",
}
_EVERY_CONTRADICTION: Final = 7


def write_broken(lines: Iterable[str], folder: Path) -> None:
    """Write the broken dataset as data.nq and graphs/<name>.nt, and what is broken in it as broken.json."""
    (folder / "graphs").mkdir(parents=True)
    found: list[tuple[str, str, str]] = []
    with ExitStack() as stack:
        whole = stack.enter_context((folder / "data.nq").open("w", encoding="utf-8", newline=""))
        graphs = {}
        for line in _broken(lines, found):
            triple, name = _split(line)
            whole.write(line + "\n")
            if name not in graphs:
                file = folder / "graphs" / f"{name}.nt"
                graphs[name] = stack.enter_context(file.open("w", encoding="utf-8", newline=""))
            graphs[name].write(triple + "\n")
    (folder / "broken.json").write_text(json.dumps(sorted(found), indent=0), encoding="utf-8")


def _split(line: str) -> tuple[str, str]:
    """A line as a triple, and the name of its graph: "default", or that of a source."""
    start = line.rfind(f" <{BASE}source/")
    if start < 0 or line.endswith('" .') or line.count(" ", start) != 2 or _is_object(line, start):
        return line, "default"
    return f"{line[:start]} .", line[start + len(f" <{BASE}source/") : -3]


def _is_object(line: str, start: int) -> bool:
    """A source that is an object stands behind two terms, neither of which is a literal."""
    return line.count(" ", 0, start) == 1


def _broken(lines: Iterable[str], found: list[tuple[str, str, str]]) -> Iterator[str]:
    seen = dict.fromkeys(_BREAKS, 0)
    compared: dict[str, str] = {}  # date comparison → its node
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        rule = _BREAKS.get(predicate)
        if predicate == f"<{_MKG}comparedNode>":
            compared[subject] = rest.removesuffix(" .")
        elif rest != _OF_A_CONTRADICTED_DATE.get(predicate, rest):
            compared.pop(subject, None)
        if rule:
            seen[predicate] += 1
            if seen[predicate] % rule.every == 0:
                graph = _split(line)[1]
                found.append((graph, subject, rule.component))
                if rule.value:
                    where = "" if graph == "default" else f"<{BASE}source/{graph}> "
                    yield f"{subject} {predicate} {rule.value} {where}."
                continue
        yield line
    for node in sorted({*compared.values()})[::_EVERY_CONTRADICTION]:
        found += [("default", comparison, "SPARQL") for comparison, about in compared.items() if about == node]
        yield f'{node} <{_MKG}earliest> "1950-01-01"^^<{_XSD}date> .'
