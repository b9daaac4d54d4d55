"""What a vault asks of its notes' properties: which ones a note has to have, and of what shape their values are.

Shapes are declared in the settings by note type, or in Obsidian's `.obsidian/types.json` for the whole vault.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rlvault_lint.conventions import option
from rlvault_lint.findings.diagnostic import Related
from rlvault_lint.note import Field, Items, Note, Scalar, Value
from rlvault_lint.patterns import matcher
from rlvault_lint.reading.frontmatter import is_template
from rlvault_lint.reading.yaml_text import as_yaml, in_quotes, is_boolean, is_number
from rlvault_lint.text import Span
from rlvault_lint.vault.vault import Vault

EVERY = "*"
MOC = "moc"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    rf"{_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]+)?)?(?:Z|[-+][0-9]{{2}}:?[0-9]{{2}})?"
)


class Type(StrEnum):
    """What a property holds."""

    TEXT = "text"
    NUMBER = "number"
    LIST = "list"
    DATE = "date"
    DATETIME = "datetime"
    CHECKBOX = "checkbox"
    LINK = "link"


OBSIDIAN_TYPES = {
    "text": Type.TEXT,
    "number": Type.NUMBER,
    "multitext": Type.LIST,
    "aliases": Type.LIST,
    "tags": Type.LIST,
    "date": Type.DATE,
    "datetime": Type.DATETIME,
    "checkbox": Type.CHECKBOX,
}
"""Obsidian's names for its types, as `.obsidian/types.json` holds them."""

ONE_OR_MANY = ("tags", "aliases", "cssclasses")
"""Lists that may also be one text (Obsidian 1.9.3 release notes)."""

EXPECTED = {
    Type.TEXT: "a text",
    Type.NUMBER: "a number, without quotes",
    Type.LIST: "a list",
    Type.DATE: "a date, YYYY-MM-DD",
    Type.DATETIME: "a date with time, YYYY-MM-DDTHH:MM:SS",
    Type.CHECKBOX: "true or false, without quotes",
    Type.LINK: 'a link in quotes, "[[...]]", or a list of such',
}
"""What people are told to write."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the values of one property have to be; `enum`, `pattern` and `unique` hold for each item of a list."""

    type: Type | None = option(None, "what it holds")
    enum: tuple[str, ...] = option((), "the only values it may have")
    pattern: str | None = option(None, "a regular expression that is found in each value", holds="regex")
    unique: bool = option(False, "whether no two notes may have the same value")


def kinds(note: Note, vault: Vault) -> tuple[str, ...]:
    """The note types that settings can mean a note by, folded: `*`, the values of its `type`, `moc` for a MOC."""
    found = dict.fromkeys((EVERY, *(text.strip().casefold() for text in note.texts("type"))))
    if vault.is_moc(note):
        found[MOC] = None
    return tuple(found)


def required(note: Note, vault: Vault) -> tuple[str, ...]:
    """The properties that a note has to have, by its type or its path, each once."""
    by_kind = vault.derive(_required_by_kind)
    if not by_kind and not vault.conventions.frontmatter.required_in:
        return ()
    found = [name for kind in kinds(note, vault) for name in by_kind.get(kind, ())]
    for pattern, names in vault.conventions.frontmatter.required_in.items():
        if matcher((pattern,))(note.path):
            found += names
    return tuple(dict.fromkeys(found))


def _required_by_kind(vault: Vault) -> Mapping[str, tuple[str, ...]]:
    """The required properties by folded note type."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, names in vault.conventions.frontmatter.required.items():
        found[kind.casefold()] = (*found.get(kind.casefold(), ()), *names)
    return found


def is_placeholder(field: Field) -> bool:
    """Whether a value is filled in by a template: `{{date}}`, `<% tp.file.title %>`."""
    return is_template(field.raw)


def places(vault: Vault, kind: str, key: str) -> Mapping[str, list[Related]]:
    """Where each value of a property stands, in the notes of one type: an index for `Vault.derive`."""
    found: dict[str, list[Related]] = {}
    for note in vault.judged():
        field = note.field(key)
        if field and not is_placeholder(field) and kind in kinds(note, vault):
            for scalar in field.scalars:
                found.setdefault(scalar.text.strip(), []).append(Related(note.path, scalar.span, "the same value here"))
    return found


def fits(field: Field, type: Type, links: Sequence[Span]) -> bool:
    """Whether a property's value is of a type; an empty one fits all. `links` are the places of its links, in order."""
    value = field.value
    if field.is_empty:
        return True
    if type is Type.LIST:
        return isinstance(value, Items) or (field.key in ONE_OR_MANY and _is_text(value))
    if type is Type.LINK:
        return bool(field.scalars) and all(_holds_link(scalar, links) for scalar in field.scalars)
    return _TESTS[type](value)


def rewritten(field: Field, type: Type) -> str | None:
    """A value that does not fit `type`, written so that it does; None where that takes more than quotes or brackets."""
    value = field.value
    if not isinstance(value, Scalar):
        return None
    if type is Type.LIST:
        return f"[{as_yaml(value.text)}]"
    if type is Type.TEXT:
        return in_quotes(value.text)
    plain = Scalar(value.text.strip(), False, value.span)
    return plain.text if type in (Type.NUMBER, Type.CHECKBOX) and _TESTS[type](plain) else None


def _holds_link(scalar: Scalar, links: Sequence[Span]) -> bool:
    """Whether one of `links` stands in a scalar."""
    at = bisect_left(links, scalar.span.start, key=lambda span: span.start)
    return at < len(links) and scalar.span.contains(links[at])


def _is_text(value: Value) -> bool:
    return isinstance(value, Scalar) and not is_number(value) and not is_boolean(value)


def _is_date(value: Value) -> bool:
    return isinstance(value, Scalar) and _is_calendar(value.text.strip(), _DATE, date.fromisoformat)


def _is_datetime(value: Value) -> bool:
    return isinstance(value, Scalar) and _is_calendar(value.text.strip(), _DATETIME, datetime.fromisoformat)


def _is_calendar(text: str, form: re.Pattern[str], read: Callable[[str], object]) -> bool:
    if not form.fullmatch(text):
        return False
    try:
        read(text)
    except ValueError:
        return False
    return True


_TESTS: dict[Type, Callable[[Value], bool]] = {
    Type.TEXT: _is_text,
    Type.NUMBER: lambda value: isinstance(value, Scalar) and is_number(value),
    Type.DATE: _is_date,
    Type.DATETIME: _is_datetime,
    Type.CHECKBOX: lambda value: isinstance(value, Scalar) and is_boolean(value),
}
