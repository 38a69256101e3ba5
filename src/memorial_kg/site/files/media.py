"""The media types of the files on the site that servers do not know by themselves, by their suffix."""

from __future__ import annotations

from memorial_kg.export import FORMATS

__all__ = ["MEDIA_TYPES"]

MEDIA_TYPES: dict[str, str] = {
    **{each.suffix: each.media_types[0] for each in FORMATS.values()},
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
