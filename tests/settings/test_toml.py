"""TOML as dataclasses: above all, that an error names the right line however the file is written."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rlvault_lint.settings.places import KeyPath
from rlvault_lint.settings.sources import File, SettingsError, nearest_or
from rlvault_lint.settings.toml import dotted, leaves, toml


def _read(path: Path, text: str) -> File:
    path.write_bytes(text.encode())
    return File(path, "x.toml")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        pytest.param("a = 1\nb = 2", ("b",), 2, id="key"),
        pytest.param("a = 1\r\nb = 2", ("b",), 2, id="CRLF"),
        pytest.param("# a = 1\n\n  b = 2 # b = 3\nc = 4", ("c",), 4, id="comments"),
        pytest.param("[t]\na = 1\n[u]\na = 2", ("u", "a"), 4, id="key of a table"),
        pytest.param("[t]\na = 1\n[u]\na = 2", ("u",), 3, id="table"),
        pytest.param("\n[t.u.v]\na = 1", ("t", "u"), 2, id="table that is named in passing"),
        pytest.param("\n[ t . u ] # x\na = 1", ("t", "u", "a"), 3, id="blanks in a header"),
        pytest.param("a.b = 1\na . c = 2", ("a", "c"), 2, id="dotted key"),
        pytest.param("\na.b = 1\na.c = 2", ("a",), 2, id="table of dotted keys"),
        pytest.param("a = 1\n'x.y' = 2", ("x.y",), 2, id="literal key"),
        pytest.param('a = 1\n"x\\u002ey" = 2', ("x.y",), 2, id="quoted key with an escape"),
        pytest.param('a = 1\n["[x]".\'="\']\nb = 2', ("[x]", '="', "b"), 3, id="brackets and quotes in a header"),
        pytest.param('a = """\nb = 1\n[b]\n\\""" """\nb = 2', ("b",), 5, id="text of many lines"),
        pytest.param("a = '''\nb = 1\n\\'''\nb = 2", ("b",), 4, id="literal text of many lines"),
        pytest.param('a = """x"""""\nb = 2', ("b",), 2, id="text that ends with quotes"),
        pytest.param('a = """x"""" # "[" "\nb = 2', ("b",), 2, id="text that ends with a quote"),
        pytest.param("a = '''x'''' # '[' '\nb = 2", ("b",), 2, id="literal text that ends with a quote"),
        pytest.param('a = ""\nb = 2', ("b",), 2, id="empty text"),
        pytest.param("a = '#'\nb = 2 # '", ("b",), 2, id="number sign in a text"),
        pytest.param('a = "\\"]"\nb = 2', ("b",), 2, id="escaped quote"),
        pytest.param("a = [\n[1,\n2], # ]\n3,\n]\nb = 2", ("a", 1), 4, id="item of a list"),
        pytest.param("a = [\n[1,\n2], # ]\n3,\n]\nb = 2", ("b",), 6, id="key after a list"),
        pytest.param("\na = [1, 2\n, {x = [\n]}]", ("a", 2), 3, id="comma first"),
        pytest.param("a = [\n]", ("a", 0), 1, id="no such item"),
        pytest.param("\na = { b = [\n1], c = 2 }\nd = 3", ("a", "c"), 2, id="inline table"),
        pytest.param("\na = { b = [\n1], c = 2 }\nd = 3", ("d",), 4, id="key after an inline table"),
        pytest.param("[[a]]\nb = 1\n[[a]]\nc = 2", ("a",), 1, id="list of tables"),
        pytest.param("a = 2020-01-01T00:00:00.5+01:00\nb = 1.5e3\nc = -inf", ("c",), 3, id="dates and numbers"),
        pytest.param(
            "a.b.c.d.e.f.g.h.i.j = 1\nb = 1", ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), 1, id="deep"
        ),
    ],
)
def test_lines(tmp_path: Path, text: str, path: KeyPath, line: int) -> None:
    tomllib.loads(text)
    assert _read(tmp_path / "x.toml", text).place(path) == f"x.toml:{line}"


def test_what_is_not_there_has_no_line(tmp_path: Path) -> None:
    assert _read(tmp_path / "x.toml", "a = 1").place(("b",)) == "x.toml"


_VALUES = (
    "1", '"x"', "''",
    '"""\n[t]\nk0 = 1\n"""', "'''\n'\n'''", "[\n  1, # ]\n  2,\n]", "[[], [1]]", "{ k0 = 1, x = '}' }",
    '["[", """\n]"""]', "true # k0 = 1", '"\\\\"', "{ a.b = [\n{ c = 1 }\n] }",
)  # fmt: skip
_HEADERS = ("", "\n", "# [x]\n", "[t{}]\n", "[ 't{}' . u ] # x\n", '["t{}"]\n')


@given(st.lists(st.tuples(st.sampled_from(_HEADERS), st.sampled_from(_VALUES)), max_size=12))
@hypothesis_settings(max_examples=100)
def test_lines_of_any_mixture(tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]]) -> None:
    text, table = "", tuple[str, ...]()
    expected: dict[KeyPath, int] = {}
    for number, (header, value) in enumerate(parts):
        text += header.format(number)
        if "{}" in header:
            table = (f"t{number}", "u") if "u" in header else (f"t{number}",)
        expected[*table, f"k{number}"] = text.count("\n") + 1
        text += f"k{number} = {value}\n"
    tomllib.loads(text)
    source = _read(tmp_path_factory.getbasetemp() / "lines.toml", text)
    assert {path: source.place(path) for path in expected} == {
        path: f"x.toml:{line}" for path, line in expected.items()
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", "b-c", "d_1"), "a.b-c.d_1"),
        (("rules", "zk/x"), 'rules."zk/x"'),
        (("a", 'q"\\', "é"), 'a."q\\"\\\\"."é"'),
        (("a", ""), 'a.""'),
        (("a", 3), "a"),
    ],
)
def test_dotted(path: KeyPath, expected: str) -> None:
    assert dotted(path) == expected


@given(st.text())
@example('\x7f\x00"\\')
def test_texts_survive_as_toml(text: str) -> None:
    assert tomllib.loads(f"{dotted((text,))} = {toml(text)}") == {text: text}


@dataclass(frozen=True, slots=True)
class _Inner:
    x: int = 0


@dataclass(frozen=True, slots=True)
class _Outer:
    inner: tuple[_Inner, ...] = ()
    table: _Inner = dataclasses.field(default_factory=_Inner)
    level: Literal[1, 2] = 1


def test_tables_in_tables(tmp_path: Path) -> None:
    source = _read(tmp_path / "x.toml", "level = 2\n[[inner]]\nx = 1\n[[inner]]\n[table]\nx = 5")
    assert source.table((), source.data, _Outer) == _Outer((_Inner(1), _Inner()), _Inner(5), 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("level = true", "x.toml:1: level: expected 1 or 2, got true", id="true is not 1"),
        pytest.param("inner = [\n1]", "x.toml:2: inner, item 1: expected a table, got 1", id="item"),
        pytest.param(
            "inner = [{y = 1}]", 'x.toml:1: unknown key "y" in [inner]: the keys here are x', id="key of an item"
        ),
    ],
)
def test_messages_about_tables_in_tables(tmp_path: Path, text: str, message: str) -> None:
    source = _read(tmp_path / "x.toml", text)
    with pytest.raises(SettingsError) as caught:
        source.table((), source.data, _Outer)
    assert str(caught.value) == message


def test_leaves() -> None:
    tables = {"a": {"b": 1, "c": {}}, "d": [2], "e": None}
    assert list(leaves(tables)) == [(("a", "b"), 1), (("a", "c"), {}), (("d",), [2])]
    assert list(leaves({})) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Fail_On", 'did you mean "fail-on"?'), ("slect", 'did you mean "select"?'), ("", "none"), ("xyz", "none")],
)
def test_did_you_mean(name: str, expected: str) -> None:
    assert nearest_or(name, ["select", "fail-on"], "none") == expected
