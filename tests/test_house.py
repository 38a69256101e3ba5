"""The house stands: imports go down, each library has its door, and nothing heavy comes in by itself.

The tables below are the plan. To add a room, give it a floor; to let one room into another on the same floor, add a row
to `NEIGHBOURS`; to use a library in a new place, add a row to `DOORS`, and a reason why one door was not enough.
"""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

import memorial_kg

PACKAGE = Path(memorial_kg.__file__).parent
TOP = "memorial_kg"

# Rooms are the first names below the package; a room may import any room on a lower floor.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "resources", "jobs"}),
    frozenset({"terms", "values", "wire"}),
    frozenset({"ontology"}),
    frozenset({"records"}),
    frozenset({"workspace", "sources", "reconcile", "store"}),
    frozenset({"graph", "queries", "built", "matching"}),
    frozenset({"validation", "export"}),
    frozenset({"knowledge", "catalogue"}),
    frozenset({"pipeline", "push", "changes"}),
    frozenset({"site", "spark"}),
    frozenset({"server"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
    frozenset({"__init__"}),  # the public face: it may show any room
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
COMMAND_LINE = FLOOR["cli"]

# (room, the room on the same floor that it may import)
NEIGHBOURS: frozenset[tuple[str, str]] = frozenset(
    {
        ("jobs", "errors"),
        ("sources", "store"),
        ("resources", "errors"),
        ("values", "terms"),
        ("sources", "store"),  # a SPARQL endpoint is a source, too
    }
)

# Names that the package itself defines, which every room may read.
COMMON = frozenset({"__version__"})

# Library → the modules that may import it, and all modules inside them.
DOORS: dict[str, frozenset[str]] = {
    "SPARQLWrapper": frozenset({"store.remote"}),
    "anyascii": frozenset({"values"}),
    "click": frozenset({"cli"}),
    "defusedxml": frozenset({"sources.readers"}),
    "ijson": frozenset({"sources.readers"}),
    "jinja2": frozenset({"site"}),
    "langcodes": frozenset({"values"}),
    "mwparserfromhell": frozenset({"sources.readers"}),
    "orjson": frozenset({"records", "sources", "pipeline"}),
    "pagefind": frozenset({"site"}),
    "pyarrow": frozenset({"sources.readers", "spark"}),
    "pyoxigraph": frozenset(
        {"graph", "store", "export", "validation", "server.worker"}
    ),  # server.worker: a process of its own
    "pyproj": frozenset({"sources.readers"}),
    "pyshacl": frozenset({"validation"}),
    "python_calamine": frozenset({"sources.readers"}),
    "rapidfuzz": frozenset({"server", "matching"}),
    "rdflib": frozenset({"ontology", "validation", "graph.bridge", "knowledge"}),  # knowledge: for annotations
    "rich": frozenset({"cli"}),
    "pyspark": frozenset({"spark"}),
    "shacl": frozenset({"validation"}),
    "splink": frozenset({"matching"}),
    "starlette": frozenset({"server"}),
    "uvicorn": frozenset({"server"}),
    "yaml": frozenset({"records", "sources"}),
}

# Distributions whose module has another name.
IMPORTED_AS = {"python-calamine": "python_calamine", "pyyaml": "yaml", "sparqlwrapper": "SPARQLWrapper"}

# What only the command line may do: read the environment, configure logging, exit.
RESERVED = re.compile(
    r"""os\.(environb?|getenvb?|putenv|unsetenv|_exit|abort)\b
      | logging\.(basicConfig|config|disable|captureWarnings)\b
      | logging\.getLogger\(\)\.(addHandler|setLevel)\b
      | (sys|builtins)\.exit$ | exit$ | quit$ | SystemExit$""",
    re.VERBOSE,
)


# A process of a crew ends itself when the one that started it was killed: nobody else can tell it to.
ALLOWED = frozenset({("jobs", "os._exit")})


@dataclass(frozen=True)
class Module:
    """One module of the package, known by its source alone: nothing is executed to check it."""

    name: str  # below memorial_kg: "store.remote"; "__init__" for the package itself
    source: str
    is_package: bool = False
    tree: ast.Module = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", ast.parse(self.source, self.name))

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @property
    def full_name(self) -> str:
        return TOP if self.name == "__init__" else f"{TOP}.{self.name}"


# ── reading imports ──


def house(package: Path = PACKAGE) -> dict[str, Module]:
    """Every module of the package by its name; folders of data (`_workspace`, `_resources`) hold none."""
    return dict(_modules(package))


def _modules(package: Path) -> Iterator[tuple[str, Module]]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] in {"_workspace", "_resources"}:
            continue
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package and len(parts) > 1 else parts)
        yield name, Module(name, path.read_text(encoding="utf-8"), is_package)


def imports(module: Module) -> Iterator[str]:
    """Every dotted name that the module imports, anywhere: in functions and under TYPE_CHECKING too.

    `from a import b` gives "a.b": whether b is a module or a name inside a is for the caller to say.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            yield from _imported_by_call(node)


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.full_name.split(".")
    up = node.level - module.is_package
    base = package[: len(package) - up]
    return ".".join([*base, *([node.module] if node.module else [])])


def _imported_by_call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func).rpartition(".")[2]
    if called in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value)


def inner_imports(module: Module, modules: dict[str, Module]) -> set[str]:
    """Which modules of the package this one imports: the longest known name, or "__init__" for the package's own names."""
    found = set()
    for name in imports(module):
        first, *rest = name.split(".")
        if first != TOP or (rest and rest[0] in COMMON):
            continue
        while rest and ".".join(rest) not in modules:
            rest.pop()
        found.add(".".join(rest) or "__init__")
    return found - {module.name}


# ── the laws, each a function from sources to complaints ──


def climbing(modules: dict[str, Module]) -> list[str]:
    """Imports that do not go down a floor."""
    complaints = [f"{name}: give it a floor in FLOORS" for name, module in modules.items() if module.room not in FLOOR]
    for module in modules.values():
        for target in sorted(inner_imports(module, modules)):
            here, there = module.room, target.partition(".")[0]
            if here == there or not {here, there} <= FLOOR.keys():
                continue
            if FLOOR[there] >= FLOOR[here] and (here, there) not in NEIGHBOURS:
                complaints.append(f"{module.name} (floor {FLOOR[here]}) imports {target} (floor {FLOOR[there]})")
    return complaints


def circles(modules: dict[str, Module]) -> list[str]:
    """A chain of imports that comes back to where it began."""
    try:
        graphlib.TopologicalSorter({m.name: sorted(inner_imports(m, modules)) for m in modules.values()}).prepare()
    except graphlib.CycleError as error:
        return [" → ".join(reversed(error.args[1]))]
    return []


def broken_doors(modules: dict[str, Module]) -> list[str]:
    """Libraries that come in by a wrong door, or have none."""
    complaints = []
    for module in modules.values():
        for library in sorted({name.partition(".")[0] for name in imports(module)} - {TOP} - sys.stdlib_module_names):
            doors = DOORS.get(library, frozenset())
            if not any(f"{module.name}.".startswith(f"{door}.") for door in doors):
                complaints.append(f"{module.name} imports {library}; its door: {', '.join(sorted(doors)) or 'none'}")
    return complaints


def overreach(modules: dict[str, Module]) -> list[str]:
    """Modules below the command line that read the environment, configure logging, or exit."""
    return [
        f"{module.name}:{line}: {what} belongs to the command line"
        for module in modules.values()
        if FLOOR.get(module.room, 0) < COMMAND_LINE
        for line, what in sorted(_uses(module))
        if RESERVED.match(what) and (module.name, what) not in ALLOWED
    ]


def _uses(module: Module) -> Iterator[tuple[int, str]]:
    """Each name that the module uses, by the full name under which it was imported."""
    known = _imported_names(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(node).partition(".")
            yield node.lineno, known.get(first, first) + dot + rest
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def _imported_names(module: Module) -> dict[str, str]:
    known: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def silent(modules: dict[str, Module]) -> list[str]:
    """Modules that do not say what they are for."""
    return [name for name, module in modules.items() if not (ast.get_docstring(module.tree) or "").strip()]


# ── the house keeps its laws ──


def test_imports_go_down() -> None:
    assert climbing(house()) == []


def test_no_import_goes_in_a_circle() -> None:
    assert circles(house()) == []


def test_each_library_comes_in_by_its_door() -> None:
    assert broken_doors(house()) == []


def test_only_the_command_line_reads_the_environment_configures_logging_or_exits() -> None:
    assert overreach(house()) == []


def test_every_module_says_what_it_is_for() -> None:
    assert silent(house()) == []


def test_every_dependency_has_a_door_and_every_door_a_dependency() -> None:
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    names = {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in (*project["dependencies"], *extras)}
    assert {IMPORTED_AS.get(name, name) for name in names} == set(DOORS)


def test_the_public_face_is_said_once() -> None:
    face = house()["__init__"]
    typed = {
        (alias.name, str(node.module))
        for node in ast.walk(face.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(TOP)
        for alias in node.names
    }
    assert typed == set(memorial_kg._PUBLIC.items())
    assert sorted(memorial_kg.__all__) == sorted([*memorial_kg._PUBLIC, "__version__"])
    for name in memorial_kg.__all__:
        assert getattr(memorial_kg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Memorail'"):
        getattr(memorial_kg, "Memorail")  # noqa: B009 — the type checker would rightly refuse the plain form


# ── nothing heavy comes in by itself ──

HEAVY = frozenset(DOORS)
ENGINES = frozenset({"SPARQLWrapper", "pyoxigraph", "pyshacl", "rdflib"})


def run(statement: str) -> tuple[str, set[str]]:
    """What a fresh interpreter prints for a statement that succeeds, and the top-level modules that it then holds."""
    program = f"import sys\ntry:\n    {statement}\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout, {name.partition(".")[0] for name in done.stderr.split()}


def test_importing_the_package_imports_nothing_heavy() -> None:
    _, loaded = run("import memorial_kg")
    assert TOP in loaded
    assert loaded & HEAVY == set()


@pytest.mark.skipif(find_spec("memorial_kg.cli") is None, reason="there is no command line yet")
def test_help_answers_without_the_engines() -> None:
    help_text, loaded = run("sys.argv = ['memorial-kg', '--help']; from memorial_kg.cli import main; sys.exit(main())")
    assert "build" in help_text
    assert "click" in loaded
    assert loaded & ENGINES == set()


# ── each law can be broken ──


def built(**sources: str) -> dict[str, Module]:
    """A house of snippets: `store__remote` is the module store.remote, `store` a package if it has rooms inside."""
    named = {name if name.startswith("__") else name.replace("__", "."): text for name, text in sources.items()}
    packages = {"__init__"} | {name.rpartition(".")[0] for name in named}
    return {name: Module(name, text, name in packages) for name, text in named.items()}


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param({"errors": "import memorial_kg.cli", "cli": ""}, id="a plain import upwards"),
        pytest.param({"errors": "from memorial_kg.cli import main", "cli": ""}, id="from a module"),
        pytest.param({"errors": "from memorial_kg import cli", "cli": ""}, id="from the package"),
        pytest.param({"errors": "from . import cli", "cli": ""}, id="relative"),
        pytest.param({"errors": "from .cli import main", "cli": ""}, id="relative, from a module"),
        pytest.param(
            {"store": "", "store__remote": "from ..graph import quads", "graph": ""}, id="relative, two levels up"
        ),
        pytest.param(
            {"store": "from ..graph import quads", "store__a": "", "graph": ""}, id="relative, from a package"
        ),
        pytest.param({"terms": "def f():\n    from memorial_kg import records", "records": ""}, id="in a function"),
        pytest.param(
            {"terms": "if TYPE_CHECKING:\n    from memorial_kg.records import Record", "records": ""}, id="for types"
        ),
        pytest.param({"terms": "import_module('memorial_kg.records')", "records": ""}, id="by a call"),
        pytest.param({"reconcile": "import memorial_kg.store", "store": ""}, id="a neighbour"),
        pytest.param({"store": "import memorial_kg.queries", "queries": ""}, id="upstairs"),
        pytest.param({"cli": "from memorial_kg import build", "__init__": ""}, id="the public face from inside"),
        pytest.param({"attic": ""}, id="a room without a floor"),
    ],
)
def test_a_climbing_import_is_found(sources: dict[str, str]) -> None:
    assert climbing(built(**sources)) != []


def test_a_good_house_has_no_complaints() -> None:
    good = built(
        __init__="'''.'''\nfrom memorial_kg.pipeline import build",
        errors="'''.'''",
        values="'''.'''\nimport anyascii\nfrom memorial_kg import terms, __version__",
        terms="'''.'''",
        queries="'''.'''\nfrom . import store\nfrom .store.remote import Remote",
        store="'''.'''\nfrom . import remote",
        store__remote="'''.'''\nimport SPARQLWrapper\nfrom ..errors import RemoteError",
        pipeline="'''.'''\nimport logging, os\nlogging.getLogger(__name__).info(os.path.sep)",
        cli="'''.'''\nimport os, sys, click\nfrom memorial_kg import __version__, pipeline\nsys.exit(os.environ['A'])",
    )
    assert climbing(good) + circles(good) + broken_doors(good) + overreach(good) + silent(good) == []


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param(
            {"values": "from . import terms", "terms": "def f():\n    from . import values"}, id="two modules"
        ),
        pytest.param(
            {"store": "from .remote import R", "store__remote": "from memorial_kg.store import S"}, id="inside a room"
        ),
    ],
)
def test_a_circle_is_found(sources: dict[str, str]) -> None:
    assert circles(built(**sources)) != []


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param({"store": "import SPARQLWrapper"}, id="a room too early"),
        pytest.param({"store__remotely": "import SPARQLWrapper", "store": ""}, id="a name that only begins alike"),
        pytest.param({"graph": "def f():\n    from rdflib.namespace import RDF"}, id="in a function"),
        pytest.param({"pipeline": "if TYPE_CHECKING:\n    import click"}, id="for types"),
        pytest.param({"values": "importlib.import_module('yaml')"}, id="by a call"),
        pytest.param({"cli": "import requests"}, id="a library without a door"),
    ],
)
def test_a_broken_door_is_found(sources: dict[str, str]) -> None:
    assert broken_doors(built(**sources)) != []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nhome = os.environ['HOME']",
        "import os as o\nhome = o.environ.get('HOME')",
        "from os import getenv",
        "from os import environ as e\ne['HOME']",
        "import sys\nsys.exit(1)",
        "from sys import exit as leave\nleave()",
        "raise SystemExit",
        "raise SystemExit(2)",
        "exit(1)",
        "import logging\nlogging.basicConfig()",
        "import logging.config",
        "import logging\nlogging.getLogger().setLevel(10)",
    ],
)
def test_overreach_is_found(source: str) -> None:
    assert overreach(built(pipeline=source)) != []


@pytest.mark.parametrize("source", ["", "# a comment", "x = 1", "''"])
def test_a_module_without_a_docstring_is_found(source: str) -> None:
    assert silent(built(pipeline=source)) == ["pipeline"]


def test_what_is_heavy_is_noticed() -> None:
    _, loaded = run("import yaml")
    assert "yaml" in loaded & HEAVY
