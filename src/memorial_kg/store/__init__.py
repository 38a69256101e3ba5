"""Keeps the graph where it can be asked: in an embedded store, or behind an endpoint of somebody else.

Importing this package loads no engine: each comes in when it is first used.
"""

from memorial_kg.store.answers import Answer, Form
from memorial_kg.store.embedded import build_store, memory_store, open_store
from memorial_kg.store.remote import Endpoint
from memorial_kg.store.swap import recover, swapped_in

__all__ = [
    "Answer",
    "Endpoint",
    "Form",
    "build_store",
    "memory_store",
    "open_store",
    "recover",
    "swapped_in",
]
