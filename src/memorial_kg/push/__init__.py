"""Sends a built graph to a SPARQL 1.1 store of somebody else, and only what changed since the last time."""

from memorial_kg.push.client import Client
from memorial_kg.push.credentials import Credentials, read_credentials
from memorial_kg.push.planning import Plan, Request, Step
from memorial_kg.push.pushing import preview, push

__all__ = ["Client", "Credentials", "Plan", "Request", "Step", "preview", "push", "read_credentials"]
