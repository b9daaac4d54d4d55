"""invalid-frontmatter: a block of properties that Obsidian can't read, or reads differently from how it looks."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Problem, ProblemKind, Rule, Severity, Vault, on_problem
from rlvault_lint.reading.yaml_errors import Cause
from rlvault_lint.wording import brief, visible

_SIGN = "{} at the beginning makes this {what} in YAML: put the whole value in quotes"
_ANCHOR = "{} is {what}, which Obsidian has not read since 1.9: write the value out, or put it in quotes if it is text"
_WORDS = {
    Cause.CONTROL_CHARACTER: "YAML allows no control characters: delete this {}",
    Cause.BAD_START: "a value can't begin with {}: put it in quotes",
    Cause.BAD_START_AND_SPACE: "a value can't begin with {} and a space: "
    "put the value in quotes, or a list below its key",
    Cause.TAB: "a tab indents this line, where YAML allows only spaces: replace it by spaces",
    Cause.QUOTE_UNCLOSED: "the quote that begins here is never closed: close it",
    Cause.QUOTE_CLOSED_LATE: "the quote that begins here ends only on a later line: close it on its own line",
    Cause.BAD_ESCAPE: "{} is not a valid escape: double the backslash, or use single quotes",
    Cause.COLON_IN_VALUE: "a colon and a space inside a value without quotes: put the whole value in quotes",
    Cause.COLON_IN_BRACKETS: "a colon inside brackets: put a space after it, or the text with it in quotes",
    Cause.VALUE_MISSING: "a value is missing before this {}: add it, or put all of it in quotes",
    Cause.KEY_MISSING: "the key before this colon is missing: add it",
    Cause.KEY_TOO_LONG: "this key has {} characters: {} is the limit",
    Cause.LINE_TOO_LONG: "no colon and space within {} characters: a key can't be longer",
    Cause.ALIAS_SIGN: _SIGN.replace("{what}", "an alias"),
    Cause.ANCHOR_SIGN: _SIGN.replace("{what}", "an anchor"),
    Cause.TAG_SIGN: _SIGN.replace("{what}", "a tag"),
    Cause.BLOCK_SIGN: _SIGN.replace("{what}", "a block of lines"),
    Cause.DIRECTIVE_SIGN: _SIGN.replace("{what}", "a directive"),
    Cause.CONFLICT_MARKER: "a merge left this conflict marker: resolve the conflict",
    Cause.WIDE_COLON: 'this colon is full-width, and YAML knows only ":": write that and a space',
    Cause.STRANGE_SPACE: "the space after this colon is {}: replace it by an ordinary one",
    Cause.TIGHT_COLON: "a space is missing after this colon: add it",
    Cause.NOT_PROPERTY: 'this is not a property: write "key: value", or end the frontmatter before it with "---"',
    Cause.DEEPER_LINE: "this line is indented deeper, and so continues the value above: "
    "indent it like the property above, or put the whole value in quotes",
    Cause.STRAY_ITEM: "this list item belongs to no list: "
    "line it up with its list, or put it below a key without value",
    Cause.STRAY_LINE: "this line fits nothing above it: line it up with what it belongs to, or put that text in quotes",
    Cause.SECOND_DOCUMENT: "a second YAML document begins here, and frontmatter is only one: delete this line",
    Cause.EXTRA_BRACKET: "this bracket closes nothing: delete it",
    Cause.AFTER_BRACKET: "text follows the closing bracket: put the whole value in quotes",
    Cause.AFTER_QUOTE: "text follows the closing quote: "
    "quote the whole value, and put a backslash before each quote inside",
    Cause.AFTER_SINGLE_QUOTE: "text follows the closing quote: "
    "quote the whole value, and double each single quote inside",
    Cause.AFTER_VALUE: "this can't stand here: put the whole value in quotes",
    Cause.HIDING_COMMENT: '"#" begins a comment here, which hides the rest of the line: put the text with it in quotes',
    Cause.BRACKET_UNCLOSED: "this {} is never closed: add {}",
    Cause.COMMA_MISSING: "a comma, or the closing {}, is missing before this: add it",
    Cause.OTHER: "this is not valid YAML: {}",
    Cause.LIST: 'the frontmatter is a list, and has to hold properties: write "key: value" on lines of their own',
    Cause.MERE_TEXT: "the frontmatter is mere text, and has to hold properties: "
    'write "key: value" on lines of their own',
    Cause.ANCHOR: _ANCHOR.replace("{what}", "an anchor"),
    Cause.ALIAS: _ANCHOR.replace("{what}", "an alias"),
    Cause.DUPLICATE_KEY: "the key {} is already on line {}: keep one of them",
    Cause.NEVER_CLOSED: 'the frontmatter that begins here is never closed: add a line "---" after its last property',
    Cause.TOO_MANY_CHARACTERS: "the frontmatter has {} characters and is not read: {} is the limit",
    Cause.TOO_MANY_VALUES: "the rest is not read: {} values are the limit",
    Cause.TOO_DEEP: "the rest is not read: {} lists or mappings in each other are the limit",
}
_AS_CODE_POINT = (Cause.CONTROL_CHARACTER, Cause.STRANGE_SPACE)


class InvalidFrontmatter(Rule):
    """
    ## What

    Frontmatter that is not valid YAML, at the place of the cause; a key that is there twice; a block that is never
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

    @on_problem(
        ProblemKind.YAML_SYNTAX,
        ProblemKind.YAML_TOO_BIG,
        ProblemKind.YAML_ANCHOR,
        ProblemKind.DUPLICATE_KEY,
        ProblemKind.FRONTMATTER_UNCLOSED,
        ProblemKind.FRONTMATTER_NOT_MAPPING,
    )
    def judge(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each problem that was met while the block was read."""
        yield self.diagnostic(note, problem.span, words(problem))


def words(problem: Problem) -> str:
    """What is wrong, and what to do about it."""
    cause, *data = problem.data
    sentence = _WORDS[Cause(str(cause))]
    if cause in (Cause.ANCHOR, Cause.ALIAS):
        first, more = data
        return sentence.format(_shown(first)) + (f" ({more} more in this frontmatter)" if more else "")
    if cause in _AS_CODE_POINT:
        return sentence.format(f"U+{ord(str(data[0])):04X}")
    return sentence.format(*data) if cause is Cause.OTHER else sentence.format(*map(_shown, data))


def _shown(value: str | int) -> str:
    """A number with its thousands apart; a short piece of the note in quotes, on one line, harmless to a terminal."""
    return f"{value:,}" if isinstance(value, int) else f'"{visible(brief(value, 41))}"'
