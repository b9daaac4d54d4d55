"""TOML as frozen dataclasses: reading a file, making typed values of it, and errors that name file, line and key.

A dataclass describes a table: its fields are the keys (`fail_on` is written `fail-on`), their annotations say what the
values have to be, their metadata hold the help. Settings, conventions and the options of rules are all read this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from rlvault_lint.errors import RunError
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError, read
from rlvault_lint.text import BOM
from rlvault_lint.wording import visible

T = TypeVar("T")
KeyPath = tuple[str | int, ...]
"""Where a value stands: the keys that lead to it, and the index (from 0) of an item of a list."""


class SettingsError(RunError):
    """Settings that can't be used. The message is one line: file, line and key, what is wrong, and what to do."""


class Key(NamedTuple):
    """A key of a table: its dotted name, what it holds, its default as TOML ("" if unset), and its help."""

    name: str
    types: str
    default: str
    help: str


class Source:
    """The values of one file, the lines of its keys, and the errors that name them.

    `prefix` are the keys of the table that counts, as in `[tool.rlvault-lint]`; paths of keys start below it. `exists`
    says whether the file, and in it that table, is there.
    """

    def __init__(self, label: str, prefix: tuple[str, ...] = ()) -> None:
        self.label = label
        self.prefix = prefix
        self.exists = False
        self.data: Mapping[str, Any] = {}
        self._lines: Mapping[KeyPath, int] = {}

    def read(self, file: Path) -> None:
        """Read `file`; one that is not there leaves all as it is. Raises SettingsError where it is no TOML."""
        try:
            data = read(file, SETTINGS_LIMIT)
        except UnreadableError as error:
            if error.missing:
                return
            raise self.error((), f"can't be read: {error.reason}") from error
        # Most pyproject.toml say nothing of us, and what is wrong with them is no business of ours.
        if not all(key.encode() in data for key in self.prefix):
            return
        text = self._decoded(data)
        values: Any = self._parsed(text)
        for key in self.prefix:
            if not isinstance(values, dict) or key not in values:
                return
            values = values[key]
        self.exists = True
        self._lines = _locate(text)
        if not isinstance(values, dict):
            raise self.error((), f"expected a table, got {shown(values)}; write it as a table: {self.header(())}")
        self.data = values

    # --- places and errors ------------------------------------------------------------------------------------------

    def place(self, path: KeyPath) -> str:
        """`rlvault-lint.toml:12`: the line of a key, or of the nearest list or table around it whose line is known."""
        at = (*self.prefix, *path)
        while at and at not in self._lines:
            at = at[:-1]
        return f"{self.label}:{self._lines[at]}" if at else self.label

    def header(self, path: KeyPath) -> str:
        """The header of a table: `[rating]`."""
        return f"[{dotted((*self.prefix, *path))}]"

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
        where = f" in {self.header(table)}" if table or self.prefix else ""
        advice = self.advice(path) or did_you_mean(key, names, otherwise)
        return self.error((), f"unknown key {shown(key)}{where}; {advice}", path)

    # --- values -----------------------------------------------------------------------------------------------------

    def table(self, path: KeyPath, raw: Mapping[str, Any], into: type[T]) -> T:
        """The table `raw` as an instance of the dataclass `into`; what it does not say has the default.

        A table with free keys merges with its default key by key. A ValueError from `__post_init__` becomes the error
        of the key that causes it. Raises SettingsError, and TypeError or NameError where the dataclass itself is no
        description of a table.
        """
        known = {_kebab(field.name): field for field in _fields(into)}
        hints = get_type_hints(into) if raw else {}
        values: dict[str, Any] = {}
        for key, given in raw.items():
            if key not in known:
                raise self._unknown((*path, key), known)
            field = known[key]
            value = self._value((*path, key), given, hints[field.name])
            default = _default(field)
            values[field.name] = {**default, **value} if isinstance(default, Mapping) else value
        try:
            return into(**values)
        except ValueError as error:
            culprits = [_kebab(name) for name in values if _rejects(into, {name: values[name]})]
            raise self.error((*path, *culprits[:1]), str(error)) from error

    def check(self, path: KeyPath, check: Callable[[T], None], value: T) -> None:
        """Call `check` with a value; the ValueError that it may raise becomes the error at `path`."""
        try:
            check(value)
        except ValueError as error:
            raise self.error(path, str(error)) from error

    def _value(self, path: KeyPath, raw: Any, hint: Any) -> Any:
        """A value as TOML has it, as the type `hint`."""
        origin, arguments = get_origin(hint), get_args(hint)
        if hint is Any:
            return raw
        if origin in (Union, UnionType):
            return self._value(path, raw, _member(hint))
        if origin is tuple and isinstance(raw, list):
            return tuple(self._value((*path, index), item, arguments[0]) for index, item in enumerate(raw))
        if origin is Mapping and isinstance(raw, dict):
            return {key: self._value((*path, key), value, arguments[1]) for key, value in raw.items()}
        if _is_table(hint) and isinstance(raw, dict):
            return self.table(path, raw, hint)
        for choice in _choices(hint):
            plain = choice.value if isinstance(choice, Enum) else choice
            if type(raw) is type(plain) and raw == plain:  # 1 is not true
                return choice
        if hint in (str, int, float, bool) and type(raw) is hint:
            return raw
        if hint is float and type(raw) is int:
            with suppress(OverflowError):
                return float(raw)
        raise self.error(path, f"expected {_words(hint)}, got {shown(raw)}{self._rewritten(path, raw, hint)}")

    def _rewritten(self, path: KeyPath, raw: Any, hint: Any) -> str:
        """How to write what was probably meant; empty where that is not plain."""
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._rewritten(path, raw, _member(hint))
        if origin is tuple and type(raw) is get_args(hint)[0]:
            return f"; write [{shown(raw)}]"
        if (origin is Mapping or _is_table(hint)) and not any(isinstance(part, int) for part in path):
            return f"; write it as a table: {self.header(path)}"
        if hint is str and not isinstance(raw, list | dict):
            return "; write it in quotes"
        unquoted = {bool: "true|false", int: r"-?\d+", float: r"-?\d+(\.\d+)?"}
        if isinstance(raw, str) and hint in unquoted and re.fullmatch(unquoted[hint], raw):
            return "; write it without quotes"
        return ""

    # --- reading ----------------------------------------------------------------------------------------------------

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode().removeprefix(BOM)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problem = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
            raise SettingsError(visible(f"{self.label}:{line}: {problem}")) from error

    def _parsed(self, text: str) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(text)
        except RecursionError as error:
            raise self.error((), "not valid TOML: values are nested too deep") from error
        except ValueError as error:  # TOMLDecodeError, or plainly ValueError for a number of thousands of digits
            line, problem = _syntax_problem(str(error), text)
            raise SettingsError(visible(f"{self.label}:{line}: not valid TOML: {problem}")) from error


# What tomllib means, for the mistakes that people make most.
_TOML_ADVICE = {
    "Unescaped '\\' in a string": "write the text in single quotes, which keep backslashes as they are",
    "Cannot overwrite a value": "a key is there twice; keep one of them",
    "Invalid value": "a text needs quotes, a list needs its closing bracket",
}
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _syntax_problem(message: str, text: str) -> tuple[str, str]:
    """The line and the words of an error of tomllib, whose messages end with the place."""
    place = _TOML_PLACE.search(message)
    problem = message[: place.start()] if place else message
    line, column = (place[1], f" (column {place[2]})") if place and place[1] else (len(text.splitlines()), "")
    advice = _TOML_ADVICE.get(problem)
    return f"{line}", f"{problem[:1].lower()}{problem[1:]}{column}{f'; {advice}' if advice else ''}"


# --- what a dataclass says of its table -----------------------------------------------------------------------------


def keys_of(into: type, path: KeyPath = ()) -> list[Key]:
    """The keys of the table that a dataclass describes, those of tables inside it after the others."""
    found: list[Key] = []
    inside: list[Key] = []
    hints = get_type_hints(into)
    for field in _fields(into):
        at, hint, default = (*path, _kebab(field.name)), hints[field.name], _default(field)
        if _is_table(hint):
            inside += keys_of(hint, at)
        else:
            text = "" if default is None else toml(default)
            found.append(Key(dotted(at), _words(hint), text, field.metadata.get("help", "")))
    return found + inside


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """The single values in a dataclass or in nested tables, each with its path; what is unset is left out."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, _kebab(field.name)))
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif path and value is not None:
        yield path, value


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and is_dataclass(hint)


def _fields(into: Any) -> tuple[Field[Any], ...]:
    return fields(into)


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _rejects(into: type, values: Mapping[str, Any]) -> bool:
    try:
        into(**values)
    except ValueError:
        return True
    return False


def _member(union: Any) -> Any:
    """The type that `X | None` has where it is set."""
    return next(each for each in get_args(union) if each is not type(None))


def _choices(hint: Any) -> tuple[Any, ...]:
    """The values that an enumeration or a Literal allows; empty for other types."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(hint) if isinstance(hint, type) and issubclass(hint, Enum) else ()


_WORDS = {
    str: ("a text", "texts"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("true or false", "true or false"),
}


def _words(hint: Any, *, many: bool = False) -> str:
    """What a type holds, as people say it: "a list of texts". Raises TypeError for a type that no setting can have."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _WORDS:
        return _WORDS[hint][many]
    if origin in (Union, UnionType):
        return _words(_member(hint), many=many)
    if origin is tuple:
        return f"{'lists' if many else 'a list'} of {_words(arguments[0], many=True)}"
    if origin is Mapping and arguments[1] is not Any:
        return f"{'tables' if many else 'a table'} of {_words(arguments[1], many=True)}"
    if origin is Mapping or _is_table(hint):
        return "tables" if many else "a table"
    choices = [toml(choice) for choice in _choices(hint)]
    if not choices:
        raise TypeError(f"no setting can have the type {hint!r}")
    return " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1])))


# --- words ----------------------------------------------------------------------------------------------------------


def dotted(path: KeyPath) -> str:
    """The keys of a path as TOML writes them: `rules."plugin/name".depth`."""
    keys = (part for part in path if isinstance(part, str))
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml(key) for key in keys)


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    match value:
        case str():
            import json

            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{dotted((key,))} = {toml(item)}' for key, item in value.items())}}}"
        case _:
            return str(value)


def shown(raw: Any) -> str:
    """What was written and is wrong, in few words."""
    if isinstance(raw, list | dict):
        return "a list" if isinstance(raw, list) else "a table"
    text = toml(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """The question whether the nearest known name was meant, or `otherwise` if none is near."""
    from rlvault_lint.names import nearest, prepare

    found = nearest(name, prepare(known), limit=1, cutoff=65)
    return f"did you mean {toml(found[0][0])}?" if found else otherwise


# --- where keys stand -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""
    \n
    | \#[^\n]*
    | "{3} (?: [^\\] | \\. )*? "{3,5} | '{3} .*? '{3,5}  # texts of many lines
    | " (?: [^"\\\n] | \\. )* " | ' [^'\n]* '
    | [\[\]{}=,.]
    | [^\s\[\]{}=,.\#"']+
    """,
    re.DOTALL | re.VERBOSE,
)
_OPENING, _CLOSING = frozenset("[{"), frozenset("]}")
_DEEPEST = 8  # no key of ours lies deeper, and one of thousands of parts must not cost their square


def _locate(text: str) -> dict[KeyPath, int]:
    """The lines, from 1, of the keys, table headers and list items in valid TOML.

    The keys in an inline table are left out: they stand on the line of the key before it.
    """
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for statement in _statements(text):
        words = [word for word, _ in statement]
        is_header = words[0] == "["
        end = len(words) if is_header else words.index("=")
        path: KeyPath = tuple(_unquoted(word) for word in words[:end] if word not in ("[", "]", "."))
        if is_header:
            table = path
        else:
            path = (*table, *path)
        for size in range(1, min(len(path), _DEEPEST) + 1):
            lines.setdefault(path[:size], statement[0][1])
        if words[end + 1 : end + 2] == ["["]:
            lines |= {(*path, index): line for index, line in enumerate(_item_lines(statement[end + 1 :]))}
    return lines


def _item_lines(value: list[tuple[str, int]]) -> Iterator[int]:
    """The lines on which the items of a list begin."""
    depth, begins = 0, False
    for word, line in value:
        if begins and word != "]":
            yield line
        begins = depth == 0 or (depth == 1 and word == ",")
        depth += (word in _OPENING) - (word in _CLOSING)


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """The words of each table header, and of each key with its value; each word with its line."""
    statement: list[tuple[str, int]] = []
    depth, line = 0, 1
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word == "\n" and not depth:
            if statement:
                yield statement
            statement = []
        elif word != "\n" and not word.startswith("#"):
            statement.append((word, line))
            depth += (word in _OPENING) - (word in _CLOSING)
        line += word.count("\n")
    if statement:
        yield statement


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    if key.startswith('"'):
        import tomllib

        return str(tomllib.loads(f"key = {key}")["key"])
    return key
