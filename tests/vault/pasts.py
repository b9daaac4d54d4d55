"""Vaults with a past, made in real repositories, for the tests that ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from repositories import git

from rlvault_lint.files.notes import read_notes
from rlvault_lint.files.past import GitPast
from rlvault_lint.files.sources import WorkTree, find_files
from rlvault_lint.note import Link
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.vault import Vault

DAY = 86_400
START = 1_770_768_000  # 2026-02-11

Step = Mapping[str, str | None]


def quoted(path: str) -> bytes:
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return b'"' + "".join(escapes.get(char, char) for char in path).encode("utf-8", "surrogateescape") + b'"'


def build(root: Path, steps: Sequence[Step]) -> None:
    """A repository at `root`, one commit a day: each step writes files, or deletes them (None)."""
    stream = []
    for number, step in enumerate(steps):
        stream.append(b"commit refs/heads/main\n")
        stream.append(b"author n <n@example.org> %d +0000\n" % (START + number * DAY))
        stream.append(b"committer n <n@example.org> %d +0000\ndata 1\nm\n" % (START + number * DAY))
        for path, text in step.items():
            if text is None:
                stream.append(b"D " + quoted(path) + b"\n")
            else:
                data = text.encode()
                stream.append(b"M 100644 inline " + quoted(path) + b"\ndata %d\n" % len(data) + data + b"\n")
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    git(root, "fast-import", "--quiet", stdin=b"".join(stream))
    git(root, "checkout", "-q", "-f", "main")


def opened(root: Path) -> Vault:
    """The vault at `root` with its past, as a run has it."""
    source = WorkTree(root)
    found = find_files(source)
    texts = read_notes(source, found)
    past = GitPast(root, found.files, texts.data, source.read)
    return Vault(texts.notes, found.files, checked=found.checked, past=past)


def links(text: str, source: str) -> tuple[Link, ...]:
    return parse(source, text.encode()).links


def text(subject: str, lines: int = 12) -> str:
    """A note that is like no other."""
    return "".join(f"Line {number} of what there is to say about {subject}.\n" for number in range(lines))


PPO, GRPO, DPO = text("PPO"), text("GRPO"), text("DPO")
