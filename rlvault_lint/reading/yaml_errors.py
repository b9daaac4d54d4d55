"""What is wrong with YAML, as people make such mistakes: the place of the cause, and which cause it is.

What libyaml says is for programmers, and its place is often where the damage showed, not where it was done. Each
function here gives the span of the cause and its name, and the rule `invalid-frontmatter` has the words for it. All
offsets are 0-based characters into a note's whole text. `last` is the span of what was read last and has characters of
its own: a scalar, an alias, a whole `[…]` or `{…}`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from rlvault_lint.note import Items, Scalar
from rlvault_lint.text import Span, line_start

if TYPE_CHECKING:
    from yaml import MarkedYAMLError


class Cause(StrEnum):
    """What a problem of a block of frontmatter comes from; the data that goes with it is named behind."""

    CONTROL_CHARACTER = "control-character"  # the character
    BAD_START = "bad-start"  # the sign that a value can't begin with
    BAD_START_AND_SPACE = "bad-start-and-space"  # the same, where a space follows
    TAB = "tab"
    QUOTE_UNCLOSED = "quote-unclosed"
    QUOTE_CLOSED_LATE = "quote-closed-late"
    BAD_ESCAPE = "bad-escape"  # the backslash and what follows it
    COLON_IN_VALUE = "colon-in-value"
    COLON_IN_BRACKETS = "colon-in-brackets"
    VALUE_MISSING = "value-missing"  # the sign before which it is missing
    KEY_MISSING = "key-missing"
    KEY_TOO_LONG = "key-too-long"  # its length, the limit
    LINE_TOO_LONG = "line-too-long"  # the limit
    ALIAS_SIGN = "alias-sign"
    ANCHOR_SIGN = "anchor-sign"
    TAG_SIGN = "tag-sign"
    BLOCK_SIGN = "block-sign"  # the sign, `|` or `>`
    DIRECTIVE_SIGN = "directive-sign"
    CONFLICT_MARKER = "conflict-marker"
    WIDE_COLON = "wide-colon"
    STRANGE_SPACE = "strange-space"  # the character
    TIGHT_COLON = "tight-colon"
    NOT_PROPERTY = "not-property"
    DEEPER_LINE = "deeper-line"
    STRAY_ITEM = "stray-item"
    STRAY_LINE = "stray-line"
    SECOND_DOCUMENT = "second-document"
    EXTRA_BRACKET = "extra-bracket"
    AFTER_BRACKET = "after-bracket"
    AFTER_QUOTE = "after-quote"
    AFTER_SINGLE_QUOTE = "after-single-quote"
    AFTER_VALUE = "after-value"
    HIDING_COMMENT = "hiding-comment"
    BRACKET_UNCLOSED = "bracket-unclosed"  # the bracket, what closes it
    COMMA_MISSING = "comma-missing"  # the closing bracket
    OTHER = "other"  # libyaml's own words
    LIST = "list"
    MERE_TEXT = "mere-text"
    ANCHOR = "anchor"  # the first one as written, how many more there are
    ALIAS = "alias"  # likewise
    DUPLICATE_KEY = "duplicate-key"  # the key, the line of the first
    NEVER_CLOSED = "never-closed"
    TOO_MANY_CHARACTERS = "too-many-characters"  # how many, the limit
    TOO_MANY_VALUES = "too-many-values"  # the limit
    TOO_DEEP = "too-deep"  # the limit


class Explained(NamedTuple):
    """Where the cause of a problem is, which one, and the data that its words need."""

    span: Span
    cause: Cause
    data: tuple[str | int, ...] = ()


MAX_KEY = 1024
"""How many characters a key may have, by the YAML specification."""

PROPERTY = re.compile(r"""["']?[^\W\d][\w-]*(?: [\w-]+){0,2}["']?:(?=[ \t\r\n]|\Z)""")
"""The key of a property as people write them, up to three words: prose with a colon in it seldom looks so."""
SPACE_OR_COMMENT = re.compile(r"(?:[ \t\r\n]+|(?<![^ \t\r\n])#[^\r\n]*)*")
"""What may stand between things in YAML and says nothing."""

_SIGNS = {
    "*": Cause.ALIAS_SIGN,
    "&": Cause.ANCHOR_SIGN,
    "!": Cause.TAG_SIGN,
    "|": Cause.BLOCK_SIGN,
    ">": Cause.BLOCK_SIGN,
    "%": Cause.DIRECTIVE_SIGN,
}
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_LIST_ITEM = re.compile(r"-(?=[ \t\r\n])")
_CONFLICT_MARKER = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")
_WIDE_COLON = re.compile(r"[^:：]*(：)")
_STRANGE_SPACE = re.compile(r"[^:]*:([^\S \t\r\n])")
_TIGHT_COLON = re.compile(r"[^:\s]+:(?!//)(?=\S)")
_COMMENT_IN_BRACKETS = re.compile(r"""[^"'\r\n]*?[\s\[{,](#)""")


def explain_error(text: str, block: Span, error: MarkedYAMLError, last: Span, brackets: list[int]) -> Explained:
    """What libyaml's error means. `block` is the YAML; `brackets` are the places of those open, outermost first."""
    marks: tuple[Any, Any] = (error.problem_mark, error.context_mark or error.problem_mark)
    at, opened = (block.start + mark.index for mark in marks)
    match (error.problem or "").removeprefix("found ").removeprefix("did not find "):
        case "character that cannot start any token" if text[at] != "\t":
            return Explained(_one(at), Cause.BAD_START, (text[at],))
        case (
            "character that cannot start any token"
            | "a tab character that violates indentation"
            | "a tab character where an indentation space is expected"
        ):
            return Explained(_one(at), Cause.TAB)
        case "unexpected end of stream" | "unexpected document indicator":
            return Explained(_one(opened), Cause.QUOTE_UNCLOSED)
        case "unknown escape character" | "expected hexdecimal number" | "invalid Unicode character escape code":
            start = text.rfind("\\", opened, at + 1)
            return Explained(Span(start, start + 2), Cause.BAD_ESCAPE, (text[start : start + 2],))
        case "mapping values are not allowed in this context":
            return _explain_colon(text, at, last)
        case "could not find expected ':'":
            return explain_line(text, opened)
        case "block sequence entries are not allowed in this context" | "mapping keys are not allowed in this context":
            return Explained(_one(at), Cause.BAD_START_AND_SPACE, (text[at],))
        case "expected ',' or ']'" | "expected ',' or '}'":
            return _explain_brackets(text, block, opened, at)
        case "expected key" | "expected '-' indicator" | "expected <document start>":
            return explain_misplaced(text, at, last)
        case "unexpected ':'":
            return Explained(_one(at), Cause.COLON_IN_BRACKETS)
        case "expected node content" if brackets and at == block.end:
            return _explain_brackets(text, block, brackets[-1], at)
        case "expected node content":
            return Explained(_one(at), Cause.VALUE_MISSING, (text[at],))
    if text[opened] in _SIGNS:
        return explain_sign(text, opened)
    return Explained(_one(at), Cause.OTHER, (error.problem or "",))


def explain_sign(text: str, at: int) -> Explained:
    """A sign such as `*` at the beginning of a value, where it has a meaning in YAML and most likely none was meant."""
    return Explained(_one(at), _SIGNS[text[at]], (text[at],))


def explain_anchors(text: str, anchors: list[Span]) -> Explained:
    """The first of a block's anchors and aliases."""
    first = text[anchors[0].start : anchors[0].end]
    return Explained(anchors[0], Cause.ALIAS if first[0] == "*" else Cause.ANCHOR, (first, len(anchors) - 1))


def explain_not_mapping(text: str, root: Items | Scalar) -> Explained:
    """A list or a text where properties have to be."""
    start = root.span.start
    if isinstance(root, Scalar) and not root.quoted:
        return explain_line(text, start)
    span = Span(start, min(root.span.end, line_end(text, start)))
    return Explained(span, Cause.LIST if isinstance(root, Items) else Cause.MERE_TEXT)


def explain_line(text: str, start: int) -> Explained:
    """A line that should be a property and is not."""
    line = text[start : line_end(text, start)].rstrip()
    span = Span(start, start + len(line))
    if _CONFLICT_MARKER.match(line):
        return Explained(span, Cause.CONFLICT_MARKER)
    if len(line) > MAX_KEY:
        return Explained(span, Cause.LINE_TOO_LONG, (MAX_KEY,))
    if match := _WIDE_COLON.match(line):
        return Explained(_one(start + match.start(1)), Cause.WIDE_COLON)
    if match := _STRANGE_SPACE.match(line):
        return Explained(_one(start + match.start(1)), Cause.STRANGE_SPACE, (match.group(1),))
    if match := _TIGHT_COLON.match(line):
        return Explained(Span(start, start + match.end()), Cause.TIGHT_COLON)
    return Explained(span, Cause.NOT_PROPERTY)


def explain_misplaced(text: str, at: int, last: Span) -> Explained:
    """Something where only the next property, the next item or the end can be."""
    start = line_start(text, at)
    if text[start:at].strip():
        return _explain_trailing(text, at, last)
    if at == start and text.startswith(("---", "..."), at):
        return Explained(Span(at, at + 3), Cause.SECOND_DOCUMENT)
    if text[at] == "%":
        return explain_sign(text, at)
    if text[at] == ":":
        return Explained(_one(at), Cause.KEY_MISSING)
    if text[at] in "]}":
        return Explained(_one(at), Cause.EXTRA_BRACKET)
    return Explained(_rest_of_line(text, at), Cause.STRAY_ITEM if _LIST_ITEM.match(text, at) else Cause.STRAY_LINE)


def _explain_trailing(text: str, at: int, last: Span) -> Explained:
    """Something after a value that was complete, on its last line."""
    span = _rest_of_line(text, at)
    sign = text[last.start] if last else ""
    if sign in _SIGNS:
        return explain_sign(text, last.start)
    if text[at] in "]}":
        return Explained(_one(at), Cause.EXTRA_BRACKET)
    if sign in ("[", "{"):
        return Explained(span, Cause.AFTER_BRACKET)
    if sign not in ('"', "'"):
        return Explained(span, Cause.AFTER_VALUE)
    if line_end(text, last.start) < last.end:
        return Explained(_one(last.start), Cause.QUOTE_CLOSED_LATE)
    return Explained(span, Cause.AFTER_QUOTE if sign == '"' else Cause.AFTER_SINGLE_QUOTE)


def _explain_colon(text: str, at: int, last: Span) -> Explained:
    """A colon and a space where no key can be."""
    written = text[last.start : last.end]
    if not written or text[last.end : at].strip():
        return Explained(_one(at), Cause.COLON_IN_VALUE)
    if "\n" in written or "\r" in written:
        if written[0] in "\"'":
            return Explained(_one(last.start), Cause.QUOTE_CLOSED_LATE)
        if not text[line_start(text, last.start) : last.start].strip():
            return explain_line(text, last.start)
        start = line_start(text, at)
        start += len(text[start:at]) - len(text[start:at].lstrip())
        return Explained(Span(start, at + 1), Cause.DEEPER_LINE)
    if len(written) > MAX_KEY:
        return Explained(last, Cause.KEY_TOO_LONG, (len(written), MAX_KEY))
    if written[0] in "\"'[{":
        return _explain_trailing(text, at, last)
    return Explained(_one(at), Cause.COLON_IN_VALUE)


def _explain_brackets(text: str, block: Span, opened: int, at: int) -> Explained:
    """No comma and no closing bracket where one has to be."""
    bracket = text[opened]
    closing = "]" if bracket == "[" else "}"
    start = line_start(text, at)
    is_property = start > opened and text[start] not in "\"'" and PROPERTY.match(text, start)  # JSON quotes its keys
    if is_property or skip(SPACE_OR_COMMENT, text, at, block.end) == block.end:
        if comment := _COMMENT_IN_BRACKETS.match(text, opened, line_end(text, opened)):
            return Explained(_one(comment.start(1)), Cause.HIDING_COMMENT)
        return Explained(_one(opened), Cause.BRACKET_UNCLOSED, (bracket, closing))
    if text[at] == ":" and bracket == "[":
        return Explained(_one(at), Cause.COLON_IN_VALUE)
    return Explained(_one(at), Cause.COMMA_MISSING, (closing,))


def _one(at: int) -> Span:
    return Span(at, at + 1)


def _rest_of_line(text: str, at: int) -> Span:
    """From an offset to the end of its line, without spaces at the end."""
    return Span(at, at + len(text[at : line_end(text, at)].rstrip()))


def skip(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where a pattern that may match nothing ends, when it is matched at `start` and may go to `end`."""
    match = pattern.match(text, start, end)
    return match.end() if match else start


def line_end(text: str, at: int) -> int:
    """Where the line that an offset lies in ends, before its line end."""
    return skip(_REST_OF_LINE, text, at, len(text))
