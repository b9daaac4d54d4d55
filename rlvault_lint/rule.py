"""The base class of rules, and the registry that finds them.

Built-in rules are found by walking `rules/`, a rule in each module; others come through the entry-point group
`rlvault_lint.rules` and are called `plugin/name`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, ClassVar

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Severity
from rlvault_lint.note import Note
from rlvault_lint.text import Span
from rlvault_lint.vault.vault import Vault

ENTRY_POINT_GROUP = "rlvault_lint.rules"
GROUPS = ("link", "frontmatter", "arxiv", "rating", "moc", "text")


class PluginError(Exception):
    """A plugin that can't be loaded; the message names it and says why."""


class Rule(ABC):
    """One check. It sees a note and the vault, yields diagnostics, and has no state but its options.

    The docstring of a rule has the sections What, Why, Example, Fix and Options; `rule NAME` and its page print it.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    summary: ClassVar[str]
    severity: ClassVar[Severity]
    since: ClassVar[str]
    default: ClassVar[bool] = True
    """Whether the rule runs unless asked for."""
    canvas: ClassVar[bool] = False
    """Whether it judges `.canvas` files too, which have links and nothing else."""

    @dataclass(frozen=True, slots=True)
    class Options:
        """What the rule can be told; fields are made with `conventions.option`."""

    def __init__(self, options: Any = None, severity: Severity | None = None) -> None:
        """`options` is an instance of the rule's `Options`, None for the defaults; `severity` overrides the class's."""
        self.options = self.Options() if options is None else options
        self.severity_in_force = self.severity if severity is None else severity

    @abstractmethod
    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The findings in one note."""

    def diagnostic(
        self, note: Note, span: Span, message: str, *, related: Iterable[Related] = (), fix: Fix | None = None
    ) -> Diagnostic:
        """A finding of this rule at a place of `note`, with the severity in force."""
        return Diagnostic(self.name, self.group, note.path, span, message, self.severity_in_force, tuple(related), fix)


@cache
def registry() -> Mapping[str, type[Rule]]:
    """All rules by name, sorted. Raises PluginError where a plugin can't be loaded."""
    from rlvault_lint import rules

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
