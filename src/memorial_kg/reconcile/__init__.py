"""From several records of one thing to one record, and the comparisons that say how they relate."""

from memorial_kg.reconcile.comparison import Comparison
from memorial_kg.reconcile.gathering import references, union, union_of_texts
from memorial_kg.reconcile.reconciling import Reconciled, reconcile
from memorial_kg.reconcile.sidebyside import Side, side_by_side

__all__ = ["Comparison", "Reconciled", "Side", "reconcile", "references", "side_by_side", "union", "union_of_texts"]
