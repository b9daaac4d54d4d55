"""Makes vaults to measure on: as large as asked, with broken links, Chinese text and a git history, the same each time.

    python benchmarks/vaults.py FOLDER [--notes 10000] [--broken 0.01] [--cjk 0.3] [--commits 0] [--seed 1]

A note has about 4 KB and ten links: frontmatter, sections with prose, a list, a table and some code. Every fortieth
is the MOC of its folder. With `--commits` the vault is a git repository in which notes were added, edited and moved.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER_SIZE = 40
"""How many notes a folder has, its MOC among them."""
LINKS = 10
"""How many links a note has."""
SENTENCES = 38
"""How many sentences bring a note to about 4 KB."""

# fmt: off
WORDS = (
    "policy", "reward", "gradient", "value", "model", "sample", "token", "rollout", "advantage", "baseline",
    "clip", "entropy", "critic", "actor", "loss", "step", "batch", "reason", "search", "tree", "plan",
    "agent", "tool", "memory", "context", "prompt", "verify", "judge", "scale", "data", "label", "noise",
    "bound", "proof", "kernel", "cache",
)
# fmt: on
CHARACTERS = (
    "强化学习策略梯度奖励模型推理搜索规划记忆工具数据采样熵裁剪优势基线偏好对齐训练评测收敛方差估计探索利用环境状态动作"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What vault is wanted: how many notes, the shares of broken links and of Chinese sentences, and the seed."""

    notes: int
    broken: float
    cjk: float
    seed: int


def paths(plan: Plan) -> list[str]:
    """The vault paths of all notes, in folders of `FOLDER_SIZE`, three levels deep."""
    found = []
    for number in range(plan.notes):
        folder = number // FOLDER_SIZE
        name = f"MOC - {WORDS[folder % len(WORDS)]} {folder}" if number % FOLDER_SIZE == 0 else _name(number, plan.cjk)
        found.append(f"area {folder % 7}/part {folder % 29}/{WORDS[folder % len(WORDS)]} {folder}/{name}.md")
    return found


def note(plan: Plan, number: int, all_paths: list[str]) -> str:
    """The text of note `number`, which depends on nothing but the plan."""
    draw = random.Random(plan.seed * 1_000_003 + number)  # noqa: S311 -- a benchmark needs no secrets
    name = all_paths[number].rpartition("/")[2][:-3]
    lines = [
        "---",
        f"title: {name}",
        f"type: {'moc' if number % FOLDER_SIZE == 0 else 'paper'}",
        f"tags: [{draw.choice(WORDS)}, {draw.choice(WORDS)}/{draw.choice(WORDS)}]",
        f'arxiv: "{15 + number // 99999 % 10:02}{number % 12 + 1:02}.{number % 99999 + 1:05}"',
        f"rating: {_rating(number)}",
        f"date: 2025-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        "---",
        f"# {name}",
        "",
    ]
    if number % FOLDER_SIZE == 0:
        below = enumerate(all_paths[number + 1 : number + FOLDER_SIZE], number + 1)
        for each, path in below:
            lines.append(f"- [[{path.rpartition('/')[2][:-3]}]] — {_sentence(draw, plan.cjk)} {_rating(each)}")
        return "\n".join(lines) + "\n"
    links = [_link(draw, plan, all_paths) for _ in range(LINKS)]
    for section in range(6):
        lines += [f"## {draw.choice(WORDS).title()} {section + 1}", ""]
        sentences = [_sentence(draw, plan.cjk) for _ in range(SENTENCES // 6)]
        if section < 4:
            sentences.insert(draw.randrange(len(sentences)), f"See {links.pop()}.")
            sentences.insert(
                draw.randrange(len(sentences)), f"Compare {links.pop()} with `x_{section}` and **{section}**."
            )
        lines += [" ".join(sentences), ""]
    lines += [f"- {links.pop()} — {_sentence(draw, plan.cjk)}", f"- {links.pop()}", ""]
    lines += ["| method | score |", "| --- | --- |", f"| {draw.choice(WORDS)} | {draw.random():.3f} |", ""]
    lines += ["```python", f"loss = {draw.choice(WORDS)}[{number}] * 0.5", "```"]
    return "\n".join(lines) + "\n"


def write(folder: Path, plan: Plan) -> None:
    """Write the vault into `folder`, which must not be there yet."""
    all_paths = paths(plan)
    for parent in {path.rpartition("/")[0] for path in all_paths}:
        (folder / parent).mkdir(parents=True, exist_ok=True)
    (folder / ".obsidian").mkdir()
    (folder / ".obsidian" / "app.json").write_text("{}\n", "utf-8")
    for number, path in enumerate(all_paths):
        (folder / path).write_text(note(plan, number, all_paths), "utf-8")


def write_history(folder: Path, plan: Plan, commits: int) -> None:
    """Make `folder` a git repository of that many commits: all notes added, then one note edited or moved in each."""
    stream = "\n".join(_history(plan, commits)) + "\n"
    for command in (["init", "-q", "-b", "main"], ["fast-import", "--quiet"], ["reset", "-q", "--hard"]):
        given = stream.encode() if command[0] == "fast-import" else None
        subprocess.run(["git", "-C", str(folder), *command], input=given, check=True)


def _history(plan: Plan, commits: int) -> Iterator[str]:
    """The commits in the language of `git fast-import`."""
    draw = random.Random(plan.seed)  # noqa: S311
    places = paths(plan)
    original = list(places)
    for commit in range(commits):
        yield f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + commit * 3600} +0000\ndata 1\nx"
        if commit == 0:
            for number, path in enumerate(original):
                yield from _file(path, note(plan, number, original))
            continue
        number = draw.randrange(len(places))
        if commit % 10:
            yield from _file(places[number], f"{note(plan, number, original)}\nEdit {commit}.\n")
        else:
            moved = f"archive {commit % 50}/{places[number].rpartition('/')[2]}"
            yield f'R "{places[number]}" "{moved}"'
            places[number] = moved


def _file(path: str, text: str) -> Iterator[str]:
    yield f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}"


def _name(number: int, cjk: float) -> str:
    word = WORDS[number * 7 % len(WORDS)]
    if number % 100 < cjk * 100:
        first, second = (CHARACTERS[number * step % len(CHARACTERS)] for step in (3, 5))
        return f"{word.upper()} {first}{second} {number}"
    return f"{word.title()} {WORDS[number * 11 % len(WORDS)]} {number}"


def _rating(number: int) -> str:
    return f"{'★' * (number % 5 + 1):☆<5}"


def _link(draw: random.Random, plan: Plan, all_paths: list[str]) -> str:
    if draw.random() < plan.broken:
        return f"[[{draw.choice(WORDS)} {draw.choice(WORDS)} that was deleted {draw.randrange(10_000)}]]"
    path = draw.choice(all_paths)
    name = path.rpartition("/")[2][:-3]
    match draw.randrange(4):
        case 0:
            return f"[[{path[:-3]}|{name[:12]}]]"
        case 1:
            return f"[{name[:12]}]({path.replace(' ', '%20')})"
        case _:
            return f"[[{name}]]"


def _sentence(draw: random.Random, cjk: float) -> str:
    if draw.random() < cjk:
        return "".join(draw.choices(CHARACTERS, k=24)) + "。"
    return " ".join(draw.choices(WORDS, k=14)).capitalize() + "."


def main() -> None:
    """Read the command line and write the vault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--broken", type=float, default=0.01)
    parser.add_argument("--cjk", type=float, default=0.3)
    parser.add_argument("--commits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plan = Plan(given.notes, given.broken, given.cjk, given.seed)
    if given.folder.exists():
        sys.exit(f"{given.folder} is there already: name a new folder")
    if given.commits:
        given.folder.mkdir(parents=True)
        write_history(given.folder, plan, given.commits)
    else:
        write(given.folder, plan)


if __name__ == "__main__":
    main()
