"""Validates graphs against SHACL shapes; each result names the constraint that is broken, and the line."""

from memorial_kg.validation.checking import Found
from memorial_kg.validation.origins import Origins, Place, Written, origins_of
from memorial_kg.validation.partitions import Needed, check_lines, context_needed
from memorial_kg.validation.report import SEVERITIES, Report, Severity, Violation
from memorial_kg.validation.reports import REPORTS
from memorial_kg.validation.validating import ENGINES, Engine, validate

__all__ = [
    "ENGINES",
    "REPORTS",
    "SEVERITIES",
    "Engine",
    "Found",
    "Needed",
    "Origins",
    "Place",
    "Report",
    "Severity",
    "Violation",
    "Written",
    "check_lines",
    "context_needed",
    "origins_of",
    "validate",
]
