"""`rlvault-lint check`: judge a vault and show what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rlvault_lint.commands import comparing, fixing, options, showing, terminal
from rlvault_lint.wording import listed, visible

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.commands import keeping, unsaved
    from rlvault_lint.files.notes import Reading
    from rlvault_lint.files.replay import Request
    from rlvault_lint.settings.model import Settings


_STREAMED = (None, "full", "concise", "github", "azure")
"""The formats in which the findings of several vaults can follow each other."""

_SECTIONS = {
    "Which files": ("vault", "exclude", "stdin-filename"),
    "Which rules": ("select", "extend-select", "ignore", "config"),
    "Fixes": ("fix", "unsafe-fixes", "diff", "fix-only", "exit-non-zero-on-fix"),
    "Only what is new": ("new-since", "staged", "baseline", "write-baseline"),
    "Output": ("format", "output-file", "statistics", "verbose", "quiet", "color"),
    "Exit code": ("fail-on", "exit-zero"),
}
"""The options by what they are about, as `--help` has them."""


@click.command(cls=options.Sectioned, sections=_SECTIONS)
@options.paths
@options.vault_and_config
@options.settings_of_the_run
@options.reading
@showing.options
@comparing.options
@fixing.options
@click.option(
    "--stdin-filename",
    metavar="NOTE",
    type=options.PATH,
    help="With `-` for PATHS: judge standard input as if it were the text of this note.",
)
@click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings; a failed run still exits with 2."
)
@click.pass_obj
def command(
    kept_in: Request | None,
    /,
    paths: tuple[Path, ...],
    stdin_filename: Path | None,
    exit_zero: bool,
    fixes: fixing.Request | None,
    comparison: comparing.Request,
    shown: showing.Shown,
    reading: options.ReadingOptions,
    **asked: Any,
) -> int:
    """Check a vault, and fix it if asked to. PATHS narrow what is reported and fixed, never what is known of the vault.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: the run itself failed.
    """
    from rlvault_lint.commands import keeping, unsaved
    from rlvault_lint.findings.report import FINDINGS, OK

    text = unsaved.text(paths, stdin_filename)
    if text and (fixes or comparison):
        raise click.UsageError(
            "--stdin-filename judges text and fixes none: leave out the options of fixing and comparing"
        )
    if fixes and comparison:
        raise click.UsageError("fixes go into the files on the disk: leave out --new-since, --staged, --write-baseline")
    shown.must_fit(_instead(fixes, comparison))
    if text and not asked["vault"]:
        text.must_be_in_vault()
    plain = not (text or fixes or comparison or shown.output_file or reading.no_cache)
    with keeping.recorded(kept_in if plain else None) as kept:
        vaults: tuple[Path, ...] = () if text or paths or asked["vault"] else comparing.vaults_here()
        streamed = shown.format_ in _STREAMED and not shown.output_file
        if len(vaults) > 1 and (fixes or comparison.write_baseline or not streamed):
            names = listed(each.name for each in vaults)
            raise click.UsageError(f"there are several vaults here, {names}: name one with --vault")
        keeper = kept if len(vaults) < 2 else None
        codes = []
        for vault in vaults or (None,):
            if len(vaults) > 1 and not shown.quiet:
                with terminal.writing() as out:
                    out.write(f"Vault {visible(str(vault))}\n")
            settings = options.load((text.folder,) if text else paths, **(asked | ({"vault": vault} if vault else {})))
            how = reading.of(settings.root)
            if keeper:
                keeper.begin(settings)
                how = how._replace(folders=keeper.folders)
            codes.append(_check(settings, paths, fixes, comparison, text, shown, how, keeper))
        code = OK if exit_zero and max(codes) == FINDINGS else max(codes)
        if keeper:
            keeper.end(code, paths)
    return code


def _instead(fixes: fixing.Request | None, comparison: comparing.Request) -> str:
    """The option that asks for something else than findings; empty if none does."""
    if fixes and (fixes.diff or fixes.only):
        return "--diff" if fixes.diff else "--fix-only"
    return "--write-baseline" if comparison.write_baseline else ""


def _check(
    settings: Settings,
    paths: tuple[Path, ...],
    fixes: fixing.Request | None,
    comparison: comparing.Request,
    text: unsaved.Unsaved | None,
    shown: showing.Shown,
    reading: Reading,
    keeper: keeping.Keeping | None,
) -> int:
    """Check one vault and show what was found; the exit code."""
    from rlvault_lint import pipeline

    with terminal.progress(wanted=not shown.quiet) as progress:
        if fixes:
            report, changes = fixing.run(fixes, settings, paths, progress, reading, mapped=shown.format_ == "html")
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
    if fixes:
        if not shown.quiet:
            terminal.tell(*fixing.summary(fixes, report, changes))
        if fixes.diff:
            from rlvault_lint.fixing.diff import diff

            if shown.output_file:
                terminal.must_do(shown.output_file, settings.root)
            fixing.write_diff(diff(changes), shown.output_file)
        if fixes.diff or fixes.only:
            return fixing.exit_code(fixes, report, changes)
    shown.write(report, keeper)
    return fixing.exit_code(fixes, report, changes) if fixes else report.exit_code
