"""Validates graphs against SHACL shapes; each result names the constraint that is broken, and the line."""

from memorial_kg.validation.origins import Origins, Place, Written, origins_of
from memorial_kg.validation.report import SEVERITIES, Report, Severity, Violation
from memorial_kg.validation.reports import REPORTS
from memorial_kg.validation.validating import validate

__all__ = [
    "REPORTS",
    "SEVERITIES",
    "Origins",
    "Place",
    "Report",
    "Severity",
    "Violation",
    "Written",
    "origins_of",
    "validate",
]
