"""Values as TOML writes them, and what a dataclass says of the table that it describes.

The fields of such a dataclass are the keys (`fail_on` is written `fail-on`), their annotations say what the values have
to be, their metadata hold the help. Settings, conventions and the options of rules are all described this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from rlvault_lint.settings.places import KeyPath

_CONTROLS = re.compile("[\x7f-\x9f]")


class Key(NamedTuple):
    """A key of a table: its dotted name, what it holds, its default as TOML ("" if unset), and its help."""

    name: str
    types: str
    default: str
    help: str


# --- values ---------------------------------------------------------------------------------------------------------


def dotted(path: KeyPath) -> str:
    """The keys of a path as TOML writes them: `rules."plugin/name".depth`."""
    keys = (part for part in path if isinstance(part, str))
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml(key) for key in keys)


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    match value:
        case str():
            import json

            return _CONTROLS.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False))
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


# --- tables ---------------------------------------------------------------------------------------------------------


def keys_of(into: type, path: KeyPath = ()) -> list[Key]:
    """The keys of the table that a dataclass describes, those of tables inside it after the others."""
    found: list[Key] = []
    inside: list[Key] = []
    hints = get_type_hints(into)
    for field in table_fields(into):
        at, hint, default = (*path, kebab(field.name)), hints[field.name], default_of(field)
        if is_table(hint):
            inside += keys_of(hint, at)
        else:
            text = "" if default is None else toml(default)
            found.append(Key(dotted(at), words_for(hint), text, field.metadata.get("help", "")))
    return found + inside


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """The single values in a dataclass or in nested tables, each with its path; what is unset is left out."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, kebab(field.name)))
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif path and value is not None:
        yield path, value


def is_table(hint: Any) -> bool:
    """Whether a type is a table with keys of its own."""
    return isinstance(hint, type) and is_dataclass(hint)


def table_fields(into: Any) -> tuple[Field[Any], ...]:
    """The fields of a dataclass, for what is only known to be a type."""
    return fields(into)


def default_of(field: Field[Any]) -> Any:
    """The default of a field, made by its factory where it has one."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def kebab(name: str) -> str:
    """The key that a field is written as."""
    return name.replace("_", "-")


def member(union: Any) -> Any:
    """The type that `X | None` has where it is set."""
    return next(each for each in get_args(union) if each is not type(None))


def choices_of(hint: Any) -> tuple[Any, ...]:
    """The values that an enumeration or a Literal allows; empty for other types."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(hint) if isinstance(hint, type) and issubclass(hint, Enum) else ()


_WORDS = {
    str: ("a string", "strings"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("true or false", "true or false"),
}


def words_for(hint: Any, *, many: bool = False) -> str:
    """What a type holds, as people say it: "a list of texts". Raises TypeError for a type that no setting can have."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _WORDS:
        return _WORDS[hint][many]
    if origin in (Union, UnionType):
        return words_for(member(hint), many=many)
    if origin is tuple:
        return f"{'lists' if many else 'a list'} of {words_for(arguments[0], many=True)}"
    if origin is Mapping and arguments[1] is not Any:
        return f"{'tables' if many else 'a table'} of {words_for(arguments[1], many=True)}"
    if origin is Mapping or is_table(hint):
        return "tables" if many else "a table"
    choices = [toml(choice) for choice in choices_of(hint)]
    if not choices:
        raise TypeError(f"no setting can have the type {hint!r}")
    return " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1])))
