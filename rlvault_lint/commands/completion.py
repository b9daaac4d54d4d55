"""`rlvault-lint completion`: what makes a shell complete commands, options, formats, rules and paths."""

from __future__ import annotations

import click
from click import shell_completion

from rlvault_lint.commands import terminal
from rlvault_lint.commands.options import OneOf

SHELLS = ("bash", "zsh", "fish")


@click.command
@click.argument("shell", metavar="SHELL", type=OneOf(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the lines that make SHELL (bash, zsh or fish) complete commands, options, rules and paths.

    For bash: `rlvault-lint completion bash >> ~/.bashrc`; for zsh the same with ~/.zshrc, for fish with
    ~/.config/fish/completions/rlvault-lint.fish.
    """
    maker = shell_completion.get_completion_class(shell)
    if maker is None:
        raise click.UsageError(f"the installed click can't complete for {shell!r}: choose another shell")
    source = maker(context.find_root().command, {}, "rlvault-lint", "_RLVAULT_LINT_COMPLETE").source()
    with terminal.writing() as out:
        out.write(source)
