"""deprecated-field: a property whose name Obsidian no longer knows, or that the vault writes otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from rlvault_lint.plugin import Diagnostic, Edit, Fix, Note, Rule, Safety, Severity, Vault

PLURALS = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
"""The properties that Obsidian dropped in 1.9, and what has taken their place."""


class DeprecatedField(Rule):
    """
    ## What

    The properties `tag`, `alias` and `cssclass`, which Obsidian dropped in 1.9; a property that differs from one
    that Obsidian knows only in case (`Tags`); and a property that most notes of the vault write in another case
    (`Status`, where the others have `status`).

    ## Why

    Obsidian ignores the first two, so the note has none of these tags, aliases or classes. Queries tell `Status` from
    `status`, and miss the notes that have the rarer one.

    ## Example

    ```yaml
    tag: reinforcement-learning
    ```

    ## Fix

    Unsafe: the property is renamed, if the note does not have one of the right name already.
    """

    name = "deprecated-field"
    group = "frontmatter"
    summary = "A property whose name Obsidian no longer knows, or that the vault writes in another case."
    severity = Severity.WARNING
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each such key."""
        usual = vault.derive(_usual)
        keys = {field.key for field in note.fields}
        for field in note.fields:
            folded = field.key.casefold()
            if folded in PLURALS:
                better, reason = PLURALS[folded], "Obsidian has ignored it since 1.9"
            elif folded in PLURALS.values():
                better, reason = folded, "Obsidian knows it only in small letters"
            else:
                better, reason = usual.get(folded, field.key), "other notes write it so"
            if better == field.key:
                continue
            fix, advice = None, f'move its value to "{better}"'
            if better not in keys:
                keys.add(better)  # `tag` and `Tags` can't both become `tags`
                advice = f'rename it to "{better}"'
                if len(field.key_span) == len(field.key):  # not in quotes
                    fix = Fix(advice, (Edit(note.path, field.key_span, better),), Safety.UNSAFE)
            yield self.diagnostic(note, field.key_span, f'the property "{field.key}": {advice} ({reason})', fix=fix)


def _usual(vault: Vault) -> Mapping[str, str]:
    """By its folded name, how more notes write a property than in any other way."""
    counts = Counter(field.key for note in vault.judged() for field in note.fields)
    found: dict[str, str] = {}
    for key in sorted(counts, key=counts.__getitem__):
        folded = key.casefold()
        if folded in found and counts[found[folded]] == counts[key]:
            del found[folded]  # as many write it so as so
        else:
            found[folded] = key
    return found
