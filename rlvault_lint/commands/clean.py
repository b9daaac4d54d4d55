"""`rlvault-lint clean`: delete what runs have kept for the next one."""

from __future__ import annotations

import click

from rlvault_lint.commands import terminal


@click.command
def command() -> int:
    """Delete the cache: what runs have kept of all vaults."""
    from rlvault_lint.files import cache
    from rlvault_lint.findings.report import OK
    from rlvault_lint.wording import plural, visible

    count, place = cache.clean(), cache.folder()
    with terminal.writing() as out:
        if count:
            out.write(f"Deleted what was kept of {plural(count, 'vault')} in {visible(str(place))}.\n")
        else:
            out.write("Nothing was kept.\n")
    return OK
