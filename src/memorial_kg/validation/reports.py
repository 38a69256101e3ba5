"""Writes a report: as text, as RDF in the terms of SHACL, as JSON, and as SARIF for editors and code hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from memorial_kg import terms
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import Literal
from memorial_kg.validation.report import SEVERITIES, Report, Violation
from memorial_kg.validation.sarif import sarif
from memorial_kg.values import visible

__all__ = ["REPORTS"]

_BASE = "urn:memorial-kg:report"
_SH = "http://www.w3.org/ns/shacl#"
_IRI = re.compile(r'<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*>')
_PREFIXES = ("mkg", "prov", "rdfs", "sh")
_SEVERITY = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}


def _text(report: Report) -> str:
    """One result a line: where, how grave, what, by which constraint; and the sum of it as the last line."""
    made = []
    for each in report.violations:
        where = each.place or (f"graph {_short(f'<{each.graph}>')}" if each.graph else "default graph")
        what = " ".join(_short(term) for term in dict.fromkeys((each.focus, each.path, each.value)) if term)
        broken = f"{_short(f'<{each.shape}>')} {each.component}" if each.shape else each.component
        made.append(f"{where}: {each.severity}: {what}: {visible(each.message)} [{broken}]")
    return "\n".join([*made, report.verdict]) + "\n"


def _short(term: str) -> str:
    """A term or a path as people read it: IRIs by their prefixes."""
    if term.startswith("<") and term.endswith(">") and term.count("<") == 1:
        return terms.compact(term[1:-1], load_ontology().prefixes)
    return visible(term)


# -- JSON --------------------------------------------------------------------------------------------------------------


def _json(report: Report) -> str:
    """Our own structure: `conforms`, `checked`, `graphs`, the number of results by severity, and the `results`.

    A result has the fields of `Violation`; those that are unknown are left out.
    """
    fields = ("severity", "message", "focus", "path", "value", "component", "shape", "graph", "record", "file", "line")
    made = {
        "conforms": report.conforms,
        "checked": report.checked,
        "graphs": list(report.graphs),
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "results": [
            {name: getattr(each, name) for name in fields if getattr(each, name)} for each in report.violations
        ],
    }
    return _dumped(made)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# -- RDF ---------------------------------------------------------------------------------------------------------------


def _result(each: Violation) -> Iterator[tuple[str, str]]:
    """The properties of one sh:ValidationResult with their terms, in Turtle's abbreviations.

    Where it comes from is said in the terms of PROV and of our own vocabulary. A path of more than one predicate is
    kept as text: SHACL would want blank nodes for it, which nothing could point at.
    """
    yield "a", "sh:ValidationResult"
    yield "sh:resultSeverity", _SEVERITY[each.severity]
    yield "sh:focusNode", _named(each.focus)
    if _IRI.fullmatch(each.path):
        yield "sh:resultPath", each.path
    elif each.path:
        yield "rdfs:comment", terms.literal(f"path: {each.path}", language="en")
    if each.value:
        yield "sh:value", _named(each.value)
    yield "sh:sourceConstraintComponent", f"<{each.component if ':' in each.component else _SH + each.component}>"
    if each.shape:
        yield "sh:sourceShape", _named(f"<{each.shape}>")
    yield "sh:resultMessage", terms.literal(each.message, language="en")
    if each.graph:
        yield "prov:wasDerivedFrom", _named(each.graph if each.graph.startswith("_:") else f"<{each.graph}>")
    if each.place:
        yield "mkg:locator", terms.literal(each.place)


def _named(term: str) -> str:
    """A term that every reader takes: a blank node of others gets an IRI, and an impossible IRI becomes a text."""
    if term.startswith("_:"):
        return f"<urn:memorial-kg:blank#{term[2:]}>"
    parsed = terms.parse_term(term)
    if isinstance(parsed, Literal):
        return term if parsed.language or _IRI.fullmatch(f"<{parsed.datatype}>") else terms.literal(parsed.text)
    return term if _IRI.fullmatch(term) else terms.literal(parsed)


def _turtle(report: Report) -> str:
    """The report as a sh:ValidationReport in Turtle, every node with an IRI."""
    made = [f"@prefix {prefix}: <{load_ontology().prefixes[prefix]}> ." for prefix in _PREFIXES]
    results = ", ".join(f"<{_BASE}#result-{number}>" for number in range(1, len(report.violations) + 1))
    made += ["", f"<{_BASE}> a sh:ValidationReport ;", f"    sh:conforms {str(report.conforms).lower()}"]
    made[-1] += f" ;\n    sh:result {results} ." if results else " ."
    for number, each in enumerate(report.violations, start=1):
        said = " ;\n    ".join(f"{name} {value}" for name, value in _result(each))
        made += ["", f"<{_BASE}#result-{number}> {said} ."]
    return "\n".join(made) + "\n"


def _jsonld(report: Report) -> str:
    """The report as JSON-LD, its results inside it."""
    made = {
        "@context": {prefix: load_ontology().prefixes[prefix] for prefix in _PREFIXES},
        "@id": _BASE,
        "@type": "sh:ValidationReport",
        "sh:conforms": report.conforms,
        "sh:result": [
            {"@id": f"{_BASE}#result-{number}"}
            | {_JSONLD_NAMES.get(name, name): _jsonld_value(value) for name, value in _result(each)}
            for number, each in enumerate(report.violations, start=1)
        ],
    }
    return _dumped(made)


_JSONLD_NAMES = {"a": "@type"}


def _jsonld_value(term: str) -> object:
    if term == "sh:ValidationResult":
        return term
    if not term.startswith(("<", '"')):
        return {"@id": term}
    parsed = terms.parse_term(term)
    if not isinstance(parsed, Literal):
        return {"@id": parsed}
    if parsed.language:
        return {"@value": parsed.text, "@language": parsed.language}
    datatype = {} if parsed.datatype == f"{terms.XSD}string" else {"@type": parsed.datatype}
    return {"@value": parsed.text} | datatype


# Each format of a report and what writes it.
REPORTS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "turtle": _turtle,
    "jsonld": _jsonld,
    "json": _json,
    "sarif": lambda report: _dumped(sarif(report)),
}
