"""The vault: all notes and all other files' paths, and the answers to questions about them.

Holds Obsidian's link resolution (`resolve`), headings and blocks (`subpath_ok`), backlinks, and which notes are MOCs.
It never judges and never reads a file.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from rlvault_lint.conventions import Conventions
from rlvault_lint.note import Link, Note, is_canvas, is_note
from rlvault_lint.reading.damage import is_garbled

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# The characters that Obsidian's `stripHeading` turns into a space before headings are compared. `'`, `-` and `_` stay.
_HEADING_PUNCTUATION = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n\s]+""")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Found:
    """The link means this one file."""

    path: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The link means no file."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Obsidian ranks these files equally, and which one it opens can change from day to day."""

    paths: tuple[str, ...]


Resolution = Found | Missing | Ambiguous


def normal(text: str) -> str:
    """`text` as Obsidian stores paths and links: NFC, and no-break spaces as spaces (`normalizePath`)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_BLANKS)


def fold(text: str) -> str:
    """`text` as Obsidian compares paths: `normal`, without regard to case (Obsidian 1.8.0: Greek final sigma too)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", normal(text).casefold())


def strip_heading(text: str) -> str:
    """`text` as Obsidian compares headings: punctuation becomes blanks (`stripHeading`), blanks collapse,
    case is folded.
    """
    return fold(_HEADING_PUNCTUATION.sub(" ", normal(text)).strip())


def subpath_parts(subpath: str) -> tuple[str, ...]:
    """The headings that a subpath such as `#A##B` names: `("A", "B")`. Runs of `#` collapse, empty parts drop."""
    return tuple(part for part in subpath.split("#") if part.strip())


@dataclass(frozen=True, slots=True)
class _Named:
    """The files that a target could mean, sorted by folded path; the exact ones, and the best of the others."""

    exact: tuple[str, ...]
    paths: list[tuple[str, str]]
    best: tuple[str, ...]


_NONE = _Named((), [], ())


class Vault:
    """All that is known of one vault. Immutable; answers that cost something are computed once."""

    def __init__(
        self,
        notes: Iterable[Note],
        files: Iterable[str],
        *,
        conventions: Conventions | None = None,
        checked: Collection[str] | None = None,
        comments: bool = False,
        property_types: Mapping[str, str] | None = None,
    ) -> None:
        """`notes` are all parsed files, canvases among them; `files` are the vault paths of everything that can be
        linked to, notes included. `checked` names the files to judge, all notes if None. With `comments`, links inside
        `%% … %%` are judged too. `property_types` is what Obsidian keeps in `.obsidian/types.json`.
        """
        self.notes: Mapping[str, Note] = {note.path: note for note in notes}
        self.files: frozenset[str] = frozenset(files) | frozenset(self.notes)
        self.conventions = conventions or Conventions()
        self.checked: frozenset[str] = frozenset(self.notes if checked is None else checked)
        self.comments = comments
        self.property_types: Mapping[str, str] = property_types or {}
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        for path in self.files:
            name = path.rpartition("/")[2]
            # Obsidian sees neither hidden files nor files without an extension, and finds no note whose name ends in a
            # blank.
            if "." in name and not path.startswith(".") and "/." not in path and not name[:-3].endswith(" "):
                folded = fold(path)
                self._by_name.setdefault(folded.rpartition("/")[2], []).append((folded, path))
        self._named: dict[str, _Named] = {}
        self._resolved: dict[tuple[str, str], Resolution] = {}
        self._derived: dict[tuple[Any, ...], Any] = {}

    def derive(self, function: Callable[[Vault, *Ts], T], *args: *Ts) -> T:
        """`function(self, *args)`, computed once per run: what rules that compare notes build their index with."""
        key = (function, args)
        if key not in self._derived:
            self._derived[key] = function(self, *args)
        value: T = self._derived[key]
        return value

    def judged(self) -> Iterator[Note]:
        """The notes whose content is judged, sorted by path, without canvases."""
        return (note for path, note in sorted(self.notes.items()) if path in self.checked and is_note(path))

    def links(self, note: Note) -> Iterator[Link]:
        """The links of a note that rules judge: not those in comments unless asked for, and none that hold bytes which
        are not UTF-8 or text decoded wrongly, since what they say can't be known (the encoding itself is reported).
        """
        for link in note.links:
            if (self.comments or not link.commented) and (
                link.text.isascii() or not (_undecodable(link.text) or is_garbled(note.garbled, link.span))
            ):
                yield link

    # --- resolution -------------------------------------------------------------------------------------------------

    def resolve(self, target: str, source: str) -> Resolution:
        """What a link's target means in the file at the vault path `source`, as Obsidian's `getFirstLinkpathDest`.

        Empty means the source itself. `./` and `../` lead to an exact path from the source's folder, a leading `/` to
        one from the root. Else an exact vault path wins from anywhere; else, of the files whose path ends with the
        target, those inside the source's folder at any depth, else all; among these the shortest path string. A file
        named exactly so comes before the same name with `.md`. Observed in Obsidian 1.13.7. A canvas names files
        by their exact path (JSON Canvas 1.0).
        """
        if not target:
            return Found(source)
        if is_canvas(source):
            found = self._exactly(normal(target))
            return found if isinstance(found, Found) and fold(found.path) == fold(target) else Missing()
        key = (target, source.rpartition("/")[0])
        known = self._resolved.get(key)
        if known is None:
            known = self._resolved[key] = self._resolve(*key)
        return known

    def _resolve(self, target: str, folder: str) -> Resolution:
        written = normal(target)
        if written.startswith(("./", "../")):
            path = _join(folder, written)
            return Missing() if path is None else self._exactly(path)
        if written.startswith("/"):
            return self._exactly(written[1:])
        named = self._matches(written)
        if named.exact:
            return _one_of(_same_case(named.exact, written))
        if not folder or len(named.paths) < 2:
            return _one_of(named.best)
        prefix = fold(folder) + "/"
        low, high = bisect_left(named.paths, (prefix,)), bisect_left(named.paths, (prefix + _LAST,))
        return _one_of(_shortest(named.paths[low:high]) if low < high else named.best)

    def _exactly(self, written: str) -> Resolution:
        return _one_of(_same_case(self._matches(written).exact, written))

    def _matches(self, written: str) -> _Named:
        """The files whose path ends with `written` segment by segment, or with `written.md` if no file has
        that name.
        """
        key = target = fold(written)
        found = self._named.get(key)
        if found is None:
            name = target.rpartition("/")[2]
            if name and name not in self._by_name:
                target, name = target + ".md", name + ".md"
            files = self._by_name.get(name, []) if name else []
            paths = sorted(file for file in files if file[0] == target or file[0].endswith("/" + target))
            exact = tuple(path for folded, path in paths if folded == target)
            found = _Named(exact, paths, _shortest(paths)) if paths else _NONE
            self._named[key] = found
        return found

    def named(self, name: str) -> tuple[str, ...]:
        """All files of that name, with or without `.md`, in whatever folder; case and Unicode form don't count."""
        name = fold(name)
        files = self._by_name.get(name) or self._by_name.get(name + ".md", [])
        return tuple(path for _, path in sorted(files))

    # --- headings and blocks ----------------------------------------------------------------------------------------

    def subpath_ok(self, subpath: str, path: str) -> bool | None:
        """Whether a subpath (`#Heading`, `#A#B`, `#^block`) is there in the file at `path`.

        None where that can't be said: no subpath, a target that is no note, a footnote, a block below a heading. Each
        heading has to come later and be of a deeper level than the one before it; levels may be skipped.
        """
        parts = subpath_parts(subpath)
        note = self.notes.get(path)
        if not parts or note is None or not is_note(path):
            return None
        if parts[-1].startswith("^"):
            return parts[0][1:].strip().lower() in self.block_ids(path) if len(parts) == 1 else None
        if parts[-1].startswith("[^"):
            return None
        wanted = [strip_heading(part) for part in parts]
        if len(wanted) == 1:  # a table of contents of thousands must not cost their square
            return wanted[0] in self.derive(_heading_texts, path)
        # For each part: the least level at which a chain up to it ends so far. A deeper chain could only fit less.
        reached: list[int | None] = [None] * len(wanted)
        for text, level in self.stripped_headings(path):
            for index in range(len(wanted) - 1, -1, -1):
                before = 0 if index == 0 else reached[index - 1]
                if text == wanted[index] and before is not None and before < level:
                    best = reached[index]
                    reached[index] = level if best is None else min(best, level)
        return reached[-1] is not None

    def stripped_headings(self, path: str) -> tuple[tuple[str, int], ...]:
        """The headings of the note at `path` as they are compared, each with its level."""
        return self.derive(_stripped_headings, path)

    def block_ids(self, path: str) -> frozenset[str]:
        """The block ids of the note at `path`, in lower case."""
        return self.derive(_block_ids, path)

    # --- relations --------------------------------------------------------------------------------------------------

    def targets(self, link: Link, source: str) -> tuple[str, ...]:
        """The files that a link may mean: none, one, or several of equal rank."""
        match self.resolve(link.target, source):
            case Found(path):
                return (path,)
            case Ambiguous(paths):
                return paths
            case _:
                return ()

    def backlinks(self, path: str) -> tuple[tuple[Note, Link], ...]:
        """The links that lead to `path` from other judged files, comments included."""
        return self.derive(_backlinks).get(path, ())

    def is_moc(self, note: Note) -> bool:
        """Whether a note is a MOC by its type, a tag or its name."""
        return note.path in self.derive(_mocs)


def _undecodable(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)


def _join(folder: str, target: str) -> str | None:
    """The vault path of a relative target; None if it leads out of the vault."""
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _length(path: str) -> int:
    """The length of a path as Obsidian lists it, in NFC, and as JavaScript counts it, in UTF-16 units."""
    return len(path) if path.isascii() else len(normal(path).encode("utf-16-le", "surrogatepass")) // 2


def _shortest(paths: list[tuple[str, str]]) -> tuple[str, ...]:
    if len(paths) == 1:
        return (paths[0][1],)
    lengths = [_length(path) for _, path in paths]
    least = min(lengths)
    return tuple(path for (_, path), length in zip(paths, lengths, strict=True) if length == least)


def _same_case(paths: tuple[str, ...], written: str) -> tuple[str, ...]:
    """Of files that differ in case only, the one written so, if there is one."""
    if len(paths) > 1:
        return tuple(path for path in paths if normal(path) in (written, written + ".md")) or paths
    return paths


def _one_of(paths: tuple[str, ...]) -> Resolution:
    if not paths:
        return Missing()
    return Found(paths[0]) if len(paths) == 1 else Ambiguous(tuple(sorted(paths)))


def _stripped_headings(vault: Vault, path: str) -> tuple[tuple[str, int], ...]:
    return tuple((strip_heading(each.text), each.level) for each in vault.notes[path].headings)


def _block_ids(vault: Vault, path: str) -> frozenset[str]:
    return frozenset(block.id.lower() for block in vault.notes[path].blocks)


def _heading_texts(vault: Vault, path: str) -> frozenset[str]:
    return frozenset(text for text, _ in vault.stripped_headings(path))


def _backlinks(vault: Vault) -> dict[str, tuple[tuple[Note, Link], ...]]:
    found: dict[str, list[tuple[Note, Link]]] = {}
    for path in sorted(vault.checked):
        note = vault.notes.get(path)
        for link in note.links if note else ():
            for target in vault.targets(link, path):
                if note and target != path:
                    found.setdefault(target, []).append((note, link))
    return {path: tuple(links) for path, links in found.items()}


def _mocs(vault: Vault) -> frozenset[str]:
    moc = vault.conventions.moc
    names = [re.compile(pattern) for pattern in moc.names]
    types = {text.casefold() for text in moc.types}
    tags = {tag.lstrip("#").casefold() for tag in moc.tags}
    return frozenset(
        path
        for path, note in vault.notes.items()
        if is_note(path)
        and (
            any(text.strip().casefold() in types for text in note.texts("type"))
            or any(tag.name.casefold() in tags or tag.name.rpartition("/")[2].casefold() in tags for tag in note.tags)
            or any(pattern.search(note.name) for pattern in names)
        )
    )
