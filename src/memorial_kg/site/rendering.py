"""The templates, and the few functions that they may call."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import jinja2

from memorial_kg.export import FORMATS
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.languages import direction, language_name
from memorial_kg.site.links import outside, relative, report_link, thing_path
from memorial_kg.site.page import Page
from memorial_kg.site.programs.heading import heading_of
from memorial_kg.site.programs.naming import format_name
from memorial_kg.site.settings import LANGUAGES
from memorial_kg.site.site import Site, best
from memorial_kg.site.things.dataset import about

__all__ = ["folder_of", "render"]


def folder_of(language: str) -> str:
    """The folder of a language's pages, with its slash: none for the first."""
    return "" if language == next(iter(LANGUAGES)) else f"{language}/"


def render(page: Page, site: Site) -> str:
    """The HTML of a page. Everything from the data is escaped; only templates write tags."""
    here = page.at or f"{folder_of(site.language)}{page.path}"

    def link(path: str) -> str:
        return (
            f"{urlsplit(site.settings.root).path or '/'}{relative('', path)}" if page.anywhere else relative(here, path)
        )

    def to(path: str) -> str:  # a page of the same language
        return link(f"{folder_of(site.language)}{path}" if not path.startswith("#") else path)

    def file(path: str) -> str:  # a file that has no language: data, assets
        return link(path)

    def thing(name_or_iri: str) -> str | None:  # the page of a thing, or an address elsewhere, or nothing
        iri = site.catalogue.iri(name_or_iri)
        found = thing_path(site, site.catalogue.name(iri), iri.partition("#")[2])
        return to(found) if found else outside(iri)

    dataset = about(site.catalogue)
    return (
        _environment()
        .get_template(page.template)
        .render(
            page=page,
            site=site,
            words=site.words,
            here=here,
            to=to,
            file=file,
            thing=thing,
            away=outside,
            dataset=dataset,
            title=best(dataset.titles, site.language),
            report=lambda label="": report_link(site, page.thing or "dataset", label or page.title),
            script_words=_script_words(page, site),
            in_words=lambda edtf: date_in_words(edtf, site.words),
            language_name=lambda tag: language_name(tag, site.words),
            languages={
                code: (LANGUAGES[code], file(f"{folder_of(code)}{page.path}")) for code in site.settings.languages
            },
            head=heading_of(page, site, here, link),
            **page.data,
        )
    )


def _script_words(page: Page, site: Site) -> dict[str, str]:
    """The words that the scripts of a page show, by their whole names."""
    return {f"{name}.{key}": text for name in page.words for key, text in site.words.section(name).items()}


def _format_name(path: str) -> str:
    """What a file is called among others of the same thing: by its format."""
    return format_name(f".{path.rpartition('.')[2]}")


def _media_type(path: str) -> str:
    """The media type of a file, by its suffix."""
    suffix = path.rpartition(".")[2]
    return next((each.media_types[0] for each in FORMATS.values() if each.suffix == f".{suffix}"), "")


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("memorial_kg.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(direction=direction, format_name=_format_name, media_type=_media_type)
    # `tojson` writes what may stand in a script element: no `</script>` and no `<!--` can be in it.
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return made
