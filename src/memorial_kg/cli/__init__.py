"""The command line: the verbs of the library, with help that teaches and exit codes that mean something."""

from memorial_kg.cli.app import main

__all__ = ["main"]
