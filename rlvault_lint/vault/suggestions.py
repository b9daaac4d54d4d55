"""What a link that points to no file may have meant, and why Obsidian does not find it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.names import letters
from rlvault_lint.note import Link, LinkKind, folder_of, is_note, name_of
from rlvault_lint.text import Span
from rlvault_lint.vault import called, filenames, history
from rlvault_lint.vault.before import meant, not_added
from rlvault_lint.vault.filenames import EXTENSION
from rlvault_lint.vault.history import Answer
from rlvault_lint.vault.resolution import Found, fold, join
from rlvault_lint.vault.spelling import earlier
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief, did_you_mean, listed

_SHOWN = 3
_LOOKED_AT = 100  # of the many files or folders with one name
_SAME = 100.0
_LONGEST = 255  # no file system has longer names
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|~/")
# Letters first: the 5 of `GPT-4.5` is not an extension.
_ANY_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")
_HOST = re.compile(r"(?:www\.[\w-]+\.|(?:[\w-]+\.)+(?:ai|com|dev|edu|gov|io|net|org)(?:[/:]|$))", re.IGNORECASE)
_OF_A_PAGE = re.compile(r"(?:\.(?:html?|php|aspx?|jsp)|/)$|/[^/.]+$", re.IGNORECASE)
# A word of two or three letters, or one in capitals: with another letter it is another word.
_SHORT = re.compile(r"[^\W_]{0,3}|[A-Z0-9]{0,5}", re.ASCII)
# A file of such a name stands in many folders, and where it is gone from one, that of another is not what was meant.
_GENERIC = frozenset(
    {"changelog", "contents", "contributing", "cover", "diagram", "figure", "home", "image", "img", "index", "license"}
    | {"logo", "moc", "notes", "overview", "readme", "screenshot", "summary", "template", "todo", "untitled"}
)


class Hint(NamedTuple):
    """What is known of a target that resolves to nothing.

    `text` is the advice of the finding, empty if nothing is known; `path` is the one file that may have been meant, and
    `safety` how sure that is; `target` is how to write it, where that is known, `alias` what the link should show.
    `harmless` says that the author may well have meant it so: a folder, a page of a website; `retitled` that what the
    note calls itself was changed with its name, so that links to it are to show the new one.
    """

    text: str
    path: str = ""
    safety: Safety = Safety.UNSAFE
    target: str = ""
    alias: str = ""
    harmless: bool = False
    retitled: bool = False


UNKNOWN = Hint("")


def explain(vault: Vault, link: Link, source: str) -> Hint:
    """The likeliest reason why `link` in the file at `source` points to nothing; `UNKNOWN` if there is none."""
    return vault.derive(_explained, link, source)


def _explained(vault: Vault, link: Link, source: str) -> Hint:
    """The kinds of evidence, in the order of how often each was right where owners repaired their links."""
    if hint := (
        _not_added(vault, link, source)
        or _unreachable(vault, link, source)
        or _behind_symbolic_link(vault, link, source)
        or _cut_by_number_sign(vault, link)
    ):
        return hint
    past = history.answer(vault, link.target, source)
    if past and (heirs := tuple(path for path in past.paths if path != source)):
        return _moved(vault, past._replace(paths=heirs))
    hint = _without_past(vault, link, source)
    if past is None or past.paths:
        return hint
    # It is known that there was such a file, so that what is like it is another one.
    advice = f"; {hint.text}" if hint.text else ""
    safety = Safety.UNSAFE if hint.safety is Safety.SAFE else hint.safety
    return hint._replace(text=f"deleted {_when(past)}{advice}", safety=safety, harmless=False)


def _without_past(vault: Vault, link: Link, source: str) -> Hint:
    name = name_of(link.target.rstrip("/"))
    return (
        _page(link)
        or _of_these_letters(vault, link, source)
        or _spelt_before(vault, link, source)
        or _of_that_name(vault, name, source)
        or _other_extension(vault, name)
        or _without_extension(vault, link.target)
        or _called(vault, link.target, source)
        or _folder(vault, link.target)
        or _ignored(vault, link.target, source)
        or _near(vault, name, source)
        or _perhaps_outside(vault, link, source)
        or UNKNOWN
    )


def _moved(vault: Vault, past: Answer) -> Hint:
    """What the target named has another path today."""
    if past.source and len(past.paths) == 1:
        text = f'before this note was moved {_when(past)} it meant "{brief(past.paths[0], _LONGEST)}"'
        return Hint(text, past.paths[0], past.safety)
    folders = {folder_of(path) for path in (past.was, *past.paths)}
    verb = "renamed" if len(folders) == 1 else "moved"
    if len(past.paths) > 1:
        text = f"{verb} {_when(past)}, perhaps to {listed(past.paths, 'or', _SHOWN)}"
        return Hint(text, past.paths[0], safety=Safety.SUGGESTION)
    sure = {Safety.SAFE: "", Safety.UNSAFE: "probably ", Safety.SUGGESTION: "perhaps "}[past.safety]
    (path,) = past.paths
    text = f'{sure}{verb} to "{brief(path, _LONGEST)}" {_when(past)}'
    return Hint(text, path, past.safety, retitled=_is_retitled(vault, past.was, path, past.called))


def _is_retitled(vault: Vault, old: str, new: str, called_then: frozenset[str]) -> bool:
    """Whether a note called itself by the old name, and calls itself by the new one today."""
    note = vault.notes.get(new)
    one, other = (fold(_as_note(name_of(path))) for path in (old, new))
    return note is not None and one != other and one in called_then and other in called.own_names(note)


def _when(past: Answer) -> str:
    """In which commit a file was given up, or since which it was more than once."""
    return history.when(past.commit, past.date, since=past.steps > 1)


def is_unwritten(vault: Vault, link: Link, source: str) -> bool:
    """Whether a link that points to no file is that to a note yet to be written: a mere name in double brackets, of
    which nothing is known, which is not an entry of a MOC, and which did not work before the change that is judged.
    """
    if not is_bare(link) or _is_entry(vault, link, source) or meant(vault, link, source) is not None:
        return False
    return explain(vault, link, source) is UNKNOWN


def is_bare(link: Link) -> bool:
    """Whether a link is a mere name in double brackets: no folder, no extension, no heading, no embed."""
    return (
        link.kind is LinkKind.WIKILINK
        and not link.subpath
        and not any(char in link.target for char in "/\\")
        and not EXTENSION.search(link.target)
    )


def is_right_outside_obsidian(vault: Vault, link: Link, source: str) -> bool:
    """Whether a vault that is not Obsidian's has what a Markdown link names: a folder, or a file without extension."""
    if vault.obsidian or link.kind is not LinkKind.MARKDOWN:
        return False
    rooted = link.target.startswith("/")
    path = join("" if rooted else folder_of(source), link.target.strip("/"))
    return path is not None and (path == "" or path in vault.files or path in vault.derive(called.folder_paths))


def _not_added(vault: Vault, link: Link, source: str) -> Hint | None:
    """What is staged is judged, and the file is on the disk only."""
    path = not_added(vault, link, source)
    return Hint(f'"{path}" is not added to git, add it') if path else None


def _is_entry(vault: Vault, link: Link, source: str) -> bool:
    note = vault.notes[source]
    return vault.is_moc(note) and link.span in vault.derive(_spans_in_entries, source)


def _unreachable(vault: Vault, link: Link, source: str) -> Hint | None:
    """No file is looked for where the target says."""
    slashed = link.target.replace("\\", "/")
    if _is_outside(slashed, source):
        return Hint("a link can't lead out of the vault")
    if slashed != link.target and isinstance(found := vault.resolve(slashed, source), Found):
        return Hint(f'write "{slashed}", with "/" between folders', found.path, target=slashed)
    if any(part.startswith(".") and part.strip(".") for part in link.target.split("/")):
        return Hint("Obsidian does not see files and folders whose names start with a dot")
    return None


def _behind_symbolic_link(vault: Vault, link: Link, source: str) -> Hint | None:
    """The target lies below a symbolic link that leaves the vault, where nothing is looked at."""
    for start in ("", folder_of(source)) if vault.outside else ():
        path = join(start, link.target.lstrip("/"))
        at = path.find("/") if path else -1
        while path and at > 0:
            if path[:at] in vault.outside:
                where = f'"{brief(path[:at], _LONGEST)}" is a symbolic link out of the vault'
                return Hint(f"{where} and is not followed (the setting `follow-outside`)", harmless=True)
            at = path.find("/", at + 1)
    return None


def _perhaps_outside(vault: Vault, link: Link, source: str) -> Hint | None:
    """Nothing is known of it, nor of what symbolic links lead to. A mere name is a note yet to be written anyway."""
    if not vault.outside or (is_bare(link) and not _is_entry(vault, link, source)):
        return None
    return Hint("it may lie behind a symbolic link that is not followed (the setting `follow-outside`)", harmless=True)


def _is_outside(target: str, source: str) -> bool:
    if _DRIVE.match(target):
        return True
    if not target.startswith(("./", "../")):
        return False
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target)).startswith("../")


def _cut_by_number_sign(vault: Vault, link: Link) -> Hint | None:
    """The file is there, but its name holds a `#`, at which every link is split."""
    start, end = link.target_span.start - link.span.start, link.subpath_span.end - link.span.start
    name = name_of(unquote(link.text[start:end]))
    paths = vault.named(name) if "#" in name else ()
    return Hint(f'rename {listed(paths, most=_SHOWN)}, as no link can hold the "#" of its name') if paths else None


def _page(link: Link) -> Hint | None:
    """A Markdown link to a web address that lacks its beginning, or to `/docs/guide/` of the website to be."""
    if link.kind is LinkKind.MARKDOWN and _HOST.match(link.target):
        return Hint('a web address has to begin with "https://"')
    is_page = link.kind is LinkKind.MARKDOWN and link.target.startswith("/") and _OF_A_PAGE.search(link.target)
    return Hint("a website may have such a page, Obsidian looks for a file", harmless=True) if is_page else None


def _of_these_letters(vault: Vault, link: Link, source: str) -> Hint | None:
    """The path is right but for spaces, hyphens and underscores; or the name is, if no file has the very name."""
    target = _as_note(link.target)
    name = name_of(target)
    found = _others(vault.look_up(filenames.LETTERS, letters(name)), source)
    whole = [path for path in found if f"/{letters(_as_note(path))}".endswith(f"/{letters(target)}")]
    if len(whole) == 1:
        safety = Safety.UNSAFE if history.knows_another(vault, link.target, whole[0]) else Safety.SAFE
        return Hint(did_you_mean(whole[0]), whole[0], safety)
    if not found or vault.named(name):
        return None
    return Hint(did_you_mean(*found, most=_SHOWN), _only(found), Safety.UNSAFE)


def _spelt_before(vault: Vault, link: Link, source: str) -> Hint | None:
    """The link was rewritten from one that led nowhere, or soon would, and its old text says what was meant."""
    old = earlier(vault, link, source)
    if old is None:
        return None
    target, path = (brief(each, _LONGEST) for each in (old.target, old.path))
    text = f'it was "{target}" before it was rewritten {history.when(old.commit, old.date)}, and that is "{path}"'
    return Hint(text, old.path, old.safety)


def _of_that_name(vault: Vault, name: str, source: str) -> Hint | None:
    """The path is stale: a file of the very name is elsewhere."""
    paths = _others(vault.named(name), source)
    generic = all(word in _GENERIC for word in re.findall(r"[^\W_]+", EXTENSION.sub("", name).lower()))
    if len(paths) == 1:
        text = f'the file of that name is "{paths[0]}"'
        return Hint(text, paths[0], Safety.SUGGESTION if generic else Safety.UNSAFE)
    return Hint(f"files of that name are {listed(paths, most=_SHOWN)}") if paths and not generic else None


def _without_extension(vault: Vault, target: str) -> Hint | None:
    """A file `LICENSE` is there, and in the way."""
    paths = vault.look_up(called.EXTENSIONLESS, fold(name_of(target.rstrip("/"))))
    if not paths:
        return None
    one = f'"{paths[0]}"' if paths[0] != target else "one"
    return Hint(f"there is {one} on the disk, but Obsidian opens no file without an extension")


def _other_extension(vault: Vault, name: str) -> Hint | None:
    """The name is right, the extension is missing or another; only notes go without."""
    if paths := vault.look_up(filenames.STEMS, fold(name)):
        return Hint(f"write the extension, as of {listed(paths, 'or', _SHOWN)}", _only(paths))
    written = _ANY_EXTENSION.search(name)
    stem = name[: written.start()] if written else ""
    if stem and (paths := vault.look_up(filenames.STEMS, fold(stem)) or [*vault.named(stem)]):
        return Hint(f"there is {listed(paths, most=_SHOWN)} instead", _only(paths), Safety.SUGGESTION)
    return None


def _called(vault: Vault, target: str, source: str) -> Hint | None:
    """The target is what another note calls itself. A heading says less than a property that is there for it."""
    for named_so, what, safety in (
        (called.ALIASES, ("an alias", "aliases"), Safety.UNSAFE),
        # A title is not unique: `DAPO` may well be that of the one note there is on how to run it.
        (called.TITLES, ("the title", "titles"), Safety.SUGGESTION),
        (called.HEADINGS, ("the first heading", "headings"), Safety.SUGGESTION),
    ):
        if paths := _others(vault.look_up(named_so, fold(target)), source):
            text = f"it is {what[0]} of {listed(paths, most=_SHOWN)}, and Obsidian does not follow {what[1]}"
            return Hint(text, _only(paths), safety, alias=target)
    return None


def _folder(vault: Vault, target: str) -> Hint | None:
    wanted = fold(target).strip("/")
    named = vault.look_up(called.FOLDERS, name_of(wanted))[:_LOOKED_AT]
    paths = [path for path in named if f"/{fold(path)}".endswith(f"/{wanted}")]
    if not paths:
        return None
    indexes = [index for path in paths if (index := vault.ask(called.index, path))]
    if len(paths) == 1 and indexes:
        return Hint(f'that is a folder, whose index is "{indexes[0]}"', indexes[0], Safety.SUGGESTION, harmless=True)
    return Hint(f"name a note in the folder {listed(paths, 'or', _SHOWN)}", harmless=True)


def _ignored(vault: Vault, target: str, source: str) -> Hint | None:
    """An attachment in a folder that git ignores is missing in a clone."""
    if is_note(target) or not _ANY_EXTENSION.search(target):
        return None
    folders = ("", folder_of(source), vault.attachment_folder)
    if any(path and vault.git_ignored(path) for path in (join(folder, target.lstrip("/")) for folder in folders)):
        return Hint("git ignores it, so it may be on another computer", harmless=True)
    return None


def _near(vault: Vault, name: str, source: str) -> Hint | None:
    extension, stem = filenames.split(name)
    if len(stem) > _LONGEST or _SHORT.fullmatch(stem):
        return None
    near = [(vault.named(each + extension), score) for each, score in vault.ask(filenames.nearest_to, stem, extension)]
    # Files that have the very name have been looked at, and so many have it that none of them is meant.
    found = [(paths, score) for paths, score in near if score < _SAME and paths and paths != (source,)][:_SHOWN]
    if not found:
        return None
    names = [_as_note(name_of(paths[0])) for paths, _ in found]
    best = found[0][0] if len(found) == 1 or found[1][1] < found[0][1] else ()
    return Hint(did_you_mean(*names), _only(best), Safety.SUGGESTION)


def _others(paths: Sequence[str], source: str) -> list[str]:
    """Files that a link may mean, the first of them if there are very many, without the one that it stands in."""
    return [path for path in paths[:_LOOKED_AT] if path != source]


def _only(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else ""


def _as_note(path: str) -> str:
    """A path or name as it is read: without `.md`."""
    return path[:-3] if is_note(path) else path


def _spans_in_entries(vault: Vault, path: str) -> frozenset[Span]:
    """Where the links in a note's list items stand."""
    return frozenset(link.span for entry in vault.notes[path].entries for link in entry.links)
