"""The vaults of a repository: where a hook, which runs at the top of one, finds what to check."""

from __future__ import annotations

from pathlib import Path

from rlvault_lint.files.git import Repository
from rlvault_lint.files.regular import is_folder
from rlvault_lint.files.root import SETTINGS_FILE, here, is_marked, repository

_OBSIDIAN = ".obsidian"


def vaults_here(index: Path | None = None) -> tuple[Path, ...]:
    """The roots of the vaults in the repository of the current directory, sorted; none if that lies in a vault, in no
    repository, or no vault is found.

    A vault's root is a folder of tracked files that says so, on the disk or in git's `index` (None for its own); what
    lies below it is part of that vault. Raises VaultError if the current directory is gone.
    """
    start = here()
    if any(map(is_marked, (start, *start.parents))):
        return ()
    top = repository(start)
    opened = Repository.open(top, index=index) if top else None
    entries = opened.index_entries() if opened else None
    if not top or not entries:
        return ()
    folders: set[str] = set()
    marked: set[str] = set()
    for entry in entries:
        folder, _, name = entry.path.rpartition("/")
        if name == SETTINGS_FILE:
            marked.add(folder)
        while folder and folder not in folders:
            folders.add(folder)
            folder, _, name = folder.rpartition("/")
            if name == _OBSIDIAN:
                marked.add(folder)
    found: list[str] = []
    for folder in sorted(each for each in folders if not _is_hidden(each)):
        if found and folder.startswith(f"{found[-1]}/"):
            continue
        if (folder in marked and is_folder(top / folder)) or is_marked(top / folder):
            found.append(folder)
    return tuple(top / folder for folder in found)


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path
