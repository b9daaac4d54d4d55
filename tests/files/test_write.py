"""Writing to a vault: a file is old or new, never anything else, and what belongs to it stays."""

from __future__ import annotations

import errno
import os
import random
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint.files import journal, write
from rlvault_lint.files.journal import JournalError, Plan, Write
from rlvault_lint.files.write import WriteError

OLD, NEW = b"old " * 20_000, b"the new text " * 10_000
RANDOM = random.Random(7)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    return root


def put(root: Path, path: str, data: bytes = OLD) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def hidden(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob(".*"))


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"\xef\xbb\xbfa\n", b"no end", b"", b"\xff\xfea\0"])
def test_bytes_are_written_as_they_are(vault: Path, data: bytes) -> None:
    file = put(vault, "a/n.md")
    write.replace(vault, "a/n.md", OLD, data)
    assert file.read_bytes() == data
    assert hidden(vault) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_mode_stays(vault: Path, mode: int) -> None:
    file = put(vault, "n.md")
    file.chmod(mode)
    write.replace(vault, "n.md", OLD, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no extended attributes")
def test_extended_attributes_stay(vault: Path) -> None:
    file = put(vault, "n.md")
    try:
        os.setxattr(file, "user.tag", b"red")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    write.replace(vault, "n.md", OLD, NEW)
    assert os.getxattr(file, "user.tag") == b"red"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_owner_stays(vault: Path) -> None:
    file = put(vault, "n.md")
    os.chown(file, 12345, 54321)
    write.replace(vault, "n.md", OLD, NEW)
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 54321)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_owner_that_may_not_be_kept(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(vault, "n.md")
    os.chown(file, 12345, -1)

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)
    write.replace(vault, "n.md", OLD, NEW)
    assert file.read_bytes() == NEW


def test_a_change_made_meanwhile_is_kept(vault: Path) -> None:
    file = put(vault, "n.md", b"edited")
    with pytest.raises(WriteError, match="was changed while rlvault-lint was running"):
        write.replace(vault, "n.md", OLD, NEW)
    assert file.read_bytes() == b"edited"
    assert hidden(vault) == []


def test_a_file_that_is_gone(vault: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        write.replace(vault, "n.md", OLD, NEW)


def test_links_inside_the_vault_are_written_through(vault: Path) -> None:
    real = put(vault, "real/n.md")
    (vault / "link.md").symlink_to("real/n.md")
    (vault / "folder").symlink_to("real")
    write.replace(vault, "link.md", OLD, NEW)
    assert (vault / "link.md").is_symlink()
    write.replace(vault, "folder/n.md", NEW, OLD)
    assert real.read_bytes() == OLD


@pytest.mark.parametrize("target", ["../outside.md", "../folder/n.md", "vault-2/n.md"])
def test_links_out_of_the_vault_are_not(vault: Path, target: str) -> None:
    outside = (vault / target).resolve() if target.startswith("..") else vault.parent / target
    outside.parent.mkdir(exist_ok=True)
    outside.write_bytes(OLD)
    (vault / "link.md").symlink_to(outside)
    (vault / "folder").symlink_to(outside.parent)
    for path in ("link.md", f"folder/{outside.name}"):
        with pytest.raises(WriteError, match="outside the vault"):
            write.replace(vault, path, OLD, NEW)
    assert outside.read_bytes() == OLD


def test_links_to_hidden_files_are_not(vault: Path) -> None:
    hook = put(vault, ".git/hooks/post-commit")
    (vault / "link.md").symlink_to(hook)
    with pytest.raises(WriteError, match="hidden file"):
        write.replace(vault, "link.md", OLD, NEW)
    assert hook.read_bytes() == OLD


def test_a_vault_that_is_reached_through_a_link(vault: Path) -> None:
    put(vault, "n.md")
    (vault.parent / "way").symlink_to(vault)
    write.replace(vault.parent / "way", "n.md", OLD, NEW)
    assert (vault / "n.md").read_bytes() == NEW


def test_only_regular_files(vault: Path) -> None:
    os.mkfifo(vault / "pipe.md")
    with pytest.raises(WriteError, match="not a regular file"):
        write.replace(vault, "pipe.md", OLD, NEW)


def test_read_only_is_not_forced(vault: Path) -> None:
    file = put(vault, "a/n.md")
    file.chmod(0o444)
    with pytest.raises(WriteError, match=r'"a/n.md" is read-only'):
        write.replace(vault, "a/n.md", OLD, NEW)
    file.chmod(0o644)
    file.parent.chmod(0o555)
    try:
        with pytest.raises(WriteError, match=r'the folder of "a/n.md" is read-only'):
            write.must_be_writable(vault, "a/n.md")
        with pytest.raises(WriteError, match=r'the folder of "a/n.md" is read-only'):
            write.replace(vault, "a/n.md", OLD, NEW)
    finally:
        file.parent.chmod(0o755)
    assert file.read_bytes() == OLD


class FullDisk:
    """`os.fsync` on a disk on which nothing new finds room, the first `good` times aside."""

    def __init__(self, good: int = 0) -> None:
        self.good = good

    def __call__(self, *_: Any) -> None:
        self.good -= 1
        if self.good < 0:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(vault, "n.md")
    monkeypatch.setattr(os, "fsync", FullDisk())
    with pytest.raises(WriteError, match="No space left on device"):
        write.replace(vault, "n.md", OLD, NEW)
    assert file.read_bytes() == OLD
    assert hidden(vault) == []


def test_hard_links_stay_one_file(vault: Path) -> None:
    file = put(vault, "n.md")
    other = vault.parent / "other name"
    other.hardlink_to(file)
    write.replace(vault, "n.md", OLD, NEW)
    assert file.samefile(other)
    assert other.read_bytes() == NEW
    assert hidden(vault) == []
    with pytest.raises(WriteError, match="changed"):
        write.replace(vault, "n.md", OLD, b"x")
    assert hidden(vault) == []


def test_full_disk_under_a_hard_link(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(vault, "n.md")
    (vault / "m.md").hardlink_to(file)
    real, calls = os.write, 0

    def half(descriptor: int, data: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[:1000])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(WriteError, match="No space left on device"):
        write.replace(vault, "n.md", OLD, NEW)
    assert file.read_bytes() == OLD
    assert hidden(vault) == []


# --- kills -----------------------------------------------------------------------------------------------------------


def killed(work: Callable[[], None], most: float) -> None:
    """Run `work` over and over in a process that is killed at a random moment."""
    child = os.fork()
    if child == 0:
        try:
            while True:
                work()
        finally:
            os._exit(1)
    time.sleep(RANDOM.random() * most)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_kills_leave_every_file_old_or_new(vault: Path) -> None:
    texts = (OLD, NEW)
    files = [put(vault, f"{name}/n.md") for name in "abc"]
    files.append(put(vault, "hard.md"))
    (vault / "name.md").hardlink_to(files[-1])

    def work() -> None:
        for file in files:
            content = file.read_bytes()
            write.replace(vault, file.relative_to(vault).as_posix(), content, texts[content == OLD])

    for _ in range(200):
        killed(work, 0.01)
        assert all(file.read_bytes() in texts for file in files[:-1])
        write.recover(vault)
        write.sweep(vault, ["a/n.md", "b/n.md", "c/n.md"])
        assert files[-1].read_bytes() in texts
        assert hidden(vault) == []


def test_kills_leave_a_plan_done_or_undone(vault: Path) -> None:
    put(vault, "folder/n.md")
    put(vault, "m.md")
    (vault / "name.md").hardlink_to(vault / "m.md")
    there = Plan((("folder", "New folder"),), (Write("New folder/n.md", OLD, NEW), Write("m.md", OLD, NEW)))
    back = Plan((("New folder", "folder"),), (Write("folder/n.md", NEW, OLD), Write("m.md", NEW, OLD)))

    def work() -> None:
        write.carry_out(vault, there if (vault / "folder").exists() else back)

    completed = "a change that was cut off is completed"
    seen: set[str | None] = set()
    for attempt in range(2000):  # on a busy machine, few moments are those in which something is going on
        if attempt >= 100 and seen == {None, completed}:
            break
        killed(work, 0.01)
        seen.add(write.recover(vault))
        write.sweep(vault, ["folder/n.md", "New folder/n.md"])
        folder = "folder" if (vault / "folder").exists() else "New folder"
        expected = OLD if folder == "folder" else NEW
        assert [path.name for path in vault.iterdir() if path.is_dir()] == [folder]
        assert (vault / folder / "n.md").read_bytes() == (vault / "m.md").read_bytes() == expected
        assert hidden(vault) == []
    assert seen == {None, completed}


def torn(kept: int) -> bytes:
    return NEW[:kept] + OLD[kept:]


@pytest.mark.parametrize("content", [torn(1), torn(5_000), NEW + OLD[len(NEW) :], NEW[: len(OLD) + 1]])
def test_a_file_cut_off_in_the_middle_is_completed(vault: Path, content: bytes) -> None:
    journal_of(vault, Plan(writes=(Write("n.md", OLD, NEW),)))
    file = put(vault, "n.md", content)
    assert write.recover(vault) == "a change that was cut off is completed"
    assert file.read_bytes() == NEW


def test_what_was_edited_after_a_kill_is_kept(vault: Path) -> None:
    journal_of(vault, Plan((("a.md", "b.md"),), (Write("b.md", OLD, NEW), Write("c.md", OLD, NEW))))
    put(vault, "b.md", NEW)
    put(vault, "c.md", b"mine")
    done = write.recover(vault)
    assert done is not None
    assert done.startswith('a change that was cut off is undone: "c.md" was changed')
    assert (vault / "a.md").read_bytes() == OLD
    assert (vault / "c.md").read_bytes() == b"mine"
    assert hidden(vault) == []


# --- plans -----------------------------------------------------------------------------------------------------------


def journal_of(root: Path, plan: Plan) -> None:
    """Leave the journal of a run that was killed."""
    data = journal.dump(plan).replace(b'"process": %d' % os.getpid(), b'"process": 2147483647')
    (root / journal.NAME).write_bytes(data)


def test_a_plan_that_fails_is_undone(vault: Path) -> None:
    put(vault, "a.md")
    put(vault, "b.md").chmod(0o444)
    plan = Plan((("a.md", "c.md"),), (Write("c.md", OLD, NEW), Write("b.md", OLD, NEW)))
    with pytest.raises(WriteError, match=r'"b.md" is read-only'):
        write.carry_out(vault, plan)
    assert (vault / "a.md").read_bytes() == OLD
    assert not (vault / "c.md").exists()
    assert hidden(vault) == []


def test_a_plan_does_not_overwrite(vault: Path) -> None:
    put(vault, "a.md")
    put(vault, "c.md", b"mine")
    with pytest.raises(WriteError, match=r'"c.md" is there already'):
        write.carry_out(vault, Plan((("a.md", "c.md"),)))
    assert (vault / "a.md").read_bytes() == OLD
    assert (vault / "c.md").read_bytes() == b"mine"
    assert hidden(vault) == []


def test_a_hard_link_is_not_the_same_name(vault: Path) -> None:
    (vault / "c.md").hardlink_to(put(vault, "a.md"))
    with pytest.raises(WriteError, match=r'"c.md" is there already'):
        write.carry_out(vault, Plan((("a.md", "c.md"),)))


def test_case_changes_where_case_does_not_count(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated: both names are there, and are one file; renaming goes through."""
    put(vault, "Note.md")
    real_there, real_same, renamed = write._is_there, Path.samefile, []
    monkeypatch.setattr(write, "_is_there", lambda file: file.name.lower() == "note.md" or real_there(file))
    monkeypatch.setattr(
        Path, "samefile", lambda self, other: self.name.lower() == other.name.lower() or real_same(self, other)
    )
    monkeypatch.setattr(Path, "rename", lambda self, target: renamed.append((self.name, target.name)))
    write.carry_out(vault, Plan((("Note.md", "note.md"),)))
    assert renamed == [("Note.md", "note.md")]


def test_case_changes_where_it_counts(vault: Path) -> None:
    put(vault, "Note.md")
    write.carry_out(vault, Plan((("Note.md", "note.md"),)))
    assert [path.name for path in vault.iterdir()] in (["note.md"], ["Note.md"])
    assert (vault / "note.md").read_bytes() == OLD


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"version": 2}',
        b'{"version": 1, "process": 1, "moves": [["a.md", ".git/hooks/post-commit"]], "writes": []}',
        b'{"version": 1, "process": 1, "moves": [["a.md", "../a.md"]], "writes": []}',
        b'{"version": 1, "process": 1, "moves": [["/etc/a", "a.md"]], "writes": []}',
        b'{"version": 1, "process": 1, "moves": [], "writes": [{"path": ".obsidian/x", "before": "", "after": ""}]}',
        b"[" * 100_000,
    ],
)
def test_a_journal_that_is_none_of_ours(vault: Path, content: bytes) -> None:
    put(vault, "a.md")
    (vault / journal.NAME).write_bytes(content)
    with pytest.raises(JournalError, match="not a journal"):
        write.recover(vault)
    with pytest.raises(JournalError, match="not a journal"):
        write.carry_out(vault, Plan((("a.md", "b.md"),)))


def test_a_journal_of_a_run_that_goes_on(vault: Path) -> None:
    (vault / journal.NAME).write_bytes(journal.dump(Plan()).replace(b'"process": %d' % os.getpid(), b'"process": 1'))
    with pytest.raises(JournalError, match=r"another rlvault-lint \(process 1\)"):
        write.recover(vault)


def test_a_folder_or_a_pipe_in_place_of_a_journal(vault: Path) -> None:
    os.mkfifo(vault / journal.NAME)
    with pytest.raises(JournalError, match="not a regular file: move it away"):
        write.recover(vault)
    (vault / journal.NAME).unlink()
    (vault / journal.NAME).mkdir()
    with pytest.raises(JournalError, match="a folder: move it away"):
        write.recover(vault)


def test_a_plan_that_names_a_pipe(vault: Path) -> None:
    os.mkfifo(vault / "pipe.md")
    journal_of(vault, Plan(writes=(Write("pipe.md", OLD, NEW),)))
    with pytest.raises(WriteError, match="not a regular file"):
        write.recover(vault)


def test_a_link_in_place_of_a_journal_is_not_followed(vault: Path) -> None:
    plan = vault.parent / "plan"
    plan.write_bytes(journal.dump(Plan()))
    (vault / journal.NAME).symlink_to(plan)
    assert write.recover(vault) is None


# --- strays ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def stray(vault: Path) -> Callable[[int, float], Path]:
    def make(process: int, age: float) -> Path:
        file = vault / "a" / f".rlvault-lint.{process}.{'0' * 16}.tmp"
        file.parent.mkdir(exist_ok=True)
        file.touch()
        os.utime(file, (time.time() - age,) * 2)
        return file

    return make


@pytest.mark.parametrize(
    ("process", "age", "stays"),
    [(2147483647, 0, False), (os.getpid(), 60, True), (os.getpid(), 7200, False)],
    ids=["of a process that is gone", "of a process that runs", "old"],  # the same in every process that tests
)
def test_strays_are_swept(
    vault: Path, stray: Callable[[int, float], Path], process: int, age: float, stays: bool
) -> None:
    file = stray(process, age)
    write.sweep(vault, ["a/n.md", "not there/n.md"])
    assert file.exists() is stays


def test_nothing_else_is_swept(vault: Path) -> None:
    names = [".rlvault-lint.x.tmp", "rlvault-lint.1.0000000000000000.tmp", ".rlvault-lint.1.0000000000000000.tmp.md"]
    for name in names:
        put(vault, name)
    (vault / ".rlvault-lint.2147483647.0000000000000000.tmp").mkdir()
    write.sweep(vault, [])
    assert len(list(vault.iterdir())) == 4


def test_a_folder_that_takes_no_journal_is_left_as_it_was(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(vault, "a.md")
    opened = os.open

    def refusing(path: Path, flags: int, mode: int = 0o777, **more: Any) -> int:
        if flags & os.O_EXCL:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(JournalError, match=r"can't be written to \(Permission denied\): nothing was changed"):
        write.carry_out(vault, Plan((("a.md", "b.md"),), ()))
    assert [each.name for each in vault.iterdir()] == ["a.md"]
