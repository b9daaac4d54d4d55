"""Only regular files are read, up to a limit, and nothing waits."""

from __future__ import annotations

import os
import re
import socket
import stat
import sys
from pathlib import Path

import pytest

from rlvault_lint.files import regular
from rlvault_lint.files.regular import UnreadableError, read


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (1 << 16) + 1, 300_000])
def test_content(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "a").write_bytes(data)
    assert read(tmp_path / "a", 300_000) == data


def test_a_file_as_large_as_the_limit_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    limit = 2 * regular.MEGABYTE
    (tmp_path / "a").write_bytes(b"x" * limit)
    assert len(read(tmp_path / "a", limit)) == limit
    (tmp_path / "a").write_bytes(b"x" * (limit + 1))
    with pytest.raises(UnreadableError, match=r"^a: can't be read: it is larger than 2 MB$") as caught:
        read(tmp_path / "a", limit, "a")
    assert caught.value.too_large


def test_two_gigabytes_are_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as out:
        out.truncate(2 << 30)  # takes no room on the disk
    with pytest.raises(UnreadableError, match="larger than 16 MB"):
        read(tmp_path / "a", 16 * regular.MEGABYTE)


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "nope", tmp_path / "file/below"):
        with pytest.raises(UnreadableError) as caught:
            read(path, 10)
        assert caught.value.missing


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5000])
def test_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError):
        read(tmp_path / name, 10)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="it is a folder") as caught:
        read(tmp_path, 10)
    assert not caught.value.missing


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are named pipes on Unix only")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path / "pipe", 10)
    # Also where it took the place of a file after that was looked at.
    (tmp_path / "file").touch()
    regular_file = (tmp_path / "file").stat()
    monkeypatch.setattr(Path, "stat", lambda self: regular_file)
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path / "pipe", 10)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are sockets in folders on Unix only")
def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        with pytest.raises(UnreadableError, match="not a regular file"):
            read(Path("s"), 10)


def test_a_device_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> int:
        raise AssertionError

    monkeypatch.setattr(os, "open", opened)
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(Path(os.devnull), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_files_that_the_system_makes_up_are_limited_too() -> None:
    assert read(Path("/proc/self/status"), 100_000)  # its size is 0 by what it says
    with pytest.raises(UnreadableError, match="larger than"):
        read(Path("/proc/self/status"), 100)


def test_nothing_is_read_in_another_way() -> None:
    """What a module reads of its own package or of our cache, and what it writes, is not a matter of this door."""
    package = Path(regular.__file__).parents[1]
    others = {"docs.py", "testing.py", "html/__init__.py", "files/replay.py"}
    reading = re.compile(r"\.read_(?:bytes|text)\(|\bopen\((?!.*\"(?:wb|w|xb|r\+b)\")[^)]*\"r?b?\"")
    found = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if reading.search(file.read_text("utf-8")) and not file.as_posix().endswith(tuple(others))
    }
    assert found == set()
