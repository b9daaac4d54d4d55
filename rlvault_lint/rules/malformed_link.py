"""malformed-link: what was meant as a link and is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from rlvault_lint.plugin import Diagnostic, Edit, Fix, Note, Problem, Rule, Safety, Severity, Span, Vault
from rlvault_lint.reading import inline
from rlvault_lint.vault.resolution import Missing

# `[[1, 2], [3, 4` and `[["a"` are data, `[[ -f x` is shell, and `[[ opens` speaks of the brackets.
_NO_NAME = re.compile(r"""\[\[(?:\s|["'{(,;:=+*/\\]|[-+]?[\d.]+\s*[],;])|.*\]\s*,\s*\[""")
_END_OF_NAME = re.compile(r"[\]|#]")
_ADVICE = {
    inline.UNCLOSED_WIKILINK: 'close it with "]]"',
    inline.SPLIT_WIKILINK: "write `\\|` there",
    inline.EMPTY_WIKILINK: "name a note, or remove the brackets",
    inline.EMPTY_DESTINATION: "add it, or remove the brackets",
    inline.BLANK_IN_DESTINATION: "put it into <…>, or write %20 for each blank",
}


class MalformedLink(Rule):
    """
    ## What

    What was meant as a link and is none: `[[` that is not closed on its line or before the next one opens, a wikilink
    in a table whose `|` lacks the backslash and so cuts it in two, `[[]]`, a Markdown link without a destination
    (`[text]()`), or with blanks in the name of a file (`[text](My note.md)`).

    Brackets that are plainly something else are left alone: code, math, matrices such as `[[1, 2], [3, 4]]`, and `[[`
    before a blank.

    ## Why

    Readers see brackets instead of a link, the graph lacks an edge, and in a table the columns are out of step.

    ## Example

    ```md
    See [[GEPA] and [the results](Final results.md).
    ```

    ## Fix

    Unsafe: where the target exists, the missing bracket is added, and a destination with blanks is put into `<…>`. In a
    table the `|` gets its backslash.
    """

    name = "malformed-link"
    group = "link"
    summary = "Brackets that were meant as a link and are none."
    severity = Severity.WARNING
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """What the reader of the text has stumbled over."""
        for problem in note.problems_of(
            inline.UNCLOSED_WIKILINK,
            inline.SPLIT_WIKILINK,
            inline.EMPTY_WIKILINK,
            inline.EMPTY_DESTINATION,
            inline.BLANK_IN_DESTINATION,
        ):
            if (vault.comments or not problem.commented) and _is_meant(problem):
                edits = tuple(_edits(note, vault, problem))
                advice = _ADVICE[problem.kind]
                fix = Fix(advice, edits, Safety.UNSAFE) if edits else None
                yield self.diagnostic(note, problem.span, f"{problem.message}; {advice}", fix=fix)


def _is_meant(problem: Problem) -> bool:
    """Whether a link was meant, and not something else that has brackets."""
    if problem.kind == inline.UNCLOSED_WIKILINK:
        return _NO_NAME.match(problem.text) is None and any(char.isalnum() for char in problem.text)
    if problem.kind == inline.EMPTY_DESTINATION:
        # `[]()` without a text shows nothing, and `[&](x)` is how a C++ function begins.
        return any(char.isalnum() for char in problem.text.partition("](")[0])
    return True


def _edits(note: Note, vault: Vault, problem: Problem) -> Iterator[Edit]:
    """What makes the link that was meant, if it then leads somewhere."""
    start, text = problem.span.start, problem.text
    if problem.kind == inline.SPLIT_WIKILINK:
        yield _insert(note, start + text.index("|"), "\\")
    elif problem.kind == inline.UNCLOSED_WIKILINK:
        target = _END_OF_NAME.split(text[2:])[0].strip()
        if target and not isinstance(vault.resolve(target, note.path), Missing):
            bracket = text.find("]")
            yield _insert(note, start + bracket, "]") if bracket >= 0 else _insert(note, problem.span.end, "]]")
    elif problem.kind == inline.BLANK_IN_DESTINATION:
        at = text.rindex("(") + 1
        target = unquote(text[at:-1]).partition("#")[0].strip()
        if not isinstance(vault.resolve(target, note.path), Missing):
            yield _insert(note, start + at, "<")
            yield _insert(note, problem.span.end - 1, ">")


def _insert(note: Note, at: int, text: str) -> Edit:
    return Edit(note.path, Span(at, at), text)
