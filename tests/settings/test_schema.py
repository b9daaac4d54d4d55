"""The JSON Schema of the settings: it accepts what is accepted, and rejects what is rejected."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.registry import registry
from rlvault_lint.settings.describe import describe, keys
from rlvault_lint.settings.load import load_settings
from rlvault_lint.settings.schema import schema
from rlvault_lint.settings.sources import SettingsError

VALIDATOR = jsonschema.Draft7Validator(schema())


def test_it_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


def test_every_key_is_described() -> None:
    properties = schema()["properties"]
    for key in keys():
        table, _, name = key.name.rpartition(".")
        inside = properties[table]["properties"] if table else properties
        assert inside[name]["description"] == key.help
    assert properties["fail-on"]["default"] == "error"
    assert properties["rules"]["properties"]["broken-link"]["properties"]["allow"]["type"] == "array"


def test_what_is_said_to_be_a_pattern_is_checked_as_one() -> None:
    options = [field for rule in registry().values() for field in fields(rule.Options)]
    for field in options:
        if "patterns of .gitignore" in field.metadata["help"]:
            assert field.metadata["holds"] == "patterns", field.name
        if "regular expression" in field.metadata["help"]:
            assert field.metadata["holds"] == "regex", field.name
    assert {"allow", "errors"} <= {field.name for field in options}


def test_what_is_in_force_is_valid(tmp_path: Path) -> None:
    lines = [f"{name} = {value}" for name, value, _ in describe(load_settings(tmp_path))]
    VALIDATOR.validate(tomllib.loads("\n".join(lines)))


@pytest.mark.parametrize(
    ("toml", "valid"),
    [
        ('select = ["link", "broken-link", "all"]', True),
        ('extend-select = ["brokn-link"]', False),
        ('fail-on = "warning"\ncomments = true', True),
        ('fail-on = "fatal"', False),
        ('selct = ["link"]', False),
        ('severity = { link = "info", all = "error" }', True),
        ('severity = { lnk = "info" }', False),
        ('[per-path-ignores]\n"Daily/" = ["link"]', True),
        ('[per-path-ignores]\n"Daily/" = ["lnk"]', False),
        ("[rating]\nscale = 10", True),
        ('[rating]\nscale = "10"', False),
        ('[rules.broken-link]\nallow = ["People/"]', True),
        ("[rules.broken-link]\nallows = []", False),
        ("[rules.brokn-link]\n", False),
        ('[rules.field-value.fields.paper]\nstatus = { enum = ["todo"], type = "text" }', True),
        ('[rules.field-value.fields.paper]\nstatus = { type = "string" }', False),
    ],
)
def test_it_agrees_with_what_is_loaded(tmp_path: Path, toml: str, valid: bool) -> None:
    assert VALIDATOR.is_valid(tomllib.loads(toml)) == valid
    (tmp_path / SETTINGS_FILE).write_text(toml, "utf-8")
    if valid:
        load_settings(tmp_path)
    else:
        with pytest.raises(SettingsError):
            load_settings(tmp_path)
