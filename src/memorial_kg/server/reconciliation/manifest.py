"""Says what the service is and can do, in the words that OpenRefine reads when somebody adds it."""

from __future__ import annotations

from memorial_kg.ontology import Ontology
from memorial_kg.server.reconciliation.entities import KINDS
from memorial_kg.server.reconciliation.extending import SETTINGS
from memorial_kg.server.reconciliation.previewing import HEIGHT, WIDTH
from memorial_kg.server.reconciliation.reading import MOST_QUERIES

__all__ = ["manifest"]


def manifest(root: str, title: str, base: str, ontology: Ontology) -> dict[str, object]:
    """The service manifest; `root` is the public address of the site, without a slash at its end."""
    from memorial_kg import __version__

    service = f"{root}/reconcile"
    shapes = [ontology.by_namespace[kind] for kind in KINDS]
    return {
        "versions": ["0.2"],
        "name": title,
        "identifierSpace": base,
        "schemaSpace": ontology.prefixes["mkg"],
        "serviceVersion": __version__,
        "documentation": f"{root}/dataset.html",
        "defaultTypes": [{"id": shape.name, "name": shape.label} for shape in shapes],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {"service_url": service, "service_path": f"/suggest/{what}"}
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": MOST_QUERIES,
    }
