"""mojibake: text that was decoded with the wrong encoding."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Fix,
    Note,
    Problem,
    ProblemKind,
    Rule,
    Safety,
    Severity,
    Vault,
    on_problem,
)


class Mojibake(Rule):
    """
    ## What

    Text whose bytes are UTF-8 but were read as something else: Windows-1252, Windows-1254 (Turkish), Latin-1 or GBK.
    One finding for each note, with a sentence as it should read. Code is left aside: it may show such text on purpose.
    What stands in quotation marks may, too, and is only severity info.

    Links in garbled text are not judged: what they point to can't be known before the text is repaired.

    ## Why

    Nobody can read or search such text, and none of its links works. It comes from copying a note through a program or
    a terminal with another encoding, and every copy of the copy makes it worse.

    ## Example

    ```markdown
    - [[Memory]] â€” what agents remember
    ```

    Before it was garbled, a dash stood there.

    ## Fix

    Unsafe: the text as it was, where no byte of it was lost. Where bytes were lost, restore an earlier version of the
    note: from git, from a backup, or from whom you have it.
    """

    name = "mojibake"
    group = "text"
    summary = "Text that was decoded with the wrong encoding."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_problem(ProblemKind.MOJIBAKE)
    def judge(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """The one finding of a garbled note."""
        edits = tuple(Edit(note.path, each.span, each.text) for each in note.garbled if each.text is not None)
        fix = Fix("restore the text", edits, Safety.UNSAFE) if len(edits) == len(note.garbled) else None
        encoding, lines, sentence, lost, quoted = problem.data
        where = "on this line" if lines == 1 else f"on {lines} lines"
        advice = "; bytes were lost on the way, so restore an earlier version" if lost else ""
        message = f'UTF-8 was read as {encoding} {where}: this should read "{sentence}"{advice}'
        found = self.diagnostic(note, problem.span, message, fix=fix)
        yield found._replace(severity=Severity.INFO) if quoted else found
