"""The whole story, from a vault on disk to a report.

    settings -> files -> reading -> vault -> rules -> findings -> output -> exit code
                                       \\-> fixing: choose edits, apply, judge again, until nothing changes

A `Session` does the steps; what they are made of is in the folder of each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rlvault_lint.files.notes import Reading
from rlvault_lint.files.sources import Source
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.findings.report import Report
from rlvault_lint.session import Change, Progress, Session
from rlvault_lint.settings.model import Settings

if TYPE_CHECKING:
    from rlvault_lint.fixing import converge as fixes


def run(
    settings: Settings,
    paths: Sequence[Path] = (),
    progress: Progress | None = None,
    source: Source | None = None,
    change: Change | None = None,
    *,
    reading: Reading | None = None,
    show_known: bool = False,
    mapped: bool = False,
) -> Report:
    """Lint the vault at `settings.root`; `paths` narrow what is reported, never what is known of the vault.

    `progress` is called with how many of how many files are read. The files come from `source`, or from the work tree
    if it is None. With a `change`, only what it broke is reported. `reading` says how notes are read: by this
    process alone and without a cache, if it is None. With `show_known` the baseline is not looked at; the
    report is `mapped` if it is to say which folders link to which.
    Raises VaultError where there is nothing to lint.
    """
    session = Session(
        settings, paths, progress, source, change, reading=reading, show_known=show_known, mapped=mapped, once=True
    )
    return session.report(session.judge(session.vault))


def fix(
    settings: Settings,
    paths: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    allowed: Collection[Safety] = (Safety.SAFE,),
    dry: bool = False,
    reading: Reading | None = None,
    mapped: bool = False,
) -> tuple[Report, tuple[fixes.Change, ...]]:
    """Lint the vault at `settings.root` and make the fixes that are `allowed`: what is left, and what was changed.

    Only files are changed that are checked, lie at or below `paths`, and are not left alone by the settings. A `dry`
    run changes nothing, and reports on the vault as it is. Raises VaultError where there is nothing to lint, and
    another RunError where a change that an earlier run has left half done can't be completed, where fixes never come to
    rest, and where the user interrupts the writing.
    """
    from rlvault_lint.files import write  # most runs only read
    from rlvault_lint.fixing.converge import converge

    recovered = None if dry else write.recover(settings.root)
    session = Session(settings, paths, progress, reading=reading, mapped=mapped)
    if not dry:
        write.sweep(settings.root, session.loaded.files.sources)
    before = session.judge(session.vault)

    def read(path: str) -> bytes:
        if not dry:
            write.must_be_writable(settings.root, path)
        return session.loaded.data[path]

    outcome = converge(session.vault, before, session.judge, read, allowed, session.may_edit)
    session.notices += (*((recovered,) if recovered else ()), *outcome.refused)
    session.failures = outcome.failed
    if dry:
        return session.report(before, outcome.fixed), outcome.changes
    return session.saved(outcome)
