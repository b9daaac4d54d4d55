"""How much work a run does, counted and not timed: what grows here makes every run slower.

A vault of 60 notes, each with a link to the next, to a heading, and to nothing; every tenth is a MOC.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rlvault_lint import lint, pipeline
from rlvault_lint.files import cache as files_cache
from rlvault_lint.files import notes, regular
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.notes import Reading
from rlvault_lint.judging import Judge
from rlvault_lint.note import Note
from rlvault_lint.reading import inline, markdown
from rlvault_lint.reading.parse import parse
from rlvault_lint.settings.load import load_settings
from rlvault_lint.vault.resolution import Resolver

NOTES = 60
LINKS = 3 * NOTES


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / ".obsidian").mkdir()
    for number in range(NOTES):
        after = (number + 1) % NOTES
        kind = "moc" if number % 10 == 0 else "paper"
        (tmp_path / f"Note {number}.md").write_text(
            f"---\ntype: {kind}\ntags: [a, b]\narxiv: 2602.{number + 10000}\n---\n# Note {number}\n\n"
            f"Text with `code` and [[Note {after}]] and [x](Note%20{after}.md#Note%20{after}).\n\n"
            f"- [[nobody wrote {number}]] — ★★★\n\nAs much text again, in which there is nothing to be found.\n"
        )
    return tmp_path


class Counts(Counter[str]):
    """Counts calls of the functions that it stands before."""

    def of(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        """Count the calls of a function of a module or class."""
        real = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            self[name] += 1
            return real(*arguments, **named)

        monkeypatch.setattr(owner, name, counted)


def test_a_note_is_opened_once_and_read_once(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Counter[str] = Counter()
    read: list[int] = []
    real = regular._opened

    def counted(path: str | Path, flags: int, limit: int, called: str) -> regular.Content:
        content = real(path, flags, limit, called)
        opened[str(path)] += 1
        read.append(len(content.data))
        return content

    monkeypatch.setattr(regular, "_opened", counted)
    lint(vault=vault)
    assert opened == Counter(str(file) for file in vault.glob("*.md"))
    assert sum(read) == sum(file.stat().st_size for file in vault.glob("*.md"))


def test_a_note_is_parsed_once_and_only_where_something_is(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: Counter[str] = Counter()

    def counted(path: str, data: bytes) -> Note:
        parsed[path] += 1
        return parse(path, data)

    monkeypatch.setattr(notes, "parse", counted)
    counts = Counts()
    counts.of(monkeypatch, inline, "scan")
    counts.of(monkeypatch, markdown, "Leaf")
    lint(vault=vault)
    assert parsed == Counter(file.name for file in vault.glob("*.md"))
    # A paragraph and an entry of each: both hold a link, one holds a `#`, the other stars.
    assert counts == {"scan": 2 * NOTES, "Leaf": 2 * NOTES}


def test_rules_are_shown_what_concerns_them(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved, shown = Counts(), Counter[str]()
    resolved.of(monkeypatch, Resolver, "resolve")
    real = Judge._call

    def counted(self: Judge, found: Any, method: Any, path: str, *what: Any) -> None:
        shown[" ".join(type(each).__name__ for each in what)] += 1
        real(self, found, method, path, *what)

    monkeypatch.setattr(Judge, "_call", counted)
    lint(vault=vault)
    # Each link once, and some again for the rules that ask what entries and broken links may mean.
    assert resolved["resolve"] <= LINKS + NOTES
    # Per note: so many rules look at all of it, so many at what is shown beside it.
    most = {
        "Note Vault": 7,
        "Note Link Vault": 3,  # the link to nothing, by the rules for what is missing
        "Note Field Vault": 2,  # `tags` and `arxiv`
        "Note Entry Vault": 0.1,  # of MOCs only
        "Vault": 10 / NOTES,
    }
    assert all(number <= most[what] * NOTES for what, number in shown.items()), shown


class Work(NamedTuple):
    """What a run with a cache has done: which notes it has opened and parsed, and how often it has called rules."""

    opened: Counter[str]
    parsed: Counter[str]
    calls: int


def run_again(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Check a vault with what the cache knows of it, and count."""
    work = Work(Counter(), Counter(), 0)
    counts = Counts()
    opened = regular._opened

    def counted_opening(path: str | Path, flags: int, limit: int, called: str) -> regular.Content:
        if str(path).endswith(".md"):
            work.opened[Path(path).name] += 1
        return opened(path, flags, limit, called)

    def counted_parsing(path: str, data: bytes) -> Note:
        work.parsed[path] += 1
        return parse(path, data)

    cache = Cache.open(vault)
    assert cache
    with monkeypatch.context() as patched:
        patched.setattr(regular, "_opened", counted_opening)
        patched.setattr(notes, "parse", counted_parsing)
        patched.setattr(files_cache, "GRAIN", 0)  # the files are new
        counts.of(patched, Judge, "_call")
        pipeline.run(load_settings(vault), reading=Reading(cache=cache))
    cache.close()
    return work._replace(calls=counts["_call"])


def test_nothing_is_done_again_where_nothing_has_changed(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_again(vault, monkeypatch)
    assert sum(first.parsed.values()) == NOTES
    again = run_again(vault, monkeypatch)
    assert not again.parsed
    assert again.calls == 0
    assert sum(again.opened.values()) <= NOTES  # for the texts that findings stand in


def test_after_an_edit_one_note_is_read_and_judged(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_again(vault, monkeypatch)
    with (vault / "Note 7.md").open("a") as note:
        note.write("\nOne more sentence.\n")
    again = run_again(vault, monkeypatch)
    assert again.parsed == Counter(["Note 7.md"])
    assert again.calls <= 26, again.calls  # some twelve for a note, and those that look at the whole vault


def test_after_a_rename_the_notes_with_links_to_it_are_judged_as_well(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_again(vault, monkeypatch)
    (vault / "Note 7.md").rename(vault / "Other.md")
    again = run_again(vault, monkeypatch)
    assert again.parsed == Counter(["Other.md"])
    assert again.calls <= 42, again.calls  # for two notes


def imported(vault: Path, *options: str) -> list[str]:
    """The modules that are loaded once a process has checked a vault."""
    code = f"import sys; from rlvault_lint.commands.again import main; main({['check', *options]}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=vault)
    return done.stdout.splitlines()[-1].split()


def ours(modules: list[str]) -> list[str]:
    """The modules of ours but the rules, of which each run makes all."""
    return [name for name in modules if name.startswith("rlvault_lint.") and ".rules." not in name]


UNUSUAL = {
    *("multiprocessing", "rich", "ftfy", "yaml", "html", "json", "difflib", "subprocess", "tempfile", "textwrap"),
    *("importlib.metadata", "rlvault_lint.fixing", "rlvault_lint.files.write", "rlvault_lint.findings.baseline"),
}
"""What a check of notes in order, outside a repository, has no need of."""


def test_modules_of_a_cold_run(vault: Path) -> None:
    modules = imported(vault, "--no-cache", "--format", "concise")
    assert not UNUSUAL.intersection(modules)
    assert len(ours(modules)) <= 120


def test_modules_of_a_run_after_an_edit(vault: Path) -> None:
    imported(vault, "--format", "concise")
    with (vault / "Note 7.md").open("a") as note:
        note.write("\nOne more sentence.\n")
    modules = imported(vault, "--format", "concise")
    assert "rlvault_lint.recall" in modules
    assert not UNUSUAL.intersection(modules)
    assert len(ours(modules)) <= 122


def test_modules_of_help(vault: Path) -> None:
    modules = imported(vault, "--help")
    assert not {"pathlib", "rlvault_lint.note", "rlvault_lint.rule", "rlvault_lint.registry"}.intersection(modules)
    assert len(ours(modules)) <= 22
