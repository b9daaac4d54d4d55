"""The user's `.pre-commit-config.yaml`: writes one with our hook, or adds the hook to one that is there.

What is there stays as it is written, comments included: the hook is put behind the last repository, as text, and
nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rlvault_lint.errors import RunError

if TYPE_CHECKING:
    import yaml

CONFIG = ".pre-commit-config.yaml"
HOOK = "rlvault-lint"

_NEW = """\
default_install_hook_types: [pre-commit, pre-merge-commit]
repos:
"""
_ENTRY = """\
- repo: local
  hooks:
    - id: rlvault-lint
      name: rlvault-lint (what this commit breaks)
      entry: rlvault-lint check --staged --new-since HEAD
      language: system # the rlvault-lint that is installed
      stages: [pre-commit, pre-merge-commit]
      always_run: true # a deleted or renamed note breaks links in notes that don't change
      pass_filenames: false
"""


class HookError(RunError):
    """A configuration of pre-commit to which the hook can't be added."""


def add(root: Path) -> tuple[Path, bool]:
    """Add the hook for the vault at `root` to the configuration of its repository; the file, and whether it is new.

    Raises RunError where there is no repository, the hook is there already, or the file can't be used or written.
    """
    from rlvault_lint.files import write
    from rlvault_lint.files.regular import SETTINGS_LIMIT, read
    from rlvault_lint.files.root import repository

    top = repository(root)
    if top is None:
        raise HookError(f"{str(root)!r} is in no git repository, and hooks are git's: run `git init` first")
    file = top / CONFIG
    if file.is_symlink():
        raise HookError(f"{str(file)!r} is a symbolic link: add the hook to the file that it points to")
    try:
        with file.open("xb") as out:
            out.write(f"{_NEW}{_indented(2)}".encode())
    except FileExistsError:
        before = read(file, SETTINGS_LIMIT, CONFIG)
        try:
            text = before.decode()
        except UnicodeDecodeError:
            raise HookError(f"{CONFIG}: this is not UTF-8, so nothing was added: add the hook by hand") from None
        write.put(file, extended(text).encode())
        return file, False
    except OSError as error:
        raise HookError(f"{str(file)!r} can't be written: {error.strerror}") from error
    return file, True


def extended(text: str) -> str:
    """A configuration with the hook behind its last repository. Raises HookError where it can't be put there."""
    repositories = _repositories(text)
    if any(name == HOOK for name in _hooks(repositories)):
        raise HookError(f"{CONFIG}: the hook {HOOK!r} is there already, so nothing was added")
    end = "\r\n" if "\r\n" in text else "\n"
    if not repositories.value and repositories.flow_style:
        start, stop = repositories.start_mark.index, repositories.end_mark.index
        made = f"{text[:start].rstrip(' ')}{end}{_indented(2, end).rstrip()}{text[stop:]}"
    elif repositories.flow_style:
        line = repositories.start_mark.line + 1
        raise HookError(f"{CONFIG}:{line}: the repositories are listed in brackets: put each on lines of its own first")
    else:
        lines = text.splitlines(keepends=True)
        mark = max((_end(item) for item in repositories.value), key=lambda each: each.index)
        at = mark.line if mark.column == 0 else mark.line + 1
        if at and not lines[at - 1].endswith(("\n", "\r")):
            lines[at - 1] += end
        lines.insert(at, _indented(repositories.start_mark.column, end))
        made = "".join(lines)
    added = _repositories(made)
    if len(added.value) != len(repositories.value) + 1:
        raise HookError(f"{CONFIG}: there is no place to add the hook at: add it by hand, as the README shows it")
    return made


def _indented(columns: int, end: str = "\n") -> str:
    return "".join(f"{' ' * columns}{line}{end}" for line in _ENTRY.splitlines())


def _repositories(text: str) -> yaml.SequenceNode:
    """The list of repositories in a configuration. Raises HookError."""
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise HookError(f"{CONFIG}:{line}: this is not YAML ({error.problem}): correct it first") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise HookError(f"{CONFIG}: this is not YAML: correct it first") from error
    found = _value(root, "repos")
    if not isinstance(found, yaml.SequenceNode):
        raise HookError(f"{CONFIG}: there is no list `repos`, so nothing was added: correct it first")
    return found


def _value(node: object, key: str) -> object:
    import yaml

    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _hooks(repositories: yaml.SequenceNode) -> Iterator[str]:
    import yaml

    for repository in repositories.value:
        hooks = _value(repository, "hooks")
        for hook in hooks.value if isinstance(hooks, yaml.SequenceNode) else ():
            name = _value(hook, "id")
            if isinstance(name, yaml.ScalarNode):
                yield name.value


def _end(node: yaml.Node) -> yaml.Mark:
    """Where the last thing that is written of a node ends: a block ends only where the next one begins."""
    import yaml

    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return node.end_mark
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
