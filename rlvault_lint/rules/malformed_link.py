"""malformed-link: what was meant as a link and is not one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

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
    Span,
    Vault,
    on_problem,
)
from rlvault_lint.vault.resolution import Missing
from rlvault_lint.wording import brief

# `[[1, 2], [3, 4` and `[["a"` are data, `[[ -f x` is shell, and `[[ opens` speaks of the brackets.
_NO_NAME = re.compile(r"""\[\[(?:\s|["'{(,;:=+*/\\]|[-+]?[\d.]+\s*[],;])|.*\]\s*,\s*\[""")
_END_OF_NAME = re.compile(r"[\]|#]")
# What stands beside `[[` and `[[]]` in code: `Callable[[X], Y]`, `rows = [[]] * 3`.
_CODE_BEFORE = re.compile(r"(?:[A-Za-z0-9_]|[=+*/<>] ?)\Z")
_CODE_AFTER = re.compile(r" ?[*+=/<>]|\]")
_WORDS = {
    ProblemKind.SPLIT_HEADER: (
        "a bare `|` in this link adds a cell to the header, so there is no table",
        "write `\\|` there",
    ),
    ProblemKind.HIDDEN_CELLS: (
        "this row has more cells than its header, so `{text}` is not shown",
        "add a column, or remove a `|`",
    ),
    ProblemKind.SPLIT_WIKILINK: (
        "in a table a bare `|` ends the cell, so this link is cut in two",
        "write `\\|` there",
    ),
    ProblemKind.EMPTY_WIKILINK: ("`{text}` names no note", "name one, or remove the brackets"),
    ProblemKind.EMPTY_DESTINATION: ("`{text}` has no destination", "add it, or remove the brackets"),
    ProblemKind.SPACE_IN_DESTINATION: (
        "the destination `{data}` contains spaces, so this is not a link",
        "put it into <…>, or write %20 for each space",
    ),
}


class MalformedLink(Rule):
    """
    ## What

    What was meant as a link and is not one: `[[` that is not closed on its line or before the next one opens, a
    wikilink in a table whose `|` lacks the backslash and so cuts it in two (or, in the header, makes that there is no
    table), links in cells beyond those of the header, `[[]]`, a Markdown link without a destination (`[text]()`), or
    with spaces in the name of a file (`[text](My note.md)`).

    Brackets that are plainly something else are left alone: code (`Callable[[X], Y]`), math, matrices such as
    `[[1, 2], [3, 4]]`, and `[[` before a space.

    ## Why

    Readers see brackets instead of a link, the graph lacks an edge, and in a table the columns are out of step.

    ## Example

    ```md
    See [[GEPA] and [the results](Final results.md).
    ```

    ## Fix

    Unsafe: where the target exists, the missing bracket is added, and a destination with spaces is put into `<…>`. In a
    table the `|` gets its backslash.
    """

    name = "malformed-link"
    group = "link"
    summary = "Brackets that were meant as a link and are not one."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_problem(ProblemKind.UNCLOSED_WIKILINK, *_WORDS)
    def judge(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """What the reader of the text has stumbled over."""
        if _is_meant(problem):
            fact, advice = _words(problem)
            if problem.kind in _SPLIT and isinstance(vault.resolve(_target(problem), note.path), Missing):
                fact = f'{fact}; it points to nothing, as there is no "{brief(_target(problem))}"'
            edits = tuple(_edits(note, vault, problem))
            fix = Fix(advice, edits, Safety.UNSAFE) if edits else None
            yield self.diagnostic(note, problem.span, f"{fact}: {advice}", fix=fix)


_SPLIT = (ProblemKind.SPLIT_WIKILINK, ProblemKind.SPLIT_HEADER)


def _target(problem: Problem) -> str:
    """What the link of a problem would point to, its end left aside."""
    return _END_OF_NAME.split(problem.text.removeprefix("!")[2:])[0].strip()


def _words(problem: Problem) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    if problem.kind is ProblemKind.UNCLOSED_WIKILINK:
        where = "on its line" if problem.data[0] == "line end" else "before the next one opens"
        return f"`[[` is not closed {where}", 'close it with "]]"'
    fact, advice = _WORDS[problem.kind]
    return fact.format(text=brief(problem.text), data=brief("".join(map(str, problem.data)))), advice


def _is_meant(problem: Problem) -> bool:
    """Whether a link was meant, and not something else that has brackets."""
    if problem.kind is ProblemKind.UNCLOSED_WIKILINK:
        is_code = _CODE_BEFORE.search(str(problem.data[1]))
        return not is_code and _NO_NAME.match(problem.text) is None and any(char.isalnum() for char in problem.text)
    if problem.kind is ProblemKind.EMPTY_WIKILINK:
        before, after = map(str, problem.data)
        return not (_CODE_BEFORE.search(before) or _CODE_AFTER.match(after))
    if problem.kind is ProblemKind.EMPTY_DESTINATION:
        # `[]()` without a text shows nothing, and `[&](x)` is how a C++ function begins.
        return any(char.isalnum() for char in problem.text.partition("](")[0])
    return True


def _edits(note: Note, vault: Vault, problem: Problem) -> Iterator[Edit]:
    """What makes the link that was meant, if it then leads somewhere."""
    start, text = problem.span.start, problem.text
    if problem.kind in _SPLIT:
        yield _insert(note, start + text.index("|"), "\\")
    elif problem.kind is ProblemKind.UNCLOSED_WIKILINK:
        target = _target(problem)
        if target and not isinstance(vault.resolve(target, note.path), Missing):
            bracket = text.find("]")
            yield _insert(note, start + bracket, "]") if bracket >= 0 else _insert(note, problem.span.end, "]]")
    elif problem.kind is ProblemKind.SPACE_IN_DESTINATION:
        at = text.rindex("(") + 1
        target = unquote(text[at:-1]).partition("#")[0].strip()
        if not isinstance(vault.resolve(target, note.path), Missing):
            yield _insert(note, start + at, "<")
            yield _insert(note, problem.span.end - 1, ">")


def _insert(note: Note, at: int, text: str) -> Edit:
    return Edit(note.path, Span(at, at), text)
