"""`rlvault-lint check`: judge a vault and show what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rlvault_lint import output
from rlvault_lint.commands import options, terminal


@click.command
@options.paths
@options.vault_and_config
@options.settings_of_the_run
@click.option(
    "--format",
    "format_",
    type=click.Choice(output.FORMATS),
    default="full",
    show_default=True,
    help="Output format.",
)
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="When to use colour.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print more about each finding and the run.")
def command(
    paths: tuple[Path, ...], format_: str, color: str, statistics: bool, quiet: bool, verbose: bool, **asked: Any
) -> int:
    """Check a vault. PATHS narrow what is reported, never what is known of the vault.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: the run itself failed.
    """
    from rlvault_lint import pipeline

    settings = options.load(paths, **asked)
    with terminal.progress(wanted=not quiet) as progress:
        report = pipeline.run(settings, paths, progress)
    terminal.tell(*report.errors, *report.notices)
    with terminal.writing() as out:
        colored = terminal.colored(color, out)
        view = output.View(
            color=colored,
            hyperlinks=colored and terminal.follows_links(out),
            width=terminal.width(out),
            verbose=verbose,
            quiet=quiet,
            statistics=statistics,
            base=Path.cwd(),
        )
        output.load(format_).write(report, out, view)
    return report.exit_code
