"""Writes an answer as the formats of the W3C recommendations of SPARQL 1.1, and as Markdown.

Each writer gives the whole text, with the line ends that its format asks for: write it as bytes, not through a stream
that changes them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.store import Answer
from memorial_kg.values import did_you_mean, no_formula

__all__ = ["MEDIA_TYPES", "WRITERS", "plain", "write"]

_XSD_STRING = f"{terms.XSD}string"
_RESULTS = "http://www.w3.org/2005/sparql-results#"
# What XML 1.0 cannot hold, not even as a character reference.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_MARKED = re.compile(r"([\\`*_\[\]|~])")


def write(answer: Answer, format_name: str, prefixes: Mapping[str, str] | None = None) -> str:
    """An answer in one of the formats of `WRITERS`; the prefixes shorten IRIs where the format is for people.

    >>> print(write(Answer("ask", boolean=True), "json").strip())
    {"head": {}, "boolean": true}
    """
    if format_name not in WRITERS:
        hint = did_you_mean(format_name, WRITERS) or f"there are {', '.join(WRITERS)}"
        raise UsageError(f"A query cannot be answered as {format_name!r}: {hint}")
    if (answer.form == "construct") != (format_name == "ntriples"):
        has = "triples: use ntriples" if answer.form == "construct" else "rows: use table, csv, json or another format"
        raise UsageError(f"This query answers with {has}, not with {format_name}")
    return WRITERS[format_name](answer, prefixes or {})


def plain(term: str | None) -> str:
    """What a term says without its syntax: the IRI, the text of a literal, nothing for None."""
    if term is None or term.startswith("_:"):
        return term or ""
    parsed = terms.parse_term(term)
    return parsed if isinstance(parsed, str) else parsed.text


def _csv(answer: Answer, _: Mapping[str, str]) -> str:
    """SPARQL 1.1 Query Results CSV: values without their types, and no value is as an empty text."""
    return _comma_separated(answer, plain)


def _spreadsheet(answer: Answer, _: Mapping[str, str]) -> str:
    """CSV as it may be opened in a spreadsheet: no text is run as a formula, and its program knows the encoding.

    The recommendation has values as they are, so this is a format of its own.
    """
    return ("" if answer.form == "ask" else "\ufeff") + _comma_separated(answer, _cell)


def _comma_separated(answer: Answer, cell: Callable[[str | None], str]) -> str:
    if answer.form == "ask":
        return _yes_or_no(answer) + "\r\n"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.columns)
    writer.writerows([cell(term) for term in row] for row in answer.rows)
    return out.getvalue()


def _cell(term: str | None) -> str:
    text = plain(term)
    is_number = term is not None and term.endswith(">") and term.startswith('"') and _NUMBER.fullmatch(text)
    return text if is_number else no_formula(text)


def _tsv(answer: Answer, _: Mapping[str, str]) -> str:
    """SPARQL 1.1 Query Results TSV: terms as SPARQL writes them; nothing is lost."""
    if answer.form == "ask":
        return _yes_or_no(answer) + "\n"
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join(term or "" for term in row) for row in answer.rows]
    return "".join(f"{line}\n" for line in lines)


def _json(answer: Answer, _: Mapping[str, str]) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if answer.form == "ask":
        return json.dumps({"head": {}, "boolean": answer.boolean}) + "\n"
    bindings = [
        {name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    document = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: str) -> dict[str, str]:
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    parsed = terms.parse_term(term)
    if isinstance(parsed, str):
        return {"type": "uri", "value": parsed}
    written = {"type": "literal", "value": parsed.text}
    if parsed.language:
        written["xml:lang"] = parsed.language
    elif parsed.datatype != _XSD_STRING:
        written["datatype"] = parsed.datatype
    return written


def _xml(answer: Answer, _: Mapping[str, str]) -> str:
    """SPARQL Query Results XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<sparql xmlns="{_RESULTS}">']
    if answer.form == "ask":
        return "\n".join([*lines, f"<head/><boolean>{_yes_or_no(answer)}</boolean>", "</sparql>", ""])
    lines += [f"<head>{''.join(f'<variable name={quoteattr(name)}/>' for name in answer.columns)}</head>", "<results>"]
    for row in answer.rows:
        bound = zip(answer.columns, row, strict=True)
        cells = (f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in bound if term)
        lines.append(f"<result>{''.join(cells)}</result>")
    return "\n".join([*lines, "</results>", "</sparql>", ""])


def _xml_term(term: str) -> str:
    if term.startswith("_:"):
        return f"<bnode>{term[2:]}</bnode>"
    parsed = terms.parse_term(term)
    if isinstance(parsed, str):
        return f"<uri>{escape(parsed)}</uri>"
    if _NOT_IN_XML.search(parsed.text):
        raise InputError(f"XML cannot hold all characters of {parsed.text!r}: use json or tsv")
    text = escape(parsed.text, {"\r": "&#13;"})
    if parsed.language:
        return f"<literal xml:lang={quoteattr(parsed.language)}>{text}</literal>"
    typed = "" if parsed.datatype == _XSD_STRING else f" datatype={quoteattr(parsed.datatype)}"
    return f"<literal{typed}>{text}</literal>"


def _markdown(answer: Answer, prefixes: Mapping[str, str]) -> str:
    """A table of Markdown, with IRIs as links."""
    if answer.form == "ask":
        return _yes_or_no(answer) + "\n"
    lines = [list(answer.columns), ["---"] * len(answer.columns)]
    lines += [[_markdown_term(term, prefixes) for term in row] for row in answer.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _markdown_term(term: str | None, prefixes: Mapping[str, str]) -> str:
    text = plain(term)
    if term and term.startswith("<"):
        address = text.replace("(", "%28").replace(")", "%29")
        return f"[{_unmarked(terms.compact(text, prefixes))}]({address})"
    return _unmarked(text)


def _unmarked(text: str) -> str:
    """A text in which nothing is Markdown or HTML, on one line."""
    marked = _MARKED.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return "<br>".join(marked.splitlines())


def _ntriples(answer: Answer, _: Mapping[str, str]) -> str:
    return "".join(f"{line}\n" for line in answer.triples)


def _yes_or_no(answer: Answer) -> str:
    return "true" if answer.boolean else "false"


WRITERS: dict[str, Callable[[Answer, Mapping[str, str]], str]] = {
    "csv": _csv,
    "spreadsheet": _spreadsheet,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
    "markdown": _markdown,
    "ntriples": _ntriples,
}

MEDIA_TYPES: dict[str, str] = {
    "csv": "text/csv",
    "spreadsheet": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "markdown": "text/markdown",
    "ntriples": "application/n-triples",
}
