"""The cache: what is known of files that are the same, and what happens where it is damaged or can't be."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rlvault_lint.files import cache, replay
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.entries import Stamp, stamp_of


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


_opened: list[Cache] = []


def opened(root: Path) -> Cache:
    found = Cache.open(root)
    assert found is not None
    _opened.append(found)
    return found


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """From Python 3.13 on, a database that nobody closes is a warning."""
    yield
    while _opened:
        _opened.pop().close()


def old_file(root: Path, text: str = "text") -> Path:
    """A file that was last changed long before now."""
    file = root / "a.md"
    file.write_text(text)
    os.utime(file, (1_000_000_000, 1_000_000_000))
    return file


def digest(known: Cache, found: Stamp) -> str | None:
    """The digest of the file, if it is known."""
    return known.digests([("a.md", found)]).get("a.md")


def age(monkeypatch: pytest.MonkeyPatch, seconds: int = 10) -> None:
    """Let what is remembered from now on be remembered so much later."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + seconds * 1_000_000_000)


@pytest.mark.usefixtures("place")
def test_what_is_remembered_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    found = stamp_of(old_file(tmp_path).stat())
    first = opened(tmp_path)
    first.remember("a.md", found, "digest", b"facts")
    first.save()
    first.close()
    second = opened(tmp_path)
    assert digest(second, found) == "digest"
    assert second.facts(["digest", "other"]) == {"digest": b"facts"}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("field", range(5), ids=["mode", "size", "modified", "changed", "inode"])
def test_another_stamp_is_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: int) -> None:
    age(monkeypatch)
    found = stamp_of(old_file(tmp_path).stat())
    first = opened(tmp_path)
    first.remember("a.md", found, "digest", b"facts")
    first.save()
    other = tuple(value + (index == field) for index, value in enumerate(found))
    assert digest(opened(tmp_path), other) is None


@pytest.mark.usefixtures("place")
def test_what_changed_as_it_was_read_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("just now")
    found = stamp_of((tmp_path / "a.md").stat())
    first = opened(tmp_path)
    first.remember("a.md", found, "digest", b"facts")
    first.save()
    assert digest(opened(tmp_path), found) is None


def test_each_vault_has_its_own(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    found = stamp_of(old_file(tmp_path).stat())
    (tmp_path / "other").mkdir()
    first = opened(tmp_path)
    first.remember("a.md", found, "digest", b"facts")
    first.save()
    assert digest(opened(tmp_path / "other"), found) is None
    assert len(list(place.glob("*.sqlite"))) == 2


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 999, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_one_is_empty(tmp_path: Path, place: Path, damage: bytes) -> None:
    opened(tmp_path).close()
    for file in place.glob("*.sqlite*"):
        file.write_bytes(damage if file.suffix == ".sqlite" else b"")
    found = opened(tmp_path)
    assert found.facts(["digest"]) == {}
    found.remember("a.md", stamp_of(old_file(tmp_path).stat()), "digest", b"facts")
    found.save()


def test_damaged_values_mean_nothing_is_known(tmp_path: Path, place: Path) -> None:
    opened(tmp_path).close()
    (file,) = place.glob("*.sqlite")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("INSERT OR REPLACE INTO kept VALUES ('stamps', ?)", (b"\x00\xff",))
    assert digest(opened(tmp_path), stamp_of(old_file(tmp_path).stat())) is None


@pytest.mark.usefixtures("place")
def test_another_version_knows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    found = stamp_of(old_file(tmp_path).stat())
    first = opened(tmp_path)
    first.remember("a.md", found, "digest", b"facts")
    first.save()
    first.close()
    monkeypatch.setattr(cache, "version", lambda: "another")
    other = opened(tmp_path)
    assert digest(other, found) is None
    assert other.facts(["digest"]) == {}


def test_there_may_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "file" / "cache"))
    assert Cache.open(tmp_path) is None


def test_a_symbolic_link_is_not_followed(tmp_path: Path, place: Path) -> None:
    opened(tmp_path).close()
    (file,) = place.glob("*.sqlite")
    for each in place.iterdir():
        each.unlink()
    (tmp_path / "precious").write_text("precious")
    file.symlink_to(tmp_path / "precious")
    found = opened(tmp_path)  # the link is deleted, not what it points to
    found.close()
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.usefixtures("place")
def test_two_runs_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    found = stamp_of(old_file(tmp_path).stat())
    one, two = opened(tmp_path), opened(tmp_path)
    one.remember("a.md", found, "one", b"1")
    two.remember("a.md", found, "two", b"2")
    one.save()
    two.save()
    last = opened(tmp_path)
    assert digest(last, found) == "two"
    assert last.facts(["one", "two"]) == {"one": b"1", "two": b"2"}


def test_clean(tmp_path: Path, place: Path) -> None:
    opened(tmp_path).close()
    assert cache.clean() == 1
    assert not list(place.glob("*.sqlite*"))
    assert cache.clean() == 0
