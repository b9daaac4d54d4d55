"""How case files are read, run and updated."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint import testing
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.testing import Case, Expected, check, findings, read_cases, update


def cases(tmp_path: Path, text: str, rule: str = "broken-link") -> list[Case]:
    path = tmp_path / "cases.md"
    path.write_text(f"# {rule}\n\n{text}", "utf-8")
    return read_cases(path)


def one(tmp_path: Path, text: str, rule: str = "broken-link") -> Case:
    (case,) = cases(tmp_path, f"## a case\n\n{text}", rule)
    return case


BROKEN = (
    '`A.md`\n\n```md\n%% error: broken-link "\\"x/Nope\\"" %%\n[[x/Nope]]\n[[x/Gone]] %% error: broken-link %%\n```\n'
)


def test_files_settings_and_what_is_stated(tmp_path: Path) -> None:
    first, second = cases(
        tmp_path,
        f"Text for people.\n\n## one\n\n```toml\nselect = []\n```\n\n{BROKEN}\n"
        "## two\n\nVariants: plain, CRLF\n\n`x/B.md`\n\n````md gbk\n```\n强化\n```\n````\n",
    )
    assert (str(first), first.rule, first.variants) == ("broken-link: one", "broken-link", testing.VARIANTS)
    assert first.files == {"A.md": "[[x/Nope]]\n[[x/Gone]]\n"}
    assert first.of("toml")[0].text == "select = []\n"
    assert first.expected == [
        Expected("A.md", 1, "broken-link", "error", '"x/Nope"'),
        Expected("A.md", 2, "broken-link", "error", ""),
    ]
    assert (second.name, second.variants, second.expected) == ("two", ("plain", "CRLF"), [])
    assert second.files == {"x/B.md": "```\n强化\n```\n"}
    assert second.fences[0].encoding == "gbk"


def test_several_assertions_of_one_line_and_of_the_end(tmp_path: Path) -> None:
    lines = "%% info: a/b-c %% %% error: x %%\n  %% warning: y %%\nline %% error: z %%\n%% error: end %%\n"
    case = one(tmp_path, f"`A.md`\n\n```md\n{lines}```\n")
    assert case.files == {"A.md": "line\n"}
    assert [(each.line, each.rule) for each in case.expected] == [
        (1, "a/b-c"),
        (1, "x"),
        (1, "y"),
        (1, "z"),
        (2, "end"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("`A.md`\n\n```md\n[[x]]\n", "a fence is never closed"),
        ("```md\n```\n", "a fence has no path before it"),
        ("Variants: plain, LF\n", "there is no variant 'LF': choose from plain, CRLF, prefix"),
        ("`A.md`\n\n```md example\nx\n```\n", "a fence for the example has to be empty"),
    ],
)
def test_what_is_not_a_case_file_is_an_error(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        one(tmp_path, text)


def test_a_case_that_holds(tmp_path: Path) -> None:
    check(one(tmp_path, BROKEN))


@pytest.mark.parametrize("variant", testing.VARIANTS)
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[x/Nope]]", "[[A]]", "stated, not found:\n  A.md:1: error: broken-link"),
        (" %% error: broken-link %%", "", "found, not stated:\n  A.md:2: error: broken-link there is no file"),
        ('\\"x/Nope', '\\"x/Nape', 'stated, not found:\n  A.md:1: error: broken-link "x/Nape"'),
        ("%% error: broken-link %%", "%% warning: broken-link %%", "A.md:2: warning: broken-link"),
        ("%%\n[[x/Nope]]", "%%\n\n[[x/Nope]]", "A.md:2: error: broken-link"),
    ],
)
def test_a_case_that_does_not_hold_says_how(tmp_path: Path, variant: str, old: str, new: str, said: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check(one(tmp_path, BROKEN.replace(old, new)), variant)
    assert str(caught.value).startswith(f"broken-link: a case ({variant})\n")
    assert said in str(caught.value)


def test_fixed_files_safe_and_unsafe(tmp_path: Path) -> None:
    text = (
        '```toml\nselect = ["redundant-alias", "url-in-wikilink"]\n```\n\n'
        "`A.md`\n\n```md\n[[B|B]] %% info: redundant-alias %%\n[[https://x.org]] %% error: url-in-wikilink %%\n```\n\n"
        "```fixed\n[[B]]\n[[https://x.org]]\n```\n\n```fixed unsafe\n[[B]]\n<https://x.org>\n```\n"
    )
    case = one(tmp_path, text, "redundant-alias")
    check(case)
    (safe,), (unsafe,) = findings(case), findings(one(tmp_path, text, "url-in-wikilink"))
    assert safe.fix is not None
    assert unsafe.fix is not None
    assert (safe.fix.safety, unsafe.fix.safety) == (Safety.SAFE, Safety.UNSAFE)
    for wrong in (text.replace("[[B]]\n[[h", "[[C]]\n[[h"), text.replace("<https://x.org>", "[[https://x.org]]")):
        with pytest.raises(AssertionError, match=r"A\.md fixed"):
            check(one(tmp_path, wrong, "redundant-alias"))


def test_the_example_of_the_page(tmp_path: Path) -> None:
    example = "`Note.md`\n\n```md example\n```\n"
    case = one(tmp_path, example, "self-link")
    with pytest.raises(AssertionError, match="nothing is found in the page's example"):
        check(case)
    check(one(tmp_path, example.replace("Note", "GEPA"), "self-link"))
    marked = one(tmp_path, example + "\n`GEPA.md`\n\n```md\n```\n", "inexact-link")
    assert marked.marked() == {"Note.md": {1}}
    assert marked.files["Note.md"] == "See [[gepa]].\n"
    check(marked)
    with pytest.raises(AssertionError, match="findings in lines set"):
        check(one(tmp_path, example, "inexact-link"))


def test_an_example_in_yaml_is_a_notes_frontmatter(tmp_path: Path) -> None:
    case = one(tmp_path, "`Note.md`\n\n```md example\n```\n", "unquoted-arxiv-id")
    assert case.files["Note.md"].startswith("---\narxiv: ")
    check(case)


def test_update_leaves_alone_what_holds(tmp_path: Path) -> None:
    one(tmp_path, f"Text.\n\n{BROKEN}\nVariants: plain\n")
    path = tmp_path / "cases.md"
    before = path.read_bytes()
    assert not update(path)
    assert path.read_bytes() == before


def test_update_states_what_is_found_and_fixed(tmp_path: Path) -> None:
    long = "x" * 130
    wrong = (
        "`A.md`\n\n```md\n%% error: broken-link %%\n[[A]]\n[[x/Nope]] %% error: redundant-alias %%\n"
        f'kept [[x/{long}]] %% error: broken-link "xxx" %%\n[[B|B]]\n```\n\n```fixed\nold\n```\n\n'
        "## an empty note\n\n" + '```toml\nselect = ["orphan-note"]\n```\n\n' + "`E.md`\n\n```md\n```\n"
    )
    toml = '```toml\nselect = ["broken-link", "redundant-alias", "orphan-note"]\n```\n'
    cases(tmp_path, f"## a case\n\n{toml}\n`B.md`\n\n```md\n[[A]]\n```\n\n{wrong}")
    path = tmp_path / "cases.md"
    assert update(path)
    assert not update(path)
    for case in read_cases(path):
        check(case)
    text = path.read_text("utf-8")
    assert '```md\n[[A]]\n%% error: broken-link "there is no file \\"x/Nope\\"' in text
    assert f'%% error: broken-link "xxx" %%\nkept [[x/{long}]]\n' in text
    assert "%% info: redundant-alias " in text
    assert "`E.md`\n\n```md\n%% info: orphan-note " in text
    assert f"```fixed\n[[A]]\n[[x/Nope]]\nkept [[x/{long}]]\n[[B]]\n```" in text
    assert all(len(line) <= testing.LONGEST for line in text.splitlines() if long not in line)
