"""Counts what a run looked at: links and where they lead, folders, MOCs and what they list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.survey import Coverage, Route, Survey, Wanted
from rlvault_lint.note import Link, Note, folder_of, is_note
from rlvault_lint.vault.relink import is_url
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.status import Status, statuses
from rlvault_lint.vault.vault import Vault

_BROKEN = {Status.MISSING, Status.HEADING_MISSING, Status.BLOCK_MISSING}


def survey(vault: Vault, paths: Collection[str], findings: Iterable[Diagnostic]) -> Survey:
    """What there is in the files at the vault paths `paths`, and what `findings` there miss."""
    reported = {(each.path, each.span.start) for each in findings if each.group == "link"}
    links: Counter[tuple[str, str | None]] = Counter()
    broken: Counter[tuple[str, str | None]] = Counter()
    missing: list[tuple[str, str]] = []
    judged = [vault.notes[path] for path in paths if path in vault.notes]
    for note in judged:
        for link in vault.links(note):
            found = statuses(vault, link, note.path)
            route = folder_of(note.path), _destination(vault, link, note)
            links[route] += 1
            broken[route] += not _BROKEN.isdisjoint(found)
            at = {(note.path, link.span.start), (note.path, link.target_span.start)}
            if Status.MISSING in found and not is_url(link.target) and not reported.isdisjoint(at):
                missing.append((link.target, note.path))
    kinds = Counter(_kind(vault, note) for note in judged)
    return Survey(
        links=links.total(),
        broken=broken.total(),
        notes=kinds["note"],
        mocs=kinds["moc"],
        canvases=kinds["canvas"],
        wanted=_wanted(missing),
        routes=tuple(
            Route(source, target, count, broken[source, target])
            for (source, target), count in sorted(links.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        ),
        coverage=tuple(_coverage(vault)),
    )


def _kind(vault: Vault, note: Note) -> str:
    if not is_note(note.path):
        return "canvas"
    return "moc" if vault.is_moc(note) else "note"


def _destination(vault: Vault, link: Link, note: Note) -> str | None:
    """The folder that a link leads into; of several files that it may mean, that of the first."""
    targets = vault.targets(link, note.path)
    return folder_of(targets[0]) if targets else None


def _wanted(missing: Iterable[tuple[str, str]]) -> tuple[Wanted, ...]:
    written: dict[str, Counter[str]] = {}
    sources: dict[str, set[str]] = {}
    for target, path in missing:
        target = target.removesuffix(".md")
        key = fold(target)
        written.setdefault(key, Counter())[target] += 1
        sources.setdefault(key, set()).add(path)
    found = (
        Wanted(max(counts, key=lambda target: (counts[target], target)), counts.total(), len(sources[key]))
        for key, counts in written.items()
    )
    return tuple(sorted(found, key=lambda each: (-each.links, each.target)))


def _coverage(vault: Vault) -> Iterator[Coverage]:
    """The MOCs of each folder that has any, and the notes that lie nearest to them."""
    owners: dict[str, list[str]] = {}
    listed: set[str] = set()
    for note in vault.judged():
        if vault.is_moc(note):
            owners.setdefault(folder_of(note.path), []).append(note.path)
            listed.update(path for link in note.links for path in vault.targets(link, note.path))
    notes: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for note in vault.judged():
        if not vault.is_moc(note):
            folder = folder_of(note.path)
            while folder and folder not in owners:
                folder = folder_of(folder)
            notes[folder] += 1
            covered[folder] += note.path in listed
    for folder, mocs in sorted(owners.items()):
        yield Coverage(tuple(mocs), notes[folder], covered[folder])
