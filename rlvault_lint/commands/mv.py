"""`rlvault-lint mv`: move a note, an attachment or a folder, and every link to it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rlvault_lint.commands import fixing, options, terminal
from rlvault_lint.wording import listed, visible

if TYPE_CHECKING:
    from rlvault_lint.fixing.move import Moved
    from rlvault_lint.settings.model import Settings

_SHOWN = 3


@click.command
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.vault_and_config
@click.option("--dry-run", is_flag=True, help="Show what would change as a diff; move and write nothing.")
def command(old: Path, new: Path, dry_run: bool, **asked: Any) -> int:
    """Move the note, attachment or folder OLD to NEW, or into NEW if that is a folder.

    Every link to it is rewritten, in notes, properties and canvases, and so are its own relative links. It happens
    whole or not at all; what a kill cuts off, the next run completes. In a repository git's index follows. Exit code 0,
    or 2 where nothing could be done.
    """
    from rlvault_lint.files import write
    from rlvault_lint.files.journal import Plan, Write
    from rlvault_lint.findings.report import OK

    settings = options.load((old,), **asked)
    if not dry_run:
        recovered = write.recover(settings.root)
        terminal.tell(*([recovered] if recovered else []))
    source, target, moved, ignored = _planned(settings, old, new, dry_run=dry_run)
    terminal.tell(*moved.left, *ignored)
    if dry_run:
        from rlvault_lint.files.git import Repository
        from rlvault_lint.fixing.diff import diff

        repository = Repository.open(settings.root)
        fixing.write_diff(diff(moved.changes, moved.paths, repository.prefix if repository else ""))
        return OK
    writes = tuple(Write(each.path, each.before, each.after) for each in moved.changes)
    if not write.carry_out(settings.root, Plan(((source, target),), writes)):
        terminal.tell("git's index could not be told of the move: run `git add` on both paths")
    with terminal.writing() as out:
        out.write(f"{visible(source)} -> {visible(target)}{_links(moved)}\n")
    return OK


def _planned(settings: Settings, old: Path, new: Path, *, dry_run: bool) -> tuple[str, str, Moved, list[str]]:
    """The vault paths to move from and to, what that takes, and sentences about what git ignores there. Raises RunError
    where it can't be done.
    """
    from rlvault_lint import session
    from rlvault_lint.files import write
    from rlvault_lint.files.root import vault_paths
    from rlvault_lint.files.walk import symbolic_links
    from rlvault_lint.fixing.move import MoveError, destination, move, must_keep
    from rlvault_lint.patterns import matcher

    root = settings.root
    (source,) = vault_paths(root, (old,))
    if not source:
        raise MoveError("the vault itself can't be moved from inside: move its folder")
    loaded = session.load(settings)
    if not dry_run:
        write.sweep(root, loaded.files.sources)
    if loaded.errors:
        raise MoveError(f"{loaded.errors[0]}: nothing was moved, as its links could not be kept")
    place = _below(root, new)
    target = destination(loaded.vault, source, place, lambda path: (root / path).is_dir())
    must_keep(symbolic_links(root), root.as_posix(), source, target)
    moved = move(loaded.vault, loaded.data.__getitem__, source, target, matcher(settings.values.fix.leave))
    is_ignored = loaded.vault.git_ignored
    hidden = [path for old, path in moved.paths.items() if is_ignored(path) and not is_ignored(old)]
    return source, target, moved, [_ignored(hidden)] if hidden else []


def _ignored(paths: Sequence[str]) -> str:
    return f"git ignores {listed(paths, most=_SHOWN)}: what it tracks stays so, anything else is not checked there"


def _below(root: Path, path: Path) -> str:
    """The vault path of a file that need not be there. Raises MoveError outside the vault, links followed."""
    from rlvault_lint.fixing.move import MoveError

    absolute = Path(os.path.normpath(path.absolute()))
    real = root.resolve()
    for base, place in ((root, absolute), (real, absolute), (real, absolute.parent.resolve() / absolute.name)):
        if place.is_relative_to(base):
            if place == base:
                return ""
            if (place if place.is_dir() else place.parent).resolve().is_relative_to(real):
                return place.relative_to(base).as_posix()
    raise MoveError(f"{str(path)!r} lies outside the vault {str(root)!r}: links can't point there")


def _links(moved: Moved) -> str:
    if not moved.links:
        return ""
    links = "1 link" if moved.links == 1 else f"{moved.links} links"
    files = "1 file" if len(moved.changes) == 1 else f"{len(moved.changes)} files"
    return f" ({links} rewritten in {files})"
