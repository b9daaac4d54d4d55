"""All rules, on vaults of any kind: their fixes come to rest, can be proved, and are made once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.findings.suppress import Known
from rlvault_lint.fixing.converge import Outcome, converge
from rlvault_lint.judging import judge
from rlvault_lint.reading.parse import parse
from rlvault_lint.registry import registry
from rlvault_lint.settings.select import Names
from rlvault_lint.vault.vault import Vault

RULES = [rule() for rule in registry().values()]
KNOWN = Known(Names(registry()).meanings, frozenset(registry()))
ALL = (Safety.SAFE, Safety.UNSAFE)

PIECES = [
    "[[note]]", "[[Note#top]]", "[[note|note]]", "[[Note#^id]]", "[[old/Sub page|x]]", "![[pic]]", "[[sub-page]]",
    "[t](note.md#top-of-it)", "[t](sub page.md)", "[t](https%3A%2F%2Fx.org)", "[[https://x.org]]", "[[note", "[[]]",
    "# Top [[note]]", "## Top of it", "text ^id", "text^id", "%%", "`", "```", "$$", "|a|b|\n|-|-|", "|[[note|x]]|y|",
    "- [[note]]", "- [[Note]]", "  - [[sub page]]", "1. [[note]]", "- [[note]] ★★★", "☆★", "arXiv:1706.3762", "#tag/",
    "â€” what", "\ttext", "> [[note]]", "<!-- x -->", "[[PPO]]", "[[Obsidian\u00a0note]]", "[[No\u0301te]]",
    "%% rlvault-lint: ignore %%", "[[nope/x]] %% rlvault-lint: ignore link, nope %%",
    "<!-- rlvault-lint: ignore-end -->", "<!-- rlvault-lint: ignore-start text -->",
    "%% rlvault-lint: ignore-file moc x/y %% text",
]  # fmt: skip
PROPERTIES = [
    'up: "[[note]]"', "up: [[note]]", "tag: a b", "Tags: [x]", "arxiv: 2401.01230", "rating: ★★★", "rating: 4",
    "aliases: [PPO]", "related:\n  - '[[old/Sub page]]'\n  - [[note]]", "type: moc", "title: a: b",
    "rlvault-lint-ignore: [moc, nope]", "rlvault-lint-ignore:\n  - link\n  - nope # why", "rlvault-lint-ignore: rating",
]  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    end = draw(st.sampled_from(["\n", "\r\n"]))
    front = draw(st.lists(st.sampled_from(PROPERTIES), max_size=3, unique=True))
    lines = draw(st.lists(st.sampled_from([*PIECES, ""]), max_size=10))
    text = "\n".join([*(["---", *front, "---"] if front else []), *lines])
    return (draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", end)).encode()


def fix(files: dict[str, bytes], allowed: Collection[Safety]) -> Outcome:
    vault = Vault([parse(path, data) for path, data in files.items()], [*files, "pic.png"])

    def judged(vault: Vault) -> Sequence[Diagnostic]:
        verdict = judge(vault, RULES, (), sorted(files), KNOWN)
        assert verdict.failures == []
        return sorted(verdict.findings, key=lambda each: (each.path, each.span, each.rule, each.message))

    return converge(vault, judged(vault), judged, files.__getitem__, allowed, lambda path: True)


@settings(max_examples=120)
@given(texts(), texts(), texts(), st.sampled_from([ALL, ALL[:1]]))
def test_fixing_twice_changes_nothing(one: bytes, two: bytes, three: bytes, allowed: Collection[Safety]) -> None:
    files = {"Note.md": one, "new/Sub page.md": two, "Index MOC.md": three, "Obsidian note.md": b"", "N\xf3te.md": b""}
    first = fix(files, allowed)
    assert first.failed == ()
    fixed = {**files, **{each.path: each.after for each in first.changes}}
    second = fix(fixed, allowed)
    assert second.changes == ()
    assert second.findings == first.findings
