"""A settings file that fits a vault: what is proposed, that it can be read, and that little is found with it."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rlvault_lint import pipeline, session
from rlvault_lint.commands.proposal import propose
from rlvault_lint.conventions import MocConventions
from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.findings.report import Report
from rlvault_lint.reading.parse import parse
from rlvault_lint.settings.load import load_settings
from rlvault_lint.vault.vault import Vault


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def proposed(root: Path) -> tuple[str, dict[str, Any]]:
    """The proposal for a vault on disk, and what TOML reads in it."""
    loaded = session.load(load_settings(root))
    text = propose(loaded.vault, loaded.data)
    return text, tomllib.loads(text)


def checked(root: Path, text: str) -> Report:
    (root / SETTINGS_FILE).write_text(text, "utf-8")
    return pipeline.run(load_settings(root))


def front(**properties: str) -> str:
    return "".join(["---\n", *(f"{key}: {value}\n" for key, value in properties.items()), "---\n"])


def test_a_vault_that_says_nothing_gets_a_file_of_comments(tmp_path: Path) -> None:
    write(tmp_path, {"Note.md": "Nothing."})
    text, data = proposed(tmp_path)
    assert data == {}
    assert all(line.startswith("#") for line in text.splitlines() if line)


def test_the_commented_lines_are_settings_too(tmp_path: Path) -> None:
    write(tmp_path, {"Note.md": "Nothing."})
    text, _ = proposed(tmp_path)
    body = re.sub(r'^# (?=[a-z"\[])', "", text.split("\n\n", 1)[1], flags=re.MULTILINE)
    (tmp_path / SETTINGS_FILE).write_text(body, "utf-8")
    assert {"stale-count", "orphan-note"} <= {rule.name for rule in load_settings(tmp_path).rules}


# --- properties -------------------------------------------------------------------------------------------------------


def test_types_require_what_nearly_all_of_their_notes_have(tmp_path: Path) -> None:
    papers = {f"P{n}.md": front(type="paper", title="x", arxiv="2401.00001") for n in range(18)}
    papers |= {"P18.md": front(type="Paper", title="x"), "P19.md": front(type="paper", title="", arxiv="x")}
    notes = {f"N{n}.md": front(type="note", title="x", day=str(n) if n < 4 else "") for n in range(5)}
    write(tmp_path, papers | notes | {"Rare.md": front(type="rare", title="x", alone="x")})
    text, data = proposed(tmp_path)
    assert data["frontmatter"]["required"] == {"*": ["type", "title"], "paper": ["arxiv"]}
    assert "# Of all 26 notes: type 26, title 25." in text
    assert '# Of 20 notes of the type "paper": arxiv 19.' in text


def test_a_property_of_one_type_is_required_there(tmp_path: Path) -> None:
    write(tmp_path, {f"P{n}.md": front(type="paper", venue="x") for n in range(10)})
    write(tmp_path, {f"N{n}.md": front(type="note") for n in range(10)})
    text, data = proposed(tmp_path)
    assert data["frontmatter"]["required"] == {"*": ["type"], "paper": ["venue"]}
    assert '# Of 10 notes of the type "paper": venue 10.' in text


@pytest.mark.parametrize(
    ("have", "total", "expected"),
    [
        pytest.param(4, 4, False, id="too few notes"),
        pytest.param(5, 5, True, id="all of a few"),
        pytest.param(4, 5, False, id="not all of a few"),
        pytest.param(9, 10, True, id="one exception of ten"),
        pytest.param(18, 20, False, id="two of twenty"),
        pytest.param(95, 100, True, id="five of a hundred"),
        pytest.param(94, 100, False, id="six of a hundred"),
        pytest.param(289, 300, False, id="more than anybody reads"),
    ],
)
def test_usual_properties(tmp_path: Path, have: int, total: int, expected: bool) -> None:
    write(tmp_path, {f"{n}.md": front(created="x") if n < have else "" for n in range(total)})
    _, data = proposed(tmp_path)
    assert ("frontmatter" in data) is expected


def test_few_mocs_require_the_usual_properties_that_all_have(tmp_path: Path) -> None:
    write(tmp_path, {"A MOC.md": front(title="x", tags="[a]", mood="x"), "B MOC.md": front(title="x", mood="x")})
    text, data = proposed(tmp_path)
    assert data["frontmatter"]["required"] == {"moc": ["title"]}
    assert "# Of 2 MOCs: title 2." in text
    assert not checked(tmp_path, text).active


def test_mocs_without_properties_require_none(tmp_path: Path) -> None:
    write(tmp_path, {"A MOC.md": "- [[A MOC]]"})
    text, data = proposed(tmp_path)
    assert "frontmatter" not in data
    assert not checked(tmp_path, text).active


# --- MOCs -------------------------------------------------------------------------------------------------------------


def test_only_marks_that_some_note_has(tmp_path: Path) -> None:
    leads = "".join(f"- [[N{n}]]\n" for n in range(5))
    write(
        tmp_path,
        {
            "强化学习-MOC.md": "",
            "Typed.md": front(type="MOC"),
            "索引.md": leads,
            "Sub/index.md": leads,
            "Map of Contents.md": "Not a list.",
        },
    )
    _, data = proposed(tmp_path)
    assert data["moc"] == {
        "types": ["moc"],
        "tags": [],
        "names": [MocConventions().names[0], "(?i)^_?index$", "索引"],
    }


def test_a_name_is_no_mark_unless_all_notes_of_it_are_lists(tmp_path: Path) -> None:
    write(tmp_path, {"A/index.md": "".join(f"- [[N{n}]]\n" for n in range(9)), "B/index.md": "- one\n- [[N1]]\n"})
    _, data = proposed(tmp_path)
    assert "moc" not in data


# --- ratings and arXiv ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(
            ["★★★★☆", "★★★☆☆", "4"], {"scale": 5, "filled": "★", "empty": "☆", "properties": ["k"]}, id="stars"
        ),
        pytest.param(["⭐️⭐️⭐️", "⭐⭐", "⭐⭐⭐⭐"], {"filled": "⭐", "properties": ["k"]}, id="emoji have no scale"),
        pytest.param(["★★★★★★★☆☆☆"] * 3, {"scale": 10, "filled": "★", "empty": "☆", "properties": ["k"]}, id="of ten"),
        pytest.param(
            ["★" * 11 + "☆"] * 3, {"filled": "★", "empty": "☆", "properties": ["k"]}, id="no scale is so wide"
        ),
        pytest.param(["★☆", "words", "more words"], None, id="not a rating's property"),
        pytest.param(["4", "5", "3"], None, id="numbers in any property"),
    ],
)
def test_ratings_in_properties(tmp_path: Path, values: list[str], expected: dict[str, Any] | None) -> None:
    write(tmp_path, {f"{n}.md": front(k=value) for n, value in enumerate(values)})
    text, data = proposed(tmp_path)
    assert data.get("rating") == expected
    assert not checked(tmp_path, text).errors


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        pytest.param("rating", ["8", "9", "10"], {"scale": 10, "properties": ["rating"]}, id="of ten"),
        pytest.param("评分", ["4", "5", "4.5"], {"properties": ["评分"]}, id="of five"),
        pytest.param("stars", ["4523", "17", "98"], None, id="counts of something"),
    ],
)
def test_ratings_in_numbers(tmp_path: Path, key: str, values: list[str], expected: dict[str, Any] | None) -> None:
    write(tmp_path, {f"{n}.md": front(**{key: value}) for n, value in enumerate(values)})
    _, data = proposed(tmp_path)
    assert data.get("rating") == expected


def test_ratings_in_entries(tmp_path: Path) -> None:
    entries = "- [[A]] ★★★☆\n" * 30 + "- [[A]] ✭✭\n- [[A]] ⭐\n- `★☆☆☆☆☆`\n"
    write(tmp_path, {"A.md": entries})
    text, data = proposed(tmp_path)
    assert data["rating"] == {"scale": 4, "filled": "★", "empty": "☆"}
    assert "# the width of 30 of 30 ratings with empty stars" in text


def test_arxiv_properties(tmp_path: Path) -> None:
    values = {"paper": "2401.00001", "link": "https://arxiv.org/abs/2401.00001v2", "source": "A book", "year": "2401"}
    write(tmp_path, {f"{n}.md": front(**values, cites="[2401.00001, 2401.00002]") for n in range(4)})
    write(tmp_path, {"4.md": front(paper="soon", source="2401.00001")})
    text, data = proposed(tmp_path)
    assert data["arxiv"] == {"properties": ["paper"]}
    assert "# an identifier in 4 of 5 notes" in text


# --- templates --------------------------------------------------------------------------------------------------------


def test_template_folders(tmp_path: Path) -> None:
    broken = "[[Nowhere]]"
    write(
        tmp_path,
        {
            ".obsidian/templates.json": '{"folder": "Forms/"}',
            ".obsidian/plugins/templater-obsidian/data.json": '{"templates_folder": "Gone"}',
            "Forms/A.md": broken,
            "00 Templates/Sub/B.md": broken,
            "资料/模板/C.md": broken,
            "Odd [1] *name?/A.md": "<% tp.date.now() %> [[Nowhere]]",
            "Odd [1] *name?/B.md": "# {{title}}\n[[Nowhere]]",
            "Odd [1] *name?/C.md": broken,
            "Template engines/D.md": "`{{ title }}`",
            "Notes/A.md": "{{date}}",
            "Notes/B.md": "",
            "Notes/C.md": "",
        },
    )
    text, data = proposed(tmp_path)
    assert data["exclude"] == ["/00 Templates/", "/Odd \\[1] \\*name\\?/", "/资料/模板/"]
    assert "# templates: 2 of 3 notes have placeholders" in text
    assert not checked(tmp_path, text).active


@pytest.mark.parametrize("content", ["", "[]", '{"folder": 3}', "{", '{"folder": ""}'])
def test_odd_template_settings_are_left_aside(tmp_path: Path, content: str) -> None:
    write(tmp_path, {".obsidian/templates.json": content, "Note.md": ""})
    assert proposed(tmp_path)[1] == {}


def test_templates_do_not_count(tmp_path: Path) -> None:
    write(tmp_path, {f"Templates/{n} MOC.md": front(rating="★★★☆☆") for n in range(20)} | {"Note.md": ""})
    assert proposed(tmp_path)[1] == {"exclude": ["/Templates/"]}


# --- whatever the vault holds -----------------------------------------------------------------------------------------

NAME_CHARACTERS = st.characters(codec="utf-8", exclude_characters="/\0")


def is_name(data: bytes) -> bool:
    return not {0, ord("/")} & set(data)


@hypothesis_settings(max_examples=60)
@given(
    st.dictionaries(st.text(min_size=1, max_size=6), st.text(max_size=6), max_size=3),
    st.text(max_size=8),
    # Names as a file system has them: any bytes, those that are not UTF-8 as the lone surrogates U+DC80 to U+DCFF.
    (st.text(NAME_CHARACTERS, min_size=1, max_size=6) | st.binary(min_size=1, max_size=6).filter(is_name)).map(
        lambda name: name if isinstance(name, str) else os.fsdecode(name)
    ),
)
def test_any_names_make_a_file_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, properties: dict[str, str], kind: str, folder: str
) -> None:
    import json

    content = json.dumps({**properties, "type": kind}).encode()
    paths = [f"{folder}/{n} [[<% %>.md" for n in range(6)]
    data = dict.fromkeys(paths, b"---\n" + content + b"\n---\n- [[x]] \xe2\x98\x85\xe2\x98\x86\n")
    notes = [parse(path, each) for path, each in data.items()]
    root = tmp_path_factory.mktemp("vault")
    (root / SETTINGS_FILE).write_text(propose(Vault(notes, paths), data), "utf-8")
    assert load_settings(root).conventions.rating.scale == 2
