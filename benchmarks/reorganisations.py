"""How often the advice for a broken link is right in vaults that were reorganised at random.

    python benchmarks/reorganisations.py VAULT... [--calm] [--histories N] [--first SEED] [--show KIND ...]

Each history takes sixty notes of the vaults, and in forty commits edits, renames, moves, swaps, splits, merges, copies,
deletes and restores them, with folders and without, in one commit and in two: in nasty ways, or, if it is to be calm,
as most owners do. As each note is a thing of its own here, it is known what a link meant when it was written. Right
after each commit, and at the end, every broken link is asked for. SAFE advice that is wrong is shown with what was done
to the note, and so are the answers of a KIND such as "with the move/unsafe/WRONG". Links to notes that are gone for
good have no share: there is nothing that their owner could have made of them.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from authors import Author, Owner, Thing

from rlvault_lint.commits import Change, Commit
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.note import is_note, name_of
from rlvault_lint.reading.parse import parse
from rlvault_lint.rules.broken_link import BrokenLink
from rlvault_lint.vault.resolution import Found, Missing
from rlvault_lint.vault.vault import Vault

_COMMITS = 40
_LONGEST = 20_000
_NONE = "0" * 40


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


@dataclass
class Written:
    """A link as it was written: its target and its text, what it meant, the path that that had, and whether it is
    broken.
    """

    target: str
    text: str
    thing: Thing
    was: str
    broken: bool = False


class Answer(NamedTuple):
    """How advice compares with what is right: when it was asked for, how safe it is, and if it is right."""

    when: str
    kind: str
    verdict: str


def history(author: Author, seed: int) -> Iterator[tuple[Answer, str]]:
    """Go through one random history; the answers for all links that break in it, as `ask` gives them."""
    past = Memory()
    links: list[Written] = []
    past.commit(author.state() | {"Index.md": ""})
    chance = Random(-seed - 1)  # noqa: S311 - as above
    for number in range(_COMMITS):
        files = {path for path in past.now if not path.startswith(".")}
        vault = Vault([parse("Index.md", b"")], files)
        for thing in chance.sample(author.things, min(8, len(author.things))):
            if thing.path and not thing.path.startswith("."):
                full = thing.path.removesuffix(".md")
                target = chance.choice([full, name_of(full)])
                text = chance.choice([f"[[{target}]]", f"[[{target}]]", f"[[{target}|it]]"])
                is_new = all(each.target != target for each in links)
                if is_new and vault.resolve(target, "Index.md") == Found(thing.path):
                    links.append(Written(target, text, thing, thing.path))
        # Links are written before what the next commit does to notes.
        index = "".join(f"- {each.text}\n" for each in links)
        past.commit(past.state | {"Index.md": index})
        author.commit()
        past.commit(author.state() | {"Index.md": index})
        yield from ask(past, links, author.later, every=number == _COMMITS - 1)


def ask(past: Memory, links: list[Written], waiting: list[Thing], *, every: bool) -> Iterator[tuple[Answer, str]]:
    """Ask for the links that the last commit broke, or `every` broken one, but not for notes that are to come in the
    next: how the advice compares with what is right, and that at length.
    """
    files = {path for path in past.now if not path.startswith(".")}
    notes = {path: parse(path, past.texts[past.now[path]]) for path in files if is_note(path)}
    vault = Vault(notes, files, past=past, checked=["Index.md"])
    asked = {}
    for each in links:
        broken = isinstance(vault.resolve(each.target, "Index.md"), Missing)
        if broken and (every or not each.broken) and each.thing not in waiting:
            asked[each.target] = each
        each.broken = broken
    by_target = {link.target: link for link in notes["Index.md"].links}
    rule = BrokenLink()
    for target, each in asked.items():
        truth = {path for path in each.thing.today() if not path.startswith(".")}
        found = next(iter(rule.check_link(notes["Index.md"], by_target[target], vault)), None)
        fix = found.fix if found else None
        kind = fix.safety.value if fix else "several" if found and "perhaps to" in found.message else "nothing"
        if fix:
            verdict = "right" if truth == {fix.target} else "one of" if fix.target in truth else "WRONG"
        else:
            verdict = "it is there"
        yield (
            Answer("later" if every else "with the move", kind, verdict if truth else "it is gone"),
            (
                f"{each.text} (was {each.was})\n  we:    {found.message if found else ''}\n"
                f"  truth: {', '.join(truth)}\n  story: {'; '.join(each.thing.story)}\n"
            ),
        )


def texts_of(vaults: Iterable[Path]) -> list[str]:
    """The texts of the notes of some vaults, without those that are very long."""
    found = []
    for root in vaults:
        for path in WorkTree(root).listing().files:
            text = (root / path).read_bytes().decode("utf-8", "replace") if is_note(path) else ""
            if 0 < len(text) < _LONGEST:
                found.append(text)
    return found


def main() -> None:
    """Go through histories, one seed after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("vaults", nargs="+", type=Path)
    parser.add_argument("--calm", action="store_true")
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--show", nargs="*", default=[])
    options = parser.parse_args()
    texts = texts_of(options.vaults)
    table: Counter[Answer] = Counter()
    for seed in range(options.first, options.first + options.histories):
        author = (Owner if options.calm else Author)(texts, seed)
        for answer, told in history(author, seed):
            table[answer] += 1
            is_wrong = answer.kind == "safe" and answer.verdict != "right"
            if is_wrong or "/".join(answer) in options.show:
                sys.stdout.write(f"{seed} {'/'.join(answer)} {told}")
    all_of = Counter({when: 0 for when, _, _ in table})
    for (when, _, verdict), number in table.items():
        all_of[when] += number if verdict != "it is gone" else 0
    for answer, number in sorted(table.items()):
        share = "" if answer.verdict == "it is gone" else f"{number / all_of[answer.when]:6.1%}"
        sys.stdout.write(f"{answer.when:15} {answer.kind:12} {answer.verdict:12} {number:6} {share}\n")


if __name__ == "__main__":
    main()
