"""What travels: the ontology, the queries and the pages' bundle are found however the package was installed.

Everything is built and installed without a network, into environments that see the libraries of this one but not `src/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import memorial_kg

ROOT = Path(__file__).resolve().parent.parent
# Name → where it lies in a checkout. The last is made from src/web/ by the build hook, if it is not there.
BUNDLED = {"ontology": "ontology", "queries": "queries", "web": "src/web/dist"}

# No variable of the caller may lead back to the checkout.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end; if it fails, show all that it said."""
    done = subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with a digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }


# ── building ──


@dataclass(frozen=True)
class Built:
    """What was built: the sdist, the wheel made from the checkout, and the wheel made from the sdist."""

    sdist: Path
    wheel: Path
    wheel_from_sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    here, direct, chain = (tmp_path_factory.mktemp(name) for name in ("cwd", "direct", "chain"))
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir")
    call(*build, direct, "--wheel", ROOT, cwd=here)
    call(*build, chain, ROOT, cwd=here)  # an sdist, then the wheel from that
    (wheel,), (sdist,), (wheel_from_sdist,) = direct.glob("*.whl"), chain.glob("*.tar.gz"), chain.glob("*.whl")
    return Built(sdist, wheel, wheel_from_sdist)


# ── installing ──


@dataclass(frozen=True)
class Environment:
    """A fresh virtual environment into which memorial-kg alone was installed."""

    path: Path
    is_copy: bool  # whether the package was copied into it

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    def tell(self, program: str) -> object:
        """What a program prints as JSON, run far from the checkout."""
        return json.loads(call(self.python, "-I", "-c", program, cwd=self.path))


def environment(path: Path) -> Environment:
    """A bare environment that sees the libraries of this one.

    The `.pth` file names their folder, whose own `.pth` files are then not read: an editable installation of
    memorial-kg in this environment stays out of sight.
    """
    venv.create(path, with_pip=False, symlinks=True)
    (packages,) = path.glob("lib/python*/site-packages")
    libraries = [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    (packages / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return Environment(path, is_copy=True)


def install(env: Environment, *what: str | Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", env.python)
    call(*pip, "install", "--no-index", "--no-deps", "--ignore-installed", "--no-build-isolation", *what, cwd=env.path)


@pytest.fixture(scope="module", params=["wheel", "wheel_from_sdist", "editable"])
def installed(request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    env = environment(tmp_path_factory.mktemp(request.param) / "env")
    if request.param == "editable":
        install(env, "--editable", ROOT)
        return Environment(env.path, is_copy=False)
    install(env, getattr(built, request.param))
    return env


FOLDERS = f"""
import json, memorial_kg, memorial_kg.resources
print(json.dumps({{name: str(memorial_kg.resources.folder(name)) for name in {tuple(BUNDLED)!r}}}))
"""


def test_the_bundled_folders_are_found_in_every_installation(installed: Environment) -> None:
    found = installed.tell(FOLDERS)
    assert isinstance(found, dict)
    for name, place in BUNDLED.items():
        assert Path(found[name]).is_relative_to(installed.path if installed.is_copy else ROOT)
        assert contents(Path(found[name])) == contents(ROOT / place) != {}


def test_the_bundled_folders_are_found_in_a_plain_checkout(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n{FOLDERS}"
    found = json.loads(call(sys.executable, "-I", "-c", program, cwd=tmp_path))
    assert found == {name: str(ROOT / place) for name, place in BUNDLED.items()}


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from memorial_kg import resources

    monkeypatch.setitem(resources._PLACES, "queries", (tmp_path / "queries",))
    with pytest.raises(memorial_kg.InternalError, match=r"'queries' is missing \(looked in .*\): please reinstall"):
        resources.folder("queries")


def test_every_installation_knows_its_version(installed: Environment) -> None:
    told = installed.tell(
        "import json, memorial_kg, importlib.metadata as m\n"
        "print(json.dumps([memorial_kg.__version__, m.version('memorial-kg')]))"
    )
    assert told == [memorial_kg.__version__] * 2


@pytest.mark.skipif(find_spec("memorial_kg.cli") is None, reason="there is no command line yet")
def test_every_installation_has_the_command(installed: Environment) -> None:
    assert "Usage" in call(installed.path / "bin" / "memorial-kg", "--help", cwd=installed.path)


# ── what is inside ──


def test_the_sdist_carries_everything_needed_to_build_and_test(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        carried = {name.partition("/")[2] for name in archive.getnames()}
    assert set(_checkout_files()) - carried == set()
    assert "src/web/dist/stamp" in carried  # so that building from it needs no Node
    assert not [name for name in carried if "node_modules" in name]


def _checkout_files() -> Iterator[str]:
    yield from (
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "Makefile",
        "README.md",
        "hatch_build.py",
        "pyproject.toml",
        "uv.lock",
    )
    for folder in ("data", "ontology", "queries", "src", "tests"):
        yield from (f"{folder}/{name}" for name in contents(ROOT / folder))


def test_both_wheels_are_the_same_and_carry_no_tests(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as one, zipfile.ZipFile(built.wheel_from_sdist) as other:
        names = set(one.namelist())
        assert [name for name in names if one.read(name) != other.read(name)] == []
    assert built.wheel.read_bytes() == built.wheel_from_sdist.read_bytes()
    assert "memorial_kg/py.typed" in names
    assert "memorial_kg/_resources/web/assets/site.css" in names
    assert not [name for name in names if "node_modules" in name or name.endswith(".mjs")]
    assert {name.split("/")[0] for name in names} == {"memorial_kg", f"memorial_kg-{memorial_kg.__version__}.dist-info"}


# ── said once ──


def test_the_version_is_the_same_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.MULTILINE) == [memorial_kg.__version__]
    assert f"## [{memorial_kg.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_is_fresh_and_names_only_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    addresses = set(re.findall(r"\w+://[^/\"]+", text))
    assert addresses == {"https://pypi.org", "https://files.pythonhosted.org"}

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    metadata = next(p for p in tomllib.loads(text)["package"] if p["name"] == "memorial-kg")["metadata"]
    extras = [each for extra in project["project"]["optional-dependencies"].values() for each in extra]
    asked = {"": project["project"]["dependencies"] + extras, **project["dependency-groups"], "dev": []}
    locked = {"": metadata["requires-dist"], **metadata["requires-dev"], "dev": []}
    mend = "uv.lock is stale; run: uv lock --default-index https://pypi.org/simple"
    assert locked.keys() == asked.keys(), mend
    for group, requirements in asked.items():
        wanted = {(canonicalize_name(r.name), r.specifier) for r in map(Requirement, requirements)}
        assert {_locked(entry) for entry in locked[group]} == wanted, mend


def _locked(entry: dict[str, str]) -> tuple[str, object]:
    requirement = Requirement(entry["name"] + entry.get("specifier", ""))
    return canonicalize_name(requirement.name), requirement.specifier
