"""What reading a hostile note, judging a hostile vault and listing a hostile folder cost as they grow: the ratio of the
time for four times as much to that for once.

    python benchmarks/growth.py [--limit 8] [NAME ...]

4 is linear, 16 quadratic. Each kind is measured at a size that takes some milliseconds; one that is above the limit
twice is marked, and the exit code is then 1. `memory` is the same ratio for the pickled facts of a note, or for the
pickled findings of all rules in a vault.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rlvault_lint.files.sources import WorkTree, find_files
from rlvault_lint.findings.suppress import Known
from rlvault_lint.judging import judge
from rlvault_lint.reading.parse import parse
from rlvault_lint.registry import registry
from rlvault_lint.settings.select import Names
from rlvault_lint.vault.vault import Vault

FACTOR = 4
START, LEAST_SECONDS, MOST = 500, 0.01, 200_000
NAME = "abcdefghijklmnopq"
OF_VAULTS = 2000
"""The least size of a vault: from a thousand names on, not all are compared."""
Make = Callable[[int], str]
MakeVault = Callable[[int], dict[str, str]]
MakeFolder = Callable[[Path, int], None]


def front(block: str) -> str:
    """A note with nothing but frontmatter."""
    return f"---\n{block}\n---\n"


def nested_list(n: int) -> str:
    """A list as deep as its square root, and as long as deep."""
    depth = int(n**0.5)
    return "".join("  " * level + "- 项\n" for level in range(depth)) * max(1, n // (depth * depth))


NOTES: Mapping[str, Make] = {
    # what opens something in running text and never closes it
    "instructions": lambda n: "<?" * n,
    "instructions after text": lambda n: "x <? y " * n,
    "declarations": lambda n: "x <!A " * n,
    "comments": lambda n: "x <!-- " * n,
    "tags": lambda n: "x <a b='" * n,
    "tags of attributes": lambda n: "x <a" + " b" * n,
    "tags of attributes, again and again": lambda n: "x <a b c d e f g " * n,
    "closing tags": lambda n: "x </a " * n,
    "autolinks": lambda n: "x <http://a" * n,
    "wikilinks": lambda n: "[[a " * n,
    "wikilinks on lines": lambda n: "[[a\n" * n,
    "brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[" * n + "]" * n,
    "empty links": lambda n: "[](" * n,
    "links with a title": lambda n: '[a](b "c ' * n,
    "links in angles": lambda n: "[a](<b " * n,
    "parentheses": lambda n: "[a](" + "(" * n,
    "backticks": lambda n: "`" * n,
    "backticks of every length": lambda n: "".join("`" * each + "a" for each in range(int((2 * n) ** 0.5))),
    "pairs of backticks": lambda n: "``a`" * n,
    "dollars": lambda n: "$a " * n,
    "double dollars": lambda n: "$$ a " * n,
    "double dollars on lines": lambda n: "$$\n\na\n\n" * n,
    "percent signs": lambda n: "%% a " * n,
    "percent signs in paragraphs": lambda n: "a %% b\n\n" * n,
    "percent signs on one line": lambda n: "%%a%%" * n,
    "Templater": lambda n: "<% " * n,
    "Templater's commands": lambda n: "<% a %> " * n,
    "directives": lambda n: "%% rlvault-lint: ignore a %% " * n,
    "directives that don't close": lambda n: "%% rlvault-lint: ignore a " * n,
    "carets": lambda n: "a^b " * n,
    "carets before math": lambda n: "a ^b\n$$\n" * n,
    "hashes": lambda n: "#a/ " * n,
    "quotation marks": lambda n: "\"'" * n,
    "ampersands": lambda n: "&#1" * n,
    "backslashes": lambda n: "\\" * n,
    "stars": lambda n: "*a **b " * n,
    # what stands in each other
    "pictures in pictures": lambda n: "![" * n + "a" + "](b)" * n,
    "links in links": lambda n: "[" * n + "a" + "](b)" * n,
    "quotes": lambda n: ">" * n + " a",
    "quotes on lines": lambda n: "> a\n" * n,
    "lists in each other": nested_list,
    "lists in each other, on one line": lambda n: "- " * n + "a",
    "footnotes": lambda n: "".join(f"[^{each}]: a [^{each + 1}]\n\n" for each in range(n)),
    "definitions": lambda n: "".join(f"[{each}]: 文{each}.md\n" for each in range(n)),
    "definitions of one label": lambda n: "[a]: b.md\n\n" * n,
    # blocks
    "spaces in a setext heading": lambda n: "a" + " " * n + "b\n===",
    "lines of a setext heading": lambda n: "a  \n" * n + "===",
    "setext headings": lambda n: "文\n===\n\n" * n,
    "spaces in a heading": lambda n: "# a" + " " * n + "b",
    "hashes after a heading": lambda n: "# a " + "#" * n + "b",
    "pipes in a table": lambda n: "| a " * n + "|\n" + "|-" * n + "|\n" + "| b " * n + "|",
    "rows of a table": lambda n: "| a | b |\n|---|---|\n" + "| [[a|b]] | c | [[d]] |\n" * n,
    "rows that are no table": lambda n: "| [[a|b]] | c |\n|---|\n" * n,
    "dashes and spaces": lambda n: "[[a|b]]\n|-" + " " * n + "x",
    "one line": lambda n: "文 [[a]] " * n,
    "paragraphs": lambda n: "文 [[a#b|c]]\n\n" * n,
    "entries": lambda n: "- [[文]] ★★★★☆ arXiv:2602.12345 ^a\n" * n,
    "lone returns": lambda n: "a [[b]]\r" * n,
    "fences": lambda n: "```\n" * n,
    "conflicts": lambda n: "<<<<<<< a\n=======\n" * n,
    "mojibake": lambda n: "é“â€™ a " * n,
    "mojibake in code": lambda n: "`â€™` " * n,
    "UTF-8 read as GBK": lambda n: "锛a" * n,
    # properties
    "frontmatter never closed": lambda n: "---\n" + "a: b\n" * n,
    "brackets in frontmatter": lambda n: front("a: " + "[" * n),
    "items in quotes": lambda n: front("a:\n" + '  - "[[b]]"\n' * n),
    "escaped items": lambda n: front("a:\n" + '  - "[[\\x62]]"\n' * n),
    "texts in brackets": lambda n: front("a: [" + '"b", ' * n + "]"),
    "quotes in a property": lambda n: front('a: "' + "\\\"'" * n + '"'),
    "doubled quotes": lambda n: front("a: '" + "''" * n + "'"),
    "lines in quotes": lambda n: front('a: "' + "b\n  " * n + '"'),
    "spaces in a property": lambda n: front("a:" + " " * n + "b"),
    "properties": lambda n: front("".join(f"a{each}: b\n" for each in range(n))),
    "one property again and again": lambda n: front("a: b\n" * n),
    "colons in a value": lambda n: front("a: b: " + "c: " * n),
    "anchors": lambda n: front("".join(f"a{each}: &x b\n" for each in range(n))),
    "empty lines": lambda n: front("\n" * n),
    "comments in frontmatter": lambda n: front("# a\n" * n + "%b"),
}


def word(number: int) -> str:
    """A number written in letters, since names that differ in digits are never taken for each other."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def capitals(text: str, bits: int) -> str:
    """`text` with those letters in capitals whose bit is set."""
    return "".join(char.upper() if bits >> at & 1 else char for at, char in enumerate(text))


VAULTS: Mapping[str, MakeVault] = {
    # headings and blocks
    "broken headings in a note of as many": lambda n: {
        "n.md": "".join(f"[[#kapitel {word(each)}]]\n" for each in range(n)) + "\n# heading\n" * n
    },
    "nearly headings of a note": lambda n: {
        "n.md": "".join(f"[[#heading {word(each)}]]\n" for each in range(n))
        + "".join(f"\n# headings {word(each)}\n" for each in range(n))
    },
    "nearly blocks of a note": lambda n: {
        "n.md": "".join(f"[[#^block{word(each)}]]\n" for each in range(n))
        + "".join(f"\ntext ^blocks{word(each)}\n" for each in range(n))
    },
    "anchors as on GitHub": lambda n: {
        "n.md": "".join(f"[a](#h-{each})\n" for each in range(n)) + "".join(f"\n# H {each}\n" for each in range(n))
    },
    "a subpath of many parts": lambda n: {"n.md": "[[n" + "#a" * n + "]]\n" + "\n# a\n" * n},
    "subpaths of two parts": lambda n: {"n.md": "".join(f"[[#a#b{each}]]\n" for each in range(n)) + "\n# a\n" * n},
    # names
    "missing notes": lambda n: {"n.md": "".join(f"[[name {each}]] [[x/{each}]]\n" for each in range(n))},
    "missing entries of a MOC": lambda n: {"A MOC.md": "".join(f"- [[gone {each}]]\n" for each in range(n))},
    "missing notes with near names": lambda n: {
        "n.md": "".join(f"[[note abuot {word(each)}]]\n" for each in range(n)),
        **{f"note about {word(each)}.md": "" for each in range(n)},
    },
    "links to a name of many": lambda n: {
        "n.md": "[[m]] [[m#x]] [[m#^y]]\n" * n,
        **{f"{each:09}/m.md": "" for each in range(n)},
    },
    "links within folders to a name of many": lambda n: {f"{each}/m.md": "[[m]] [[m#x]] [[M]]" for each in range(n)},
    "paths to a name of many": lambda n: {f"{each}/m.md": f"[[{each}/M]] [[x{each}/m]]" for each in range(n)},
    "names that differ in case": lambda n: {
        f"{capitals(NAME, each)}.md": f"[[{capitals(NAME, each + 8)}]] [[{NAME}]]" for each in range(n)
    },
    "links to an alias of many": lambda n: {
        "n.md": "[[alias]]\n" * n,
        **{f"{word(each)}.md": "---\naliases: [alias]\n---\n[[alias]]\n" for each in range(n)},
    },
    "links to folders of one name": lambda n: {
        "n.md": "".join(f"[[x{each}/sub]]\n" for each in range(n)),
        **{f"{each}/sub/x.md": "" for each in range(n)},
    },
    # what notes and MOCs say of each other
    "claims of one ID with as many missing entries": lambda n: {
        "A MOC.md": "".join(f"- [[gone {word(each)}]] arXiv:2501.00001\n" for each in range(n)),
        **{f"{word(each)}.md": front("arxiv: '2501.00001'") for each in range(n)},
    },
    "claims of an ID by entries for one note": lambda n: {
        "A MOC.md": "- [[a]] arXiv:2501.00001 ★★★☆☆\n- [[a]] arXiv:2501.00002 ★★★★☆\n" * n,
        "a.md": front("arxiv: '2501.00003'\nrating: ★☆☆☆☆"),
    },
    "MOCs over as many unlisted notes": lambda n: {
        **{f"{word(each)} MOC.md": front("type: moc") + "[[listed]]" for each in range(n)},
        **{f"x/{word(each)}.md": "" for each in range(n)},
        "x/listed.md": "",
    },
    "MOCs of one domain over as many notes": lambda n: {
        **{f"m/{each}/{word(each)} MOC.md": front("type: moc\ndomain: d") + f"[[{word(each)}]]" for each in range(n)},
        **{f"x/{word(each)}.md": front("domain: d\ntags: [t]") for each in range(2 * n)},
    },
    "MOCs that share tags and words with unlisted notes": lambda n: {
        **{f"{word(each)} learning MOC.md": front("type: moc\ntags: [t]") + "[[listed]]" for each in range(n)},
        **{f"x/learning {word(each)}.md": front("tags: [t]") for each in range(20)},
        **{f"x/listed {word(each)}.md": "" for each in range(n)},
        "x/_MOC.md": front("type: moc") + "".join(f"- [[listed {word(each)}]]\n" for each in range(n)),
        "x/listed.md": "",
    },
    "counts of a MOC of as many": lambda n: {
        "A MOC.md": "# All (3)\n" + "".join(f"- [[{word(each)}]]\n" for each in range(n)),
        "B MOC.md": "- [[A MOC]] (3 notes)\n" * n,
    },
    "counts of nested headings": lambda n: {"A MOC.md": "# A (3)\n" * n + "- [[a]]\n" * n},
    "counts of entries in each other": lambda n: {"A MOC.md": "- [[a]] (3 notes)\n  - [[b]] (2 notes)\n" * n},
    "typed properties beside as many links": lambda n: {
        "n.md": front("".join(f"p{each}: '[[a]]'\n" for each in range(n))) + "[[b]]\n" * n,
    },
    "entries of one note": lambda n: {"A MOC.md": "- [[a]] ★★★☆☆ — text\n" * n, "a.md": ""},
    "entries of one note in as many MOCs": lambda n: {
        "a.md": "[[b]]",
        **{f"{word(each)} MOC.md": "- [[a]] ★★★☆☆ arXiv:2501.00001\n" for each in range(n)},
    },
    "notes of one text": lambda n: {f"{word(each)}.md": "# Title\n" + "word word " * 40 for each in range(n)},
    "notes of one title": lambda n: {
        f"{word(each)}.md": f"# Title\n{f'word{each} text{each + 1} ' * 20}\n{'common words here ' * 20}"
        for each in range(n)
    },
    "mentions of one ID in as many notes": lambda n: {
        f"{word(each)}.md": "arXiv:2501.00001 2501.00002 #tag" for each in range(n)
    },
    "properties of many spellings": lambda n: {
        f"{word(each)}.md": front(f"{capitals(NAME, each)}: 1\ntags: [a b, A{each}]") for each in range(n)
    },
    "attachments": lambda n: {
        "n.md": "".join(f"![[{word(each)}.png]] ![[fig {word(each)}.png]]\n" for each in range(n)),
        **{f"a/fig {word(each)}.canvas": "" for each in range(n)},
    },
    "directives": lambda n: {"n.md": "%% rlvault-lint: ignore broken-link %%\n[[x/y]]\n" * n},
    "periods": lambda n: {"n.md": "".join(f"[[2024-01-{each}]]\n" for each in range(n))},
}


def linked_folders(root: Path, n: int) -> None:
    """Folders, and as many links to them."""
    for each in range(n):
        (root / f"f{each}").mkdir()
        (root / f"link{each}").symlink_to(f"f{each}", target_is_directory=True)


def links_to_one_folder(root: Path, n: int) -> None:
    """A folder of notes, with links to itself among them."""
    (root / "f").mkdir()
    for each in range(n):
        (root / f"f/link{each}").symlink_to(".", target_is_directory=True)
        (root / f"f/{each}.md").touch()


def ignore_files(root: Path, n: int) -> None:
    """Folders with patterns and a note in each."""
    for each in range(n):
        (root / f"f{each}").mkdir()
        (root / f"f{each}/.gitignore").write_text("*.tmp\n!x.md\n")
        (root / f"f{each}/n.md").touch()


def names_in_an_ignore_file(root: Path, n: int) -> None:
    """As many notes as there are names in a `.gitignore`."""
    (root / ".gitignore").write_text("".join(f"{word(each)}.md\n!n{each}.md\n" for each in range(n)))
    for each in range(n):
        (root / f"n{each}.md").touch()


def wildcards_in_an_ignore_file(root: Path, n: int) -> None:
    """As many notes as there are patterns with wildcards."""
    (root / ".gitignore").write_text("".join(f"*{word(each)}*.md\n" for each in range(n)))
    for each in range(n):
        (root / f"n{each}.md").touch()


FOLDERS: Mapping[str, MakeFolder] = {
    "linked folders": linked_folders,
    "links to one folder": links_to_one_folder,
    ".gitignore files": ignore_files,
    "names in a .gitignore over as many notes": names_in_an_ignore_file,
    "wildcards in a .gitignore over as many notes": wildcards_in_an_ignore_file,
}


def main() -> None:
    """Print the table; exit with 1 where something grows faster than allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these kinds of notes and vaults")
    parser.add_argument("--limit", type=float, default=8.0, help="the largest ratio that passes")
    arguments = parser.parse_args()
    gc.disable()
    failed = False
    for name in arguments.names or (*NOTES, *VAULTS, *FOLDERS):
        size, seconds, growth, memory = found = measured(name)
        if max(growth, memory) > arguments.limit:  # somebody else may have had the processor
            size, seconds, growth, memory = min(measured(name), found, key=_growth)
        bad = max(growth, memory) > arguments.limit
        failed = failed or bad
        mark = "  <--" if bad else ""
        sys.stdout.write(
            f"{name:40} n={size:<7} {seconds * 1e3:7.1f} ms   time {growth:5.1f}   memory {memory:5.1f}{mark}\n"
        )
        sys.stdout.flush()
    sys.exit(failed)


def measured(name: str) -> tuple[int, float, float, float]:
    """A size that takes a while, the seconds that it takes, and by how much time and outcome grow from there."""
    if name in FOLDERS:
        cost = _of_listing(FOLDERS[name])
    else:
        cost = _of_reading(NOTES[name]) if name in NOTES else _of_judging(VAULTS[name])
    size = START if name in NOTES else OF_VAULTS
    seconds, length = cost(size)
    while seconds < LEAST_SECONDS and size < MOST:
        size *= 2
        seconds, length = cost(size)
    more_seconds, more = cost(FACTOR * size)
    return size, seconds, more_seconds / seconds, more / length


def _growth(found: tuple[int, float, float, float]) -> float:
    return max(found[2:])


Cost = Callable[[int], tuple[float, int]]
"""From a size the seconds, and the length of the pickled outcome."""


def _of_reading(make: Make) -> Cost:
    def cost(size: int) -> tuple[float, int]:
        data = make(size).encode()
        return _timed(lambda: parse("Note.md", data))

    return cost


def _of_judging(make: MakeVault) -> Cost:
    rules = [rule() for rule in registry().values()]
    known = Known(Names(registry()).meanings, frozenset(registry()))

    def cost(size: int) -> tuple[float, int]:
        notes = [parse(path, text.encode()) for path, text in make(size).items()]
        paths = [note.path for note in notes]

        def judged() -> object:
            vault = Vault(notes, paths)
            return judge(vault, rules, (), paths, known)

        return _timed(judged)

    return cost


def _of_listing(make: MakeFolder) -> Cost:
    def cost(size: int) -> tuple[float, int]:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), size)
            return _timed(lambda: find_files(WorkTree(Path(folder)), ()).checked)

    return cost


def _timed(work: Callable[[], object]) -> tuple[float, int]:
    seconds = []
    for _ in range(2):
        start = time.process_time()
        outcome = work()
        seconds.append(time.process_time() - start)
    return min(seconds), len(pickle.dumps(outcome))


if __name__ == "__main__":
    main()
