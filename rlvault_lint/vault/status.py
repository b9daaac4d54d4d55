"""What becomes of a link: whether it finds its file, and its heading or block in it. Rules choose links by this."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from rlvault_lint.note import Link, folder_of, is_note, name_of
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.resolution import Ambiguous, Found, fold
from rlvault_lint.vault.vault import Vault

_MOST = 20
_START = re.compile(r"(?:\.{1,2}/|/)*")


class Status(StrEnum):
    """What becomes of a link. Each link is MISSING, AMBIGUOUS or FOUND; the others come in addition.

    INEXACT is one that is FOUND although its target is not written as the file is called: in another case or
    Unicode form, or with another kind of space. With HEADING_MISSING or BLOCK_MISSING there is a file, or several that
    the link may mean, and none of them has what the subpath names.
    """

    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    FOUND = "found"
    INEXACT = "inexact"
    HEADING_MISSING = "heading missing"
    BLOCK_MISSING = "block missing"


_BY_VALUE = {each.value: each for each in Status}
_MISSING = (Status.MISSING,)
_AMBIGUOUS = (Status.AMBIGUOUS,)
_FOUND = (Status.FOUND,)
_INEXACT = (Status.FOUND, Status.INEXACT)


def statuses(vault: Vault, link: Link, source: str) -> tuple[Status, ...]:
    """What becomes of a link in the file at the vault path `source`, in the order of `Status`."""
    paths: tuple[str, ...]
    match vault.resolve(link.target, source):
        case Found(path):
            exact = not link.target or _ends_with(path, link.target)
            if not exact:
                exact = exact_target(link.target, path, folder_of(source)) == link.target
            paths, found = (path,), _FOUND if exact else _INEXACT
        case Ambiguous(paths):
            found = _AMBIGUOUS
        case _:
            return _MISSING
    # Of very many files that a link may mean one may well have the heading, and asking them all costs their product.
    if link.subpath and len(paths) <= _MOST and all(vault.subpath_ok(link.subpath, path) is False for path in paths):
        is_block = subpath_parts(link.subpath)[-1].startswith("^")
        return (*found, Status.BLOCK_MISSING if is_block else Status.HEADING_MISSING)
    return found


class Seen(NamedTuple):
    """The judged links of a file: how many they are, and those that are not simply FOUND, with what becomes of them."""

    total: int
    others: tuple[tuple[Link, tuple[Status, ...]], ...]


def seen(vault: Vault, path: str) -> Seen:
    """What becomes of the links of the file at a vault path; for `Vault.derive`, so that each is looked up once."""
    known = vault.derive(_known) if is_note(path) else {}
    links = vault.links(vault.notes[path])
    others = []
    for link in links:
        found = None if link.subpath else known.get(link.target)
        if found is None:
            found = statuses(vault, link, path)
            if not link.subpath and vault.means_one(link.target):
                known[link.target] = found
        if found is not _FOUND:
            others.append((link, found))
    return Seen(len(links), tuple(others))


def seen_again(vault: Vault, path: str, before: Outline, names: Collection[str]) -> Seen:
    """What `seen` says of the links of a file that is the same as `before`, where files of some `names` have come or
    gone: only links to these, and those with a subpath, are looked up. Names are as `looked_up` has them.
    """
    known = {(each.start, each.target_start): each.statuses for each in before.unsound}
    links = vault.links(vault.notes[path])
    others = []
    for link in links:
        if link.subpath or vault.looked_up(link.target, path) in names:
            found = statuses(vault, link, path)
        else:
            found = known.get((link.span.start, link.target_span.start), _FOUND)
        if found is not _FOUND:
            others.append((link, found))
    return Seen(len(links), tuple(others))


def _known(_: Vault) -> dict[str, tuple[Status, ...]]:
    """What becomes of targets without subpath that mean the same wherever they stand; `seen` fills it."""
    return {}


class Unsound(NamedTuple):
    """A link that is not simply FOUND, by the offsets of its span and of its target."""

    start: int
    target_start: int
    target: str
    subpath: str
    statuses: tuple[Status, ...]


class Outline(NamedTuple):
    """How many judged links a file has, and those that are not simply FOUND: what others ask of it without its Note."""

    links: int
    unsound: tuple[Unsound, ...]


def packed(unsound: Iterable[Unsound]) -> tuple[tuple[Any, ...], ...]:
    """Links as plain values, for a cache and for other processes."""
    return tuple([(*each[:4], tuple([status.value for status in each.statuses])) for each in unsound])


def unpacked(values: Iterable[tuple[Any, ...]]) -> tuple[Unsound, ...]:
    """The links that `packed` made plain values of."""
    return tuple(
        [
            Unsound(start, target_start, target, subpath, tuple([_BY_VALUE[name] for name in names]))
            for start, target_start, target, subpath, names in values
        ]
    )


def outline(vault: Vault, path: str) -> Outline:
    """The outline of the file at a vault path."""
    total, others = vault.derive(seen, path)
    return Outline(
        total,
        tuple(
            [
                Unsound(link.span.start, link.target_span.start, link.target, link.subpath, found)
                for link, found in others
            ]
        ),
    )


def unsound(vault: Vault) -> dict[str, tuple[Unsound, ...]]:
    """The links of all checked files that are not simply FOUND, by the vault path of the file, sorted."""
    outlines = ((path, vault.derive(outline, path)) for path in sorted(vault.checked) if path in vault.notes)
    return {path: found for path, (_, found) in outlines if found}


def counted(vault: Vault) -> dict[str, int]:
    """How many judged links each checked file has, by its vault path."""
    return {path: vault.derive(outline, path).links for path in sorted(vault.checked) if path in vault.notes}


def exact_target(target: str, path: str, folder: str) -> str:
    """`target` itself if it names the file at `path` to the letter, else with the names that its parts really have.

    `target` is found at the vault path `path` from a file in `folder`; only as many parts as it has are compared.
    """
    match = _START.match(target)
    start = match.group() if match else ""
    rest = target[len(start) :]
    if start.startswith(".") and posixpath.normpath(posixpath.join(folder, target)) in (path, path[:-3]):
        return target
    parts = path.split("/")[-(rest.count("/") + 1) :]
    if fold(name_of(rest)) != fold(parts[-1]):
        parts[-1] = parts[-1][:-3]
    return start + "/".join(parts)


def _ends_with(path: str, target: str) -> bool:
    """Whether a path plainly ends with a target, with or without `.md`: so it is with nearly all links."""
    if path.endswith(target):
        before = len(path) - len(target)
    elif path.endswith(".md") and path.endswith(target, 0, -3):
        before = len(path) - len(target) - 3
    else:
        return False
    return before == 0 or path[before - 1] == "/"
