"""What `rlvault-lint links` lists: every link and what it resolves to, as Obsidian's metadata cache would hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rlvault_lint import pipeline
from rlvault_lint.files.root import vault_paths
from rlvault_lint.note import Link, Note
from rlvault_lint.settings.model import Settings
from rlvault_lint.text import Lines, decode
from rlvault_lint.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class LinkRow:
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
        """Whether a reader who follows it ends up nowhere, or at the top of the note instead of the place named."""
        return self.resolved is None or self.subpath_ok is False


def rows(settings: Settings, paths: Sequence[Path] = ()) -> tuple[Iterator[LinkRow], tuple[str, ...]]:
    """All links of the files at or below `paths`, and what could not be read. Files that are not checked count too."""
    loaded = pipeline.load(settings)
    wanted = pipeline.narrow(loaded.files.sources, vault_paths(settings.root, paths))
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


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None
