"""invalid-encoding: bytes that are not text, and characters that were lost."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Problem, ProblemKind, Rule, Severity, Vault, on_problem


class InvalidEncoding(Rule):
    """
    ## What

    - A file that is not UTF-8: one finding for each file, which names the encoding if it is plainly GB18030, Big5,
      Shift-JIS or UTF-16.
    - NUL bytes, and replacement characters (U+FFFD, or the `锟斤拷` that became of them) outside code: one finding for
      each file, with their number.

    Links that hold undecodable bytes are not judged by other rules.

    ## Why

    Obsidian reads every note as UTF-8. What is something else becomes unreadable there, and is written back so with the
    next change. U+FFFD is what that leaves behind.

    ## Example

    ```markdown
    - [[GRPO]] �� group-relative advantages
    ```

    ## Fix

    None. Convert the file with an editor, or with `iconv -f GB18030 -t UTF-8`. What became U+FFFD is in an earlier
    version of the note, if anywhere.
    """

    name = "invalid-encoding"
    group = "text"
    summary = "Bytes that are not UTF-8, and lost characters."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_problem(ProblemKind.NOT_UTF8)
    def judge_bytes(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """The one finding of a file that is not UTF-8."""
        encoding, count = problem.data
        message = f"a byte here is not UTF-8 ({count} in this file): convert the file, or retype what stood here"
        if encoding == "UTF-16":
            message = "the file is UTF-16, which Obsidian can't read: save it as UTF-8"
        elif encoding:
            message = f"the file looks like {encoding}, which Obsidian can't read: convert it to UTF-8"
        yield self.diagnostic(note, problem.span, message)

    @on_problem(ProblemKind.NUL_BYTES)
    def judge_nul_bytes(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """The one finding of a file with NUL bytes."""
        count, looks_like_utf16 = problem.data
        message = f"the file is damaged, with a NUL byte here ({count} in this file): restore it, or delete them"
        if looks_like_utf16:
            message = (
                "the file looks like UTF-16 without a byte order mark, which Obsidian can't read: save it as UTF-8"
            )
        yield self.diagnostic(note, problem.span, message)

    @on_problem(ProblemKind.LOST_CHARACTERS)
    def judge_lost_characters(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """The one finding of a file in which characters became U+FFFD."""
        (count,) = problem.data
        message = f"a character could not be read and was lost here ({count} in this file): retype or restore the text"
        yield self.diagnostic(note, problem.span, message)
