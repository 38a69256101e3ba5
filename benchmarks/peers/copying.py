"""Copies a folder of files: nothing that writes the same output can be faster than this by much."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    for file in Path(sys.argv[1]).iterdir():
        shutil.copyfile(file, Path(sys.argv[2]) / file.name)
