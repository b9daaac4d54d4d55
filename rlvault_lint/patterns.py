"""Path patterns as in .gitignore: the one way in which settings name groups of files, and git's own in a vault.

They mean what git means by them: in bytes, and folders first, so that what lies in a folder that is matched can't be
taken out again. A pattern may come from a stranger's vault, and costs time linear in the length of the path: in the
regular expression that it becomes, a `*` and what follows up to the next one is an atomic group, and never tried again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

MOST_PATTERNS = 10_000
"""How many patterns of one list count."""
MOST_WILD = 1000
"""How many patterns with wildcards count for one path: each is tried."""
LONGEST_PATTERN = 1000
"""How many bytes a pattern may have."""

_SPECIAL, _ESCAPED = re.compile(r"[*?\[\\]"), r"\\\g<0>"
_WILD = re.compile(rb"[*?\[\\]")
_SLASH = ord("/")
_NOTHING = b"(?!)"
_CLASSES = {
    b"alpha": b"A-Za-z",
    b"digit": b"0-9",
    b"alnum": b"A-Za-z0-9",
    b"upper": b"A-Z",
    b"lower": b"a-z",
    b"blank": rb" \t",
    b"space": rb"\t-\r ",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"graph": rb"!-~",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"xdigit": b"0-9A-Fa-f",
}


class Pattern(NamedTuple):
    """One pattern: the very `text` that it matches, or if it `is_wild`, an expression. `negated` takes out what earlier
    ones matched, `only_folders` matches no file, `by_name` looks at the last part of a path alone.
    """

    text: bytes
    is_wild: bool
    negated: bool
    only_folders: bool
    by_name: bool


class _List:
    """The patterns that stand together. Most of them match one text, and are looked up; of the others, the first `most`
    count.
    """

    def __init__(self, patterns: Iterable[Pattern], most: int) -> None:
        self._texts: dict[tuple[bool, bool], dict[bytes, int]] = {}
        self._negated: list[bool] = []
        wild: list[tuple[int, Pattern]] = []
        for index, each in enumerate(patterns):
            self._negated.append(each.negated)
            if not each.is_wild:
                self._texts.setdefault((each.by_name, each.only_folders), {})[each.text] = index
            elif len(wild) < most:
                wild.append((index, each))
        self._wild = wild[::-1]
        self._names, self._paths = self._texts.get((True, False), {}), self._texts.get((False, False), {})

    @cached_property
    def _any_name(self) -> Callable[[bytes], object]:
        """Whether any of the patterns with wildcards that look at names may match one: most files are matched by none,
        so one expression is tried before each of them is.
        """
        return self._joint(by_name=True)

    @cached_property
    def _any_path(self) -> Callable[[bytes], object]:
        """As `_any_name`, of those that look at paths."""
        return self._joint(by_name=False)

    def _joint(self, *, by_name: bool) -> Callable[[bytes], object]:
        group = [each for _, each in self._wild if each.by_name == by_name]
        return _compiled(b"|".join(b"(?:%b)" % each.text for each in group)).fullmatch if group else _nothing

    @property
    def wild(self) -> int:
        """How many patterns are tried one by one."""
        return len(self._wild)

    def verdict(self, path: bytes, name: bytes, *, folder: bool) -> bool | None:
        """What the last of the patterns that matches a path says: True, False if it is negated, None if none does.
        `name` is the path's last part.
        """
        found = self._names.get(name, -1)
        if (index := self._paths.get(path, -1)) > found:
            found = index
        if folder:
            for by_name, text in (True, name), (False, path):
                found = max(found, self._texts.get((by_name, True), {}).get(text, -1))
        if self._any_name(name) or self._any_path(path):
            for index, each in self._wild:
                if index < found:
                    break
                looked_at = name if each.by_name else path
                if (folder or not each.only_folders) and _compiled(each.text).fullmatch(looked_at):
                    found = index
                    break
        return None if found < 0 else not self._negated[found]


def _nothing(_: bytes) -> None:
    """What no pattern matches."""


def parse(lines: bytes) -> tuple[Pattern, ...]:
    """The patterns in the content of a .gitignore file, of which only the first 10,000 count."""
    patterns: list[Pattern] = []
    for line in lines.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        pattern = _pattern(line.removesuffix(b"\r"))
        if pattern is not None:
            patterns.append(pattern)
        if len(patterns) == MOST_PATTERNS:
            break
    return tuple(patterns)


def can_match(pattern: str) -> bool:
    """Whether a pattern can match anything: not so an empty line, a comment, a set that is never closed."""
    parsed = parse(os.fsencode(pattern))
    return len(parsed) == 1 and parsed[0].text is not _NOTHING


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether git would leave out the file at a vault path if `patterns` were its root's .gitignore."""
    return _matcher(tuple(patterns))


def as_pattern(folder: str) -> str:
    """The pattern that matches the folder at a vault path and nothing else."""
    return f"/{_SPECIAL.sub(_ESCAPED, folder)}/"


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    return Matcher((("", parse(b"\n".join(map(os.fsencode, patterns)))),)).matches


class Matcher:
    """Lists of patterns, each for a folder and what is below, as the .gitignore files of a work tree are."""

    def __init__(
        self, lists: Iterable[tuple[str, tuple[Pattern, ...]]], least: tuple[Pattern, ...] = (), root: str = ""
    ) -> None:
        """`lists` has pairs of a folder's path (empty for the topmost) and the patterns in it; `least` are patterns
        that count for the topmost as well, but less than all others. The folder `root`, with all above it, is looked
        into even if it is matched.
        """
        self._lists: dict[bytes, _List] = {}
        self._least = _List(least, MOST_WILD) if least else None
        left: dict[bytes, int] = {}
        named = [(os.fsencode(folder), patterns) for folder, patterns in lists if patterns]
        for folder, patterns in sorted(named, key=lambda each: len(each[0])):  # what is above comes first
            most = next((left[base] for base in _folders_above(folder) if base in left), MOST_WILD)
            self._lists[folder] = _List(patterns, most)
            left[folder] = most - self._lists[folder].wild
        self._above: dict[bytes, list[tuple[_List, int]]] = {}  # by folder, the nearest first, and where paths begin
        self._folders: dict[bytes, bool] = {b"": False, os.fsencode(root): False}

    def matches(self, path: str) -> bool:
        """Whether the file at a path, or a folder that it lies in, is matched."""
        if not self._lists and not self._least:
            return False
        encoded = os.fsencode(path)
        above, _, name = encoded.rpartition(b"/")
        return self._is_matched(above) or self._decide(encoded, above, name, folder=False)

    def _is_matched(self, folder: bytes) -> bool:
        """Whether a folder, or one above it, is matched."""
        unknown = []
        while folder not in self._folders:
            unknown.append(folder)
            folder = folder.rpartition(b"/")[0]
        matched = self._folders[folder]
        for folder in reversed(unknown):
            above, _, name = folder.rpartition(b"/")
            matched = self._folders[folder] = matched or self._decide(folder, above, name, folder=True)
        return matched

    def _decide(self, path: bytes, above: bytes, name: bytes, *, folder: bool) -> bool:
        """What the nearest list says that says anything of what has this name in the folder `above`."""
        lists = self._above.get(above)
        if lists is None:
            bases = [base for base in _folders_above(path) if base in self._lists]
            lists = self._above[above] = [(self._lists[base], len(base) + 1 if base else 0) for base in bases]
        for patterns, start in lists:
            said = patterns.verdict(path[start:], name, folder=folder)
            if said is not None:
                return said
        return bool(self._least and self._least.verdict(path, name, folder=folder))


def _folders_above(path: bytes) -> Iterator[bytes]:
    while path:
        path = path[: max(path.rfind(b"/"), 0)]
        yield path


# --- from a line to a regular expression ------------------------------------------------------------------------------


def _pattern(line: bytes) -> Pattern | None:
    """The pattern on a line; None for a comment and for nothing."""
    line = _without_trailing_spaces(line)
    if not line or line.startswith(b"#") or len(line) > LONGEST_PATTERN:
        return None
    negated = line.startswith(b"!")
    line = line[negated:]
    only_folders = line.endswith(b"/")
    line = line[: len(line) - only_folders]
    by_name = b"/" not in line
    line = line.removeprefix(b"/")
    if not line:
        return None
    is_wild = _WILD.search(line) is not None
    text = _regex(line, by_name=by_name) if is_wild else line
    return Pattern(_NOTHING if text is None else text, is_wild, negated, only_folders, by_name)


@cache
def _compiled(source: bytes) -> re.Pattern[bytes]:
    return re.compile(source, re.DOTALL)


def _without_trailing_spaces(line: bytes) -> bytes:
    """Spaces at the end don't count, unless a backslash stands before them."""
    end = len(line.rstrip(b" "))
    backslashes = end - len(line[:end].rstrip(b"\\"))
    return line[: end + (backslashes % 2 and end < len(line))]


def _regex(line: bytes, *, by_name: bool) -> bytes | None:
    """The expression that a pattern without `!` and its outer slashes means; None if it can't match anything."""
    literal = re.compile(rb"[^*?\[\\]*").match(line)
    prefix = literal.end() if literal else 0
    # Fixed parts, each of single bytes, and before each but the first what stands for its wildcard.
    parts: list[tuple[bytes, list[bytes]]] = [(b"", [])]
    at = 0
    while at < len(line):
        if line[at : at + 1] == b"*":
            end = at + len(line[at:]) - len(line[at:].lstrip(b"*"))
            # git looks for the slash before `**` only in what comes after the part without wildcards.
            is_deep = end - at > 1 and not by_name and (at in (0, prefix) or line[at - 1] == _SLASH)
            if is_deep and end == len(line):
                return _joined(parts, b".*")
            if is_deep and line[end] == _SLASH:
                parts.append((b"(?:[^/]*/)*?", []))
                at = end + 1
            elif is_deep and line.startswith(b"\\/", end):
                parts.append((b"(?:[^/]*/)+?", []))
                at = end + 2
            else:
                parts.append((b"[^/]*", []))
                at = end
            continue
        one, at = _single(line, at)
        if one is None:
            return None
        parts[-1][1].append(one)
    return _joined(parts, b"")


def _joined(parts: list[tuple[bytes, list[bytes]]], tail: bytes) -> bytes:
    """The whole expression. Where a wildcard takes as little as it can, what follows has most room: it need never be
    tried again, but for the last, whose fixed part has to be the end of the path.
    """
    out: list[bytes] = []
    # A group opens at each `**/` and holds the single stars up to the next one.
    last_deep = max((index for index, (wild, _) in enumerate(parts) if wild.startswith(b"(?:")), default=0)
    opened = False
    for index, (wild, fixed) in enumerate(parts):
        is_last = index == len(parts) - 1 and not tail
        if wild.startswith(b"(?:"):
            out.append(b")" if opened else b"")
            opened = index < last_deep or bool(tail)
            out.append((b"(?>" if opened else b"") + wild + b"".join(fixed))
        elif wild and not is_last:
            out.append(b"(?>[^/]*?" + b"".join(fixed) + b")")
        else:
            out.append(wild + b"".join(fixed))
    out.append(b")" if opened else b"")
    return b"".join(out) + tail


def _single(line: bytes, at: int) -> tuple[bytes | None, int]:
    """The expression for the one byte that the pattern means at an offset, and the offset behind it."""
    byte = line[at : at + 1]
    if byte == b"?":
        return b"[^/]", at + 1
    if byte == b"[":
        return _set(line, at + 1)
    if byte == b"\\":
        at += 1
        byte = line[at : at + 1]
    return (re.escape(byte) if byte else None), at + 1


def _set(line: bytes, at: int) -> tuple[bytes | None, int]:
    """The set of bytes that opened before an offset. The expression is None if the set is never closed."""
    negated = line[at : at + 1] in (b"!", b"^") and bool(line[at : at + 1])
    at += negated
    members: list[bytes] = []
    before: int | None = None
    first = True
    while at < len(line) and (first or line[at : at + 1] != b"]"):
        first = False
        byte = line[at]
        named = re.compile(rb"\[:([^\]]*):\]").match(line, at)
        if byte == ord("-") and before is not None and line[at + 1 : at + 2] not in (b"", b"]"):
            at += 1
            if line[at : at + 1] == b"\\":
                at += 1
            if at >= len(line):
                return None, at
            if before <= line[at]:
                members.append(b"\\x%02x-\\x%02x" % (before, line[at]))
            before = None
        elif named:
            if named[1] not in _CLASSES:
                return None, len(line)
            members.append(_CLASSES[named[1]])
            at = named.end() - 1
            before = None
        else:
            if byte == ord("\\"):
                at += 1
                if at >= len(line):
                    return None, at
                byte = line[at]
            members.append(b"\\x%02x" % byte)
            before = byte
        at += 1
    if at >= len(line):
        return None, at
    inside = b"".join(members)
    if negated:
        return b"[^/" + inside + b"]", at + 1
    return (b"(?!/)[" + inside + b"]" if inside else b"(?!)"), at + 1
