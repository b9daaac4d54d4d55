"""What the guides and contracts say of the package is true of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "rlvault_lint"
FOR_RULES = {"plugin", "vault", "reading", "wording", "names", "patterns", "expressions"}


def modules() -> set[str]:
    """The names of the folders and modules at the top of the package."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return folders | {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}


def test_rules_are_forbidden_everything_but_their_door_and_what_answers_them() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contracts = {each["name"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    forbidden = contracts["plugin is the one door for rules"]["forbidden_modules"]
    assert {name.removeprefix("rlvault_lint.") for name in forbidden} == modules() - FOR_RULES - {"rules"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.name for path in PACKAGE.rglob("*.py") if not path.read_text("utf-8").startswith('"""')]
    assert silent == []


def test_the_guide_has_a_line_for_each_folder_and_module() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)/?` \|", text, re.MULTILINE)) == modules()


def test_guides_name_files_that_are_there() -> None:
    text = "".join((PROJECT / name).read_text("utf-8") for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"))
    paths = re.findall(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|md|toml)))`", text)
    # RL/ is a folder of the vault that the guide tells of.
    own = [path for path in paths if "NAME" not in path and not path.startswith("RL/")]
    assert [path for path in own if not any((top / path).exists() for top in (PROJECT, PACKAGE))] == []
    assert len(own) > 30


def test_no_module_asks_the_web() -> None:
    """What import-linter can't tell: `urllib.parse` is fine, `urllib.request` is not."""
    sources = {path.name: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert [name for name, text in sources.items() if re.search(r"urllib\.request|from urllib import", text)] == []
