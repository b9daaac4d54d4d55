"""A vault opened for a run: what is in it, the findings, and the report of them."""

from __future__ import annotations

import time
from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from rlvault_lint.commits import Past
from rlvault_lint.files import journal, regular, workers
from rlvault_lint.files.entries import size_of
from rlvault_lint.files.git import was_too_slow
from rlvault_lint.files.notes import Contents, Reading, Texts, read_notes
from rlvault_lint.files.past import GitPast
from rlvault_lint.files.regular import MEGABYTE, UnreadableError, recorded
from rlvault_lint.files.root import VaultError, is_marked, vault_paths
from rlvault_lint.files.sources import Files, Source, WorkTree, find_files
from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.findings.report import Comparison, Report, paths_of, placed
from rlvault_lint.judging import Judge, Verdict, judge, sentences
from rlvault_lint.patterns import matcher
from rlvault_lint.reading.parse import digest_of, parse
from rlvault_lint.settings.model import BASELINE, Settings
from rlvault_lint.text import decode
from rlvault_lint.vault.columns import COLUMNS, Column, Columns
from rlvault_lint.vault.survey import survey
from rlvault_lint.vault.vault import Vault

if TYPE_CHECKING:
    from rlvault_lint.findings.baseline import Baseline
    from rlvault_lint.fixing import converge as fixes
    from rlvault_lint.fixing.converge import Outcome
    from rlvault_lint.shares import Shares

Progress = Callable[[int, int], None]

MOST_BASELINE = 64 * regular.MEGABYTE
"""How large a baseline may be."""
_SHOWN_FAILURES = 10
_SLOW = "git took too long and was ended: what became of missing files is known only in part"
JUDGMENTS = "judgments"
"""Under which name the cache keeps what a run leaves to the next."""


class Change(NamedTuple):
    """A change that is judged: the vault before it, what that is called, and whether the change is what is staged."""

    before: Source
    revision: str
    staged: bool


class Session:
    """One vault in one run: as it was loaded and as it is now, the files to judge, and what went wrong."""

    def __init__(
        self,
        settings: Settings,
        paths: Sequence[Path],
        progress: Progress | None = None,
        source: Source | None = None,
        change: Change | None = None,
        *,
        reading: Reading | None = None,
        show_known: bool = False,
        mapped: bool = False,
        once: bool = False,
    ) -> None:
        self.started = time.perf_counter()
        self.mapped = mapped
        self.settings = settings
        self.change = change
        self.before = load_before(settings, change.before, reading) if change else None
        known = None if show_known else read_baseline(settings)
        self.baseline = known and known.of({rule.name for rule in settings.rules})
        place = source or WorkTree(settings.root, settings.values.follow_outside, reading.folders if reading else {})
        files = find(settings, place, self.before)
        below = vault_paths(settings.root, paths, files.files if source else ())
        self.wanted = narrow(files.checked, below)
        self._attachments = narrow(attachments(settings, files), below)
        self.narrowed = len(self.wanted) < len(files.checked)
        self._jobs = reading.jobs if reading else 1
        self._cache = reading.cache if reading else None
        # A report that is mapped asks for all links of all notes, and a cache is to hold the facts of all.
        shared = once and not (mapped or change or source or self._cache) and self._can_share()
        self._shares = self._divided() if shared and workers.is_much(map(size_of, files.stamps.values())) else None
        self.loaded = read(settings, place, files, progress, self.before, reading, self._shares)
        self.vault = self.loaded.vault
        self.data = ChainMap(dict[str, bytes](), cast(MutableMapping[str, bytes], self.loaded.data))
        self.notices = self.loaded.notices
        if paths and not self.wanted:
            self.notices += ("nothing of PATHS is checked: it is hidden, excluded, ignored by git, or holds no notes",)
        if (settings.root / journal.NAME).exists():
            self.notices += (f"{journal.NAME} tells of a change that was cut off: `check --fix` or `mv` completes it",)
        self.failures: tuple[str, ...] = ()
        self._wrong: tuple[str, ...] = ()
        self._surveyed: Vault | None = None
        # What a plugin's rule asks for besides the vault can't be known.
        ours = not any(rule.plugin for rule in settings.rules)
        plain = change is None and source is None and not self.narrowed
        self._remembers = self._cache is not None and ours and plain
        self._suppressed = 0
        self._chosen = frozenset(self.wanted)
        self._is_left = matcher(settings.values.fix.leave)

    def may_edit(self, path: str) -> bool:
        """Whether the file at a vault path may be changed."""
        return path in self._chosen and not self._is_left(path)

    def judge(self, vault: Vault) -> Sequence[Diagnostic]:
        """The findings in the wanted files, sorted by path and place."""
        wanted = (*self.wanted, *self._attachments)
        if self._remembers and vault is self.loaded.vault:
            verdict = self._recalled(wanted)
        else:
            verdict = self._judged(vault, wanted)
        self._wrong, self._suppressed = tuple(sentences(verdict.failures)), verdict.suppressed
        found = map(self._unless_left, verdict.findings)
        return sorted(found, key=lambda each: (each.path, each.span, each.rule, each.message))

    def _unless_left(self, finding: Diagnostic) -> Diagnostic:
        """A finding whose fix would change a file that is to be left alone can only be shown how."""
        fix = finding.fix
        if fix is None or not any(self._is_left(edit.path) for edit in fix.edits):
            return finding
        return finding._replace(fix=fix._replace(safety=Safety.SUGGESTION))

    def _can_share(self) -> bool:
        return workers.can_share() and workers.processors(self._jobs) > 1

    def _divided(self) -> Shares:
        """What judges the wanted files in several processes."""
        from rlvault_lint.shares import Shares

        return Shares(self._court(), (*self.wanted, *self._attachments), workers.processors(self._jobs))

    def _court(self) -> Judge:
        settings = self.settings
        return Judge(settings.rules, settings.per_path_ignores, settings.conventions)

    def _judged(self, vault: Vault, wanted: Sequence[str]) -> Verdict:
        """The findings in the wanted files, by as many processes as pay."""
        shares, self._shares = self._shares, None
        if shares is None and len(self.wanted) >= workers.MANY and self._can_share():
            shares = self._divided()
        if shares is None:
            settings = self.settings
            return judge(vault, settings.rules, settings.per_path_ignores, wanted, settings.known)
        return shares.court.verdict(shares.judged(vault), vault, wanted, self.settings.known)

    def _recalled(self, wanted: Sequence[str]) -> Verdict:
        """The findings in the wanted files, which are all there are: what the last run found where that still holds."""
        from rlvault_lint.files.grounds import git_state
        from rlvault_lint.recall import Recall, World

        settings, cache, vault = self.settings, self._cache, self.loaded.vault
        assert cache is not None  # noqa: S101 -- asked only with one
        court = self._court()
        world = World(world_of(settings, self.loaded), self.loaded.data.digests, git_state(settings.root))
        known = cache.parts(JUDGMENTS)
        with recorded() as record:
            recall = Recall(court, vault, world, known)
            verdict = court.verdict(recall.findings(wanted), recall.vault, wanted, settings.known)
        self._surveyed = recall.vault
        if record.repeatable and (parts := recall.parts()):
            cache.keep_parts(JUDGMENTS, parts, known)
        return verdict

    def saved(self, outcome: Outcome) -> tuple[Report, tuple[fixes.Change, ...]]:
        """Write what came of fixing; the report of what is on the disk then, and what was written."""
        from rlvault_lint.fixing.save import save  # most runs only read

        written, unwritten = save(self.settings.root, outcome.changes)
        self.failures += tuple(unwritten)
        self.data.update({each.path: each.after for each in written})
        self._surveyed = None
        findings, fixed = outcome.findings, outcome.fixed
        self.vault = self.loaded.vault.with_notes(parse(each.path, each.after) for each in written)
        if unwritten:
            done = {each.path for each in written}
            findings = tuple(self.judge(self.vault))
            fixed = tuple(each for each in fixed if each.fix and all(edit.path in done for edit in each.fix.edits))
        return self.report(findings, fixed), tuple(written)

    def report(self, findings: Sequence[Diagnostic], fixed: tuple[Diagnostic, ...] = ()) -> Report:
        """The report of these findings, without those that were there before the change, and those that are known."""
        # The texts as they were judged, of those files alone that something is said of.
        texts = _texts(findings, self.data)
        compared = None
        if self.change and self.before:
            everything, findings = findings, self._new(findings, texts)
            older = len(everything) - len(findings)
            compared = Comparison(self.change.revision, self.change.staged, older)
        known = None
        if self.baseline is not None:
            from rlvault_lint.findings.baseline import split

            files = self.loaded.vault.files
            known = split(self.baseline, findings, texts, files, files - {*self.wanted, *self._attachments})
            findings = known.new
        texts = {path: texts[path] for path in paths_of(findings) & texts.keys()}
        # Nothing is known of a file that was not read but what is said here: a finding or, failing that, a notice.
        unsaid = sorted(self.vault.oversized.keys() - {each.path for each in findings})
        oversized = (f"{path}: left aside: {self.vault.oversized[path]} (the setting max-size)" for path in unsaid)
        slow = (_SLOW,) if was_too_slow(self.settings.root) else ()
        return Report(
            root=self.settings.root,
            active=tuple(placed(findings, texts)),
            errors=(*self.settings.unusable, *self.loaded.errors, *self._wrong, *_shortened(self.failures)),
            notices=(*self.notices, *slow, *oversized),
            checked=len(self.wanted),
            seconds=time.perf_counter() - self.started,
            fail_on=self.settings.values.fail_on,
            texts=texts,
            fixed=fixed,
            looked_at=survey(self._surveyed or self.vault, self.wanted, findings, mapped=self.mapped),
            configured=self.settings.config is not None,
            compared=compared,
            known=known.known if known else 0,
            suppressed=self._suppressed,
            gone=known.gone if known and not self.narrowed and not compared else 0,
        )

    def _new(self, findings: Sequence[Diagnostic], texts: Mapping[str, str]) -> list[Diagnostic]:
        """Those of the findings that were not there before the change."""
        from rlvault_lint.findings.compare import new_findings
        from rlvault_lint.vault.history import heir_of

        before = self.before
        assert before is not None  # noqa: S101 -- asked only where there is a change
        settings = self.settings
        wanted = (*sorted(before.files.checked), *attachments(settings, before.files))
        earlier = judge(before.vault, settings.rules, settings.per_path_ignores, wanted, settings.known).findings
        vault = self.loaded.vault
        gone = {each.path for each in earlier} - vault.files
        moved = {path: heir for path in sorted(gone) if (heir := heir_of(vault, path))}
        return new_findings(findings, earlier, (texts, _texts(earlier, before.data)), moved)


def _texts(findings: Sequence[Diagnostic], data: Mapping[str, bytes]) -> dict[str, str]:
    return {path: decode(data[path]) for path in paths_of(findings) if path in data}


def _shortened(failures: Sequence[str]) -> Iterable[str]:
    """The first of many sentences that say the same of one file each, such as in a vault that can't be written to."""
    yield from failures[:_SHOWN_FAILURES]
    if len(failures) > _SHOWN_FAILURES:
        yield f"{len(failures) - _SHOWN_FAILURES} more files could not be fixed either"


def world_of(settings: Settings, loaded: Loaded) -> str:
    """The digest of all that findings depend on and that is the same for all files."""
    vault = loaded.vault
    said = (
        datetime.now(UTC).date().isoformat(),  # as rules have it
        settings.conventions,
        settings.values,
        [(rule.name, rule.options, rule.severity_in_force) for rule in settings.rules],
        [(pattern, sorted(names)) for pattern, names in settings.per_path_ignores],
        sorted(vault.property_types.items()),
        (vault.link_format, vault.comments, vault.obsidian, vault.periodic, vault.attachment_folder),
        (sorted(vault.oversized.items()), sorted(vault.outside)),
    )
    return digest_of(repr(said).encode("utf-8", "surrogateescape"))


def read_baseline(settings: Settings) -> Baseline | None:
    """The known findings; None where there are none. Raises BaselineError, and UnreadableError for a file that is named
    and not there.
    """
    name = settings.values.baseline
    try:
        data = regular.read(settings.root / name, MOST_BASELINE, name)
    except UnreadableError as error:
        if error.missing and name == BASELINE:
            return None
        raise
    from rlvault_lint.findings import baseline

    return baseline.read(data.decode("utf-8", "replace"), name)


class Loaded(NamedTuple):
    """A vault, the files it was made from with their bytes by vault path, and sentences about what could not be read
    and about what was left aside.
    """

    vault: Vault
    files: Files
    data: Contents
    errors: tuple[str, ...]
    notices: tuple[str, ...]


def load(
    settings: Settings,
    progress: Progress | None = None,
    source: Source | None = None,
    before: Loaded | None = None,
    reading: Reading | None = None,
) -> Loaded:
    """The vault at `settings.root`; each file is read once. `before` is the vault before the change that is judged.

    Raises VaultError where there are no notes.
    """
    source = source or WorkTree(settings.root, settings.values.follow_outside)
    return read(settings, source, find(settings, source, before), progress, before, reading)


def find(settings: Settings, source: Source, before: Loaded | None) -> Files:
    """The files of `source`. Raises VaultError where there are no notes, now or `before`, and no sign of a vault."""
    found = find_files(source, settings.values.exclude)
    if not found.sources and before is None and not is_marked(settings.root):
        raise VaultError(
            f"no notes (*.md) below {str(settings.root)!r}: run rlvault-lint inside your vault, "
            "or name the vault with --vault"
        )
    return found


def read(
    settings: Settings,
    source: Source,
    found: Files,
    progress: Progress | None,
    before: Loaded | None,
    reading: Reading | None,
    shares: Shares | None = None,
) -> Loaded:
    """The vault made of what was found in `source`; with `shares`, this process reads only its share of the notes."""
    columns = Columns(tuple(COLUMNS), settings.conventions)
    how = _reading(settings, reading)._replace(make=columns.of)

    def loaded(texts: Texts) -> Loaded:
        past = GitPast(settings.root, found.files, texts.data, source.read, how.cache)
        return _loaded(settings, found, texts, past, before, source.on_disk, columns.functions)

    if shares:
        from rlvault_lint.shares import Job

        assert isinstance(source, WorkTree)  # noqa: S101 -- only its files are shared
        texts = Texts.of(source, how.max_size)
        empty = loaded(texts)
        shares.read(Job(source, found.sources, how.max_size, columns), empty.vault, texts, progress)
        return empty._replace(errors=(*found.errors, *texts.errors))
    return loaded(read_notes(source, found, progress, how, before.vault.notes if before else None))


def load_before(settings: Settings, source: Source, reading: Reading | None = None) -> Loaded:
    """The vault as it was, which may well have been empty. What could not be read there is not told."""
    found = find_files(source, settings.values.exclude)
    texts = read_notes(source, found, reading=_reading(settings, reading))
    return _loaded(settings, found, texts, None, None, None)


def _reading(settings: Settings, reading: Reading | None) -> Reading:
    return (reading or Reading())._replace(max_size=int(settings.values.max_size * MEGABYTE))


def _loaded(
    settings: Settings,
    found: Files,
    texts: Texts,
    past: Past | None,
    before: Loaded | None,
    on_disk: Callable[[], Iterable[str]] | None,
    columns: tuple[Column, ...] = (),
) -> Loaded:
    vault = Vault(
        texts.notes,
        found.files,
        conventions=settings.conventions,
        checked=found.checked,
        comments=settings.values.comments,
        property_types=found.obsidian.property_types,
        link_format=found.obsidian.link_format,
        past=past,
        before=before.vault if before else None,
        on_disk=on_disk,
        obsidian=found.obsidian.present,
        periodic=found.obsidian.periodic,
        git_ignored=found.git_ignored,
        oversized=texts.oversized,
        outside=found.outside.difference(found.files),
        attachment_folder=found.obsidian.attachment_folder,
        columns=columns,
        values=texts.values,
    )
    return Loaded(vault, found, texts.data, (*found.errors, *texts.errors), found.notices)


def attachments(settings: Settings, files: Files) -> list[str]:
    """The attachments that rules may have findings at, if any of the rules that run does."""
    return list(files.attachments()) if any(rule.attachments for rule in settings.rules) else []


def narrow(checked: Collection[str], paths: Sequence[str]) -> list[str]:
    """The vault paths in `checked` that lie at or below `paths`, sorted; all of them if there are no paths."""
    if not paths or "" in paths:
        return sorted(checked)
    folders = tuple(f"{path}/" for path in paths)
    return sorted(path for path in checked if path in paths or path.startswith(folders))
