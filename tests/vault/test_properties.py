"""What settings ask of properties: required ones, and the types of values."""

from __future__ import annotations

from typing import Any

import pytest

from rlvault_lint.conventions import Conventions, FrontmatterConventions
from rlvault_lint.note import Field, Note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault import properties
from rlvault_lint.vault.properties import Type
from rlvault_lint.vault.vault import Vault


def _field(value: str) -> tuple[Note, Field]:
    note = parse("Note.md", f"---\nkey: {value}\n---\n".encode())
    return note, note.fields[0]


# For each type: what it holds, and what it does not.
VALUES: dict[Type, tuple[list[str], list[str]]] = {
    Type.TEXT: (
        ["a", '"1"', "'true'", "1.0.0", "2026-02-03", '"[[x]]"', "|\n  a"],
        ["1", "-1.5", "true", "[a]", "{a: 1}"],
    ),
    Type.NUMBER: (
        ["1", "-1", "+1.5", ".5", "1e3", "0x1F", "2602.22650"],
        ['"1"', "1.0.0", "1,5", "one", "[1]", "1_000"],
    ),
    Type.LIST: (["[a]", "[]", "[[x]]", "\n- a\n- b"], ["a", "1", "{a: 1}"]),
    Type.DATE: (
        ["2026-02-03", '"2024-02-29"'],
        ["2026-02-30", "2026-2-3", "20260203", "2026-02-03T04:05:06", "today", "[2026-02-03]", "２０２６-02-03"],
    ),
    Type.DATETIME: (
        ["2026-02-03T04:05", "2026-02-03T04:05:06", "2026-02-03T04:05:06.789Z", '"2026-02-03T04:05:06+08:00"'],
        ["2026-02-03", "2026-02-03 04:05", "2026-02-03T24:05", "2026-02-30T04:05", "now"],
    ),
    Type.CHECKBOX: (["true", "False", "TRUE"], ['"true"', "yes", "on", "1", "tRUE"]),
    Type.LINK: (
        ['"[[x]]"', "'[[x#y|z]]'", '["[[x]]", "[[y]]"]', '"[x](y.md)"'],
        ["x", "[[x]]", '"see [[x]]"', '["[[x]]", y]', '"[x](https://y.z)"'],
    ),
}


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        pytest.param(type, value, expected, id=f"{type} {value!r}")
        for type, both in VALUES.items()
        for values, expected in zip(both, (True, False), strict=True)
        for value in values
    ],
)
def test_fits(type: Type, value: str, expected: bool) -> None:
    note, field = _field(value)
    assert properties.fits(field, type, [link.span for link in note.links]) is expected


@pytest.mark.parametrize("type", Type)
@pytest.mark.parametrize("value", ["", "null", "~", '""', "[]", '[""]'])
def test_nothing_fits_every_type(type: Type, value: str) -> None:
    assert properties.fits(_field(value)[1], type, ())


@pytest.mark.parametrize("key", ["tags", "aliases", "cssclasses"])
def test_lists_that_may_be_one_text(key: str) -> None:
    text, number = (parse("Note.md", f"---\n{key}: {value}\n---\n".encode()).fields[0] for value in ("a", "1"))
    assert properties.fits(text, Type.LIST, ())
    assert not properties.fits(number, Type.LIST, ())


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        ("1984", Type.TEXT, '"1984"'),
        ('"4"', Type.NUMBER, "4"),
        ("four", Type.NUMBER, None),
        ('"true"', Type.CHECKBOX, "true"),
        ("Lin", Type.LIST, "[Lin]"),
        ("Lin, M.", Type.LIST, '["Lin, M."]'),
        ("'a \"b\"'", Type.LIST, '["a \\"b\\""]'),
        ("4", Type.LIST, '["4"]'),
        ("[a]", Type.TEXT, None),
        ("a", Type.DATE, None),
    ],
)
def test_rewritten(value: str, type: Type, expected: str | None) -> None:
    _, field = _field(value)
    written = properties.rewritten(field, type)
    assert written == expected
    if written is not None:
        assert properties.fits(_field(written)[1], type, ())


@pytest.mark.parametrize(
    ("path", "text", "required", "required_in", "expected"),
    [
        ("Note.md", "", {"*": ("a",), "moc": ("b",)}, {}, ("a",)),
        ("X MOC.md", "", {"*": ("a",), "moc": ("b", "a")}, {}, ("a", "b")),
        ("Note.md", "---\ntype: Paper\n---\n", {"paper": ("a",), "PAPER": ("b",)}, {}, ("a", "b")),
        ("Note.md", "---\ntype: [x, paper]\n---\n", {"paper": ("a",), "x": ("c",)}, {}, ("c", "a")),
        ("P/a/Note.md", "", {}, {"P/": ("a",), "Q/": ("b",), "P/*.md": ("c",)}, ("a",)),
    ],
)
def test_required(path: str, text: str, required: Any, required_in: Any, expected: tuple[str, ...]) -> None:
    note = parse(path, text.encode())
    conventions = Conventions(frontmatter=FrontmatterConventions(required, required_in))
    assert properties.required(note, Vault([note], [], conventions=conventions)) == expected
