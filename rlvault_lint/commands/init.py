"""`rlvault-lint init`: look at a vault, write a settings file that fits it, and say how the vault stands with that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rlvault_lint.commands import options, terminal
from rlvault_lint.wording import plural, visible

if TYPE_CHECKING:
    from rlvault_lint.findings.report import Report
    from rlvault_lint.vault.vault import Vault


@click.command
@options.vault
@click.option("--force", is_flag=True, help="Overwrite the settings file that is there.")
@click.option(
    "--pre-commit", is_flag=True, help="Write no settings: add the hook to .pre-commit-config.yaml of the repository."
)
def command(vault: Path | None, force: bool, pre_commit: bool) -> int:
    """Look at the vault, write a commented settings file that fits it, and say how the vault stands and what to do."""
    if pre_commit:
        return _add_hook(vault)
    from rlvault_lint import pipeline, session
    from rlvault_lint.commands import proposal
    from rlvault_lint.files.root import PYPROJECT, SETTINGS_FILE, find_root, has_table
    from rlvault_lint.findings.report import FAILED, OK
    from rlvault_lint.settings.load import load_settings
    from rlvault_lint.settings.sources import SettingsError

    root = find_root((), vault)
    file = root / SETTINGS_FILE
    if file.is_symlink():
        raise SettingsError(f"{str(file)!r} is a symbolic link: remove it, or run `init` where it points to")
    if file.exists() and not force:
        raise SettingsError(f"{str(file)!r} is there already: --force overwrites it")
    if has_table(root):
        raise SettingsError(f"{PYPROJECT} holds settings for this vault already: move them out of it first")
    # Without the settings that are there: they may be what is to be replaced.
    loaded = session.load(load_settings(root, config=Path(os.devnull)))
    _write(root, proposal.propose(loaded.vault, loaded.data))
    with terminal.progress(wanted=True) as progress:
        report = pipeline.run(load_settings(root), (), progress)
    terminal.tell(*report.errors, *report.notices)
    with terminal.writing() as out:
        out.writelines(f"{terminal.fitted(line, out)}\n" for line in _told(loaded.vault, report))
    return FAILED if report.errors else OK


def _add_hook(vault: Path | None) -> int:
    """Add the hook to the repository's configuration of pre-commit, and say what to do next."""
    from rlvault_lint.commands import hooks
    from rlvault_lint.files.root import find_root
    from rlvault_lint.findings.report import OK

    file, is_new = hooks.add(find_root((), vault))
    types = "" if is_new else " --hook-type pre-commit --hook-type pre-merge-commit"
    with terminal.writing() as out:
        did = f"{'Wrote' if is_new else 'Added the hook to'} {terminal.from_here(file)}."
        next_step = f"Next: `pre-commit install{types}`, and commit {file.name}."
        out.writelines(f"{terminal.fitted(line, out)}\n" for line in (did, next_step))
    return OK


def _write(root: Path, text: str) -> None:
    """Make the settings file, or replace it whole. Raises RunError where it can't be written."""
    from rlvault_lint.files import write
    from rlvault_lint.files.regular import SETTINGS_LIMIT, read
    from rlvault_lint.files.root import SETTINGS_FILE
    from rlvault_lint.settings.sources import SettingsError

    file = root / SETTINGS_FILE
    try:
        with file.open("xb") as out:  # "x" follows no link that came in the meantime
            out.write(text.encode())
    except FileExistsError:
        write.replace(root, SETTINGS_FILE, read(file, SETTINGS_LIMIT), text.encode())
    except OSError as error:
        raise SettingsError(f"{str(file)!r} can't be written: {error.strerror}") from error


def _told(vault: Vault, report: Report) -> Iterator[str]:
    """What was found, how the vault stands with the settings that were written, and what to do next."""
    from rlvault_lint.files.root import SETTINGS_FILE
    from rlvault_lint.output.closing import closing, table

    notes = list(vault.judged())
    mocs = sum(map(vault.is_moc, notes))
    yield f"Looked at {plural(len(notes), 'note')}, {mocs} of them MOCs, in {visible(str(report.root))}."
    yield f"Wrote {SETTINGS_FILE}; with these settings the vault stands like this:"
    yield ""
    if report.active:
        yield from (*table(report).splitlines(), "")
    yield from (*closing(report).splitlines(), "")
    yield "Next:"
    yield f"- Read {SETTINGS_FILE}, and correct what doesn't fit."
    if report.active:
        yield "- `rlvault-lint check` shows the findings, `rlvault-lint explain RULE` a rule."
    if report.fixable:
        yield "- `rlvault-lint check --diff` shows what can be fixed, `--fix` fixes it."
    if report.active:
        yield "- `rlvault-lint check --write-baseline` sets aside what is known now."
    yield "- `rlvault-lint init --pre-commit` sets up a hook: no commit that breaks links."
