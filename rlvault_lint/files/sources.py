"""Which files a vault has, which of them are checked, and what is in them.

Every file outside hidden folders can be linked to. Checked are the notes and canvases that neither git nor Obsidian's
"Excluded files" nor the settings leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rlvault_lint.files import obsidian
from rlvault_lint.files.ignore import git_ignored, user_ignored
from rlvault_lint.files.walk import Walk
from rlvault_lint.note import Note, is_canvas, is_note
from rlvault_lint.patterns import matcher
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode


@dataclass(frozen=True, slots=True)
class Files:
    """What was found below a vault's root. All are vault paths with `/`, sorted.

    `files` is all that can be linked to; `sources` are the notes and canvases among them, `checked` those of them that
    are judged. `errors` say what could not be read, `notices` what was left aside.
    """

    root: Path
    files: tuple[str, ...]
    sources: tuple[str, ...]
    checked: frozenset[str]
    errors: tuple[str, ...]
    notices: tuple[str, ...]
    property_types: dict[str, str]


def find_files(root: Path, exclude: Sequence[str] = ()) -> Files:
    """All files below `root`; `exclude` are patterns as in .gitignore for what is not checked.

    Raises VaultError if the root itself can't be read.
    """
    walk = Walk(root)
    walk.run()
    files = tuple(sorted(walk.files))
    sources = tuple(path for path in files if is_note(path) or is_canvas(path))
    app = obsidian.settings(root, "app.json", walk.notices)
    types = obsidian.settings(root, "types.json", walk.notices).get("types")
    excluded: list[Callable[[str], bool]] = [*user_ignored(app, walk.notices), git_ignored(root, walk.gitignores)]
    if exclude:
        excluded.append(matcher(exclude))
    return Files(
        root,
        files,
        sources,
        frozenset(path for path in sources if not any(test(path) for test in excluded)),
        tuple(walk.errors),
        tuple(walk.notices),
        {str(key): str(value) for key, value in types.items()} if isinstance(types, dict) else {},
    )


def read_notes(found: Files, progress: Callable[[int, int], None] | None = None) -> tuple[list[Note], list[str]]:
    """The Notes of all sources, and what could not be read. `progress` is told how many of how many are done."""
    notes: list[Note] = []
    errors: list[str] = []
    for done, path in enumerate(found.sources):
        if progress is not None:
            progress(done, len(found.sources))
        try:
            data = (found.root / path).read_bytes()
        except OSError as error:
            errors.append(f"{path}: can't be read: {error.strerror}")
            continue
        notes.append(parse(path, data))
    return notes, errors


def read_text(root: Path, path: str) -> str:
    """The text of a vault path as `parse` saw it; empty if the file can't be read any more."""
    try:
        return decode((root / path).read_bytes())
    except OSError:
        return ""
