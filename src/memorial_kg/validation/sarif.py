"""Writes a report as SARIF 2.1.0 (OASIS), which editors and code hosts show beside the lines of the files."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import quote

from memorial_kg import __version__, terms
from memorial_kg.ontology import load_ontology
from memorial_kg.validation.report import Report, Violation

__all__ = ["sarif"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool"

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> dict[str, Json]:
    """The report as a SARIF log with one run: a rule for each broken constraint, a result for each violation."""
    rules: dict[str, Violation] = {}
    for each in report.violations:
        rules.setdefault(_rule_id(each), each)
    numbers = {name: number for number, name in enumerate(sorted(rules))}
    driver: dict[str, Json] = {
        "name": "memorial-kg",
        "version": __version__,
        "informationUri": "https://w3id.org/memorial-kg/",
        "rules": [_rule(name, rules[name]) for name in numbers],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, numbers) for each in report.violations],
        "properties": {"conforms": report.conforms, "checked": report.checked},
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _rule_id(each: Violation) -> str:
    shape = terms.compact(each.shape, load_ontology().prefixes) if each.shape else "lexical"
    return f"{shape}/{each.component}"


def _rule(name: str, example: Violation) -> dict[str, Json]:
    """A rule as its first result tells it; the message of a shape is the same for all, but for the values in it."""
    made: dict[str, Json] = {
        "id": name,
        "shortDescription": {"text": name},
        "fullDescription": {"text": _message(example.message)},
        "defaultConfiguration": {"level": _LEVELS[example.severity]},
    }
    return made | ({"helpUri": example.shape} if example.shape.startswith("http") else {})


def _result(each: Violation, rules: dict[str, int]) -> dict[str, Json]:
    name = _rule_id(each)
    value = f" ({each.value})" if each.value not in ("", each.focus) else ""
    return {
        "ruleId": name,
        "ruleIndex": rules[name],
        "level": _LEVELS[each.severity],
        "message": {"text": _message(f"{each.message}{value}")},
        "locations": [_location(each)],
    }


def _location(each: Violation) -> dict[str, Json]:
    logical = " ".join(part for part in (each.graph and f"<{each.graph}>", each.focus, each.path) if part)
    made: dict[str, Json] = {"logicalLocations": [{"fullyQualifiedName": logical, "kind": "object"}]}
    if each.file:
        physical: dict[str, Json] = {"artifactLocation": {"uri": _uri(each.file)}}
        if each.line:
            physical["region"] = {"startLine": each.line}
        made["physicalLocation"] = physical
    return made


def _message(text: str) -> str:
    """A message string that says what it says: braces would be placeholders, and `[…](…)` a link (section 3.11)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _uri(file: str) -> str:
    return f"file://{quote(file)}" if file.startswith("/") else quote(file)
