"""Links in running text: a table by the numbered rules of Obsidian's reading, and two slow readings to compare with."""

from __future__ import annotations

import re
from typing import Any

import pyromark
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rlvault_lint.note import LinkKind, ProblemKind
from rlvault_lint.reading import inline
from rlvault_lint.reading.link_text import is_external


def read(text: str) -> inline.Inline:
    return inline.scan(text, 0, len(text))


def shown(text: str) -> list[tuple[str, str, str | None]]:
    return [(link.target, link.subpath, link.alias) for link in read(text).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[[a]] ![[b]]", [("a", "", None), ("b", "", None)], id="1.1 wikilink and embed"),
        pytest.param("[[a\nb]]", [], id="1.1 newline inside"),
        pytest.param("[[a\rb]]", [], id="1.1 lone carriage return inside"),
        pytest.param("[[Sq]uare]]", [("Sq]uare", "", None)], id="1.2 a single bracket does not end it"),
        pytest.param("[[a]]]", [("a", "", None)], id="1.2 ends at the first pair"),
        pytest.param("[[Nested [[Inner]] x]]", [("Inner", "", None)], id="1.3 no nesting"),
        pytest.param("[[[x]]]", [("x", "", None)], id="1.3 three brackets"),
        pytest.param("[[]] [[ ]] []() [a]()", [], id="1.4 nothing named"),
        pytest.param("[](b.md)", [("b.md", "", "")], id="1.4 a destination is enough"),
        pytest.param("[[a|b|c]]", [("a", "", "b|c")], id="1.5 later pipes are literal"),
        pytest.param("[[#h#s||x]]", [("", "#h#s", "|x")], id="1.5 double pipe"),
        pytest.param("[[|]] [[|alias]]", [("|", "", None), ("|alias", "", None)], id="1.6 pipe at index 0"),
        pytest.param("[[|#alias]]", [("|", "#alias", None)], id="1.6 pipe at index 0, subpath"),
        pytest.param("[[#h]] [[#]] [[N#]]", [("", "#h", None), ("", "#", None), ("N", "#", None)], id="1.7 same note"),
        pytest.param("[[pa#th/x]]", [("pa", "#th/x", None)], id="1.8 split at the first #"),
        pytest.param("[x](p%23q.md)", [("p", "#q.md", "x")], id="1.8 split after decoding"),
        pytest.param("[[ Note 2 | Note two ]]", [("Note 2", "", "Note two")], id="1.9 trimmed"),
        pytest.param("[[Note\\|alias]]", [("Note", "", "alias")], id="1.10 escaped pipe"),
        pytest.param("![[i.png|100x145]]", [("i.png", "", "100x145")], id="1.11 size"),
        pytest.param(r"\[\[x\]\] \[[x]]", [], id="1.12 escaped brackets"),
        pytest.param(r"\![[x]]", [("x", "", None)], id="1.12 escaped bang"),
        pytest.param("[[Maybe#`B` heading]]", [("Maybe", "#`B` heading", None)], id="1.13 wikilink opens first"),
        pytest.param("`[[x]]` ``[[y ` z]]``", [], id="1.13 code opens first"),
        pytest.param("`[[x]] and [[y]]", [("x", "", None), ("y", "", None)], id="1.13 code that never closes"),
        pytest.param("[[a`b]] `c` [[d`e]]", [("a`b", "", None), ("d`e", "", None)], id="1.13 backticks in two links"),
        pytest.param("[[https://example.com]]", [("https://example.com", "", None)], id="1.19 a URL is a note's name"),
        pytest.param("[t](My Note.md)", [], id="4.3 blank in a bare destination"),
        pytest.param("[t](<My Note.md>)", [("My Note.md", "", "t")], id="4.3 angle brackets"),
        pytest.param("[t](My%20Note.md#a%20b)", [("My Note.md", "#a b", "t")], id="4.1 percent-decoded"),
        pytest.param("[t](a.md \"b\") [t](a.md 'b') [t](a.md (b))", [("a.md", "", "t")] * 3, id="4.4 title"),
        pytest.param("[t](https://x.y) [t](mailto:a@b.c) [t](obsidian://o)", [], id="4.5 external"),
        pytest.param(r"[t](C:/x.md)", [("C:/x.md", "", "t")], id="4.5 a drive is no scheme"),
        pytest.param("![a](x.png) ![250](y.png)", [("x.png", "", "a"), ("y.png", "", "250")], id="4.6 images"),
        pytest.param("[a](b(c)d.md) [a](b(c.md)", [("b(c)d.md", "", "a")], id="4.9 balanced parentheses"),
        pytest.param(
            "[We!rd [x] #1](Sub/W%20[x].md)", [("Sub/W [x].md", "", "We!rd [x] #1")], id="4.9 brackets in the text"
        ),
        pytest.param(
            "[![i](a.png)](b.md)", [("a.png", "", "i"), ("b.md", "", "![i](a.png)")], id="4.6 image in a link"
        ),
        pytest.param("[see [[N]] here](b.md)", [("N", "", None)], id="4 links don't nest"),
        pytest.param("a <!-- [[x]] --> <br>[[y]]", [("y", "", None)], id="5.4, 5.6 comment and tag"),
        pytest.param('<a title="[[x]]"> <https://a.b/[[y]]>', [], id="5.6 attributes and autolinks"),
        pytest.param("a < [[b]] > c", [("b", "", None)], id="5.6 no tag"),
        pytest.param("%% [[x]] %%", [("x", "", None)], id="5.5 a comment's links count"),
        pytest.param("$a_{[[x]]}$ $$[[y]]$$", [], id="5.8 math"),
        pytest.param("$ [[a]] $ 5$ [[b]] $6", [("a", "", None), ("b", "", None)], id="5.8 prices are no math"),
        pytest.param("US$5 [[a]] HK$6", [("a", "", None)], id="5.8 no closer before a digit"),
        pytest.param("[[a$b]] [[c$d]]", [("a$b", "", None), ("c$d", "", None)], id="5.8 no math inside links"),
        pytest.param("k:: [[x]] [k:: [[y]]]", [("x", "", None), ("y", "", None)], id="5.11 inline fields"),
    ],
)
def test_reading(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "covered"),
    [
        ("x [[a", ProblemKind.UNCLOSED_WIKILINK, "[[a"),
        ("[[a [[b]]", ProblemKind.UNCLOSED_WIKILINK, "[[a"),
        ("[[a" * 9, ProblemKind.UNCLOSED_WIKILINK, "[[a"),
        ("x [[]] y", ProblemKind.EMPTY_WIKILINK, "[[]]"),
        ("x ![[|]", ProblemKind.UNCLOSED_WIKILINK, "[[|]"),
        ("x [a]() y", ProblemKind.EMPTY_DESTINATION, "[a]()"),
        ("x ![](<>) y", ProblemKind.EMPTY_DESTINATION, "![](<>)"),
        ("x [a](b c.md) y", ProblemKind.SPACE_IN_DESTINATION, "[a](b c.md)"),
        ("x [a](b c.md#h i) y", ProblemKind.SPACE_IN_DESTINATION, "[a](b c.md#h i)"),
    ],
)
def test_problem(text: str, kind: ProblemKind, covered: str) -> None:
    assert [(each.kind, text[each.span.start : each.span.end]) for each in read(text).problems] == [(kind, covered)]


@pytest.mark.parametrize(
    "text",
    ["`[[`", "$[[1$", "[a](b c)", "[a](https://x y.md)", "[x] (b c.md)", "a[0](see also)", "[[", "[[\n", "[a] []"],
)
def test_no_problem(text: str) -> None:
    assert read(text).problems == []


def test_spans() -> None:
    text = "前 😀 ![[ 笔记 # 标题 | 别名 ]] [t](<a b.md#h>)"
    embed, markdown = read(text).links
    cut = [text[span.start : span.end] for span in (embed.span, embed.target_span, embed.subpath_span)]
    assert (embed.kind, cut) == (LinkKind.EMBED, ["![[ 笔记 # 标题 | 别名 ]]", "笔记", "# 标题"])
    cut = [text[span.start : span.end] for span in (markdown.span, markdown.target_span, markdown.subpath_span)]
    assert (markdown.kind, cut) == (LinkKind.MARKDOWN, ["[t](<a b.md#h>)", "a b.md", "#h"])


# --- a slow reading of wikilinks, one character at a time
# -----------------------------------------------------------------


def slow_wikilinks(text: str) -> list[str]:
    """The wikilinks and embeds of `text`, as the rules say it: what opens first wins."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text) and text[at + 1] in r"!#$%[\]`|":
            at += 2
        elif text[at] == "`":
            run = at
            while run < len(text) and text[run] == "`":
                run += 1
            at = slow_code_end(text, at, run - at) or run
        elif text.startswith("[[", at) and not text.startswith("[[[", at) and (end := slow_link_end(text, at + 2)):
            start = at - 1 if at > 0 and text[at - 1] == "!" and not slow_escaped(text, at - 1) else at
            if text[at + 2 : end - 2].strip():
                found.append(text[start:end])
            at = end
        else:
            at += 1
    return found


def slow_escaped(text: str, at: int) -> bool:
    count = 0
    while at > 0 and text[at - 1] == "\\":
        count, at = count + 1, at - 1
    return count % 2 == 1


def slow_code_end(text: str, start: int, length: int) -> int | None:
    at = start + length
    while at < len(text):
        if text[at] == "`":
            run = at
            while run < len(text) and text[run] == "`":
                run += 1
            if run - at == length:
                return run
            at = run
        else:
            at += 1
    return None


def slow_link_end(text: str, start: int) -> int | None:
    for at in range(start, len(text)):
        if text.startswith("]]", at):
            return at + 2
        if text[at] in "\r\n" or text.startswith("[[", at):
            return None
    return None


PIECES = st.sampled_from(
    ["[[", "]]", "[", "]", "!", "`", "``", "|", "#", "a", "é", "文", "😀", " ", "\n", "\\", "%%", "x.md"]
)
MARKDOWN = st.sampled_from(
    [*'[]()!`a文 \n\\<>*"#', "](", "``", "](b.md)", "[a](", "![c](d.png", "](<e f>)", "](g 'h')", "](i(j)k)"]
)


@settings(max_examples=600)
@given(st.lists(PIECES, max_size=24).map("".join))
@example("[[a`b]] `c [[d]]`")
@example("\\`[[a]]`")
@example("[[[[a]]]]")
def test_wikilinks_as_slow_reading(text: str) -> None:
    assert [link.text for link in read(text).links if link.kind is not LinkKind.MARKDOWN] == slow_wikilinks(text)


@settings(max_examples=600)
@given(st.lists(MARKDOWN, max_size=16).map("".join))
@example("[a](<b)c>)")
@example("[a [b](b.md)](c.md)")
@example("[a [b]()](c.md)")
@example("![a [b](b.md)](c.md)")
def test_markdown_links_as_pyromark(text: str) -> None:
    """pyromark reads Markdown links as CommonMark does; where there are no wikilinks, Obsidian does the same."""
    text = "x" + re.sub(r"\n+", "\nx", re.sub(r"\[(?=\[)", "[ ", text)) + "x"
    events: list[tuple[Any, Any]] = list(pyromark.events_with_range(text))
    starts = [(event["Start"], where["start"]) for event, where in events if "Start" in event]
    inner: list[tuple[Any, int]] = [(next(iter(tag.values())), start) for tag, start in starts if type(tag) is dict]
    assume(all(type(data) is dict and "link_type" in data for data, _ in inner))  # running text, and nothing else
    expected = {
        (data["dest_url"], len(text.encode()[:start].decode()))
        for data, start in inner
        if data["link_type"] == "Inline" and data["dest_url"] and not is_external(data["dest_url"])
    }
    links = read(text).links
    found = {(link.target + link.subpath, link.span.start) for link in links if link.kind is LinkKind.MARKDOWN}
    assert found == expected


@settings(max_examples=300)
@given(st.text(alphabet="[]!|#`$%<>()\\ \n\raé文😀\x00\ud800", max_size=60))
def test_spans_lie_where_the_text_is(text: str) -> None:
    result = read(text)
    for link in result.links:
        assert text[link.span.start : link.span.end] == link.text
        assert link.span.contains(link.target_span)
        assert link.span.contains(link.subpath_span)
    for problem in result.problems:
        assert 0 <= problem.span.start < problem.span.end <= len(text)


def test_an_entity_is_not_where_a_subpath_begins() -> None:
    text = "[a](it&#39;s.md#part)"
    (link,) = read(text).links
    assert (link.target, link.subpath) == ("it's.md", "#part")
    assert text[link.target_start : link.target_end] == "it&#39;s.md#part"
