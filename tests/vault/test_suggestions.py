"""What a link to nothing may have meant."""

from __future__ import annotations

import time

import pytest

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.suggestions import Hint, explain
from rlvault_lint.vault.vault import Vault

FILES = {
    "AI/LLM/GRPO-手撕.md": "",
    "AI/LLM/deep/x.md": "",
    "a/README.md": "",
    "a/Twice.md": "",
    "b/Twice.md": "",
    "Board.canvas": "{}",
    "img/Figure 1.png": "",
    "img/photo.jpeg": "",
    "v1.png": "",
    "img/plot #1.png": "",
    "PPO paper.md": "---\naliases: [PPO, 近端策略]\ntitle: Proximal\n---\n## Sub\n\n# Head\n",
    "Agent-Skills.md": "",
    "Qwen 2.5.md": "",
    "近 名.md": "",
}


def hint(target: str, source: str = "s/n.md") -> Hint:
    text = f"[t](<{target}>)" if "\\" not in target else f"[[{target}]]"
    (link,) = parse(source, text.encode()).links
    notes = [parse(path, content.encode()) for path, content in FILES.items() if path.endswith(".md")]
    return explain(Vault(notes, FILES), link, source)


@pytest.mark.parametrize(
    ("target", "part", "path", "safety"),
    [
        ("AI/3-LLM/GRPO-手撕", 'at "AI/LLM/GRPO-手撕.md"', "AI/LLM/GRPO-手撕.md", Safety.UNSAFE),
        ("../grpo-手撕.md", 'at "AI/LLM/GRPO-手撕.md"', "AI/LLM/GRPO-手撕.md", Safety.UNSAFE),
        ("x/README", "of that name", "a/README.md", Safety.SUGGESTION),
        ("c/Twice", '"a/Twice.md" and "b/Twice.md"', "", Safety.UNSAFE),
        ("Board", "write the extension", "Board.canvas", Safety.UNSAFE),
        ("x/figure 1", "write the extension", "img/Figure 1.png", Safety.UNSAFE),
        ("photo.jpg", 'there is "img/photo.jpeg"', "img/photo.jpeg", Safety.SUGGESTION),
        ("v1.2", "", "", Safety.UNSAFE),
        ("Board.md", 'there is "Board.canvas"', "Board.canvas", Safety.SUGGESTION),
        ("Agent-Skills.docx", 'there is "Agent-Skills.md"', "Agent-Skills.md", Safety.SUGGESTION),
        ("plot #1.png", '"img/plot #1.png" is there, but no link', "", Safety.UNSAFE),
        ("plot%20#1.png", '"img/plot #1.png" is there, but no link', "", Safety.UNSAFE),
        ("ppo", 'an alias of "PPO paper.md"', "PPO paper.md", Safety.UNSAFE),
        ("近端策略", 'an alias of "PPO paper.md"', "PPO paper.md", Safety.UNSAFE),
        ("proximal", 'the title of "PPO paper.md"', "PPO paper.md", Safety.SUGGESTION),
        ("head", 'the first heading of "PPO paper.md"', "PPO paper.md", Safety.SUGGESTION),
        ("sub", "", "", Safety.UNSAFE),
        ("ai/llm", 'a folder, "AI/LLM"', "", Safety.UNSAFE),
        ("LLM/", 'a folder, "AI/LLM"', "", Safety.UNSAFE),
        ("AI", 'a folder, "AI"', "", Safety.UNSAFE),
        ("Agent Skills", 'did you mean "Agent-Skills"?', "Agent-Skills.md", Safety.UNSAFE),
        ("Agent Skils", 'did you mean "Agent-Skills"?', "Agent-Skills.md", Safety.SUGGESTION),
        ("Qwen 3.5", 'did you mean "Qwen 2.5"?', "", Safety.UNSAFE),
        ("近-名", 'did you mean "近 名"?', "近 名.md", Safety.SUGGESTION),
        ("../../x", "outside the vault", "", Safety.UNSAFE),
        ("C:/x", "outside the vault", "", Safety.UNSAFE),
        ("~/x", "outside the vault", "", Safety.UNSAFE),
        (".trash/x", "hidden", "", Safety.UNSAFE),
        ("a/.x/y", "hidden", "", Safety.UNSAFE),
        ("...", "", "", Safety.UNSAFE),
        ("nothing like it", "", "", Safety.UNSAFE),
    ],
)
def test_explain(target: str, part: str, path: str, safety: Safety) -> None:
    found = hint(target)
    assert part in found.text
    assert (found.path, found.safety) == (path, safety)
    assert bool(found.text) == bool(part)


def test_backslashes() -> None:
    assert hint("AI\\LLM\\deep\\x") == Hint('a path in a link is written with "/"', target="AI/LLM/deep/x")


def test_many_missing_in_a_large_vault() -> None:
    files = [f"folder {index % 50}/note about {index * 7919 % 100_003} things.md" for index in range(6600)]
    text = "\n".join(f"[[nothing about {index * 104_729 % 100_003} whatever {index}]]" for index in range(300))
    note = parse("n.md", text.encode())
    vault = Vault([note], files)
    started = time.perf_counter()
    for link in note.links:
        explain(vault, link, "n.md")
    assert time.perf_counter() - started < 5
