"""Which rules there are: the built-in ones, a module each in `rules/`, and those of plugins.

A plugin is an installed package with entry points in the group `rlvault_lint.rules`, one for each of its rules. Entry
point and rule have the same name, `plugin/name`, so that it is known of a rule that can't be loaded as well. Such a
rule is one sentence of `unusable`; the others run.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rlvault_lint import rules
from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.rule import GROUPS, Rule, subscribed
from rlvault_lint.wording import listed, said

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINT_GROUP = "rlvault_lint.rules"
_METADATA = (".dist-info", "egg-info")  # the latter is all of the name inside an .egg

_NAME = re.compile(r"[\w-]+/[\w-]+")
_GROUP = re.compile(r"(?!all$)[\w-]+")


class PluginError(RunError):
    """A rule of a plugin that can't be used; the message names both and says why."""


def registry() -> Mapping[str, type[Rule]]:
    """All rules that can be used, by name, sorted."""
    return _found()[0]


def unusable() -> Mapping[str, str]:
    """The rules of plugins that can't be used: by the name of the entry point, a sentence that says why."""
    return _found()[1]


def groups() -> tuple[str, ...]:
    """The groups of all rules: the built-in ones in their order, then those of plugins, sorted."""
    return (*GROUPS, *sorted({rule.group for rule in registry().values()} - set(GROUPS)))


def unusable_rule(name: str, plugin: str, why: str) -> str:
    """The sentence for a plugin's rule that can't be used; `plugin` is the package that it comes from."""
    return f"the rule {name!r} of the plugin {plugin!r} can't be used ({why}): update the plugin, or uninstall it"


@cache
def _found() -> tuple[Mapping[str, type[Rule]], Mapping[str, str]]:
    found = {rule.name: rule for rule in _builtin(rules)}
    wrong: dict[str, str] = {}
    for plugin, entry in sorted((_package(entry), entry) for entry in _entry_points()):
        try:
            rule = _usable(entry.load(), entry.name, found)
        except PluginError as error:
            wrong.setdefault(entry.name, unusable_rule(entry.name, plugin, str(error)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises is its own fault
            wrong.setdefault(entry.name, unusable_rule(entry.name, plugin, f"loading it raises {said(error)}"))
        else:
            rule.plugin = plugin
            found[rule.name] = rule
    return dict(sorted(found.items())), wrong


def _builtin(package: ModuleType) -> Iterator[type[Rule]]:
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        yield from (
            value
            for value in vars(module).values()
            if inspect.isclass(value) and issubclass(value, Rule) and value.__module__ == module.__name__
        )


def _entry_points() -> Iterable[EntryPoint]:
    """The entry points of all plugins, as `importlib.metadata` has them. Loading that takes longer than looking for the
    rare package that it would find one in.
    """
    if not _may_have_plugins():
        return ()
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINT_GROUP)


def _may_have_plugins() -> bool:
    """Whether an installed package names our group among its entry points, or may be installed in a way of its own."""
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    for folder in sys.path:
        try:
            names = os.listdir(folder or os.curdir)  # noqa: PTH208 -- a tenth of a run that finds nothing
        except NotADirectoryError:  # an archive
            return True
        except OSError:
            continue
        for name in names:
            if not name.lower().endswith(_METADATA):
                continue
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123
                    if ENTRY_POINT_GROUP.encode() in file.read():
                        return True
            except OSError:  # most have none
                continue
    return False


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.value


def _usable(rule: Any, name: str, others: Mapping[str, type[Rule]]) -> type[Rule]:
    """What the entry point `name` points to. Raises PluginError with what that says wrongly of itself."""
    if flaw := _flaw(rule, name):
        raise PluginError(flaw)
    usable: type[Rule] = rule
    if usable.name in others:
        raise PluginError(f"the plugin {others[usable.name].plugin!r} has one of that name too")
    if usable.group in others:
        raise PluginError(f"its group is called like the rule {usable.group!r}")
    return usable


def _flaw(rule: Any, name: str) -> str:
    """What is wrong with a plugin's rule by itself; nothing, mostly."""
    if not (inspect.isclass(rule) and issubclass(rule, Rule)):
        return "it is not a subclass of rlvault_lint.plugin.Rule"
    wanted = ("name", "group", "summary", "severity", "since")
    if missing := [each for each in wanted if not hasattr(rule, each)]:
        return f"it has no {listed(missing)}"
    if not isinstance(rule.name, str) or not _NAME.fullmatch(rule.name):
        return f"its name is {rule.name!r}, and has to be 'plugin/name' in letters, digits, '-' and '_'"
    if rule.name != name:
        return f"its name is {rule.name!r}, and has to be that of its entry point"
    if not isinstance(rule.group, str) or not _GROUP.fullmatch(rule.group):
        return f"its group is {rule.group!r}, and has to be a word in letters, digits, '-' and '_'"
    if not isinstance(rule.severity, Severity):
        return f"its severity is {rule.severity!r}, and has to be a Severity"
    if not isinstance(rule.summary, str) or not isinstance(rule.since, str):
        return "its summary and since have to be texts"
    if not subscribed(rule):
        return "it looks at nothing; decorate its methods with on_link, on_note and the like"
    return ""
