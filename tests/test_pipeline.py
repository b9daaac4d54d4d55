"""The whole way: settings, files, rules, and what a report holds."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from repositories import git

import rlvault_lint
from rlvault_lint import pipeline
from rlvault_lint.errors import RunError
from rlvault_lint.files import git as asking
from rlvault_lint.files.root import VaultError
from rlvault_lint.files.sources import Replaced, WorkTree
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.note import Note
from rlvault_lint.output.formats import FORMATS, load
from rlvault_lint.output.view import View
from rlvault_lint.rule import Rule, on_note
from rlvault_lint.settings.load import load_settings
from rlvault_lint.settings.sources import Asked
from rlvault_lint.text import Span
from rlvault_lint.vault.vault import Vault


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


BROKEN = 'select = ["broken-link"]\n'


def found(root: Path, *paths: str) -> list[tuple[str, int]]:
    report = pipeline.run(load_settings(root), [root / path for path in paths])
    return [(each.path, each.span.start) for each in report.active]


def test_findings_are_sorted(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"rlvault-lint.toml": BROKEN, "b.md": "[[x#h]] [[y#h]]\n", "a.md": "[[z#h]]\n", "c.canvas": '{"nodes":[]}'},
    )
    assert found(tmp_path) == [("a.md", 2), ("b.md", 2), ("b.md", 10)]


def test_per_path_ignores(tmp_path: Path) -> None:
    toml = BROKEN + '[per-path-ignores]\n"drafts/" = ["link"]\n'
    write(tmp_path, {"rlvault-lint.toml": toml, "a.md": "[[z#h]]\n", "drafts/b.md": "[[x#h]]\n"})
    assert found(tmp_path) == [("a.md", 2)]


def test_excluded_files_are_targets_and_not_checked(tmp_path: Path) -> None:
    write(tmp_path, {"rlvault-lint.toml": BROKEN + 'exclude = ["old/"]\n', "a.md": "[[b]]\n", "old/b.md": "[[x#h]]\n"})
    assert found(tmp_path) == []
    assert pipeline.run(load_settings(tmp_path)).checked == 1


def test_rules_for_notes_do_not_see_canvases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Seen(Rule):
        name, group, summary, severity, since = "seen", "link", "", Severity.INFO, "0"

        @on_note
        def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            seen.append(note.path)
            yield self.diagnostic(note, Span(0, 0), "seen")

    write(tmp_path, {"a.md": "", "b.canvas": "{}"})
    loaded = load_settings(tmp_path)._replace(rules=(Seen(),))
    pipeline.run(loaded)
    assert seen == ["a.md"]
    monkeypatch.setattr(Seen, "canvas", True)
    pipeline.run(loaded)
    assert seen == ["a.md", "a.md", "b.canvas"]


class Changing(WorkTree):
    """A work tree in which somebody edits or deletes each note as soon as it is read."""

    __slots__ = ()

    def read(self, path: str, limit: int) -> bytes:
        data = super().read(path, limit)
        if path.startswith("a"):
            (self.root / path).write_text("\n\n\nedited meanwhile\n")
        else:
            (self.root / path).unlink()
        return data


def test_what_changes_while_a_run_goes_on_moves_no_position(tmp_path: Path) -> None:
    notes = {
        "a.md": "前\n😀 [[z#h]]\n",
        "b.md": "---\narxiv: 2402.03300\n---\n",
        "c.md": "\n\n---\n[[a#Nope]]\n",
        "d.md": "---\narxiv: 2402.03300\n---\n",
    }
    settings = 'select = ["broken-link", "broken-heading", "duplicate-arxiv-id"]\n'
    write(tmp_path / "still", {"rlvault-lint.toml": settings, **notes})
    write(tmp_path / "moving", {"rlvault-lint.toml": settings, **notes})
    still = pipeline.run(load_settings(tmp_path / "still"))
    root = tmp_path / "moving"
    report = pipeline.run(load_settings(root), source=Changing(root))
    assert report.active == still.active
    assert [(each.line, each.column, each.end_line, each.end_column) for each in report.active] == [
        (2, 5, 2, 6),
        (2, 8, 2, 18),
        (4, 4, 4, 9),
        (2, 8, 2, 18),
    ]
    assert [(each.start, each.end) for each in report.active[1].related] == [((2, 8), (2, 18))]
    assert report.texts == notes
    for form in FORMATS:
        ours, theirs = io.StringIO(), io.StringIO()
        view = View(color=False, hyperlinks=False, width=None)
        load(form).write(report._replace(root=Path("/v"), seconds=0), ours, view)
        load(form).write(still._replace(root=Path("/v"), seconds=0), theirs, view)
        assert ours.getvalue() == theirs.getvalue()


def test_a_report_can_be_pickled(tmp_path: Path) -> None:
    write(tmp_path, {"rlvault-lint.toml": BROKEN, "a.md": "[[z#h]]\n", "b.md": "nothing is said of this one\n"})
    report = pipeline.run(load_settings(tmp_path))
    assert pickle.loads(pickle.dumps(report)) == report
    assert set(report.texts) == {"a.md"}


def test_one_note_replaced(tmp_path: Path) -> None:
    write(tmp_path, {"rlvault-lint.toml": BROKEN, "a.md": "[[z#h]]\n", "b.md": "[[a#New]] [[c]]\n"})
    source = Replaced(Replaced(WorkTree(tmp_path), "a.md", b"# New\n\n[[y#h]]\n"), "c.md", b"[[b]]\n")
    report = pipeline.run(load_settings(tmp_path), source=source)
    assert [(each.path, each.line) for each in report.active] == [("a.md", 3)]
    assert report.checked == 3


def test_paths_that_are_not_checked(tmp_path: Path) -> None:
    write(tmp_path, {"rlvault-lint.toml": 'exclude = ["old/"]\n', "a.md": "", "old/b.md": "[[x#h]]\n"})
    report = pipeline.run(load_settings(tmp_path), [tmp_path / "old/b.md"])
    assert (report.checked, report.exit_code) == (0, 0)
    assert "nothing of PATHS is checked" in report.notices[0]


def test_what_is_too_large_is_one_finding_or_a_notice(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[b]]\n", "b.md": "x" * 200})
    report = pipeline.run(load_settings(tmp_path, asked=Asked("test", {"max-size": 0.0001})))
    assert [(each.path, each.rule) for each in report.active] == [("b.md", "oversized-note")]
    assert report.notices == ()
    asked = Asked("test", {"max-size": 0.0001, "ignore": ["oversized-note"]})
    report = pipeline.run(load_settings(tmp_path, asked=asked))
    assert report.active == ()
    assert report.notices == ("b.md: left aside: it is larger than 9.92e-05 MB (the setting max-size)",)


def test_findings_at_attachments_are_narrowed_and_placed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "x/b.png": "", "y/c.png": "", "y/d.md": ""})
    settings = load_settings(tmp_path, asked=Asked("test", {"select": ["unused-attachment"]}))
    assert [each.path for each in pipeline.run(settings).active] == ["x/b.png", "y/c.png"]
    report = pipeline.run(settings, [tmp_path / "y"])
    assert [(each.path, each.line) for each in report.active] == [("y/c.png", 1)]
    assert report.checked == 1
    per_path = {"select": ["unused-attachment"], "per-path-ignores": {"x/": ["link"]}}
    report = pipeline.run(load_settings(tmp_path, asked=Asked("test", per_path)))
    assert [each.path for each in report.active] == ["y/c.png"]


def test_a_vault_without_notes_yet(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    assert pipeline.run(load_settings(tmp_path)).checked == 0


def test_no_notes(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="no notes"):
        pipeline.run(load_settings(tmp_path))


def test_a_note_that_is_not_utf8_is_one_finding_and_its_links_are_judged(tmp_path: Path) -> None:
    write(tmp_path, {"ok.md": ""})
    (tmp_path / "gbk.md").write_bytes("强化学习 [[ok]] [[x/Nope]] [[强化]]\n".encode("gbk"))
    report = pipeline.run(load_settings(tmp_path))
    rules = [each.rule for each in report.active if each.path == "gbk.md"]
    assert sorted(rules) == ["broken-link", "invalid-encoding"]


def test_bad_files_do_not_end_a_run(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "brackets.md": "[" * 50_000,
            "bomb.md": "---\na: &a [x, x]\nb: [*a, *a]\n---\n",
            "deep.md": "---\na: " + "[" * 30_000 + "\n---\n",
            "loop.md": "[[loop]] ![[loop]]\n",
            "new\nline\x1b[31m.md": "[[x#h]]\n",
            "bad.canvas": "{",
            "a.md": "[[x/Nope]]\n",
        },
    )
    report = pipeline.run(load_settings(tmp_path))
    assert report.errors == ()
    assert ("broken-link", "a.md") in {(each.rule, each.path) for each in report.active}


def test_python_api(tmp_path: Path) -> None:
    write(tmp_path, {"rlvault-lint.toml": BROKEN, "a.md": "[[z#h]]\n", "sub/b.md": ""})
    report = rlvault_lint.lint(tmp_path)
    assert (report.exit_code, [each.rule for each in report.active]) == (1, ["broken-link"])
    assert rlvault_lint.lint(tmp_path / "sub").exit_code == 0


def test_python_api_takes_what_the_command_line_takes(tmp_path: Path) -> None:
    own = '[severity]\nlink = "warning"\n[rules.broken-link]\nallow = ["People/"]\n'
    write(tmp_path, {"rlvault-lint.toml": own, "a.md": "[[People/x]] [[sub/z]]\n", "sub/b.md": "x [[z#h]]\n"})
    write(tmp_path, {"other.toml": 'select = ["self-link"]\n'})

    def rules(**settings: Any) -> list[str]:
        return [each.rule for each in rlvault_lint.lint(**{"vault": tmp_path, **settings}).active]

    assert rules(select=["link"]) == ["broken-link", "broken-link"]
    assert rules(select=("link",), ignore={"broken-link"}) == []
    assert rules(select=["link"], exclude=["/sub/"]) == ["broken-link"]
    assert rules(select=["link"], rules={"broken-link": {"allow": ["z"]}}) == ["broken-link"]
    assert rules(config=tmp_path / "other.toml") == []
    assert rules(vault=tmp_path / "sub", select=["broken-link"]) == ["broken-link"]
    assert rlvault_lint.lint(tmp_path, select=["link"]).exit_code == 0
    assert rlvault_lint.lint(tmp_path, select=["link"], fail_on="warning").exit_code == 1
    assert rlvault_lint.lint(tmp_path, select=["link"], fail_on=Severity.INFO).exit_code == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"selct": ["link"]}, 'lint(): unknown key "selct": did you mean "select"?'),
        ({"select": "link"}, 'select: expected a list of strings, got "link": write ["link"]'),
        ({"ignore": ["lnk"]}, 'ignore: unknown rule or group "lnk": did you mean "link"?'),
        ({"rating": {"scale": 1}}, "rating.scale: expected a whole number from 2 to 10, got 1"),
        ({"fail_on": "fatal"}, 'fail-on: expected "info", "warning" or "error", got "fatal"'),
        ({"config": "no.toml"}, "no.toml: there is no such file"),
        ({"vault": "nowhere"}, "there is no folder 'nowhere'"),
    ],
)
def test_python_api_says_what_is_wrong(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(RunError) as caught:
        rlvault_lint.lint(tmp_path, **settings)
    assert str(caught.value).startswith(message)


def test_what_is_not_utf8_is_never_quoted_as_another_character(tmp_path: Path) -> None:
    (tmp_path / "rlvault-lint.toml").write_text('extend-select = ["all"]\n', "utf-8")
    (tmp_path / "m.md").write_bytes(
        '---\narxiv: "2401.0\udcff3"\nTags: [a\udcff]\n---\n'.encode("utf-8", "surrogateescape")
    )
    body = "[x][r] [y](c\udcffd.md) [[b\udcff]]\n\n[r]: <a\udcffb.md>\n\narXiv:2401.0\udcff234 #t\udcffg ★★\udcff\n"
    (tmp_path / "n.md").write_bytes(body.encode("utf-8", "surrogateescape"))
    report = pipeline.run(load_settings(tmp_path))
    assert {"invalid-encoding", "malformed-arxiv-id"} <= {each.rule for each in report.active}
    for each in report.active:
        said = "".join((each.message, each.fix.title if each.fix else "", *(other.message for other in each.related)))
        assert not {"?", "\ufffd"} & set(said)
        assert not any("\udc80" <= char <= "\udcff" for char in said)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_git_that_takes_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"rlvault-lint.toml": BROKEN, "a.md": "[[b#h]]\n"})
    git(tmp_path, "init", "-q")
    (tmp_path / ".git/HEAD").unlink()
    os.mkfifo(tmp_path / ".git/HEAD")
    monkeypatch.setattr(asking, "_SECONDS", 0.3)
    (notice,) = pipeline.run(load_settings(tmp_path)).notices
    assert notice == "git took too long and was ended: what became of missing files is known only in part"


@pytest.mark.parametrize("link", ["link.md", "sub/link.md"])
def test_a_note_with_two_names_is_fixed_once(tmp_path: Path, link: str) -> None:
    toml = 'select = ["inexact-link"]\n'
    write(tmp_path, {"rlvault-lint.toml": toml, "A.md": "[[ppo]]\n", "PPO.md": "", "sub/Note.md": ""})
    (tmp_path / link).symlink_to(tmp_path / "A.md")
    report, _ = pipeline.fix(load_settings(tmp_path))
    assert (report.active, report.errors, report.notices) == ((), (), ())
    assert (tmp_path / "A.md").read_text("utf-8") == "[[PPO|ppo]]\n"
    assert (tmp_path / link).is_symlink()
