"""The changes of one commit of one kind, by all that they are looked up by, and what is said of a single one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rlvault_lint.commits import Change
from rlvault_lint.note import folder_of, name_of
from rlvault_lint.vault.likeness import has_text

MANY = 20
"""So many files with one name or content that it says nothing of any of them."""
_EMPTY = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)


class Group:
    """Changes of one status, by path, name and folder, and by the blob that they brought or took away."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.all = list(changes)
        self.by_path = {each.path: each for each in self.all}
        self._by_name: dict[str, list[Change]] = {}
        self.by_folder: dict[str, list[Change]] = {}
        self.by_blob: dict[str, list[Change]] = {}
        for each in self.all:
            self._by_name.setdefault(plain_name(each.path), []).append(each)
            self.by_folder.setdefault(folder_of(each.path), []).append(each)
            self.by_blob.setdefault(each.after if each.status == "A" else each.before, []).append(each)

    def named(self, name: str) -> Sequence[Change]:
        """Those whose file has this name; none if there are so many that the name says nothing."""
        found = self._by_name.get(name, ())
        return found if len(found) <= MANY else ()


def is_empty(blob: str) -> bool:
    """Whether a blob is the empty one, which says nothing of where a file went."""
    return blob in _EMPTY


def plain_name(path: str) -> str:
    """The file name of a path, in one Unicode form."""
    return unicodedata.normalize("NFC", name_of(path))


def blobs_of(change: Change) -> tuple[str, ...]:
    """The blobs of a change that are compared by their text."""
    if not has_text(change.path):
        return ()
    return tuple(blob for blob in (change.before, change.after) if blob.strip("0"))
