"""The command line as a whole: which commands there are, and how each run ends as an exit code.

Every failure that a person can cause ends in `main` as one sentence on stderr and exit code 2.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rlvault_lint import __version__
from rlvault_lint.commands import terminal
from rlvault_lint.errors import RunError

if TYPE_CHECKING:
    from rlvault_lint.files.replay import Request


class Listed(NamedTuple):
    """A command as `--help` lists it, without importing it: the module that holds it, and what it does."""

    module: str
    summary: str


COMMANDS = {
    "check": Listed("check", "Check a vault, and fix it if asked to."),
    "links": Listed("links", "List every link and what it resolves to."),
    "mv": Listed("mv", "Move a note, and every link with it."),
    "rule": Listed("rule", "Explain a rule, or list them all."),
    "explain": Listed("rule", "The same as `rule`."),
    "init": Listed("init", "Look at the vault and write settings that fit it."),
    "config": Listed("config", "Show the settings in force, and where each comes from."),
    "clean": Listed("clean", "Delete the cache: what runs have kept of all vaults."),
    "schema": Listed("schema", "Print the JSON Schema of the settings file."),
    "completion": Listed("completion", "Print what makes a shell complete commands and rules."),
}
"""The commands in the order of `--help`; each is imported when it is called."""

OK, FAILED = 0, 2


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """The names of all commands."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command called `cmd_name`; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"rlvault_lint.commands.{COMMANDS[cmd_name].module}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command that was named. A mistake in its options comes with its context, which click leaves out."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if (
                error.ctx is None
                and ctx.invoked_subcommand
                and (named := self.get_command(ctx, ctx.invoked_subcommand))
            ):
                error.ctx = click.Context(named, ctx, ctx.invoked_subcommand)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands that `--help` shows."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.summary) for name, listed in COMMANDS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `rlvault-lint check` in your vault: it only reads.\n\n`rlvault-lint COMMAND --help` says more.",
)
@click.version_option(__version__, "--version", "-V", message="rlvault-lint %(version)s")
def app() -> None:
    """Check the links, properties and MOCs of an Obsidian-style vault."""


def main(arguments: list[str] | None = None, request: Request | None = None) -> int:
    """Run the command line and return its exit code; the only place where an exception becomes one. `request` says
    where `check` may keep its report.
    """
    terminal.prepare()
    try:
        with terminal.until_terminated():
            outcome = app.main(arguments, prog_name="rlvault-lint", standalone_mode=False, obj=request)
        with terminal.writing():  # what click printed itself, such as a help text
            pass
    except click.exceptions.NoArgsIsHelpError as error:  # no command at all
        with terminal.writing() as out:
            out.write(f"{error.format_message()}\n")
    except click.UsageError as error:
        from rlvault_lint.commands import usage

        terminal.tell(*usage.sentences(error))
    except click.ClickException as error:
        terminal.tell(error.format_message())
    except RunError as error:
        terminal.tell(str(error))
    except (click.Abort, KeyboardInterrupt):
        terminal.tell("interrupted")
    except OSError as error:
        terminal.discard(sys.stdout)
        what = "the output can't be written" if error.filename is None else error.filename
        terminal.tell(f"{what}: {error.strerror or error}")
    else:
        return outcome if isinstance(outcome, int) else OK
    return FAILED
