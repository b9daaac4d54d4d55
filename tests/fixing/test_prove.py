"""The proof of fixes: what it finds wrong, and what it lets pass."""

from __future__ import annotations

import pytest

from rlvault_lint.findings.diagnostic import Fix, Safety
from rlvault_lint.fixing import prove
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import Edit, Span, apply_edits
from rlvault_lint.vault.vault import Vault

FILES = {"A.md": "# Head\n\ntext ^b\n", "sub/B.md": "", "m.md": "[[n#Top a]] [[n#^id]]\n", "pic.png": ""}


def flaw(
    text: str, *changes: tuple[str, str], safety: Safety = Safety.SAFE, target: str | None = None, path: str = "n.md"
) -> str:
    """What is wrong with a fix that replaces each first text by the second in the note at `path`."""
    texts = {**FILES, path: text}
    before = Vault([parse(name, content.encode()) for name, content in texts.items() if name != "pic.png"], texts)
    edits = []
    for old, new in changes:
        at = text.index(old)
        edits.append(Edit(path, Span(at, at + len(old)), new))
    fix = Fix("t", tuple(edits), safety, target)
    after = before.with_notes([parse(path, apply_edits(text, edits).encode())])
    return prove.flaw(before, after, [fix], prove.incoming(before))


@pytest.mark.parametrize(
    ("text", "changes", "target"),
    [
        ("[[a]]", [("a]]", "A|a]]")], "A.md"),
        ("[[A|A]] and [[sub/B]]", [("|A", "")], None),
        ("[[A#head]] x", [("x", "y")], None),
        ("- [ ] x\n\n[[A]]\n", [("x", "long text")], None),
        ("[[A]]x[[sub/B]]", [("x", "")], None),
        ("[[A#Nope|y]]", [("#Nope", "#Head")], "A.md"),
        ("![[old]] [[A]]", [("old", "pic.png")], "pic.png"),
    ],
)
def test_what_is_right(text: str, changes: list[tuple[str, str]], target: str | None) -> None:
    assert flaw(text, *changes, target=target) == ""


@pytest.mark.parametrize(
    ("text", "changes", "target", "expected"),
    [
        ("[[x]]", [("x", "A|x")], "sub/B.md", 'would not point to "sub/B.md"'),
        ("[[x]]", [("x", "A")], "A.md", "would look different"),
        ("[[x#Nope|y]]", [("x#Nope", "A#Nope2")], "A.md", "would not find its heading or block"),
        ("[[a|y]]", [("a", "B")], None, "would point elsewhere"),
        ("[[A|y]]", [("[[A", "[A")], "A.md", "would not be one link any more"),
        ("[[A|y]] `", [(" `", "")], None, ""),
        ("x [[A]] `", [("x", "`")], None, '"[[A]]" in "n.md" would be read as something else'),
        ("x `y [[A]]` ", [("`", "")], None, '"[[A]]" in "n.md" would become a link'),
        ("x `y` [[a]] `[[A]]`", [("`", "")], None, "would be read as something else"),
        ("# Top [[a]]\n", [("a]]", "A|a]]")], "A.md", '"[[n#Top a]]" in "m.md" would no longer find its place'),
        ("# Top\n\ntext ^id\n[[#Top]]", [("Top", "Bottom")], None, '"[[#Top]]" in "n.md" would no longer find its'),
        ("# Top\n\ntext ^id\n", [("^id", "^it")], None, '"[[n#^id]]" in "m.md" would no longer find its place'),
        ('---\nup: "[[A]]"\n---\n', [('A]]"', 'A]]')], None, 'the properties of "n.md" could no longer be read'),
        ("%% x %% [[A]]", [("%% x", "x")], None, ""),
        ("%% x [[A]] %%", [("%% x", "x")], None, "would be read as something else"),
    ],
)  # fmt: skip
def test_what_is_wrong(text: str, changes: list[tuple[str, str]], target: str | None, expected: str) -> None:
    found = flaw(text, *changes, target=target)
    assert expected in found
    assert bool(found) is bool(expected)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("[[https://x.org]]", [("[[https://x.org]]", "<https://x.org>")]),
        ("[[A", [("[[A", "[[A]]")]),
        ("[[a|y]]", [("a", "B")]),
        ("text\nlast^id\n", [("^id", " ^id")]),
    ],
)
def test_an_unsafe_fix_may_change_what_it_touches(text: str, changes: list[tuple[str, str]]) -> None:
    assert flaw(text, *changes, safety=Safety.UNSAFE) == ""


def test_an_unsafe_fix_may_change_nothing_else() -> None:
    assert "would become a link" in flaw("x `y [[A]]`", ("x `", "x"), safety=Safety.UNSAFE)
    assert "would lead" not in flaw("[[A]] [[a|y]]", ("a|", "A|"), safety=Safety.UNSAFE)


def test_two_edits_of_one_link() -> None:
    assert flaw("[[x#old]] [[A]]", ("x", "A"), ("#old", "#Head"), safety=Safety.UNSAFE, target="A.md") == ""


def test_a_canvas() -> None:
    text = '{"nodes": [{"type": "file", "file": "x.md"}, {"type": "file", "file": "A.md"}]}'
    assert flaw(text, ("x.md", "sub/B.md"), target="sub/B.md", path="c.canvas") == ""
    assert "would not point" in flaw(text, ("x.md", "B.md"), target="sub/B.md", path="c.canvas")
