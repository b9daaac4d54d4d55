"""The settings in force as lines of TOML, and what there is to set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from rlvault_lint import registry
from rlvault_lint.conventions import Conventions
from rlvault_lint.rule import Rule
from rlvault_lint.settings.model import ALL, Settings, Values, general
from rlvault_lint.settings.places import KeyPath
from rlvault_lint.settings.toml import Key, dotted, kebab, keys_of, leaves, toml

DEFAULT = "default"


def describe(settings: Settings) -> list[tuple[str, str, str]]:
    """Every key in force: its dotted name, its value as TOML, and its origin.

    Written as lines `name = value` they are a settings file that means the same.
    """
    values = [value for field in (*general(), *fields(Conventions)) for value in _in_force(settings, field.name)]
    return [(dotted(path), toml(value), settings.origins.get(dotted(path), DEFAULT)) for path, value in values]


def _in_force(settings: Settings, name: str) -> Iterator[tuple[KeyPath, Any]]:
    """The values of one declaration; where something follows from them, what follows."""
    key = kebab(name)
    match name:
        case "select":
            yield (key,), [rule.name for rule in settings.rules]
        case "extend_select" | "ignore":  # they are in `select` already
            pass
        case "severity":
            yield from (((key, rule.name), rule.severity_in_force) for rule in settings.rules)
        case "per_path_ignores":
            everything = frozenset(registry.registry())
            for pattern, ignored in settings.per_path_ignores:
                yield (key, pattern), [ALL] if ignored == everything else sorted(ignored)
        case "rules":
            for rule in settings.rules:
                yield from leaves(rule.options, (key, rule.name))
        case _:
            yield from leaves(getattr(settings.values, name), (key,))


def keys() -> list[Key]:
    """All keys of a settings file, the general ones first. The options of rules are not among them."""
    return keys_of(Values)


def option_keys(rule: type[Rule]) -> list[Key]:
    """The options of a rule, by their names in `[rules.NAME]`."""
    return keys_of(rule.Options)
