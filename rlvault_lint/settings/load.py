"""Loads the settings of one run: defaults, then the vault's TOML, then what was asked for this run.

They come from `rlvault-lint.toml` at the vault's root, from `[tool.rlvault-lint]` in its `pyproject.toml`, or from a
file that is named. Whatever is wrong with them is one SettingsError that names file, line and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rlvault_lint import registry, wording
from rlvault_lint.findings.suppress import Known
from rlvault_lint.registry import unusable, unusable_rule
from rlvault_lint.rule import Rule
from rlvault_lint.settings.model import ALL, Settings, Values
from rlvault_lint.settings.select import LISTED, Names, select
from rlvault_lint.settings.sources import Asked, SettingsError, Source, find, nearest_or
from rlvault_lint.settings.toml import dotted, leaves, shown

NOTHING = Asked("nothing", {})


def load_settings(root: Path, *, config: Path | None = None, asked: Asked = NOTHING) -> Settings:
    """The settings for the vault at `root`, read from `config` if it is given, else from the root's own file.

    What is `asked` for this run replaces the file's value; tables merge key by key. Rules are selected as in ruff: the
    more specific name wins, and of equal ones `ignore`; `select` in `asked` sets aside what the file says of selection,
    `extend-select` and `ignore` there build upon it. Raises SettingsError.
    """
    rules = registry.registry()
    names = Names(rules)
    file = find(root, config)
    layers = [(source, source.table((), source.data, Values)) for source in (file, asked)]
    selected, said = select(names, layers)
    for source, layer in layers:
        _check_names(names, source, layer)
        _options(source, layer, rules)
    values = file.table((), _merged(file.data, asked.data), Values)
    options, wrong = _options(file, values, rules)
    origins = {dotted(path): source.place(path) for source, _ in layers for path, _ in leaves(source.data)}
    origins |= {"select": said} if said else {}
    made: list[Rule] = []
    for name in sorted(selected):
        rule = rules[name]
        key = next((each for each in (name, rule.group, ALL) if each in values.severity), None)
        try:
            made += [rule(options[name], values.severity[key] if key else None)] if name in options else []
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may do anything; the other rules run
            wrong.append(unusable_rule(name, rule.plugin, f"making it raises {wording.said(error)}"))
        origins |= {dotted(("severity", name)): origins[dotted(("severity", key))]} if key else {}
    return Settings(
        root=root,
        config=file.file if file.exists else None,
        values=values,
        rules=tuple(made),
        per_path_ignores=tuple(
            (pattern, names.union(file, ("per-path-ignores", pattern), ignored))
            for pattern, ignored in values.per_path_ignores.items()
        ),
        origins=origins,
        known=Known(names.meanings, frozenset(select(names, layers[:1])[0])),
        unusable=(*unusable().values(), *wrong),
    )


def _check_names(names: Names, source: Source, layer: Values) -> None:
    """Raises SettingsError where a table of a source speaks of a rule or group that is not there."""
    for name in layer.severity:
        names.rules(source, ("severity",), name, ("severity", name))
    for pattern, ignored in layer.per_path_ignores.items():
        names.union(source, ("per-path-ignores", pattern), ignored)


def _options(source: Source, layer: Values, rules: Mapping[str, type[Rule]]) -> tuple[dict[str, Any], list[str]]:
    """The options of all rules, also of those that don't run: what is wrong there is wrong. With them come sentences
    about rules of plugins whose options can't be read, through no fault of the source.
    """
    for name in layer.rules:
        if name not in rules and name not in unusable():
            raise source.error(
                ("rules",), f"unknown rule {shown(name)}: {nearest_or(name, rules, LISTED)}", ("rules", name)
            )
    options, wrong = {}, []
    for name, rule in rules.items():
        try:
            options[name] = source.table(("rules", name), layer.rules.get(name, {}), rule.Options)
        except SettingsError:
            raise
        except Exception as error:  # noqa: BLE001 - the class is at fault, not what people wrote
            wrong.append(unusable_rule(name, rule.plugin, f"its Options raise {wording.said(error)}"))
    return options, wrong


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The values of two sources: those `above` replace those `below`, and tables merge key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
