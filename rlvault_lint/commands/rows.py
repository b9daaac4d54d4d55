"""What `rlvault-lint links` lists: every link and what it resolves to, as Obsidian's metadata cache would hold it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rlvault_lint import session
from rlvault_lint.files.notes import Reading
from rlvault_lint.files.root import vault_paths
from rlvault_lint.note import Link, Note
from rlvault_lint.settings.model import Settings
from rlvault_lint.text import Lines, decode
from rlvault_lint.vault import history, relink, suggestions
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.vault import Vault


class LinkRow(NamedTuple):
    """One link: where it is (line and column from 1), its text as written, and what it resolves to.

    `resolved` is a vault path or None. `subpath_ok` is None where there is no subpath or it can't be checked. Where
    Obsidian ranks several files equally, `resolved` is the first of them by name and `candidates` holds them all.
    """

    source: str
    line: int
    column: int
    link: str
    kind: str
    target: str
    resolved: str | None
    subpath_ok: bool | None
    candidates: tuple[str, ...]

    @property
    def is_broken(self) -> bool:
        """Whether it opens nothing, or the top of the note instead of the place that it names."""
        return self.resolved is None or self.subpath_ok is False


class Place(NamedTuple):
    """A link to a missing target: where it is (line and column from 1), and its text as written."""

    source: str
    line: int
    column: int
    link: str


class TargetRow(NamedTuple):
    """A file that links name and that is not there: its target as most of them write it, how many they are, what is
    known of it in a sentence, the one file that may be meant with how sure that is, and the links themselves.
    """

    target: str
    links: int
    known: str
    candidate: str | None
    safety: str | None
    places: tuple[Place, ...]


def rows(
    settings: Settings, paths: Sequence[Path] = (), reading: Reading | None = None
) -> tuple[Iterator[LinkRow], tuple[str, ...]]:
    """All links of the files at or below `paths`, and what could not be read. Files that are not checked count too."""
    loaded = session.load(settings, reading=reading)
    wanted = session.narrow(loaded.files.sources, vault_paths(settings.root, paths))
    notes = (loaded.vault.notes[path] for path in wanted if path in loaded.vault.notes)
    return _rows(loaded.vault, notes, loaded.data), loaded.errors


def _rows(vault: Vault, notes: Iterable[Note], data: Mapping[str, bytes]) -> Iterator[LinkRow]:
    for note in notes:
        if note.links:
            lines = Lines(decode(data[note.path]))
            for link in note.links:
                yield _row(vault, note.path, link, lines)


def _row(vault: Vault, source: str, link: Link, lines: Lines) -> LinkRow:
    candidates = vault.targets(link, source)
    line, column = lines.position(link.span.start)
    return LinkRow(
        source,
        line,
        column,
        link.text,
        link.kind.value,
        link.target,
        candidates[0] if candidates else None,
        _any(vault.subpath_ok(link.subpath, path) for path in candidates),
        candidates if len(candidates) > 1 else (),
    )


def targets(
    settings: Settings, paths: Sequence[Path] = (), reading: Reading | None = None
) -> tuple[list[TargetRow], tuple[str, ...]]:
    """The missing files that links at or below `paths` name, the most wanted first, and what could not be read. Web
    addresses in double brackets are not among them.
    """
    loaded = session.load(settings, reading=reading)
    vault = loaded.vault
    found: dict[str, list[tuple[Note, Link]]] = {}
    for path in session.narrow(loaded.files.sources, vault_paths(settings.root, paths)):
        note = vault.notes.get(path)
        for link in note.links if note else ():
            if note and not vault.targets(link, path) and not relink.is_url(link.target):
                found.setdefault(_key(link.target, note.folder), []).append((note, link))
    lines = lru_cache(maxsize=64)(lambda path: Lines(decode(loaded.data[path])))
    made = [_target(vault, links, lines) for links in found.values()]
    return sorted(made, key=lambda row: (-row.links, row.target)), loaded.errors


def _key(target: str, folder: str) -> str:
    """What a target is grouped by: links that the same file would repair belong together."""
    if target.startswith(("./", "../")):
        target = posixpath.normpath(posixpath.join(folder, target))
    return fold(target).removesuffix(".md").strip("/")


def _target(vault: Vault, links: Sequence[tuple[Note, Link]], lines: Callable[[str], Lines]) -> TargetRow:
    note, link = links[0]
    hint = suggestions.explain(vault, link, note.path)
    known = hint.text or ("never there, as far as git knows" if history.is_known(vault) else "nothing is known of it")
    places = tuple(Place(note.path, *lines(note.path).position(link.span.start), link.text) for note, link in links)
    target = Counter(link.target for _, link in links).most_common(1)[0][0]
    return TargetRow(target, len(links), known, hint.path or None, hint.safety.value if hint.path else None, places)


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None
