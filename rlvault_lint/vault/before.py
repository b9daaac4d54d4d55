"""What a link meant before the change that is judged, and what that change did to it."""

from __future__ import annotations

from rlvault_lint.note import Link
from rlvault_lint.vault.history import heir_of
from rlvault_lint.vault.resolution import Found, Resolver
from rlvault_lint.vault.vault import Vault


def meant(vault: Vault, link: Link, source: str) -> str | None:
    """The file that a link in the file at `source` resolved to before the change; None if it didn't, or nothing is
    compared.
    """
    found = vault.before.resolve(link.target, source) if vault.before else None
    return found.path if isinstance(found, Found) else None


def happened(vault: Vault, link: Link, source: str) -> str:
    """What the change did to the file that a broken link meant, as part of a sentence; empty if it meant none."""
    path = meant(vault, link, source)
    if path is None or path in vault.files:
        return ""
    heir = heir_of(vault, path)
    return f'"{path}" was renamed to "{heir}"' if heir else f'"{path}" is deleted'


def not_added(vault: Vault, link: Link, source: str) -> str | None:
    """The file that a link means on the disk, where the vault is what git has and that file is not in it."""
    resolver = vault.derive(_on_disk)
    found = resolver.resolve(link.target, source) if resolver else None
    return found.path if isinstance(found, Found) and found.path not in vault.files else None


def _on_disk(vault: Vault) -> Resolver | None:
    return Resolver(vault.files | frozenset(vault.on_disk())) if vault.on_disk else None
