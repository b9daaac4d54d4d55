"""Counts what a run looked at: links and where they lead, folders, MOCs and what they list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.survey import Coverage, Route, Survey, Wanted
from rlvault_lint.note import Link, Note, folder_of, is_note
from rlvault_lint.vault.mocs import mocs
from rlvault_lint.vault.relink import is_url
from rlvault_lint.vault.resolution import fold, gathered
from rlvault_lint.vault.status import Status, Unsound, counted, outline, statuses, unsound
from rlvault_lint.vault.vault import Vault

_BROKEN = {Status.MISSING, Status.HEADING_MISSING, Status.BLOCK_MISSING}


def survey(vault: Vault, paths: Collection[str], findings: Iterable[Diagnostic], *, mapped: bool = False) -> Survey:
    """What there is in the files at the vault paths `paths`, and what `findings` there miss. Only if it is to be
    `mapped`, each link is followed to the folder that it leads into, and each MOC to what it lists.
    """
    reported = {(each.path, each.span.start) for each in findings if each.group == "link"}
    judged = [path for path in paths if path in vault.notes]
    counts, others = _outlines(vault, judged)
    broken = 0
    missing: list[tuple[str, str]] = []
    for path, links in others.items():
        for link in links:
            broken += not _BROKEN.isdisjoint(link.statuses)
            at = {(path, link.start), (path, link.target_start)}
            if Status.MISSING in link.statuses and not is_url(link.target) and not reported.isdisjoint(at):
                missing.append((link.target, path))
    in_notes = [path for path in judged if is_note(path)]
    listed = sum(map(vault.ask(mocs).__contains__, in_notes))
    return Survey(
        links=sum(map(counts.__getitem__, judged)),
        broken=broken,
        notes=len(in_notes) - listed,
        mocs=listed,
        canvases=len(judged) - len(in_notes),
        wanted=_wanted(missing),
        routes=tuple(_routes(vault, judged)) if mapped else (),
        coverage=tuple(_coverage(vault)) if mapped else (),
    )


def _outlines(vault: Vault, paths: Sequence[str]) -> tuple[Mapping[str, int], Mapping[str, tuple[Unsound, ...]]]:
    """How many links the files at `paths` have, and those of them that are not simply found."""
    if len(paths) == len(vault.checked):
        return vault.derive(counted), vault.derive(unsound)
    of_each = {path: vault.derive(outline, path) for path in paths}
    return {path: links for path, (links, _) in of_each.items()}, {path: found for path, (_, found) in of_each.items()}


def _routes(vault: Vault, paths: Iterable[str]) -> Iterator[Route]:
    """How many links lead from which folder into which, and how many of them are broken."""
    links: Counter[tuple[str, str | None]] = Counter()
    broken: Counter[tuple[str, str | None]] = Counter()
    for path in paths:
        note = vault.notes[path]
        for link in vault.links(note):
            route = folder_of(path), _destination(vault, link, note)
            links[route] += 1
            broken[route] += not _BROKEN.isdisjoint(statuses(vault, link, path))
    for (source, target), count in sorted(links.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield Route(source, target, count, broken[source, target])


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
    lists = [note for note in vault.judged() if vault.is_moc(note)]
    for moc in lists:
        owners.setdefault(folder_of(moc.path), []).append(moc.path)
    listed = gathered(vault.targets(link, moc.path) for moc in lists for link in moc.links)
    notes: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for note in vault.judged():
        if not vault.is_moc(note):
            folder = folder_of(note.path)
            while folder and folder not in owners:
                folder = folder_of(folder)
            notes[folder] += 1
            covered[folder] += note.path in listed
    for folder, paths in sorted(owners.items()):
        yield Coverage(tuple(paths), notes[folder], covered[folder])
