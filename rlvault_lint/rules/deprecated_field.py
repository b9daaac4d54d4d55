"""deprecated-field: a property whose name Obsidian no longer knows, or that the vault writes in another case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping

from rlvault_lint.plugin import (
    Conventions,
    Diagnostic,
    Edit,
    Fix,
    Note,
    Rule,
    Safety,
    Severity,
    Vault,
    column,
    on_vault,
)

PLURALS = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
"""The properties that Obsidian dropped in 1.9, and what has taken their place."""

TIMES = 10
"""How often a vault has to write a property in one case for each time that it writes it in another."""
LEAST_NOTES = 5
"""How many notes have to have a property, unless Obsidian keeps a type for it."""


class DeprecatedField(Rule):
    """
    ## What

    The properties `tag`, `alias` and `cssclass`, which Obsidian dropped in 1.9; a property that differs from one
    that Obsidian knows only in case (`Tags`); and a property that the vault writes in another case (`Status`, where the
    others have `status`). That takes ten uses of the other spelling for each of this one, and a type that Obsidian
    keeps for it or at least five notes that have it.

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

    @on_vault
    def everywhere(self, vault: Vault) -> Iterator[Diagnostic]:
        """The findings in the notes that have such keys."""
        deprecated = vault.derive(_deprecated)
        for path, keys in vault.judged_of(_keys) if deprecated else ():
            if not deprecated.keys().isdisjoint(keys):
                yield from self._in_note(vault.notes[path], deprecated)

    def _in_note(self, note: Note, deprecated: Mapping[str, tuple[str, str]]) -> Iterator[Diagnostic]:
        keys = {field.key for field in note.fields}
        for field in note.fields:
            if field.key not in deprecated:
                continue
            better, reason = deprecated[field.key]
            fix, advice = None, f'move its value to "{better}"'
            if better not in keys:
                keys.add(better)  # `tag` and `Tags` can't both become `tags`
                advice = f'rename it to "{better}"'
                if len(field.key_span) == len(field.key):  # not in quotes
                    fix = Fix(advice, (Edit(note.path, field.key_span, better),), Safety.UNSAFE)
            message = f'the property "{field.key}" {reason}: {advice}'
            yield self.diagnostic(note, field.key_span, message, fix=fix, about=field.key)


@column
def _keys(note: Note, _: Conventions) -> tuple[str, ...]:
    return tuple(field.key for field in note.fields)


def _deprecated(vault: Vault) -> Mapping[str, tuple[str, str]]:
    """The keys that are not to be used, each with the better one, and why that is better."""
    counts = Counter(key for _, keys in vault.judged_of(_keys) for key in keys)
    usual = _usual(counts, vault.property_types)
    found: dict[str, tuple[str, str]] = {}
    for key in counts:
        folded = key.casefold()
        if folded in PLURALS:
            better, reason = PLURALS[folded], "has been ignored by Obsidian since 1.9"
        elif folded in PLURALS.values():
            better, reason = folded, "is known to Obsidian in small letters only"
        else:
            better, reason = usual.get(folded, key), "is written in another case by the other notes"
        if better != key:
            found[key] = better, reason
    return found


def _usual(counts: Mapping[str, int], known: Container[str]) -> Mapping[str, str]:
    """By its folded name, the spelling of a property that a vault has settled on. `counts` says how many notes have it,
    `known` what Obsidian knows.
    """
    spellings: dict[str, list[str]] = {}
    for key in counts:
        spellings.setdefault(key.casefold(), []).append(key)
    found: dict[str, str] = {}
    for folded, keys in spellings.items():
        most, *others = sorted(keys, key=counts.__getitem__, reverse=True)
        is_known = counts[most] >= LEAST_NOTES or most in known
        if others and is_known and counts[most] >= TIMES * counts[others[0]]:
            found[folded] = most
    return found
