"""Validates graphs against SHACL shapes; each result names the constraint that is broken, and the line."""

from memorial_kg.validation.checking import Found
from memorial_kg.validation.origins import Origins, Place, Written, origins_of
from memorial_kg.validation.partitions import check_lines
from memorial_kg.validation.report import SEVERITIES, Report, Severity, Violation
from memorial_kg.validation.reports import REPORTS
from memorial_kg.validation.validating import ENGINES, Engine, validate

__all__ = [
    "ENGINES",
    "REPORTS",
    "SEVERITIES",
    "Engine",
    "Found",
    "Origins",
    "Place",
    "Report",
    "Severity",
    "Violation",
    "Written",
    "check_lines",
    "origins_of",
    "validate",
]
