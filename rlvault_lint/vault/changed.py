"""The changes of one commit of one kind, by all that they are looked up by, and what is said of one or two of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property

from rlvault_lint.commits import Change
from rlvault_lint.names import Names, letters, nearest, prepare
from rlvault_lint.note import folder_of, name_of
from rlvault_lint.vault.likeness import has_text

MANY = 20
"""So many files with one name or content that it says nothing of any of them."""
_NEARER = 80.0
_SHORT_NAME = 4
_DIGITS = re.compile(r"\d+")
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
        self._by_letters: dict[str, list[Change]] = {}
        self.by_folder: dict[str, list[Change]] = {}
        self.by_blob: dict[str, list[Change]] = {}
        for each in self.all:
            self._by_name.setdefault(plain_name(each.path), []).append(each)
            self._by_letters.setdefault(letters(name_of(each.path)), []).append(each)
            self.by_folder.setdefault(folder_of(each.path), []).append(each)
            self.by_blob.setdefault(each.after if each.status == "A" else each.before, []).append(each)

    def named(self, name: str) -> Sequence[Change]:
        """Those whose file has this name; none if there are so many that the name says nothing."""
        found = self._by_name.get(name, ())
        return found if len(found) <= MANY else ()

    def has_name(self, name: str) -> bool:
        """Whether one of the files has this name."""
        return name in self._by_name

    def lettered(self, name: str) -> Sequence[Change]:
        """Those whose file has this name but for spaces, hyphens, underscores, case and Unicode form."""
        return self._by_letters.get(letters(name), ())

    def has_nearer_name(self, path: str, other: str) -> bool:
        """Whether one of the files has a name nearer to that of `path` than `other` has."""
        near = nearest(stem(path), self._names[has_text(path)], limit=1, cutoff=_NEARER)
        its = nearest(stem(path), prepare([stem(other)]), limit=1, cutoff=1)
        return bool(near) and not (its and its[0][1] >= near[0][1])

    @cached_property
    def _names(self) -> dict[bool, Names]:
        """The names of the files: of those that are compared by their text, and of all others."""
        stems = {kind: [stem(each.path) for each in self.all if has_text(each.path) == kind] for kind in (True, False)}
        return {kind: prepare(names) for kind, names in stems.items()}


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


def numbers_differ(one: str, other: str) -> bool:
    """Whether two file names are alike but for their numbers, as those of two days or two chapters are."""
    one, other = stem(one), stem(other)
    if _DIGITS.sub("", one) != _DIGITS.sub("", other):
        return False
    ones, others = ([each.lstrip("0") for each in _DIGITS.findall(name)] for name in (one, other))
    # A date may be written in another order.
    return bool(ones and others) and sorted(ones) != sorted(others)


def is_named_after(one: str, other: str) -> bool:
    """Whether of two file names one is much like the other or holds it, apart from their numbers."""
    one, other = (_DIGITS.sub("", stem(path)).strip() for path in (one, other))
    if one == other or min(len(one), len(other)) < _SHORT_NAME:
        return False
    return one in other or other in one or bool(nearest(one, prepare([other]), limit=1, cutoff=_NEARER))


def stem(path: str) -> str:
    """The name of a file as it is compared with others: without its extension, case and Unicode form."""
    name = unicodedata.normalize("NFKC", name_of(path)).casefold()
    return name[: name.rindex(".")] if "." in name[1:] else name
