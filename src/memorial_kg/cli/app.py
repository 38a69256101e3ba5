"""The command itself: finds the subcommand when it is needed, and turns errors into words and exit codes."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from memorial_kg import __version__
from memorial_kg.errors import InputError, InternalError, MemorialKGError, RemoteError, UsageError

__all__ = ["EXIT_CODES", "cli", "main"]

# Each command, the module that defines it, and its line in the help; so `--help` loads none of them.
_COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("starting", "Make a new workspace that builds at once."),
    "keys": ("starting", "List the keys of a record and what they take."),
    "crosswalk": ("proposing", "Propose a source.toml from a file's columns and values."),
    "harvest": ("harvesting", "Read any document into records, as its source.toml declares."),
    "check": ("building", "Check records, without building: every problem by its line."),
    "build": ("building", "Build the graph of a workspace: all formats, store, report."),
    "compare": ("comparing", "Show what the sources say, side by side, and how it relates."),
    "diff": ("differing", "Show what changed between two versions, in words or as a patch."),
    "match": ("matching", "Propose which records may be about one memorial, for you to decide."),
    "query": ("asking", "Ask a bundled question, a file or standard input."),
    "validate": ("giving", "Validate the built graph, or any RDF file, with SHACL."),
    "export": ("giving", "Write the graph in one of eight formats."),
    "publish": ("publishing", "Publish the graph as a site: pages, data, a folder for any host."),
    "serve": ("serving", "Serve the graph and its site: pages, SPARQL, queries, features."),
    "push": ("pushing", "Send the graph to a SPARQL 1.1 store: only what changed."),
}

# The first class that fits decides. 1 is a negative answer (violations, ASK false), given by the commands themselves.
EXIT_CODES: dict[type[BaseException], int] = {
    UsageError: 2,
    InputError: 3,
    RemoteError: 4,
    InternalError: 5,
    MemorialKGError: 5,
    OSError: 3,  # a full disk, a folder that may not be read: not ours to mend
    KeyboardInterrupt: 130,
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"memorial_kg.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from memorial_kg.values import did_you_mean

            hint = did_you_mean(args[0], _COMMANDS) or "`memorial-kg --help` lists the commands"
            raise click.UsageError(f"There is no command {args[0]!r}: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # Whoever read us has seen enough (`… | head`); click would call that a failure.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        return done

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="memorial-kg %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Turn many descriptions of memorials into one knowledge graph that keeps who said what.

    \b
    Examples:
      memorial-kg init my-memorials          a workspace to start from
      memorial-kg build my-memorials         records → graph, validated, in every format
      memorial-kg compare                    where the sources agree and where they do not
      memorial-kg query                      the questions that come with it
      memorial-kg query by-country --param country=place/turkey
      memorial-kg export turtle -o memorials.ttl

    \b
    Exit codes: 0 good, 1 a negative answer, 2 usage, 3 input, 4 remote, 5 a bug, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    _speak_utf8()
    try:
        code = cli.main(args=arguments, prog_name="memorial-kg", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        code = EXIT_CODES[KeyboardInterrupt]
    except (MemorialKGError, OSError) as error:
        if debug:
            raise
        _say(f"error: {error}" if "\n" not in str(error) else str(error))
        code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    except Exception as error:  # The last resort, so that nobody is shown a traceback they did not ask for.
        if debug:
            raise
        todo = "this is a bug; run again with --debug and report what it shows"
        _say(f"internal error: {type(error).__name__}: {error}; {todo}")
        code = EXIT_CODES[InternalError]
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    from memorial_kg.cli.shared import say

    say(text)


def _speak_utf8() -> None:
    """Every script on every terminal, whatever the locale says; what a terminal cannot show is replaced there."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
