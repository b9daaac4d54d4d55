"""How `check` shows a report, and where: its options for that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, TextIO

import click

from rlvault_lint.commands import terminal
from rlvault_lint.commands.options import OneOf, PathType, once, together
from rlvault_lint.output.formats import FORMATS, default, load

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.commands.keeping import Keeping
    from rlvault_lint.findings.report import Report
    from rlvault_lint.output.formats import Format
    from rlvault_lint.output.view import View


COUNTED = ("full", "concise")
"""The formats for people, which can count findings instead of showing them."""


class Shown(NamedTuple):
    """How a report is shown, and where."""

    format_: str | None
    output_file: Path | None
    color: str
    statistics: bool
    quiet: bool
    verbose: bool

    def must_fit(self, instead: str) -> None:
        """Raises UsageError for options that nothing would come of: `instead` is the option that leaves findings out,
        if there is one.
        """
        output = "--output-file" if self.output_file and instead != "--diff" else ""
        given = ("--format" if self.format_ else "", "--statistics" if self.statistics else "", output)
        if instead and any(given):
            raise click.UsageError(f"{instead} shows no findings: leave out {next(filter(None, given))}")
        if self.statistics and self.format_ not in (None, *COUNTED):
            raise click.UsageError(f"--statistics and --format {self.format_} don't go together: leave out one of them")

    def write(self, report: Report, keeper: Keeping | None = None) -> None:
        """Write the report where it is wanted; through `keeper`, if it is to be kept. Raises OutputError."""
        from rlvault_lint.output.closing import closing
        from rlvault_lint.output.pen import Pen

        if self.output_file:
            terminal.must_do(self.output_file, report.root)
            with terminal.writing(self.output_file) as out:
                self._format(to_file=True).write(report, out, self._view(out, report.root))
        with terminal.writing() as out:
            view = self._view(out, report.root)
            if not self.output_file:
                format_ = self._format(on_terminal=out.isatty())
                if keeper:
                    keeper.write(report, format_, out, view)
                else:
                    format_.write(report, out, view)
            elif not self.quiet:
                out.write(closing(report, Pen(report, view).paint, view))

    def _format(self, *, on_terminal: bool = False, to_file: bool = False) -> Format:
        """The format that is asked for, or that fits where the output goes: one that can count, where that is asked."""
        fits = COUNTED[0] if self.statistics else default(os.environ, on_terminal=on_terminal, to_file=to_file)
        return load(self.format_ or fits)

    def _view(self, out: TextIO, root: Path) -> View:
        from rlvault_lint.files.root import repository
        from rlvault_lint.output.view import View

        colored = terminal.colored(self.color, out)
        return View(
            color=colored,
            hyperlinks=colored and terminal.follows_links(out),
            width=terminal.width(out),
            verbose=self.verbose,
            quiet=self.quiet,
            statistics=self.statistics,
            base=terminal.here(),
            top=repository(root),
            on_runner=terminal.on_runner(),
        )


options = together(
    "shown",
    Shown,
    click.option(
        "--format",
        "format_",
        type=OneOf(FORMATS),
        metavar="FORMAT",
        multiple=True,
        callback=once,
        help="Output format: full, or in the log of GitHub Actions or Azure Pipelines theirs. "
        f"One of {', '.join(FORMATS)}.",
    ),
    click.option(
        "-o",
        "--output-file",
        metavar="FILE",
        type=PathType(dir_okay=False),
        multiple=True,
        callback=once,
        help="Write the format to this file, and only the closing lines to the terminal.",
    ),
    click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them."),
    click.option("-v", "--verbose", is_flag=True, help="Say more of each finding and of the run."),
    click.option("-q", "--quiet", is_flag=True, help="Print findings only."),
    click.option(
        "--color",
        metavar="WHEN",
        type=OneOf(("auto", "always", "never")),
        default="auto",
        help="When to use colour: auto, always or never.  [default: auto]",
    ),
)
"""The options that say how the report is shown; the command gets them as `shown`."""
