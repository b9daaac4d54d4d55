"""Which rules there are: the built-in ones, a module each in `rules/`, and those of plugins.

Plugins come through the entry-point group `rlvault_lint.rules`, and their rules are called `plugin/name`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from rlvault_lint import rules
from rlvault_lint.errors import RunError
from rlvault_lint.rule import Rule

ENTRY_POINT_GROUP = "rlvault_lint.rules"


class PluginError(RunError):
    """A plugin that can't be loaded; the message names it and says why."""


@cache
def registry() -> Mapping[str, type[Rule]]:
    """All rules by name, sorted. Raises PluginError where a plugin can't be loaded."""
    found = {rule.name: rule for rule in _builtin(rules)}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        rule = _load(entry.name, entry)
        found[rule.name] = rule
    return dict(sorted(found.items()))


def _builtin(package: ModuleType) -> Iterator[type[Rule]]:
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        yield from (
            value
            for value in vars(module).values()
            if inspect.isclass(value) and issubclass(value, Rule) and value.__module__ == module.__name__
        )


def _load(name: str, entry: Any) -> type[Rule]:
    origin = entry.dist.name if entry.dist else "an unknown package"
    try:
        rule = entry.load()
    except Exception as error:  # whatever a plugin raises while it is imported is its fault, and named as such
        raise PluginError(f"rule plugin {name!r} of {origin} can't be loaded: {error!r}") from error
    if not (inspect.isclass(rule) and issubclass(rule, Rule)):
        raise PluginError(f"rule plugin {name!r} of {origin} is no subclass of rlvault_lint.rule.Rule")
    if rule.name.count("/") != 1:
        raise PluginError(f"rule plugin {name!r} of {origin} has the name {rule.name!r}; it must be 'plugin/name'")
    return rule
