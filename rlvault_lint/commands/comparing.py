"""What `check` does with what was there before: its options for changes, git's index and the baseline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from rlvault_lint.commands import terminal
from rlvault_lint.commands.options import together
from rlvault_lint.wording import plural

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.files.sources import Source
    from rlvault_lint.findings.report import Report
    from rlvault_lint.session import Change
    from rlvault_lint.settings.model import Settings


class Request(NamedTuple):
    """What is to be judged and reported: what `staged` holds instead of the work tree, only what is new since the
    revision `since`; `write_baseline` makes all that is found known.
    """

    since: str | None
    staged: bool
    write_baseline: bool

    def __bool__(self) -> bool:
        return self.since is not None or self.staged or self.write_baseline


def request(*, new_since: str | None, staged: bool, write_baseline: bool) -> Request:
    """What is to be judged and reported. Raises UsageError where that can't be had together."""
    if write_baseline and (new_since is not None or staged):
        raise click.UsageError("--write-baseline is for all that is found: leave out --new-since and --staged")
    return Request(new_since, staged, write_baseline)


options = together(
    "comparison",
    request,
    click.option("--new-since", metavar="REV", help="Report only what is new since this commit, such as HEAD."),
    click.option("--staged", is_flag=True, help="Judge what is staged in git, not what is on the disk."),
    click.option(
        "--write-baseline",
        is_flag=True,
        help="Write all that is found into the baseline, so that later runs don't show it.",
    ),
)
"""The options for changes, git's index and the baseline; the command gets them as `comparison`, a Request."""


def sources(request: Request, root: Path) -> tuple[Source | None, Change | None]:
    """Where the files to judge come from, if not from the work tree, and what they are compared with.

    Raises RevisionError where git can't tell.
    """
    if not request:
        return None, None
    from rlvault_lint.files.revisions import at_commit, in_index
    from rlvault_lint.session import Change

    source = in_index(root, index_of_hook(root)) if request.staged else None
    if request.since is None:
        return source, None
    return source, Change(at_commit(root, request.since), request.since, request.staged)


def vaults_here() -> tuple[Path, ...]:
    """The vaults in the repository of the current directory, where that lies in none itself."""
    from rlvault_lint.files import root, vaults

    return vaults.vaults_here(index_of_hook(root.here()))


def index_of_hook(root: Path) -> Path | None:
    """The index that a hook is to look at: `git commit --all` and `git commit FILE` make one of their own. None for the
    repository's.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return None
    from pathlib import Path

    path = Path(named).absolute()
    # A variable that was inherited by accident names the index of another repository.
    gits = (_git_folder(folder) for folder in (root, *root.parents))
    return path if path.is_file() and any(git and path.is_relative_to(git) for git in gits) else None


def _git_folder(top: Path) -> Path | None:
    """Where git keeps what it knows of the work tree at `top`: of one that was added, not in `.git` itself."""
    from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError, is_file, read

    git = top / ".git"
    if not is_file(git):
        return git
    try:
        said = read(git, SETTINGS_LIMIT).decode("utf-8", "surrogateescape")
    except UnreadableError:
        return None
    return top / said.removeprefix("gitdir:").strip() if said.startswith("gitdir:") else None


def write_baseline(settings: Settings, paths: Sequence[Path], report: Report) -> int:
    """Make all findings of `report` known; the exit code. Raises RunError where the file can't be written."""
    from rlvault_lint import session
    from rlvault_lint.errors import RunError
    from rlvault_lint.files.root import repository
    from rlvault_lint.files.write import put
    from rlvault_lint.findings import baseline
    from rlvault_lint.findings.report import OK

    if paths:
        raise click.UsageError("a baseline is written for the whole vault: leave out PATHS")
    if report.errors:
        raise RunError("the run is incomplete, so no baseline was written: see what is said above")
    path = settings.root / settings.values.baseline
    try:
        before = session.read_baseline(settings)
    except RunError:  # not there yet, or not a baseline: it is written again
        before = None
    made = baseline.made_of(report.active, report.texts)
    # What is known of rules that did not run, as with --select, stays known.
    kept = before.without({rule.name for rule in settings.rules}) if before else baseline.Baseline({})
    put(path, baseline.written(made.with_others(kept)).encode())
    said = [f"Wrote {plural(made.total, 'finding')} to {terminal.from_here(path)}, known now and not shown."]
    said += [f"It had {before.total} before."] if before else []
    said += [f"It keeps {kept.total} of rules that did not run."] if kept.total else []
    said += ["Commit it, so that everybody has it."] if repository(settings.root) else []
    with terminal.writing() as out:
        out.write(f"{terminal.fitted(' '.join(said), out)}\n")
    return OK
