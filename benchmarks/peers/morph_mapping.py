"""The mapping with morph-kgc: an RML mapping of the same statements, run by its command on all cores."""

from __future__ import annotations

import os
import runpy
import sys
from itertools import groupby
from pathlib import Path

from benchmarks.forms import BASE
from benchmarks.peers.statements import Statement, graph_of, sources, statements

_HEAD = "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n\n"


def main(folder: Path, out: Path) -> None:
    """Write <out>/morph.nq."""
    rules, config = out / "mapping.rml.ttl", out / "morph.ini"
    rules.write_text(_HEAD + "".join(_maps(folder)), encoding="utf-8")
    config.write_text(
        f"[CONFIGURATION]\noutput_file={out / 'morph'}\noutput_format=N-QUADS\nlogging_level=ERROR\n"
        f"number_of_processes={os.cpu_count()}\n\n[Records]\nmappings={rules}\n",
        encoding="utf-8",
    )
    sys.argv = ["morph-kgc", str(config)]
    try:
        runpy.run_module("morph_kgc", run_name="__main__")
    finally:
        rules.unlink()
        config.unlink()


def _maps(folder: Path) -> list[str]:
    made = []
    for told, file in sources(folder):
        ordered = sorted(statements(told), key=lambda each: each.subject)
        for number, (subject, group) in enumerate(groupby(ordered, key=lambda each: each.subject)):
            objects = "".join(
                f" ;\n  rr:predicateObjectMap [ rr:predicate <{each.predicate}> ; rr:objectMap [ {_object(each)} ] ]"
                for each in group
            )
            made.append(
                f"<#{told.name}-{number}> a rr:TriplesMap ;\n"
                f'  rml:logicalSource [ rml:source "{file}" ; rml:referenceFormulation '
                "<http://semweb.mmlab.be/ns/ql#CSV> ] ;\n"
                f'  rr:subjectMap [ rr:template "{BASE}{subject}" ; rr:graph <{graph_of(told)}> ]{objects} .\n\n'
            )
    return made


def _object(each: Statement) -> str:
    return {
        "thing": f'rr:template "{BASE}{each.value}"',
        "word": f"rr:constant <{each.value}>",
        "iri": f'rml:reference "{each.value}" ; rr:termType rr:IRI',
        "text": f'rml:reference "{each.value}" ; rr:language "{each.extra}"',
        "typed": f'rml:reference "{each.value}" ; rr:datatype <{each.extra}>',
        "plain": f'rr:constant "{each.value}"',
    }[each.kind]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
