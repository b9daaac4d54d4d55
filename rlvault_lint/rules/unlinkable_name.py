"""unlinkable-name: a file that links can't reach, or reach by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Note, Related, Rule, Severity, Vault, name_of, on_note, on_vault
from rlvault_lint.vault.resolution import fold

_RELATED = 20
_FORBIDDEN = re.compile(r"#|\^|\||\[\[|\]\]")


class UnlinkableName(Rule):
    """
    ## What

    A note or canvas whose name no wikilink can hold: one with `#`, `^`, `|`, `[[` or `]]` in it, or with a space at its
    end. And a note or canvas whose path differs from that of another file only in case or in Unicode form.

    Attachments are not judged, since nothing but notes and canvases is read.

    ## Why

    In a link `#` opens the heading, `^` the block, `|` the alias, and spaces at the ends are dropped: a link to "C# in
    depth" looks for a note called "C". Of two files that differ in case only, a Mac or Windows machine keeps one.

    ## Example

    ```md
    [[C# in depth]]
    ```

    points to the heading "in depth" of a note called "C", and never to `C# in depth.md`.

    ## Fix

    None: rename the file, best in Obsidian, which updates the links that point there.
    """

    name = "unlinkable-name"
    group = "link"
    summary = "A file whose name no link can reach, or that differs from another in case only."
    severity = Severity.WARNING
    since = "0.1.0"
    canvas = True

    @on_note
    def check_name(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """What is wrong with the path of a file; the finding is about the whole of it."""
        name = name_of(note.path).rpartition(".")[0]
        match = _FORBIDDEN.search(name)
        if match:
            message = f'no link can hold the name "{name}", because of its "{match.group()}": rename the file'
            yield self.diagnostic(note, WHOLE_FILE, message)
        elif name != name.strip():
            message = f'no link can hold the name "{name}", because of the space at its end: rename the file'
            yield self.diagnostic(note, WHOLE_FILE, message)

    @on_vault
    def check_twins(self, vault: Vault) -> Iterator[Diagnostic]:
        """The notes whose path differs from another file's in case or Unicode form only."""
        by_fold: dict[str, list[str]] = {}
        for path in sorted(vault.files):
            by_fold.setdefault(fold(path), []).append(path)
        for paths in by_fold.values():
            for path in paths if len(paths) > 1 else ():
                if note := vault.notes.get(path):
                    twins = [each for each in paths[: _RELATED + 1] if each != path]
                    message = f'nothing but case or Unicode form tells this file from "{twins[0]}": rename one of them'
                    related = [Related(each, WHOLE_FILE, "the other file") for each in twins]
                    yield self.diagnostic(note, WHOLE_FILE, message, related=related)
