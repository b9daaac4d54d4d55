"""Broken YAML: each mistake that people make has its place and says what to do."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.frontmatter import read
from rlvault_lint.rules.invalid_frontmatter import words as words_of

# the YAML, what is underlined, and a piece of the message
MISTAKES = {
    "colon in a value": ("title: Foo: bar", ":", "a colon and a space inside a value"),
    "colon in an item": ("a: [b: c: d]", ":", "a colon and a space inside a value"),
    "colon at the end of an item": ("a: [b:, c]", ":", "a colon inside brackets"),
    "tab before a key": ("a:\n\tb: c", "\t", "a tab indents this line"),
    "tab before the first key": ("\ta: b", "\t", "a tab indents this line"),
    "tab before an item": ("a:\n\t- b", "\t", "a tab indents this line"),
    "tab in a block scalar": ("a: |\n x\n\ty", "\t", "a tab indents this line"),
    "at sign": ("a: @b", "@", 'can\'t begin with "@"'),
    "at sign in a list": ("a:\n- @b", "@", 'can\'t begin with "@"'),
    "backtick": ("a: `b`", "`", 'can\'t begin with "`"'),
    "percent sign": ("a: %b", "%", 'can\'t begin with "%"'),
    "directive": ("%a: b", "%", '"%" at the beginning makes this a directive'),
    "directive below a property": ("a: b\n%c: d", "%", '"%" at the beginning makes this a directive'),
    "second directive": ("a: b\n%TAG ! x", "%", '"%" at the beginning makes this a directive'),
    "bold text": ("a: **b**", "*", '"*" at the beginning makes this an alias'),
    "italic text": ("a: *b* c", "*", '"*" at the beginning makes this an alias'),
    "alias and text": ("a: *b c", "*", '"*" at the beginning makes this an alias'),
    "ampersand": ("a: & b", "&", '"&" at the beginning makes this an anchor'),
    "two anchors": ("a: &b &c d", "&", '"&" at the beginning makes this an anchor'),
    "embed": ("a: ![[b]]", "!", '"!" at the beginning makes this a tag'),
    "unknown tag handle": ("a: !b!c d", "!", '"!" at the beginning makes this a tag'),
    "quotation": ("a: > b", ">", '">" at the beginning makes this a block of lines'),
    "pipe": ("a: | b", "|", '"|" at the beginning makes this a block of lines'),
    "list on the key's line": ("a: - b", "-", 'can\'t begin with "-" and a space'),
    "question mark": ("a: ? b", "?", 'can\'t begin with "?" and a space'),
    "comma": ("a: , b", ",", 'a value is missing before this ","'),
    "comma after comma": ("a: [b,, c]", ",", 'a value is missing before this ","'),
    "double quote never closed": ('a: "b\nc: d', '"', "the quote that begins here is never closed"),
    "single quote never closed": ("a: 'b''\nc: d", "'", "the quote that begins here is never closed"),
    "quote closed by the next one": ('a: "b\nc: "d"', '"', "ends only on a later line"),
    "quote closed before a colon": ('"a\nb": c', '"', "ends only on a later line"),
    "apostrophe in single quotes": ("a: 'it's b'", "s b'", "double each single quote inside"),
    "text after double quotes": ('a: "b" c', "c", "put a backslash before each quote inside"),
    "colon after quotes": ('a: "b": c', ": c", "text follows the closing quote"),
    "text after quotes in an item": ('a:\n- "b" c', "c", "text follows the closing quote"),
    "text after a link": ("a: [[b]] and [[c]]", "and [[c]]", "text follows the closing bracket"),
    "colon after a link": ("a: [[b]]: c", ": c", "text follows the closing bracket"),
    "text after braces": ("a: {b} c", "c", "text follows the closing bracket"),
    "text after JSON": ("{a: b} c", "c", "text follows the closing bracket"),
    "link with an address": ("a: [b](https://c.d)", "(https://c.d)", "text follows the closing bracket"),
    "bracket never closed": ("a: [b, c\nd: e", "[", 'this "[" is never closed: add "]"'),
    "bracket never closed at the end": ("a: [b, c", "[", 'this "[" is never closed: add "]"'),
    "bracket never closed after a comma": ("a: [b, [c],", "[", 'this "[" is never closed: add "]"'),
    "inner bracket never closed": ("a: [b, [c]\nd: e", "[", 'this "[" is never closed: add "]"'),
    "brace never closed": ("a: {b: c\nd: e", "{", 'this "{" is never closed: add "}"'),
    "hashtags in a list": ("tags: [#a, #b]\nc: d", "#", '"#" begins a comment here'),
    "hashtag later in a list": ("tags: [a, #b]", "#", '"#" begins a comment here'),
    "hash in quotes is innocent": ('a: ["b #c", d', "[", "is never closed"),
    "comma forgotten": ('a: ["b" "c"]', '"', 'a comma, or the closing "]", is missing'),
    "comma forgotten between lines": ('a: [\n  "b"\n  "c"\n]', '"', 'a comma, or the closing "]", is missing'),
    "comma forgotten in JSON": ('{\n"a": "b"\n"c": "d"\n}', '"', 'a comma, or the closing "}", is missing'),
    "bracket too many": ("a: [b]]", "]", "this bracket closes nothing"),
    "brace too many": ("a: {b: c}}", "}", "this bracket closes nothing"),
    "bracket on a line of its own": ("a: b\n]", "]", "this bracket closes nothing"),
    "prose": ("a: b\nsome prose\nc: d", "some prose", "this is not a property"),
    "prose below the last property": ("a: b\nsome prose  ", "some prose", "this is not a property"),
    "prose above": ("some prose\na: b", "some prose", "this is not a property"),
    "prose in a value": ("a:\n  some prose\n  b: c", "some prose", "this is not a property"),
    "no blank after the colon": ("a: b\nc:d", "c:", "a space is missing after this colon"),
    "no blank after the first colon": ("c:d\na: b", "c:", "a space is missing after this colon"),
    "an address alone": ("a: b\nhttps://c.d/e", "https://c.d/e", "this is not a property"),
    "no-break blank": ("a: b\nc:\u00a0d", "\u00a0", "the space after this colon is U+00A0"),
    "ideographic blank": ("c:\u3000d\na: b", "\u3000", "the space after this colon is U+3000"),
    "full-width colon": ("a: b\n标题：c", "：", "this colon is full-width"),
    "conflict markers": ("<<<<<<< HEAD\na: b\n=======", "<<<<<<< HEAD", "a merge left this conflict marker"),
    "conflict markers below": ("a: b\n<<<<<<< HEAD\nc: d", "<<<<<<< HEAD", "a merge left this conflict marker"),
    "key missing": ("a: b\n: c", ":", "the key before this colon is missing"),
    "key too long": ("k" * 1100 + ": v", "k" * 1100, "this key has 1,100 characters"),
    "key too long, below": ("a: b\n" + "k" * 1100 + ": v", "k" * 1100 + ": v", "no colon and space within 1,024"),
    "deeper than the property above": ("a: b\n  c: d", "c:", "this line is indented deeper"),
    "less deep than its siblings": ("a:\n  b: c\n d: e", "d: e", "this line fits nothing above it"),
    "less deep than the first": ("  a: b\nc: d", "c: d", "this line fits nothing above it"),
    "text after a comment": ("a: b # c\n  d", "d", "this line fits nothing above it"),
    "a block scalar's last line": ("a: |\n  b\n c", "c", "this line fits nothing above it"),
    "dashes below a value": ("a: b # c\n  --- d", "--- d", "this line fits nothing above it"),
    "item below a value": ("a: b\n- c", "- c", "this list item belongs to no list"),
    "property in a list": ("a:\n  - b\n c: d", "c: d", "this line fits nothing above it"),
    "second document": ("a: b\n--- c", "---", "a second YAML document begins here"),
    "end, and more": ("a: b\n...\nc: d", "...", "a second YAML document begins here"),
    "backslashes": (r'a: "\d"', r"\d", r'"\d" is not a valid escape'),
    "Windows path": (r'a: "C:\Users"', r"\U", r'"\U" is not a valid escape'),
    "half a character": (r'a: "b \ud83d"', r"\u", r'"\u" is not a valid escape'),
}  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(("block", "place", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(block: str, place: str, words: str, line_end: str) -> None:
    text = f"---\n{block}\n---\nbody: [x\n".replace("\n", line_end)
    (problem,) = read(text).problems
    assert problem.kind == "yaml-syntax"
    assert text[problem.span.start : problem.span.end] == place
    assert words in words_of(problem)


# the YAML, with the cause between « and »
PLACES = {
    "the colon in the value": "a: b\ntitle: Foo«:» bar: baz",
    "the line without a colon": "a: b\n«c»\nd: e",
    "the inner escape": r'a: "b \\ c «\d» e"',
    "the quote that was not closed": "a: 'b'\nc: «'»d\ne: 'f'\ng: 'h'",
    "the outer bracket": "a: «[»b, [c], [d]\ne: f",
    "the second bracket": "a: [b]\nc: «[»d",
    "the comma's place": "a: [b, 'c' «'»d']",
    "the second colon": "a: «:» b",
    "the colon of a document without a key": "--- «:»",
    "the tag that is no UTF-8": "a: b!\nc: «!»%ED%A0%80 d",
    "the item": "a:\n  - b\n  - «@»c\n  - d",
}


@pytest.mark.parametrize("marked", PLACES.values(), ids=PLACES)
def test_places(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    (problem,) = read(f"---\n{marked.replace('«', '').replace('»', '')}\n---\n").problems
    assert (problem.span.start - 4, problem.span.end - 4) == (start, end)
