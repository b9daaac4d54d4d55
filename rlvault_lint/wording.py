"""Words for people: text made safe to show, quoted, listed and counted the same way in every sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

_MANY = 90  # names beyond these are not counted, as nobody looks at more of a kind


@cache
def invisible() -> re.Pattern[str]:
    """What steers a terminal, breaks a line or hides: C0 and C1 controls, line and paragraph separators, bidi controls,
    zero-width characters, fillers that are letters without a shape, tag characters, beams and ties of music and
    shorthand, and the lone surrogates that stand for undecodable bytes. U+200C, U+200D and variation selectors are
    left: scripts and emoji need them.
    """
    return re.compile(
        "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
        "\uffa0\ufff9-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
    )


def visible(text: str) -> str:
    """`text` with everything escaped that could steer a terminal, break a line or hide: `\\x1b`, `\\u202e`, `\\xff`."""
    return invisible().sub(_escape, text)


def brief(text: str, most: int = 60) -> str:
    """`text` on one line, cut after `most` characters: a piece of a note as a message quotes it."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else f"{line[: most - 1]}…"


def quoted(text: str) -> str:
    """A name as a message about notes quotes it; `repr` is for what was typed on a command line."""
    return f'"{text}"'


def listed(
    names: Iterable[str], word: str = "and", most: int | None = None, quote: Callable[[str], str] = quoted
) -> str:
    """Names as a sentence has them: `"title", "type" and "tags"`; of more than `most` the number of the others."""
    every = [*names]
    shown = [quote(name) for name in every[:most]]
    if more := len(every) - len(shown):
        shown.append(f"{more if more < _MANY else 'many'} more")
    *before, last = shown
    return f"{', '.join(before)} {word} {last}" if before else last


def plural(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it has to be."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def did_you_mean(*names: str, most: int | None = None, quote: Callable[[str], str] = quoted) -> str:
    """The question whether one of these was meant; of more than `most` the number of the others is told."""
    return f"did you mean {listed(names, 'or', most, quote)}?"


def said(error: BaseException) -> str:
    """What an exception says, on one line and with its kind, as part of a sentence."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte: show the byte itself
        return f"\\x{code - 0xDC00:02x}"
    if code == 0x0A:
        return "\\n"
    if code == 0x09:
        return "\\t"
    if code == 0x0D:
        return "\\r"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
