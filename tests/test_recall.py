"""A run that recalls the last one finds what a run finds that knows nothing, whatever was done in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import git

from rlvault_lint import pipeline, session
from rlvault_lint.files import replay
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.git import Repository
from rlvault_lint.files.notes import Reading
from rlvault_lint.findings.report import Report
from rlvault_lint.judging import Judge
from rlvault_lint.note import Note
from rlvault_lint.settings.load import load_settings
from rlvault_lint.vault.vault import Vault

EXAMPLE = Path(__file__).parent / "fixtures" / "vault"

MORE = {
    "Links.md": "---\ntitle: Links\naliases: [Connections]\n---\n# Links\nSee [[GRPO]], [[GRPO#Objective]], [[Grop]], "
    "[[PPO#Nowhere]], [[grpo]], [[PPO#^loss]], [[PPO#^gone]], [[Old PPO]], [[Ties]], ![[picture.png]].\n",
    "Two/GRPO.md": "# GRPO\n## Objective\nText.\n",
    "One/Note.md": "See [[GRPO]] and [[Two/GRPO]] and [up](../Links.md#links).\n",
    "One/Copy.md": "# A copy\n" + "".join(f"Sentence {n} of a long text that is copied.\n" for n in range(20)),
    "One/MOC.md": "---\ntype: moc\n---\n# MOC\n- [[Note]] ★★★☆☆ (arXiv:2402.03300)\n- [[Copy]]\n- [[Links|Ties]]\n",
    "One/Rated.md": "---\nrating: ★★★★☆\narxiv: '2402.03300'\nTags: [a]\n---\n# Rated\nA block. ^loss\n",
    "One/Number.md": "---\nrating: 3\ntags: [a]\n---\n<!-- rlvault-lint-disable broken-link -->\n[[Nowhere#x]]\n",
    "One/Unlisted.md": "# Unlisted\nNothing.\n",
    "picture.png": "",
    "One/Board.canvas": '{"nodes": [{"id": "a", "type": "file", "file": "Links.md"}], "edges": []}',
}

Edit = Callable[[str], str]


def _front(line: str) -> Edit:
    def edit(text: str) -> str:
        return text.replace("---\n", f"---\n{line}\n", 1) if text.startswith("---\n") else f"---\n{line}\n---\n{text}"

    return edit


def _without_front(text: str) -> str:
    return text.partition("\n---\n")[2] if text.startswith("---\n") else text


EDITS: dict[str, Edit] = {
    "prose appended": lambda text: text + "\nMore prose.\n",
    "prose early": lambda text: "Prose at the beginning.\n\n" + text if not text.startswith("---") else text,
    "a good link": lambda text: text + "\n[[Links]]\n",
    "a good heading link": lambda text: text + "\n[[Links#Links]]\n",
    "a link to a missing heading": lambda text: text + "\n[[Links#Not there]]\n",
    "a broken link": lambda text: text + "\n[[Nothing of the kind]] [[No/Thing#x]]\n",
    "an inexact link": lambda text: text + "\n[[LINKS]]\n",
    "an unclosed link": lambda text: text + "\n[[Links\n",
    "a heading renamed": lambda text: text.replace("# ", "# New ", 1),
    "a block id removed": lambda text: text.replace("^loss", ""),
    "a heading added": lambda text: text + "\n# Nowhere\n",
    "a malformed rating": lambda text: text + "\n- [[Links]] ★★★★\n",
    "another rating": lambda text: text.replace("★★★", "★★★★"),
    "another rating in the properties": _front("rating: ★☆☆☆☆"),
    "another note's arXiv ID": _front("arxiv: '2402.03300'"),
    "a bad ID": _front("arxiv: '2402.0330x'"),
    "an ID in the body": lambda text: text + "\narXiv:2402.03300 and arXiv:9902.03300\n",
    "a bad tag": _front("tags: [1]"),
    "a new alias": _front("aliases: [Ties, Grop]"),
    "a title": _front("title: Old PPO"),
    "the frontmatter dropped": _without_front,
    "a note that becomes a MOC": _front("type: moc"),
    "broken YAML": _front("a: [b"),
    "a copy of another note": lambda _: MORE["One/Copy.md"],
    "merge conflict markers": lambda text: f"{text}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n",
    "a deprecated property": _front("tag: x"),
    "a property in another case": _front("Rating: 2"),
    "a directive": lambda text: f"<!-- rlvault-lint-disable-file -->\n{text}",
    "emptied": lambda _: "",
}
"""What may be done to a note; all kinds of edit that were found to matter to others as well."""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return _made(tmp_path / "vault")


def _made(root: Path) -> Path:
    shutil.copytree(EXAMPLE, root)
    for path, text in MORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


def _run(root: Path, *, recalling: bool) -> Report:
    cache = Cache.open(root) if recalling else None
    try:
        return pipeline.run(load_settings(root), reading=Reading(cache=cache))
    finally:
        if cache:
            cache.close()


def _said(report: Report) -> dict[str, Any]:
    """All that a report says but how long it took."""
    names = (
        "active",
        "errors",
        "notices",
        "checked",
        "texts",
        "looked_at",
        "suppressed",
        "known",
        "gone",
        "configured",
    )
    return {name: getattr(report, name) for name in names}


def _agree(root: Path) -> None:
    assert _said(_run(root, recalling=True)) == _said(_run(root, recalling=False))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notes that are judged, one by one."""
    paths: list[str] = []
    in_note = Judge.in_note

    def counted(self: Judge, note: Note, vault: Vault) -> Any:
        paths.append(note.path)
        return in_note(self, note, vault)

    monkeypatch.setattr(Judge, "in_note", counted)
    return paths


def test_nothing_is_judged_again_where_nothing_changed(vault: Path, judged: list[str]) -> None:
    _agree(vault)
    judged.clear()
    assert _run(vault, recalling=True).active
    assert judged == []


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.parametrize("path", ["Links.md", "One/Rated.md", "One/MOC.md"])
def test_each_kind_of_edit(vault: Path, kind: str, path: str) -> None:
    _run(vault, recalling=True)
    file = vault / path
    before = file.read_text("utf-8")
    file.write_text(EDITS[kind](before), "utf-8")
    _agree(vault)
    file.write_text(before, "utf-8")
    _agree(vault)


def test_prose_is_judged_in_its_note_alone(vault: Path, judged: list[str]) -> None:
    _run(vault, recalling=True)
    file = vault / "One" / "Unlisted.md"
    file.write_text(file.read_text("utf-8") + "\nMore.\n", "utf-8")
    judged.clear()
    _run(vault, recalling=True)
    assert judged == ["One/Unlisted.md"]


def test_a_heading_is_judged_where_links_name_it(vault: Path, judged: list[str]) -> None:
    _run(vault, recalling=True)
    file = vault / "Two" / "GRPO.md"
    file.write_text(file.read_text("utf-8").replace("Objective", "Aim"), "utf-8")
    judged.clear()
    _agree(vault)
    assert "Two/GRPO.md" in judged
    assert "One/Unlisted.md" not in judged[: judged.index("Links.md") + 1]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitignore", "One/\n"),
        (".obsidian/app.json", '{"userIgnoreFilters": ["One/"], "newLinkFormat": "absolute"}'),
        (".obsidian/types.json", '{"types": {"rating": "number"}}'),
        (".rlvault-lint.toml", 'extend-select = ["all"]\n'),
        (".rlvault-lint-baseline.json", ""),
    ],
)
def test_what_is_said_of_all_notes(vault: Path, path: str, text: str) -> None:
    _run(vault, recalling=True)
    (vault / path).parent.mkdir(exist_ok=True)
    if text:
        (vault / path).write_text(text, "utf-8")
    _agree(vault)


def test_another_day(vault: Path, monkeypatch: pytest.MonkeyPatch, judged: list[str]) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2071, 1, 1)

    _run(vault, recalling=True)
    monkeypatch.setattr("rlvault_lint.session.datetime", Tomorrow)
    judged.clear()
    _run(vault, recalling=True)
    assert judged


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff" * 100, b"N", b")\x01N"])
def test_a_damaged_memory_is_none(vault: Path, damage: bytes) -> None:
    _run(vault, recalling=True)
    cache = Cache.open(vault)
    assert cache
    known = cache.parts(session.JUDGMENTS)
    assert known
    cache.keep_parts(session.JUDGMENTS, dict.fromkeys(known, damage), known)
    cache.close()
    _agree(vault)


@pytest.mark.parametrize("at", [10, 0.5, -10])
def test_a_memory_that_is_damaged_further_in_is_none(vault: Path, at: float) -> None:
    _run(vault, recalling=True)
    cache = Cache.open(vault)
    assert cache
    known = cache.parts(session.JUDGMENTS)
    damaged = {}
    for name, data in known.items():
        place = int(len(data) * at) if isinstance(at, float) else at
        damaged[name] = data[:place] + bytes([data[place] ^ 1]) + data[place:][1:]
    cache.keep_parts(session.JUDGMENTS, {name: data for name, data in damaged.items() if name.isdecimal()}, known)
    cache.close()
    _agree(vault)


@pytest.fixture
def repository(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vault with a past: a note was renamed, another deleted, a heading reworded, and links were left."""
    monkeypatch.setattr(replay, "GRAIN", 0)
    git(vault, "init", "-q")
    for step in range(3):
        if step == 1:
            git(vault, "mv", "One/Note.md", "Two/Moved note.md")
            (vault / "Two" / "GRPO.md").write_text("# GRPO\n## Aim\nText.\n", "utf-8")
        if step == 2:
            (vault / "One" / "Copy.md").unlink()
        git(vault, "add", "-A")
        git(vault, "commit", "-q", "-m", str(step))
    return vault


@pytest.mark.parametrize("kind", EDITS)
def test_each_kind_of_edit_in_a_repository(repository: Path, kind: str) -> None:
    _run(repository, recalling=True)
    file = repository / "One" / "MOC.md"
    file.write_text(EDITS[kind](file.read_text("utf-8")), "utf-8")
    _agree(repository)
    shutil.move(repository / "Links.md", repository / "Two" / "Linked.md")
    _agree(repository)
    git(repository, "add", "-A")
    _agree(repository)
    git(repository, "commit", "-q", "-m", "moved")
    _agree(repository)


def test_git_is_not_asked_again(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "GRAIN", 0)
    git(vault, "init", "-q")
    git(vault, "add", "-A")
    git(vault, "commit", "-q", "-m", "all")
    _run(vault, recalling=True)
    file = vault / "One" / "Unlisted.md"
    file.write_text(file.read_text("utf-8") + "\nMore.\n", "utf-8")
    monkeypatch.setattr(Repository, "log", lambda *_: pytest.fail("git was asked for its log"))
    assert _run(vault, recalling=True).active


def test_an_attachment_that_may_be_one_that_moved(repository: Path) -> None:
    picture = repository / "picture.png"
    picture.write_bytes(b"a picture")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "picture")
    picture.rename(repository / "One" / "other.png")
    _run(repository, recalling=True)
    (repository / "One" / "other.png").write_bytes(b"quite another")
    _agree(repository)


SETTINGS = [
    'extend-select = ["all"]\n',
    'ignore = ["broken-link"]\n',
    'exclude = ["One"]\n',
    "comments = true\n",
    '[per-path-ignores]\n"One/*" = ["broken-link"]\n',
    '[moc]\nnames = ["^Links$"]\n',
    '[severity]\nbroken-link = "info"\n',
]
DAYS = [datetime(year, 3, 1, tzinfo=UTC) for year in (2023, 2024, 2071)]


class Clock(datetime):
    """A clock that shows the day it is set to."""

    shown = DAYS[0]

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.shown


@st.composite
def _steps(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """What is done to a vault: edits by their kind, moves, copies and deletions, other settings, other days."""
    note = st.sampled_from(
        [path for path in MORE if path.endswith(".md")]
        + ["AI/New.md", "New.md", "One/picture.png", "One/Board.canvas", "B.canvas"]
    )
    edit = st.tuples(st.just("edit"), note, st.sampled_from(list(EDITS)))
    move = st.tuples(st.sampled_from(["move", "copy"]), note, note)
    delete = st.tuples(st.just("delete"), note)
    other = st.tuples(st.just("settings"), st.sampled_from(SETTINGS))
    later = st.tuples(st.just("day"), st.sampled_from(list(map(str, range(len(DAYS))))))
    return draw(st.lists(st.one_of(edit, edit, move, delete, other, later), min_size=1, max_size=6))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps())
def test_whatever_is_done(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr("rlvault_lint.session.datetime", Clock)
    monkeypatch.setattr("rlvault_lint.rules.malformed_arxiv_id.datetime", Clock)
    Clock.shown = DAYS[0]
    root = _made(tmp_path_factory.mktemp("any") / "vault")
    _run(root, recalling=True)
    for kind, path, *more in steps:
        file = root / path
        if kind == "settings":
            (root / "rlvault-lint.toml").write_text(path, "utf-8")
        elif kind == "day":
            Clock.shown = DAYS[int(path)]
        elif not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_text("# New\n[[Links]] [[GRPO]]\n", "utf-8")
        elif kind == "edit":
            file.write_text(EDITS[more[0]](file.read_text("utf-8")), "utf-8")
        elif kind == "delete":
            file.unlink()
        elif more[0] != path:
            (root / more[0]).parent.mkdir(exist_ok=True)
            (shutil.move if kind == "move" else shutil.copyfile)(file, root / more[0])
        _agree(root)
