"""`rlvault-lint init`: look at a vault and write a settings file that fits it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from rlvault_lint.commands import options, terminal
from rlvault_lint.wording import visible


@click.command
@options.vault
@click.option("--force", is_flag=True, help="Overwrite the settings file that is there.")
def command(vault: Path | None, force: bool) -> int:
    """Look at the vault and write a commented settings file that fits it."""
    from rlvault_lint import pipeline
    from rlvault_lint.commands import proposal
    from rlvault_lint.files.root import SETTINGS_FILE, find_root, has_table
    from rlvault_lint.findings.report import FAILED, OK
    from rlvault_lint.settings.load import load_settings
    from rlvault_lint.settings.sources import SettingsError

    root = find_root((), vault)
    path = root / SETTINGS_FILE
    if path.exists() and not force:
        raise SettingsError(f"{str(path)!r} is there already: --force overwrites it")
    if has_table(root):
        raise SettingsError("pyproject.toml holds settings for this vault already: move them out of it first")
    # Without the settings that are there: they may be what is to be replaced.
    loaded = pipeline.load(load_settings(root, config=Path(os.devnull)))
    path.write_text(proposal.propose(loaded.vault, loaded.data), "utf-8", newline="\n")
    terminal.tell(*loaded.errors)
    with terminal.writing() as out:
        out.write(f"Wrote {visible(str(path))}. Read it, then run `rlvault-lint check`.\n")
    return FAILED if loaded.errors else OK
