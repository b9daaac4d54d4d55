"""What became of files that links still name, in real repositories: what is followed, and where the past misleads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pasts import DPO, GRPO, PPO, Step, build, links, opened, text
from repositories import git

from rlvault_lint.commits import ON_DISK, STAGED
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.note import name_of
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault import history
from rlvault_lint.vault.history import Answer, Fate
from rlvault_lint.vault.suggestions import explain
from rlvault_lint.vault.vault import Vault


def asked(vault: Vault, target: str, source: str) -> Answer | None:
    (link,) = links(f"[[{target}]]", source)
    return history.answer(vault, link.target, source)


def edited(original: str, share: float) -> str:
    """`original` with a share of its lines rewritten."""
    lines = original.splitlines(keepends=True)
    changed = round(len(lines) * share)
    return "".join(f"Now for something else, {number}.\n" for number in range(changed)) + "".join(lines[changed:])


def moved(path: str, safety: Safety = Safety.SAFE, **more: object) -> Callable[[Answer | None], None]:
    def check(found: Answer | None) -> None:
        assert found is not None
        assert (found.fate, found.paths, found.safety) == (Fate.MOVED, (path,), safety)
        for name, value in more.items():
            assert getattr(found, name) == value

    return check


def unsure(path: str) -> Callable[[Answer | None], None]:
    return moved(path, Safety.UNSAFE)


def several(*paths: str) -> Callable[[Answer | None], None]:
    def check(found: Answer | None) -> None:
        assert found is not None
        assert (set(found.paths), found.safety) == (set(paths), Safety.SUGGESTION)

    return check


def deleted(found: Answer | None) -> None:
    assert found is not None
    assert (found.fate, found.paths, found.safety) == (Fate.DELETED, (), Safety.SUGGESTION)


def unknown(found: Answer | None) -> None:
    assert found is None


DAILY = "# Daily\n\n## What was done today, and what is left for tomorrow\n\n## What was read, and what to make of it\n"

# name: (steps, target, source, what is to be found)
STORIES: dict[str, tuple[Sequence[Step], str, str, Callable[[Answer | None], None]]] = {
    # --- what is followed
    "moved, by its full path": (
        [{"a/PPO.md": PPO}, {"a/PPO.md": None, "b/c/PPO x.md": PPO}],
        "a/PPO",
        "n.md",
        moved("b/c/PPO x.md", was="a/PPO.md", date="2026-02-12", steps=1),
    ),
    "moved, by its name": (
        [{"a/PPO.md": PPO}, {"a/PPO.md": None, "b/Proximal.md": PPO}],
        "ppo",
        "n.md",
        moved("b/Proximal.md"),
    ),
    "moved, by a tail of its path": (
        [{"x/a/PPO.md": PPO}, {"x/a/PPO.md": None, "b/Proximal.md": PPO}],
        "a/PPO.md",
        "n.md",
        moved("b/Proximal.md"),
    ),
    "moved, by a relative path": (
        [{"a/PPO.md": PPO}, {"a/PPO.md": None, "b/Proximal.md": PPO}],
        "../a/PPO",
        "s/n.md",
        moved("b/Proximal.md"),
    ),
    "moved and rewritten, its name kept": (
        [
            {"a/PPO.md": PPO},
            {"a/PPO.md": None, "b/PPO.md": edited(PPO, 0.4)},
            {"b/PPO.md": None, "P.md": edited(PPO, 0.4)},
        ],
        "a/PPO",
        "n.md",
        moved("P.md", steps=2, date="2026-02-12"),
    ),
    "renamed and rewritten": (
        [{"PPO.md": PPO}, {"PPO.md": None, "Proximal.md": edited(PPO, 0.3)}],
        "PPO",
        "n.md",
        moved("Proximal.md"),
    ),
    "a picture moved": (
        [{"a/x.png": "png"}, {"a/x.png": None, "b/y.png": "png"}],
        "x.png",
        "n.md",
        moved("b/y.png"),
    ),
    "a picture moved and another in its place": (
        [{"a/x.png": "png"}, {"a/x.png": None, "b/x2.png": "gnp"}],
        "x.png",
        "n.md",
        deleted,
    ),
    "deleted": ([{"a/PPO.md": PPO}, {"a/PPO.md": None}], "PPO", "n.md", deleted),
    "never there": ([{"a/PPO.md": PPO}], "GRPO", "n.md", unknown),
    "moved out of sight": ([{"a/PPO.md": PPO}, {"a/PPO.md": None, ".trash/PPO.md": PPO}], "PPO", "n.md", deleted),
    # --- where the past misleads
    "the old name reused by a note that was deleted": (
        [{"A.md": PPO}, {"A.md": None, "B.md": PPO}, {"A.md": GRPO}, {"A.md": None}],
        "A",
        "n.md",
        moved("B.md", date="2026-02-12"),
    ),
    "the same, and the link is that to the one that was deleted": (
        [
            {"A.md": PPO, "n.md": ""},
            {"A.md": None, "B.md": PPO},
            {"A.md": GRPO},
            {"x.md": "x", "n.md": "[[A]]\n"},
            {"A.md": None},
        ],
        "A",
        "n.md",
        deleted,
    ),
    "the same, and it is not known when the link was written": (
        [{"A.md": PPO}, {"A.md": None, "B.md": PPO}, {"A.md": GRPO}, {"A.md": None}],
        "A",
        "m.md",
        moved("B.md", Safety.SUGGESTION, date="2026-02-12"),
    ),
    "the old name reused by a note that moved": (
        [{"A.md": PPO}, {"A.md": None, "B.md": PPO}, {"A.md": GRPO}, {"A.md": None, "C.md": GRPO}],
        "A",
        "n.md",
        moved("B.md"),
    ),
    "the old name reused by a note that moved, which the link is to": (
        [
            {"A.md": PPO, "n.md": ""},
            {"A.md": None, "B.md": PPO},
            {"A.md": GRPO, "n.md": "[[A]]\n"},
            {"A.md": None, "C.md": GRPO},
        ],
        "A",
        "n.md",
        moved("C.md"),
    ),
    "the old name reused, and the link came with a note that had another path": (
        [
            {"A.md": PPO, "o.md": "[[A]]\n"},
            {"A.md": None, "B.md": PPO},
            {"A.md": GRPO, "o.md": None, "n.md": "[[A]]\n"},
            {"A.md": None, "C.md": GRPO},
        ],
        "A",
        "n.md",
        several("B.md", "C.md"),
    ),
    "renamed while another note took its place": (
        [
            {"A.md": PPO, "C.md": GRPO},
            {"A.md": GRPO, "C.md": None, "B.md": edited(PPO, 0.2)},
            {"A.md": None, "D.md": GRPO},
        ],
        "A",
        "n.md",
        moved("B.md", date="2026-02-12"),
    ),
    "renamed while another note took its place, and the link is to that": (
        [
            {"A.md": PPO, "C.md": GRPO, "n.md": ""},
            {"A.md": GRPO, "C.md": None, "B.md": PPO},
            {"x.md": "x", "n.md": "[[A]]\n"},
            {"A.md": None, "D.md": GRPO},
        ],
        "A",
        "n.md",
        moved("D.md"),
    ),
    "two notes changed places while their folder was renamed": (
        [
            {"a/A.md": DAILY + PPO[:99], "a/B.md": DAILY + GRPO[:99]},
            {"a/A.md": None, "a/B.md": None, "b/A.md": DAILY + GRPO[:99], "b/B.md": DAILY + PPO[:99] + "More.\n"},
        ],
        "a/A",
        "n.md",
        unsure("b/A.md"),
    ),
    "deleted, and another note from the same template came in its place": (
        [
            {"A.md": 3 * DAILY + PPO[:99], "x.md": 3 * DAILY, "y.md": 3 * DAILY},
            {"A.md": None, "B.md": 3 * DAILY + PPO[:99]},
            {"B.md": None},
            {"B.md": 3 * DAILY + GRPO[:99]},
        ],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "two notes changed places, then one moved": (
        [{"A.md": PPO, "B.md": GRPO}, {"A.md": GRPO, "B.md": PPO}, {"A.md": None, "C.md": GRPO}],
        "A",
        "n.md",
        moved("B.md"),
    ),
    "edited and changed places with another note, then moved": (
        [
            {"A.md": PPO, "B.md": GRPO},
            {"A.md": GRPO, "B.md": edited(PPO, 0.1)},
            {"A.md": None, "C.md": GRPO},
        ],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "moved to where another note took the place": (
        [
            {"A.md": PPO, "x.md": GRPO},
            {"A.md": None, "B.md": PPO},
            {"B.md": GRPO, "x.md": None, "C.md": PPO},
        ],
        "A",
        "n.md",
        moved("C.md", steps=2),
    ),
    "edited while a copy was made of it, then moved": (
        [{"A.md": PPO}, {"A.md": edited(PPO, 0.2), "copy.md": PPO}, {"A.md": None, "B.md": edited(PPO, 0.2)}],
        "A",
        "n.md",
        moved("B.md"),
    ),
    "deleted, restored, edited and moved": (
        [{"A.md": PPO}, {"A.md": None}, {"A.md": edited(PPO, 0.1)}, {"A.md": None, "B.md": edited(PPO, 0.1)}],
        "A",
        "n.md",
        moved("B.md"),
    ),
    "a copy deleted": (
        [{"A.md": PPO}, {"B.md": PPO}, {"B.md": None}],
        "B",
        "n.md",
        unsure("A.md"),
    ),
    "a copy deleted where the first was moved and another took its place": (
        [{"A.md": PPO}, {"B.md": PPO}, {"A.md": GRPO, "C.md": edited(PPO, 0.3)}, {"B.md": None}],
        "B",
        "n.md",
        deleted,
    ),
    "an empty note moved": ([{"a/A.md": ""}, {"a/A.md": None, "b/A.md": "", "x.md": "x"}], "a/A", "n.md", deleted),
    "taken into a note that was there": (
        [{"A.md": PPO, "B.md": GRPO}, {"A.md": None, "B.md": GRPO + PPO}],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "renamed with little left": (
        [{"A.md": PPO}, {"A.md": None, "B.md": edited(PPO, 0.6)}],
        "A",
        "n.md",
        moved("B.md", Safety.SUGGESTION),
    ),
    "folders renamed with notes of one name, edited": (
        [
            {"a/README.md": PPO, "a/x.md": text("x"), "a/y.md": text("y"), "b/README.md": GRPO, "b/z.md": text("z")},
            {
                **dict.fromkeys(("a/README.md", "a/x.md", "a/y.md", "b/README.md", "b/z.md")),
                "c/README.md": edited(PPO, 0.3),
                "c/x.md": text("x"),
                "c/y.md": text("y"),
                "d/README.md": edited(GRPO, 0.3),
                "d/z.md": text("z"),
            },
        ],
        "a/README",
        "n.md",
        moved("c/README.md"),
    ),
    "split in two, one small": (
        [{"A.md": PPO}, {"A.md": None, "B.md": text("PPO", 10), "C.md": PPO.removeprefix(text("PPO", 10))}],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "moved away and back and away": (
        [
            {"a/A.md": PPO},
            {"a/A.md": None, "b/A.md": PPO},
            {"b/A.md": None, "a/A.md": PPO},
            {"a/A.md": None, "c/B.md": PPO},
        ],
        "a/A",
        "n.md",
        moved("c/B.md"),
    ),
    "A became B, later an unrelated A became C": (
        [{"A.md": PPO}, {"A.md": None, "B.md": PPO}, {"A.md": DPO}, {"A.md": None, "C.md": edited(DPO, 0.2)}],
        "A",
        "n.md",
        moved("B.md"),
    ),
    "numbers shifting by one, down": (
        [{"1.md": PPO, "2.md": GRPO, "3.md": DPO}, {"1.md": GRPO, "2.md": DPO, "3.md": None}],
        "3",
        "n.md",
        unsure("2.md"),
    ),
    "numbers shifting by one, up": (
        [
            {"Part 1.md": PPO + "1", "Part 2.md": PPO + "2", "Part 3.md": PPO + "3"},
            {"Part 1.md": None, "Part 2.md": PPO + "1", "Part 3.md": PPO + "2", "Part 4.md": PPO + "3"},
        ],
        "Part 1",
        "n.md",
        unsure("Part 2.md"),
    ),
    "yesterday's daily note deleted and today's made from the same template": (
        [{"2026-02-11.md": DAILY + "Slept.\n"}, {"2026-02-11.md": None, "2026-02-12.md": DAILY + "Ate.\n"}],
        "2026-02-11",
        "n.md",
        unsure("2026-02-12.md"),
    ),
    "the same with the template untouched": (
        [{"2026-02-11.md": DAILY}, {"2026-02-11.md": None, "2026-02-12.md": DAILY}],
        "2026-02-11",
        "n.md",
        unsure("2026-02-12.md"),
    ),
    "notes with names, from a template": (
        [
            {"Monday.md": DAILY, "x.md": DAILY, "y.md": DAILY, "z.md": DAILY},
            {"Monday.md": None, "Thursday.md": DAILY + "Ate.\n"},
        ],
        "Monday",
        "n.md",
        unsure("Thursday.md"),
    ),
    "from a template, each with its own text": (
        [
            {"A.md": DAILY + PPO, "x.md": DAILY, "y.md": DAILY, "B.md": DAILY + GRPO},
            {"A.md": None, "B.md": None, "C.md": DAILY + edited(PPO, 0.2), "D.md": DAILY + edited(GRPO, 0.2)},
        ],
        "A",
        "n.md",
        moved("C.md"),
    ),
    "from a template, of which alone something is kept": (
        [
            {"A.md": 2 * DAILY + text("PPO", 4), "x.md": 2 * DAILY, "y.md": 2 * DAILY},
            {"A.md": None, "C.md": 2 * DAILY + text("GRPO", 4)},
        ],
        "A",
        "n.md",
        deleted,
    ),
    "the name written otherwise, and little left of the text": (
        [
            {"Top K sampling.md": PPO + text("GRPO", 8), "x.md": DPO},
            {"Top K sampling.md": None, "top-k-sampling.md": PPO + text("a", 8), "y.md": text("GRPO", 8)},
        ],
        "Top K sampling",
        "n.md",
        moved("top-k-sampling.md"),
    ),
    "dates written in another order": (
        [{"11-02-2026.md": DAILY + PPO}, {"11-02-2026.md": None, "2026-02-11.md": DAILY + PPO}],
        "11-02-2026",
        "n.md",
        moved("2026-02-11.md"),
    ),
    "numbered notes moved with their folder, one of which got another name": (
        [
            {f"a/Part {number}.md": text(f"part {number}") for number in range(1, 5)},
            {
                **{f"a/Part {number}.md": None for number in range(1, 5)},
                **{f"b/Part {number}.md": text(f"part {number}") for number in range(2, 5)},
                "b/Part 1 of it.md": edited(text("part 1"), 0.2),
            },
        ],
        "a/Part 1",
        "n.md",
        moved("b/Part 1 of it.md"),
    ),
    "two empty notes": ([{"A.md": ""}, {"A.md": None, "B.md": ""}], "A", "n.md", deleted),
    "notes of one line": (
        [{"A.md": "# To do\n"}, {"A.md": None, "B.md": "# To do\n"}],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "notes of one line, one named after the other": (
        [{"Sampling.md": "# To do\n"}, {"Sampling.md": None, "Top-k sampling.md": "# To do\n"}],
        "Sampling",
        "n.md",
        moved("Top-k sampling.md"),
    ),
    "notes of one line, numbered": (
        [{"Untitled.md": "# To do\n"}, {"Untitled.md": None, "Untitled 1.md": "# To do\n"}],
        "Untitled",
        "n.md",
        unsure("Untitled 1.md"),
    ),
    "copied, then moved with its name": (
        [{"a/A.md": PPO}, {"copy.md": PPO}, {"a/A.md": None, "b/A.md": PPO}],
        "a/A",
        "n.md",
        moved("b/A.md"),
    ),
    "notes of nearly one line": (
        [{"A.md": "#seed #todo\n"}, {"A.md": None, "B.md": "#seed #todo\n\n"}],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "two equal notes renamed in one commit": (
        [{"A.md": PPO, "B.md": PPO}, {"A.md": None, "B.md": None, "C.md": PPO, "D.md": PPO}],
        "A",
        "n.md",
        several("C.md", "D.md"),
    ),
    "two equal notes moved in one commit": (
        [
            {"A.md": PPO, "B.md": PPO},
            {"A.md": None, "B.md": None, "x/A.md": PPO, "x/B.md": PPO},
            {"x/A.md": None, "x/C.md": PPO},
        ],
        "A",
        "n.md",
        unsure("x/C.md"),
    ),
    "one note split into two": (
        [{"A.md": PPO + GRPO}, {"A.md": None, "PPO.md": PPO, "GRPO.md": GRPO}],
        "A",
        "n.md",
        several("PPO.md", "GRPO.md"),
    ),
    "most text to another name, the name to a third": (
        [{"Sampling.md": PPO}, {"Sampling.md": None, "Notes.md": edited(PPO, 0.1), "Samplings.md": edited(PPO, 0.8)}],
        "Sampling",
        "n.md",
        several("Notes.md"),
    ),
    "appended to an existing note, then deleted": (
        [{"A.md": PPO, "B.md": GRPO}, {"B.md": GRPO + PPO}, {"A.md": None}],
        "A",
        "n.md",
        deleted,
    ),
    "appended to an existing note and deleted, while a like one came": (
        [{"A.md": PPO, "B.md": GRPO}, {"A.md": None, "B.md": GRPO + PPO, "C.md": edited(PPO, 0.4)}],
        "A",
        "n.md",
        several("C.md"),
    ),
    "copied to two places": (
        [{"A.md": PPO}, {"x/B.md": PPO, "y/C.md": PPO}, {"A.md": None}],
        "A",
        "n.md",
        several("x/B.md", "y/C.md"),
    ),
    "copied before it was moved": (
        [{"A.md": PPO}, {"copy.md": PPO}, {"A.md": None, "B.md": PPO}],
        "A",
        "n.md",
        unsure("B.md"),
    ),
    "deleted in one commit, added in another": (
        [{"A.md": PPO}, {"A.md": None}, {"x.md": GRPO}, {"b/B.md": PPO}],
        "A",
        "n.md",
        moved("b/B.md", date="2026-02-12"),
    ),
    "added in one commit, deleted in another": (
        [{"A.md": PPO}, {"b/B.md": PPO}, {"x.md": GRPO}, {"A.md": None}],
        "A",
        "n.md",
        moved("b/B.md", date="2026-02-14"),
    ),
    "a folder renamed and one note in it rewritten": (
        [
            {"a/A.md": PPO, "a/B.md": GRPO, "a/C.md": DPO},
            {"a/A.md": None, "a/B.md": None, "a/C.md": None, "b/A.md": PPO, "b/B.md": GRPO, "b/C.md": "All new.\n"},
            {"b/A.md": None, "b/A2.md": PPO},
        ],
        "a/A",
        "n.md",
        moved("b/A2.md"),
    ),
    "rewritten while its folder was renamed": (
        [
            {"a/A.md": PPO, "a/B.md": GRPO, "a/C.md": DPO, "other/C.md": text("other")},
            {
                "a/A.md": None,
                "a/B.md": None,
                "a/C.md": None,
                "other/C.md": None,
                "b/A.md": PPO,
                "b/B.md": GRPO,
                "b/C.md": "All new.\n",
                "c/C.md": text("other"),
            },
        ],
        "a/C",
        "n.md",
        unsure("b/C.md"),
    ),
    "two notes that once had the name": (
        [{"a/X.md": PPO, "b/X.md": GRPO}, {"a/X.md": None, "b/X.md": None, "a/Y.md": PPO, "b/Z.md": GRPO}],
        "X",
        "n.md",
        several("a/Y.md", "b/Z.md"),
    ),
    "a note of the same name in another language's folder": (
        [{"en/X.md": PPO, "zh/X.md": GRPO}, {"en/X.md": None, "zh/X.md": None, "en/Y.md": PPO, "zh/Z.md": GRPO}],
        "X",
        "zh/n.md",
        moved("zh/Z.md"),
    ),
    "the same, and it is not known when the link to it was written": (
        [{"en/X.md": PPO, "zh/X.md": GRPO}, {"en/X.md": None, "zh/X.md": None, "en/Y.md": PPO, "zh/Z.md": GRPO}],
        "X",
        "zh/m.md",
        unsure("zh/Z.md"),
    ),
    "a note of that name was gone before the link was written": (
        [
            {"a/X.md": PPO},
            {"a/X.md": None, "b/X.md": GRPO},
            {"n.md": "[[X]]\n"},
            {"b/X.md": None, "c/Z.md": GRPO},
        ],
        "X",
        "n.md",
        moved("c/Z.md"),
    ),
    "a note of that name came after the link was written": (
        [
            {"a/X.md": PPO, "n.md": "[[X]]\n"},
            {"a/X.md": None, "b/Y.md": PPO},
            {"c/X.md": GRPO},
            {"c/X.md": None},
        ],
        "X",
        "n.md",
        moved("b/Y.md"),
    ),
    "a full path that died while a note of its name stood elsewhere": (
        [{"a/X.md": PPO, "b/X.md": GRPO}, {"a/X.md": None}],
        "a/X",
        "n.md",
        deleted,
    ),
    "yet to be written, its name near another": ([{"PPO2.md": PPO}], "PPO1", "n.md", unknown),
    "quotes, tabs and line ends in names": (
        [{'a/"q"\tz.md': PPO}, {'a/"q"\tz.md': None, "b/line\nend.md": PPO}],
        'a/"q"\tz',
        "n.md",
        moved("b/line\nend.md"),
    ),
    "NFD names": (
        [{"Cafe\u0301.md": PPO}, {"Cafe\u0301.md": None, "x/Bar Cafe\u0301.md": PPO}],
        "Caf\u00e9",
        "n.md",
        moved("x/Bar Cafe\u0301.md"),
    ),
    "NFD became NFC, then moved": (
        [
            {"Cafe\u0301.md": PPO},
            {"Cafe\u0301.md": None, "Caf\u00e9.md": PPO},
            {"Caf\u00e9.md": None, "x/Bar.md": PPO},
        ],
        "Caf\u00e9",
        "n.md",
        moved("x/Bar.md"),
    ),
    "case changed first, then moved": (
        [{"Note.md": PPO}, {"Note.md": None, "note.md": PPO}, {"note.md": None, "x/Other.md": PPO}],
        "Note",
        "n.md",
        moved("x/Other.md"),
    ),
    "a link that names a folder": (
        [{"RL/PPO.md": PPO}, {"RL/PPO.md": None, "AI/RL/PPO.md": PPO}],
        "RL/",
        "n.md",
        unknown,
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_story(tmp_path: Path, story: str) -> None:
    steps, target, source, check = STORIES[story]
    first, *others = steps
    # The link is there from the beginning, unless a story says otherwise, or its note was never committed.
    if not any("n.md" in step for step in steps) and name_of(source) != "m.md":
        first = {**first, source: f"[[{target}]]\n"}
    build(tmp_path, [first, *others])
    if name_of(source) == "m.md":
        (tmp_path / source).write_text(f"[[{target}]]\n")
    vault = opened(tmp_path)
    check(asked(vault, target, source))


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_link_rewritten_with_the_move_and_put_back(tmp_path: Path, *, is_committed: bool) -> None:
    build(
        tmp_path,
        [
            {"A.md": PPO},
            {"A.md": None, "B.md": PPO},
            {"A.md": GRPO, "n.md": "[[A]]\n"},
            {"A.md": None, "C.md": GRPO, "n.md": "[[C]]\n"},
        ],
    )
    (tmp_path / "n.md").write_text("[[A]]\n")
    if is_committed:
        git(tmp_path, "commit", "-q", "-a", "-m", "back")
    moved("C.md")(asked(opened(tmp_path), "A", "n.md"))


def test_renamed_on_a_merged_branch(tmp_path: Path) -> None:
    build(tmp_path, [{"a/PPO.md": PPO, "n.md": "[[a/PPO]]\n"}])
    git(tmp_path, "checkout", "-q", "-b", "topic")
    git(tmp_path, "mv", "a/PPO.md", "Proximal.md")
    git(tmp_path, "commit", "-q", "-m", "moved")
    git(tmp_path, "checkout", "-q", "main")
    (tmp_path / "x.md").write_text("x")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "other")
    git(tmp_path, "merge", "-q", "-m", "merged", "topic")
    moved("Proximal.md", commit=git(tmp_path, "rev-parse", "HEAD"))(asked(opened(tmp_path), "a/PPO", "n.md"))


def test_renamed_and_staged(tmp_path: Path) -> None:
    build(tmp_path, [{"a/PPO.md": PPO, "n.md": "[[a/PPO]]\n"}])
    git(tmp_path, "mv", "a/PPO.md", "Proximal.md")
    moved("Proximal.md", commit=STAGED, date="")(asked(opened(tmp_path), "a/PPO", "n.md"))


def test_renamed_in_the_file_manager_only(tmp_path: Path) -> None:
    build(tmp_path, [{"a/PPO.md": PPO, "a/x.png": "png", "n.md": "[[a/PPO]] ![[x.png]]\n"}])
    (tmp_path / "a/PPO.md").rename(tmp_path / "Proximal.md")
    (tmp_path / "a/x.png").rename(tmp_path / "a/y.png")
    (tmp_path / "a/other.png").write_bytes(b"gnp")
    moved("Proximal.md", commit=ON_DISK, date="")(asked(opened(tmp_path), "a/PPO", "n.md"))
    moved("a/y.png", commit=ON_DISK)(asked(opened(tmp_path), "x.png", "n.md"))


def test_committed_staged_and_moved_again(tmp_path: Path) -> None:
    build(tmp_path, [{"A.md": PPO, "n.md": "[[A]]\n"}, {"A.md": None, "B.md": PPO}])
    git(tmp_path, "mv", "B.md", "C.md")
    (tmp_path / "C.md").rename(tmp_path / "D.md")
    (tmp_path / "D.md").write_text(edited(PPO, 0.2))
    moved("D.md", date="2026-02-12", steps=3)(asked(opened(tmp_path), "A", "n.md"))


def test_numbers_shifted_on_the_disk(tmp_path: Path) -> None:
    build(tmp_path, [{"1.md": PPO + "1", "2.md": PPO + "2", "n.md": "[[1]]\n"}])
    (tmp_path / "2.md").rename(tmp_path / "3.md")
    (tmp_path / "1.md").rename(tmp_path / "2.md")
    unsure("2.md")(asked(opened(tmp_path), "1", "n.md"))


def test_line_ends_of_windows_are_no_change(tmp_path: Path) -> None:
    build(tmp_path, [{"A.md": PPO, "x.md": GRPO, "n.md": "[[A]]\n"}])
    for name in ("A.md", "x.md"):
        path = tmp_path / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "A.md").rename(tmp_path / "B.md")
    moved("B.md", commit=ON_DISK)(asked(opened(tmp_path), "A", "n.md"))


def test_a_vault_below_the_top(tmp_path: Path) -> None:
    steps: list[Step] = [
        {"vault/a/PPO.md": PPO, "vault/n.md": "[[a/PPO]] [[gone]]\n", "vault/gone.md": GRPO},
        {"vault/a/PPO.md": None, "vault/b/Proximal.md": PPO, "vault/gone.md": None, "outside.md": GRPO},
    ]
    build(tmp_path, steps)
    vault = opened(tmp_path / "vault")
    moved("b/Proximal.md", was="a/PPO.md")(asked(vault, "a/PPO", "n.md"))
    deleted(asked(vault, "gone", "n.md"))


def test_shallow(tmp_path: Path) -> None:
    build(
        tmp_path / "full",
        [{"A.md": PPO, "n.md": "[[A]] [[B]]\n"}, {"A.md": None, "B.md": PPO}, {"B.md": None, "C.md": PPO}],
    )
    git(tmp_path, "clone", "-q", "--depth=2", (tmp_path / "full").as_uri(), "clone")
    vault = opened(tmp_path / "clone")
    moved("C.md")(asked(vault, "B", "n.md"))
    unknown(asked(vault, "A", "n.md"))
    assert history.begins(vault) == "2026-02-12"
    assert history.begins(opened(tmp_path / "full")) == ""


def test_partial_clone_without_its_remote(tmp_path: Path) -> None:
    """Objects that are missing are not fetched: what is there is used."""
    full = tmp_path / "full"
    build(
        full,
        [
            {"A.md": PPO, "B.md": GRPO, "n.md": "[[A]] [[B]]\n"},
            {"A.md": None, "x/A2.md": PPO},
            {"B.md": None, "C.md": edited(GRPO, 0.2)},
        ],
    )
    git(full, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", full.as_uri(), "clone")
    full.rename(tmp_path / "gone")
    vault = opened(tmp_path / "clone")
    found = asked(vault, "A", "n.md")
    assert found is not None
    assert found.paths == ("x/A2.md",)
    found = asked(vault, "B", "n.md")
    assert found is not None
    assert found.safety is not Safety.SAFE


def test_worktree_submodule_and_detached_head(tmp_path: Path) -> None:
    main = tmp_path / "main"
    build(main, [{"A.md": PPO, "n.md": "[[A]]\n"}, {"A.md": None, "B.md": PPO}, {"B.md": None, "C.md": PPO}])
    git(main, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "HEAD~1")
    moved("B.md")(asked(opened(tmp_path / "tree"), "A", "n.md"))
    build(tmp_path / "outer", [{"x.md": "x"}])
    git(tmp_path / "outer", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(main), "vault")
    moved("C.md", steps=2)(asked(opened(tmp_path / "outer/vault"), "A", "n.md"))


def test_without_commits_and_without_git(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("[[A]]")
    unknown(asked(opened(tmp_path), "A", "n.md"))
    git(tmp_path, "init", "-q")
    unknown(asked(opened(tmp_path), "A", "n.md"))
    assert history.begins(opened(tmp_path)) == ""
    unknown(asked(Vault([parse("n.md", b"[[A]]")], ["n.md"]), "A", "n.md"))


def test_broken_only_since(tmp_path: Path) -> None:
    """A link that was not there when the past was read first."""
    build(
        tmp_path,
        [{"A.md": PPO, "B.md": GRPO, "n.md": "[[A]]\n"}, {"A.md": None, "B.md": None, "A2.md": PPO, "C.md": GRPO}],
    )
    vault = opened(tmp_path)
    moved("A2.md")(asked(vault, "A", "n.md"))
    later = vault.with_notes([parse("n.md", b"[[B]]")])
    moved("C.md")(asked(later, "B", "n.md"))


def test_the_same_letters(tmp_path: Path) -> None:
    steps: list[Step] = [
        {"x/Agent_Skills.md": PPO, "Agent Skills.md": GRPO, "n.md": "[[agent-skills]]\n"},
        {"x/Agent_Skills.md": None},
    ]
    build(tmp_path / "other", steps)
    assert history.knows_another(opened(tmp_path / "other"), "agent-skills", "Agent Skills.md")
    build(
        tmp_path / "same",
        [{"Agent_Skills.md": PPO, "n.md": "[[agent-skills]]\n"}, {"Agent_Skills.md": None, "Agent Skills.md": PPO}],
    )
    assert not history.knows_another(opened(tmp_path / "same"), "agent-skills", "Agent Skills.md")


def told(root: Path, target: str) -> str:
    vault = opened(root)
    (link,) = links(f"[[{target}]]", "n.md")
    return explain(vault, link, "n.md").text


def test_what_is_said(tmp_path: Path) -> None:
    gone = dict.fromkeys(("a/PPO.md", "Daily 1.md", "X.md", "a/Y.md", "Twice.md"))
    steps: list[Step] = [
        {
            "n.md": "n",
            "a/PPO.md": PPO,
            "Daily 1.md": DAILY,
            "X.md": GRPO,
            "a/Y.md": DPO,
            "Twice.md": text("two"),
            "S.md": text("S"),
        },
        {**gone, "b/PPO.md": PPO, "Daily 2.md": DAILY, "z/Y.md": "y", "Once.md": text("two"), "X y.md": "x"},
        {"Once.md": None, "Last.md": text("two")},
        {"P.md": text("both"), "Q.md": text("both")},
        {"P.md": None, "Q.md": None, "b/R.md": text("both"), "b/S2.md": text("both")},
    ]
    build(tmp_path, [{**steps[0], "n.md": "".join(f"[[{path[:-3]}]]" for path in (*gone, "P.md", "S"))}, *steps[1:]])
    git(tmp_path, "mv", "S.md", "T.md")
    second, last = (git(tmp_path, "rev-parse", "--short=7", f"HEAD~{back}") for back in (3, 0))
    assert told(tmp_path, "a/PPO") == f'moved to "b/PPO.md" in {second} (2026-02-12)'
    assert told(tmp_path, "Daily 1") == f'probably renamed to "Daily 2.md" in {second} (2026-02-12)'
    assert told(tmp_path, "X") == f"deleted in {second} (2026-02-12)"
    assert told(tmp_path, "a/Y") == f'deleted in {second} (2026-02-12); the file of that name is "z/Y.md"'
    assert told(tmp_path, "Twice") == f'renamed to "Last.md" since {second} (2026-02-12)'
    assert told(tmp_path, "P") == f'moved in {last} (2026-02-15), perhaps to "b/R.md" or "b/S2.md"'
    assert told(tmp_path, "S") == 'renamed to "T.md" in the index'
