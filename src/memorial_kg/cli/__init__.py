"""The command line: the verbs of the library, with help that teaches, exit codes that mean something, and no traceback."""

from memorial_kg.cli.app import main

__all__ = ["main"]
