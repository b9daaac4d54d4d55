"""unused-attachment: a picture, PDF or recording that nothing links to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.patterns import matcher
from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Rule, Severity, Vault, on_vault, option
from rlvault_lint.vault.resolution import gathered

_PICTURES = ("avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp")
_RECORDINGS = ("3gp", "flac", "m4a", "mkv", "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "wav", "webm")


class UnusedAttachment(Rule):
    """
    ## What

    A picture, PDF or recording that no note or canvas names: no embed, no link, no property with a link or a path.
    What stands in notes that are not checked, and in comments, counts as well. Attachments that git, Obsidian or the
    settings leave out are not reported, and none is while a note is too large to be read (`oversized-note`), as that
    may hold the link.

    ## Why

    Pasted pictures stay behind when the note that showed them is rewritten or deleted, and a vault grows by them.

    ## Example

    A file `sketch.png`, and no note that names it but for

    ```md
    The sketch, `sketch.png`, shows the architecture.
    ```

    which is not a link.

    ## Fix

    None: embed the file where it belongs, or delete it.

    ## Options

    `extensions` are those of the files that have to be linked, `allow` are patterns for files that need not be, such
    as those that HTML or a theme names: `allow = ["assets/site/"]`.
    """

    name = "unused-attachment"
    group = "link"
    summary = "A picture, PDF or recording that nothing links to."
    severity = Severity.INFO
    since = "0.1.0"
    default = False
    attachments = True

    @dataclass(frozen=True, slots=True)
    class Options:
        """Which files have to be linked."""

        extensions: tuple[str, ...] = option(
            (*_PICTURES, "pdf", *_RECORDINGS), "extensions of files that have to be linked, in lower case"
        )
        allow: tuple[str, ...] = option((), "files that need no link, as patterns of .gitignore", holds="patterns")

    options: Options

    @on_vault
    def files(self, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each file that nothing names."""
        if vault.oversized:
            return
        extensions = tuple(f".{each.lstrip('.').lower()}" for each in self.options.extensions)
        allowed = matcher(self.options.allow)
        used = vault.derive(_used, extensions)
        for path in sorted(vault.files - vault.notes.keys()):
            if path.lower().endswith(extensions) and path not in used and not allowed(path):
                message = "no link points to this file: embed it where it belongs, or delete it"
                yield self.diagnostic(path, WHOLE_FILE, message)


def _used(vault: Vault, extensions: tuple[str, ...]) -> frozenset[str]:
    """The files that a link may mean in any note, or whose path is the value of a property."""
    return frozenset(gathered(_meant(vault, extensions)))


def _meant(vault: Vault, extensions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for note in vault.notes.values():
        for link in note.links:
            yield vault.targets(link, note.path)
        for field in note.fields:
            for scalar in field.scalars:
                if scalar.text.strip().lower().endswith(extensions):
                    yield vault.meant(scalar.text.strip(), note.path)
