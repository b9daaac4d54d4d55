"""Frontmatter: where the block is, what its fields are, where exactly they stand, and that nothing brings it down."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.note import Field, Items, Mapping, Problem, ProblemKind, Scalar, Value
from rlvault_lint.reading import frontmatter
from rlvault_lint.reading.frontmatter import Frontmatter, content_span, read, scalar_content_span
from rlvault_lint.reading.yaml_errors import Cause
from rlvault_lint.rules.invalid_frontmatter import words as words_of
from rlvault_lint.text import Lines, Span

# --- the block ------------------------------------------------------------------------------------------------------

# text, what the block is (None: there is none), what the body is
BLOCKS = {
    "plain": ("---\na: b\n---\nbody\n", "---\na: b\n---", "body\n"),
    "crlf": ("---\r\na: b\r\n---\r\nbody", "---\r\na: b\r\n---", "body"),
    "lone cr": ("---\ra: b\r---\rbody", "---\ra: b\r---", "body"),
    "byte order mark": ("\ufeff---\na: b\n---\nbody", "---\na: b\n---", "body"),
    "blanks after the fences": ("--- \t\na: b\n---\t \nbody", "--- \t\na: b\n---\t ", "body"),
    "nothing after the block": ("---\na: b\n---", "---\na: b\n---", ""),
    "empty": ("---\n---\nbody", "---\n---", "body"),
    "empty, crlf": ("---\r\n---\r\nbody", "---\r\n---", "body"),
    "only a comment": ("---\n# nothing\n---\nbody", "---\n# nothing\n---", "body"),
    "blank lines": ("---\n\na: b\n\n---\n\nbody", "---\n\na: b\n\n---", "\nbody"),
    "the first closing line counts": ("---\na: b\n---\nc\n---\nd", "---\na: b\n---", "c\n---\nd"),
    "four dashes do not close": ("---\na: b\n----\n---\nbody", "---\na: b\n----\n---", "body"),
    "an indented fence does not close": ("---\na: |\n  x\n  ---\n---\nbody", "---\na: |\n  x\n  ---\n---", "body"),
    "four dashes do not open": ("----\na: b\n---\n", None, "----\na: b\n---\n"),
    "text after the opening": ("--- a\nb: c\n---\n", None, "--- a\nb: c\n---\n"),
    "a blank line first": ("\n---\na: b\n---\n", None, "\n---\na: b\n---\n"),
    "a blank first": (" ---\na: b\n---\n", None, " ---\na: b\n---\n"),
    "no block after a byte order mark": ("\ufeffbody", None, "body"),
    "no text": ("", None, ""),
    "only the opening": ("---", None, "---"),
}


@pytest.mark.parametrize(("text", "block", "body"), BLOCKS.values(), ids=BLOCKS)
def test_where_the_block_is(text: str, block: str | None, body: str) -> None:
    front = read(text)
    assert (None if front.span is None else _at(text, front.span)) == block
    assert text[front.body :] == body


UNCLOSED = {
    "properties": ("---\ntitle: x\ntags: y\n", True),
    "crlf": ("---\r\ntitle: x\r\n", True),
    "a key of three words, without a value": ("---\nmy long key:\n", True),
    "a quoted key": ('---\n"title": x\n', True),
    "a key in Chinese, after a byte order mark": ("\ufeff---\n标题: x\n", True),
    "a thematic break": ("---\n\ntitle: x\n", False),
    "a heading": ("---\n# Title\nNote: x\n", False),
    "prose": ("---\nThis is what I mean by it: nothing\n", False),
    "an address": ("---\nhttps://example.com\n", False),
    "nothing": ("---\n", False),
}


@pytest.mark.parametrize(("text", "reported"), UNCLOSED.values(), ids=UNCLOSED)
def test_a_block_that_is_never_closed(text: str, reported: bool) -> None:
    front = read(text)
    assert front.span is None
    assert not front.fields
    found = [(problem.kind, _at(text, problem.span)) for problem in front.problems]
    assert found == ([("frontmatter-unclosed", "---")] if reported else [])


# --- fields and their places ----------------------------------------------------------------------------------------

# YAML, and the keys and values exactly as written
WRITTEN = {
    "plain": ("a: some text", [("a", "some text")]),
    "a number stays text": ("arxiv: 2602.22650\nn: 007", [("arxiv", "2602.22650"), ("n", "007")]),
    "dates, booleans, null": ("a: 2024-07-21\nb: yes\nc: ~", [("a", "2024-07-21"), ("b", "yes"), ("c", "~")]),
    "blanks around": ("a:   b  \nc :\td\t", [("a", "b"), ("c", "d")]),
    "a comment after": ("a: b # c\nd: 'e'# f", [("a", "b"), ("d", "'e'")]),
    "double quotes": (r'a: "b \" \\ c"', [("a", r'"b \" \\ c"')]),
    "single quotes": ("a: 'it''s'", [("a", "'it''s'")]),
    "quoted keys": ("\"a b\": c\n'd': e", [("a b", "c"), ("d", "e")]),
    "keys with blanks and signs": ("creation date: x\n#no\nk-e_y/1: y", [("creation date", "x"), ("k-e_y/1", "y")]),
    "an address": ("url: https://a.b/c#d?e=f", [("url", "https://a.b/c#d?e=f")]),
    "several lines": ("a: b\n  c\n\n  d\ne: f", [("a", "b\n  c\n\n  d"), ("e", "f")]),
    "several lines in quotes": ('a: "b\n  c"\nd: e', [("a", '"b\n  c"'), ("d", "e")]),
    "literal": ("a: |\n  b\n   c \n\n\nd: e", [("a", "|\n  b\n   c "), ("d", "e")]),
    "folded, stripped": ("a: >-\n\n  b\n\n  c\n# d\ne: f", [("a", ">-\n\n  b\n\n  c"), ("e", "f")]),
    "an empty block scalar": ("a: |\nb: c", [("a", "|"), ("b", "c")]),
    "a block scalar at the end": ("a: |+\n  b\n \n\n", [("a", "|+\n  b")]),
    "a block list": ("a:\n  - b\n  - 'c'\n\nd: e", [("a", "- b\n  - 'c'"), ("d", "e")]),
    "a block list without indentation": ("a:\n- b\n-\nc: d", [("a", "- b\n-"), ("c", "d")]),
    "a flow list": ("a: [b, 'c' , ]  # d", [("a", "[b, 'c' , ]")]),
    "a flow list on several lines": ("a: [\n  b\n]\nc: []", [("a", "[\n  b\n]"), ("c", "[]")]),
    "an unquoted link": ("up: [[X]]\nd: e", [("up", "[[X]]"), ("d", "e")]),
    "an unquoted link with alias": ("up: [[X|Y]]", [("up", "[[X|Y]]")]),
    "unquoted links as items": ("up:\n  - [[X]]\n  - [[Y#Z]]\n", [("up", "- [[X]]\n  - [[Y#Z]]")]),
    "a mapping": ("a:\n  b: c\n  d:\n\n\ne: f", [("a", "b: c\n  d:"), ("e", "f")]),
    "a flow mapping": ("a: {b: c, d}\ne: {}", [("a", "{b: c, d}"), ("e", "{}")]),
    "pairs in a flow list": ("a: [b: c , {d: e}: f , g]", [("a", "[b: c , {d: e}: f , g]")]),
    "a template's placeholder": ("a: {{title}}\n{{b}}: c", [("a", "{{title}}"), ("{{b}}", "c")]),
    "complex keys": ("? [a, b]\n: c\n? d\n: e\n? f\n", [("[a, b]", "c"), ("d", "e"), ("f", "")]),
    "tags are not of the value": ("a: !!str 5\nb: !x [c]\nd: !!python/object:os.system e", "5 [c] e"),
    "a tag before nothing": ("a: !x\nb: [!x , c]", [("a", ""), ("b", "[!x , c]")]),
    "a tag, and a no-break blank as text": ("a: !x \u00a0b", [("a", "\u00a0b")]),
    "tags of a mapping and of its key": ("a: !x\n  !y b: c", [("a", "!y b: c")]),
    "a tag and a comment before a block": ("a: !x # c\n  b: c", [("a", "b: c")]),
    "json": ('{"a": "b", "c": [1, 2.50], "d": {"e": null}}', '"b" [1,2.50] {"e":null}'),
    "json on several lines, with tabs": ('{\n\t"a": "b/c",\n\t"d": true\n}', [("a", '"b/c"'), ("d", "true")]),
    "json without blanks": ('{"a":1,"b":"c"}', [("a", "1"), ("b", '"c"')]),
    "an indented block": ("  a: b\n  c: d", [("a", "b"), ("c", "d")]),
    "an end of the document": ("a: b\n...\n# c", [("a", "b")]),
    "a beginning of the document": ("--- {a: b}", [("a", "b")]),
    "emoji and decomposed letters": (
        "📅: ⭐★ 🧑‍🔬\ncafe\u0301: u\u0308",
        [("📅", "⭐★ 🧑‍🔬"), ("cafe\u0301", "u\u0308")],
    ),
    "what only YAML 1.1 takes for line ends": (
        "a: b\u2028c\u2029d\x85e\nf: g",
        [("a", "b\u2028c\u2029d\x85e"), ("f", "g")],
    ),
    "undecodable bytes": ("a: b\udc80\udcff\n\udc81: d", [("a", "b\udc80\udcff"), ("\udc81", "d")]),
    "a character that would be taken for another": ("a: b\udc80\U00040000", [("a", "b\udc80\U00040000")]),
    "a byte order mark inside": ("a: \ufeffb\nc: \ufffe", [("a", "\ufeffb"), ("c", "\ufffe")]),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(("block", "written"), WRITTEN.values(), ids=WRITTEN)
def test_fields_as_written(block: str, written: list[tuple[str, str]] | str, line_end: str) -> None:
    text = f"\ufeff---\n{block}\n---\n".replace("\n", line_end)
    front = read(text)
    assert not front.problems
    _check_places(front, text)
    if isinstance(written, str):  # only the values, without blanks inside
        assert [field.raw.replace(" ", "") for field in front.fields] == written.split()
    else:
        expected = [(key, raw.replace("\n", line_end)) for key, raw in written]
        assert [(field.key, field.raw) for field in front.fields] == expected


def test_an_empty_value_is_at_the_place_after_the_colon() -> None:
    text = "---\na:\nb:   # c\nd: ''\n---\n"
    assert [field.span for field in read(text).fields] == [Span(6, 6), Span(9, 9), Span(19, 21)]


def test_the_span_of_a_key_covers_its_quotes() -> None:
    text = '---\n"a b" : c\n? d\n: e\n---\n'
    assert [_at(text, field.key_span) for field in read(text).fields] == ['"a b"', "d"]


VALUES: dict[str, tuple[str, Any]] = {
    "plain": ("5", ("5", False)),
    "quoted": ('"5"', ("5", True)),
    "single quotes": ("'it''s'", ("it's", True)),
    "escapes": (r'"\u00e9\t\U0001F600\L"', ("é\t😀\u2028", True)),
    "literal": ("|\n  b\n  c\n", ("b\nc\n", True)),
    "folded": (">-\n  b\n  c\n", ("b c", True)),
    "nothing": ("", ("", False)),
    "several lines": ("b\n  c", ("b c", False)),
    "link": ("[[X]]", [[("X", False)]]),
    "link with alias": ("[[X|Y]]", [[("X|Y", False)]]),
    "link with comma": ("[[A, B]]", [[("A", False), ("B", False)]]),
    "links as items": ("\n- [[X]]\n- [[Y]]", [[[("X", False)]], [[("Y", False)]]]),
    "quoted link": ('"[[X]]"', ("[[X]]", True)),
    "list": ("[a, 'b', ]", [("a", False), ("b", True)]),
    "items": ("\n- a\n-\n- - b", [("a", False), ("", False), [("b", False)]]),
    "mapping": ("\n  b: c\n  d: [e]", {"b": ("c", False), "d": [("e", False)]}),
    "pair in a list": ("[b: c]", [{"b": ("c", False)}]),
    "placeholder": ("{{title}}", {"{title}": ("", False)}),
    "null key": ("{? : b}", {"": ("b", False)}),
    "alias": ("*b", ("*b", False)),
    "restored": ('"\x85 \ufeff \udc80\U00040000 \\x41"', ("\x85 \ufeff \udc80\U00040000 A", True)),
}


@pytest.mark.parametrize(("written", "value"), VALUES.values(), ids=VALUES)
def test_values(written: str, value: Any) -> None:
    (field,) = read(f"---\na: {written}\n---\n").fields
    assert _tree(field.value) == value


def test_every_item_of_a_link_without_quotes_has_its_place() -> None:
    text = "---\nup: [[A, B|C]]\n---\n"
    (outer,) = read(text).fields
    assert isinstance(outer.value, Items)
    (inner,) = outer.value.items
    assert isinstance(inner, Items)
    assert [_at(text, each.span) for each in (outer, inner, *inner.items)] == ["[[A, B|C]]", "[A, B|C]", "A", "B|C"]


CONTENTS = {
    "plain": ("b c", "b c"),
    "double": ('"b c"', "b c"),
    "single": ("'[[b]]'", "[[b]]"),
    "empty quotes": ("''", ""),
    "nothing": ("", ""),
    "a quote inside": ("it's", "it's"),
    "undecodable": ('"\udc80"', "\udc80"),
    "tag before": ("!!str 'b'", "b"),
    "escape": (r'"b\n"', None),
    "doubled quote": ("'it''s'", None),
    "several lines": ("'b\n  c'", None),
    "plain on several lines": ("b\n  c", None),
    "block": ("|-\n  b", None),
}


@pytest.mark.parametrize(("written", "content"), CONTENTS.values(), ids=CONTENTS)
def test_the_span_of_a_scalars_content(written: str, content: str | None) -> None:
    text = f"---\na: [[x]]\nb: {written}\nc:\n  - {written}\n---\n"
    for field in read(text).fields[1:]:
        (scalar,) = field.scalars
        span = scalar_content_span(scalar, text)
        assert span == content_span(field, scalar)
        assert (None if span is None else _at(text, span)) == content


# --- problems -------------------------------------------------------------------------------------------------------


def test_each_later_duplicate_is_reported() -> None:
    text = "---\na: 1\nb: 2\na: 3\nA: 4\n'a': 5\n---\n"
    front = read(text)
    assert [(field.key, field.raw) for field in front.fields] == [
        ("a", "1"), ("b", "2"), ("a", "3"), ("A", "4"), ("a", "5"),
    ]  # fmt: skip
    assert front.problems == (
        Problem(ProblemKind.DUPLICATE_KEY, Span(14, 15), (Cause.DUPLICATE_KEY, "a", 2)),
        Problem(ProblemKind.DUPLICATE_KEY, Span(24, 27), (Cause.DUPLICATE_KEY, "a", 2)),
    )


def test_duplicates_are_those_of_one_mapping() -> None:
    text = "---\na:\n  b: 1\n  c: 2\n  b: 3\nb: 4\nd: [{b: 5}, {b: 6}]\n---\n"
    assert [(_found(text, problem), _line(text, problem)) for problem in read(text).problems] == [
        (("duplicate-key", "b"), 5)
    ]


def test_a_key_in_a_message_is_short_and_harmless() -> None:
    key = "\u202ex" + "y" * 500
    (problem,) = read(f"---\n{key}: 1\n{key}: 2\n---\n").problems
    assert words_of(problem) == f'the key "\\u202ex{"y" * 38}…" is already on line 2: keep one of them'


ANCHORS = {
    "anchor and alias": ("a: &x b\nc: *x", "&x", "an anchor", "(1 more in this frontmatter)"),
    "alias alone": ("a: *x", "*x", "an alias", "if it is text"),
    "anchor behind a tag": ("a: !x&x &x b", "&x", "an anchor", "if it is text"),
    "anchored list": ("a: &x [b]", "&x", "an anchor", "if it is text"),
    "merge": ("a: &x {b: c}\nd:\n  <<: *x", "&x", "an anchor", "(1 more in this frontmatter)"),
}


@pytest.mark.parametrize(("block", "place", "what", "end"), ANCHORS.values(), ids=ANCHORS)
def test_anchors_are_reported_once(block: str, place: str, what: str, end: str) -> None:
    text = f"---\n{block}\n---\n"
    (problem,) = read(text).problems
    assert _found(text, problem) == ("yaml-anchor", place)
    assert what in words_of(problem)
    assert words_of(problem).endswith(end)


def test_the_value_behind_an_anchor_is_read() -> None:
    front = read("---\na: &x b\nc: &y\n  - d\ne: &z !t\n  &w f: g\n---\n")
    assert [field.raw for field in front.fields] == ["b", "- d", "&w f: g"]


NOT_MAPPINGS = {
    "list": ("- a\n- b", "- a", "is a list"),
    "flow list": ("[a, b]", "[a, b]", "is a list"),
    "quoted text": ('"a"', '"a"', "is mere text"),
    "prose": ("Once upon a time\nthere was", "Once upon a time", "is not a property"),
    "no blank after the colon": ("title:x", "title:", "a space is missing"),
}


@pytest.mark.parametrize(("block", "place", "words"), NOT_MAPPINGS.values(), ids=NOT_MAPPINGS)
def test_a_block_without_properties(block: str, place: str, words: str) -> None:
    text = f"---\n{block}\n---\n"
    front = read(text)
    assert not front.fields
    (problem,) = front.problems
    assert _found(text, problem) == ("frontmatter-not-mapping", place)
    assert words in words_of(problem)


ONE_PROBLEM = {
    "fields before the error are kept": ("a: 1\nb: 2\nc: d: e\nf: 3", ["a", "b"]),
    "fields before an unclosed quote": ('a: 1\nb: "c\nd: "e"\nf: 3', ["a"]),
    "fields before an unclosed bracket": ("a: 1\nb: [c\nd: e", ["a"]),
    "one of several errors": ("a: 1\nb: @c\nd: @e", ["a"]),
    "an anchor before the error": ("a: &x 1\nb: c: d", ["a"]),
    "the error of a misread alias": ("a: 1\nb: *c d*", ["a"]),
    "a second document": ("a: 1\n--- b", ["a"]),
    "a second document after an end": ("a: 1\n...\nb: 2", ["a"]),
    "a directive": ("%YAML 1.2\na: 1", []),
    "a directive after comments": ("# a\n\n  # b\n%TAG ! x\na: 1", []),
    "a directive later": ("a: 1\n%b: 2", ["a"]),
    "a control character": ("a: 1\nb: c\x08d\ne: f", ["a", "b", "e"]),
    "binary data": ("a: 1\n\x00\x01: [\x02", ["a"]),
    "binary data without a field": ("\x00\x01", []),
    "a tag that is no UTF-8": ("a: 1\nb: !%ED%A0%80 c", ["a"]),
    "a tag that is no UTF-8, first": ("!<%F5%80%80%80> a: 1", []),
}


@pytest.mark.parametrize(("block", "keys"), ONE_PROBLEM.values(), ids=ONE_PROBLEM)
def test_one_problem_for_one_cause(block: str, keys: list[str]) -> None:
    front = read(f"---\n{block}\n---\n")
    assert [problem.kind for problem in front.problems] == ["yaml-syntax"]
    assert [field.key for field in front.fields] == keys


def test_a_control_character_is_named() -> None:
    text = "---\na: b\x08\n---\n"
    front = read(text)
    assert front.problems == (Problem(ProblemKind.YAML_SYNTAX, Span(8, 9), (Cause.CONTROL_CHARACTER, "\x08")),)
    assert words_of(front.problems[0]) == "YAML allows no control characters: delete this U+0008"
    assert front.fields[0].value == Scalar("b\x08", False, Span(7, 9))


TEMPLATES = {
    "placeholder and text": ("a: {{b}} c", ["frontmatter-template"]),
    "placeholder beside the error": ("a: '{{b}}'\nc: d: e", ["frontmatter-template"]),
    "command": ("a: <% b: c %>", ["frontmatter-template"]),
    "command over several lines": ("<%*\nb: c\n%>\na: b", ["frontmatter-template"]),
    "command alone": ("<% b %>", ["frontmatter-template"]),
    "other problems are what they are": ("a: {{b}}\na: &c <% d %>", ["duplicate-key", "yaml-anchor"]),
    "sound": ("a: {{b}}\nc: <% d %>\n<% e %>: f", []),
    "command never closed": ("a: <% b: c", ["yaml-syntax"]),
    "signs in the wrong order": ("a: %> <% b: c", ["yaml-syntax"]),
    "braces on two lines": ("a: {{b\n}} c", ["yaml-syntax"]),
}


@pytest.mark.parametrize(("block", "kinds"), TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_need_not_be_yaml(block: str, kinds: list[str]) -> None:
    front = read(f"---\n{block}\n---\nbody {{{{x}}}} <% y %>")
    assert sorted(problem.kind for problem in front.problems) == kinds


def test_problems_are_in_the_order_of_their_places() -> None:
    text = "---\na: &x 1\na: 2\nb: *x\na: 3\n---\n"
    assert [(problem.kind, _line(text, problem)) for problem in read(text).problems] == [
        ("yaml-anchor", 2),
        ("duplicate-key", 3),
        ("duplicate-key", 5),
    ]


# --- what is meant to hurt ------------------------------------------------------------------------------------------

_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
_MERGE_BOMB = "a: &a {x: 1}\n" + "".join(
    f"k{number}: &k{number} {{<<: [{', '.join([f'*k{number - 1}' if number else '*a'] * 9)}]}}\n" for number in range(9)
)

_DIRECTIVES = "".join(f"%TAG !{number}! a\n" for number in range(15_000))

# YAML, the kind of its one problem (None: it is sound), how many fields are read at least
HOSTILE = {
    "alias bomb": (_BOMB, "yaml-anchor", 9),
    "merge bomb": (_MERGE_BOMB, "yaml-anchor", 10),
    "brackets": ("a: b\nc: " + "[" * 30_000, "yaml-too-big", 1),
    "closed brackets": ("a: " + "[" * 30_000 + "]" * 30_000, "yaml-too-big", 0),
    "braces": ("a: " + "{" * 30_000, "yaml-too-big", 0),
    "brackets on lines of their own": ("a: " + "[\n " * 30_000, "yaml-too-big", 0),
    "nested items": ("- " * 30_000, "yaml-too-big", 0),
    "nested keys": ("? " * 30_000, "yaml-too-big", 0),
    "deep indentation": ("".join(" " * depth + "a:\n" for depth in range(700)), "yaml-too-big", 0),
    "a megabyte of keys": ("".join(f"k{number}: v\n" for number in range(90_000)), "yaml-too-big", 0),
    "many keys": ("".join(f"k{number}: v\n" for number in range(20_000)), "yaml-too-big", 4_999),
    "many items": ("a: b\nc: [" + "x," * 100_000 + "]", "yaml-too-big", 1),
    "many anchors": ("".join(f"k{number}: &a{number} v\n" for number in range(10_000)), "yaml-too-big", 4_999),
    "many aliases": ("a: b\nc: [" + "*x , " * 40_000 + "]", "yaml-too-big", 1),
    "many directives": (_DIRECTIVES + "--- {a: b}", "yaml-syntax", 0),
    "many directives after an end": ("a: b\n...\n" + _DIRECTIVES, "yaml-syntax", 1),
    "a long key": ("a: b\n" + "k" * 100_000 + ": v", "yaml-syntax", 1),
    "a long line": ("a: b\n" + "k" * 100_000, "yaml-syntax", 1),
    "a long plain value": ("a: " + "v " * 100_000, None, 1),
    "a long value of many lines": ("a: " + "v\n  " * 60_000, None, 1),
    "a long quoted value": ('a: "' + "\n" * 200_000 + '"', None, 1),
    "many block scalars": ("a:\n" + "- |\n  x\n\n" * 9_000, None, 1),
    "an unclosed quote": ("a: b\nc: '" + "v\n" * 100_000, "yaml-syntax", 1),
    "colons": ("a: b\nc" + " :" * 100_000, "yaml-syntax", 1),
    "comments": ("# x\n" * 60_000, None, 0),
    "tabs": ("a: b\n" + "\t" * 100_000 + "c: d", "yaml-syntax", 0),
    "zeros": ("\x00" * 200_000, "yaml-syntax", 0),
    "surrogates": ("a: " + "\udc80" * 200_000, None, 1),
    "all surrogates": ("a: " + "".join(map(chr, range(0xD800, 0xE000))) * 50, None, 1),
    "tags": ("a: b\nc:\n" + "- !!python/object/apply:os.system [x]\n" * 6_000, "yaml-too-big", 1),
    "emoji": ("a: " + "😀" * 200_000, None, 1),
}  # fmt: skip


@pytest.mark.parametrize(("block", "kind", "at_least"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml_is_survived_fast(block: str, kind: str | None, at_least: int) -> None:
    text = f"---\n{block}\n---\nbody"
    begin = time.process_time()
    front = read(text)
    # 0.1 s where nothing else runs; without the limits, libyaml alone takes more than a second for some of them.
    assert time.process_time() - begin < 0.9
    assert [problem.kind for problem in front.problems] == ([kind] if kind else [])
    assert len(front.fields) >= at_least
    assert text[front.body :] == "body"


def test_many_duplicates_and_many_lines_are_survived_fast() -> None:
    begin = time.process_time()
    front = read("---\n" + "a: b\r" * 4_000 + "---\n" + "x\n" * 100_000)
    assert len(front.fields) == 4_000
    assert len(front.problems) == 3_999
    assert time.process_time() - begin < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "---   x\n" * 100_000,
        "---" + " " * 500_000 + "x",
        "---\n---" + " " * 500_000 + "x",
        "---\n" + "a b\n" * 200_000,
    ],
    ids=["false fences", "a long opening", "a long closing", "no end"],
)
def test_a_search_for_the_end_is_linear(text: str) -> None:
    begin = time.process_time()
    assert read(text) == Frontmatter(None, 0, (), ())
    assert time.process_time() - begin < 0.9


def test_depth_just_within_the_limit_is_read() -> None:
    depth = frontmatter.MAX_DEPTH - 1  # the block itself is the first
    assert not read(f"---\na: {'[' * depth}{']' * depth}\n---\n").problems
    (problem,) = read(text := f"---\na: {'[' * depth}[]{']' * depth}\n---\n").problems
    assert (problem.kind, problem.span.start) == ("yaml-too-big", text.index("[]"))


def test_size_just_within_the_limit_is_read() -> None:
    block = "a: " + "x" * (frontmatter.MAX_SIZE - 4) + "\n"
    assert not read(f"---\n{block}---\n").problems
    front = read(f"---\n# {block}---\n")
    assert [(problem.kind, problem.span.start) for problem in front.problems] == [("yaml-too-big", 4)]
    assert not front.fields


def test_what_is_read_can_be_pickled() -> None:
    front = read("---\na: [b, {c: d}]\na: e\n---\n")
    assert pickle.loads(pickle.dumps(front)) == front


def test_a_run_without_frontmatter_does_not_load_the_libraries() -> None:
    code = (
        "import sys; from rlvault_lint.reading.frontmatter import read; read('x'); "
        "print({'yaml', 'frontmatter'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- properties of everything ---------------------------------------------------------------------------------------

_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"
)
_KEYS = st.from_regex(r"[A-Za-z标题é][A-Za-z标题é0-9_-]{0,8}( [a-z0-9]{1,4})?", fullmatch=True)
_WORDS = st.from_regex(r"[A-Za-z0-9★😀é][A-Za-z0-9★😀é/.()*&!'\"|-]{0,8}", fullmatch=True)


@st.composite
def _scalars(draw: st.DrawFn) -> tuple[str, str]:
    """A scalar on one line: its text, and one way to write it."""
    style = draw(st.sampled_from(["plain", "single", "double", "escaped"]))
    if style == "plain":
        text = " ".join(draw(st.lists(_WORDS, min_size=1, max_size=3)))
        return text, text
    text = draw(st.text(_CHARACTERS, max_size=12))
    if style == "single":
        return text, "'" + text.replace("'", "''") + "'"
    if style == "double":
        return text, '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text, '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


@st.composite
def _mappings(draw: st.DrawFn) -> tuple[str, list[tuple[str, Any, str]]]:
    """A block of properties: its YAML, and of each its key, its value and what is written."""
    lines: list[str] = []
    expected: list[tuple[str, Any, str]] = []
    for key in draw(st.lists(_KEYS, min_size=1, max_size=5, unique=True)):
        value: str | list[str]
        shape = draw(st.sampled_from(["scalar", "flow", "items", "empty", "literal"]))
        scalars = draw(st.lists(_scalars(), min_size=1, max_size=3))
        texts, written = [text for text, _ in scalars], [raw for _, raw in scalars]
        gap, comment = draw(st.sampled_from([" ", "  ", "\t"])), draw(st.sampled_from(["", " # x", "\n# x: y", "\n\n"]))
        if shape == "scalar":
            raw = written[0]
            value = texts[0]
            lines.append(f"{key}:{gap}{raw}{comment}")
        elif shape == "flow" and all("'" in raw[:1] or '"' in raw[:1] for raw in written):
            raw = "[" + " , ".join(written) + "]"
            value = texts
            lines.append(f"{key}:{gap}{raw}{comment}")
        elif shape == "items":
            indentation = draw(st.sampled_from(["", "  "]))
            raw = f"\n{indentation}".join(f"- {each}" for each in written)
            value = texts
            lines.append(f"{key}:{comment}\n{indentation}{raw}{comment}")
        elif shape == "literal":
            words = draw(st.lists(_WORDS, min_size=1, max_size=3))
            raw = "\n  ".join(["|", *words])
            value = "\n".join(words) + "\n"
            lines.append(f"{key}:{gap}{raw}\n")
        else:
            raw = value = ""
            lines.append(f"{key}:{comment}")
        expected.append((key, value, raw))
    return "\n".join(lines), expected


@settings(max_examples=60)
@given(_mappings(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_spans_give_back_what_was_written(
    mapping: tuple[str, list[tuple[str, Any, str]]], line_end: str, mark: str
) -> None:
    block, expected = mapping
    text = f"{mark}---\n{block}\n---\nbody".replace("\n", line_end)
    front = read(text)
    assert not front.problems
    _check_places(front, text)
    found = [(field.key, _plain(field.value), field.raw) for field in front.fields]
    assert found == [(key, value, raw.replace("\n", line_end)) for key, value, raw in expected]
    assert [_at(text, field.key_span) for field in front.fields] == [key for key, _, _ in expected]
    assert text[front.body :] == "body"


_PIECES = [
    *["a: ", "b:", "- ", "-", "? ", ": ", ",", "[", "]", "{", "}", '"', "'", "\\", "\\x4", "|", ">-", "|2", "#", " # "],
    *["&x ", "*x", "!t ", "!!str ", "!<", "!%ED%A0%80 ", "%TAG ! x", "@", "`", "<<: ", "x y", "é😀", "："],
    *["\n", "\n  ", "\n    ", "\n- ", "\nkey: ", "\n...\n", "\n--- ", "\r\n", "\r", "\t"],
    *["\ud800", "\udcff", "\x00", "\x07", "\x85", "\u00a0", "\u2028", "\ufeff"],
]


@settings(max_examples=250)
@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=15).map("".join), st.booleans())
def test_nothing_raises_and_all_spans_lie_in_the_block(block: str, after_a_field: bool) -> None:
    text = f"---\n{'first: 1' if after_a_field else ''}\n{block}\n---\nbody"
    front = read(text)
    _check_places(front, text)
    assert front.span is not None
    for problem in front.problems:
        assert front.span.contains(problem.span)
        assert "not valid YAML" not in words_of(problem)  # what stands for an error of libyaml's that has no words yet
    assert sum(problem.kind in frontmatter.INCOMPLETE for problem in front.problems) <= 1


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    front = read(text)
    assert 0 <= front.body <= len(text)
    assert front.span is None or text[: front.body].rstrip("\r\n").endswith(_at(text, front.span))


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


# Without NEL, LS and PS: PyYAML takes them for line ends, as YAML 1.1 has it.
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=20)
_TREES = st.recursive(
    _TEXTS | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | _TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    st.dictionaries(_KEYS | _TEXTS, _TREES, max_size=4),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, '"', "'", "|"]),
    st.integers(10, 100),
    st.booleans(),
)
def test_values_are_those_of_the_plain_loader(
    tree: dict[str, Any], flow: bool | None, style: str | None, width: int, is_unicode: bool
) -> None:
    block = yaml.dump(
        tree, Dumper=_Dumper, default_flow_style=flow, default_style=style, width=width, allow_unicode=is_unicode
    )
    text = f"---\n{block}---\n"
    front = read(text)
    assert front.problems == ()
    _check_places(front, text)
    assert (
        {field.key: _plain(field.value) for field in front.fields} == yaml.load(block, Loader=yaml.BaseLoader) == tree
    )


# --- helpers --------------------------------------------------------------------------------------------------------


def _at(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _found(text: str, problem: Problem) -> tuple[str, str]:
    return problem.kind, _at(text, problem.span)


def _line(text: str, problem: Problem) -> int:
    return Lines(text).position(problem.span.start).line


def _tree(value: Value) -> Any:
    """A value with each scalar as its text and whether it is quoted."""
    if isinstance(value, Scalar):
        return value.text, value.quoted
    if isinstance(value, Items):
        return [_tree(item) for item in value.items]
    return {field.key: _tree(field.value) for field in value.fields}


def _plain(value: Value) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Items):
        return [_plain(item) for item in value.items]
    return {field.key: _plain(field.value) for field in value.fields}


def _check_places(front: Frontmatter, text: str) -> None:
    """All keys and values lie within what holds them, one after the other, and `raw` is what is written there."""
    at = 0
    for field in front.fields:
        assert front.span is not None
        _check_field(field, front.span, text)
        assert at <= field.key_span.start
        at = field.span.end


def _check_field(field: Field, within: Span, text: str) -> None:
    assert within.contains(field.key_span)
    assert field.key_span.end <= field.span.start
    assert field.span == field.value.span
    assert field.raw == _at(text, field.span)
    _check_value(field.value, within, text)


def _check_value(value: Value, within: Span, text: str) -> None:
    assert within.contains(value.span)
    if isinstance(value, Items):
        for item in value.items:
            _check_value(item, value.span, text)
    elif isinstance(value, Mapping):
        for field in value.fields:
            _check_field(field, value.span, text)
