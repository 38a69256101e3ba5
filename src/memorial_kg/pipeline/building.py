"""The main job: from a workspace to a folder with the validated graph in every format, swapped in whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from memorial_kg.built import CATALOGUE, DATASET, ORIGINS, PROFILES, STORE, SUMMARY, Summary, read_summary
from memorial_kg.built import REPORTS as FILES_OF_REPORT
from memorial_kg.catalogue import build_catalogue
from memorial_kg.errors import InputError, InternalError
from memorial_kg.export import FORMATS
from memorial_kg.graph.dataset import Graphs
from memorial_kg.graph.wikibase import wikibase_lines
from memorial_kg.knowledge import KnowledgeGraph, distributions, graph_of
from memorial_kg.ontology import load_ontology
from memorial_kg.store import build_store, open_store, swapped_in
from memorial_kg.validation import REPORTS, Origins, Report
from memorial_kg.workspace import Workspace, read_workspace

__all__ = ["build", "open_graph"]

Progress = Callable[[str], None]


def build(
    workspace: Workspace | Path | str,
    out: Path | str,
    *,
    keep_going: bool = False,
    formats: Iterable[str] = tuple(FORMATS),
    progress: Progress = lambda _: None,
) -> tuple[Summary, Report]:
    """Build the graph of a workspace into the folder `out`, which is replaced as a whole or not at all.

    Raises InputError with all problems when a record or a file is not good, unless `keep_going`: then the good ones are
    built, and the problems are for the caller to show (they are in the workspace that `read_workspace` gives).
    """
    progress("reading")
    read = workspace if isinstance(workspace, Workspace) else read_workspace(workspace)
    if read.problems and not (keep_going and read.records):
        raise InputError(_what_to_do(read), read.problems)
    formats = dict.fromkeys(["nquads", *formats])
    with swapped_in(Path(out)) as fresh:
        progress("reconciling and mapping")
        graphs = Graphs(read, load_ontology(), distributions(formats))
        graph = graph_of(graphs)
        progress("validating")
        report = graph.validate()
        _write_graph(fresh, graph, graphs, formats, progress)
        _write_findings(fresh, graph, report)
        files = sorted(path.name for path in fresh.iterdir() if not path.name.startswith("."))
        summary = _summary(graphs, graph, report, files)
        _write(fresh / SUMMARY, json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n")
    return summary, report


def _what_to_do(workspace: Workspace) -> str:
    count, good = len(workspace.problems), len(workspace.records)
    told = f"{count} problem{'s' if count > 1 else ''}; nothing was built, nothing was changed."
    return f"{told} {good} records are good: `--keep-going` builds those." if good else told


def _write_graph(
    fresh: Path, graph: KnowledgeGraph, graphs: Graphs, formats: Iterable[str], progress: Progress
) -> None:
    for name in formats:
        progress(f"writing {name}")
        with (fresh / f"{DATASET}{FORMATS[name].suffix}").open("wb") as out:
            graph.export(name, out)
    progress("writing the Wikibase profile")
    wikibase = [*wikibase_lines(graphs)]
    _write(fresh / PROFILES["wikibase"], "".join(f"{line}\n" for line in wikibase))
    progress("writing the catalogue")
    profiles = {"wikibase": wikibase}
    build_catalogue(graph.lines, fresh / CATALOGUE, base=graph.base, ontology=graphs.ontology, profiles=profiles)
    progress("loading the store")
    build_store(fresh / PROFILES[""], fresh / STORE)
    held = len(open_store(fresh / STORE))
    if held != len(graph):  # Quads written = quads promised, also by the engine that is to answer for them.
        raise InternalError(f"the store holds {held} quads, and {len(graph)} were written: please report this")


def _write_findings(fresh: Path, graph: KnowledgeGraph, report: Report) -> None:
    for name, file in FILES_OF_REPORT.items():
        _write(fresh / file, REPORTS[name](report))
    if graph.origins is not None:
        _write(fresh / ORIGINS, graph.origins.to_json())


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _summary(graphs: Graphs, graph: KnowledgeGraph, report: Report, files: list[str]) -> Summary:
    workspace = graphs.workspace
    comparisons = [comparison for each in graphs.reconciled for comparison in each.comparisons]
    kinds = Counter(each.record.about.partition("/")[0] for each in graphs.reconciled)
    return Summary(
        title=next(iter(workspace.dataset.title.values())),
        base=workspace.dataset.base,
        sources=len(workspace.sources),
        records=len(workspace.records),
        memorials=kinds["memorial"],
        proposals=kinds["proposal"],
        entities=len(workspace.entities),
        quads=len(graph),
        comparisons=dict(sorted(Counter(each.relation.value for each in comparisons).items())),
        disagreements=[f"{each.about}: {each.explanation}" for each in comparisons if each.relation == "disjoint"],
        violations=report.count("violation"),
        warnings=report.count("warning"),
        files=files,
    )


# -- what was built ----------------------------------------------------------------------------------------------------


def open_graph(folder: Path | str, *, profile: str = "") -> KnowledgeGraph:
    """A graph that was built into a folder, or its Wikibase profile.

    Raises InputError when there is none in the folder.
    """
    summary = read_summary(Path(folder))
    try:
        # Not splitlines(): a literal may hold U+2028, which is no line end in N-Quads.
        lines = (Path(folder) / PROFILES[profile]).read_text(encoding="utf-8").removesuffix("\n").split("\n")
        origins = Origins.from_json((Path(folder) / ORIGINS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: the built graph is damaged ({error}); build it again") from error
    if not profile and len(lines) != summary.quads:
        raise InputError(f"{folder}: the built graph is damaged ({PROFILES['']} is not as it was); build it again")
    return KnowledgeGraph(lines, summary.base, origins)
