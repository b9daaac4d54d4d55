"""How often the advice for a broken link is right in vaults that were reorganised at random, in nasty ways.

    python benchmarks/reorganisations.py VAULT [HISTORIES] [FIRST] ["with the move/unsafe/WRONG" ...]

Each history takes sixty notes of VAULT, and in forty commits edits, renames, moves, swaps, splits, merges, copies,
deletes and restores them, with folders and without, in one commit and in two. As each note is a thing of its own here,
it is known what a link meant when it was written. Right after each commit, and at the end, every broken link is asked
for. SAFE advice that is wrong is shown with what was done to the note, and so are the answers that are named.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from rlvault_lint.commits import Change, Commit
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.note import folder_of, is_note, name_of
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.resolution import Found, Missing
from rlvault_lint.vault.suggestions import explain
from rlvault_lint.vault.vault import Vault

_NOTES = 60
_COMMITS = 40
_LONGEST = 20_000
_NONE = "0" * 40
_TEMPLATE = (
    "---\ntags: [note]\nstatus: draft\n---\n# {}\n\n## Summary\n\n\n## Questions that are open\n\n\n## See also\n\n"
)
_WORDS = [
    "agent", "policy", "reward", "value", "model", "graph", "vector", "prompt",
    "memory", "tool", "search", "index", "token", "layer", "loss",
]  # fmt: skip


@dataclass(eq=False)
class Thing:
    """A note as its author thinks of it: its text, its path (empty while it is not there), what was done to it, and
    what it became where that is not itself.
    """

    text: str
    path: str
    story: list[str] = field(default_factory=list)
    became: list[Thing] = field(default_factory=list)

    def today(self) -> set[str]:
        """The paths that a link to it may be said to mean today."""
        if self.path:
            return {self.path}
        return {path for thing in self.became for path in thing.today()}


class Memory:
    """A past that was never in a repository."""

    is_shallow = False
    looked_at_notes = looked_at_others = False

    def __init__(self) -> None:
        self.log: list[Commit] = []
        self.texts: dict[str, bytes] = {}
        self.now: dict[str, str] = {}
        self.state: dict[str, str] = {}

    def commit(self, state: dict[str, str]) -> None:
        """Make a commit that leaves the vault with these texts by path."""
        new: dict[str, str] = {}
        self.state = state
        for path, text in state.items():
            data = text.encode()
            new[path] = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
            self.texts[new[path]] = data
        changes = []
        for path in sorted({*self.now, *new}):
            before, after = self.now.get(path, _NONE), new.get(path, _NONE)
            if before != after:
                changes.append(Change("A" if before == _NONE else "D" if after == _NONE else "M", path, before, after))
        number = len(self.log)
        self.log.append(Commit(f"{number:04x}{0:036}", f"2026-01-{number % 28 + 1:02}", tuple(changes)))
        self.now = new

    def commits(self) -> Iterator[Commit]:
        """The commits, newest first."""
        return reversed(self.log)

    def changes(self, ids: Iterable[str]) -> Iterator[Commit]:
        """The commits with these ids."""
        return (self.log[int(each[:4], 16)] for each in ids)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of blobs."""
        return ((each, self.texts[each]) for each in dict.fromkeys(ids) if each in self.texts)

    def notes(self) -> Iterator[bytes]:
        """The contents of the notes."""
        return (self.texts[blob] for path, blob in self.now.items() if is_note(path))


class Author:
    """Somebody who reorganises a vault at random."""

    def __init__(self, texts: list[str], seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - of a vault that is made up
        self.folders = ["", *(f"{word}" for word in self.random.sample(_WORDS, 5)), "Archive/old", ".trash"]
        self.things: list[Thing] = []
        self.gone: list[Thing] = []
        self.later: list[Thing] = []
        for text in self.random.sample(texts, _NOTES):
            self.make(text)

    # --- what is picked

    def name(self) -> str:
        """A name for a note: numbered, dated, one that stands in each folder, or words."""
        kind = self.random.random()
        if kind < 0.1:
            return f"{self.random.choice(['Part', 'Week', '0'])} {self.random.randint(1, 12)}"
        if kind < 0.18:
            return f"2026-0{self.random.randint(1, 9)}-{self.random.randint(10, 28)}"
        if kind < 0.26:
            return self.random.choice(["README", "index", "Overview", "Untitled"])
        return " ".join(self.random.sample(_WORDS, self.random.randint(1, 3)))

    def free(self, folder: str, name: str) -> str:
        """A path in a folder that no note has."""
        path, number = f"{folder}/{name}.md".lstrip("/"), 1
        taken = {thing.path.lower() for thing in self.things}
        while path.lower() in taken:
            number += 1
            path = f"{folder}/{name} {number}.md".lstrip("/")
        return path

    def folder(self) -> str:
        """A folder that notes are in."""
        return self.random.choice(self.folders[:-1])

    def one(self) -> Thing:
        """A note that is there."""
        return self.random.choice([thing for thing in self.things if thing.path])

    def make(self, text: str = "", path: str = "") -> Thing:
        """A new note."""
        kind = self.random.random()
        name = self.name()
        if not text:
            text = self.random.choice([thing.text for thing in self.things if len(thing.text) > 300] or ["x\n" * 99])
            text = "".join(self.random.sample(text.splitlines(keepends=True), len(text.splitlines()) // 3))
        if kind < 0.15:
            text = _TEMPLATE.format(name) + (text[: self.random.randint(0, 80)] if kind < 0.1 else "")
        elif kind < 0.18:
            text = self.random.choice(["", f"# {name}\n", "#todo\n"])
        thing = Thing(text, path or self.free(self.folder(), name))
        self.things.append(thing)
        thing.story.append(f"made {thing.path}")
        return thing

    def renamed(self, path: str) -> str:
        """Another path of a note: another name, another folder, both, or a little of it."""
        kind, folder, name = self.random.random(), folder_of(path), name_of(path)[:-3]
        if kind < 0.4:
            return self.free(self.folder(), name)
        if kind < 0.6:
            return self.free(folder, self.name())
        if kind < 0.75:
            return self.free(folder, f"{name} {self.random.choice(_WORDS)}")
        if kind < 0.8:
            return self.free(folder, name.replace(" ", "-"))
        return self.free(self.folder(), self.name())

    def to(self, thing: Thing, path: str, what: str = "moved") -> None:
        """Give a note another path."""
        thing.story.append(f"{what} to {path or 'nowhere'}")
        thing.path = path

    # --- what happens to notes

    def edit(self, thing: Thing | None = None, share: float | None = None) -> None:
        """Rewrite some lines of a note, or add some."""
        thing = thing or self.one()
        lines = thing.text.splitlines(keepends=True)
        share = self.random.choice([0.02, 0.1, 0.1, 0.3, 0.45, 0.8]) if share is None else share
        for _ in range(max(1, round(len(lines) * share))):
            line = f"Rewritten {self.random.randint(0, 10**6)}.\n"
            if lines and self.random.random() < 0.7:
                lines[self.random.randrange(len(lines))] = line
            else:
                lines.insert(self.random.randint(0, len(lines)), line)
        thing.text = "".join(lines)
        thing.story.append(f"edited {share}")

    def move(self) -> None:
        """Rename or move a note, perhaps with an edit."""
        thing = self.one()
        if self.random.random() < 0.35:
            self.edit(thing)
        self.to(thing, self.renamed(thing.path))

    def change_case(self) -> None:
        """Change the case of a name."""
        thing = self.one()
        self.to(thing, f"{folder_of(thing.path)}/{name_of(thing.path).swapcase()[:-3]}.md".lstrip("/"), "case")

    def move_folder(self) -> None:
        """Rename a folder, with edits in it."""
        old = self.random.choice(self.folders[1:-1])
        new = f"{self.random.choice(_WORDS)} {self.random.randint(1, 99)}"
        for thing in self.things:
            if thing.path.startswith(f"{old}/"):
                if self.random.random() < 0.2:
                    self.edit(thing)
                self.to(thing, new + thing.path[len(old) :], "with its folder")
        self.folders[self.folders.index(old)] = new

    def reorganise(self) -> None:
        """Move many notes at once."""
        for _ in range(self.random.randint(5, 25)):
            self.move()

    def delete(self) -> None:
        """Delete a note."""
        thing = self.one()
        self.gone.append(thing)
        self.leave_to_a_copy(thing)
        self.to(thing, "", "deleted")

    def leave_to_a_copy(self, thing: Thing) -> None:
        """Let a note that goes be what was copied from it, if that is still the same."""
        copies = [each for each in self.things if each.path and each is not thing and each.text == thing.text]
        thing.became = copies if thing.text else []

    def restore(self) -> None:
        """Bring a deleted note back, to where it was or elsewhere."""
        if self.gone:
            thing = self.gone.pop(self.random.randrange(len(self.gone)))
            if not thing.became:
                path = self.free(self.folder(), self.name())
                old = next(each.split(" ", 2)[-1] for each in reversed(thing.story[:-1]) if each.endswith(".md"))
                old = old.rpartition("to ")[2]
                if self.random.random() < 0.6 and old.lower() not in {each.path.lower() for each in self.things}:
                    path = old
                self.to(thing, path, "restored")
                if self.random.random() < 0.2:
                    self.edit(thing)

    def write(self) -> None:
        """Write a new note, perhaps where one was."""
        old = [change for thing in self.gone for change in [thing.story[-2].rpartition(" ")[2]]]
        taken = {each.path.lower() for each in self.things}
        old = [path for path in old if path.endswith(".md") and path.lower() not in taken and "/." not in path]
        self.make(path=self.random.choice(old) if old and self.random.random() < 0.4 else "")

    def take_place(self) -> None:
        """Move a note, and put another in its place: a new one, or one that was elsewhere."""
        thing, place = self.one(), ""
        place = thing.path
        self.to(thing, self.renamed(place))
        if self.random.random() < 0.5:
            self.make(path=place)
        else:
            other = self.one()
            if other is not thing:
                self.to(other, place, "in another's place")

    def swap(self) -> None:
        """Let two or three notes change places."""
        things = list({id(each): each for each in (self.one(), self.one(), self.one())}.values())
        paths = [thing.path for thing in things]
        for thing, path in zip(things, paths[1:] + paths[:1], strict=True):
            self.to(thing, path, "swapped")

    def shift(self) -> None:
        """Insert a note in a numbered row."""
        row = sorted((thing for thing in self.things if name_of(thing.path).startswith("Part ")), key=lambda e: e.path)
        row = [thing for thing in row if folder_of(thing.path) == folder_of(row[0].path)]
        if len(row) > 1:
            paths = [thing.path for thing in row]
            last = self.free(folder_of(paths[-1]), f"Part {self.random.randint(13, 40)}")
            for thing, path in zip(row, [*paths[1:], last], strict=True):
                self.to(thing, path, "shifted")

    def split(self) -> None:
        """Make two notes of one."""
        thing = self.one()
        lines = thing.text.splitlines(keepends=True)
        at = len(lines) * self.random.choice([3, 5, 7]) // 10
        parts = [Thing("".join(lines[:at]), "", ["part"]), Thing("".join(lines[at:]), "", ["other part"])]
        for part in parts:
            self.things.append(part)
            self.to(part, self.renamed(thing.path), "split")
        # Where one of them keeps the name, that is what links to it are about.
        thing.became = [part for part in parts if name_of(part.path) == name_of(thing.path)] or parts
        self.to(thing, "", "split")

    def merge(self) -> None:
        """Append a note to another, which may be a new one."""
        thing, other = self.one(), self.one()
        if thing is other:
            return
        other.text += thing.text
        other.story.append(f"took in {thing.path}")
        self.leave_to_a_copy(thing)
        thing.became = thing.became or [other]
        if self.random.random() < 0.3:
            self.to(other, self.renamed(other.path))
        self.to(thing, "", f"merged into {other.path}, so")

    def copy(self) -> None:
        """Copy a note, and delete it perhaps."""
        thing = self.one()
        other = Thing(thing.text, self.renamed(thing.path), [f"copy of {thing.path}"])
        self.things.append(other)
        if self.random.random() < 0.3:
            thing.became = [other]
            self.to(thing, "", f"copied to {other.path}, and")

    def trash(self) -> None:
        """Move a note out of sight, or one back."""
        thing = self.one()
        path = self.free(".trash", name_of(thing.path)[:-3])
        self.to(thing, path, "trashed")

    def in_two(self) -> None:
        """Delete a note in one commit and add it in the next."""
        thing = self.one()
        thing.story.append(f"waits, from {thing.path}")
        target = self.renamed(thing.path)
        thing.path = ""
        thing.story.append(target)
        self.later.append(thing)

    def commit(self) -> None:
        """What one commit does."""
        for thing in self.later:
            target = thing.story[-1]
            if target.lower() in {each.path.lower() for each in self.things}:
                target = self.free(folder_of(target), name_of(target)[:-3])
            self.to(thing, target, "comes")
        self.later.clear()
        often = {
            self.edit: 20, self.move: 20, self.move_folder: 5, self.reorganise: 2, self.delete: 5, self.restore: 3,
            self.write: 6, self.take_place: 4, self.swap: 2, self.shift: 2, self.split: 3, self.merge: 4, self.copy: 3,
            self.trash: 1, self.in_two: 2, self.change_case: 2,
        }  # fmt: skip
        for act in self.random.choices([*often], [*often.values()], k=self.random.choice([1, 1, 2, 4])):
            act()

    def state(self) -> dict[str, str]:
        """The texts of all notes that are there, by path."""
        return {thing.path: thing.text for thing in self.things if thing.path}


def _index(links: list[Written]) -> str:
    """The note that holds all links."""
    return "".join(f"- [[{each.target}]]\n" for each in links)


@dataclass
class Written:
    """A link as it was written: its target, what it meant, the path that that had, and whether it is broken."""

    target: str
    thing: Thing
    was: str
    broken: bool = False


class Answer(NamedTuple):
    """How advice compares with what is right: when it was asked for, how safe it is, and if it is right."""

    when: str
    kind: str
    verdict: str


def history(texts: list[str], seed: int) -> Iterator[tuple[Answer, str]]:
    """Go through one random history; the answers for all links that break in it, as `ask` gives them."""
    author, past = Author(texts, seed), Memory()
    links: list[Written] = []
    past.commit(author.state() | {"Index.md": ""})
    chance = Random(-seed - 1)  # noqa: S311 - as above
    for number in range(_COMMITS):
        files = {path for path in past.now if not path.startswith(".")}
        vault = Vault([parse("Index.md", b"")], files)
        for thing in chance.sample(author.things, min(8, len(author.things))):
            if thing.path and not thing.path.startswith("."):
                full = thing.path[:-3]
                target = chance.choice([full, full, name_of(full), name_of(full)])
                is_new = all(each.target != target or each.thing is thing for each in links)
                if is_new and vault.resolve(target, "Index.md") == Found(thing.path):
                    links.append(Written(target, thing, thing.path))
        # Links are written before what the next commit does to notes.
        past.commit(past.state | {"Index.md": _index(links)})
        author.commit()
        past.commit(author.state() | {"Index.md": _index(links)})
        yield from ask(past, links, author.later, every=number == _COMMITS - 1)


def ask(past: Memory, links: list[Written], waiting: list[Thing], *, every: bool) -> Iterator[tuple[Answer, str]]:
    """Ask for the links that the last commit broke, or `every` broken one, but not for notes that are to come in the
    next: how the advice compares with what is right, and that at length.
    """
    files = {path for path in past.now if not path.startswith(".")}
    notes = {path: parse(path, past.texts[past.now[path]]) for path in files}
    vault = Vault(notes, files, past=past, checked=["Index.md"])
    asked = {}
    for each in links:
        broken = isinstance(vault.resolve(each.target, "Index.md"), Missing)
        if broken and (every or not each.broken) and each.thing not in waiting:
            asked[each.target] = each
        each.broken = broken
    by_target = {link.target: link for link in notes["Index.md"].links}
    for target, each in asked.items():
        hint = explain(vault, by_target[target], "Index.md")
        truth = {path for path in each.thing.today() if not path.startswith(".")}
        kind = hint.safety.value if hint.path else "several" if "perhaps to" in hint.text else "nothing"
        if hint.path:
            verdict = "right" if truth == {hint.path} else "one of" if hint.path in truth else "WRONG"
        else:
            verdict = "it is gone" if not truth else "it is there"
        yield (
            Answer("later" if every else "with the move", kind, verdict),
            (
                f"[[{target}]] (was {each.was})\n  we:    {hint.path} ({hint.text})\n"
                f"  truth: {', '.join(truth)}\n  story: {'; '.join(each.thing.story)}\n"
            ),
        )


def main() -> None:
    """Go through histories, one seed after the other."""
    root = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    shown = set(sys.argv[4:])
    texts = []
    for path in WorkTree(root).listing().files:
        text = (root / path).read_bytes().decode("utf-8", "replace") if is_note(path) else ""
        if 0 < len(text) < _LONGEST:
            texts.append(text)
    table: Counter[Answer] = Counter()
    for seed in range(first, first + count):
        for answer, told in history(texts, seed):
            table[answer] += 1
            if (answer.kind == "safe" and answer.verdict != "right") or "/".join(answer) in shown:
                sys.stdout.write(f"{seed} {'/'.join(answer)} {told}")
    for answer, number in sorted(table.items()):
        sys.stdout.write(f"{answer.when:15} {answer.kind:12} {answer.verdict:12} {number:6}\n")


if __name__ == "__main__":
    main()
