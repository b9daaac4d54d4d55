"""Takes out the findings that a note asks not to be told of, and tells which of its directives asked for nothing.

What a directive names is a rule, a group, or `all`; a bare one means all. Whether one is of use is judged only by rules
that have judged the note: one that names a rule that was not selected is left alone.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import heappop, heappush
from typing import NamedTuple

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.note import IGNORE, IGNORE_END, IGNORE_FILE, IGNORE_START, Directive, DirectiveRule, Note
from rlvault_lint.text import WHOLE_FILE, Span

UNUSED = "unused-suppression"
"""The rule that reports what is unused; a directive has to call it by its name, and that is never unused."""

_ACTIONS = (IGNORE, IGNORE_START, IGNORE_END, IGNORE_FILE)


class Fault(StrEnum):
    """Why a directive, or a name in one, does nothing."""

    ACTION = "action"  # it asks for something that is not known
    UNKNOWN = "unknown"  # there is no such rule or group
    UNUSED = "unused"  # nothing is suppressed by it
    NOT_STARTED = "not-started"  # it ends what has not begun


class Unused(NamedTuple):
    """A directive that does nothing, or a name in one: `span` is its place, `removal` what goes with it if it is taken
    out, None where that can't be told. `names` are the rules and groups that it names in vain. `explained` says that
    somebody's reason would go with it.
    """

    fault: Fault
    span: Span
    removal: Span | None
    names: tuple[str, ...]
    explained: bool


class Known(NamedTuple):
    """What names in directives mean: by the name of a rule or group the rules, and the rules that run in this vault if
    nothing else is asked for.
    """

    meanings: Mapping[str, frozenset[str]]
    usual: frozenset[str]


class _Claim:
    """What one name of a directive, or a bare directive, asks for: these rules, or all if they are None, between
    `start` and `end`, both included, or in the whole file.
    """

    __slots__ = ("directive", "end", "name", "rules", "start", "used", "whole_file")

    def __init__(self, directive: Directive, name: DirectiveRule | None, rules: frozenset[str] | None) -> None:
        self.directive = directive
        self.name = name
        self.rules = rules
        self.whole_file = directive.action == IGNORE_FILE
        self.start, self.end = directive.scope.start, directive.scope.end
        if directive.action == IGNORE_START:
            self.start, self.end = directive.span.end, sys.maxsize
        self.used = False

    def asks_for(self, rule: str) -> bool:
        return rule != UNUSED if self.rules is None else rule in self.rules


class Suppressions:
    """The directives of one note, ready to be shown its findings."""

    def __init__(self, note: Note, known: Known) -> None:
        self._known = known
        self._claims: list[_Claim] = []
        self._wrong: list[Unused] = []
        begun: dict[str, list[_Claim]] = {}
        for each in note.directives:
            if each.action not in _ACTIONS:
                self._wrong.append(Unused(Fault.ACTION, each.span, each.removal, (each.action,), each.explained))
            elif each.action == IGNORE_END:
                self._wrong += _ended(each, begun)
            else:
                for claim in self._made(each):
                    self._claims.append(claim)
                    if each.action == IGNORE_START:
                        begun.setdefault(claim.name.name if claim.name else "", []).append(claim)

    def _made(self, directive: Directive) -> Iterator[_Claim]:
        if not directive.rules:
            yield _Claim(directive, None, None)
        for name in directive.rules:
            rules = self._known.meanings.get(name.name, frozenset())
            yield _Claim(directive, name, rules if name.name == UNUSED else rules - {UNUSED})

    def left(self, findings: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings of the note that nothing suppresses, in their order.

        Of several directives that cover a finding, one for the whole file is of use, else the first.
        """
        by_rule: dict[str, list[int]] = {}
        for index, each in enumerate(findings):
            by_rule.setdefault(each.rule, []).append(index)
        gone: set[int] = set()
        for rule, indexes in by_rule.items():
            claims = [claim for claim in self._claims if claim.asks_for(rule)]
            whole = next((claim for claim in claims if claim.whole_file), None)
            if whole:
                whole.used = True
                gone.update(indexes)
            elif claims:
                placed = sorted((findings[index].span, index) for index in indexes)
                # What is about the whole file is in no part of it.
                gone.update(_covered(claims, [each for each in placed if each[0] != WHOLE_FILE]))
        return [each for index, each in enumerate(findings) if index not in gone]

    def unused(self, ran: Collection[str], left_out: Collection[str]) -> list[Unused]:
        """What of the directives does nothing, in the order of the text. `ran` are the rules that have judged the note,
        `left_out` those that don't count in it.
        """
        found = list(self._wrong)
        by_directive: dict[Span, list[_Claim]] = {}
        for claim in self._claims:
            by_directive.setdefault(claim.directive.span, []).append(claim)
        judged = frozenset(ran)
        usual = self._known.usual.difference(left_out, (UNUSED,))
        for claims in by_directive.values():
            found += self._vain(claims, judged, usual)
        return sorted(found, key=lambda each: each.span)

    def _vain(self, claims: Sequence[_Claim], ran: frozenset[str], usual: frozenset[str]) -> Iterator[Unused]:
        """What of one directive does nothing: all of it at once, or some names."""
        vain = [(claim, fault) for claim in claims if (fault := self._fault(claim, ran, usual))]
        directive, faults = claims[0].directive, {fault for _, fault in vain}
        # An unknown name may be misspelled, or that of a plugin that is not installed here: it is told by itself.
        if len(vain) == len(claims) and len(faults) == 1:
            names = tuple(claim.name.name for claim in claims if claim.name)
            yield Unused(faults.pop(), directive.span, directive.removal, names, directive.explained)
            return
        for claim, fault in vain:
            if claim.name:
                yield _of_name(fault, claim.name)

    def _fault(self, claim: _Claim, ran: frozenset[str], usual: frozenset[str]) -> Fault | None:
        """Why a claim is in vain; None if it is not, or if that can't be said: rules that may have something to
        suppress did not run.
        """
        if claim.used:
            return None
        if claim.name is not None and claim.name.name not in self._known.meanings:
            return Fault.UNKNOWN
        if claim.name is not None and claim.name.name == UNUSED:
            return None
        if claim.rules is None:
            return Fault.UNUSED if usual <= ran else None
        has_judged = not claim.rules.isdisjoint(ran) and claim.rules & usual <= ran
        return Fault.UNUSED if has_judged else None


def _ended(directive: Directive, begun: dict[str, list[_Claim]]) -> Iterator[Unused]:
    """Let what was begun end: what the directive names, or all of it. What of the directive ends nothing."""
    names = [name.name for name in directive.rules] or list(begun)
    ended = {name: begun.pop(name) for name in names if name in begun}
    for claims in ended.values():
        for claim in claims:
            claim.end = directive.span.start
    vain = [name for name in directive.rules if name.name not in ended]
    if not ended:
        names_in_vain = tuple(name.name for name in vain)
        yield Unused(Fault.NOT_STARTED, directive.span, directive.removal, names_in_vain, directive.explained)
        return
    for name in vain:
        yield _of_name(Fault.NOT_STARTED, name)


def _of_name(fault: Fault, name: DirectiveRule) -> Unused:
    return Unused(fault, name.span, name.removal, (name.name,), name.explained)


def _covered(claims: Iterable[_Claim], placed: Iterable[tuple[Span, int]]) -> Iterator[int]:
    """The indexes of the findings that claims cover, both sorted by place; the first claim that does is used."""
    waiting = deque(sorted(claims, key=lambda claim: claim.start))
    covering: list[tuple[Span, int, _Claim]] = []
    for span, index in placed:
        while waiting and waiting[0].start <= span.start:
            claim = waiting.popleft()
            heappush(covering, (claim.directive.span, len(waiting), claim))
        while covering and covering[0][2].end < span.start:
            heappop(covering)
        if covering:
            covering[0][2].used = True
            yield index
