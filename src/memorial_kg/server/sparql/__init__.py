"""The SPARQL 1.1 endpoint: queries by anybody, answered by worker processes, and updates where they are allowed."""

from memorial_kg.server.sparql.endpoint import routes

__all__ = ["routes"]
