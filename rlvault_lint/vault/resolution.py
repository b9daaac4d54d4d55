"""What a link's target means: Obsidian's own lookup, from the names of a vault's files alone."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rlvault_lint.note import folder_of, is_canvas, name_of

_LAST = "\U0010ffff"


class Found(NamedTuple):
    """The link means this one file."""

    path: str


class Missing:
    """The link means no file."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Missing)

    def __hash__(self) -> int:
        return hash(Missing)


class Ambiguous(NamedTuple):
    """Obsidian ranks these files equally, and which one it opens can change from day to day."""

    paths: tuple[str, ...]


Resolution = Found | Missing | Ambiguous


def normal(text: str) -> str:
    """`text` as Obsidian stores paths and links: NFC, and no-break spaces as spaces (`normalizePath`)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")


def fold(text: str) -> str:
    """`text` as Obsidian compares paths: `normal`, without regard to case (Obsidian 1.8.0: Greek final sigma too)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", normal(text).casefold())


class _Named(NamedTuple):
    """The files that a target could mean, whatever note it stands in.

    `exact` is the meaning if files have just that path, and `spelled` tells files apart whose paths differ in case only
    by how they are written; `paths` are all whose path ends so, folded and sorted, and `best` the shortest of them.
    """

    exact: Resolution | None
    spelled: Mapping[str, Resolution]
    paths: Sequence[tuple[str, str]]
    best: Resolution


MISSING = Missing()
_NONE = _Named(None, {}, (), MISSING)


class Resolver:
    """Looks targets up among the vault paths of all files. Immutable; each answer is computed once."""

    def __init__(self, files: Iterable[str]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for path in files:
            name = path[path.rfind("/") + 1 :]
            # Obsidian sees neither hidden files nor files without an extension, and finds no note whose name ends in a
            # space.
            if "." in name and path[0] != "." and "/." not in path and name[-4:-3] != " ":
                key = name.lower() if name.isascii() else fold(name)
                if key in self._by_name:
                    self._by_name[key].append(path)
                else:
                    self._by_name[key] = [path]
        self._by_end: dict[str, dict[str, list[tuple[str, str]]]] = {}
        self._matched: dict[str, _Named] = {}
        self._anywhere: dict[str, Resolution] = {}
        self._resolved: dict[tuple[str, str], Resolution] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def resolve(self, target: str, source: str) -> Resolution:
        """What a link's target means in the file at the vault path `source`, as Obsidian's `getFirstLinkpathDest`.

        Empty means the source itself. `./` and `../` give an exact path from the source's folder, a leading `/` to
        one from the root. Else an exact vault path wins from anywhere; else, of the files whose path ends with the
        target, those inside the source's folder at any depth, else all; among these the shortest path string. A file
        named exactly so comes before the same name with `.md`. Observed in Obsidian 1.13.7. A canvas names files
        by their exact path (JSON Canvas 1.0).
        """
        if not target:
            return Found(source)
        if source[-3:] != ".md" and is_canvas(source):
            found = self._exactly(normal(target))
            return found if isinstance(found, Found) and fold(found.path) == fold(target) else MISSING
        known = self._anywhere.get(target)
        if known is not None:
            return known
        key = (target, folder_of(source))
        known = self._resolved.get(key)
        if known is None:
            known = self._resolve(*key)
        return known

    def means_one(self, target: str) -> bool:
        """Whether a target that was looked up means the same wherever it stands, but in a canvas."""
        return target in self._anywhere

    def _resolve(self, target: str, folder: str) -> Resolution:
        """The answer for a source in `folder`, kept for every folder where that makes no difference."""
        written = normal(target)
        if written.startswith(("./", "../")):
            path = join(folder, written)
            found = self._resolved[target, folder] = MISSING if path is None else self._exactly(path)
            return found
        if written.startswith("/"):
            found = self._anywhere[target] = self._exactly(written[1:])
            return found
        one = self._only(written)
        if one is not None:
            found = self._anywhere[target] = Found(one)
            return found
        named = self._matches(written)
        if named.exact is not None or len(named.paths) < 2:
            found = self._anywhere[target] = _as_spelled(named, written) or named.best
            return found
        prefix = fold(folder) + "/" if folder else ""
        low, high = bisect_left(named.paths, (prefix,)), bisect_left(named.paths, (prefix + _LAST,))
        inside = folder and low < high
        found = self._resolved[target, folder] = _one_of(_shortest(named.paths[low:high])) if inside else named.best
        return found

    def _only(self, written: str) -> str | None:
        """The path of the file that a target means, if no other has its name: so it is with most links."""
        target = fold(written)
        name = name_of(target)
        paths = self._by_name.get(name)
        if paths is None:
            target += ".md"
            paths = self._by_name.get(name + ".md")
        if paths is None or len(paths) > 1:
            return None
        (path,) = paths
        return path if "/" not in target or f"/{fold(path)}".endswith(f"/{target}") else None

    def _exactly(self, written: str) -> Resolution:
        return _as_spelled(self._matches(written), written) or MISSING

    def _matches(self, written: str) -> _Named:
        """The files whose path ends with `written` segment by segment, or with `written.md` if no file has
        that name.
        """
        key = target = fold(written)
        found = self._matched.get(key)
        if found is None:
            name = name_of(target)
            if name and name not in self._by_name:
                target, name = target + ".md", name + ".md"
            paths = sorted(self._ending(target, name)) if name in self._by_name else []
            exact = tuple(path for folded, path in paths if folded == target)
            found = _NONE
            if paths:
                found = _Named(_one_of(exact) if exact else None, _spelled(exact), paths, _one_of(_shortest(paths)))
            self._matched[key] = found
        return found

    def fitting(self, target: str) -> tuple[str, ...]:
        """All files whose path ends with a target that names no folder by dots, segment by segment."""
        return tuple(path for _, path in self._matches(normal(target)).paths)

    def _ending(self, target: str, name: str) -> Iterable[tuple[str, str]]:
        """The files whose folded path ends with a target of that name, folded and as they are."""
        files = self._by_name[name]
        if target == name:
            return ((fold(path), path) for path in files)
        if len(files) == 1:
            folded = fold(files[0])
            return ((folded, files[0]),) if f"/{folded}".endswith(f"/{target}") else ()
        if name not in self._by_end:
            # By every end of their paths, lest each of many targets be compared with each of many files of one name.
            ends = self._by_end[name] = {}
            for path in files:
                folded = fold(path)
                end = len(folded)
                while end > 0:
                    end = folded.rfind("/", 0, end)
                    ends.setdefault(folded[end + 1 :], []).append((folded, path))
        return self._by_end[name].get(target, ())

    def named(self, name: str) -> tuple[str, ...]:
        """All files of that name, with or without `.md`, in whatever folder; case and Unicode form don't count."""
        name = fold(name)
        found = self._named.get(name)
        if found is None:
            files = self._by_name.get(name) or self._by_name.get(name + ".md", [])
            found = self._named[name] = tuple(path for _, path in sorted((fold(path), path) for path in files))
        return found


def looked_up(target: str, source: str) -> str:
    """The name, as names are compared, of which `Resolver.resolve` looks up the files, with `.md` or without."""
    if target.startswith("."):
        target = join(folder_of(source), normal(target)) or ""
    return fold(name_of(target))


def gathered(answers: Iterable[tuple[str, ...]]) -> set[str]:
    """The paths in all of `answers`. One that is given again and again is gone through once: many links may each mean
    any of many files.
    """
    found: set[str] = set()
    several: dict[int, tuple[str, ...]] = {}
    for paths in answers:
        if len(paths) == 1:
            found.add(paths[0])
        else:
            several[id(paths)] = paths
    return found.union(*several.values())


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


def _shortest(paths: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    if len(paths) == 1:
        return (paths[0][1],)
    lengths = [_length(path) for _, path in paths]
    least = min(lengths)
    return tuple(path for (_, path), length in zip(paths, lengths, strict=True) if length == least)


def _spelled(exact: tuple[str, ...]) -> dict[str, Resolution]:
    """Of files that differ in case or Unicode form only, the meaning of each spelling; empty for a single file."""
    found: dict[str, list[str]] = {}
    for path in exact if len(exact) > 1 else ():
        found.setdefault(normal(path), []).append(path)
    return {spelling: _one_of(tuple(paths)) for spelling, paths in found.items()}


def _as_spelled(named: _Named, written: str) -> Resolution | None:
    """The file of exactly that path; of several that differ in case only, the one written so, if there is one."""
    if not named.spelled:
        return named.exact
    return named.spelled.get(written) or named.spelled.get(written + ".md") or named.exact


def _one_of(paths: tuple[str, ...]) -> Resolution:
    return Found(paths[0]) if len(paths) == 1 else Ambiguous(tuple(sorted(paths)))
