"""From the written form of one link to a Link: its target, subpath and alias, and where each of them stands."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rlvault_lint.note import Link, LinkKind

Range = tuple[int, int]
"""Start and end, as in a Span, which takes longer to make."""

# No possessive quantifiers anywhere: Python gets them wrong before 3.11.5 (gh-106052). Atomic groups are right.
WIKILINK = re.compile(r"!?\[\[(?!\[)((?>(?:[^\r\n\[\]]+|\[(?!\[)|\](?!\]))*))\]\]")
"""A wikilink or embed as Obsidian reads it; group 1 is what stands between the brackets."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TITLE = re.compile(
    r"""[ \t\r\n]+(?:"(?>(?:[^"\\]+|\\.)*)"|'(?>(?:[^'\\]+|\\.)*)'|\((?>(?:[^()\\]+|\\.)*)\))""", re.DOTALL
)
# What a bare destination stops at, or has to look at: a space, a control character, parentheses, an escape.
_DESTINATION_STOP = re.compile(r"\\[^\x00-\x20\x7f]|[\x00-\x20\x7f()]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


def is_external(destination: str) -> bool:
    """Whether a Markdown destination has a URI scheme (`https:`, `obsidian:`, `mailto:`) and so is not a link
    in the vault.

    A single letter is not a scheme but a drive.
    """
    return _SCHEME.match(destination) is not None


def wikilink(text: str, start: int, end: int) -> Link | None:
    """The link that `text[start:end]` is as a whole, if it is a wikilink or embed; None for `[[]]` and all else."""
    match = WIKILINK.fullmatch(text, start, end)
    if match is None or not match.group(1).strip():
        return None
    inner_start, inner_end = match.span(1)
    # The first pipe ends the target, unless nothing stands before it: `[[|alias]]` is a link to "|alias".
    pipe = text.find("|", inner_start + 1, inner_end)
    alias = None if pipe < 0 else text[pipe + 1 : inner_end].strip()
    stop = inner_end if pipe < 0 else pipe
    if pipe > 0 and text[pipe - 1] == "\\":  # `\|`, as a table cell has to write it
        stop -= 1
    kind = LinkKind.EMBED if text[start] == "!" else LinkKind.WIKILINK
    mark = text.find("#", inner_start, stop)
    mark = stop if mark < 0 else mark
    target_start, target_end = trimmed(text, inner_start, mark)
    subpath_start, subpath_end = trimmed(text, mark, stop)
    return Link(
        kind,
        text[target_start:target_end],
        text[subpath_start:subpath_end],
        alias,
        text[start:end],
        start,
        end,
        target_start,
        target_end,
        subpath_start,
        subpath_end,
    )


def markdown_link(text: str, span: Range, label: Range, destination: Range) -> Link | None:
    """A Markdown link whose destination is written at `destination`, percent-decoded and then split at the first `#`.

    None where it leads out of the vault. Obsidian looks such a link up vault-wide, exactly as a wikilink (observed in
    1.13).
    """
    (start, end), (target_start, stop) = span, destination
    written = text[target_start:stop]
    plain = _unescape(written)
    if not plain or is_external(plain):
        return None
    if "%" in plain:
        plain = plain.replace("%20", " ")  # nearly always that is all, and `unquote` takes its time
        plain = unquote(plain) if "%" in plain else plain
    target, mark, subpath = plain.partition("#")
    # A `%23` is a `#` too once decoded, and that of `&#39;` is not: the written form then has no place to split at, and
    # the target is the whole.
    cut = written.find("#")
    cut = stop if cut < 0 or "%23" in written[:cut] or "&#" in written else target_start + cut
    return Link(
        LinkKind.MARKDOWN,
        target.strip(),
        (mark + subpath).strip(),
        text[label[0] : label[1]],
        text[start:end],
        start,
        end,
        target_start,
        cut,
        cut,
        stop,
    )


def destination(text: str, position: int, end: int) -> tuple[Range, int] | None:
    """The destination after the `(` at `position`, and where the link ends; None if this is not an inline link."""
    at = _spaces(text, position + 1, end)
    if text.startswith("<", at, end):
        stop = at + 1
        while stop < end and text[stop] not in "<>\r\n":
            stop += 2 if text[stop] == "\\" else 1
        if stop >= end or text[stop] != ">":
            return None
        destination, at = (at + 1, stop), stop + 1
    else:
        depth, stop = 0, end
        for match in _DESTINATION_STOP.finditer(text, at, end):
            found = match.group()
            if found == "(":
                depth += 1
                if depth > 32:  # CommonMark lets a reader stop counting there; 50,000 of them must not cost a minute
                    return None
            elif found == ")" and depth:
                depth -= 1
            elif found[0] != "\\":
                stop = match.start()
                break
        if depth:
            return None
        destination, at = (at, stop), stop
    title = _TITLE.match(text, at, end)
    at = _spaces(text, title.end() if title else at, end)
    return (destination, at + 1) if text.startswith(")", at, end) else None


def _spaces(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t\r\n":
        at += 1
    return at


def _unescape(destination: str) -> str:
    plain = _ESCAPE.sub(r"\1", destination) if "\\" in destination else destination
    if "&" not in plain:
        return plain
    import html  # it has two thousand names

    return _ENTITY.sub(lambda match: html.unescape(match.group()), plain)


def trimmed(text: str, start: int, end: int) -> Range:
    """The range without spaces at its ends; empty at `start` if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
