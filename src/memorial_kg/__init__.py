"""memorial-kg: one knowledge graph from many descriptions of memorials, which keeps who said what.

    read_workspace(folder)       its records, and the problems of those that are not good
    reconcile_workspace(folder)  each thing's reconciled record, and the comparisons behind it
    build_graph(folder)          its graph, in memory: a KnowledgeGraph to ask, validate, export, or hand to rdflib
    build(folder, out)           the same into a folder, in every format
    open_graph(out)              a graph that was built

Every public name can be imported from here, and none costs anything before it is asked for: importing this package
imports no other module.

>>> import memorial_kg
>>> memorial_kg.InputError.__module__
'memorial_kg.errors'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memorial_kg.errors import InputError, InternalError, MemorialKGError, Problem, RemoteError, UsageError
    from memorial_kg.knowledge import KnowledgeGraph, build_graph, reconcile_workspace
    from memorial_kg.pipeline import build, open_graph
    from memorial_kg.reconcile import Comparison, Reconciled
    from memorial_kg.records import Record
    from memorial_kg.store import Endpoint
    from memorial_kg.workspace import Workspace, read_workspace

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Endpoint",
    "InputError",
    "InternalError",
    "KnowledgeGraph",
    "MemorialKGError",
    "Problem",
    "Reconciled",
    "Record",
    "RemoteError",
    "UsageError",
    "Workspace",
    "__version__",
    "build",
    "build_graph",
    "open_graph",
    "read_workspace",
    "reconcile_workspace",
]

# Each public name and the module that defines it. A test holds `__all__` and the imports above to this table.
_PUBLIC: dict[str, str] = {
    "Comparison": "memorial_kg.reconcile",
    "Endpoint": "memorial_kg.store",
    "InputError": "memorial_kg.errors",
    "InternalError": "memorial_kg.errors",
    "KnowledgeGraph": "memorial_kg.knowledge",
    "MemorialKGError": "memorial_kg.errors",
    "Problem": "memorial_kg.errors",
    "Reconciled": "memorial_kg.reconcile",
    "Record": "memorial_kg.records",
    "RemoteError": "memorial_kg.errors",
    "UsageError": "memorial_kg.errors",
    "Workspace": "memorial_kg.workspace",
    "build": "memorial_kg.pipeline",
    "build_graph": "memorial_kg.knowledge",
    "open_graph": "memorial_kg.pipeline",
    "read_workspace": "memorial_kg.workspace",
    "reconcile_workspace": "memorial_kg.knowledge",
}

if not TYPE_CHECKING:  # A type checker would take any misspelt name for granted if it saw `__getattr__`.

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for, and keep it."""
        from importlib import import_module

        if name not in _PUBLIC:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_PUBLIC[name]), name)
        return value

    def __dir__() -> list[str]:
        """List the public names, also those that nobody has asked for yet."""
        return sorted({*globals(), *_PUBLIC})
