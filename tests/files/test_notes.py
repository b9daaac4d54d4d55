"""Notes that are read here, by other processes, or known already: the same whichever way they come."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint.files import notes, replay, workers
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.notes import ChangedError, Reading, Texts, read_notes
from rlvault_lint.files.sources import WorkTree, find_files
from rlvault_lint.note import Note
from rlvault_lint.reading.parse import parse

TEXT = "---\ntags: [a]\n---\n# 强化 {n}\n\n- [[Note 1]] — （arXiv:2507.19457）★★★★☆ ^id\n\n[x](y.md) %% [[z]] %%\n"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(workers, "PAYS", 0)
    root = tmp_path / "vault"
    (root / "sub").mkdir(parents=True)
    for number in range(150):
        (root / f"sub/Note {number}.md").write_text(TEXT.replace("{n}", str(number)), "utf-8")
    (root / "Board.canvas").write_text('{"nodes": [{"type": "file", "file": "sub/Note 1.md"}]}')
    (root / "large.md").write_text("x" * 5000)
    for file in root.rglob("*.*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 10_000_000_000)  # all that is read is old
    return root


def read(root: Path, jobs: int = 1, *, kept: bool = False) -> Texts:
    source, known = WorkTree(root), Cache.open(root) if kept else None
    with closing(known) if known else nullcontext():
        return read_notes(source, find_files(source), reading=Reading(4000, jobs, known))


def same(one: Texts, other: Texts) -> bool:
    return (dict(one.notes), dict(one.data), one.errors, one.oversized) == (
        dict(other.notes),
        dict(other.data),
        other.errors,
        other.oversized,
    )


def test_all_ways_come_to_the_same(vault: Path) -> None:
    here = read(vault)
    assert len(here.notes) == 151
    assert here.oversized == {"large.md": "it is larger than 0.00381 MB"}
    assert same(here, read(vault, 2))
    assert same(here, read(vault, 2, kept=True))
    assert same(here, read(vault, kept=True))


def test_spawned_processes_read_the_same(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where nothing can be forked: a new Python starts, and in the current directory."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    monkeypatch.chdir(vault)
    for name in ("multiprocessing", "json", "signal", "click"):
        (vault / f"{name}.py").write_text("open('ran', 'w')")
    assert same(read(vault), read(vault, 2))
    assert not (vault / "ran").exists()


def test_what_is_known_is_not_parsed_again(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(vault, kept=True)
    parsed: list[str] = []

    def counted(path: str, data: bytes) -> Note:
        parsed.append(path)
        return parse(path, data)

    monkeypatch.setattr(notes, "parse", counted)
    (vault / "sub/Note 7.md").write_text("another text")
    found = read(vault, kept=True)
    assert parsed == ["sub/Note 7.md"]
    assert found.notes["sub/Note 7.md"] == parse("sub/Note 7.md", b"another text")


def test_a_moved_note_has_its_own_path(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(vault, kept=True)
    (vault / "sub/Note 7.md").rename(vault / "Moved.md")
    assert same(read(vault), found := read(vault, kept=True))
    assert found.notes["Moved.md"].path == "Moved.md"


def test_contents_that_changed_since_are_not_shown(vault: Path) -> None:
    found = read(vault, 2)
    (vault / "sub/Note 7.md").write_text("edited meanwhile")
    with pytest.raises(ChangedError, match=r"sub/Note 7\.md: it was changed while"):
        found.data["sub/Note 7.md"]


def test_a_process_that_dies_names_the_note(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deadly(path: str, data: bytes) -> Note:
        if path == "sub/Note 33.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(path, data)

    monkeypatch.setattr(workers, "parse", deadly)
    found = read(vault, 2)
    assert found.errors == ["sub/Note 33.md: can't be read: the process that read it has died"]
    assert len(found.notes) == 150


def test_no_process_is_left_behind(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    def interrupted(*_: object) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers._Running, "received", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read(vault, 2)
    assert not multiprocessing.active_children()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_note_that_became_a_link_out_of_the_vault_is_not_read(vault: Path, jobs: int) -> None:
    source = WorkTree(vault)
    found = find_files(source)
    (vault.parent / "secret.md").write_text("secret")
    for name, target in (("Note 7.md", vault.parent / "secret.md"), ("Note 8.md", vault / "sub/Note 9.md")):
        (vault / "sub" / name).unlink()
        (vault / "sub" / name).symlink_to(target)
    texts = read_notes(source, found, reading=Reading(4000, jobs))
    assert texts.errors == ["sub/Note 7.md: can't be read: it is a symbolic link out of the vault"]
    assert texts.notes["sub/Note 8.md"].digest == texts.notes["sub/Note 9.md"].digest
