"""A note survives being packed, whatever stands in it."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.note import Note
from rlvault_lint.reading.packed import pack, unpack
from rlvault_lint.reading.parse import parse

EVERYTHING = """---
title: "a"
tags: [b, "c d"]
nested: {a: {b: [c, d]}, e: }
up: "[[GEPA|G]]"
anchor: &x 1
a: 1
a: 2
---
# Heading ^a

- [[GEPA]] ⭐ — gist（arXiv:2507.19457）★★★★★ [x](y.md)
  1. ![[z.png]] arXiv:2602.17xxx %% [[hidden]] arXiv:2602.12345 %%
- [[open

| a |
| --- |
| [[a|b]] | [[c]] |

text (25 notes) #tag/ and #other。^tight %% rlvault-lint: ignore broken-link -- why %%

[r]: <s t.md>

last ^id
"""


def round_trip(note: Note) -> Note:
    return unpack(note.path, pack(note))


def test_everything() -> None:
    note = parse("Note.md", EVERYTHING.encode())
    empty = [field.name for field in fields(note) if not getattr(note, field.name)]
    assert empty == ["garbled"]
    assert round_trip(note) == note
    assert repr(round_trip(note)).partition("(")[2] == repr(note).partition("(")[2]


def test_parts_are_made_when_asked_for() -> None:
    note = round_trip(parse("Note.md", EVERYTHING.encode()))
    slots = Note.__slots__
    made = {name for name in slots if is_made(note, name)}
    assert made == {"path", "digest", "garbled"}
    assert note.entries[0].lead is note.links[1]
    assert {name for name in slots if is_made(note, name)} == made | {"entries", "links"}
    assert note.links is note.links
    with pytest.raises(AttributeError):
        _ = note.part  # type: ignore[attr-defined]


def is_made(note: Note, name: str) -> bool:
    try:
        object.__getattribute__(note, name)
    except AttributeError:
        return False
    return True


def test_like_any_other_note() -> None:
    note = parse("Note.md", EVERYTHING.encode())
    assert hash(round_trip(note)) == hash(note)
    assert replace(round_trip(note), path="b.md") == replace(note, path="b.md") != note
    assert pickle.loads(pickle.dumps(round_trip(note))) == note
    assert pack(round_trip(note)) == pack(note)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("Note.md", b""),
        ("Note.md", "It donâ€™t matter ^a".encode()),
        ("Note.md", b"[[\xff]]"),
        ("Board.canvas", b'{"nodes": [{"type": "file", "file": "A.md", "subpath": "#h"}]}'),
        ("Board.canvas", b"{"),
    ],
)
def test_files(path: str, data: bytes) -> None:
    note = parse(path, data)
    assert round_trip(note) == note


PIECES = st.sampled_from(
    [*EVERYTHING.splitlines(keepends=True), "\n", "---\n", "%%", "[[", "]]", "é", "â€™", "- ", "|"]
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_note(text: str) -> None:
    note = parse("Note.md", text.encode())
    assert round_trip(note) == note
