"""The JSON Schema of the settings file, made from the declarations: for editors, which check and complete with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rlvault_lint import registry
from rlvault_lint.settings.model import ALL, Values
from rlvault_lint.settings.toml import choices_of, default_of, is_table, kebab, member, table_fields

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that editors' TOML plugins know."""

_PLAIN: Mapping[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema() -> dict[str, Any]:
    """The schema of a `rlvault-lint.toml`, with the names of all rules and groups, those of plugins too."""
    names = [ALL, *registry.groups(), *registry.registry()]
    whole = _table(Values, names)
    options = {name: _table(rule.Options, names) for name, rule in registry.registry().items()}
    whole["properties"]["rules"] |= {"properties": options, "additionalProperties": False}
    return {"$schema": DRAFT, "title": "Settings of rlvault-lint", **whole}


def _table(into: type, names: list[str]) -> dict[str, Any]:
    hints = get_type_hints(into)
    properties = {kebab(field.name): _key(field, hints[field.name], names) for field in table_fields(into)}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _key(field: Field[Any], hint: Any, names: list[str]) -> dict[str, Any]:
    described = _value(hint, field.metadata, names)
    if text := field.metadata.get("help"):
        described["description"] = text
    given = field.default is not MISSING or field.default_factory is not MISSING
    if given and not is_table(hint) and (default := _plain(default_of(field))) is not None:
        described["default"] = default
    return described


def _value(hint: Any, metadata: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """The schema of a type; `metadata` says what its strings and keys have to be, where that can be listed."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(member(hint), metadata, names)
    if origin is tuple:
        return {"type": "array", "items": _value(arguments[0], metadata, names)}
    if origin is Mapping:
        keys = {"propertyNames": {"enum": names}} if metadata.get("keys") == "rules" else {}
        return {"type": "object", **keys, "additionalProperties": _value(arguments[1], metadata, names)}
    if is_table(hint):
        return _table(hint, names)
    if choices := choices_of(hint):
        return {"enum": [_plain(choice) for choice in choices]}
    if hint is str and metadata.get("holds") == "rules":
        return {"enum": names}
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
