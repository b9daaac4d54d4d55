"""The whole story, from a vault on disk to a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rlvault_lint.files.past import GitPast
from rlvault_lint.files.root import VaultError, is_marked, vault_paths
from rlvault_lint.files.sources import Files, Source, WorkTree, find_files, read_notes
from rlvault_lint.findings.report import Report, paths_of, placed
from rlvault_lint.judging import judge, sentences
from rlvault_lint.settings.model import Settings
from rlvault_lint.text import decode
from rlvault_lint.vault.vault import Vault

Progress = Callable[[int, int], None]


def run(
    settings: Settings, paths: Sequence[Path] = (), progress: Progress | None = None, source: Source | None = None
) -> Report:
    """Lint the vault at `settings.root`; `paths` narrow what is reported, never what is known of the vault.

    `progress` is called with how many of how many files are read. The files come from `source`, or from the work tree
    if it is None. Raises VaultError where there is nothing to lint.
    """
    started = time.perf_counter()
    loaded = load(settings, progress, source)
    vault = loaded.vault
    wanted = narrow(loaded.files.checked, vault_paths(settings.root, paths))
    notices = loaded.notices
    if paths and not wanted:
        notices += ("nothing of PATHS is checked: it is hidden, excluded, ignored by git, or holds no notes",)
    judged, failures = judge(vault, settings.rules, settings.per_path_ignores, wanted)
    findings = sorted(judged, key=lambda each: (each.path, each.span, each.rule, each.message))
    # The texts as they were judged, of those files alone that something is said of.
    texts = {path: decode(loaded.data[path]) for path in paths_of(findings) if path in loaded.data}
    return Report(
        root=settings.root,
        active=tuple(placed(findings, texts)),
        errors=(*settings.unusable, *loaded.errors, *sentences(failures)),
        notices=notices,
        checked=len(wanted),
        seconds=time.perf_counter() - started,
        fail_on=settings.values.fail_on,
        texts=texts,
    )


class Loaded(NamedTuple):
    """A vault, the files it was made from with their bytes by vault path, and sentences about what could not be read
    and about what was left aside.
    """

    vault: Vault
    files: Files
    data: Mapping[str, bytes]
    errors: tuple[str, ...]
    notices: tuple[str, ...]


def load(settings: Settings, progress: Progress | None = None, source: Source | None = None) -> Loaded:
    """The vault at `settings.root`; each file is read once. Raises VaultError where there are no notes."""
    source = source or WorkTree(settings.root)
    found = find_files(source, settings.values.exclude)
    if not found.sources and not is_marked(settings.root):
        raise VaultError(
            f"no notes (*.md) below {str(settings.root)!r}: run rlvault-lint inside your vault, "
            "or name the vault with --vault"
        )
    texts = read_notes(source, found, progress)
    vault = Vault(
        texts.notes,
        found.files,
        conventions=settings.conventions,
        checked=found.checked,
        comments=settings.values.comments,
        property_types=found.obsidian.property_types,
        link_format=found.obsidian.link_format,
        past=GitPast(settings.root, found.files, texts.data, source.read),
        obsidian=found.obsidian.present,
        periodic=found.obsidian.periodic,
        git_ignored=found.git_ignored,
    )
    return Loaded(vault, found, texts.data, (*found.errors, *texts.errors), (*found.notices, *texts.notices))


def narrow(checked: Collection[str], paths: Sequence[str]) -> list[str]:
    """The vault paths in `checked` that lie at or below `paths`, sorted; all of them if there are no paths."""
    if not paths or "" in paths:
        return sorted(checked)
    folders = tuple(f"{path}/" for path in paths)
    return sorted(path for path in checked if path in paths or path.startswith(folders))
