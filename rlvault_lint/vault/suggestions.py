"""What a link that leads to no file may have meant, and why Obsidian does not find it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.names import Names, nearest, plain, prepare
from rlvault_lint.note import Link, is_note
from rlvault_lint.vault.resolution import Found, fold
from rlvault_lint.vault.vault import Vault

_SHOWN = 3
_NEAR = 90.0
_SHORT = 4
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|~/")
_DIGITS = re.compile(r"\d+")
# What Obsidian opens (its help page "Accepted file formats"). Other dots belong to the name: "Obsidian 1.6.x".
_EXTENSION = re.compile(
    r"\.(?:md|base|canvas|avif|bmp|gif|jpe?g|png|svg|webp|flac|m4a|mp3|og[agv]|opus|wav|webm|3gp|mkv|mov|mp4|pdf)$",
    re.IGNORECASE,
)
# Letters first: the 5 of `GPT-4.5` is no extension.
_ANY_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")
# A file of such a name stands in many folders, and where it is gone from one, that of another is not what was meant.
_GENERIC = frozenset(
    {"changelog", "contents", "contributing", "cover", "diagram", "figure", "home", "image", "img", "index", "license"}
    | {"logo", "moc", "notes", "overview", "readme", "screenshot", "summary", "template", "todo", "untitled"}
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a target that resolves to nothing.

    `text` ends the message of the finding; `path` is the one file that may have been meant, and `safety` how sure that
    is; `target` is the target rewritten where that alone is enough, `alias` what the link should show.
    """

    text: str
    path: str = ""
    safety: Safety = Safety.UNSAFE
    target: str = ""
    alias: str = ""


def explain(vault: Vault, link: Link, source: str) -> Hint:
    """The likeliest reason why `link` in the file at `source` leads nowhere."""
    target = link.target
    name = target.rstrip("/").rpartition("/")[2]
    slashed = target.replace("\\", "/")
    if _is_outside(slashed, source):
        return Hint("it lies outside the vault, where no link leads")
    if slashed != target and isinstance(vault.resolve(slashed, source), Found):
        return Hint('a path in a link is written with "/"', target=slashed)
    if any(part.startswith(".") and part.strip(".") for part in target.split("/")):
        return Hint("Obsidian does not see hidden files and folders")
    return (
        _cut_by_number_sign(vault, link)
        or _of_that_name(vault, name)
        or _other_extension(vault, name)
        or _called(vault, target)
        or _folder(vault, target)
        or _near(vault, name)
        or Hint("")
    )


def _cut_by_number_sign(vault: Vault, link: Link) -> Hint | None:
    """The file is there, but its name holds a `#`, at which every link is split."""
    start, end = link.target_span.start - link.span.start, link.subpath_span.end - link.span.start
    name = unquote(link.text[start:end]).rpartition("/")[2]
    paths = vault.named(name) if "#" in name else ()
    return Hint(f'{_listed(paths)} is there, but no link can hold the "#" of its name: rename it') if paths else None


def _is_outside(target: str, source: str) -> bool:
    if _DRIVE.match(target):
        return True
    if not target.startswith(("./", "../")):
        return False
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target)).startswith("../")


def _of_that_name(vault: Vault, name: str) -> Hint | None:
    """The path is stale: a file of the very name is elsewhere."""
    paths = vault.derive(Vault.named, name)
    if not paths:
        return None
    text = f"a file of that name is at {_listed(paths)}"
    if len(paths) > 1:
        return Hint(text)
    generic = all(word in _GENERIC for word in plain(_stem(name)).split())
    return Hint(text, paths[0], Safety.SUGGESTION if generic else Safety.UNSAFE)


def _other_extension(vault: Vault, name: str) -> Hint | None:
    """The name is right, the extension is missing or another; only notes go without."""
    stems = vault.derive(_stems)
    if paths := stems.get(fold(name), ()):
        return Hint(f"but there is {_listed(paths)}: write the extension", _only(paths))
    written = _ANY_EXTENSION.search(name)
    stem = name[: written.start()] if written else ""
    if stem and (paths := stems.get(fold(stem)) or list(vault.derive(Vault.named, stem))):
        return Hint(f"but there is {_listed(paths)}", _only(paths), Safety.SUGGESTION)
    return None


def _called(vault: Vault, target: str) -> Hint | None:
    """The target is what a note calls itself. A heading says less than a property that is there for it."""
    for names, what, safety in (
        (vault.derive(_aliases), ("an alias", "aliases"), Safety.UNSAFE),
        # A title is not unique: `DAPO` may well be that of the one note there is on how to run it.
        (vault.derive(_titles), ("the title", "titles"), Safety.SUGGESTION),
        (vault.derive(_headings), ("the first heading", "headings"), Safety.SUGGESTION),
    ):
        if paths := names.get(fold(target), ()):
            text = f"it is {what[0]} of {_listed(paths)}, and Obsidian does not follow {what[1]}"
            return Hint(text, _only(paths), safety, alias=target)
    return None


def _folder(vault: Vault, target: str) -> Hint | None:
    wanted = fold(target).strip("/")
    named = vault.derive(_folders).get(wanted.rpartition("/")[2], [])
    paths = [path for path in named if f"/{fold(path)}".endswith(f"/{wanted}")]
    return Hint(f"it is a folder, {_listed(paths)}: name a note in it") if paths else None


def _near(vault: Vault, name: str) -> Hint | None:
    stem = name[:-3] if is_note(name) else name
    found = vault.derive(_nearest, stem)
    if not found:
        return None
    text = f"did you mean {_listed([each for each, _ in found], 'or')}?"
    best, score = found[0]
    paths = vault.named(best)
    unsure = len(found) > 1 and found[1][1] == score
    if score < _NEAR or unsure or len(paths) != 1 or _DIGITS.findall(best) != _DIGITS.findall(stem):
        return Hint(text)
    same = len(found) == 1 and len(stem) >= _SHORT and plain(best) == plain(stem)
    return Hint(text, paths[0], Safety.UNSAFE if same else Safety.SUGGESTION)


def _listed(paths: Sequence[str], word: str = "and") -> str:
    shown = [f'"{path}"' for path in paths[:_SHOWN]]
    if len(paths) > _SHOWN:
        return f"{', '.join(shown)} and {len(paths) - _SHOWN} other places"
    return f" {word} ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _only(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else ""


def _stem(name: str) -> str:
    return _EXTENSION.sub("", name)


# --- what is derived from the whole vault, once ---------------------------------------------------------------------


def _nearest(vault: Vault, name: str) -> list[tuple[str, float]]:
    return nearest(name, vault.derive(_names))


def _names(vault: Vault) -> Names:
    names = (path.rpartition("/")[2] for path in vault.files)
    return prepare(name[:-3] if is_note(name) else name for name in names)


def _stems(vault: Vault) -> dict[str, list[str]]:
    """The files that are no notes, by name without extension."""
    names = ((path.rpartition("/")[2], path) for path in sorted(vault.files) if not is_note(path))
    return _grouped((_EXTENSION.sub("", name), path) for name, path in names if _EXTENSION.search(name))


def _aliases(vault: Vault) -> dict[str, list[str]]:
    return _grouped((text, note.path) for note in vault.judged() for text in note.texts("aliases"))


def _titles(vault: Vault) -> dict[str, list[str]]:
    return _grouped((text, note.path) for note in vault.judged() for text in note.texts("title"))


def _headings(vault: Vault) -> dict[str, list[str]]:
    firsts = ((note, next((each for each in note.headings if each.level == 1), None)) for note in vault.judged())
    return _grouped((heading.text, note.path) for note, heading in firsts if heading)


def _folders(vault: Vault) -> dict[str, list[str]]:
    """All folders by name."""
    folders = {path.rpartition("/")[0] for path in vault.files}
    # A folder that holds nothing but folders is one too.
    folders |= {folder[:at] for folder in folders for at, char in enumerate(folder) if char == "/"}
    return _grouped((folder.rpartition("/")[2], folder) for folder in sorted(folders) if folder)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The paths under each name, every path once, names as they are compared."""
    found: dict[str, dict[str, None]] = {}
    for name, path in pairs:
        found.setdefault(fold(name.strip()), {})[path] = None
    return {name: list(paths) for name, paths in found.items()}
