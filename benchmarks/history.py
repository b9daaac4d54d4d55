"""How often the advice for a broken link is what the vault's owner did later, and what asking the past costs.

    python benchmarks/history.py decisions REPOSITORY
    python benchmarks/history.py cost VAULT COMMITS

The first goes through the history of a vault (REPOSITORY is its root) and collects the decisions of its owner: in a
commit, a link whose target is not there was rewritten to one that is, and nothing else of its line. The vault as it was
then, with the old link, is put together from git's objects, and asked what it advises. Decisions made in the commit in
which the target vanished are told from those made later. Equal decisions of one commit count once. Every SAFE one that
differs is shown.

The second makes a repository of the vault's files with that many commits, in each of which three notes are edited, and
in every hundredth of which a note moves; then it checks that vault without git and with it.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rlvault_lint.commits import Change, Commit
from rlvault_lint.files.git import Repository
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.note import Link, is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode
from rlvault_lint.vault.resolution import Found, Missing, Resolver
from rlvault_lint.vault.suggestions import explain
from rlvault_lint.vault.vault import Vault


class Then:
    """The past of a vault as it was at one of its commits: `commits` are those up to it, newest first."""

    is_shallow = looked_at_notes = looked_at_others = False

    def __init__(self, repository: Repository, commits: list[Commit], notes: dict[str, bytes]) -> None:
        self._repository, self._commits, self._notes = repository, commits, notes

    def commits(self) -> Iterator[Commit]:
        """The commits, newest first."""
        return iter(self._commits)

    def changes(self, ids: Iterable[str]) -> Iterator[Commit]:
        """All changes of some commits."""
        return self._repository.changes(ids)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of blobs."""
        return self._repository.blobs(ids)

    def notes(self) -> Iterator[bytes]:
        """The contents of the notes as they were."""
        return iter(self._notes.values())


@dataclass(frozen=True)
class Decision:
    """In the note `source` the owner made `old`, the text of a link, lead to `path`."""

    source: str
    old: Link
    path: str
    with_move: bool


def rewritten(before: str, after: str) -> Iterator[tuple[Link, Link]]:
    """The links of two versions of a note that differ in their target, all else of their lines being equal."""
    old, new = (_by_skeleton(text) for text in (before, after))
    for skeleton, lines in old.items():
        others = new.get(skeleton, [])
        if len(lines) == len(others) == 1:
            for one, other in zip(lines[0], others[0], strict=True):
                if one.target != other.target:
                    yield one, other


def _by_skeleton(text: str) -> dict[str, list[list[Link]]]:
    """The links of each line that has some, by what is left of the line without their targets."""
    links = parse("n.md", text.encode("utf-8", "surrogateescape")).links
    lines: dict[int, list[Link]] = {}
    ends = [match.end() for match in re.finditer(r"\n|\Z", text)]
    row = 0
    for link in sorted((link for link in links if len(link.target_span)), key=lambda each: each.span):
        while ends[row] <= link.span.start:
            row += 1
        lines.setdefault(row, []).append(link)
    found: dict[str, list[list[Link]]] = {}
    for row, each in lines.items():
        at, parts = (ends[row - 1] if row else 0), []
        for link in each:
            parts.append(text[at : link.target_span.start])
            at = link.target_span.end
        found.setdefault("\0".join((*parts, text[at : ends[row]])), []).append(each)
    return found


def decisions(repository: Repository, commit: Commit, before: set[str], after: set[str]) -> list[Decision]:
    """The owner's decisions in a commit; `before` and `after` are the vault's files."""
    edits = [each for each in commit.changes if each.status == "M" and is_note(each.path)]
    texts = dict(repository.blobs(blob for each in edits for blob in (each.before, each.after)))
    pairs = [
        (change, old, new)
        for change in edits
        if change.before in texts and change.after in texts
        for old, new in rewritten(decode(texts[change.before]), decode(texts[change.after]))
    ]
    if not pairs:
        return []
    then, now = Resolver(before), Resolver(after)
    found: dict[tuple[str, str], Decision] = {}
    for change, old, new in pairs:
        target = now.resolve(new.target, change.path)
        if isinstance(now.resolve(old.target, change.path), Missing) and isinstance(target, Found):
            moved = not isinstance(then.resolve(old.target, change.path), Missing)
            found.setdefault((old.target, target.path), Decision(change.path, old, target.path, moved))
    return list(found.values())


def judge(repository: Repository, commits: list[Commit], changes: tuple[Change, ...], made: list[Decision]) -> Vault:
    """The vault as it was at the first of `commits`, but for the notes that the owner repaired in it."""
    entries = {entry.path: entry.blob for entry in repository.tree(commits[0].id) or ()}
    old = {change.path: change.before for change in changes if change.status == "M"}
    repaired = {decision.source for decision in made}
    blobs = {path: old[path] if path in repaired else blob for path, blob in entries.items() if is_note(path)}
    data = dict(repository.blobs(blobs.values()))
    notes = {path: data[blob] for path, blob in blobs.items() if blob in data}
    return Vault(
        [parse(path, text) for path, text in notes.items()],
        entries,
        past=Then(repository, commits, notes),
    )


def grown(vault: Path, folder: Path, commits: int) -> None:
    """Make `folder` a repository of the vault's files with a history of `commits` commits."""
    listed = WorkTree(vault).listing().files
    notes = [path for path in listed if is_note(path)]
    texts = {path: (vault / path).read_bytes() for path in listed}
    moves = commits // 100
    # The first notes move; they are all there from the first commit on, under an older name.
    older = {path: f"{path[:-3]} of old.md" for path in notes[:moves]}
    importing = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    if importing.stdin is None:
        raise OSError
    write = importing.stdin.write
    for number in range(commits):
        write(b"commit refs/heads/main\ncommitter n <n@example.org> %d +0000\ndata 0\n" % (1_600_000_000 + number * 60))
        changed = {older.get(path, path): text for path, text in texts.items()} if number == 0 else {}
        for step in range(3):
            path = notes[(number * 7919 + step * 104_729) % len(notes)]
            if path not in older:
                changed[path] = texts[path] + b"Edited %d times.\n" % number
        if number % 100 == 99:
            path = notes[number // 100]
            write(b"D " + _quoted(older[path]) + b"\n")
            changed[path] = texts[path]
        if number == commits - 1:
            changed = texts
        for path, text in changed.items():
            write(b"M 100644 inline " + _quoted(path) + b"\ndata %d\n" % len(text) + text + b"\n")
    importing.stdin.close()
    importing.wait()


def _quoted(path: str) -> bytes:
    return b'"' + path.replace("\\", "\\\\").replace('"', '\\"').encode("utf-8", "surrogateescape") + b'"'


def cost(vault: Path, commits: int) -> None:
    """Check a vault with a long history, without git and with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "-C", name, "init", "-q", "-b", "main"], check=True)
        grown(vault, folder, commits)
        subprocess.run(["git", "-C", name, "checkout", "-q", "-f", "main"], check=True)
        links = "\n".join(f"[[{path[:-3]} of old]]" for path in WorkTree(folder).listing().files[:200] if is_note(path))
        (folder / "Links to what moved.md").write_text(links)
        for what, path in (("without git", "/nowhere"), ("with its past", os.environ["PATH"])):
            started = time.perf_counter()
            command = [sys.executable, "-m", "rlvault_lint", "check", "--vault", name, "--format", "json"]
            subprocess.run(command, env=os.environ | {"PATH": path}, stdout=subprocess.DEVNULL, check=False)
            seconds = time.perf_counter() - started
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            sys.stdout.write(f"{what:15} {seconds:6.2f} s, at most {memory:4.0f} MB\n")


def main() -> None:
    """Measure what the first argument says."""
    if sys.argv[1] == "cost":
        cost(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        advice(Path(sys.argv[2]))


def advice(root: Path) -> None:
    """Go through the history of a vault from its first commit on."""
    repository = Repository.open(root)
    if repository is None:
        sys.exit("not a repository")
    started = time.perf_counter()
    log = list(repository.log(seconds=600))
    sys.stdout.write(f"{len(log)} commits read in {time.perf_counter() - started:.2f} s\n")
    files: set[str] = set()
    table: Counter[tuple[str, str, str]] = Counter()
    for number in range(len(log) - 1, -1, -1):
        before = set(files)
        (full,) = repository.changes([log[number].id], seconds=60)
        files -= {change.path for change in full.changes if change.status == "D"}
        files |= {change.path for change in full.changes if change.status == "A"}
        made = decisions(repository, full, before, files)
        if not made:
            continue
        vault = judge(repository, log[number:], full.changes, made)
        for decision in made:
            hint = explain(vault, decision.old, decision.source)
            when = "with the move" if decision.with_move else "later"
            kind = hint.safety.value if hint.path else "nothing to fix"
            verdict = "" if not hint.path else "right" if hint.path == decision.path else "WRONG"
            table[when, kind, verdict] += 1
            if verdict == "WRONG" and kind == "safe":
                sys.stdout.write(
                    f"{full.id[:7]} {decision.source}: [[{decision.old.target}]]\n  owner: {decision.path}\n"
                    f"  we:    {hint.path} ({hint.text})\n"
                )
    for (when, kind, verdict), count in sorted(table.items()):
        sys.stdout.write(f"{when:15} {kind:15} {verdict:6} {count:6}\n")


if __name__ == "__main__":
    main()
