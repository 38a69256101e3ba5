"""The search index of a static host, made by pagefind: the folded words of each thing, and what to show of it.

Words are folded before they are indexed, with names weighing more than texts, and the language that is given is none:
a stemmer would take the endings off names. What a page shows is the texts as they are, which travel beside the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from memorial_kg.catalogue.folding import OTHER_SPELLINGS, folding_table, forms
from memorial_kg.catalogue.texts import FIELDS, SEARCHED, Text
from memorial_kg.site.finding.indexer import Indexer, IndexingFailed
from memorial_kg.site.finding.naming import around
from memorial_kg.site.site import Site

__all__ = ["FOLDER", "KIND", "write_search_index"]

FOLDER = "pagefind"
# A word that says of which kind a thing is. Pagefind's own filters would do, but it writes them in an order of chance.
KIND = "zzkind"
_NO_LANGUAGE = "zxx"  # BCP 47: no linguistic content; there is no stemmer for it
# What pagefind writes beside its index for pages that use its own interface.
_NOT_NEEDED = re.compile(r"pagefind-.*(?:ui|highlight).*|wasm\.(?!unknown).*")
_HEAVIEST = 10.0  # pagefind takes weights up to this
# With more things than this only some fields are indexed: pagefind holds 60 kB of memory for a thing with all of them.
_MANY = 30_000
_FEW_FIELDS = ("name", "other", "place")
_SHOWN = 40  # texts of a thing that travel with it
_LONGEST = 2_000  # characters of one


class _Found(NamedTuple):
    """A thing as it is indexed."""

    name: str
    kind: str
    texts: list[Text]


def write_search_index(site: Site, folder: Path) -> list[str]:
    """Write the index and the table of letters into a folder; give a sentence if it could not be done."""
    letters: set[str] = set()
    total = sum(site.catalogue.kinds.get(kind, 0) for kind in SEARCHED)
    fields = tuple(FIELDS) if total <= _MANY else _FEW_FIELDS
    try:
        with Indexer(force_language=_NO_LANGUAGE) as indexer:
            for found in _things(site, fields):
                letters.update(*(text.text for text in found.texts))
                indexer.add(f"{found.name}.html", _document(site, found))
            indexer.write(folder / FOLDER)
    except IndexingFailed as error:
        return [f"{FOLDER}/: the search index was not written, for pagefind failed: {error}"]
    for path in (folder / FOLDER).iterdir():
        if _NOT_NEEDED.fullmatch(path.name):
            path.unlink()
    _write_letters(letters, folder / "data")
    if len(fields) == len(FIELDS):
        return []
    return [f"{FOLDER}/: of {total} things only names and places are indexed; a live server searches all texts"]


def _write_letters(letters: set[str], data: Path) -> None:
    """Write how a page folds what is typed."""
    data.mkdir(exist_ok=True)
    table = {"letters": folding_table(letters), "others": OTHER_SPELLINGS, "fields": [*FIELDS], "kinds": SEARCHED}
    written = json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (data / "folding.json").write_text(f"{written}\n", encoding="utf-8", newline="\n")


def _things(site: Site, fields: tuple[str, ...]) -> Iterator[_Found]:
    for kind in SEARCHED:
        for name in site.catalogue.things(kind):
            texts = [each for each in site.catalogue.words.texts(name) if each.field in fields]
            yield _Found(name, kind, texts)


def _document(site: Site, found: _Found) -> str:
    """A page that only pagefind reads: folded words with their weights, and what is shown as an attribute."""
    shown = {
        "labels": site.labels(found.name),
        "around": around(site, found.name),
        "texts": [(each.field, each.language, each.text[:_LONGEST]) for each in found.texts[:_SHOWN]],
    }
    meta = escape(json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=True), quote=True)
    words = "".join(
        f'<p data-pagefind-weight="{min(weight, _HEAVIEST)}">{" ".join(words)}</p>'
        for field, weight in FIELDS.items()
        if (words := [*dict.fromkeys(forms(each.text) for each in found.texts if each.field == field)])
    )
    return (
        f'<!doctype html><html lang="{_NO_LANGUAGE}"><body data-pagefind-body>'
        f'<i data-pagefind-meta="shown[content]" content="{meta}"></i>'
        f'{words}<p data-pagefind-weight="0">{KIND}{found.kind}</p></body></html>'
    )
