"""malformed-tag: what is meant as a tag and is not one, or is another."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Field,
    Fix,
    Note,
    Problem,
    ProblemKind,
    Rule,
    Safety,
    Scalar,
    Severity,
    Vault,
    on_problem,
    on_property,
)
from rlvault_lint.reading import tags
from rlvault_lint.reading.damage import is_garbled
from rlvault_lint.reading.yaml_text import as_yaml
from rlvault_lint.vault.properties import is_placeholder
from rlvault_lint.wording import brief

_WORDS = {
    tags.TagFault.EMPTY: "it has no name",
    tags.TagFault.SPACE: "a tag can't contain spaces",
    tags.TagFault.CHARACTER: 'a tag can\'t contain "{}"',
    tags.TagFault.TRAILING_SLASH: 'a tag can\'t end in "/"',
    tags.TagFault.ONLY_DIGITS: "a tag needs more than digits",
}


class MalformedTag(Rule):
    """
    ## What

    In the property `tags`: a text that lists several tags (`a, b`), spaces or signs inside a tag (`machine
    learning`, `c++`), digits alone (`2024`), a slash at the end, a `#` with nothing after it. In the body: a tag
    that ends in a slash. Digits after a `#` in the body are the number of an issue, not a tag, and not reported.

    ## Why

    Obsidian does not take it for a tag, so the note is missing from searches by it and from the tag pane. Up to 1.8
    it split a text at commas and spaces; since 1.9 a text is one tag.

    ## Example

    ```yaml
    tags: llm, reinforcement learning
    ```

    ## Fix

    Unsafe: a text with commas becomes a list, spaces in a tag become hyphens, a slash at the end is dropped. Where
    spaces may separate tags, and for other signs, the choice is yours.
    """

    name = "malformed-tag"
    group = "frontmatter"
    summary = "Something meant as a tag that Obsidian does not take for one."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_property("tags")
    def judge_property(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed tags of the property."""
        if not is_placeholder(field):
            for scalar in field.scalars:
                yield from self._judge(note, scalar, is_item=field.value is not scalar)

    @on_problem(ProblemKind.TAG_TRAILING_SLASH)
    def judge_body(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """A tag in the body that ends in a slash."""
        fix = Fix("drop the slash", (Edit(note.path, problem.span, ""),), Safety.UNSAFE)
        message = f'a tag can\'t end in "/", and Obsidian reads "#{brief(str(problem.data[0]))}": drop the slash'
        yield self.diagnostic(note, problem.span, message, fix=fix)

    def _judge(self, note: Note, scalar: Scalar, *, is_item: bool) -> Iterator[Diagnostic]:
        text = scalar.text.strip()
        name = text.removeprefix("#")
        fault = tags.fault(name)
        # Mojibake is reported as such.
        if fault is None or not text or text in ("~", "null") or is_garbled(note.garbled, scalar.span):
            return
        better = _better(text, is_item=is_item)
        fix = Fix(f"write {better}", (Edit(note.path, scalar.span, better),), Safety.UNSAFE) if better else None
        why = _WORDS[fault].format(tags.foreign_character(name))
        message = f'"{brief(text)}" is not a valid tag ({why}): {f"write {better}" if better else "rename it"}'
        yield self.diagnostic(note, scalar.span, message, fix=fix)


def _better(text: str, *, is_item: bool) -> str | None:
    """What is probably meant, as YAML: a list for a text with commas, else one tag. None where that is not plain."""
    parts = [text] if is_item else [part for part in text.split(",") if part.strip()]
    names = ["-".join(part.split()).removeprefix("#").rstrip("/") for part in parts]
    if any(tags.fault(name) for name in names):
        return None
    if len(names) > 1:
        return f"[{', '.join(map(as_yaml, names))}]"
    # Outside a list, spaces may stand between several tags: older versions of Obsidian split a text there.
    return as_yaml(names[0]) if is_item or len(text.split()) == 1 else None
