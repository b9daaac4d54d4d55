from __future__ import annotations

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.survey import Coverage, Route, Survey, Wanted
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.survey import survey
from rlvault_lint.vault.vault import Vault


def _vault(files: dict[str, str]) -> Vault:
    return Vault([parse(path, text.encode()) for path, text in files.items()], [])


def _findings(vault: Vault) -> list[Diagnostic]:
    """A finding at each link whose target is not there."""
    return [
        Diagnostic("broken-link", "link", note.path, link.target_span, "m", Severity.ERROR)
        for note in vault.notes.values()
        for link in vault.links(note)
        if not vault.targets(link, note.path)
    ]


MOC = "---\ntype: moc\n---\n"
FILES = {
    "RL/RL MOC.md": f"{MOC}- [[PPO]]\n- [[Nope]]\n",
    "RL/PPO.md": "# Loss\n[[GRPO#Loss]] [[PPO#Loss]] [[nope]] [[Nope.md]] [[GRPO]]\n",
    "RL/deep/GRPO.md": "[[https://example.org]] [[Other]]\n",
    "b.md": "",
    "c.canvas": '{"nodes":[{"id":"1","type":"file","file":"b.md"}]}',
}


def test_counts() -> None:
    vault = _vault(FILES)
    found = survey(vault, vault.notes.keys(), _findings(vault), mapped=True)
    assert found._replace(wanted=(), routes=(), coverage=()) == Survey(links=10, broken=6, notes=3, mocs=1, canvases=1)
    assert found.wanted == (Wanted("Nope", 3, 2), Wanted("Other", 1, 1))
    assert found.routes == (
        Route("", "", 1, 0),
        Route("RL", None, 3, 3),
        Route("RL", "RL", 2, 0),
        Route("RL", "RL/deep", 2, 1),
        Route("RL/deep", None, 2, 2),
    )
    assert found.coverage == (Coverage(("RL/RL MOC.md",), 2, 1),)


def test_only_what_was_asked_for_is_counted() -> None:
    vault = _vault(FILES)
    found = survey(vault, ["RL/PPO.md"], (), mapped=True)
    assert (found.links, found.broken, found.notes, found.mocs) == (5, 3, 1, 0)
    assert found.wanted == (), "what nothing reports is not wanted"
    assert found.coverage == (Coverage(("RL/RL MOC.md",), 2, 1),)


def test_nothing() -> None:
    assert survey(_vault({}), (), ()) == Survey()
