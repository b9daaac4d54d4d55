"""What Obsidian's own settings, and those of its plugins, say of a vault: the folder `.obsidian/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError

FOLDER = ".obsidian"
_TEMPLATES = (("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder"))
_PERIODIC_NOTES = "plugins/periodic-notes/data.json"
_DAILY = "YYYY-MM-DD"
_PERIODS = {"daily": _DAILY, "weekly": "gggg-[W]ww", "monthly": "YYYY-MM", "quarterly": "YYYY-[Q]Q", "yearly": "YYYY"}


class Periodic(NamedTuple):
    """Where the notes of one period (a day, a week) are made: the folder's vault path, empty for the root, and the
    format of their names, as Moment.js has it. The format may hold `/`.
    """

    folder: str
    format: str


class Obsidian(NamedTuple):
    """What Obsidian's settings say.

    `present` tells whether there are any, that is, whether the vault is one of Obsidian's. `ignore_filters` are its
    "Excluded files" as written, `link_format` its "New link format" (`shortest`, `relative` or `absolute`),
    `property_types` the declared types of properties by name, `template_folders` the vault paths of folders that hold
    templates, `periodic` where daily and other periodic notes are made, `attachment_folder` the vault path of the
    folder that new attachments go to, empty for the root and for one beside each note. `notices` are sentences about
    what can't be read.
    """

    present: bool = False
    ignore_filters: tuple[str, ...] = ()
    property_types: Mapping[str, str] = MappingProxyType({})
    template_folders: tuple[str, ...] = ()
    periodic: tuple[Periodic, ...] = ()
    notices: tuple[str, ...] = ()
    link_format: str = "shortest"
    attachment_folder: str = ""


def read_obsidian(read: Callable[[str, int], bytes], *, present: bool) -> Obsidian:
    """What the settings say, from what `read` gives for a vault path; it raises UnreadableError as a Source does.
    `present` says whether there is a folder `.obsidian/` at all.
    """
    if not present:
        return Obsidian()
    notices: list[str] = []

    def settings(name: str) -> dict[str, Any]:
        return _settings(read, f"{FOLDER}/{name}", notices)

    app = settings("app.json")
    filters, link_format = app.get("userIgnoreFilters"), app.get("newLinkFormat")
    types = settings("types.json").get("types")
    templates = dict.fromkeys(_folder(settings(name).get(key)) for name, key in _TEMPLATES)
    return Obsidian(
        True,
        tuple(each for each in filters if isinstance(each, str) and each) if isinstance(filters, list) else (),
        {str(key): str(value) for key, value in types.items()} if isinstance(types, dict) else {},
        tuple(filter(None, templates)),
        tuple(dict.fromkeys((_daily(settings("daily-notes.json")), *_periodic(settings(_PERIODIC_NOTES))))),
        tuple(notices),
        link_format if isinstance(link_format, str) else "shortest",
        _folder(app.get("attachmentFolderPath")),
    )


def _settings(read: Callable[[str, int], bytes], path: str, notices: list[str]) -> dict[str, Any]:
    """The object in a file of settings; empty, with a notice, where it can't be read."""
    try:
        data = read(path, SETTINGS_LIMIT)
    except UnreadableError as error:
        if not error.missing:
            notices.append(f"{path}: left aside: {error.reason}")
        return {}
    import json  # many a vault has no such file

    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        notices.append(f"{path}: left aside: it is not valid JSON ({error})")
        return {}
    if not isinstance(content, dict):
        notices.append(f"{path}: left aside: it should hold a JSON object")
        return {}
    return content


def _folder(value: object) -> str:
    """A folder in Obsidian's settings as a vault path; empty for the root, and for what is outside the vault."""
    if not isinstance(value, str):
        return ""
    parts = PurePosixPath(value.strip().strip("/")).parts
    return "" if ".." in parts else "/".join(parts)


def _daily(settings: Mapping[str, Any]) -> Periodic:
    return Periodic(_folder(settings.get("folder")), _text(settings.get("format")) or _DAILY)


def _periodic(settings: Mapping[str, Any]) -> Iterator[Periodic]:
    for period, usual in _PERIODS.items():
        its = settings.get(period)
        if isinstance(its, dict) and its.get("enabled") is True:
            yield Periodic(_folder(its.get("folder")), _text(its.get("format")) or usual)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
