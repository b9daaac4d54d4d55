"""The whole story, from a vault on disk to a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rlvault_lint.files import write
from rlvault_lint.files.past import GitPast
from rlvault_lint.files.regular import MEGABYTE
from rlvault_lint.files.root import VaultError, is_marked, vault_paths
from rlvault_lint.files.sources import Files, Source, WorkTree, find_files, read_notes
from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.findings.report import Report, paths_of, placed
from rlvault_lint.fixing.converge import Change, Outcome, converge
from rlvault_lint.fixing.save import save
from rlvault_lint.judging import judge, sentences
from rlvault_lint.patterns import matcher
from rlvault_lint.reading.parse import parse
from rlvault_lint.settings.model import Settings
from rlvault_lint.text import decode
from rlvault_lint.vault.survey import survey
from rlvault_lint.vault.vault import Vault

Progress = Callable[[int, int], None]

_SHOWN_FAILURES = 10


def run(
    settings: Settings, paths: Sequence[Path] = (), progress: Progress | None = None, source: Source | None = None
) -> Report:
    """Lint the vault at `settings.root`; `paths` narrow what is reported, never what is known of the vault.

    `progress` is called with how many of how many files are read. The files come from `source`, or from the work tree
    if it is None. Raises VaultError where there is nothing to lint.
    """
    job = _Run(settings, paths, progress, source)
    return job.report(job.judge(job.vault))


def fix(
    settings: Settings,
    paths: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    allowed: Collection[Safety] = (Safety.SAFE,),
    dry: bool = False,
) -> tuple[Report, tuple[Change, ...]]:
    """Lint the vault at `settings.root` and make the fixes that are `allowed`: what is left, and what was changed.

    Only files are changed that are checked, lie at or below `paths`, and are not left alone by the settings. A `dry`
    run changes nothing, and reports on the vault as it is. Raises VaultError where there is nothing to lint, and
    another RunError where a change that an earlier run has left half done can't be completed, where fixes never come to
    rest, and where the user interrupts the writing.
    """
    recovered = None if dry else write.recover(settings.root)
    job = _Run(settings, paths, progress)
    before = job.judge(job.vault)

    def read(path: str) -> bytes:
        if not dry:
            write.must_be_writable(settings.root, path)
        return job.loaded.data[path]

    outcome = converge(job.vault, before, job.judge, read, allowed, job.may_edit)
    job.notices += (*((recovered,) if recovered else ()), *outcome.refused)
    job.failures = outcome.failed
    if dry:
        return job.report(before, outcome.fixed), outcome.changes
    if outcome.changes:
        write.sweep(settings.root, {path.rpartition("/")[0] for path in job.loaded.files.sources})
    return job.saved(outcome)


class _Run:
    """One run: the vault as it was loaded and as it is now, the files to judge, and sentences about what went wrong."""

    def __init__(
        self,
        settings: Settings,
        paths: Sequence[Path],
        progress: Progress | None = None,
        source: Source | None = None,
    ) -> None:
        self.started = time.perf_counter()
        self.settings = settings
        self.loaded = load(settings, progress, source)
        self.vault = self.loaded.vault
        self.data = dict(self.loaded.data)
        self.wanted = narrow(
            self.loaded.files.checked, vault_paths(settings.root, paths, self.loaded.files.files if source else ())
        )
        self.notices = self.loaded.notices
        if paths and not self.wanted:
            self.notices += ("nothing of PATHS is checked: it is hidden, excluded, ignored by git, or holds no notes",)
        self.failures: tuple[str, ...] = ()
        self._wrong: tuple[str, ...] = ()
        self._chosen = frozenset(self.wanted)
        self._is_left = matcher(settings.values.fix.leave)

    def may_edit(self, path: str) -> bool:
        """Whether the file at a vault path may be changed."""
        return path in self._chosen and not self._is_left(path)

    def judge(self, vault: Vault) -> Sequence[Diagnostic]:
        """The findings in the wanted files, sorted by path and place."""
        settings = self.settings
        judged, wrong = judge(vault, settings.rules, settings.per_path_ignores, self.wanted)
        self._wrong = tuple(sentences(wrong))
        return sorted(judged, key=lambda each: (each.path, each.span, each.rule, each.message))

    def saved(self, outcome: Outcome) -> tuple[Report, tuple[Change, ...]]:
        """Write what came of fixing; the report of what is on the disk then, and what was written."""
        written, unwritten = save(self.settings.root, outcome.changes)
        self.failures += tuple(unwritten)
        self.data |= {each.path: each.after for each in written}
        findings, fixed = outcome.findings, outcome.fixed
        self.vault = self.loaded.vault.with_notes(parse(each.path, each.after) for each in written)
        if unwritten:
            done = {each.path for each in written}
            findings = tuple(self.judge(self.vault))
            fixed = tuple(each for each in fixed if each.fix and all(edit.path in done for edit in each.fix.edits))
        return self.report(findings, fixed), tuple(written)

    def report(self, findings: Sequence[Diagnostic], fixed: tuple[Diagnostic, ...] = ()) -> Report:
        """The report of these findings."""
        # The texts as they were judged, of those files alone that something is said of.
        texts = {path: decode(self.data[path]) for path in paths_of(findings) if path in self.data}
        return Report(
            root=self.settings.root,
            active=tuple(placed(findings, texts)),
            errors=(*self.settings.unusable, *self.loaded.errors, *self._wrong, *_shortened(self.failures)),
            notices=self.notices,
            checked=len(self.wanted),
            seconds=time.perf_counter() - self.started,
            fail_on=self.settings.values.fail_on,
            texts=texts,
            fixed=fixed,
            looked_at=survey(self.vault, self.wanted, findings),
            configured=self.settings.config is not None,
        )


def _shortened(failures: Sequence[str]) -> Iterable[str]:
    """The first of many sentences that say the same of one file each, such as in a vault that can't be written to."""
    yield from failures[:_SHOWN_FAILURES]
    if len(failures) > _SHOWN_FAILURES:
        yield f"{len(failures) - _SHOWN_FAILURES} more files could not be fixed either"


class Loaded(NamedTuple):
    """A vault, the files it was made from with their bytes by vault path, and sentences about what could not be read
    and about what was left aside.
    """

    vault: Vault
    files: Files
    data: Mapping[str, bytes]
    errors: tuple[str, ...]
    notices: tuple[str, ...]


def load(settings: Settings, progress: Progress | None = None, source: Source | None = None) -> Loaded:
    """The vault at `settings.root`; each file is read once. Raises VaultError where there are no notes."""
    source = source or WorkTree(settings.root, settings.values.follow_outside)
    found = find_files(source, settings.values.exclude)
    if not found.sources and not is_marked(settings.root):
        raise VaultError(
            f"no notes (*.md) below {str(settings.root)!r}: run rlvault-lint inside your vault, "
            "or name the vault with --vault"
        )
    texts = read_notes(source, found, progress, settings.values.max_size * MEGABYTE)
    vault = Vault(
        texts.notes,
        found.files,
        conventions=settings.conventions,
        checked=found.checked,
        comments=settings.values.comments,
        property_types=found.obsidian.property_types,
        link_format=found.obsidian.link_format,
        past=GitPast(settings.root, found.files, texts.data, source.read),
        obsidian=found.obsidian.present,
        periodic=found.obsidian.periodic,
        git_ignored=found.git_ignored,
    )
    return Loaded(vault, found, texts.data, (*found.errors, *texts.errors), (*found.notices, *texts.notices))


def narrow(checked: Collection[str], paths: Sequence[str]) -> list[str]:
    """The vault paths in `checked` that lie at or below `paths`, sorted; all of them if there are no paths."""
    if not paths or "" in paths:
        return sorted(checked)
    folders = tuple(f"{path}/" for path in paths)
    return sorted(path for path in checked if path in paths or path.startswith(folders))
