"""Where settings come from: a file, the command line, the keywords of `lint()`; their values, places and errors.

Whatever is wrong with a value is one SettingsError that says where it was said: file, line and key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from rlvault_lint import registry
from rlvault_lint.errors import RunError
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError, read
from rlvault_lint.files.root import PYPROJECT, SETTINGS_FILE, TABLE
from rlvault_lint.files.walk import leaves
from rlvault_lint.settings.checks import checked
from rlvault_lint.settings.model import general
from rlvault_lint.settings.places import KeyPath, deep_line, digits_line, locate
from rlvault_lint.settings.toml import (
    choices_of,
    default_of,
    dotted,
    is_table,
    kebab,
    member,
    shown,
    table_fields,
    toml,
    words_for,
)
from rlvault_lint.text import BOM
from rlvault_lint.wording import did_you_mean, visible

T = TypeVar("T")


class SettingsError(RunError):
    """Settings that can't be used. The message is one line: file, line and key, what is wrong, and what to do."""


class Source:
    """What was said in one place: the values by key as TOML has them, and the errors that name the place.

    `label` is the place as people know it: a file, `command line`.
    """

    def __init__(self, label: str, data: Mapping[str, Any]) -> None:
        self.label = label
        self.data = data

    # --- places and errors ------------------------------------------------------------------------------------------

    def place(self, path: KeyPath) -> str:  # noqa: ARG002 - for subclasses that know lines
        """Where a key is said."""
        return self.label

    def header(self, path: KeyPath) -> str:
        """The header of a table: `[rating]`."""
        return f"[{dotted(path)}]"

    def error(self, path: KeyPath, problem: str, at: KeyPath | None = None) -> SettingsError:
        """`rlvault-lint.toml:12: rating.scale: ...`; `at` is where the line is, if not that of the key itself."""
        name = f"{dotted(path)}{''.join(f', item {part + 1}' for part in path if isinstance(part, int))}: "
        return SettingsError(visible(f"{self.place(path if at is None else at)}: {name if path else ''}{problem}"))

    def advice(self, path: KeyPath) -> str | None:  # noqa: ARG002 - for subclasses
        """What to do about an unknown key, if more can be said than which one is nearest."""
        return None

    def _unknown(self, path: KeyPath, known: Iterable[str]) -> SettingsError:
        table, key = path[:-1], str(path[-1])
        names = sorted(known)
        otherwise = f"the keys here are {', '.join(names)}" if names else "there are no keys here"
        where = f" in {self.header(table)}" if self.header(table) != "[]" else ""
        advice = self.advice(path) or nearest_or(key, names, otherwise)
        return self.error((), f"unknown key {shown(key)}{where}: {advice}", path)

    # --- values -----------------------------------------------------------------------------------------------------

    def table(self, path: KeyPath, raw: Mapping[str, Any], into: type[T]) -> T:
        """The table `raw` as an instance of the dataclass `into`; what it does not say has the default.

        A table with free keys merges with its default key by key. A ValueError from `__post_init__` becomes the error
        of the key that causes it. Raises SettingsError, and TypeError or NameError where the dataclass itself is no
        description of a table.
        """
        known = {kebab(field.name): field for field in table_fields(into)}
        hints = get_type_hints(into) if raw else {}
        values: dict[str, Any] = {}
        for key, given in raw.items():
            if key not in known:
                raise self._unknown((*path, key), known)
            field = known[key]
            value = self._held((*path, key), self._value((*path, key), given, hints[field.name]), field.metadata)
            default = default_of(field)
            values[field.name] = {**default, **value} if isinstance(default, Mapping) else value
        try:
            return into(**values)
        except ValueError as error:
            culprits = [kebab(name) for name in values if _rejects(into, {name: values[name]})]
            raise self.error((*path, *culprits[:1]), str(error)) from error

    def check(self, path: KeyPath, holds: str | None, value: Any) -> Any:
        """`value` after the check of what its strings hold; a ValueError becomes the error at `path`."""
        try:
            return checked(holds, value)
        except ValueError as error:
            raise self.error(path, str(error)) from error

    def _held(self, path: KeyPath, value: Any, metadata: Mapping[str, Any]) -> Any:
        """`value` after the checks that its declaration asks for: of its strings, and of the keys of a table."""
        keys, holds = metadata.get("keys"), metadata.get("holds")
        match value:
            case Mapping():
                return {
                    self.check((*path, key), keys, key): self._held((*path, key), inside, {"holds": holds})
                    for key, inside in value.items()
                }
            case tuple():
                return tuple(self._held((*path, index), item, {"holds": holds}) for index, item in enumerate(value))
            case str() if holds:
                return self.check(path, holds, value)
        return value

    def _value(self, path: KeyPath, raw: Any, hint: Any) -> Any:
        """A value as TOML has it, as the type `hint`."""
        origin, arguments = get_origin(hint), get_args(hint)
        if hint is Any:
            return raw
        if origin in (Union, UnionType):
            return self._value(path, raw, member(hint))
        if origin is tuple and isinstance(raw, list):
            return tuple(self._value((*path, index), item, arguments[0]) for index, item in enumerate(raw))
        if origin is Mapping and isinstance(raw, dict):
            return {key: self._value((*path, key), value, arguments[1]) for key, value in raw.items()}
        if is_table(hint) and isinstance(raw, dict):
            return self.table(path, raw, hint)
        for choice in choices_of(hint):
            plain = choice.value if isinstance(choice, Enum) else choice
            if type(raw) is type(plain) and raw == plain:  # 1 is not true
                return choice
        if hint in (str, int, float, bool) and type(raw) is hint:
            return raw
        if hint is float and type(raw) is int:
            with suppress(OverflowError):
                return float(raw)
        raise self.error(path, f"expected {words_for(hint)}, got {shown(raw)}{self._rewritten(path, raw, hint)}")

    def _rewritten(self, path: KeyPath, raw: Any, hint: Any) -> str:
        """How to write what was probably meant; empty where that is not plain."""
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._rewritten(path, raw, member(hint))
        if origin is tuple and type(raw) is get_args(hint)[0]:
            return f": write [{shown(raw)}]"
        if (origin is Mapping or is_table(hint)) and not any(isinstance(part, int) for part in path):
            return f": write it as a table: {self.header(path)}"
        if hint is str and not isinstance(raw, list | dict):
            return ": write it in quotes"
        unquoted = {bool: "true|false", int: r"-?\d+", float: r"-?\d+(\.\d+)?"}
        if isinstance(raw, str) and hint in unquoted and re.fullmatch(unquoted[hint], raw):
            return ": write it without quotes"
        return ""


class File(Source):
    """A settings file; in `pyproject.toml` the table `[tool.rlvault-lint]` counts, and the paths of keys start there.

    `exists` says whether the file, and in it that table, is there. Raises SettingsError where it can't be read.
    """

    def __init__(self, file: Path, label: str) -> None:
        super().__init__(label, {})
        self.file = file
        self.prefix = TABLE if file.name == PYPROJECT else ()
        self.exists = False
        self._lines: Mapping[KeyPath, int] = {}
        self._read()

    def place(self, path: KeyPath) -> str:
        """`rlvault-lint.toml:12`: the line of a key, or of the nearest list or table around it whose line is known."""
        at = (*self.prefix, *path)
        while at and at not in self._lines:
            at = at[:-1]
        return f"{self.label}:{self._lines[at]}" if at else self.label

    def header(self, path: KeyPath) -> str:
        """The header of a table: `[tool.rlvault-lint.rating]`."""
        return super().header((*self.prefix, *path))

    def advice(self, path: KeyPath) -> str | None:
        """Where a key belongs that stands in the wrong table."""
        table, key = path[:-1], str(path[-1])
        if table and key in [kebab(field.name) for field in general()]:
            # The keys after a header belong to its table, which is easily forgotten.
            return f"move it to {self.header(())}" if self.prefix else "move it above the first table of the file"
        if not table and key in registry.registry():
            return f"the options of a rule belong in {self.header(('rules', key))}"
        if path == TABLE[:1]:
            return f"[{dotted(TABLE)}] is for {PYPROJECT}, so leave that out of the headers here"
        return None

    def _read(self) -> None:
        if self.file == Path(os.devnull):  # the usual way to say "none at all"
            return
        try:
            data = read(self.file, SETTINGS_LIMIT)
        except UnreadableError as error:
            if error.missing:
                return
            raise self.error((), f"can't be read: {error.reason}") from error
        # Most pyproject.toml say nothing of us, and what is wrong with them is not our business.
        if not all(key.encode() in data for key in self.prefix):
            return
        text = self._decoded(data)
        values: Any = self._parsed(text)
        for key in self.prefix:
            if not isinstance(values, dict) or key not in values:
                return
            values = values[key]
        self.exists = True
        self._lines = locate(text)
        if not isinstance(values, dict):
            raise self.error((), f"expected a table, got {shown(values)}: write it as a table: {self.header(())}")
        self.data = values

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode().removeprefix(BOM)
        except UnicodeDecodeError as error:
            byte, line = data[error.start], data.count(b"\n", 0, error.start) + 1
            raise self._at(line, f"byte 0x{byte:02x} is not UTF-8: save the file as UTF-8") from error

    def _parsed(self, text: str) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line, problem = _syntax_problem(str(error), text)
            raise self._at(line, f"not valid TOML, {problem}") from error
        except RecursionError as error:
            raise self._at(deep_line(text), "brackets are nested too deep: no setting needs that") from error
        except ValueError as error:  # of `int`, which takes no number of thousands of digits
            raise self._at(digits_line(text, most=4000), "a number is too long: no setting needs that") from error

    def _at(self, line: int, problem: str) -> SettingsError:
        return SettingsError(visible(f"{self.label}:{line}: {problem}"))


class Asked(Source):
    """What was asked for a single run, without lines: on the command line, or as keywords of `lint()`.

    `keywords` are the keys of a settings file with `_` for `-`; their values are as TOML would have them, or tuples and
    enumerations. `sign` is what stands before a key where it is said.
    """

    def __init__(self, label: str, keywords: Mapping[str, Any], sign: str = "") -> None:
        super().__init__(label, {kebab(name): _plain(value) for name, value in keywords.items()})
        self.sign = sign

    def error(self, path: KeyPath, problem: str, at: KeyPath | None = None) -> SettingsError:
        """`--select: ...`, or with the label where no key can be named."""
        if not path:
            return super().error(path, problem, at)
        return SettingsError(visible(f"{self.sign}{dotted(path)}: {problem}"))


def find(root: Path, config: Path | None) -> File:
    """The settings file that counts for the vault at `root`; one without any key is as good as none.

    That is `config` where it is given. Raises SettingsError where that is not there, where the root has two, and where
    the root's own is a symbolic link out of the vault; a `pyproject.toml` that is one is as good as none.
    """
    if config is not None:
        source = File(config, str(config))
        if not source.exists and config != Path(os.devnull):
            missing = f"there is no {source.header(())} in it: add it" if config.exists() else "there is no such file"
            raise source.error((), missing)
        return source
    if (root / SETTINGS_FILE).is_symlink() and leaves(root, SETTINGS_FILE):
        advice = "keep the settings in the vault, or name the file with --config"
        raise SettingsError(f"{SETTINGS_FILE}: a symbolic link out of the vault is not followed: {advice}")
    own, shared = File(root / SETTINGS_FILE, SETTINGS_FILE), File(root / PYPROJECT, PYPROJECT)
    if shared.data and leaves(root, PYPROJECT):
        return own
    if own.data and shared.data:
        raise shared.error((), f"{shared.header(())} holds settings, and so does {SETTINGS_FILE}: keep one of the two")
    return shared if shared.data else own


def nearest_or(name: str, known: Iterable[str], otherwise: str) -> str:
    """The question whether the nearest known name was meant, or `otherwise` if none is near."""
    from rlvault_lint.names import closest

    found = closest(name, known)
    return did_you_mean(found, quote=toml) if found else otherwise


# What tomllib means, for the mistakes that people make most.
_TOML_ADVICE = {
    "Unescaped '\\' in a string": "write the string in single quotes, which keep backslashes as they are",
    "Cannot overwrite a value": "a key is there twice, so keep one of them",
    "Invalid value": "a string needs quotes, a list needs its closing bracket",
}
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _syntax_problem(message: str, text: str) -> tuple[int, str]:
    """The line and the words of an error of tomllib, whose messages end with the place."""
    place = _TOML_PLACE.search(message)
    problem = message[: place.start()] if place else message
    line, column = (place[1], f" (column {place[2]})") if place and place[1] else (len(text.splitlines()), "")
    advice = _TOML_ADVICE.get(problem)
    return int(line), f"{problem[:1].lower()}{problem[1:]}{column}{f': {advice}' if advice else ''}"


def _rejects(into: type, values: Mapping[str, Any]) -> bool:
    try:
        into(**values)
    except ValueError:
        return True
    return False


def _plain(value: Any) -> Any:
    """A value of Python's as TOML would have it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
