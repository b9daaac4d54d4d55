"""What is wrong with YAML, in words for people: the place of the cause, and what to do about it.

What libyaml says is for programmers, and its place is often where the damage showed, not where it was done. Each
function here gives the span of the cause and a message; all offsets are 0-based characters into a note's whole text.
`last` is the span of what was read last and has characters of its own: a scalar, an alias, a whole `[…]` or `{…}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rlvault_lint.note import Items, Scalar
from rlvault_lint.text import Span, line_start
from rlvault_lint.wording import visible

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

MAX_KEY = 1024
"""How many characters a key may have, by the YAML specification."""

PROPERTY = re.compile(r"""["']?[^\W\d][\w-]*(?: [\w-]+){0,2}["']?:(?=[ \t\r\n]|\Z)""")
"""The key of a property as people write them, up to three words: prose with a colon in it seldom looks so."""
BLANK_OR_COMMENT = re.compile(r"(?:[ \t\r\n]+|(?<![^ \t\r\n])#[^\r\n]*)*")
"""What may stand between things in YAML and says nothing."""

_SIGNS = {
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "|": "a block of lines",
    ">": "a block of lines",
    "%": "a directive",
}
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_LIST_ITEM = re.compile(r"-(?=[ \t\r\n])")
_CONFLICT_MARKER = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")
_WIDE_COLON = re.compile(r"[^:：]*(：)")
_STRANGE_BLANK = re.compile(r"[^:]*:([^\S \t\r\n])")
_TIGHT_COLON = re.compile(r"[^:\s]+:(?!//)(?=\S)")
_COMMENT_IN_BRACKETS = re.compile(r"""[^"'\r\n]*?[\s\[{,](#)""")

_COLON_IN_VALUE = "a colon and a blank inside a value without quotes: put the whole value in quotes"
_EXTRA_BRACKET = "this bracket closes nothing: delete it"


def explain_error(text: str, block: Span, error: MarkedYAMLError, last: Span, brackets: list[int]) -> tuple[Span, str]:
    """What libyaml's error means. `block` is the YAML; `brackets` are the places of those open, outermost first."""
    marks: tuple[Any, Any] = (error.problem_mark, error.context_mark or error.problem_mark)
    at, opened = (block.start + mark.index for mark in marks)
    match (error.problem or "").removeprefix("found ").removeprefix("did not find "):
        case "character that cannot start any token" if text[at] != "\t":
            return _one(at), f"a value can't begin with {shown(text[at])}: put it in quotes"
        case (
            "character that cannot start any token"
            | "a tab character that violates indentation"
            | "a tab character where an indentation space is expected"
        ):
            return _one(at), "a tab indents this line, where YAML allows only blanks: replace it by blanks"
        case "unexpected end of stream" | "unexpected document indicator":
            return _one(opened), "the quote that begins here is never closed: close it"
        case "unknown escape character" | "expected hexdecimal number" | "invalid Unicode character escape code":
            start = text.rfind("\\", opened, at + 1)
            advice = "double the backslash, or use single quotes"
            return Span(start, start + 2), f"{shown(text[start : start + 2])} is no valid escape: {advice}"
        case "mapping values are not allowed in this context":
            return _explain_colon(text, at, last)
        case "could not find expected ':'":
            return explain_line(text, opened)
        case "block sequence entries are not allowed in this context" | "mapping keys are not allowed in this context":
            advice = "put the value in quotes, or a list below its key"
            return _one(at), f"a value can't begin with {shown(text[at])} and a blank: {advice}"
        case "expected ',' or ']'" | "expected ',' or '}'":
            return _explain_brackets(text, block, opened, at)
        case "expected key" | "expected '-' indicator" | "expected <document start>":
            return explain_misplaced(text, at, last)
        case "unexpected ':'":
            return _one(at), "a colon inside brackets: put a blank after it, or the text with it in quotes"
        case "expected node content" if brackets and at == block.end:
            return _explain_brackets(text, block, brackets[-1], at)
        case "expected node content":
            return _one(at), f"a value is missing before this {shown(text[at])}: add it, or put all of it in quotes"
    if text[opened] in _SIGNS:
        return explain_sign(text, opened)
    return _one(at), f"this is no valid YAML: {error.problem}"


def explain_sign(text: str, at: int) -> tuple[Span, str]:
    """A sign such as `*` at the beginning of a value, where it has a meaning in YAML and most likely none was meant."""
    what = _SIGNS[text[at]]
    return _one(at), f"{shown(text[at])} at the beginning makes this {what} in YAML: put the whole value in quotes"


def explain_anchors(text: str, anchors: list[Span]) -> tuple[Span, str]:
    """The first of a block's anchors and aliases."""
    first = text[anchors[0].start : anchors[0].end]
    more = f" ({len(anchors) - 1} more in this frontmatter)" if len(anchors) > 1 else ""
    advice = "write the value out, or put it in quotes if it is text"
    return anchors[0], f"{shown(first)} is {_SIGNS[first[0]]}, which Obsidian has not read since 1.9: {advice}{more}"


def explain_not_mapping(text: str, root: Items | Scalar) -> tuple[Span, str]:
    """A list or a text where properties have to be."""
    start = root.span.start
    if isinstance(root, Scalar) and not root.quoted:
        return explain_line(text, start)
    what = "a list" if isinstance(root, Items) else "mere text"
    span = Span(start, min(root.span.end, line_end(text, start)))
    return span, f'the frontmatter is {what}, and has to hold properties: write "key: value" on lines of their own'


def explain_line(text: str, start: int) -> tuple[Span, str]:
    """A line that should be a property and is none."""
    line = text[start : line_end(text, start)].rstrip()
    span = Span(start, start + len(line))
    if _CONFLICT_MARKER.match(line):
        return span, "a merge left this conflict marker: resolve the conflict"
    if len(line) > MAX_KEY:
        return span, f"no colon and blank within {MAX_KEY:,} characters: a key can't be longer"
    if match := _WIDE_COLON.match(line):
        message = 'this colon is full-width, and YAML knows only ":": write that and a blank'
        return _one(start + match.start(1)), message
    if match := _STRANGE_BLANK.match(line):
        code = f"U+{ord(match.group(1)):04X}"
        return _one(start + match.start(1)), f"the blank after this colon is {code}: replace it by an ordinary one"
    if match := _TIGHT_COLON.match(line):
        return Span(start, start + match.end()), "a blank is missing after this colon: add it"
    return span, 'this is no property: write "key: value", or end the frontmatter before it with "---"'


def explain_misplaced(text: str, at: int, last: Span) -> tuple[Span, str]:
    """Something where only the next property, the next item or the end can be."""
    start = line_start(text, at)
    if text[start:at].strip():
        return _explain_trailing(text, at, last)
    if at == start and text.startswith(("---", "..."), at):
        message = "a second YAML document begins here, and frontmatter is only one: delete this line"
        return Span(at, at + 3), message
    if text[at] == "%":
        return explain_sign(text, at)
    if text[at] == ":":
        return _one(at), "the key before this colon is missing: add it"
    if text[at] in "]}":
        return _one(at), _EXTRA_BRACKET
    if _LIST_ITEM.match(text, at):
        message = "this list item belongs to no list: line it up with its list, or put it below a key without value"
    else:
        message = "this line fits nothing above it: line it up with what it belongs to, or put that text in quotes"
    return _rest_of_line(text, at), message


def _explain_trailing(text: str, at: int, last: Span) -> tuple[Span, str]:
    """Something after a value that was complete, on its last line."""
    span = _rest_of_line(text, at)
    sign = text[last.start] if last else ""
    if sign in _SIGNS:
        return explain_sign(text, last.start)
    if text[at] in "]}":
        return _one(at), _EXTRA_BRACKET
    if sign in ("[", "{"):
        return span, "text follows the closing bracket: put the whole value in quotes"
    if sign not in ('"', "'"):
        return span, "this can't stand here: put the whole value in quotes"
    if line_end(text, last.start) < last.end:
        return _explain_long_quote(last)
    inside = "put a backslash before each quote inside" if sign == '"' else "double each single quote inside"
    return span, f"text follows the closing quote: quote the whole value, and {inside}"


def _explain_colon(text: str, at: int, last: Span) -> tuple[Span, str]:
    """A colon and a blank where no key can be."""
    written = text[last.start : last.end]
    if not written or text[last.end : at].strip():
        return _one(at), _COLON_IN_VALUE
    if "\n" in written or "\r" in written:
        if written[0] in "\"'":
            return _explain_long_quote(last)
        if not text[line_start(text, last.start) : last.start].strip():
            return explain_line(text, last.start)
        start = line_start(text, at)
        start += len(text[start:at]) - len(text[start:at].lstrip())
        advice = "indent it like the property above, or put the whole value in quotes"
        return Span(start, at + 1), f"this line is indented deeper, and so continues the value above: {advice}"
    if len(written) > MAX_KEY:
        return last, f"this key has {len(written):,} characters: {MAX_KEY:,} is the limit"
    if written[0] in "\"'[{":
        return _explain_trailing(text, at, last)
    return _one(at), _COLON_IN_VALUE


def _explain_brackets(text: str, block: Span, opened: int, at: int) -> tuple[Span, str]:
    """No comma and no closing bracket where one has to be."""
    bracket = text[opened]
    closing = "]" if bracket == "[" else "}"
    start = line_start(text, at)
    is_property = start > opened and text[start] not in "\"'" and PROPERTY.match(text, start)  # JSON quotes its keys
    if is_property or skip(BLANK_OR_COMMENT, text, at, block.end) == block.end:
        if comment := _COMMENT_IN_BRACKETS.match(text, opened, line_end(text, opened)):
            message = '"#" begins a comment here, which hides the rest of the line: put the text with it in quotes'
            return _one(comment.start(1)), message
        return _one(opened), f'this "{bracket}" is never closed: add "{closing}"'
    if text[at] == ":" and bracket == "[":
        return _one(at), _COLON_IN_VALUE
    return _one(at), f'a comma, or the closing "{closing}", is missing before this: add it'


def _explain_long_quote(quoted: Span) -> tuple[Span, str]:
    return _one(quoted.start), "the quote that begins here ends only on a later line: close it on its own line"


def _one(at: int) -> Span:
    return Span(at, at + 1)


def _rest_of_line(text: str, at: int) -> Span:
    """From an offset to the end of its line, without blanks at the end."""
    return Span(at, at + len(text[at : line_end(text, at)].rstrip()))


def skip(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where a pattern that may match nothing ends, when it is matched at `start` and may go to `end`."""
    match = pattern.match(text, start, end)
    return match.end() if match else start


def line_end(text: str, at: int) -> int:
    """Where the line that an offset lies in ends, before its line end."""
    return skip(_REST_OF_LINE, text, at, len(text))


def shown(text: str) -> str:
    """A short piece of a note in double quotes, on one line, that can't do anything to a terminal."""
    return f'"{visible(text[:40])}{"…" if len(text) > 40 else ""}"'
