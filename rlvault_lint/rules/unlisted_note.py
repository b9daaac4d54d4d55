"""unlisted-note: a note in a MOC's scope that no MOC lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rlvault_lint.plugin import (
    WHOLE_FILE,
    Conventions,
    Diagnostic,
    Edit,
    Fix,
    Note,
    ProblemKind,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    Vault,
    column,
    folder_of,
    name_of,
    on_vault,
    option,
)
from rlvault_lint.vault.listing import links_of, place_for
from rlvault_lint.vault.mocs import marked
from rlvault_lint.vault.mocs import mocs as all_mocs
from rlvault_lint.vault.resolution import gathered
from rlvault_lint.vault.vault import judged_mocs, judged_paths
from rlvault_lint.wording import brief

Scope = Literal["folder", "domain", "both"]
MOST_RELATED = 10
MANY = 20
"""More unlisted notes than this, and more than listed ones, are one finding: such a MOC is not meant to be complete."""


class UnlistedNote(Rule):
    """
    ## What

    A note to which no link of any MOC points, although it lies in the scope of one. The scope of a MOC is its own
    folder and the folders below, down to those with a MOC of their own; and the notes elsewhere whose property `domain`
    is the MOC's. Only a MOC that says so itself, by its type or a tag, has a scope; the option `by-name` gives one to
    those that only their name makes MOCs.

    The message names the MOC that lists the note's neighbours or, if none does, the one that shares a tag or a word of
    the title with it. Where none fits, it names no MOC.

    One finding at the MOC stands for all where more than 20 notes are unlisted, and more than are listed: that MOC is
    not a complete list, and maybe not meant to be. A MOC that links to no note of its scope is left alone, as its list
    may come from a query. MOCs themselves need not be listed.

    ## Why

    Readers who look through the MOC don't find the note.

    ## Example

    With `RL/_MOC.md`, `RL/GRPO.md` and `RL/PPO.md`:

    ```markdown
    ---
    type: moc
    ---
    # Reinforcement learning
    - [[GRPO]] — group relative policy optimisation
    ```

    lists `GRPO`, but not `PPO`.

    ## Fix

    Suggestion: the entry as that MOC writes its entries, under the heading where the note's neighbours stand. Leave
    folders that no MOC is to list, such as one of daily notes, to `per-path-ignores`.

    ## Options

    `scope = "folder"` or `"domain"` narrows what makes a scope; `by-name = true` gives a scope to MOCs by name as well.
    """

    name = "unlisted-note"
    group = "moc"
    summary = "A note in a MOC's scope that no MOC lists."
    severity = Severity.WARNING
    since = "0.1.0"

    @dataclass(frozen=True, slots=True)
    class Options:
        """What makes the scope of a MOC."""

        scope: Scope = option("both", "what makes a MOC's scope: its `folder`, its `domain`, or `both`")
        by_name: bool = option(False, "whether notes that only their name makes MOCs have a scope")

    options: Options

    @on_vault
    def unlisted(self, vault: Vault) -> Iterator[Diagnostic]:
        """One finding at each unlisted note, or at a MOC that lists few."""
        listing = vault.ask(all_mocs)
        for path, found in _by_path(vault, self.options).items():
            if path in listing:
                count = f"{found.unlisted} of the {found.total} notes in the scope of this MOC"
                yield self.diagnostic(path, WHOLE_FILE, f"{count} are in no MOC: add entries")
                continue
            place = place_for(path, vault)
            advice, fix = "add an entry where it belongs", None
            if place:
                under = f' under "{brief(place.heading)}"' if place.heading else ""
                advice = f'add an entry to "{place.moc}"{under}'
            if place and place.entry:
                edit = Edit(place.moc, Span(place.at, place.at), f"\n{place.entry}")
                fix = Fix(f'add "{place.entry.strip()}"', (edit,), Safety.SUGGESTION)
            related = [Related(each, WHOLE_FILE, "a MOC in whose scope it is") for each in found.mocs[:MOST_RELATED]]
            yield self.diagnostic(path, WHOLE_FILE, f"no MOC lists this note: {advice}", related=related, fix=fix)


class _Scope(NamedTuple):
    """A scope with unlisted notes: the paths of its MOCs, and how many notes it has."""

    mocs: tuple[str, ...]
    unlisted: int
    total: int


def _by_path(vault: Vault, options: UnlistedNote.Options) -> dict[str, _Scope]:
    """What to report: the paths of unlisted notes and of MOCs that list few."""
    kind = options.scope
    mocs = vault.ask(judged_mocs)
    domains = vault.gather(_domains)
    links = {moc: vault.ask(links_of, moc) for moc in mocs}
    # A note that has moved is still named by the broken link of a MOC, and fixing that link is all there is to do.
    unclear = ((target, moc) for moc, (_, targets) in links.items() for target in targets)
    listed = gathered(vault.meant(target, moc) or vault.named(name_of(target)) for target, moc in unclear)
    listed.update(path for paths, _ in links.values() for path in paths)
    owners: dict[str, list[str]] = {}
    for moc in mocs:
        for place in _places(moc, domains[moc], kind):
            owners.setdefault(place, []).append(moc)
    scopes: dict[str, list[str]] = {}
    listing = vault.ask(all_mocs)
    for path in vault.derive(judged_paths):
        if path not in listing:
            place = next((each for each in _places(path, domains[path], kind, up=True) if each in owners), "")
            scopes.setdefault(place, []).append(path)
    scopes.pop("", None)
    if not options.by_name:  # they only end the scopes above them
        says_so = vault.ask(marked)
        scopes = {place: paths for place, paths in scopes.items() if not says_so.isdisjoint(owners[place])}
    # A MOC that lists nothing of its scopes may be made of queries, which are not read here.
    some = {moc for place, paths in scopes.items() if not listed.isdisjoint(paths) for moc in owners[place]}
    damaged = vault.gather(_is_damaged)
    found: dict[str, _Scope] = {}
    for place, paths in scopes.items():
        unlisted = [path for path in paths if path not in listed]
        if not unlisted or some.isdisjoint(owners[place]) or any(damaged[moc] for moc in owners[place]):
            continue
        scope = _Scope(tuple(owners[place]), len(unlisted), len(paths))
        few = len(unlisted) > MANY and 2 * len(unlisted) > len(paths)
        found |= dict.fromkeys(scope.mocs[:1] if few else unlisted, scope)
    return found


@column
def _is_damaged(note: Note, _: Conventions) -> bool:
    """Whether it can't be known what a MOC lists."""
    return any(note.problems_of(ProblemKind.MOJIBAKE, ProblemKind.NOT_UTF8))


@column
def _domains(note: Note, _: Conventions) -> tuple[str, ...]:
    return tuple(text.strip().casefold() for text in note.texts("domain") if text.strip())


def _places(path: str, domains: Iterable[str], kind: Scope, *, up: bool = False) -> Iterator[str]:
    """The scopes that a note stands for, or may belong to: its folder (and with `up` those above), then its domains."""
    if kind != "domain":
        folder = folder_of(path)
        yield f"{folder}/"
        while up and folder:
            folder = folder_of(folder)
            yield f"{folder}/"
    if kind != "folder":
        yield from (f"domain {domain}" for domain in domains)
