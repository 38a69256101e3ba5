"""The mapping with maplib: an OTTR template for each source, filled from a polars frame of its columns."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polars as pl
from maplib import IRI, Literal, Model, Parameter, RDFType, Template, Triple, Variable, rdf

from benchmarks.facts import Told
from benchmarks.forms import BASE
from benchmarks.peers.statements import XSD, Statement, graph_of, sources, statements

_TEXT = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"  # how a struct says that it is a text
_TYPED = {
    f"{XSD}date": lambda text: text.str.to_date(),
    f"{XSD}decimal": lambda text: text.str.to_decimal(scale=12),
}


def main(folder: Path, out: Path) -> None:
    """Write <out>/<source>.nt for each source."""
    for told, file in sources(folder):
        model = Model()
        graph = graph_of(told)
        model.map(_template(told), _frame(told, file), graph=graph, validate_iris=False)
        model.write(out / f"{told.name}.nt", format="ntriples", graph=graph)


def _template(told: Told) -> Template:
    types: dict[str, RDFType] = {}
    triples = [
        Triple(_variable(each.subject, RDFType.IRI, types), IRI(each.predicate), _object(each, types))
        for each in statements(told)
    ]
    parameters = [Parameter(Variable(name), optional=True, rdf_type=kind) for name, kind in types.items()]
    return Template(IRI(f"{BASE}{told.name}-template"), parameters, triples)


def _object(each: Statement, types: dict[str, RDFType]) -> IRI | Literal | Variable:
    if each.kind == "word":
        return IRI(each.value)
    if each.kind == "plain":
        return Literal(each.value)
    if each.kind == "text":
        return _variable(each.value, RDFType.Literal(rdf.langString), types)
    if each.kind == "typed":
        return _variable(each.value, RDFType.Literal(IRI(each.extra)), types)
    return _variable(each.value, RDFType.IRI, types)


def _variable(name: str, kind: RDFType, types: dict[str, RDFType]) -> Variable:
    types[_column(name)] = kind
    return Variable(_column(name))


def _column(template: str) -> str:
    """A template is a column of the frame, too, and needs a name without braces."""
    return re.sub(r"\W+", "_", template).strip("_") + "_iri" * ("{" in template)


def _frame(told: Told, file: Path) -> pl.DataFrame:
    """The columns, in the types that maplib wants for each datatype, with every IRI whole."""
    made: dict[str, pl.Expr] = {}
    for each in statements(told):
        made[_column(each.subject)] = _glued(each.subject)
        if each.kind == "thing":
            made[_column(each.value)] = _glued(each.value)
        elif each.kind == "text":
            text = pl.struct(pl.col(each.value).alias(_TEXT), pl.lit(each.extra).alias("l"))
            made[each.value] = pl.when(pl.col(each.value).is_not_null()).then(text)
        elif each.kind == "typed":
            made[each.value] = _TYPED.get(each.extra, lambda text: text)(pl.col(each.value))
        elif each.kind == "iri":
            made[each.value] = pl.col(each.value)
    return pl.scan_csv(file, infer_schema=False).select(**made).collect()


def _glued(template: str) -> pl.Expr:
    parts = re.split(r"\{(\w+)\}", BASE + template)
    return pl.concat_str([pl.col(part) if at % 2 else pl.lit(part) for at, part in enumerate(parts) if part])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
