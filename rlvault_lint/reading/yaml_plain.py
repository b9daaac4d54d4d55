"""The frontmatter that nearly all notes have, read directly: ten times as fast as through YAML.

    key: text          key: "text"        key: [text, "text"]        key:
                                                                       - text

One property for each line at its beginning, with a text on one line, in quotes without escapes or in none, or a list of
such. Anything that means more to YAML, or nothing at all, is not read here, and what is read is what YAML would read:
a test compares the two over mutated notes.
"""

from __future__ import annotations

import re
from sys import intern

from rlvault_lint.note import Field, Items, Scalar, Value
from rlvault_lint.text import Span

MOST = 10_000
"""How many characters of a block are read here: a longer one could have more values, or longer keys, than `frontmatter`
allows, which isn't looked at here.
"""

# A text without quotes can't begin with what means something to YAML; what it can't hold is looked for afterwards.
_TEXT = r"""((?:-\w|[^\s\-?:,\[\]{}#&*!|>'"%@`])[^\t\r\n]*)"""
_QUOTED = r""""([^"\\\t\r\n]*)"|'([^'\t\r\n]*)'"""
# Groups: 1 the key; 2 a text without quotes, 3 in double ones, 4 in single ones; 5 what stands in brackets.
_PROPERTY = re.compile(
    rf"([^\W\d][\w-]{{0,99}}(?: [\w-]{{1,99}}){{0,4}}):(?: +(?:{_TEXT}|{_QUOTED}|\[([^\[\]\t\r\n]*)\]))? *\r?\n"
)
_ITEM = re.compile(rf"( *)-(?: +(?:{_TEXT}|{_QUOTED}))? *\r?\n")
_IN_BRACKETS = re.compile(rf""" *(?:([^\s\-?:,{{}}#&*!|>'"%@`][^,{{}}'"#:]*)|{_QUOTED}) *(?:,|$)""")
_EMPTY_LINE = re.compile(r" *\r?\n")
# As `frontmatter` has it: what YAML refuses, or takes for a line end.
_SPECIAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def read(text: str, start: int, end: int) -> tuple[Field, ...] | None:
    """The properties in `text[start:end]`, which lies between the lines `---`; None if that takes YAML to tell."""
    if end - start > MOST or _SPECIAL.search(text, start, end):
        return None
    fields: list[Field] = []
    keys: set[str] = set()
    at = start
    while at < end:
        match = _PROPERTY.match(text, at, end)
        if match is None:
            empty = _EMPTY_LINE.match(text, at, end)
            if empty is None:
                return None
            at = empty.end()
            continue
        at = match.end()
        key = intern(match[1])  # all notes have the same few
        if key in keys:
            return None
        keys.add(key)
        value: Value | None
        if match[5] is not None:
            value = _list_in_brackets(text, *match.span(5))
        elif match.lastindex != 1:
            value = _scalar(match, 2)
        elif _ITEM.match(text, at, end):
            value, at = _list(text, at, end)
        else:
            value = Scalar("", False, Span(match.end(1) + 1, match.end(1) + 1))
        if value is None:
            return None
        span = value.span
        raw = value.text if isinstance(value, Scalar) and not value.quoted else text[span.start : span.end]
        fields.append(Field(key, value, raw, Span(*match.span(1)), span))
    return tuple(fields)


def _scalar(match: re.Match[str], group: int) -> Scalar | None:
    """The text that a match has in one of three groups from `group` on: without quotes, in double or single ones."""
    written = match[group]
    if written is None:
        which = group + 1 if match[group + 1] is not None else group + 2
        start, end = match.span(which)
        return Scalar(match[which], True, Span(start - 1, end + 1))
    written = written.rstrip(" ")
    if ": " in written or " #" in written or written.endswith(":"):
        return None
    start = match.start(group)
    return Scalar(written, False, Span(start, start + len(written)))


def _list(text: str, at: int, end: int) -> tuple[Items | None, int]:
    """The list whose first `-` stands on the line at `at`, and where it ends."""
    items: list[Scalar] = []
    start, indentation = at, None
    while match := _ITEM.match(text, at, end):
        if match.lastindex == 1:  # nothing behind the `-`
            item: Scalar | None = Scalar("", False, Span(match.end(1) + 1, match.end(1) + 1))
        else:
            item = _scalar(match, 2)
        if indentation is None:
            indentation = match[1]
            start += len(indentation)
        if item is None or match[1] != indentation:
            return None, at
        items.append(item)
        at = match.end()
    return Items(tuple(items), Span(start, items[-1].span.end)), at


def _list_in_brackets(text: str, start: int, end: int) -> Items | None:
    """The list between the brackets before `start` and at `end`."""
    items: list[Scalar] = []
    at = start
    while at < end:
        match = _IN_BRACKETS.match(text, at, end)
        item = _scalar(match, 1) if match else None
        if match is None or item is None:
            return None
        items.append(item)
        at = match.end()
    if items and text[at - 1] == ",":
        return None
    return Items(tuple(items), Span(start - 1, end + 1))
