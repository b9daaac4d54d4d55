"""What `check --fix` makes of links to what git saw move: in whole vaults with a past, as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasts import GRPO, PPO, Step, build, text

from rlvault_lint.commands import app

TITLED = "# {}\n\n" + PPO


def fixed(root: Path, steps: list[Step], *options: str) -> dict[str, str]:
    """The notes of a vault with that past once it was fixed."""
    build(root, steps)
    app.main(["check", "--fix", "--vault", str(root), "-q", *options])
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix()
    }


@pytest.mark.parametrize(
    ("link", "safe", "unsafe"),
    [
        ("[[Old]]", "[[Old]]", "[[New]]"),
        ("[[a/Old]]", "[[a/Old]]", "[[b/New]]"),
        ("[[Old#Part]]", "[[Old#Part]]", "[[New#Part]]"),
        ("[[Old|it]]", "[[New|it]]", "[[New|it]]"),
        ("[it](a/Old.md)", "[it](b/New.md)", "[it](b/New.md)"),
        ("![[Old]]", "![[New]]", "![[New]]"),
    ],
)
@pytest.mark.parametrize("title", ["# {}\n\n## Part\n\n", "---\ntitle: {}\n---\n## Part\n\n"])
def test_a_title_that_changed_with_the_name(tmp_path: Path, title: str, link: str, safe: str, unsafe: str) -> None:
    """The new name is what is to be read, and as that changes what is read, it is for --unsafe-fixes."""
    old, new = (title.format(name) + PPO for name in ("Old", "New"))
    steps: list[Step] = [{"a/Old.md": old, "n.md": f"{link}\n"}, {"a/Old.md": None, "b/New.md": new}]
    assert fixed(tmp_path / "safe", steps)["n.md"] == f"{safe}\n"
    assert fixed(tmp_path / "unsafe", steps, "--unsafe-fixes")["n.md"] == f"{unsafe}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Old", "Old"), ("Of old", "New"), ("Old", "Of late"), ("Old", "New and old")],
)
def test_a_title_that_is_not_the_name(tmp_path: Path, old: str, new: str) -> None:
    steps: list[Step] = [
        {"a/Old.md": TITLED.format(old), "n.md": "[[Old]]\n"},
        {"a/Old.md": None, "b/New.md": TITLED.format(new)},
    ]
    assert fixed(tmp_path, steps)["n.md"] == "[[New|Old]]\n"


def test_a_title_that_changed_later_than_the_folder(tmp_path: Path) -> None:
    steps: list[Step] = [
        {"a/Old.md": TITLED.format("Old"), "n.md": "[[a/Old]] [[a/Old|x]]\n"},
        {"a/Old.md": None, "b/Old.md": TITLED.format("Old")},
        {"b/Old.md": None, "b/New.md": TITLED.format("New")},
    ]
    assert fixed(tmp_path, steps)["n.md"] == "[[a/Old]] [[b/New|x]]\n"


def test_a_daily_note_that_moved(tmp_path: Path) -> None:
    """A date may be linked before its note is written, but not where that was and is elsewhere now."""
    links = "[[Daily/2026-02-11]] [[2026-02-11|then]] [[2026-02-12]]\n"
    steps: list[Step] = [
        {"Daily/2026-02-11.md": PPO, "n.md": links},
        {"Daily/2026-02-11.md": None, "Daily/2026/2026-02-11 Trip.md": PPO},
    ]
    assert fixed(tmp_path, steps)["n.md"] == (
        "[[Daily/2026/2026-02-11 Trip|2026-02-11]] [[2026-02-11 Trip|then]] [[2026-02-12]]\n"
    )


TREE: Step = {"a/A.md": PPO, "a/b/B.md": GRPO, "a/p.png": "picture", "a/b/o.md": text("o"), "z.md": text("z")}
LINKS = "[x](../A.md#x) [y](./B.md) ![p](../p.png) ![[../p.png|9]] [[../A|x]] [[./B|y]] [[../../z|z]]\n"


def test_relative_links_of_a_note_that_moved(tmp_path: Path) -> None:
    steps: list[Step] = [{**TREE, "a/b/n.md": LINKS}, {"a/b/n.md": None, "c/d/e/n.md": LINKS}]
    assert fixed(tmp_path, steps)["c/d/e/n.md"] == (
        "[x](../../../a/A.md#x) [y](../../../a/b/B.md) ![p](../../../a/p.png) ![[../../../a/p.png|9]] "
        "[[../../../a/A|x]] [[../../../a/b/B|y]] [[../../../z|z]]\n"
    )


def test_relative_links_of_a_folder_that_moved(tmp_path: Path) -> None:
    """Links inside it are right as they are, those out of it are not."""
    steps: list[Step] = [{**TREE, "a/b/n.md": LINKS}]
    files = {**TREE, "a/b/n.md": LINKS}
    move: dict[str, str | None] = {}
    for path, content in files.items():
        if path.startswith("a/"):
            move[path], move[f"x/y/{path}"] = None, content
    assert fixed(tmp_path, [*steps, move])["x/y/a/b/n.md"] == LINKS.replace("../../z", "../../../../z")


def test_relative_links_where_both_moved_and_edited(tmp_path: Path) -> None:
    steps: list[Step] = [
        {**TREE, "a/b/n.md": PPO + LINKS},
        {"a/b/n.md": None, "c/n.md": "More.\n" + PPO + LINKS},
        {"a/A.md": None, "A2.md": PPO},
        {"c/n.md": None, "d/e/n.md": "More.\n" + PPO + LINKS},
    ]
    note = fixed(tmp_path, steps)["d/e/n.md"]
    assert note.endswith(
        "[x](../../A2.md#x) [y](../../a/b/B.md) ![p](../../a/p.png) ![[../../a/p.png|9]] "
        "[[../../A2|x]] [[../../a/b/B|y]] [[../../z|z]]\n"
    )


def test_relative_links_to_what_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps: list[Step] = [
        {**TREE, "a/b/n.md": "[x](../A.md)\n"},
        {"a/b/n.md": None, "c/n.md": "[x](../A.md)\n"},
        {"a/A.md": None},
    ]
    assert fixed(tmp_path, steps)["c/n.md"] == "[x](../A.md)\n"
    assert "deleted" in capsys.readouterr().out


def test_what_a_moved_note_says_of_its_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(tmp_path, [{**TREE, "a/b/n.md": "[x](../A.md)\n"}, {"a/b/n.md": None, "c/n.md": "[x](../A.md)\n"}])
    app.main(["check", "--vault", str(tmp_path), "--select", "broken-link", "--format", "concise"])
    out = capsys.readouterr().out
    assert 'there is no file "../A.md": before this note was moved in ' in out
    assert ' (2026-02-12) it meant "a/A.md"' in out
