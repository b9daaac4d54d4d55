"""Rules that say of themselves what a test wants."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.note import Note
from rlvault_lint.rule import Rule, on_note
from rlvault_lint.vault.vault import Vault

SAID = {
    "What": "Links that pain | hurt.",
    "Why": "They do.",
    "Example": "```markdown\n# A heading\n\n## Another\n\n[[x]]\n```",
    "Fix": "Safe or unsafe: write `[[y]]`.",
}


def make_rule(said: dict[str, str], before: str = "", **attributes: object) -> type[Rule]:
    """A rule whose docstring has the sections `said`, after the text `before`; `attributes` are set on the class."""

    class Sample(Rule):
        name = "sample"
        group = "link"
        summary = "A sample | of rules."
        severity = Severity.WARNING
        since = "0.1.0"

        @on_note
        def check_note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

    Sample.__doc__ = before + "\n".join(f"## {name}\n\n{text}\n" for name, text in said.items())
    for name, value in attributes.items():
        setattr(Sample, name, value)
    return Sample
