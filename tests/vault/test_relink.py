"""Links rewritten: each edit leaves a link that is read as meant, or there is no edit."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.note import Link, Note
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import apply_edits
from rlvault_lint.vault import relink
from rlvault_lint.vault.headings import strip_heading
from rlvault_lint.vault.resolution import Found
from rlvault_lint.vault.vault import Vault


def only_link(text: str, path: str = "n.md") -> tuple[Note, Link]:
    note = parse(path, text.encode())
    (link,) = note.links
    return note, link


CELL = "| a |\n|---|\n| {} |\n"


@pytest.mark.parametrize(
    ("text", "files", "path", "alias", "expected"),
    [
        pytest.param("[[x]]", ["a/New.md"], "a/New.md", "", "[[New]]", id="name"),
        pytest.param("[[x#h|y]]", ["a/New.md"], "a/New.md", "z", "[[New#h|y]]", id="subpath and alias stay"),
        pytest.param("[[x#h]]", ["a/New.md"], "a/New.md", "z", "[[New#h|z]]", id="alias is added"),
        pytest.param("![[x]]", ["a/New.md"], "a/New.md", "z", "![[New]]", id="an embed gets none"),
        pytest.param(CELL.format("[[x]]"), ["New.md"], "New.md", "z", CELL.format(r"[[New\|z]]"), id="alias in a cell"),
        pytest.param("[[x]]", ["New.md"], "New.md", "a]b", None, id="no alias with brackets"),
        pytest.param("[[x]]", ["a/N.md", "b/N.md"], "a/N.md", "", "[[a/N]]", id="path, as another has the name"),
        pytest.param("[[x]]", ["a/p.png", "b/p.png"], "a/p.png", "", "[[a/p.png]]", id="path of an attachment"),
        pytest.param("[[x]]", ["P.canvas"], "P.canvas", "", "[[P.canvas]]", id="extension stays"),
        pytest.param("[[x]]", ["i.jpg", "i.jpg.md"], "i.jpg.md", "", "[[i.jpg.md]]", id=".md where it is needed"),
        pytest.param("[[x]]", ["C#.md"], "C#.md", "", None, id="a name with #"),
        pytest.param("[[x]]", ["a]].md"], "a]].md", "", None, id="a name with brackets"),
        pytest.param("[[x]]", ["a.md"], "b.md", "", None, id="a file that is not there"),
        pytest.param("[t](x.md)", ["a/Two words.md"], "a/Two words.md", "", "[t](Two%20words.md)", id="Markdown"),
        pytest.param(
            "[t](<x.md>)", ["Two words.md"], "Two words.md", "", "[t](<Two words.md>)", id="in angle brackets"
        ),
        pytest.param("[t](x#h 'y')", ["a.md"], "b.md", "", None, id="Markdown, to a file that is not there"),
        pytest.param(
            "[t](x.md#h)", ["100% (a.md"], "100% (a.md", "", "[t](100%25%20%28a.md#h)", id="percent, parenthesis"
        ),
        pytest.param("[t](x)", ["a (b).md"], "a (b).md", "", "[t](a%20(b))", id="balanced parentheses, no extension"),
        pytest.param(CELL.format("[t](x)"), ["a|b.md"], "a|b.md", "", CELL.format("[t](a%7Cb)"), id="pipe in a cell"),
        pytest.param("[r]: x.md\n", ["New.md"], "New.md", "", "[r]: New.md\n", id="reference"),
        pytest.param("[t](x.md%23h)", ["New.md"], "New.md", "", "[t](New.md#h)", id="an encoded #"),
        pytest.param(
            '---\nup: "[[x]]"\n---\n', ["Bob's.md"], "Bob's.md", "", '---\nup: "[[Bob\'s]]"\n---\n', id="property"
        ),
        pytest.param(
            "---\nup: '[[x]]'\n---\n",
            ["Bob's.md"],
            "Bob's.md",
            "",
            "---\nup: '[[Bob''s]]'\n---\n",
            id="property, with its quote",
        ),
        pytest.param(
            '---\nup: "[[\\u0078]]"\n---\n',
            ["New.md"],
            "New.md",
            "",
            '---\nup: "[[New]]"\n---\n',
            id="property with escapes",
        ),
        pytest.param(
            "---\nup: [[x]]\n---\n[[y]]",
            ["New.md"],
            "New.md",
            "",
            "---\nup: [[x]]\n---\n[[New]]",
            id="no quotes, no link",
        ),
        pytest.param("---\nup: >\n  [[x]]\n---\n", ["New.md"], "New.md", "", None, id="a folded property"),
        pytest.param(
            '---\nup:\n  - "[[x]]"\n---\n', ["N.md"], "N.md", "z", '---\nup:\n  - "[[N|z]]"\n---\n', id="list item"
        ),
    ],
)
def test_to_file(text: str, files: list[str], path: str, alias: str, expected: str | None) -> None:
    note, link = only_link(text)
    fix = relink.fix_target(Vault([note], files), note, link, path, Safety.UNSAFE, alias)
    assert (apply_edits(text, fix.edits) if fix else None) == expected


FILES = ["a/b/N.md", "c/N.md", "a/M.md", "top.md", "a/b/pic.png"]


@pytest.mark.parametrize(
    ("source", "text", "path", "expected"),
    [
        ("n.md", "[[x]]", "a/M.md", "[[M]]"),
        ("n.md", "[[x]]", "a/b/N.md", "[[b/N]]"),
        ("n.md", "[[x]]", "top.md", "[[top]]"),
        ("n.md", "[[x.md]]", "a/b/N.md", "[[b/N.md]]"),
        ("n.md", "[[old/way/x]]", "a/M.md", "[[a/M]]"),
        ("n.md", "[[/old/x]]", "a/M.md", "[[/a/M]]"),
        ("a/n.md", "[[./x]]", "a/M.md", "[[./M]]"),
        ("a/b/n.md", "[[../x]]", "c/N.md", "[[../../c/N]]"),
        ("a/b/n.md", "[[./x]]", "top.md", "[[../../top]]"),
        ("n.md", "![[x.png|100]]", "a/b/pic.png", "![[pic.png|100]]"),
        ("n.md", "![t](old/x.png)", "a/b/pic.png", "![t](a/b/pic.png)"),
        ("n.md", "[t](./x.md)", "a/M.md", "[t](./a/M.md)"),
    ],
)
def test_paths_are_written_as_the_old_one_was(source: str, text: str, path: str, expected: str) -> None:
    note, link = only_link(text, source)
    fix = relink.fix_target(Vault([note], FILES), note, link, path, Safety.UNSAFE)
    assert fix is not None
    assert fix.target == path
    assert apply_edits(text, fix.edits) == expected


@pytest.mark.parametrize(
    ("setting", "source", "expected"),
    [
        ("shortest", "n.md", "[[M]]"),
        ("absolute", "n.md", "[[a/M]]"),
        ("relative", "c/n.md", "[[../a/M]]"),
        ("relative", "a/n.md", "[[M]]"),
        ("relative", "n.md", "[[a/M]]"),
        ("rubbish", "n.md", "[[M]]"),
    ],
)
def test_new_link_format(setting: str, source: str, expected: str) -> None:
    note, link = only_link("[[x]]", source)
    fix = relink.fix_target(Vault([note], FILES, link_format=setting), note, link, "a/M.md", Safety.UNSAFE)
    assert fix is not None
    assert apply_edits("[[x]]", fix.edits) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("[[Old]]", "a/M.md", "[[M|Old]]"),
        ("[[Old#H#I]]", "a/M.md", "[[M#H#I|Old > H > I]]"),
        ("[[Old|y]]", "a/M.md", "[[M|y]]"),
        ("[[ Old ]] [t]", "a/M.md", "[[ M|Old]] [t]"),
        ("[[old/M]]", "a/M.md", "[[a/M]]"),
        ("[[old/Old]]", "a/M.md", "[[a/M|Old]]"),
        ("![[Old]]", "a/M.md", "![[M]]"),
        ("[Old](Old.md)", "a/M.md", "[Old](M.md)"),
        (CELL.format("[[Old]]"), "a/M.md", CELL.format(r"[[M\|Old]]")),
        ('---\nup: "[[Old]]"\n---\n', "a/M.md", '---\nup: "[[M|Old]]"\n---\n'),
        ("[[O]ld]]", "a/M.md", None),
    ],
)
def test_a_safe_fix_changes_nothing_that_is_seen(text: str, path: str, expected: str | None) -> None:
    note, link = only_link(text)
    fix = relink.fix_target(Vault([note], FILES), note, link, path, Safety.SAFE)
    assert (apply_edits(text, fix.edits) if fix else None) == expected
    if fix:
        _, new = only_link(apply_edits(text, fix.edits))
        assert relink.displayed(new) == relink.displayed(link)


@pytest.mark.parametrize(
    ("text", "safety", "expected"),
    [
        ("[[n#old|y]]", Safety.SAFE, "[[n#new|y]]"),
        ("[[n#old]]", Safety.SAFE, "[[n#new|n > old]]"),
        ("[[n#old]]", Safety.UNSAFE, "[[n#new]]"),
        ("[[#old]]", Safety.SAFE, "[[#new|old]]"),
        ("![[n#old]]", Safety.SAFE, "![[n#new]]"),
        ("[[n#o]ld]]", Safety.SAFE, None),
    ],
)
def test_fix_subpath(text: str, safety: Safety, expected: str | None) -> None:
    note, link = only_link(text)
    fix = relink.fix_subpath(note, link, "#new", safety, "n.md")
    assert (apply_edits(text, fix.edits) if fix else None) == expected
    assert fix is None or fix.target == "n.md"


def test_to_file_from_a_canvas() -> None:
    text = '{"nodes": [{"type": "file", "file": "old/N.md", "subpath": "#h"}]}'
    note, link = only_link(text, "b.canvas")
    vault = Vault([note], ["a/N.md", 'a/"q".md'])
    fix = relink.fix_target(vault, note, link, "a/N.md", Safety.SAFE)
    assert fix is not None
    assert apply_edits(text, fix.edits) == text.replace("old/", "a/")
    fix = relink.fix_target(vault, note, link, 'a/"q".md', Safety.SAFE)
    assert fix is not None
    assert apply_edits(text, fix.edits) == text.replace("old/N.md", r"a/\"q\".md")
    assert relink.to_subpath(note, link, "#x") == ()


@settings(max_examples=150)
@given(
    st.text(st.sampled_from("ab #%|[]()<>\\&;^é😀\u00a0'\"."), min_size=1, max_size=8),
    st.sampled_from(["[[x]]", "![[x|y]]", "[t](x)", "[t](<x>)", CELL.format("[[x]]"), CELL.format("[t](x)")]),
)
@example("a&amp;b", "[t](x)")
@example("b]", "[[x]]")
@example("\\", "[[x]]")
@example("|", CELL.format("[[x]]"))
def test_whatever_is_written_leads_there(name: str, text: str) -> None:
    note, link = only_link(text)
    path = f"sub/{name}.md"
    fix = relink.fix_target(Vault([note], [path, "sub/other.md"]), note, link, path, Safety.UNSAFE, "alias")
    if fix:
        after, new = only_link(apply_edits(text, fix.edits))
        assert Vault([after], [path]).resolve(new.target, "n.md") == Found(path)
        assert new.alias == (link.alias or (None if new.text.startswith("!") else "alias"))


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("[[n#x|y]]", "A: b | c [[d]]", "[[n#A b c d|y]]"),
        ("[t](#x)", "A: (b) 100% & <c>", "[t](#A%20(b)%20100%20&%20%3Cc%3E)"),
        ("[t](<n.md#x>)", "A b", "[t](<n.md#A b>)"),
        (CELL.format("[t](#x)"), "a|b", CELL.format("[t](#a%20b)")),
        ('---\nup: "[[#x]]"\n---\n', 'Say "x"', '---\nup: "[[#Say \\"x\\"]]"\n---\n'),
        ("[[#x]]", "###", None),
    ],
)
def test_to_heading(text: str, heading: str, expected: str | None) -> None:
    note, link = only_link(text)
    subpath = relink.heading_subpath(heading)
    edits = relink.to_subpath(note, link, subpath) if subpath else ()
    assert (apply_edits(text, edits) if edits else None) == expected


@settings(max_examples=100)
@given(st.text(st.sampled_from("ab #%|[]()<>\\&;^é😀-_'\":"), max_size=10), st.sampled_from(["[[#x]]", "[t](#x)"]))
def test_heading_is_reached(heading: str, text: str) -> None:
    note, link = only_link(text)
    subpath = relink.heading_subpath(heading)
    edits = relink.to_subpath(note, link, subpath) if subpath else ()
    if edits:
        _, new = only_link(apply_edits(text, edits))
        assert new.target == ""
        assert strip_heading(new.subpath) == strip_heading(heading)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://example.org", True),
        ("HTTP://x", True),
        ("obsidian://open", True),
        ("mailto:a@b.c", True),
        ("Re: x", False),
        ("C:/x", False),
        ("https:", False),
        ("https://", False),
        ("a/https://b", False),
        ("mailto: me", False),
        ("mailto:" + "a" * 10, False),
    ],
)
def test_is_url(target: str, expected: bool) -> None:
    assert relink.is_url(target) is expected


def test_destination() -> None:
    assert relink.destination("https://x/a b?c=(d)&e=%20") == "https://x/a%20b?c=(d)&e=%20"
    assert relink.destination("a)(") == "a%29%28"
