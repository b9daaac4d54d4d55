"""Which files a walk finds, and where it doesn't go."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import pytest

from rlvault_lint import lint
from rlvault_lint.files import sources
from rlvault_lint.files.root import VaultError
from rlvault_lint.files.walk import walk

SECRET = "password: hunter2\n"


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A vault beside a folder that is none of its business."""
    make(tmp_path, "vault/a.md", "other/b.md", "other/sub/c.md")
    (tmp_path / "other/b.md").write_text(SECRET)
    return tmp_path / "vault"


def test_files_and_hidden_folders(vault: Path) -> None:
    make(vault, "b/c.png", ".obsidian/app.json", "b/.obsidian/app.json", "b/.gitignore", ".git/x.md", "b/.h.md")
    found = walk(vault)
    assert found.files == ("a.md", "b/c.png")
    assert found.obsidians == ("", "b")
    assert found.gitignores == ("b",)
    assert (found.errors, found.notices) == ((), ())


def test_a_link_to_a_file_outside_is_a_target_and_not_read(vault: Path) -> None:
    (vault / "b.md").symlink_to("../other/b.md")
    tree = sources.WorkTree(vault)
    found = sources.find_files(tree)
    assert found.files == ("a.md", "b.md")
    assert found.sources == ("a.md",)
    assert found.outside == {"b.md"}
    [notice] = found.notices
    assert notice.startswith("a symbolic link (b.md) leads out of the vault: ")
    allowed = sources.WorkTree(vault, follow_outside=True)
    assert sources.find_files(allowed).sources == ("a.md", "b.md")
    assert sources.find_files(allowed).notices == ()
    assert allowed.read("b.md", 100) == SECRET.encode()


def test_links_to_what_is_not_followed_are_no_errors(vault: Path) -> None:
    (vault / "x").mkdir()
    (vault / "x/shared").symlink_to("../../other")
    (vault / "x/n.md").write_text("[a](shared/b.md) [[x/shared/deep/b]] [[y/b]] [[a]]\n![[near/picture.png]] [[A b]]\n")
    (vault / "x/b MOC.md").write_text("- [[Entry]]\n")
    found = lint(vault / "x", vault=vault, select=["broken-link"]).active
    assert [(each.severity, each.message.partition(": ")[2][:40]) for each in found] == [
        ("info", "it may lie behind a symbolic link that i"),
        ("info", '"x/shared" is a symbolic link out of the'),
        ("info", '"x/shared" is a symbolic link out of the'),
        ("info", "it may lie behind a symbolic link that i"),
        ("info", "it may lie behind a symbolic link that i"),
    ]
    followed = lint(vault / "x/n.md", vault=vault, select=["broken-link"], follow_outside=True).active
    assert {each.severity for each in followed} == {"error"}


def test_a_link_to_a_folder_outside_is_not_followed(vault: Path) -> None:
    for name in "pqrst":
        (vault / name).symlink_to("../other")
    found = walk(vault)
    assert found.files == ("a.md",)
    assert found.outside == set("pqrst")
    [notice] = found.notices  # one, however many there are
    assert notice.startswith("5 symbolic links (p, q, r and 2 more) lead out of the vault: ")


@pytest.mark.parametrize("name", [".obsidian", ".gitignore"])
def test_settings_behind_a_link_that_leaves_the_vault_are_not_read(vault: Path, name: str) -> None:
    (vault.parent / "other/app.json").write_text('{"userIgnoreFilters": ["a.md"]}')
    (vault.parent / "other/ignore").write_text("a.md\n")
    (vault / name).symlink_to(vault.parent / ("other" if name == ".obsidian" else "other/ignore"))
    assert sources.find_files(sources.WorkTree(vault)).checked == {"a.md"}
    assert sources.find_files(sources.WorkTree(vault, follow_outside=True)).checked == set()


def test_a_file_of_settings_that_is_a_link_is_not_read_either(vault: Path) -> None:
    (vault.parent / "other/app.json").write_text('{"userIgnoreFilters": ["a.md"]}')
    make(vault, ".obsidian/x")
    (vault / ".obsidian/app.json").symlink_to("../../other/app.json")
    found = sources.find_files(sources.WorkTree(vault))
    assert found.checked == {"a.md"}
    assert found.notices == (".obsidian/app.json: left aside: a symbolic link leads out of the vault",)


def test_links_inside_the_vault(vault: Path) -> None:
    """A note is a note by each of its names; a folder is in the vault once."""
    make(vault, "real/b.md")
    (vault / "also.md").symlink_to("real/b.md")
    (vault / "again").symlink_to("real")
    (vault / "self").symlink_to(".")
    found = walk(vault)
    assert found.files == ("a.md", "also.md", "real/b.md")
    assert (found.outside, found.notices) == (frozenset(), ())


def test_links_that_are_followed_lead_to_places_of_their_own(vault: Path) -> None:
    """Neither into the vault, nor above it, nor to where another has led; so there is no circle."""
    other = vault.parent / "other"
    (vault / "linked").symlink_to(other)
    (vault / "more").symlink_to(other / "sub")
    (vault / "up").symlink_to(vault.parent)
    (vault / "self").symlink_to(vault)
    (vault / "dead").symlink_to(vault.parent / "nothing")
    (other / "loop").symlink_to(other)
    (other / "back").symlink_to(vault)
    found = walk(vault, follow_outside=True)
    assert found.files == ("a.md", "linked/b.md", "linked/sub/c.md")
    assert (found.errors, found.notices) == ((), ())


def test_links_in_a_circle(vault: Path) -> None:
    """A link that can't be followed is no reason to miss the other entries of its folder."""
    make(vault, "sub/b.md", "sub/z.md")
    (vault / "one").symlink_to(vault / "two")
    (vault / "two").symlink_to(vault / "one")
    (vault / "sub/self.md").symlink_to(vault / "sub/self.md")
    found = walk(vault)
    assert found.files == ("a.md", "sub/b.md", "sub/z.md")
    assert found.errors == ()
    [notice] = found.notices
    assert notice.startswith("3 symbolic links (one, sub/self.md, two) lead in a circle: ")


def test_what_is_no_regular_file(vault: Path) -> None:
    for path in ("pipe.md", ".gitignore", "b/.gitignore"):
        (vault / path).parent.mkdir(exist_ok=True)
        os.mkfifo(vault / path)
    (vault / "null.md").symlink_to(os.devnull)
    found = walk(vault)
    assert found.files == ("a.md",)
    assert found.gitignores == ()


@pytest.mark.parametrize("follow", [True, False])
def test_thousands_of_linked_folders(vault: Path, follow: bool) -> None:
    """Each is compared with all others at once; one by one, these would be two million comparisons."""
    for n in range(2000):
        (vault.parent / f"elsewhere/{n}").mkdir(parents=True)
        (vault / f"l{n}").symlink_to(f"../elsewhere/{n}")
    start = perf_counter()
    found = walk(vault, follow_outside=follow)
    assert perf_counter() - start < 2
    assert len(found.notices) == (not follow)


def test_a_deep_folder(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deeper than a path may be long: what can't be reached is an error, and all else is found."""
    monkeypatch.chdir(vault)
    for _ in range(60):
        Path("d" * 100).mkdir()
        monkeypatch.chdir("d" * 100)
    Path("z.md").touch()
    monkeypatch.chdir(vault)
    found = walk(vault)
    assert found.files == ("a.md",)
    [error] = found.errors
    assert error.endswith("can't be read: File name too long")


def test_a_root_that_can_not_be_read(vault: Path) -> None:
    with pytest.raises(VaultError, match="can't be read"):
        walk(vault / "nope")
