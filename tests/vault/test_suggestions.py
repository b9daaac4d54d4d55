"""What a link to nothing may have meant."""

from __future__ import annotations

import time

import pytest

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault import history
from rlvault_lint.vault.history import Answer, Fate
from rlvault_lint.vault.suggestions import UNKNOWN, Hint, explain, is_unwritten
from rlvault_lint.vault.vault import Vault

ID, DAY = "91f3fb7d0c0ffee", "2026-02-26"

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
    "Jiang et al. (2025).md": "",
    "series-a.png": "",
    "screenshot-1.PNG": "",
    "iGRPO.md": "",
    "a/LICENSE": "",
    "a/Index.md": "",
    "b/Index.md": "",
}


def hint(target: str, source: str = "s/n.md") -> Hint:
    text = f"[t](<{target}>)" if "\\" not in target else f"[[{target}]]"
    (link,) = parse(source, text.encode()).links
    notes = [parse(path, content.encode()) for path, content in FILES.items() if path.endswith(".md")]
    return explain(Vault(notes, FILES), link, source)


@pytest.mark.parametrize(
    ("target", "part", "path", "safety"),
    [
        ("AI/3-LLM/GRPO-手撕", 'of that name is "AI/LLM/GRPO-手撕.md"', "AI/LLM/GRPO-手撕.md", Safety.UNSAFE),
        ("../grpo-手撕.md", 'of that name is "AI/LLM/GRPO-手撕.md"', "AI/LLM/GRPO-手撕.md", Safety.UNSAFE),
        ("x/README", "of that name", "a/README.md", Safety.SUGGESTION),
        ("c/Twice", '"a/Twice.md" and "b/Twice.md"', "", Safety.UNSAFE),
        ("c/Index", "", "", Safety.UNSAFE),
        ("Board", "write the extension", "Board.canvas", Safety.UNSAFE),
        ("x/figure 1", "write the extension", "img/Figure 1.png", Safety.UNSAFE),
        ("photo.jpg", 'there is "img/photo.jpeg"', "img/photo.jpeg", Safety.SUGGESTION),
        ("v1.2", "", "", Safety.UNSAFE),
        ("Board.md", 'there is "Board.canvas"', "Board.canvas", Safety.SUGGESTION),
        ("Agent-Skills.docx", 'there is "Agent-Skills.md"', "Agent-Skills.md", Safety.SUGGESTION),
        ("plot #1.png", 'rename "img/plot #1.png"', "", Safety.UNSAFE),
        ("plot%20#1.png", 'rename "img/plot #1.png"', "", Safety.UNSAFE),
        ("ppo", 'an alias of "PPO paper.md"', "PPO paper.md", Safety.UNSAFE),
        ("近端策略", 'an alias of "PPO paper.md"', "PPO paper.md", Safety.UNSAFE),
        ("proximal", 'the title of "PPO paper.md"', "PPO paper.md", Safety.SUGGESTION),
        ("head", 'the first heading of "PPO paper.md"', "PPO paper.md", Safety.SUGGESTION),
        ("sub", "", "", Safety.UNSAFE),
        ("ai/llm", 'in the folder "AI/LLM"', "", Safety.UNSAFE),
        ("LLM/", 'in the folder "AI/LLM"', "", Safety.UNSAFE),
        ("AI", 'in the folder "AI"', "", Safety.UNSAFE),
        ("Agent Skills", 'did you mean "Agent-Skills.md"?', "Agent-Skills.md", Safety.SAFE),
        ("agent_skills.md", 'did you mean "Agent-Skills.md"?', "Agent-Skills.md", Safety.SAFE),
        ("x/Agent Skills", 'did you mean "Agent-Skills.md"?', "Agent-Skills.md", Safety.UNSAFE),
        ("A-I/LLM/GRPO 手撕", 'did you mean "AI/LLM/GRPO-手撕.md"?', "AI/LLM/GRPO-手撕.md", Safety.SAFE),
        ("Agent Skils", 'did you mean "Agent-Skills"?', "Agent-Skills.md", Safety.SUGGESTION),
        ("近-名", 'did you mean "近 名.md"?', "近 名.md", Safety.SAFE),
        ("Qwen 3.5", "", "", Safety.UNSAFE),
        ("Qwn 2.5", 'did you mean "Qwen 2.5"?', "Qwen 2.5.md", Safety.SUGGESTION),
        ("Pang et al. (2025)", "", "", Safety.UNSAFE),
        ("series-b.png", "", "", Safety.UNSAFE),
        ("screenshot-2.png", "", "", Safety.UNSAFE),
        ("screnshot-1.png", 'did you mean "screenshot-1.PNG"?', "screenshot-1.PNG", Safety.SUGGESTION),
        ("GRPO", "", "", Safety.UNSAFE),
        ("LICENSE", 'there is "a/LICENSE" on the disk, but', "", Safety.UNSAFE),
        ("/docs/guide/", "a website", "", Safety.UNSAFE),
        ("/docs/guide.html", "a website", "", Safety.UNSAFE),
        ("/img/gone.png", "", "", Safety.UNSAFE),
        ("x" * 300, "", "", Safety.UNSAFE),
        ("../../x", "out of the vault", "", Safety.UNSAFE),
        ("C:/x", "out of the vault", "", Safety.UNSAFE),
        ("~/x", "out of the vault", "", Safety.UNSAFE),
        (".trash/x", "start with a dot", "", Safety.UNSAFE),
        ("a/.x/y", "start with a dot", "", Safety.UNSAFE),
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
    assert hint("AI\\LLM\\deep\\x") == Hint(
        'write "AI/LLM/deep/x", with "/" between folders', "AI/LLM/deep/x.md", target="AI/LLM/deep/x"
    )


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("old/GRPO-手撕", "AI/LLM/GRPO-手撕.md"),
        ("PPO", "PPO paper.md"),
        ("Proximal", "PPO paper.md"),
        ("Head", "PPO paper.md"),
        ("Agent Skills", "Agent-Skills.md"),
        ("Agent Skils", "Agent-Skills.md"),
    ],
)
def test_no_note_is_advised_to_link_to_itself(target: str, source: str) -> None:
    assert hint(target, source) is UNKNOWN
    assert hint(target).path == source


@pytest.mark.parametrize(
    ("text", "unwritten"),
    [
        ("[[Something new]]", True),
        ("[[Something new|shown]]", True),
        ("- an entry, [[Something new]]", True),
        ("[[new/Something]]", False),
        ("[[Something new.md]]", False),
        ("[[Something v1.2 new]]", True),
        ("[[Something new#Heading]]", False),
        ("![[Something new]]", False),
        ("[t](Something)", False),
        ("[[Agent Skils]]", False),
        ("[[ppo]]", False),
        ("[[proximal]]", False),
        ("[[LLM]]", False),
    ],
)
def test_is_unwritten(text: str, unwritten: bool) -> None:
    note = parse("n.md", text.encode())
    notes = [parse(path, content.encode()) for path, content in FILES.items() if path.endswith(".md")]
    assert is_unwritten(Vault([note, *notes], FILES), note.links[0], "n.md") is unwritten


def test_an_entry_of_a_moc_is_never_yet_to_be_written() -> None:
    note = parse("n.md", b"---\ntype: moc\n---\nIn the text [[One new]].\n\n- [[Two new]], [[Three new]]\n")
    vault = Vault([note], [])
    assert [is_unwritten(vault, link, "n.md") for link in note.links] == [True, False, False]


@pytest.mark.parametrize(
    ("paths", "part", "path"),
    [
        (("new.md",), 'renamed to "new.md" in 91f3fb7 (2026-02-26)', "new.md"),
        (("new.md", "s/n.md"), 'to "new.md" in 91f3fb7', "new.md"),
        (("s/n.md",), "did you mean", "Agent-Skills.md"),
    ],
)
def test_the_past_comes_first(monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], part: str, path: str) -> None:
    monkeypatch.setattr(history, "answer", lambda *_: Answer(Fate.MOVED, "x", paths, Safety.UNSAFE, ID, DAY))
    found = hint("Agent Skills")
    assert part in found.text
    assert found.path == path


def test_a_note_that_was_deleted_is_not_yet_to_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    note = parse("n.md", b"[[Something new]]")
    assert is_unwritten(Vault([note], []), note.links[0], "n.md")
    monkeypatch.setattr(history, "answer", lambda *_: Answer(Fate.DELETED, "x", (), Safety.SAFE, ID, DAY))
    assert explain(Vault([note], []), note.links[0], "n.md").text == "deleted in 91f3fb7 (2026-02-26)"
    assert not is_unwritten(Vault([note], []), note.links[0], "n.md")


def test_many_missing_in_a_large_vault() -> None:
    files = [f"folder {index % 50}/note about {index * 7919 % 100_003} things.md" for index in range(6600)]
    text = "\n".join(f"[[nothing about {index * 104_729 % 100_003} whatever {index}]]" for index in range(300))
    note = parse("n.md", text.encode())
    vault = Vault([note], files)
    started = time.perf_counter()
    for link in note.links:
        explain(vault, link, "n.md")
    assert time.perf_counter() - started < 5


def test_an_attachment_where_obsidian_would_put_it_that_git_ignores() -> None:
    note = parse("a/n.md", b"![[x.png]]")

    def found(folder: str) -> Hint:
        ignored = "media/x.png".__eq__
        return explain(Vault([note], [], git_ignored=ignored, attachment_folder=folder), note.links[0], note.path)

    assert found("media").harmless
    assert not found("").harmless


@pytest.mark.parametrize(
    ("names", "index"),
    [(["_MOC", "README"], "AI/RAG/_MOC.md"), (["index", "a"], "AI/RAG/index.md"), (["a"], ""), (["x/_MOC"], "")],
)
def test_a_folder_by_the_note_that_stands_for_it(names: list[str], index: str) -> None:
    notes = [parse(f"AI/RAG/{name}.md", b"") for name in names]
    source = parse("n.md", b"[[AI/RAG]]")
    found = explain(Vault([source, *notes], []), source.links[0], source.path)
    assert (found.path, found.harmless, index in found.text) == (index, True, True)
