"""Regular expressions of strangers, searched in linear time.

Settings come with a vault and may hold expressions such as `(a+)+$`, for which Python's `re` takes exponential time.
Here an expression is simulated as an automaton: all its states at once, each character looked at once, and the step
from one set of states to the next remembered. Python's own parser says what an expression means; back references,
look-around, atomic groups and conditions, which no automaton has, are not supported. An expression that can go only a
few ways, such as one without repetitions, is left to `re`, which is faster.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

LONGEST = 500
"""How many characters an expression may have."""
MOST_STATES = 300
"""How many states an expression may have: repetitions are written out."""
_MOST_STEPS = 5000  # remembered ones
_FEW_WAYS = 64

_Test = Callable[[str], bool]
# A state: whether a character leads on from it, or a place does (start, end, word boundary), and where to.
_Place = str

_UNSUPPORTED = {
    "ASSERT": "looking ahead or behind",
    "ASSERT_NOT": "looking ahead or behind",
    "ATOMIC_GROUP": "an atomic group",
    "GROUPREF": "a reference to a group",
    "GROUPREF_EXISTS": "a condition",
    "POSSESSIVE_REPEAT": "a possessive repetition",
}


class Expression:
    """A compiled expression; `search` tells whether it occurs in a text."""

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        """Raises ValueError, in words for people, for what is not an expression, not supported or too large."""
        if len(pattern) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST} characters")
        # re._parser is not public, and has been the same since Python 3.11; the tests would tell of a change.
        parser: Any = re._parser  # type: ignore[attr-defined]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = parser.parse(pattern, flags := re.IGNORECASE if ignore_case else 0)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"it is not a valid regular expression: {error}") from error
        self._flags: int = tree.state.flags
        self._tests: list[_Test | None] = []
        self._places: list[_Place | None] = []
        self._next: list[list[int]] = []
        self._final = self._state()
        try:
            self._start = self._sequence(tree, self._final, self._flags)
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        self._steps: dict[tuple[frozenset[int], str, str], frozenset[int] | None] = {}
        self._plain: re.Pattern[str] | None = None
        if _ways(tree) <= _FEW_WAYS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._plain = re.compile(pattern, flags)

    def search(self, text: str) -> bool:
        """Whether the expression matches somewhere in `text`. Takes time linear in its length."""
        if self._plain is not None:
            return self._plain.search(text) is not None
        states = frozenset((self._start,))
        before = ""
        for index, character in enumerate(text):
            last = index + 1 == len(text) and character == "\n"
            kind = f"{_kind(before)}{'$' if last else ''}"
            key = (states, kind, character)
            if key in self._steps:
                following = self._steps[key]
            else:
                following = self._step(states, before, character, last=last)
                if len(self._steps) >= _MOST_STEPS:
                    self._steps.clear()
                self._steps[key] = following
            if following is None:
                return True
            states, before = following, character
        return self._final in self._closed(states, before, "", last=True)

    def _step(self, states: frozenset[int], before: str, character: str, *, last: bool) -> frozenset[int] | None:
        """The states after a character; None if the expression has matched before it."""
        reached = {self._start}
        for state in self._closed(states, before, character, last=last):
            if state == self._final:
                return None
            test = self._tests[state]
            if test is not None and test(character):
                reached.update(self._next[state])
        return frozenset(reached)

    def _closed(self, states: Iterable[int], before: str, after: str, *, last: bool) -> set[int]:
        """The states that are reached without a character, at a place between two of them ("" at the ends)."""
        found: set[int] = set()
        open_states = list(states)
        while open_states:
            state = open_states.pop()
            if state in found:
                continue
            found.add(state)
            place = self._places[state]
            if self._tests[state] is None and (place is None or _is_there(place, before, after, last=last)):
                open_states += self._next[state]
        return found

    # --- from Python's tree to states -------------------------------------------------------------------------------

    def _state(self, test: _Test | None = None, place: _Place | None = None, following: Iterable[int] = ()) -> int:
        if len(self._next) >= MOST_STATES:
            raise ValueError("it is too large: its repetitions are too many")
        self._tests.append(test)
        self._places.append(place)
        self._next.append(list(following))
        return len(self._next) - 1

    def _sequence(self, items: Iterable[tuple[Any, Any]], after: int, flags: int) -> int:
        """The state that matches the items and then goes on to the state `after`."""
        for operation, argument in reversed(list(items)):
            after = self._item(str(operation), argument, after, flags)
        return after

    def _item(self, operation: str, argument: Any, after: int, flags: int) -> int:
        match operation:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return self._state(test=_test(operation, argument, flags), following=(after,))
            case "AT":
                return self._state(place=_place(str(argument), flags), following=(after,))
            case "BRANCH":
                starts = [self._sequence(branch, after, flags) for branch in argument[1]]
                return self._state(following=starts)
            case "SUBPATTERN":
                _, added, removed, inner = argument
                return self._sequence(inner, after, (flags | added) & ~removed)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, inner = argument
                return self._repeat(least, None if str(most) == "MAXREPEAT" else int(most), inner, after, flags)
            case _:
                raise ValueError(f"{_UNSUPPORTED.get(operation, operation.lower())} is not supported")

    def _repeat(self, least: int, most: int | None, inner: Any, after: int, flags: int) -> int:
        if most is None:
            loop = self._state()
            self._next[loop] = [self._sequence(inner, loop, flags), after]
            after = loop
        else:
            end = after
            for _ in range(most - least):
                after = self._state(following=(self._sequence(inner, after, flags), end))
        for _ in range(least):
            if len(self._next) >= MOST_STATES:  # also where the inner part has no states
                raise ValueError("it is too large: its repetitions are too many")
            after = self._state(following=(self._sequence(inner, after, flags),))
        return after


@cache
def expression(pattern: str) -> Expression:
    """The Expression of a pattern, made once. Raises ValueError as Expression does."""
    return Expression(pattern)


def _ways(items: Iterable[tuple[Any, Any]]) -> float:
    """In how many ways `re` may have to try the items at one place of a text, at most."""
    ways = 1.0
    for operation, argument in items:
        match str(operation):
            case "BRANCH":
                ways *= sum(map(_ways, argument[1]))
            case "SUBPATTERN":
                ways *= _ways(argument[3])
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, inner = argument
                if str(most) == "MAXREPEAT" or most > LONGEST:
                    return math.inf
                ways *= (most - least + 1) * _ways(inner) ** most
        if ways > _FEW_WAYS:
            return math.inf
    return ways


def _kind(before: str) -> str:
    """All that a place needs to know of the character before it."""
    if before in ("", "\n"):
        return before
    return "w" if _is_word(before) else "."


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _place(name: str, flags: int) -> _Place:
    name = name.removeprefix("AT_")
    if name in ("BEGINNING", "END") and flags & re.MULTILINE:
        return f"{name}_LINE"
    if "BOUNDARY" in name and flags & re.ASCII:
        raise ValueError("a boundary of words in ASCII is not supported")
    if name not in ("BEGINNING", "BEGINNING_STRING", "END", "END_STRING", "BOUNDARY", "NON_BOUNDARY"):
        raise ValueError(f"{name.lower()} is not supported")
    return name


def _is_there(place: _Place, before: str, after: str, *, last: bool) -> bool:
    """Whether a place is that between two characters, "" at the ends; `last` says that nothing follows `after`."""
    match place:
        case "BEGINNING" | "BEGINNING_STRING":
            return not before
        case "BEGINNING_LINE":
            return before in ("", "\n")
        case "END":
            return not after or (last and after == "\n")
        case "END_STRING":
            return not after
        case "END_LINE":
            return after in ("", "\n")
    is_boundary = (bool(before) and _is_word(before)) != (bool(after) and _is_word(after))
    return is_boundary == (place == "BOUNDARY")


def _test(operation: str, argument: Any, flags: int) -> _Test:
    """Whether a single character fits; with IGNORECASE, whether it does in lower or upper case."""
    plain = _plain_test(operation, argument, flags)
    if not flags & re.IGNORECASE or operation == "ANY":
        return plain
    if operation == "NOT_LITERAL":
        return lambda character: all(map(plain, _cases(character)))
    if operation == "IN" and str(argument[0][0]) == "NEGATE":
        outside = _plain_test(operation, argument[1:], flags)
        return lambda character: not any(map(outside, _cases(character)))
    return lambda character: any(map(plain, _cases(character)))


def _cases(character: str) -> tuple[str, ...]:
    return tuple(each for each in (character, character.lower(), character.upper()) if len(each) == 1)


def _plain_test(operation: str, argument: Any, flags: int) -> _Test:
    match operation:
        case "LITERAL":
            return chr(argument).__eq__
        case "NOT_LITERAL":
            return chr(argument).__ne__
        case "ANY":
            return (lambda _: True) if flags & re.DOTALL else "\n".__ne__
    members = [(str(kind), value) for kind, value in argument]
    negated = members[:1] == [("NEGATE", None)]
    tests = [_member(kind, value, flags) for kind, value in members[negated:]]
    return lambda character: any(test(character) for test in tests) != negated


def _member(kind: str, value: Any, flags: int) -> _Test:
    match kind:
        case "LITERAL":
            return chr(value).__eq__
        case "RANGE":
            low, high = value
            return lambda character: low <= ord(character) <= high
        case "CATEGORY":
            return _category(str(value).removeprefix("CATEGORY_"), flags)
        case _:
            raise ValueError(f"{kind.lower()} is not supported")


def _category(name: str, flags: int) -> _Test:
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.removeprefix("NOT_")]
    single = re.compile(f"\\{letter.upper() if name.startswith('NOT_') else letter}", flags & re.ASCII)
    return lambda character: single.match(character) is not None
