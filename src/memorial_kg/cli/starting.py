"""`memorial-kg init` and `memorial-kg keys`."""

from __future__ import annotations

import shutil
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from memorial_kg.cli.shared import table
from memorial_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from memorial_kg.ontology import Key, Ontology

__all__ = ["init", "keys"]

# What a new workspace holds that is not yet its owner's.
_PLACES = {
    "dataset.toml": "the title, the licence, and the IRI that yours begin with",
    "sources/": "a folder for each source, with its source.toml and its records",
    "entities/": "people, organizations, places and events that records name",
    "identity.yaml": "why records of several sources are about one thing, or are not",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new workspace in FOLDER: an invented example of two sources that disagree, to be replaced by your own.

    \b
    Example:
      memorial-kg init my-memorials
      memorial-kg build my-memorials -o my-graph
    """
    from memorial_kg import resources

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} exists already and is not empty: name a new folder, so that nothing of yours is overwritten"
        )
    try:
        shutil.copytree(
            resources.folder("workspace"), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        schema = resources.text("ontology", "record.schema.json")
        (folder / "record.schema.json").write_text(schema, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} could not be made: {error.strerror or error}") from error
    click.echo(f"{folder} is a workspace. It builds at once:\n")
    click.echo(f"  memorial-kg build {quote(str(folder))} -o {quote(f'{folder}-graph')}")
    click.echo(f"  memorial-kg compare --workspace {quote(str(folder))}")
    click.echo("\nThen replace the example by your own, in its four places:")
    for place, what in _PLACES.items():
        click.echo(f"  {place:<15}{what}")
    click.echo(
        "\n`memorial-kg keys` lists what a record can say; record.schema.json helps editors that know JSON Schema."
    )


@click.command()
@click.argument("shape", default="memorial")
def keys(shape: str) -> None:
    """List what can be said of a SHAPE: memorial (the default), event, person, place, inscription, quantity …

    With `harvest`, explain the rules by which `memorial-kg harvest` turns rows into records.

    \b
    Examples:
      memorial-kg keys
      memorial-kg keys inscription
      memorial-kg keys harvest
    """
    if shape.lower() == "harvest":
        from memorial_kg.sources.crosswalk import reference
        from memorial_kg.sources.readers import READERS

        click.echo("\n".join(reference(READERS)))
        return
    from memorial_kg.ontology import load_ontology
    from memorial_kg.values import did_you_mean

    ontology = load_ontology()
    shapes = {name.lower(): each for name, each in ontology.shapes.items() if each.written_keys}
    if shape.lower() not in shapes:
        hint = did_you_mean(shape.lower(), shapes) or f"there are {', '.join(sorted(shapes))}"
        raise UsageError(f"There is no shape {shape!r}: {hint}")
    rows = [(key.name, _takes(key, ontology), key.description) for key in shapes[shape.lower()].written_keys]
    table(("key", "takes", "what it says"), rows)


def _takes(key: Key, ontology: Ontology) -> str:
    """What a value of a key looks like in a record."""
    several = "" if key.single or key.kind == "text" else " …"
    kinds = {
        "text": "{en: …}",
        "plain": key.datatype.rpartition("#")[2].rpartition("/")[2],
        "choice": " | ".join(sorted(key.choices)),
        "iri": "an IRI, an id or '#part'",
        "reference": " | ".join(f"{each}/…" for each in ontology.namespaces(key)) or "'#part'",
        "part": f"{{…}} ({key.part.lower()})",
    }
    return kinds[key.kind] + several
