"""missing-uplink: a listed note that does not link back to its MOC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Related, Rule, Severity, Vault, is_note, on_vault, option


class MissingUplink(Rule):
    """
    ## What

    A note that an entry of a MOC opens with, and that links to none of the MOCs that list it. A link anywhere in the
    note counts, unless the option `properties` says where it has to be. MOCs themselves need not link up.

    ## Why

    A reader who comes to such a note from a search or from another note can't go on to its neighbours.

    ## Example

    With `RL MOC.md`, which says

    ```markdown
    - [[GRPO]] — group relative policy optimisation
    ```

    `GRPO.md` has no link to `RL MOC`.

    ## Fix

    None: add the link where your notes have theirs.

    ## Options

    `properties = ["up"]` lets only a link in the property `up` count.
    """

    name = "missing-uplink"
    group = "moc"
    summary = "A listed note that does not link back to its MOC."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @dataclass(frozen=True, slots=True)
    class Options:
        """Where the link has to be."""

        properties: tuple[str, ...] = option(
            (), "properties that have to hold the link; if there are none, a link anywhere in the note counts"
        )

    options: Options

    @on_vault
    def notes(self, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each note."""
        allowed = self.options.properties
        for path, places in _listed(vault).items():
            note = vault.notes[path]
            links = (link for link in note.links if not allowed or link.where in allowed)
            if not any(target in places for link in links for target in vault.targets(link, path)):
                first, *others = places
                more = f" and {len(others)} more MOCs" if len(others) > 1 else " and one more MOC" if others else ""
                does = "list" if others else "lists"
                where = f' in the property "{allowed[0]}"' if allowed else ""
                message = f'"{first}"{more} {does} this note, which does not link back: add a link{where}'
                yield self.diagnostic(note, WHOLE_FILE, message, related=places.values())


def _listed(vault: Vault) -> dict[str, dict[str, Related]]:
    """The notes that entries of MOCs open with, each with these MOCs and the places of their entries."""
    found: dict[str, dict[str, Related]] = {}
    for moc in vault.judged():
        if vault.is_moc(moc):
            for entry in moc.entries:
                paths = vault.targets(entry.lead, moc.path) if entry.lead else ()
                for path in paths if len(paths) == 1 else ():  # one that is ambiguous lists nothing for certain
                    if is_note(path) and not vault.is_moc(vault.notes[path]):
                        found.setdefault(path, {}).setdefault(moc.path, Related(moc.path, entry.span, "listed here"))
    return found
