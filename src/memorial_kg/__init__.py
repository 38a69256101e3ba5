"""memorial-kg: one knowledge graph from many descriptions of memorials, which keeps who said what.

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

__version__ = "0.1.0"

__all__ = [
    "InputError",
    "InternalError",
    "MemorialKGError",
    "Problem",
    "RemoteError",
    "UsageError",
    "__version__",
]

# Each public name and the module that defines it. A test holds `__all__` and the imports above to this table.
_PUBLIC: dict[str, str] = {
    "InputError": "memorial_kg.errors",
    "InternalError": "memorial_kg.errors",
    "MemorialKGError": "memorial_kg.errors",
    "Problem": "memorial_kg.errors",
    "RemoteError": "memorial_kg.errors",
    "UsageError": "memorial_kg.errors",
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
