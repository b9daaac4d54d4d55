"""field-value: its declarations in the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint import lint
from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.rules.field_value import FieldValue
from rlvault_lint.settings.describe import describe
from rlvault_lint.settings.load import load_settings
from rlvault_lint.settings.model import Settings
from rlvault_lint.settings.sources import SettingsError
from rlvault_lint.vault.properties import Shape, Type

DECLARED = """\
[rules.field-value.fields.paper]
status = { enum = ["todo", "done"] }

[rules.field-value.fields."*".created]
type = "date"
pattern = '^20'
unique = true
"""


def _load(root: Path, toml: str) -> Settings:
    (root / SETTINGS_FILE).write_text(toml, "utf-8")
    return load_settings(root)


def _shapes(loaded: Settings) -> object:
    return next(rule.options.fields for rule in loaded.rules if isinstance(rule, FieldValue))


def test_shapes_are_read_and_written(tmp_path: Path) -> None:
    loaded = _load(tmp_path, DECLARED)
    assert _shapes(loaded) == {
        "paper": {"status": Shape(enum=("todo", "done"))},
        "*": {"created": Shape(Type.DATE, pattern="^20", unique=True)},
    }
    written = "".join(f"{key} = {value}\n" for key, value, _ in describe(loaded))
    assert _shapes(_load(tmp_path, written)) == _shapes(loaded)


def test_a_pattern_takes_linear_time(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\nkey: {'a' * 5000}b\n---\n")
    _load(tmp_path, "[rules.field-value.fields.'*']\nkey.pattern = '(a+)+$'\n")
    (found,) = lint(tmp_path, select=["field-value"]).active
    assert found.message.startswith('"key" has to match (a+)+$')


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ("pattern = '('", r"\.x\.pattern: .* is not a valid regular expression"),
        ('type = "string"', r"\.x\.type: expected .*\"checkbox\""),
        ("enum = [1]", r"\.x\.enum, item 1: expected a string"),
        ('types = "text"', "did you mean"),
    ],
)
def test_bad_shapes_are_named(shape: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"^rlvault-lint.toml:2: .*{problem}"):
        _load(tmp_path, f"[rules.field-value.fields]\npaper.x = {{ {shape} }}\n")
