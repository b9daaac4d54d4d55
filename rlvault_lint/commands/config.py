"""`rlvault-lint config`: the settings in force, as a settings file that means the same."""

from __future__ import annotations

from collections.abc import Iterator
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
        width = terminal.width(out)
        out.write(f"# vault: {visible(str(settings.root))}\n")
        out.write(f"# settings file: {visible(str(settings.config)) if settings.config else 'none'}\n")
        for key, value, origin in describe(settings):
            out.writelines(f"{visible(line)}\n" for line in _lines(key, value, origin, width))
    terminal.tell(*settings.unusable)
    return FAILED if settings.unusable else OK


def _lines(key: str, value: str, origin: str, width: int | None) -> Iterator[str]:
    """A setting as TOML: on one line, but on a terminal that is too narrow for a list with a line for each item."""
    from rich.cells import cell_len

    line = f"{key} = {value}  # {origin}"
    if width is None or cell_len(line) <= width or not value.startswith("["):
        yield line
        return
    import tomllib

    from rlvault_lint.settings.toml import toml

    yield f"{key} = [  # {origin}"
    yield from (f"  {toml(item)}," for item in tomllib.loads(f"items = {value}")["items"])
    yield "]"
