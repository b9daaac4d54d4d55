"""How a link is rewritten so that it points elsewhere: the edits of fixes, and of `mv`.

What is written is what the author would have typed: the kind of the link, its alias, subpath, size, quotes and the
`\\|` of a table stay, and a path is written as the old one was. Nothing is returned unless the link, once edited, is
read as meant: a name may hold what can't stand in a link.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from rlvault_lint.findings.diagnostic import Fix, Safety
from rlvault_lint.note import BODY, CANVAS, Link, LinkKind, Note, is_note, name_of
from rlvault_lint.reading.link_text import markdown_link, wikilink
from rlvault_lint.text import Edit, Span
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.resolution import Found, normal
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s/]|mailto:\S+@", re.IGNORECASE)
# What Obsidian leaves out when it writes a heading into a link, and the `%` that a Markdown link would decode.
_NOT_IN_SUBPATH = re.compile(r"[\s:#|^\\\[\]%]+")
_NOT_IN_DESTINATION = re.compile(r"[\x00-\x20\x7f<>\\]")
_NOT_IN_ALIAS = re.compile(r"[\[\]|\r\n]|\\\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_url(target: str) -> bool:
    """Whether a link's target is a web or mail address, which no file of a vault is."""
    return _URL.match(target) is not None


def place(link: Link) -> Span:
    """Where a link says which heading or block it means; its target where that can't be told apart."""
    return link.subpath_span if len(link.subpath_span) else link.target_span


def displayed(link: Link) -> str:
    """What readers see of a link: its alias, else its name and subpath; empty where it shows the file itself.

    The folders of a target are its address, and no text.
    """
    if link.kind is LinkKind.EMBED or link.where == CANVAS:
        return ""
    if link.alias is not None or link.kind is LinkKind.MARKDOWN:
        return link.alias or ""
    name = name_of(link.target)
    return " > ".join(part.strip() for part in (name, *subpath_parts(link.subpath)) if part)


def shows_name(link: Link) -> bool:
    """Whether readers see the name of the file that a link points to, as its author wrote nothing else."""
    return link.kind is LinkKind.WIKILINK and link.alias is None and link.where != CANVAS


def fix_target(
    vault: Vault, note: Note, link: Link, path: str, safety: Safety, alias: str = "", written: str = ""
) -> Fix | None:
    """The fix that makes `link` point to the file at `path`, by the target `written` if it is given; None if none does.

    A SAFE one never changes what readers see: where the name is another, the link gets the old one as its alias. An
    `alias` that is given is put into a wikilink that has none, whatever the safety.
    """
    for target in (written,) if written else _forms(vault, note, link, path):
        if vault.resolve(target, note.path) != Found(path):
            continue
        shown = alias
        if not alias and safety is Safety.SAFE and normal(_name(target)) != normal(_name(link.target)):
            shown = displayed(link)
        if edits := to_target(note, link, target, shown):
            return Fix(
                _title(f'write "{written}"' if written else f'link to "{path}"', link, shown), edits, safety, path
            )
    return None


def fix_subpath(note: Note, link: Link, subpath: str, safety: Safety, path: str | None = None) -> Fix | None:
    """The fix that makes `subpath` (with its `#`) that of `link`, which points to the note at `path`; None if it can't
    be written there. A SAFE one never changes what readers see.
    """
    edits = to_subpath(note, link, subpath)
    shown = displayed(link) if safety is Safety.SAFE else ""
    if edits and shown:
        added = _alias(note, link, shown)
        edits = (*edits, *added) if added is not None else ()
    return Fix(_title(f'write "{subpath}"', link, shown), edits, safety, path) if edits else None


def _title(does: str, link: Link, shown: str) -> str:
    """What a fix does, with the alias that it adds."""
    return f'{does}, shown as "{brief(shown)}"' if shown and shows_name(link) else does


def to_target(note: Note, link: Link, target: str, alias: str = "") -> tuple[Edit, ...]:
    """The edits that make `target` the target of `link`; empty if it can't be written there. A wikilink without an
    alias gets `alias`, if there is one.
    """
    if _is_opaque(link):
        return _whole(note, link, target, alias)
    # Where the `#` is written as `%23`, target and subpath can't be told apart: both are written.
    subpath = link.subpath if not len(link.subpath_span) and link.where != CANVAS else ""
    written = _written(note, link, target, subpath)
    added = _alias(note, link, alias) if alias else ()
    if written is None or added is None:
        return ()
    return Edit(note.path, link.target_span, written), *added


def to_subpath(note: Note, link: Link, subpath: str) -> tuple[Edit, ...]:
    """The edit that makes `subpath` (with its `#`) that of `link`; empty if it can't be written there."""
    written = _written(note, link, "", subpath)
    return (Edit(note.path, link.subpath_span, written),) if written and len(link.subpath_span) else ()


def _alias(note: Note, link: Link, alias: str) -> tuple[Edit, ...] | None:
    """The edit that gives a wikilink without an alias one; none where it has one or needs none, None if it can't be."""
    if link.alias is not None or link.kind is not LinkKind.WIKILINK:
        return ()
    written = _quoted(note, link, alias)
    if written is None or _NOT_IN_ALIAS.search(alias):
        return None
    # Spaces behind the target go: nobody types `[[Name |alias]]`.
    start, end = place(link).end, link.span.end - len("]]")
    return (Edit(note.path, Span(start, end), f"\\|{written}" if link.in_cell else f"|{written}"),)


def _forms(vault: Vault, note: Note, link: Link, path: str) -> Iterator[str]:
    """How a target that is the file at `path` may be written in the place of the link's, the likeliest first.

    A path is written as the old one was: relative, from the root, or whole. In the place of a mere name comes what
    Obsidian's setting "New link format" says; unless it says otherwise, as much of the path as no other file shares.
    """
    if link.where == CANVAS:
        yield path
        return
    relative = posixpath.relpath(f"/{path}", f"/{note.folder}")
    if link.target.startswith(("./", "../")):
        yield from _written_ends(link, relative if relative.startswith("../") else f"./{relative}")
    elif link.target.startswith("/"):
        yield from _written_ends(link, f"/{path}")
    elif "/" not in link.target and vault.link_format == "relative":
        yield from _written_ends(link, relative)
        yield from _written_ends(link, f"./{relative}")
    elif "/" not in link.target and vault.link_format != "absolute":
        parts = path.split("/")
        for count in range(1, len(parts)):
            ends = _written_ends(link, "/".join(parts[-count:]))
            yield from (form for form in ends if vault.fitting(form) == (path,))
    yield from _written_ends(link, path)


def _written_ends(link: Link, path: str) -> Iterator[str]:
    """A path without `.md`, if the link has none, and with it, where it is needed."""
    if is_note(path) and not is_note(link.target):
        yield path[:-3]
    yield path


def _name(target: str) -> str:
    name = name_of(target)
    return name[:-3] if is_note(name) else name


def heading_subpath(heading: str) -> str:
    """The subpath that points to a heading with this Markdown text, as Obsidian writes it; empty if there is none."""
    text = _NOT_IN_SUBPATH.sub(" ", heading).strip()
    return f"#{text}" if text else ""


def destination(url: str) -> str:
    """`url` as the destination of a Markdown link, with as little percent-encoding as it takes."""
    encoded = _NOT_IN_DESTINATION.sub(_encode, url)
    return encoded if _is_balanced(encoded) else encoded.replace("(", "%28").replace(")", "%29")


def _written(note: Note, link: Link, target: str, subpath: str) -> str | None:
    """A target, a subpath or both as they have to be written in `link`; None if they can't be."""
    if link.where == CANVAS:
        return _quoted(note, link, target) if target and link.span.end and not subpath else None
    written = target + subpath
    if link.kind is LinkKind.MARKDOWN:
        before = link.text[link.target_span.start - link.span.start - 1 : link.target_span.start - link.span.start]
        written = written.replace("%", "%25")
        written = re.sub(r"[<>\\\r\n]", _encode, written) if before == "<" else destination(written)
        written = written.replace("|", "%7C") if link.in_cell else written
        read = markdown_link(written, (0, 0), (0, 0), (0, len(written)))
    else:
        read = _read_wikilink(written)
    if read is None or (read.target, read.subpath) != (target, subpath):
        return None
    return _quoted(note, link, written)


def _read_wikilink(inner: str) -> Link | None:
    # With an alias, as a backslash at the end would take its `|` for a part of the target.
    read = wikilink(f"[[{inner}|x]]", 0, len(inner) + len("[[|x]]"))
    return None if "|" in inner or (read is not None and read.alias != "x") else read


def _is_opaque(link: Link) -> bool:
    """Whether a property's link is written with escapes, so that its parts can't be told apart."""
    return link.where not in (BODY, CANVAS) and link.target_span == link.span


def _whole(note: Note, link: Link, target: str, alias: str) -> tuple[Edit, ...]:
    """The edit that rewrites an opaque wikilink of a property in double quotes."""
    read = _read_wikilink(target + link.subpath)
    shown = alias if link.alias is None else link.alias
    if link.kind is LinkKind.MARKDOWN or _NOT_IN_ALIAS.search(shown) or not _quote(note, link):
        return ()
    if read is None or (read.target, read.subpath) != (target, link.subpath):
        return ()
    mark = "!" if link.kind is LinkKind.EMBED else ""
    text = f"{mark}[[{target}{link.subpath}{f'|{shown}' if shown else ''}]]"
    return () if _CONTROL.search(text) else (Edit(note.path, link.span, _in_double_quotes(text)),)


def _quoted(note: Note, link: Link, text: str) -> str | None:
    """`text` as it stands inside the quotes around `link`: in a property or a canvas; None if it can't stand there."""
    if link.where == BODY:
        return text
    quote = '"' if link.where == CANVAS else _quote(note, link)
    if not quote or _CONTROL.search(text):
        return None
    return text.replace("'", "''") if quote == "'" else _in_double_quotes(text)[1:-1]


def _in_double_quotes(text: str) -> str:
    import json  # few links stand in quotes

    return json.dumps(text, ensure_ascii=False)


def _quote(note: Note, link: Link) -> str:
    """The quotation mark that a property's link stands in; empty where there is none."""
    field = next((field for field in note.fields if field.span.contains(link.span)), None)
    if field is None:
        return ""
    at = link.span.start - field.span.start
    before = field.raw[at : at + 1] if _is_opaque(link) else field.raw[:at].rstrip(" ")[-1:]
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
