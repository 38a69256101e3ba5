"""Installs the peers, each into an environment of its own below a cache folder, once for each set of versions."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks.contenders import ENVIRONMENTS, MODULES, Contender

__all__ = ["ROOT", "Installed", "cache_folder"]

ROOT = Path(__file__).resolve().parent.parent


def cache_folder() -> Path:
    """Where environments and records are kept when no other place is named."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "memorial-kg-benchmarks"


class Installed:
    """The environments below a cache folder; each is made when it is first needed."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder, self._say = folder, say
        self._python = cache(self._made_python)
        self._node = cache(self._made_node)

    def command(self, contender: Contender, given: Path, out: Path) -> list[str]:
        """The command of a contender, with its folders."""
        words = [word.replace("{in}", str(given)).replace("{out}", str(out)) for word in contender.command]
        if contender.environment == "node":
            self._node()
            script = Path(__file__).parent / "peers" / words[0]
            return [_node(), "--max-old-space-size=8192", str(script), *words[1:]]
        python = self._python(contender.environment) if contender.environment else Path(sys.executable)
        return [str(python), *words]

    def variables(self, contender: Contender) -> dict[str, str]:
        """What a contender finds in its environment variables."""
        if contender.environment == "node":
            return {"BENCHMARK_MODULES": str(self._node())}
        return {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}

    def _made_python(self, name: str) -> Path:
        wanted = ENVIRONMENTS[name]
        folder = self._folder / f"{name}-{_digest(*wanted, sys.version)}"
        python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        if not (folder / "complete").exists():
            self._say(f"installing {', '.join(wanted)}")
            shutil.rmtree(folder, ignore_errors=True)
            _quiet([sys.executable, "-m", "venv", str(folder)])
            _quiet([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
            (folder / "complete").touch()
        return python

    def _made_node(self) -> Path:
        folder = self._folder / f"node-{_digest(json.dumps(MODULES))}"
        if not (folder / "complete").exists():
            self._say(f"installing {', '.join(MODULES)}")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": MODULES}))
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError("npm was not found; leave its peers out, or install Node.js 20 or newer")
            _quiet([npm, "install", "--silent", "--no-audit", "--no-fund"], folder)
            (folder / "complete").touch()
        return folder


def _node() -> str:
    return shutil.which("node") or "node"


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:10]


def _quiet(command: list[str], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-2000:]}")
