"""The proof of fixes: links that were rewritten lead where they should, and all others where they did."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rlvault_lint.findings.diagnostic import Fix, Safety
from rlvault_lint.note import BODY, CANVAS, Link, Note
from rlvault_lint.text import Edit, Span
from rlvault_lint.vault import relink
from rlvault_lint.vault.resolution import Found, normal
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief

Incoming = Mapping[str, Sequence[str]]
"""By the path of a note: the paths of the files that have links to its headings and blocks."""


def incoming(vault: Vault) -> Incoming:
    """Which files have links to headings or blocks of which other notes."""
    found: dict[str, dict[str, None]] = {}
    for source, note in vault.notes.items():
        for link in note.links:
            if link.subpath:
                for target in vault.targets(link, source):
                    if target != source:
                        found.setdefault(target, {})[source] = None
    return {target: tuple(sources) for target, sources in found.items()}


def _taken_out(note: Note, changes: Iterable[tuple[Edit, Fix]]) -> int:
    """How many properties of a note the edits take out as a whole."""
    starts = [field.key_span.start for field in note.fields]
    count = 0
    for edit, _ in changes:
        at = bisect_left(starts, edit.span.start)
        while not edit.text and at < len(starts) and note.fields[at].span.end <= edit.span.end:
            at, count = at + 1, count + 1
    return count


def flaw(before: Vault, after: Vault, fixes: Iterable[Fix], incoming: Incoming) -> str:
    """What is wrong with the change that `fixes` made of the vault, as the end of a sentence; empty if nothing is.

    The names of the files are the same before and after. A link that an edit touched points to the file that its fix
    named, if it named one; touched by a SAFE fix, it points to the same file as before, unless one is named, and shows
    the same. Any other link is still there, no link is new beside it, and all lead where they led.
    """
    edits: dict[str, list[tuple[Edit, Fix]]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(edit.path, []).append((edit, fix))
    for path, changes in edits.items():
        old, new = before.notes[path], after.notes.get(path)
        if new is None or len(new.fields) != len(old.fields) - _taken_out(old, changes):
            return f'the properties of "{path}" could no longer be read'
        if found := _Proof(before, after, _Change(changes), old, new).flaw():
            return found
    for path in edits:
        for source in incoming.get(path, ()):
            if source not in edits and (found := _lost_subpath(before, after, source, path)):
                return found
    return ""


def _lost_subpath(before: Vault, after: Vault, source: str, path: str) -> str:
    for link in before.notes[source].links:
        if link.subpath and path in before.targets(link, source):
            had, has = before.subpath_ok(link.subpath, path), after.subpath_ok(link.subpath, path)
            if had and not has:
                return f'"{brief(link.text)}" in "{source}" would no longer find its place in "{path}"'
    return ""


class _Touched(NamedTuple):
    span: Span
    fixes: tuple[Fix, ...]


class _Change:
    """Where things are after the edits of one file, and which fixes touch what."""

    def __init__(self, changes: Iterable[tuple[Edit, Fix]]) -> None:
        merged: dict[Edit, list[Fix]] = {}
        for edit, fix in changes:
            merged.setdefault(edit, []).append(fix)
        self.edits = sorted(merged)
        self.fixes = [merged[edit] for edit in self.edits]
        self._ends = [edit.span.end for edit in self.edits]
        self._shifts = [0]
        for edit in self.edits:
            self._shifts.append(self._shifts[-1] + len(edit.text) - len(edit.span))

    def after(self, span: Span) -> _Touched:
        """Where a link's span is after the edits, and the fixes that touched it.

        What is inserted directly before or behind a link doesn't touch it.
        """
        at = bisect_left(self._ends, span.start)
        while at < len(self.edits) and self.edits[at].span.end <= span.start:
            at += 1
        first = at
        fixes: list[Fix] = []
        while at < len(self.edits) and self.edits[at].span.start < span.end:
            fixes += self.fixes[at]
            at += 1
        start = min(span.start, self.edits[first].span.start) if at > first else span.start
        end = max(span.end, self.edits[at - 1].span.end) if at > first else span.end
        return _Touched(Span(start + self._shifts[first], end + self._shifts[at]), tuple(fixes))

    def made(self) -> list[Span]:
        """What the edits have put into the new text, sorted; an empty span where they only took something away."""
        return [
            Span(edit.span.start + shift, edit.span.start + shift + len(edit.text))
            for edit, shift in zip(self.edits, self._shifts, strict=False)
        ]


class _Proof:
    """The comparison of one file's links before and after."""

    def __init__(self, before: Vault, after: Vault, change: _Change, old: Note, new: Note) -> None:
        self.before, self.after, self.change, self.old, self.new = before, after, change, old, new
        self.left = {link.span: link for link in new.links}

    def flaw(self) -> str:
        touched = []
        for link in self.old.links:
            place = self.change.after(link.span)
            if place.fixes:
                touched.append((link, place))
            elif found := self._same(link, self.left.pop(place.span, None)):
                return found
        for link, place in touched:
            meant = [each for each in self.left.values() if _overlap(each.span, place.span)]
            if found := self._as_named(link, meant, place.fixes):
                return found
        made = self.change.made()
        for link in self.left.values():
            if not any(span.start <= link.span.end and link.span.start <= span.end for span in made):
                return f'"{brief(link.text)}" in "{self.old.path}" would become a link'
        return ""

    def _same(self, link: Link, new: Link | None) -> str:
        if new is None or _meaning(link) != _meaning(new):
            return f'"{brief(link.text)}" in "{self.old.path}" would be read as something else'
        return self._elsewhere(link, new)

    def _elsewhere(self, link: Link, new: Link) -> str:
        """What is wrong if a link points elsewhere than before; empty if it doesn't. It may find a heading or a block
        that it missed before.
        """
        path = self.old.path
        if self.before.resolve(link.target, path) != self.after.resolve(new.target, path):
            return f'"{brief(link.text)}" in "{path}" would point elsewhere'
        return self._lost_place(link, new)

    def _lost_place(self, link: Link, new: Link) -> str:
        path = self.old.path
        if any(
            self.before.subpath_ok(link.subpath, target) and not self.after.subpath_ok(new.subpath, target)
            for target in self.before.targets(link, path)
        ):
            return f'"{brief(link.text)}" in "{path}" would no longer find its heading or block'
        return ""

    def _as_named(self, link: Link, meant: Sequence[Link], fixes: Sequence[Fix]) -> str:
        path = self.old.path
        named = {fix.target for fix in fixes if fix.target}
        safe = all(fix.safety is Safety.SAFE for fix in fixes)
        if not named and not safe:
            return ""
        if len(meant) != 1 or len(named) > 1:
            return f'"{brief(link.text)}" in "{path}" would not be one link any more'
        new = meant[0]
        for target in named:
            if self.after.resolve(new.target, path) != Found(target):
                return f'"{brief(new.text)}" in "{path}" would not point to "{target}"'
            if new.subpath != link.subpath and self.after.subpath_ok(new.subpath, target) is False:
                return f'"{brief(new.text)}" in "{path}" would not find its heading or block'
        if safe and normal(relink.displayed(link)) != normal(relink.displayed(new)):
            return f'"{brief(link.text)}" in "{path}" would look different'
        return self._elsewhere(link, new) if safe and not named else ""


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _meaning(link: Link) -> tuple[object, ...]:
    place = link.where if link.where in (BODY, CANVAS) else "property"
    return link.kind, link.target, link.subpath, link.alias, link.text, place, link.commented
