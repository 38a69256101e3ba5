"""Runs pySHACL on one graph: no inference, no imports, no scripts, no network, and no answer other than its results.

What pySHACL does that is settled here: it parses a SPARQL constraint anew for each focus node (two thirds of its time
on our data), and hands some failures back as if they were reports. The rest is in `mending`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from rdflib import SH, Graph
from rdflib.term import Node

from memorial_kg.errors import InputError, MemorialKGError
from memorial_kg.graph.bridge import quiet
from memorial_kg.validation.mending import mended_validate
from memorial_kg.validation.messages import best, declared

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as Answer

__all__ = ["Result", "results"]


class Result(NamedTuple):
    """One validation result as SHACL defines it, in rdflib's terms; `report` is the graph that describes the path."""

    focus: Node
    path: Node | None
    value: Node | None
    shape: Node
    component: str
    severity: str
    message: str
    report: Graph


def results(data: Graph, shapes: Graph) -> Iterator[Result]:
    """Every result of validating one graph.

    Raises InputError in words when the shapes cannot be evaluated.
    """
    report = _report(_Prepared(data), shapes)
    for result in set(report.objects(None, SH.result)):  # not those that only explain another, by sh:detail
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        if focus is None or shape is None:
            raise InputError("pySHACL reported a result without a focus node or a shape: the report cannot be trusted")
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
        yield Result(
            focus,
            path,
            value,
            shape,
            component,
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            _message(report, result, shapes, component),
            report,
        )


def _report(data: Graph, shapes: Graph) -> Graph:
    try:
        with _calm():
            # All of what could reach out or make up triples is off; each by name, whatever the defaults become.
            _, report, _ = mended_validate()(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                js=False,
                meta_shacl=False,
                do_owl_imports=False,
                abort_on_first=False,
                inplace=False,
            )
    except MemorialKGError:
        raise
    except RecursionError:
        raise InputError("The shapes could not be evaluated: they lead into each other without end") from None
    except Exception as error:
        raise InputError(f"The shapes could not be evaluated: {_first_line(error)}") from error
    if not isinstance(report, Graph):
        raise InputError(f"The shapes could not be evaluated: {_first_line(report)}")
    return report


@contextmanager
def _calm() -> Iterator[None]:
    """Let nothing be said on the side. Where shapes recur, pySHACL warns and leaves nodes unchecked: an error."""
    from pyshacl.errors import ShapeRecursionWarning

    with quiet(), quiet("pyshacl-validate"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", ShapeRecursionWarning)
        yield


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _message(report: Graph, result: Node, shapes: Graph, component: str) -> str:
    """The message that says most: a constraint's own, else that of its shape."""
    shape, source = report.value(result, SH.sourceShape), report.value(result, SH.sourceConstraint)
    if source is not None and (source, SH.message, None) in shapes:  # it comes with its variables filled
        found, own = [*report.objects(result, SH.resultMessage)], {*map(str, shapes.objects(shape, SH.message))}
        return best([each for each in found if str(each) not in own] or found)
    return declared(shapes, shape, component) if shape is not None else ""


class _Prepared(Graph):
    """The same data, which parses each query once and lets none out of the house."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")
        self._queries: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Answer:  # noqa: ANN401 — as rdflib's
        """Evaluate a query, parsed when it is first asked."""
        if isinstance(query_object, str):
            prepared = self._queries.get(query_object)
            if prepared is None:
                prepared = self._queries[query_object] = _prepared(query_object)
            query_object = prepared
        return super().query(query_object, *args, **kwargs)


def _prepared(query: str) -> Query:
    from rdflib.plugins.sparql import prepareQuery  # costs 60 ms, which whoever only opens a graph need not wait

    prepared = prepareQuery(query)
    if "ServiceGraphPattern" in str(prepared.algebra):
        raise InputError(
            "The shapes hold a SPARQL constraint with SERVICE, which SHACL forbids: no other server is asked"
        )
    return prepared
