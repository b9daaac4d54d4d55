"""Findings as plain values and back: what a cache keeps and a worker process sends, as `marshal` takes nothing else."""

from __future__ import annotations

from typing import Any

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Safety, Severity
from rlvault_lint.text import Edit, Span

Packed = tuple[Any, ...]
"""A finding, or a part of one, as nothing but tuples, texts, numbers and None."""

_SEVERITIES = {each.value: each for each in Severity}
_SAFETIES = {each.value: each for each in Safety}


def pack(found: Diagnostic) -> Packed:
    """A finding that no report has placed yet, as plain values."""
    related = tuple([(each.path, each.span.start, each.span.end, each.message) for each in found.related])
    span = found.span
    return (
        found.rule,
        found.group,
        found.path,
        span.start,
        span.end,
        found.message,
        found.severity.value,
        related,
        found.fix and _fix(found.fix),
        found.cause,
        found.about,
    )


def unpack(packed: Packed) -> Diagnostic:
    """The finding that `pack` made plain values of."""
    rule, group, path, start, end, message, severity, related, fix, cause, about = packed
    return Diagnostic(
        rule,
        group,
        path,
        Span(start, end),
        message,
        _SEVERITIES[severity],
        tuple([Related(other, Span(first, last), text) for other, first, last, text in related]),
        fix and _unpacked_fix(*fix),
        cause,
        about,
    )


def _fix(fix: Fix) -> Packed:
    edits = tuple([(each.path, each.span.start, each.span.end, each.text) for each in fix.edits])
    return fix.title, edits, fix.safety.value, fix.target


def _unpacked_fix(title: str, edits: Packed, safety: str, target: str | None) -> Fix:
    made = tuple([Edit(path, Span(start, end), text) for path, start, end, text in edits])
    return Fix(title, made, _SAFETIES[safety], target)
