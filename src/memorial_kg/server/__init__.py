"""Serves a built graph and a finished site: the same pages, with content negotiation, queries and features."""

from memorial_kg.server.settings import Limits, Settings

__all__ = ["Limits", "Settings"]
