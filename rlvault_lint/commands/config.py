"""`rlvault-lint config`: the settings in force, as a settings file that means the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rlvault_lint.commands import options, terminal
from rlvault_lint.wording import visible


@click.command
@options.paths
@options.vault_and_config
@options.settings_of_the_run
def command(paths: tuple[Path, ...], **asked: Any) -> int:
    """Show the settings in force, and where each of them comes from."""
    from rlvault_lint.findings.report import FAILED, OK
    from rlvault_lint.settings.describe import describe

    settings = options.load(paths, **asked)
    with terminal.writing() as out:
        out.write(f"# vault: {visible(str(settings.root))}\n")
        out.write(f"# settings file: {visible(str(settings.config)) if settings.config else 'none'}\n")
        for key, value, origin in describe(settings):
            out.write(f"{visible(key)} = {visible(value)}  # {visible(origin)}\n")
    terminal.tell(*settings.unusable)
    return FAILED if settings.unusable else OK
