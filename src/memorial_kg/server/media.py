"""The media types that answers are sent as, with their encoding: those that the site tells other hosts, and more."""

from __future__ import annotations

from pathlib import Path

from memorial_kg.site.files.media import MEDIA_TYPES as OF_THE_SITE

__all__ = ["MEDIA_TYPES", "content_type", "media_type"]

_UTF8 = "; charset=utf-8"


def content_type(media_type: str) -> str:
    """A media type as it is sent; only a text can say its encoding, and all of ours are UTF-8."""
    return f"{media_type}{_UTF8}" if media_type.startswith("text/") else media_type


# By suffix. What is not here is bytes to a browser, whatever it may look like.
MEDIA_TYPES = {
    **{suffix: content_type(media_type) for suffix, media_type in OF_THE_SITE.items()},
    ".html": content_type("text/html"),
    ".css": content_type("text/css"),
    ".js": content_type("text/javascript"),
    ".mjs": content_type("text/javascript"),
    ".txt": content_type("text/plain"),
    ".md": content_type("text/markdown"),
    ".csv": f"{content_type('text/csv')}; header=present",
    ".map": "application/json",
    ".rq": f"application/sparql-query{_UTF8}",
    ".xml": f"application/xml{_UTF8}",
    ".atom": f"application/atom+xml{_UTF8}",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".pbf": "application/x-protobuf",
    ".zip": "application/zip",
}
_BY_NAME = {".well-known/void": MEDIA_TYPES[".ttl"], "feed.xml": MEDIA_TYPES[".atom"]}


def media_type(path: str) -> str:
    """The media type of a file by its name."""
    return _BY_NAME.get(path) or MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream")
