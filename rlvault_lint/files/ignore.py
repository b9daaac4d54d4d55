"""What is left out of checking: by git, and by Obsidian's "Excluded files".

Git is asked only which files it tracks, as these are never ignored. Its patterns are read here: git itself would open
whatever is called `.gitignore`, and could wait for a named pipe for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from rlvault_lint import patterns
from rlvault_lint.expressions import Expression
from rlvault_lint.files import regular
from rlvault_lint.files.git import Repository
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError
from rlvault_lint.note import folder_of

MOST_FILTERS = 200
"""How many of Obsidian's "Excluded files" count."""
_FILE = ".gitignore"


class Filters:
    """Obsidian's "Excluded files": `/…/` is a regular expression on the path, all else a prefix; case doesn't count."""

    def __init__(self, filters: Sequence[str], notices: list[str]) -> None:
        """`filters` as Obsidian has them; sentences about those that are left aside are added to `notices`."""
        about = ".obsidian/app.json: excluded files"
        if len(filters) > MOST_FILTERS:
            notices.append(f"{about}: only the first {MOST_FILTERS} of {len(filters)} are used")
        prefixes: list[str] = []
        self._expressions: list[Expression] = []
        for each in filters[:MOST_FILTERS]:
            if len(each) > 2 and each.startswith("/") and each.endswith("/"):
                try:
                    self._expressions.append(Expression(each[1:-1], ignore_case=True))
                except ValueError as error:
                    notices.append(f"{about}: {each[:80]!r} is left aside: {error}")
            else:
                prefixes.append(each.lower())
        self._prefixes = tuple(prefixes)

    def __call__(self, path: str) -> bool:
        """Whether they leave out the file at a vault path."""
        return path.lower().startswith(self._prefixes) or any(each.search(path) for each in self._expressions)


class GitIgnored:
    """What git ignores in a vault. The question can be asked of any vault path, also of one where no file is."""

    def __init__(
        self, rules: patterns.Matcher | None = None, tracked: Collection[str] = frozenset(), prefix: str = ""
    ) -> None:
        """`rules` match paths from the repository's top, where the vault lies below `prefix`, empty or with a `/` at
        its end; `tracked` are vault paths.
        """
        self._rules = rules
        self._tracked = tracked
        self._prefix = prefix

    def __call__(self, path: str) -> bool:
        """Whether git ignores, or would ignore, a file at a vault path."""
        return self._rules is not None and path not in self._tracked and self._rules.matches(self._prefix + path)


def git_ignored(root: Path, folders: Sequence[str], read: Callable[[str, int], bytes]) -> GitIgnored:
    """What git ignores in the vault at `root`, or would if it were a repository. `folders` are those that hold a
    `.gitignore`; `read` gives the bytes of a vault path, and raises UnreadableError.
    """
    repository = Repository.open(root)
    prefix = repository.prefix if repository else ""
    lists = []
    for folder in folders:
        try:
            content = read(f"{folder}/{_FILE}" if folder else _FILE, SETTINGS_LIMIT)
        except UnreadableError:  # git leaves such a file alone as well
            continue
        lists.append((f"{prefix}{folder}".rstrip("/"), patterns.parse(content)))
    if repository is None:
        return GitIgnored(patterns.Matcher(lists))
    lists += _above(repository)
    least = [pattern for file in repository.exclude_files() for pattern in _patterns_in(file)]
    # A vault inside an ignored folder is checked all the same: the user asked for it.
    rules = patterns.Matcher(lists, tuple(least), root=prefix.rstrip("/"))
    return GitIgnored(rules, frozenset(entry.path for entry in repository.index_entries() or ()), prefix)


def _above(repository: Repository) -> Iterator[tuple[str, tuple[patterns.Pattern, ...]]]:
    """The patterns between the repository's top and the vault, by folder."""
    folder = repository.prefix.rstrip("/")
    while folder:
        folder = folder_of(folder)
        yield folder, _patterns_in(repository.top / folder / _FILE)


def _patterns_in(file: Path) -> tuple[patterns.Pattern, ...]:
    try:
        return patterns.parse(regular.read(file, SETTINGS_LIMIT))
    except UnreadableError:
        return ()
