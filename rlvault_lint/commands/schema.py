"""`rlvault-lint schema`: the JSON Schema of the settings file."""

from __future__ import annotations

import click

from rlvault_lint.commands import terminal


@click.command
def command() -> None:
    """Print the JSON Schema of the settings file, which editors check and complete it with."""
    import json

    from rlvault_lint.settings.schema import schema

    text = json.dumps(schema(), ensure_ascii=False, indent=2)
    with terminal.writing() as out:
        out.write(f"{text}\n")
