"""What broken links were before they were rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasts import DPO, GRPO, PPO, build, links, opened

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.vault.spelling import earlier
from rlvault_lint.vault.suggestions import explain

FILES = {"RL/PPO.md": PPO, "a/GRPO.md": GRPO, "b/DPO.md": DPO}

CASES: dict[str, tuple[list[dict[str, str | None]], str, str | None]] = {
    "from what still leads somewhere": (
        [{"n.md": "See [[RL/PPO|it]] now.\n"}, {"n.md": "See [[AI/3-LLM/PPO|it]] now.\n"}],
        "[[AI/3-LLM/PPO|it]]",
        "RL/PPO.md",
    ),
    "from what moved since": (
        [
            {"n.md": "See [[a/GRPO]].\n"},
            {"n.md": "See [[x/Gone]].\n"},
            {"a/GRPO.md": None, "c/Group.md": GRPO},
        ],
        "[[x/Gone]]",
        "c/Group.md",
    ),
    "more than once": (
        [{"n.md": "[[RL/PPO]]\n"}, {"n.md": "[[x/PP]]\n"}, {"n.md": "more\n[[x/PP]]\n"}, {"n.md": "more\n[[y/PP]]\n"}],
        "[[y/PP]]",
        "RL/PPO.md",
    ),
    "a Markdown link": (
        [{"n.md": "[t](RL/PPO.md)\n"}, {"n.md": "[t](x%20y/PPO.md)\n"}],
        "[t](x%20y/PPO.md)",
        "RL/PPO.md",
    ),
    "in another line as well": (
        [{"n.md": "- [[RL/PPO]]\n- [[a/GRPO]]\n"}, {"n.md": "- [[x/Gone]]\n- [[a/GRPO]]\n"}],
        "[[x/Gone]]",
        None,  # which of the two lines it was can't be said
    ),
    "with its line": ([{"n.md": "See [[RL/PPO]].\n"}, {"n.md": "Look at [[x/PPO]].\n"}], "[[x/PPO]]", None),
    "never another": ([{"n.md": "x\n"}, {"n.md": "x\n[[x/PPO]]\n"}], "[[x/PPO]]", None),
}


@pytest.mark.parametrize("case", CASES)
def test_earlier(tmp_path: Path, case: str) -> None:
    (first, *steps), text, path = CASES[case]
    build(tmp_path, [{**FILES, **first}, *steps])
    (link,) = links(text, "n.md")
    found = earlier(opened(tmp_path), link, "n.md")
    assert (found and found.path) == path
    assert found is None or found.safety is Safety.UNSAFE


def test_what_is_said(tmp_path: Path) -> None:
    build(tmp_path, [{**FILES, "n.md": "[[b/DPO]]\n"}, {"n.md": "[[x/Gone]]\n"}])
    vault = opened(tmp_path)
    (link,) = vault.notes["n.md"].links
    hint = explain(vault, link, "n.md")
    assert hint.text.startswith('it was "b/DPO" before it was rewritten in ')
    assert hint.text.endswith(' (2026-02-12), and that is "b/DPO.md"')
    assert (hint.path, hint.safety) == ("b/DPO.md", Safety.UNSAFE)
