"""What is understood of Obsidian's own settings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rlvault_lint.files.obsidian import Obsidian, Periodic, read_obsidian
from rlvault_lint.files.regular import UnreadableError

USUAL = Periodic("", "YYYY-MM-DD")


def understood(files: Mapping[str, str]) -> Obsidian:
    """What is understood of files below `.obsidian/`."""

    def read(path: str, limit: int) -> bytes:
        name = path.removeprefix(".obsidian/")
        if name not in files:
            raise UnreadableError(path, "it is not there", missing=True)
        return files[name].encode()

    return read_obsidian(read, present=True)


def test_a_vault_without_settings_is_not_one_of_obsidian() -> None:
    def read(path: str, limit: int) -> bytes:
        raise AssertionError(path)

    assert read_obsidian(read, present=False) == Obsidian(present=False)


def test_settings_that_say_nothing() -> None:
    assert understood({}) == Obsidian(present=True, periodic=(USUAL,))


@pytest.mark.parametrize(
    ("content", "folders"),
    [
        ('{"folder": "Templates"}', ("Templates",)),
        ('{"folder": "/a/模板/"}', ("a/模板",)),
        ('{"folder": "a//./b"}', ("a/b",)),
        ('{"folder": "/"}', ()),
        ('{"folder": "../outside"}', ()),
        ('{"folder": 3}', ()),
        ("{}", ()),
    ],
)
def test_template_folders(content: str, folders: tuple[str, ...]) -> None:
    assert understood({"templates.json": content}).template_folders == folders
    templater = content.replace("folder", "templates_folder")
    assert understood({"plugins/templater-obsidian/data.json": templater}).template_folders == folders


def test_both_template_plugins() -> None:
    files = {"templates.json": '{"folder": "a"}', "plugins/templater-obsidian/data.json": '{"templates_folder": "b"}'}
    assert understood(files).template_folders == ("a", "b")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"folder": "Daily/", "format": "YYYY/MM-DD"}', Periodic("Daily", "YYYY/MM-DD")),
        ('{"folder": "", "format": ""}', USUAL),
        ('{"folder": null, "format": []}', USUAL),
    ],
)
def test_daily_notes(content: str, expected: Periodic) -> None:
    assert understood({"daily-notes.json": content}).periodic == (expected,)


def test_periodic_notes() -> None:
    content = """{"daily": {"enabled": false, "folder": "x"}, "weekly": {"enabled": true, "folder": "W", "format": ""},
                  "yearly": {"enabled": true, "format": "[Year] YYYY"}, "monthly": 3}"""
    periodic = understood({"plugins/periodic-notes/data.json": content}).periodic
    assert periodic == (USUAL, Periodic("W", "gggg-[W]ww"), Periodic("", "[Year] YYYY"))


@pytest.mark.parametrize("content", ["{", "[1]", "\ufffe", "[" * 100_000, "", "NaN"])
@pytest.mark.parametrize("name", ["app.json", "templates.json", "daily-notes.json"])
def test_what_is_not_an_object_is_a_notice(name: str, content: str) -> None:
    found = understood({name: content})
    assert found == Obsidian(present=True, periodic=(USUAL,), notices=found.notices)
    assert len(found.notices) == 1
    assert found.notices[0].startswith(f".obsidian/{name}: left aside: ")


@pytest.mark.parametrize(
    ("content", "expected"),
    [('{"newLinkFormat": "relative"}', "relative"), ('{"newLinkFormat": 3}', "shortest"), ("{}", "shortest")],
)
def test_link_format(content: str, expected: str) -> None:
    assert understood({"app.json": content}).link_format == expected
