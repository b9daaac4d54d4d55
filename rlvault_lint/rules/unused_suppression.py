"""unused-suppression: a comment to the linter that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Fault,
    Fix,
    Note,
    Rule,
    Safety,
    Severity,
    Unused,
    Vault,
    on_unused,
)
from rlvault_lint.wording import brief, listed

_ACTIONS = ("ignore", "ignore-start", "ignore-end", "ignore-file")


class UnusedSuppression(Rule):
    """
    ## What

    A comment `%% rlvault-lint: ignore broken-link %%`, or a name in it, that does nothing: there is no such rule or
    group, or nothing is found there that it would suppress. The same in `<!-- … -->`, and in the property
    `rlvault-lint-ignore`.

    Behind ` -- ` stands a reason for people: `%% rlvault-lint: ignore broken-link -- next week %%`.

    Whether it suppresses something is known of rules that run: one that names a rule that was not selected is left
    alone.

    ## Why

    What it was for is fixed, or has moved on to another line. If it stays, it hides the next finding there, which
    nobody has looked at.

    ## Example

    ```markdown
    Everything links up here. %% rlvault-lint: ignore broken-link %%
    ```

    ## Fix

    Safe: the comment is removed, or the name from its list; with its line, if nothing else is on that. Unsafe: the same
    where a reason would go with it. None where what it should do, or a rule, is not known: it may be misspelled, or
    that of a plugin that is not installed here.
    """

    name = "unused-suppression"
    group = "text"
    summary = "A comment to rlvault-lint that does nothing."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_unused
    def judge(self, note: Note, unused: Unused, vault: Vault) -> Iterator[Diagnostic]:
        """What a directive of the note does not do."""
        # What somebody asked for in words that are not known is theirs to correct.
        keep = unused.fault is Fault.UNKNOWN or (unused.fault is Fault.ACTION and unused.names[0] != "")
        fix = None
        if unused.removal and not keep:
            safety = Safety.UNSAFE if unused.explained else Safety.SAFE
            fix = Fix("remove it", (Edit(note.path, unused.removal, ""),), safety)
        yield self.diagnostic(note, unused.span, _message(unused), fix=fix)


def _message(unused: Unused) -> str:
    names = listed(unused.names, "or") if unused.names else ""
    match unused.fault:
        case Fault.ACTION if unused.names[0]:
            return f'"{brief(unused.names[0])}" is not something to ask for: write {listed(_ACTIONS, "or")}'
        case Fault.ACTION:
            return "this asks for nothing: name a rule to ignore, or remove it"
        case Fault.UNKNOWN if any(name.endswith(":") for name in unused.names):
            return f"there is no rule or group {names}: write a reason behind ` -- `"
        case Fault.UNKNOWN:
            return f"there is no rule or group {names}: write what `rlvault-lint rule` lists, or remove it"
        case Fault.NOT_STARTED:
            return f"nothing{f' of {names}' if names else ''} is suppressed before this that could end here: remove it"
        case Fault.UNUSED:
            return f"this suppresses no finding{f' of {names}' if names else ''}: remove it"
