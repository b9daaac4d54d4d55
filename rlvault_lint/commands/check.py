"""`rlvault-lint check`: judge a vault and show what was found."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from rlvault_lint.commands import comparing, fixing, options, terminal, unsaved
from rlvault_lint.wording import listed, visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from rlvault_lint.files.notes import Reading
    from rlvault_lint.findings.report import Report
    from rlvault_lint.output.view import View
    from rlvault_lint.settings.model import Settings


_STREAMED = (None, "full", "concise", "github", "azure")
"""The formats in which the findings of several vaults can follow each other."""


class _Format(click.ParamType[str]):
    """The name of a format. Which there are is looked up only when one is named, or help asked for: most runs have no
    need of all their modules.
    """

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self._choice().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self._choice().shell_complete(ctx, param, incomplete)

    def _choice(self) -> click.Choice[str]:
        from rlvault_lint.output.formats import formats

        return click.Choice(tuple(formats()))


class _FormatOption(click.Option):
    """The option whose help names the formats, in sentences: as a list in brackets they are wider than a terminal."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from rlvault_lint.output.formats import formats

        record = super().get_help_record(ctx)
        return record and (record[0], f"{record[1]} One of {', '.join(formats())}.")


@click.command
@options.paths
@options.vault_and_config
@options.settings_of_the_run
@click.option(
    "--format",
    "format_",
    cls=_FormatOption,
    type=_Format(),
    metavar="FORMAT",
    help="Output format: full, or in the log of GitHub Actions or Azure Pipelines theirs.",
)
@click.option(
    "-o",
    "--output-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the format to this file, and only the closing lines to the terminal.",
)
@click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings; a failed run still exits with 2."
)
@click.option(
    "--stdin-filename",
    metavar="NOTE",
    type=click.Path(path_type=Path),
    help="With `-` for PATHS: judge standard input as if it were the text of this note.",
)
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="When to use colour.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@options.reading
@comparing.options
@fixing.options
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print more about each finding and the run.")
def command(
    paths: tuple[Path, ...],
    format_: str | None,
    output_file: Path | None,
    color: str,
    statistics: bool,
    quiet: bool,
    verbose: bool,
    exit_zero: bool,
    stdin_filename: Path | None,
    **asked: Any,
) -> int:
    """Check a vault, and fix it if asked to. PATHS narrow what is reported and fixed, never what is known of the vault.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: the run itself failed.
    """
    from rlvault_lint.findings.report import FINDINGS, OK

    request, comparison = fixing.request(asked), comparing.request(asked)
    text = unsaved.text(paths, stdin_filename)
    if text and (request or comparison):
        raise click.UsageError(
            "--stdin-filename judges text and fixes none: leave out the options of fixing and comparing"
        )
    if request and comparison:
        raise click.UsageError("fixes go into the files on the disk: leave out --new-since, --staged, --write-baseline")
    how = {name: asked.pop(name) for name in ("no_cache", "jobs")}
    shown = _Shown(format_, output_file, color, statistics, quiet, verbose)
    vaults: tuple[Path, ...] = () if text or paths or asked["vault"] else comparing.vaults_here()
    if len(vaults) > 1 and (request or comparison.write_baseline or output_file or format_ not in _STREAMED):
        names = listed(each.name for each in vaults)
        raise click.UsageError(f"there are several vaults here, {names}: name one with --vault")
    codes = []
    for vault in vaults or (None,):
        if len(vaults) > 1 and not quiet:
            with terminal.writing() as out:
                out.write(f"Vault {visible(str(vault))}\n")
        settings = options.load((text.folder,) if text else paths, **(asked | ({"vault": vault} if vault else {})))
        reading = options.reading_of(settings.root, **how)
        codes.append(_check(settings, paths, request, comparison, text, shown, reading))
    code = max(codes)
    return OK if exit_zero and code == FINDINGS else code


def _check(
    settings: Settings,
    paths: tuple[Path, ...],
    request: fixing.Request | None,
    comparison: comparing.Request,
    text: unsaved.Unsaved | None,
    shown: _Shown,
    reading: Reading,
) -> int:
    """Check one vault and show what was found; the exit code."""
    from rlvault_lint import pipeline

    with terminal.progress(wanted=not shown.quiet) as progress:
        if request:
            report, changes = fixing.run(request, settings, paths, progress, reading, mapped=shown.format_ == "html")
        elif text:
            unsaved_text = text.source(settings.root)
            report, changes = pipeline.run(settings, (text.note,), progress, unsaved_text, reading=reading), ()
        else:
            source, change = comparing.sources(comparison, settings.root)
            known = comparison.write_baseline
            report = pipeline.run(
                settings,
                paths,
                progress,
                source,
                change,
                reading=reading,
                show_known=known,
                mapped=shown.format_ == "html",
            )
            changes = ()
    terminal.tell(*report.errors, *report.notices)
    if comparison.write_baseline:
        return comparing.write_baseline(settings, paths, report)
    if request:
        if not shown.quiet:
            terminal.tell(*fixing.summary(request, report, changes))
        if request.diff:
            from rlvault_lint.fixing.diff import diff

            fixing.write_diff(diff(changes), shown.output_file)
        if request.diff or request.only:
            return fixing.exit_code(request, report, changes)
    shown.write(report)
    return fixing.exit_code(request, report, changes) if request else report.exit_code


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a report is shown, and where."""

    format_: str | None
    output_file: Path | None
    color: str
    statistics: bool
    quiet: bool
    verbose: bool

    def write(self, report: Report) -> None:
        from rlvault_lint.output.closing import closing
        from rlvault_lint.output.formats import default, load
        from rlvault_lint.output.pen import Pen

        if self.output_file:
            with terminal.writing(self.output_file) as out:
                load(self.format_ or default(os.environ, to_file=True)).write(report, out, self.view(out, report.root))
        with terminal.writing() as out:
            view = self.view(out, report.root)
            if not self.output_file:
                load(self.format_ or default(os.environ, on_terminal=out.isatty())).write(report, out, view)
            elif not self.quiet:
                out.write(closing(report, Pen(report, view).paint, view))

    def view(self, out: TextIO, root: Path) -> View:
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
