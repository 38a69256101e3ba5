"""The client of W3C Reconciliation services: asks them which things elsewhere ours may be, and proposes; no more."""

from memorial_kg.matching.services.looking import Reconciled, look_up, write_lookups
from memorial_kg.matching.services.questions import Lookup
from memorial_kg.matching.services.service import Service

__all__ = ["Lookup", "Reconciled", "Service", "look_up", "write_lookups"]
