"""Authors who reorganise a vault at random: one who does all that may mislead, and one who does what most owners do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from rlvault_lint.names import letters
from rlvault_lint.note import folder_of, name_of

_NOTES = 60
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


class Author:
    """Somebody who reorganises a vault at random, in all ways that may mislead.

    `often` says what is done how often, `at_once` how many such things one commit may do, and `shares` how much of a
    note may be rewritten.
    """

    often: Mapping[str, float] = {
        "edit": 20, "move": 20, "move_folder": 5, "reorganise": 2, "delete": 5, "restore": 3,
        "write": 6, "take_place": 4, "swap": 2, "shift": 2, "split": 3, "merge": 4, "copy": 3,
        "trash": 1, "in_two": 2, "change_case": 2,
    }  # fmt: skip
    at_once: Sequence[int] = (1, 1, 2, 4)
    shares: Sequence[float] = (0.02, 0.1, 0.1, 0.3, 0.45, 0.8)

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
        share = self.random.choice(self.shares) if share is None else share
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
        thing.became = [part for part in parts if letters(name_of(part.path)) == letters(name_of(thing.path))] or parts
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
        acts = self.random.choices([*self.often], [*self.often.values()], k=self.random.choice(self.at_once))
        for act in acts:
            getattr(self, act)()

    def state(self) -> dict[str, str]:
        """The texts of all notes that are there, by path."""
        return {thing.path: thing.text for thing in self.things if thing.path}


class Owner(Author):
    """An owner as most are, who writes, and puts things in order now and then, in Obsidian: that rewrites all links to
    what moved, and a plugin commits every few minutes whatever was done.

    Notes have links to each other, some are lists of links and little else; there are daily notes and pictures; the
    first heading may be the name of the note, and is then changed with it, or not.
    """

    often: Mapping[str, float] = {
        "edit": 30, "move": 18, "move_folder": 3, "reorganise": 0.7, "delete": 3, "restore": 0.5, "write": 8,
        "write_today": 8, "put_days_away": 0.7, "put_pictures_away": 1, "take_place": 0.3, "swap": 0.1,
        "shift": 0.3, "split": 0.5, "merge": 2, "copy": 0.3, "in_two": 0.5, "change_case": 0.7,
    }  # fmt: skip
    at_once: Sequence[int] = (1, 2, 3, 5, 8)
    shares: Sequence[float] = (0.01, 0.02, 0.05, 0.1, 0.2)

    def __init__(self, texts: list[str], seed: int) -> None:
        self._words = sorted({word for text in texts[:300] for word in text.split() if word.isalpha()})
        random = Random(seed)  # noqa: S311 - as in Author
        used = random.sample(range(len(texts)), min(len(texts), 2 * _NOTES + 200))
        self._new = [texts[number] for number in used[_NOTES:]]
        self._links: dict[int, list[tuple[Thing, bool]]] = {}
        self._shown: dict[int, str] = {}
        super().__init__([texts[number] for number in used[:_NOTES]], seed)
        for number in range(12):
            self.things.append(Thing(f"picture {seed} {number}", f"{self.folder()}/Pasted {number}.png".lstrip("/")))
        for thing in self.random.sample(self.things, 3):
            self._link(thing, 25)
        self._day = 0

    def name(self) -> str:
        """A name of one to four words, now and then a numbered one."""
        if self.random.random() < 0.04:
            return f"{self.random.choice(['Part', 'Week', 'Lecture'])} {self.random.randint(1, 12)}"
        words = self.random.sample(self._words, self.random.choice([1, 2, 2, 3, 4]))
        return " ".join(words)[:60]

    def one(self) -> Thing:
        """A note that is there."""
        return self.random.choice([thing for thing in self.things if thing.path.endswith(".md")])

    def make(self, text: str = "", path: str = "") -> Thing:
        """A new note, with its name as its heading perhaps, and links to others."""
        thing = super().make(text or self._new.pop(), path)
        kind = self.random.random()
        if kind < 0.3:
            thing.text = f"# {name_of(thing.path)[:-3]}\n\n{thing.text}"
        if kind < 0.7 and len(self.things) > 10:
            self._link(thing, self.random.randint(1, 5))
        return thing

    def _link(self, thing: Thing, count: int) -> None:
        others = [each for each in self.things if each is not thing and each.path]
        chosen = self.random.sample(others, min(count, len(others)))
        self._links[id(thing)] = [(each, self.random.random() < 0.4) for each in chosen]

    def edit(self, thing: Thing | None = None, share: float | None = None) -> None:
        """Rewrite some lines of a note, or add some."""
        if thing is None or thing.path.endswith(".md"):
            super().edit(thing, share)

    def renamed(self, path: str) -> str:
        """Another folder, another name, or a name a little different."""
        kind, folder, name = self.random.random(), folder_of(path), name_of(path)[:-3]
        if kind < 0.5:
            return self.free(self.folder(), name)
        if kind < 0.7:
            return self.free(folder, self.name())
        if kind < 0.85:
            return self.free(folder, f"{name} {self.random.choice(self._words)}")
        if kind < 0.93:
            return self.free(folder, self.random.choice([name.replace(" ", "-"), name.lower(), name.title()]))
        return self.free(self.folder(), self.name())

    def to(self, thing: Thing, path: str, what: str = "moved") -> None:
        """Give a note another path, and its heading the new name perhaps."""
        old, new = (name_of(each)[:-3] for each in (thing.path, path))
        if path and f"# {old}\n" in thing.text and self.random.random() < 0.4:
            thing.text = thing.text.replace(f"# {old}\n", f"# {new}\n", 1)
        super().to(thing, path, what)

    def write_today(self) -> None:
        """A daily note, from a template."""
        self._day += 1
        day = f"2026-{self._day // 28 + 1:02}-{self._day % 28 + 1:02}"
        done = "".join(f"- {' '.join(self.random.sample(self._words, 6))}\n" for _ in range(self.random.randint(0, 5)))
        path = self.free("Daily", day)
        thing = Thing(_TEMPLATE.format(day) + done, path, [f"made {path}"])
        self.things.append(thing)
        if self.random.random() < 0.6:
            self._link(thing, 2)

    def put_days_away(self) -> None:
        """Move the daily notes to a folder of their month."""
        for thing in self.things:
            if folder_of(thing.path) == "Daily":
                self.to(thing, f"Daily/{name_of(thing.path)[:7]}/{name_of(thing.path)}")

    def put_pictures_away(self) -> None:
        """Move the pictures of a folder to another."""
        old, new = self.folder(), f"attachments {self.random.randint(1, 9)}"
        for thing in self.things:
            if thing.path.endswith(".png") and folder_of(thing.path) == old:
                self.to(thing, f"{new}/{name_of(thing.path)}")

    def state(self) -> dict[str, str]:
        """The texts of all notes that are there, by path, with their links as Obsidian has rewritten them."""
        return {path: text + self._list(path) for path, text in super().state().items()}

    def _list(self, path: str) -> str:
        thing = next(each for each in self.things if each.path == path)
        lines = []
        for other, whole in self._links.get(id(thing), ()):
            if other.path:
                self._shown[id(other)] = other.path.removesuffix(".md")
            shown = self._shown.get(id(other), "")
            lines.append(f"- [[{shown if whole else name_of(shown)}]]\n")
        return "".join(lines)
