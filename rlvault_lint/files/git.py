"""Git, asked without trusting the repository it is asked about. The only module that runs git.

A vault is somebody else's data, and its `.git` may be as well: its configuration can name programs that git would run
(`core.fsmonitor`, hooks, `ext::` remotes of which missing objects are fetched, ...). Three things disarm it:

- only commands that read objects and the index are run, and one that gives what the index holds another path; never
  one that compares the work tree's contents (that would run the filters of `.gitattributes`) or talks to a remote;
- what could start a program all the same is overridden on the command line, which wins over every configuration file;
- git gets an environment of ours: nothing of a surrounding hook's, no prompt, no pager, and no transport that it may
  use, so that a partial clone can't fetch either.

Whatever fails (no git, no repository, a broken one, somebody else's, a slow one) is an answer as well: None, or what
was read until then. A vault about which git once had to be ended before it had answered is not asked about again.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from rlvault_lint.commits import Change, Commit
from rlvault_lint.files import disarmed
from rlvault_lint.files.regular import UnreadableError, is_not_repeatable, is_there, read

if TYPE_CHECKING:
    import subprocess

_SECONDS = 10.0
_LIMIT = 256 * 2**20
_BLOB_LIMIT = 16 * 2**20
_CHUNK = 2**16
_LONGEST = 2**20  # bytes of a path
_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_stuck: set[Path] = set()  # folders of vaults
_slow: set[Path] = set()
_HEADER = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})(?: (\d{4}-\d\d-\d\d))?\Z")
_DIFF = (
    *("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--no-relative", "-O/dev/null", "--ignore-submodules=none"),
)
_LOG = (
    *("log", "--first-parent", "--diff-merges=first-parent", "--root", *_DIFF, "--format=tformat:%x00%H %as%x00"),
    *("--no-show-signature", "--no-decorate", "--no-notes", "--no-mailmap"),
)


def was_too_slow(folder: Path) -> bool:
    """Whether git had to be ended before it had said all that it was asked about the vault in a folder."""
    return folder.absolute() in _slow


class TreeEntry(NamedTuple):
    """A file of a commit or of the index: its path in the vault, its blob, its mode such as `100644`; `stage` is 0 but
    for paths in conflict.
    """

    path: str
    blob: str
    mode: str
    stage: int = 0

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: no symbolic link, no submodule."""
        return self.mode.startswith("100")


class Repository(NamedTuple):
    """The repository that a vault lies in. All paths that go in and come out are vault paths, with `/`.

    `folder` is the vault's, `top` the top of git's work tree, `prefix` the vault's folder below it, empty or with a `/`
    at its end; `is_shallow` says that older commits were cut off; `index_file` is the index to read, None for its own.
    """

    folder: Path
    top: Path
    prefix: str
    is_shallow: bool
    index_file: Path | None = None

    @classmethod
    def open(cls, folder: Path, *, index: Path | None = None) -> Repository | None:
        """The repository that holds the vault at `folder`; None without git, without a repository, or where git doesn't
        trust it. `index` is the index file to read, as a pre-commit hook finds it in GIT_INDEX_FILE.
        """
        folder = folder.absolute()
        if not any(is_there(each / ".git") for each in (folder, *folder.parents)):
            return None
        unknown = cls(folder, folder, "", is_shallow=False)
        # The folder's name comes last: it may hold line ends.
        told = unknown._read(
            "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-cdup", "--show-prefix"
        )
        if told is None or not told.startswith(b"true\n"):
            return None
        _, shallow, up, prefix = told.removesuffix(b"\n").split(b"\n", 3)
        return cls(folder, folder / _text(up), _text(prefix), shallow == b"true", index)

    def commit(self, revision: str) -> str | None:
        """The full id of the commit that `revision` names; None if there is none."""
        if revision.startswith("-") or "\0" in revision:
            return None
        found = self._read("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return found.decode().strip() if found else None

    def exclude_files(self) -> tuple[Path, ...]:
        """The files of patterns that count besides `.gitignore`, the least first: the user's own, and the repository's.
        They need not be there.
        """
        users = self._read("config", "-z", "--type=path", "--get", "core.excludesFile")
        own = self._read("rev-parse", "--git-path", "info/exclude")
        standard = Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "git", "ignore")  # noqa: PTH111 - never raises
        files = [self.folder / _text(users.rstrip(b"\0")) if users else standard]
        return (*files, self.folder / _text(own.removesuffix(b"\n"))) if own else tuple(files)

    def tree(self, revision: str) -> tuple[TreeEntry, ...] | None:
        """The files of the vault at a commit, sorted by path; None if there is no such commit, or it can't be read."""
        commit = self.commit(revision)
        if commit is None:
            return None
        told = self._read("ls-tree", "-r", "-z", "--full-tree", commit, *self._here())
        if told is None:
            return None
        entries = []
        for record in filter(None, told.split(b"\0")):
            about, _, path = record.partition(b"\t")
            mode, _, blob = about.decode().split(" ")
            entries.append(TreeEntry(self._inside(path), blob, mode))
        return tuple(entries)

    def index_entries(self) -> tuple[TreeEntry, ...] | None:
        """The files of the vault in the index, sorted by path; None if it can't be read."""
        told = self._read("ls-files", "-z", "--stage")
        if told is None:
            return None
        entries = []
        for record in filter(None, told.split(b"\0")):
            about, _, path = record.partition(b"\t")
            mode, blob, stage = about.decode().split(" ")
            entries.append(TreeEntry(_text(path), blob, mode, int(stage)))
        return tuple(entries)

    def move_in_index(self, old: str, new: str) -> bool:
        """Give what the index holds at or below a vault path another path, as `git mv` does; whether that worked.

        Blobs, modes and stages stay: what isn't staged yet isn't staged by this. Nothing happens where git doesn't
        know the path.
        """
        entries = self.index_entries()
        found = [each for each in entries or () if each.path == old or each.path.startswith(f"{old}/")]
        if not found:
            return entries is not None
        none = "0" * len(found[0].blob)
        records = [f"0 {none}\t{self.prefix}{path}" for path in dict.fromkeys(each.path for each in found)]
        records += [
            f"{each.mode} {each.blob} {each.stage}\t{self.prefix}{new}{each.path[len(old) :]}" for each in found
        ]
        asked = b"".join(record.encode(sys.getfilesystemencoding(), "surrogateescape") + b"\0" for record in records)
        told = self._read("config", "-z", "--name-only", "--get-regexp", disarmed.HOOKS, ended=(0, 1))
        hooks = {_text(key).partition(".")[2].rpartition(".")[0] for key in (told or b"").split(b"\0")}
        if told is None or any("=" in hook for hook in hooks):  # `-c` can't name that one
            return False
        command = self._command("update-index", "-z", "--index-info", place=self.top, hooks=hooks - {""})
        with _Running(self, command, asked) as running:
            return running.ended_well()

    def lineage(self) -> str:
        """What all of `log` depends on: it tells the same where this is the same. Empty before the first commit, and
        where it can't be told.
        """
        told = self._read("rev-parse", "--git-path", "shallow", "--git-path", "info/grafts", "HEAD^{commit}")
        lines = told.removesuffix(b"\n").split(b"\n") if told else []
        if len(lines) != 3:
            return ""
        parts = [lines[2], self.prefix.encode("utf-8", "surrogateescape")]
        for line in lines[:2]:
            try:
                parts.append(blake2b(read(self.folder / _text(line), _BLOB_LIMIT)).digest())
            except UnreadableError as error:
                if not error.missing:
                    return ""
                parts.append(b"")
        return blake2b(b"\0".join(parts)).hexdigest()

    def log(self, seconds: float = _SECONDS, ended: Callable[[], None] = lambda: None) -> Iterator[Commit]:
        """The commits that led to HEAD, by first parents, newest first, with the paths of the vault that each added,
        deleted or rewrote. Ends early after `seconds`, and where an object is missing; `ended` is called if it doesn't.
        """
        arguments = (*_LOG, "--diff-filter=AMD", "HEAD", "--", *self._here())
        yield from self._commits(self._records(arguments, b"", seconds, ended))

    def changes(self, commits: Iterable[str], seconds: float = _SECONDS) -> Iterator[Commit]:
        """What each of `commits` (full ids) changed in the vault against its first parent, of any status, in their
        order. Dates are left empty. Ends early as `log` does.
        """
        asked = "".join(f"{commit}\n" for commit in commits if _ID.match(commit)).encode()
        if asked:
            arguments = ("diff-tree", "--stdin", "--root", "--diff-merges=first-parent", *_DIFF, "--", *self._here())
            yield from self._commits(self._records(arguments, asked, seconds))

    def staged(self) -> tuple[Change, ...]:
        """What the index changes in the vault against HEAD; nothing before the first commit."""
        arguments = ("diff-index", "--cached", *_DIFF, "HEAD", "--", *self._here())
        changes = [commit.changes for commit in self._commits(self._records(arguments, b"", _SECONDS))]
        return changes[0] if changes else ()

    def blobs(self, ids: Iterable[str], seconds: float = _SECONDS, limit: int = _LIMIT) -> Iterator[tuple[str, bytes]]:
        """The contents of the blobs with these full ids, each with its id, in their order and without those that are
        missing or larger than 16 MiB. Ends early after `seconds`, and before a total of `limit` bytes.
        """
        wanted = [each for each in dict.fromkeys(ids) if _ID.match(each)]
        if not wanted:
            return
        asked = "".join(f"{each}\n" for each in wanted).encode()
        with _Running(self, self._command("cat-file", "--batch", "--buffer"), asked, seconds) as running:
            while line := running.output.readline(_CHUNK):
                running.answered = True
                words = line.split()
                if len(words) != 3 or not words[2].isdigit():
                    continue
                size = int(words[2])
                if size > _BLOB_LIMIT:
                    running.skip(size + 1)
                    continue
                limit -= size
                data = running.output.read(size + 1)
                if limit < 0 or len(data) <= size:
                    return
                if words[1] == b"blob":
                    yield words[0].decode(), data[:-1]

    def _here(self) -> tuple[str, ...]:
        """The pathspec of the vault; none where it is the whole repository, as git is faster without."""
        return (self.prefix,) if self.prefix else ()

    def _inside(self, path: bytes) -> str:
        return _text(path).removeprefix(self.prefix)

    def _commits(self, records: Iterable[bytes]) -> Iterator[Commit]:
        """Records between NULs, of raw diffs below headers, as commits; changes without a header are one with no id."""
        header: tuple[str, str] | None = None
        changes: list[Change] = []
        about: list[str] | None = None
        for record in records:
            if about is not None:
                changes.append(Change(about[4][:1], self._inside(record), about[2], about[3]))
                about = None
            elif record.startswith((b":", b"\n:")):
                about = record.lstrip(b"\n:").decode("ascii", "replace").split(" ")
                if len(about) != 5:
                    return
            elif found := _HEADER.match(record.strip()):
                if header or changes:
                    yield Commit(*(header or ("", "")), tuple(changes))
                words = found.group().decode().split(" ")
                header, changes = (words[0], words[1] if found[1] else ""), []
        if header or changes:
            yield Commit(*(header or ("", "")), tuple(changes))

    def _records(
        self, arguments: Sequence[str], asked: bytes, seconds: float, ended: Callable[[], None] = lambda: None
    ) -> Iterator[bytes]:
        """The output of git up to each NUL, as it comes. What follows the last one was cut off, and is left out;
        `ended` is called if that is nothing.
        """
        left, rest = _LIMIT, b""
        with _Running(self, self._command(*arguments, place=self.top), asked, seconds) as running:
            while left > 0 and (chunk := running.output.read(_CHUNK)):
                running.answered = True
                left -= len(chunk)
                *whole, rest = (rest + chunk).split(b"\0")
                yield from whole
                if len(rest) > _LONGEST:
                    return
            if not rest and running.ended_well():
                ended()

    def _read(self, *arguments: str, ended: Sequence[int] = (0,)) -> bytes | None:
        """All that git says; None if it ends with no code of `ended`, takes too long, or says too much."""
        place = self.top if arguments[0] == "ls-tree" else self.folder
        with _Running(self, self._command(*arguments, place=place)) as running:
            data = running.output.read(_LIMIT)
            return data if running.ended_well(ended) else None

    def _command(self, *arguments: str, place: Path | None = None, hooks: Iterable[str] = ()) -> list[str]:
        return ["--no-pager", "-C", str(place or self.folder), *disarmed.settings(hooks), *arguments]


class _Running:
    """One run of git, ended with all that it started when the block is left, or after `seconds`.

    `answered` is set where what was read until then is of use, however it ends.
    """

    def __init__(
        self, repository: Repository, command: Sequence[str], asked: bytes = b"", seconds: float | None = None
    ) -> None:
        import subprocess  # many a vault is in no repository, and never needs this
        import tempfile

        self.output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - empty, until git says something
        self.answered = False
        self._folder = repository.folder
        self._process: subprocess.Popen[bytes] | None = None
        self._timer: threading.Timer | None = None
        self._late = False
        if repository.folder in _stuck:
            is_not_repeatable()
            return
        program = disarmed.executable()
        if program is None:
            return
        with tempfile.TemporaryFile() as questions:  # a pipe would block where git answers before it has read them all
            questions.write(asked)
            questions.seek(0)
            try:
                self._process = subprocess.Popen(
                    [program, *command],
                    stdin=questions,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=disarmed.environment(os.environ, repository.index_file),
                    start_new_session=True,
                )
            except (OSError, ValueError):  # a NUL in a path, no memory
                is_not_repeatable()
                return
        if self._process.stdout is not None:
            self.output.close()
            self.output = self._process.stdout
        self._timer = threading.Timer(_SECONDS if seconds is None else seconds, self._end_late)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._end()
        self.output.close()
        if self._late and not self.answered:
            _stuck.add(self._folder)

    def skip(self, size: int) -> None:
        """Read `size` bytes, and forget them."""
        while size > 0 and (data := self.output.read(min(size, _CHUNK))):
            size -= len(data)

    def ended_well(self, codes: Sequence[int] = (0,)) -> bool:
        """Whether git said all and ended with one of these codes. To be asked once the output is read."""
        if self._process is None or self.output.read(1):
            return False
        return self._process.wait() in codes and not self._late

    def _end_late(self) -> None:
        self._late = True
        _slow.add(self._folder)
        is_not_repeatable()
        self._end()

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        try:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            process.kill()
        process.wait()


def _text(path: bytes) -> str:
    """A path as Python names files: with what is not valid in the file system's encoding kept as lone surrogates."""
    return path.decode(sys.getfilesystemencoding(), "surrogateescape")
