"""malformed-tag: what is meant as a tag and is none, or another."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Edit, Fix, Note, Rule, Safety, Scalar, Severity, Vault
from rlvault_lint.reading import tags
from rlvault_lint.reading.damage import is_garbled
from rlvault_lint.vault.properties import as_yaml, is_placeholder
from rlvault_lint.wording import brief


class MalformedTag(Rule):
    """
    ## What

    In the property `tags`: a text that lists several tags (`a, b`), blanks or signs inside a tag (`machine
    learning`, `c++`), digits alone (`2024`), a slash at the end, a `#` with nothing after it. In the body: a tag
    that ends in a slash. Digits after a `#` in the body are the number of an issue, not a tag, and not reported.

    ## Why

    Obsidian does not take it for a tag, so the note is missing from searches by it and from the tag pane. Up to 1.8
    it split a text at commas and blanks; since 1.9 a text is one tag.

    ## Example

    ```yaml
    tags: llm, reinforcement learning
    ```

    ## Fix

    Unsafe: a text with commas becomes a list, blanks in a tag become hyphens, a slash at the end is dropped. Where
    blanks may separate tags, and for other signs, the choice is yours.
    """

    name = "malformed-tag"
    group = "frontmatter"
    summary = "Something meant as a tag that Obsidian takes for none."
    severity = Severity.WARNING
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed tags of the property, then those of the body."""
        field = note.field("tags")
        if field and not is_placeholder(field):
            for scalar in field.scalars:
                yield from self._judge(note, scalar, is_item=field.value is not scalar)
        for problem in note.problems_of(tags.TRAILING_SLASH):
            fix = Fix("drop the slash", (Edit(note.path, problem.span, ""),), Safety.UNSAFE)
            yield self.diagnostic(note, problem.span, f"{problem.message}: drop the slash", fix=fix)

    def _judge(self, note: Note, scalar: Scalar, *, is_item: bool) -> Iterator[Diagnostic]:
        text = scalar.text.strip()
        problem = tags.problem(text.removeprefix("#"))
        # Mojibake is reported as such.
        if problem is None or not text or text in ("~", "null") or is_garbled(note.garbled, scalar.span):
            return
        better = _better(text, is_item=is_item)
        fix = Fix(f"write {better}", (Edit(note.path, scalar.span, better),), Safety.UNSAFE) if better else None
        message = f'"{brief(text)}" is no tag ({problem}): {f"write {better}" if better else "rename it"}'
        yield self.diagnostic(note, scalar.span, message, fix=fix)


def _better(text: str, *, is_item: bool) -> str | None:
    """What is probably meant, as YAML: a list for a text with commas, else one tag. None where that is not plain."""
    parts = [text] if is_item else [part for part in text.split(",") if part.strip()]
    names = ["-".join(part.split()).removeprefix("#").rstrip("/") for part in parts]
    if any(tags.problem(name) for name in names):
        return None
    if len(names) > 1:
        return f"[{', '.join(map(as_yaml, names))}]"
    # Outside of a list, blanks may stand between several tags: older versions of Obsidian split a text there.
    return as_yaml(names[0]) if is_item or len(text.split()) == 1 else None
