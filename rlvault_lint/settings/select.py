"""Which rules run: what the names of rules and groups mean, and how selections build upon each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rlvault_lint.registry import unusable
from rlvault_lint.rule import GROUPS, Rule
from rlvault_lint.settings.model import ALL, Values
from rlvault_lint.settings.places import KeyPath
from rlvault_lint.settings.sources import Source, nearest_or
from rlvault_lint.settings.toml import kebab, shown

LISTED = "`rlvault-lint rule` lists the rules"


class Names:
    """What the names of rules and groups mean."""

    def __init__(self, rules: Mapping[str, type[Rule]]) -> None:
        self.defaults = frozenset(name for name, rule in rules.items() if rule.default)
        members: dict[str, set[str]] = {group: set() for group in GROUPS}
        for name, rule in rules.items():
            members.setdefault(rule.group, set()).add(name)
        # From the least specific to the most. A rule that can't be used is known, and means nothing.
        self.levels: tuple[dict[str, frozenset[str]], ...] = (
            {ALL: frozenset(rules)},
            {group: frozenset(names) for group, names in members.items()},
            {name: frozenset[str]() for name in unusable()} | {name: frozenset((name,)) for name in rules},
        )

    @property
    def meanings(self) -> dict[str, frozenset[str]]:
        """The rules that each name means."""
        return {name: rules for level in self.levels for name, rules in level.items()}

    def rules(self, source: Source, path: KeyPath, name: str, at: KeyPath) -> frozenset[str]:
        """The rules that a name means; a SettingsError speaks of the key `path`, on the line of `at`."""
        for level in self.levels:
            if name in level:
                return level[name]
        known = [each for level in self.levels for each in level]
        otherwise = f"the groups are {', '.join(sorted(self.levels[1]))}, and {LISTED}"
        raise source.error(path, f"unknown rule or group {shown(name)}: {nearest_or(name, known, otherwise)}", at)

    def union(self, source: Source, path: KeyPath, names: Iterable[str]) -> frozenset[str]:
        """The rules that the names in the list at `path` mean together. Raises SettingsError."""
        found = [self.rules(source, path, name, (*path, index)) for index, name in enumerate(names)]
        return frozenset[str]().union(*found)


def select(names: Names, layers: Iterable[tuple[Source, Values]]) -> tuple[set[str], str]:
    """The names of the rules to run, and where that was said, if anywhere. Later layers override earlier ones.

    The more specific name wins, and of equal ones `ignore`. Raises SettingsError for a name that means nothing.
    """
    selected, origins = set(names.defaults), dict[str, None]()
    for source, layer in layers:
        if layer.select is not None:
            selected, origins = set(), {source.place(("select",)): None}
        for field in ("select", "extend_select", "ignore"):
            said = getattr(layer, field) or ()
            names.union(source, (kebab(field),), said)
            origins |= {source.place((kebab(field),)): None} if said else {}
        for level in names.levels:
            selected |= {rule for name in (*(layer.select or ()), *layer.extend_select) for rule in level.get(name, ())}
            selected -= {rule for name in layer.ignore for rule in level.get(name, ())}
    return selected, ", ".join(origins)
