"""The columnar plan: polars reads CSV, glues columns to lines, writes N-Quads, and knows this one mapping only."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

import polars as pl

from benchmarks.forms import BASE
from benchmarks.peers.statements import Statement, graph_of, sources, statements


def main(folder: Path, out: Path) -> None:
    """Write <out>/<source>.nq for each source, and the shared things, each once, into <source>.things.nq."""
    sinks = []
    for told, file in sources(folder):
        rows = pl.scan_csv(file, infer_schema=False)
        texts = [each.value for each in statements(told) if each.kind == "text"]
        # JSON's escapes of strings are N-Triples'.
        escaped = rows.with_columns(
            pl.col(name).str.replace_all('"', '\\"', literal=True).str.replace_all("\n", "\\n", literal=True)
            for name in texts
        )
        graph = f" <{graph_of(told)}> ."
        own = [each for each in statements(told) if each.subject.startswith("memorial/")]
        own.sort(key=lambda each: each.group)  # sorted() is stable: a group is one expression
        groups = [_glued([*each], graph) for _, each in groupby(own, key=lambda each: each.group)]
        lines = pl.concat_str(groups, ignore_nulls=True).str.strip_chars_end("\n")
        sinks.append(_sunk(escaped.select(lines), out / f"{told.name}.nq"))
        shared = [each for each in statements(told) if not each.subject.startswith("memorial/")]
        things = pl.concat(
            [escaped.select(_glued([each], graph).alias("line")).drop_nulls().unique() for each in shared]
        )
        unique = things.unique().select(pl.col("line").str.strip_chars_end("\n"))
        sinks.append(_sunk(unique, out / f"{told.name}.things.nq"))
    pl.collect_all(sinks, engine="streaming")


def _sunk(frame: pl.LazyFrame, file: Path) -> pl.LazyFrame:
    return frame.sink_csv(file, include_header=False, quote_style="never", lazy=True)


def _glued(group: list[Statement], graph: str) -> pl.Expr:
    """The lines of a group as one text; null where a column is."""
    template = "".join(f"<{BASE}{each.subject}> <{each.predicate}> {_object(each)}{graph}\n" for each in group)
    parts = re.split(r"\{(\w+)\}", template)
    return pl.concat_str([pl.col(part) if at % 2 else pl.lit(part) for at, part in enumerate(parts) if part])


def _object(each: Statement) -> str:
    return {
        "thing": f"<{BASE}{each.value}>",
        "word": f"<{each.value}>",
        "iri": f"<{{{each.value}}}>",
        "text": f'"{{{each.value}}}"@{each.extra}',
        "typed": f'"{{{each.value}}}"^^<{each.extra}>',
        "plain": f'"{each.value}"',
    }[each.kind]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
