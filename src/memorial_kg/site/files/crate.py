"""The site as a research object: ro-crate-metadata.json after RO-Crate 1.2, for archives that take whole folders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from memorial_kg import __version__
from memorial_kg.site.files.checksums import checksum, downloads
from memorial_kg.site.files.media import MEDIA_TYPES
from memorial_kg.site.site import Site
from memorial_kg.site.things.dataset import about

__all__ = ["write_crate"]

_FILE = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.2"
_SOFTWARE = "https://pypi.org/project/memorial-kg/"
_LICENSES = {"https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0 Universal"}

_Entity: TypeAlias = dict[str, object]


def write_crate(site: Site, folder: Path) -> list[str]:
    """Write ro-crate-metadata.json: the files that are downloaded whole, and the folders of the others."""
    known = about(site.catalogue)
    files = [each for each in downloads(folder) if each.name != _FILE and not each.name.startswith((".", "_"))]
    folders = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))
    parts = [*map(_file, files), *map(_folder, folders)]
    root: _Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": known.titles[0][1] if known.titles else site.summary.title,
        "description": known.descriptions[0][1] if known.descriptions else site.summary.title,
        "identifier": site.catalogue.iri("dataset"),
        "hasPart": [{"@id": each["@id"]} for each in parts],
        "mentions": {"@id": "#build"},
    }
    root |= {"datePublished": known.day} if known.day else {}
    root |= {"version": known.version} if known.version else {}
    root |= {"license": {"@id": known.license}} if known.license else {}
    root |= {"author": {"@id": "#creator"}} if known.creator else {}
    graph = [_descriptor(), root, *parts, *_context(site)]
    document = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    (folder / _FILE).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return [] if known.day else [f"no date in {_FILE}: dataset.toml does not say when the dataset was modified"]


def _descriptor() -> _Entity:
    return {
        "@id": _FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPECIFICATION},
    }


def _file(path: Path) -> _Entity:
    return {
        "@id": path.name,
        "@type": "File",
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "encodingFormat": _media_type(path),
        "sha256": checksum(path),
    }


def _media_type(path: Path) -> str:
    return MEDIA_TYPES.get(path.suffix, "text/plain")


def _folder(path: Path) -> _Entity:
    return {"@id": f"{path.name}/", "@type": "Dataset", "name": path.name}


def _context(site: Site) -> Iterator[_Entity]:
    """Who made it, with what, from what, and under which licence."""
    known = about(site.catalogue)
    if known.license:
        name = _LICENSES.get(known.license, known.license)
        yield {"@id": known.license, "@type": "CreativeWork", "name": name}
    if known.creator:
        yield {"@id": "#creator", "@type": "Organization", "name": known.creator}
    yield {
        "@id": "#build",
        "@type": "CreateAction",
        "name": "Publication",
        "instrument": {"@id": _SOFTWARE},
        "object": [{"@id": site.catalogue.iri(each)} for each in known.sources],
        "result": {"@id": "./"},
    }
    yield {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "memorial-kg",
        "version": __version__,
        "url": _SOFTWARE,
    }
    for each in known.sources:
        yield {"@id": site.catalogue.iri(each), "@type": "CreativeWork", "name": site.title(each).text}
