"""The whole story, from a vault on disk to a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from rlvault_lint.files import sources
from rlvault_lint.files.root import VaultError, is_marked, vault_paths
from rlvault_lint.findings.report import Report
from rlvault_lint.judging import judge, sentences
from rlvault_lint.settings.load import Settings
from rlvault_lint.text import Lines
from rlvault_lint.vault.vault import Vault

Progress = Callable[[int, int], None]


def run(settings: Settings, paths: Sequence[Path] = (), progress: Progress | None = None) -> Report:
    """Lint the vault at `settings.root`; `paths` narrow what is reported, never what is known of the vault.

    `progress` is called with how many of how many files are read. Raises VaultError where there is nothing to lint.
    """
    started = time.perf_counter()
    vault, found, errors = load(settings, progress)
    wanted = narrow(found.checked, vault_paths(settings.root, paths))
    notices = found.notices
    if paths and not wanted:
        notices += ("nothing of PATHS is checked: it is hidden, excluded, ignored by git, or holds no notes",)
    judged, failures = judge(vault, settings.rules, settings.per_path_ignores, wanted)
    findings = sorted(judged, key=lambda each: (each.path, each.span, each.rule, each.message))
    return Report(
        root=settings.root,
        active=tuple(findings),
        errors=(*errors, *sentences(failures)),
        notices=notices,
        checked=len(wanted),
        seconds=time.perf_counter() - started,
        fail_on=settings.fail_on,
        lines=partial(_lines, settings.root),
    )


def load(settings: Settings, progress: Progress | None = None) -> tuple[Vault, sources.Files, tuple[str, ...]]:
    """The vault at `settings.root`, the files it was made from, and what could not be read. Raises VaultError."""
    found = sources.find_files(settings.root, settings.exclude)
    if not found.sources and not is_marked(settings.root):
        raise VaultError(
            f"no notes (*.md) below {str(settings.root)!r}: run rlvault-lint inside your vault, "
            "or name the vault with --vault"
        )
    notes, unread = sources.read_notes(found, progress)
    vault = Vault(
        notes,
        found.files,
        conventions=settings.conventions,
        checked=found.checked,
        comments=settings.comments,
        property_types=found.property_types,
    )
    return vault, found, (*found.errors, *unread)


def narrow(checked: Collection[str], paths: Sequence[str]) -> list[str]:
    """The vault paths in `checked` that lie at or below `paths`, sorted; all of them if there are no paths."""
    if not paths or "" in paths:
        return sorted(checked)
    folders = tuple(f"{path}/" for path in paths)
    return sorted(path for path in checked if path in paths or path.startswith(folders))


def _lines(root: Path, path: str) -> Lines:
    return Lines(sources.read_text(root, path))
