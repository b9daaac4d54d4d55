"""Tags: the grammar, and which ones a note has in its properties and in its text."""

from __future__ import annotations

import pytest

from rlvault_lint.note import BODY, ProblemKind
from rlvault_lint.reading import tags
from rlvault_lint.reading.parse import parse
from rlvault_lint.reading.tags import TagFault

# (what, text, tags of the property, tags of the body)
NOTES = [
    ("a list", "---\ntags: [a, b/c]\n---\n", ["a", "b/c"], []),
    ("one text", "---\ntags: a\n---\n", ["a"], []),
    ("a text with a comma is none", "---\ntags: a, b\n---\n", [], []),
    ("a text with a blank is none", "---\ntags: a b\n---\n", [], []),
    ("with a hash in quotes", '---\ntags: ["#a"]\n---\n', ["a"], []),
    ("digits alone are none", "---\ntags: [2024, y2024]\n---\n", ["y2024"], []),
    ("empty", "---\ntags:\n---\n", [], []),
    ("the old names are no tags", "---\ntag: a\nTags: b\n---\n", [], []),
    ("hashes in other properties", '---\ntitle: "#a"\n---\n', [], []),
    ("in text", "x #a #b/c, #d-e_f. #标签 #📝/moc\n", [], ["a", "b/c", "d-e_f", "标签", "📝/moc"]),
    ("after a word it is none", "x#a C#b\n", [], []),
    ("numbers of issues are none", "#1 #1984 #1/2 #y1984\n", [], ["y1984"]),
    ("full-width punctuation ends it", "#标签，#b（#c）\n", [], ["标签"]),
    ("a slash at the end is left out", "#a/ #b//\n", [], ["a", "b"]),
    ("in a heading, a list, a table, a quote", "# x #a\n\n- #b\n\n> #c\n\n| #d |\n| -- |\n", [], ["a", "b", "c", "d"]),
    ("a heading is none", "# a\n\n## b\n", [], []),
    ("in code", "`#a`\n\n```\n#b\n```\n\n    #c\n", [], []),
    ("in math and HTML comments", "$#a$ <!-- #b -->\n\n<!--\n#c\n-->\n", [], []),
    ("in an Obsidian comment", "x %% #a %%\n\n%%\n#b\n%%\n", [], ["a", "b"]),
    ("in links", "[[#a]] [[x|#b]] [c](#c) https://x.y/#d\n", [], []),
    ("after an escaped bracket", "\\[#a\\]\n", [], ["a"]),
    ("after a command of Templater", "<% x %> #a\n", [], ["a"]),
]


@pytest.mark.parametrize(("text", "in_property", "in_body"), [row[1:] for row in NOTES], ids=[row[0] for row in NOTES])
def test_tags_of_a_note(text: str, in_property: list[str], in_body: list[str]) -> None:
    _check(text, in_property, in_body)


def _check(text: str, in_property: list[str], in_body: list[str]) -> None:
    note = parse("Note.md", text.encode())
    assert [tag.name for tag in note.tags if tag.where == "tags"] == in_property
    assert [tag.name for tag in note.tags if tag.where == BODY] == in_body
    for tag in note.tags:
        assert text[tag.span.start : tag.span.end].strip("\"'#") == tag.name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a", None),
        ("a/b-c_d", None),
        ("强化学习", None),
        ("📝/moc", None),
        ("1a", None),
        ("1/2", TagFault.ONLY_DIGITS),
        ("2024", TagFault.ONLY_DIGITS),
        ("", TagFault.EMPTY),
        ("a b", TagFault.SPACE),
        ("a\u00a0b", TagFault.SPACE),
        ("a,b", TagFault.CHARACTER),
        ("a#b", TagFault.CHARACTER),
        ("c++", TagFault.CHARACTER),
        ("a，b", TagFault.CHARACTER),
        ("a/", TagFault.TRAILING_SLASH),
        ("/", TagFault.TRAILING_SLASH),
    ],
)
def test_fault(text: str, fault: TagFault | None) -> None:
    assert tags.fault(text) is fault
    assert (tags.foreign_character(text) is not None) == (fault in (TagFault.SPACE, TagFault.CHARACTER))


@pytest.mark.parametrize(
    ("text", "slashes"),
    [
        ("#a/ b", ["/"]),
        ("#a// b\n- #b/\n", ["//", "/"]),
        ("#a/b #a/。 #a/#b `#a/ ` #1/", []),
    ],
)
def test_trailing_slashes(text: str, slashes: list[str]) -> None:
    note = parse("Note.md", text.encode())
    found = [problem.span for problem in note.problems_of(ProblemKind.TAG_TRAILING_SLASH)]
    assert [text[span.start : span.end] for span in found] == slashes
