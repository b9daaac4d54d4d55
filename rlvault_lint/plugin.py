"""The one door for rules, ours and others': everything that a rule needs to say what it is and what it found.

What a rule asks of the vault comes through `Vault` and the modules in `vault/`; how to write a rule is told in
`docs/plugins.md`.
"""

from __future__ import annotations

from rlvault_lint.conventions import Conventions, RatingConventions, option
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Safety, Severity
from rlvault_lint.findings.suppress import Fault, Unused
from rlvault_lint.note import (
    BODY,
    CANVAS,
    ArxivForm,
    ArxivMention,
    ArxivProblem,
    Entry,
    Field,
    Heading,
    Items,
    Link,
    LinkKind,
    Mapping,
    Note,
    Problem,
    ProblemKind,
    Scalar,
    StatedCount,
    Value,
    folder_of,
    is_note,
    name_of,
)
from rlvault_lint.rule import Rule, on_entry, on_link, on_moc, on_note, on_problem, on_property, on_unused, on_vault
from rlvault_lint.text import WHOLE_FILE, Edit, Span
from rlvault_lint.vault.columns import column
from rlvault_lint.vault.status import Status
from rlvault_lint.vault.vault import Vault

__all__ = [
    "BODY",
    "CANVAS",
    "WHOLE_FILE",
    "ArxivForm",
    "ArxivMention",
    "ArxivProblem",
    "Conventions",
    "Diagnostic",
    "Edit",
    "Entry",
    "Fault",
    "Field",
    "Fix",
    "Heading",
    "Items",
    "Link",
    "LinkKind",
    "Mapping",
    "Note",
    "Problem",
    "ProblemKind",
    "RatingConventions",
    "Related",
    "Rule",
    "Safety",
    "Scalar",
    "Severity",
    "Span",
    "StatedCount",
    "Status",
    "Unused",
    "Value",
    "Vault",
    "column",
    "folder_of",
    "is_note",
    "name_of",
    "on_entry",
    "on_link",
    "on_moc",
    "on_note",
    "on_problem",
    "on_property",
    "on_unused",
    "on_vault",
    "option",
]
