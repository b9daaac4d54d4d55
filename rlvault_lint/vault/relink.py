"""How a link is written anew so that it leads elsewhere: the edits of fixes.

Every edit touches the target or the subpath and leaves the rest of the link alone. Nothing is returned unless the link,
once edited, is read as meant: a name may hold what can't stand in a link, a property may need escapes.
"""

from __future__ import annotations

import re

from rlvault_lint.note import BODY, CANVAS, Link, LinkKind, Note, is_note
from rlvault_lint.reading import inline
from rlvault_lint.text import Edit, Span
from rlvault_lint.vault.resolution import Found
from rlvault_lint.vault.vault import Vault

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s/]|mailto:\S+@", re.IGNORECASE)
# What Obsidian leaves out when it writes a heading into a link, and the `%` that a Markdown link would decode.
_NOT_IN_SUBPATH = re.compile(r"[\s:#|^\\\[\]%]+")
_NOT_IN_DESTINATION = re.compile(r"[\x00-\x20\x7f<>\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_url(target: str) -> bool:
    """Whether a link's target is a web or mail address, which no file of a vault is."""
    return _URL.match(target) is not None


def place(link: Link) -> Span:
    """Where a link says which heading or block it means; its target where that can't be told apart."""
    return link.subpath_span if len(link.subpath_span) else link.target_span


def to_file(vault: Vault, note: Note, link: Link, path: str, alias: str = "") -> tuple[Edit, ...]:
    """The edits that make `link` lead to the file at `path`, by the shortest form that does: its name if no other file
    has it, else its path. A wikilink without an alias gets `alias`, if there is one. Empty if no form leads there.
    """
    name = path.rpartition("/")[2]
    forms = [name, path] if vault.named(name) == (path,) and link.where != CANVAS else [path]
    if link.kind is not LinkKind.MARKDOWN and link.where != CANVAS and is_note(path):
        forms = [short for form in forms for short in (form[:-3], form)]
    for target in forms:
        edits = to_target(note, link, target, alias)
        if edits and vault.resolve(target, note.path) == Found(path):
            return edits
    return ()


def to_target(note: Note, link: Link, target: str, alias: str = "") -> tuple[Edit, ...]:
    """The edits that make `target` the target of `link`; empty if it can't be written there."""
    if link.subpath and not len(link.subpath_span) and link.where != CANVAS:
        return ()  # written as `%23`, or as a property with escapes: target and subpath can't be told apart
    written = _written(note, link, target, "")
    if written is None:
        return ()
    edits = [Edit(note.path, link.target_span, written)]
    if alias and link.alias is None and link.kind is LinkKind.WIKILINK:
        if re.search(r"[\[\]|]", alias) or not _fits(note, link, alias):
            return ()
        end = link.span.end - len("]]")
        edits.append(Edit(note.path, Span(end, end), f"\\|{alias}" if link.in_cell else f"|{alias}"))
    return tuple(edits)


def to_subpath(note: Note, link: Link, subpath: str) -> tuple[Edit, ...]:
    """The edit that makes `subpath` (with its `#`) that of `link`; empty if it can't be written there."""
    written = _written(note, link, "", subpath)
    return (Edit(note.path, link.subpath_span, written),) if written and len(link.subpath_span) else ()


def heading_subpath(heading: str) -> str:
    """The subpath that leads to a heading with this Markdown text, as Obsidian writes it; empty if there is none."""
    text = _NOT_IN_SUBPATH.sub(" ", heading).strip()
    return f"#{text}" if text else ""


def destination(url: str) -> str:
    """`url` as the destination of a Markdown link, with as little percent-encoding as it takes."""
    encoded = _NOT_IN_DESTINATION.sub(_encode, url)
    return encoded if _is_balanced(encoded) else encoded.replace("(", "%28").replace(")", "%29")


def _written(note: Note, link: Link, target: str, subpath: str) -> str | None:
    """A target or a subpath, the other being empty, as it has to be written in `link`; None if it can't be."""
    written = target + subpath
    if link.kind is LinkKind.MARKDOWN:
        before = link.text[link.target_span.start - link.span.start - 1 : link.target_span.start - link.span.start]
        written = written.replace("%", "%25")
        written = re.sub(r"[<>\\\r\n]", _encode, written) if before == "<" else destination(written)
        written = written.replace("|", "%7C") if link.in_cell else written
        read = inline.markdown_link(written, Span(0, 0), Span(0, 0), Span(0, len(written)))
    elif link.where == CANVAS:
        return written if _fits(note, link, written) else None
    else:
        # With an alias, as a backslash at the end would take its `|` for a part of the target.
        read = inline.wikilink(f"[[{written}|x]]", 0, len(written) + len("[[|x]]"))
        if "|" in written or (read is not None and read.alias != "x"):
            return None
    if read is None or (read.target, read.subpath) != (target, subpath):
        return None
    return written if _fits(note, link, written) else None


def _fits(note: Note, link: Link, text: str) -> bool:
    """Whether `text` can stand in the place of `link` as it is: in a property or a canvas it might need escapes."""
    if link.where == BODY:
        return True
    quote = '"' if link.where == CANVAS else _quote(note, link)
    return bool(quote) and quote not in text and not (quote == '"' and "\\" in text) and not _CONTROL.search(text)


def _quote(note: Note, link: Link) -> str:
    """The quotation mark that a property's link stands in; empty where the link can't be told apart in its value."""
    field = next((field for field in note.fields if field.span.contains(link.span)), None)
    if field is None or link.target_span == link.span:
        return ""
    before = field.raw[: link.span.start - field.span.start].rstrip(" ")[-1:]
    return before if before in ("'", '"') else ""


def _encode(match: re.Match[str]) -> str:
    return f"%{ord(match.group()):02X}"


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0
