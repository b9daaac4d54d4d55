"""The settings of one run: defaults, then the vault's TOML, then the command line; frozen, each with its origin.

They come from `rlvault-lint.toml` at the vault's root, from `[tool.rlvault-lint]` in its `pyproject.toml`, or from a
file that is named. Whatever is wrong with them is one SettingsError that names file, line and key.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from rlvault_lint import wording
from rlvault_lint.conventions import Conventions, RatingConventions, option
from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.reading.stars import FAMILIES, GLYPHS
from rlvault_lint.registry import registry, unusable, unusable_rule
from rlvault_lint.rule import GROUPS, Rule
from rlvault_lint.settings.toml import (
    Key,
    KeyPath,
    SettingsError,
    Source,
    did_you_mean,
    dotted,
    keys_of,
    leaves,
    shown,
    toml,
)
from rlvault_lint.wording import visible

__all__ = ["Key", "Overrides", "Settings", "SettingsError", "describe", "keys", "load_settings", "option_keys"]

FILE = "rlvault-lint.toml"
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "rlvault-lint")
ALL = "all"
DEFAULT = "default"
COMMAND_LINE = "command line"

_LISTED = 'the command "rlvault-lint rule" lists the rules'


class Overrides(NamedTuple):
    """What the command line says; None where it says nothing."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    fail_on: Severity | None = None


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force.

    `config` is the file that they come from, if there is one. `rules` are the rules to run, sorted by name, made with
    their options and severity. `exclude` and the patterns of `per_path_ignores` are written as in .gitignore; each
    pattern comes with the names of the rules that don't count there. `origins` tells, by dotted key, where a value that
    is not the default comes from: `rlvault-lint.toml:12` or `command line`. `unusable` are sentences about rules of
    plugins that should run and can't.
    """

    root: Path
    config: Path | None
    rules: tuple[Rule, ...]
    exclude: tuple[str, ...]
    per_path_ignores: tuple[tuple[str, frozenset[str]], ...]
    conventions: Conventions
    fail_on: Severity
    comments: bool
    origins: Mapping[str, str]
    unusable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File(Conventions):
    """What a settings file holds: the conventions, and what concerns the run itself."""

    select: tuple[str, ...] | None = option(
        None, "rules to run: names of rules or groups, or `all`; if unset, the rules that are on by default"
    )
    extend_select: tuple[str, ...] = option((), "rules or groups to run besides the selected ones")
    ignore: tuple[str, ...] = option(
        (), "rules or groups not to run; a rule's own name outweighs its group's, and both outweigh `all`"
    )
    exclude: tuple[str, ...] = option((), "files not to check, as patterns of .gitignore; links to them stay valid")
    fail_on: Severity = option(Severity.ERROR, "the least severity of a finding that makes the run fail")
    comments: bool = option(False, "whether links inside `%% … %%` comments are judged too")
    severity: Mapping[str, Severity] = option({}, "severity by rule or group, or `all`")
    per_path_ignores: Mapping[str, tuple[str, ...]] = option(
        {}, "rules or groups that don't count in some files, by pattern of .gitignore"
    )
    rules: Mapping[str, Mapping[str, Any]] = option({}, "options by rule, in `[rules.NAME]`; a rule's page lists them")


def load_settings(root: Path, *, config: Path | None = None, overrides: Overrides = NO_OVERRIDES) -> Settings:
    """The settings for the vault at `root`, read from `config` if it is given, else from the root's own file.

    A value on the command line replaces the file's; a table of the file merges with its default key by key. Rules are
    selected as in ruff: the more specific name wins, and of equal ones `ignore`; `select` on the command line sets
    aside what the file says of selection, `extend_select` and `ignore` there build upon it. Raises SettingsError.
    """
    rules = registry()
    source, command_line = _find(root, config), _CommandLine(COMMAND_LINE)
    file = source.table((), source.data, _File)
    conventions = _checked(source, file)
    for pattern in overrides.exclude or ():
        command_line.check(("exclude",), _gitignore, pattern)
    names = _Names(rules)
    selected, said = _select(names, [(source, file), (command_line, overrides)])
    for name in file.severity:
        names.rules(source, ("severity",), name, ("severity", name))
    options, wrong = _options(source, file, rules)
    ignores = tuple(
        (pattern, names.union(source, ("per-path-ignores", pattern), ignored))
        for pattern, ignored in file.per_path_ignores.items()
    )
    origins = {dotted(path): source.place(path) for path, _ in leaves(source.data)}
    origins |= {"select": said} if said else {}
    origins |= {"exclude": COMMAND_LINE} if overrides.exclude is not None else {}
    origins |= {"fail-on": COMMAND_LINE} if overrides.fail_on is not None else {}
    made = []
    for name in sorted(selected):
        rule = rules[name]
        key = next((each for each in (name, rule.group, ALL) if each in file.severity), None)
        try:
            made += [rule(options[name], file.severity[key] if key else None)] if name in options else []
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may do anything; the other rules run
            wrong.append(unusable_rule(name, rule.plugin, f"making it raises {wording.said(error)}"))
        origins |= {dotted(("severity", name)): source.place(("severity", key))} if key else {}
    return Settings(
        root=root,
        config=source.file,
        rules=tuple(made),
        exclude=file.exclude if overrides.exclude is None else overrides.exclude,
        per_path_ignores=ignores,
        conventions=conventions,
        fail_on=overrides.fail_on or file.fail_on,
        comments=file.comments,
        origins=origins,
        unusable=(*unusable().values(), *wrong),
    )


def describe(settings: Settings) -> list[tuple[str, str, str]]:
    """Every key in force: its dotted name, its value as TOML, and its origin.

    Written as lines `name = value` they are a settings file that means the same.
    """
    everything = frozenset(registry())
    values: list[tuple[KeyPath, Any]] = [
        (("select",), [rule.name for rule in settings.rules]),
        (("exclude",), settings.exclude),
        (("fail-on",), settings.fail_on),
        (("comments",), settings.comments),
        *(
            (("per-path-ignores", pattern), [ALL] if ignored == everything else sorted(ignored))
            for pattern, ignored in settings.per_path_ignores
        ),
        *((("severity", rule.name), rule.severity_in_force) for rule in settings.rules),
        *(leaf for rule in settings.rules for leaf in leaves(rule.options, ("rules", rule.name))),
        *leaves(settings.conventions),
    ]
    return [(dotted(path), toml(value), settings.origins.get(dotted(path), DEFAULT)) for path, value in values]


def keys() -> list[Key]:
    """All keys of a settings file, the general ones first. The options of rules are not among them."""
    return keys_of(_File)


def option_keys(rule: type[Rule]) -> list[Key]:
    """The options of a rule, by their names in `[rules.NAME]`."""
    return keys_of(rule.Options)


# --- files and command line -----------------------------------------------------------------------------------------


class _SettingsFile(Source):
    def __init__(self, file: Path, label: str) -> None:
        super().__init__(label, TABLE if file.name == PYPROJECT else ())
        if file != Path(os.devnull):  # the usual way to say "none at all"
            self.read(file)
        self.file = file if self.exists else None

    def advice(self, path: KeyPath) -> str | None:
        table, key = path[:-1], str(path[-1])
        if table and key in [each.name for each in keys() if "." not in each.name]:
            # The keys after a header belong to its table, which is easily forgotten.
            return f"move it to {self.header(())}" if self.prefix else "move it above the first table of the file"
        if not table and key in registry():
            return f"the options of a rule belong in {self.header(('rules', key))}"
        if path == TABLE[:1]:
            return f"[{dotted(TABLE)}] is for {PYPROJECT}; leave that out of the headers here"
        return None


class _CommandLine(Source):
    """The command line, whose options have the names of keys and no lines."""

    def error(self, path: KeyPath, problem: str, at: KeyPath | None = None) -> SettingsError:  # noqa: ARG002
        return SettingsError(visible(f"--{path[0]}: {problem}"))


def _find(root: Path, config: Path | None) -> _SettingsFile:
    """The settings file that counts, empty if there is none. A file without any key is as good as none."""
    if config is not None and config != Path(os.devnull):
        source = _SettingsFile(config, str(config))
        if not source.exists:
            missing = f"no {source.header(())} in it; add that table" if config.exists() else "there is no such file"
            raise source.error((), missing)
        return source
    if config is not None:
        return _SettingsFile(config, str(config))
    own, shared = _SettingsFile(root / FILE, FILE), _SettingsFile(root / PYPROJECT, PYPROJECT)
    if own.data and shared.data:
        raise shared.error((), f"{shared.header(())} holds settings, and so does {FILE}; keep one of the two")
    return shared if shared.data else own


# --- rules ----------------------------------------------------------------------------------------------------------


class _Names:
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

    def rules(self, source: Source, path: KeyPath, name: str, at: KeyPath) -> frozenset[str]:
        """The rules that a name means; an error speaks of the key `path`, on the line of `at`."""
        for level in self.levels:
            if name in level:
                return level[name]
        known = [each for level in self.levels for each in level]
        otherwise = f"the groups are {', '.join(sorted(self.levels[1]))}; {_LISTED}"
        raise source.error(path, f"unknown rule or group {shown(name)}; {did_you_mean(name, known, otherwise)}", at)

    def union(self, source: Source, path: KeyPath, names: Iterable[str]) -> frozenset[str]:
        """The rules that the names in the list at `path` mean together."""
        found = [self.rules(source, path, name, (*path, index)) for index, name in enumerate(names)]
        return frozenset[str]().union(*found)


def _select(names: _Names, layers: Iterable[tuple[Source, _File | Overrides]]) -> tuple[set[str], str]:
    """The names of the rules to run, and where that was said, if anywhere. Later layers override earlier ones."""
    selected, origins = set(names.defaults), dict[str, None]()
    for source, layer in layers:
        if layer.select is not None:
            selected, origins = set(), {source.place(("select",)): None}
        said = {"select": layer.select, "extend-select": layer.extend_select, "ignore": layer.ignore}
        for key, value in said.items():
            names.union(source, (key,), value or ())
            origins |= {source.place((key,)): None} if value else {}
        for level in names.levels:
            selected |= {
                rule for name in (*(layer.select or ()), *(layer.extend_select or ())) for rule in level.get(name, ())
            }
            selected -= {rule for name in layer.ignore or () for rule in level.get(name, ())}
    return selected, ", ".join(origins)


def _options(source: Source, file: _File, rules: Mapping[str, type[Rule]]) -> tuple[dict[str, Any], list[str]]:
    """The options of all rules, also of those that don't run: what is wrong there is wrong. With them come sentences
    about rules of plugins whose options can't be read, through no fault of the file.
    """
    for name in file.rules:
        if name not in rules and name not in unusable():
            raise source.error(
                ("rules",), f"unknown rule {shown(name)}; {did_you_mean(name, rules, _LISTED)}", ("rules", name)
            )
    options, wrong = {}, []
    for name, rule in rules.items():
        try:
            options[name] = source.table(("rules", name), file.rules.get(name, {}), rule.Options)
        except SettingsError:
            raise
        except Exception as error:  # noqa: BLE001 - the class is at fault, not what people wrote
            wrong.append(unusable_rule(name, rule.plugin, f"its Options raise {wording.said(error)}"))
    return options, wrong


# --- what a type can't say ------------------------------------------------------------------------------------------


def _checked(source: Source, file: _File) -> Conventions:
    """The conventions of a settings file, after all checks of its values."""
    for index, pattern in enumerate(file.exclude):
        source.check(("exclude", index), _gitignore, pattern)
    for pattern in file.per_path_ignores:
        source.check(("per-path-ignores", pattern), _gitignore, pattern)
    for pattern in file.frontmatter.required_in:
        source.check(("frontmatter", "required-in", pattern), _gitignore, pattern)
    for index, pattern in enumerate(file.moc.names):
        source.check(("moc", "names", index), _regex, pattern)
    given = {field.name: getattr(file, field.name) for field in fields(Conventions)}
    return Conventions(**given | {"rating": _rating(source, file.rating)})


def _gitignore(pattern: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        matches = any(each.include is not None for each in GitIgnoreSpec.from_lines([pattern]).patterns)
    except ValueError:
        matches = False
    if not matches:
        raise ValueError(f"the pattern {shown(pattern)} matches nothing; write it as in .gitignore")


def _regex(pattern: str) -> None:
    # "\b" is a backspace in TOML's double quotes: a valid expression that never matches.
    if "\b" in pattern:
        raise ValueError(f"{shown(pattern)} holds a backspace; write it in single quotes, which keep backslashes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise ValueError(f"{shown(pattern)} is no regular expression: {error}") from error


def _rating(source: Source, rating: RatingConventions) -> RatingConventions:
    # Emoji pickers add U+FE0F to a star; it is no glyph of its own.
    rating = replace(rating, filled=rating.filled.replace("\ufe0f", ""), empty=rating.empty.replace("\ufe0f", ""))
    source.check(("rating", "scale"), _scale, rating.scale)
    source.check(("rating", "filled"), _glyphs, rating.filled)
    source.check(("rating", "empty"), _glyphs, rating.empty)
    both = next((glyph for glyph in rating.filled if glyph in rating.empty), None)
    if both:
        key = "empty" if "empty" in source.data["rating"] else "filled"
        raise source.error(("rating", key), f"{toml(both)} can't be both a filled and an empty star; leave one out")
    return rating


def _scale(scale: int) -> None:
    if not 2 <= scale <= 10:
        raise ValueError(f"expected a whole number from 2 to 10, got {scale}")


def _glyphs(text: str) -> None:
    if not text:
        raise ValueError("expected at least one glyph, got none")
    bad = next((char for char in text if char.isspace() or not char.isprintable()), None)
    if bad:
        raise ValueError(f"U+{ord(bad):04X} is no glyph; write nothing but glyphs, without blanks between them")
    unknown = next((char for char in text if char not in GLYPHS), None)
    if unknown:
        raise ValueError(f"{unknown} is not looked for in notes; choose from {' '.join(FAMILIES)}")
