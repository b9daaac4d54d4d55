"""invalid-frontmatter: a block of properties that Obsidian can't read, or reads otherwise than it looks."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Rule, Severity, Vault
from rlvault_lint.reading import frontmatter

KINDS = (
    frontmatter.YAML_SYNTAX,
    frontmatter.YAML_TOO_BIG,
    frontmatter.YAML_ANCHOR,
    frontmatter.DUPLICATE_KEY,
    frontmatter.FRONTMATTER_UNCLOSED,
    frontmatter.FRONTMATTER_NOT_MAPPING,
)


class InvalidFrontmatter(Rule):
    """
    ## What

    Frontmatter that is no valid YAML, at the place of the cause; a key that is there twice; a block that is never
    closed; a block that is a list or a text instead of properties; anchors and aliases, which Obsidian has not read
    since 1.9; and a block so big or so deeply nested that it is not read to the end. A template, with placeholders
    such as `{{date}}` or `<% tp.file.title %>` in its block, need not be YAML.

    ## Why

    Obsidian then shows none of the properties of the note, or of two equal keys only one. Tags, aliases and whatever
    queries go by are lost without a word.

    ## Example

    ```markdown
    ---
    title: PPO: the algorithm
    tags: [rl
    ---
    ```

    The second colon needs quotes around the title, and the bracket is never closed.

    ## Fix

    None: the message says what to change.
    """

    name = "invalid-frontmatter"
    group = "frontmatter"
    summary = "Frontmatter that can't be read as properties."
    severity = Severity.ERROR
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each problem that was met while the block was read."""
        for problem in note.problems_of(*KINDS):
            yield self.diagnostic(note, problem.span, problem.message)
