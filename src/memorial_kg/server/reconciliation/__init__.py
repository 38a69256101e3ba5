"""The Reconciliation Service API 0.2, as OpenRefine speaks it: which of our things the names in somebody's table mean.

The specification is https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Left out: JSONP,
which answers what CORS answers already, flyouts, which the specification proposes to drop, and authentication.
"""

from memorial_kg.server.reconciliation.endpoint import routes

__all__ = ["routes"]
