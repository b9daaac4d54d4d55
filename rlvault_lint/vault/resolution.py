"""What a link's target means: Obsidian's own lookup, from the names of a vault's files alone."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from rlvault_lint.note import is_canvas

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


@dataclass(frozen=True, slots=True)
class _Named:
    """The files that a target could mean, sorted by folded path; the exact ones, and the best of the others."""

    exact: tuple[str, ...]
    paths: list[tuple[str, str]]
    best: tuple[str, ...]


_NONE = _Named((), [], ())


class Resolver:
    """Looks targets up among the vault paths of all files. Immutable; each answer is computed once."""

    def __init__(self, files: Iterable[str]) -> None:
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        for path in files:
            name = path.rpartition("/")[2]
            # Obsidian sees neither hidden files nor files without an extension, and finds no note whose name ends in a
            # space.
            if "." in name and not path.startswith(".") and "/." not in path and not name[:-3].endswith(" "):
                folded = fold(path)
                self._by_name.setdefault(folded.rpartition("/")[2], []).append((folded, path))
        self._named: dict[str, _Named] = {}
        self._resolved: dict[tuple[str, str], Resolution] = {}

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
            path = join(folder, written)
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

    def fitting(self, target: str) -> tuple[str, ...]:
        """All files whose path ends with a target that names no folder by dots, segment by segment."""
        return tuple(path for _, path in self._matches(normal(target)).paths)

    def named(self, name: str) -> tuple[str, ...]:
        """All files of that name, with or without `.md`, in whatever folder; case and Unicode form don't count."""
        name = fold(name)
        files = self._by_name.get(name) or self._by_name.get(name + ".md", [])
        return tuple(path for _, path in sorted(files))


def join(folder: str, target: str) -> str | None:
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
