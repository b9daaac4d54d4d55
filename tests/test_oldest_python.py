"""What the oldest Python that is supported gets wrong, and so nothing here may use."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import rlvault_lint

# Private, but nothing else tells `a++` from `[a+]+` for certain.
_sre: ModuleType = importlib.import_module("re._parser")
_constants: ModuleType = importlib.import_module("re._constants")


def _possessive(parsed: object) -> bool:
    """Whether a parsed expression has a possessive quantifier at any depth."""
    if parsed is _constants.POSSESSIVE_REPEAT:
        return True
    if isinstance(parsed, (tuple, list, _sre.SubPattern)):
        return any(_possessive(part) for part in parsed)
    return False


def _modules() -> list[str]:
    return [info.name for info in pkgutil.walk_packages(rlvault_lint.__path__, "rlvault_lint.")]


def _patterns(name: str) -> Iterator[tuple[str | bytes, int]]:
    """The expressions that a module holds compiled, and those that stand in calls of `re` in its functions."""
    module = importlib.import_module(name)
    for value in vars(module).values():
        for each in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(each, re.Pattern):
                yield each.pattern, each.flags & ~re.UNICODE if isinstance(each.pattern, bytes) else each.flags
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, (str, bytes)):
                    yield argument.value, 0


@pytest.mark.parametrize("name", [name for name in _modules() if not name.endswith("__main__")])
def test_no_expression_has_a_possessive_quantifier(name: str) -> None:
    """Python 3.11.0 to 3.11.4 match them wrongly (gh-106052); atomic groups work."""
    for pattern, flags in _patterns(name):
        assert not _possessive(_sre.parse(pattern, flags)), pattern


def test_the_test_itself_sees_one() -> None:
    assert _possessive(_sre.parse(r"x(?:a|b(?:c*+))+", 0))
    assert not _possessive(_sre.parse(r"(?>a*)[*+]+\++", 0))
