"""From several records of one thing to one record, and the comparisons that say how they relate."""

from memorial_kg.reconcile.comparison import Comparison
from memorial_kg.reconcile.reconciling import Reconciled, reconcile

__all__ = ["Comparison", "Reconciled", "reconcile"]
