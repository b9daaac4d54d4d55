"""unquoted-property-link: a wikilink in a property without quotes, which YAML reads as a list in a list."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Fix,
    Items,
    Note,
    Rule,
    Safety,
    Severity,
    Span,
    Value,
    Vault,
    on_note,
)
from rlvault_lint.plugin import Mapping as Properties
from rlvault_lint.reading.link_text import wikilink
from rlvault_lint.vault.resolution import Missing
from rlvault_lint.wording import brief


class UnquotedPropertyLink(Rule):
    """
    ## What

    A wikilink without quotes in a property: `up: [[Index]]`, or `- [[Index]]` in a list. Numbers and lists of several
    values in double brackets are taken for what they are, unless a note is called so.

    ## Why

    For YAML this is a list that holds a list that holds a text. Obsidian does not read it as a link: it is missing
    from the graph and the backlinks, and is not updated when the note is renamed.

    ## Example

    ```md
    ---
    up: [[Index]]
    ---
    ```

    ## Fix

    Unsafe: the link is put into quotes, `up: "[[Index]]"`. That makes a link of a list, which was meant in all
    likelihood, and is read differently by other programs.
    """

    name = "unquoted-property-link"
    group = "link"
    summary = "A wikilink in a property without quotes, which is a nested list, not a link."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_note
    def check_note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The lists in brackets whose only item is a list in brackets."""
        for field in note.fields:
            for span in _double_brackets(field.value) if "[[" in field.raw else ():
                text = field.raw[span.start - field.span.start : span.end - field.span.start]
                link = wikilink(text, 0, len(text))
                if link is None or text[2] in "\"'":  # `[["x"]]` is a list in a list, and meant as one
                    continue
                if not _is_name(text) and isinstance(vault.resolve(link.target, note.path), Missing):
                    continue
                message = f'"{brief(text)}" without quotes is a list in a list, not a link: put it into quotes'
                fix = Fix("put it into quotes", (Edit(note.path, span, _quoted(text)),), Safety.UNSAFE)
                yield self.diagnostic(note, span, message, fix=fix)


def _double_brackets(value: Value) -> Iterator[Span]:
    if isinstance(value, Items):
        inner = value.items[0] if len(value.items) == 1 else None
        if isinstance(inner, Items) and inner.span == Span(value.span.start + 1, value.span.end - 1):
            yield value.span
        else:
            for item in value.items:
                yield from _double_brackets(item)
    elif isinstance(value, Properties):
        for field in value.fields:
            yield from _double_brackets(field.value)


def _is_name(text: str) -> bool:
    return "," not in text and any(char.isalpha() for char in text)


def _quoted(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
