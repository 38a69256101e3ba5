"""The main job: from a workspace to a folder with the validated graph in every format, swapped in whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from memorial_kg.errors import InputError, InternalError
from memorial_kg.export import FORMATS, export
from memorial_kg.graph.dataset import Graphs
from memorial_kg.graph.wikibase import wikibase_lines
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.store import build_store, swapped_in
from memorial_kg.validation import REPORTS, Origins, Report, origins_of, validate
from memorial_kg.workspace import Workspace, read_workspace

__all__ = ["DATASET", "WIKIBASE", "Summary", "build", "dataset_lines", "read_origins", "read_summary"]

DATASET = "dataset"  # the stem of every dump; `dataset.nq` is the canonical one, of which the others are made
WIKIBASE = "wikibase.nq"
STORE = "store"
_SUMMARY = "summary.json"
_ORIGINS = "origins.json"
_REPORT = {"turtle": "report.ttl", "json": "report.json"}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made, in numbers; `comparisons` are by relation."""

    title: str
    base: str
    sources: int
    records: int
    memorials: int
    proposals: int
    entities: int
    quads: int
    comparisons: dict[str, int]
    disagreements: list[str]
    violations: int
    warnings: int
    files: list[str]


def build(
    folder: Path, out: Path, *, keep_going: bool = False, formats: Iterable[str] = tuple(FORMATS), progress: Progress = lambda _: None
) -> tuple[Summary, Report]:
    """Build the graph of a workspace into the folder `out`, which is replaced as a whole or not at all.

    Raises InputError with all problems when a record or a file is not good, unless `keep_going`: then the good ones are
    built, and the problems are for the caller to show (`read_workspace` gives them again).
    """
    progress("reading")
    ontology = load_ontology()
    workspace = read_workspace(folder, ontology)
    if workspace.problems and not (keep_going and workspace.records):
        raise InputError(_what_to_do(workspace), workspace.problems)
    progress("reconciling and mapping")
    graphs = Graphs(workspace, ontology, {name: (each.media_types[0], f"{DATASET}{each.suffix}") for name, each in FORMATS.items()})
    lines = graphs.lines()
    progress("validating")
    report = validate(lines, origins=origins_of(workspace.records, workspace.dataset.base, ontology))
    with swapped_in(out) as fresh:
        _write(fresh, graphs, lines, report, formats, progress)
        summary = _summary(graphs, lines, report, [path.name for path in sorted(fresh.iterdir()) if not path.name.startswith(".")])
        _dump(fresh / _SUMMARY, asdict(summary))
    return summary, report


def _what_to_do(workspace: Workspace) -> str:
    several = len(workspace.problems)
    count = f"{several} problem{'s' if several > 1 else ''}"
    return f"{count}; nothing was built and nothing was changed. {len(workspace.records)} records are good: `--keep-going` builds those."


def _write(fresh: Path, graphs: Graphs, lines: list[str], report: Report, formats: Iterable[str], progress: Progress) -> None:
    base, ontology = graphs.workspace.dataset.base, graphs.ontology
    for name in dict.fromkeys(["nquads", *formats]):
        progress(f"writing {name}")
        with (fresh / f"{DATASET}{FORMATS[name].suffix}").open("wb") as out:
            export(lines, name, ontology=ontology, base=base, out=out)
    progress("writing the Wikibase profile")
    (fresh / WIKIBASE).write_text("".join(f"{line}\n" for line in wikibase_lines(graphs)), encoding="utf-8", newline="\n")
    for name, file in _REPORT.items():
        (fresh / file).write_text(REPORTS[name](report), encoding="utf-8", newline="\n")
    origins = origins_of(graphs.workspace.records, base, ontology)
    (fresh / _ORIGINS).write_text(origins.to_json(), encoding="utf-8", newline="\n")
    progress("loading the store")
    build_store(fresh / f"{DATASET}.nq", fresh / STORE)
    _check_promise(fresh / STORE, lines)


def _check_promise(store: Path, lines: list[str]) -> None:
    """Quads written = quads promised: also by the engine that is to answer for them."""
    from memorial_kg.store import open_store

    held = len(open_store(store))
    if held != len(lines):
        raise InternalError(f"the store holds {held} quads, and {len(lines)} were written: please report this")


def _dump(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _summary(graphs: Graphs, lines: list[str], report: Report, files: list[str]) -> Summary:
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
        quads=len(lines),
        comparisons=dict(sorted(Counter(each.relation.value for each in comparisons).items())),
        disagreements=[each.explanation for each in comparisons if each.relation == "disjoint"],
        violations=report.count("violation"),
        warnings=report.count("warning"),
        files=files,
    )


# -- what was built ----------------------------------------------------------------------------------------------------


def dataset_lines(out: Path, *, profile: str = "") -> list[str]:
    """The lines of a built dataset, or of its Wikibase profile."""
    from memorial_kg.store import recover

    recover(out)
    file = out / (WIKIBASE if profile == "wikibase" else f"{DATASET}.nq")
    if not file.is_file():
        raise InputError(f"{out}: there is no built graph here; run `memorial-kg build` first, or name its folder with --graph")
    return file.read_text(encoding="utf-8").splitlines()


def read_summary(out: Path) -> Summary:
    """What the last build said of itself."""
    try:
        return Summary(**json.loads((out / _SUMMARY).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise InputError(f"{out}: there is no built graph here; run `memorial-kg build` first, or name its folder with --graph") from None


def read_origins(out: Path) -> Origins:
    """Where in the workspace the nodes of a built graph come from."""
    try:
        return Origins.from_json((out / _ORIGINS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{out}: there is no built graph here; run `memorial-kg build` first") from error
