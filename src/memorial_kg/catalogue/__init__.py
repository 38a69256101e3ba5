"""The dataset by thing: a file of lookups beside the dumps, for pages and for the live server."""

from memorial_kg.catalogue.reading import Catalogue, open_catalogue
from memorial_kg.catalogue.writing import build_catalogue

__all__ = ["Catalogue", "build_catalogue", "open_catalogue"]
