"""invalid-encoding: bytes that are no text, characters that were lost, conflicts that a merge left."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Rule, Severity, Vault
from rlvault_lint.reading.damage import LOST_CHARACTERS, MERGE_CONFLICT, NOT_UTF8, NUL_BYTES


class InvalidEncoding(Rule):
    """
    ## What

    - A file that is not UTF-8: one finding for each file, which names the encoding if it is plainly GB18030, Big5,
      Shift-JIS or UTF-16.
    - NUL bytes, and replacement characters (U+FFFD, or the `锟斤拷` that became of them) outside code: one finding for
      each file, with their number.
    - The marker lines `<<<<<<<`, `=======`, `>>>>>>>` of a merge: one finding for each conflict, but none in code.

    Links that hold undecodable bytes are not judged by other rules.

    ## Why

    Obsidian reads every note as UTF-8. What is something else becomes unreadable there, and is written back so with the
    next change. U+FFFD is what that leaves behind. In a conflict, links and entries stand twice, in two versions.

    ## Example

    ```markdown
    <<<<<<< HEAD
    - [[GRPO]] ★★★★☆
    =======
    - [[GRPO]] ★★★★★
    >>>>>>> laptop
    ```

    ## Fix

    None. Convert the file with an editor, or with `iconv -f GB18030 -t UTF-8`. What became U+FFFD is in an earlier
    version of the note, if anywhere. A conflict is for its author to resolve.
    """

    name = "invalid-encoding"
    group = "text"
    summary = "Bytes that are not UTF-8, lost characters, conflicts that a merge left."
    severity = Severity.ERROR
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each kind of damage, and for each conflict."""
        for problem in note.problems_of(NOT_UTF8, NUL_BYTES, LOST_CHARACTERS, MERGE_CONFLICT):
            yield self.diagnostic(note, problem.span, problem.message)
