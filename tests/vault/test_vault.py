"""What links resolve to, by the numbered rules of Obsidian's reading, and what else a vault answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rlvault_lint.conventions import Conventions, MocConventions
from rlvault_lint.note import is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.headings import strip_heading, subpath_parts
from rlvault_lint.vault.resolution import Ambiguous, Found, Missing, Resolution, fold, normal
from rlvault_lint.vault.vault import Vault

NFC, NFD = unicodedata.normalize("NFC", "Café"), unicodedata.normalize("NFD", "Café")


def vault_of(files: dict[str, str], **more: object) -> Vault:
    """A vault with these files and their content."""
    notes = [parse(path, text.encode()) for path, text in files.items() if path.endswith((".md", ".MD", ".canvas"))]
    return Vault(notes, files, **more)  # type: ignore[arg-type]


def resolved(paths: Iterable[str], target: str, source: str) -> str | tuple[str, ...] | None:
    found = Vault([], paths).resolve(target, source)
    return found.paths if isinstance(found, Ambiguous) else found.path if isinstance(found, Found) else None


@pytest.mark.parametrize(
    ("files", "source", "target", "expected"),
    [
        pytest.param(["Ext.md"], "n.md", "Ext.MD", "Ext.md", id="1.14 .md in any case"),
        pytest.param(["Ext.MD"], "n.md", "ext", "Ext.MD", id="1.14 a file called .MD"),
        pytest.param(["On 1.6.x.md"], "n.md", "On 1.6.x", "On 1.6.x.md", id="1.15 dots are no extension"),
        pytest.param(["hub.yaml.md"], "n.md", "hub.yaml", "hub.yaml.md", id="1.15 what looks like an extension"),
        pytest.param(["hub.yaml", "hub.yaml.md"], "n.md", "hub.yaml", "hub.yaml", id="1.15 the name as written first"),
        pytest.param(["a b.md"], "n.md", "a\u00a0b", "a b.md", id="1.17 no-break space in the link"),
        pytest.param(["a\u202fb.md"], "n.md", "a b", "a\u202fb.md", id="1.17 narrow no-break space in the name"),
        pytest.param([f"{NFD}.md"], "n.md", NFC, f"{NFD}.md", id="1.18 NFD name, NFC link"),
        pytest.param([f"{NFC}.md"], "n.md", NFD, f"{NFC}.md", id="1.18 NFC name, NFD link"),
        pytest.param(["x.md"], "n.md", "https://example.com", None, id="1.19 a URL is no file"),
        pytest.param(["ΟΔΟΣ.md"], "n.md", "οδος", "ΟΔΟΣ.md", id="1.21 final sigma"),
        pytest.param(["n.md"], "a/n.md", "", "a/n.md", id="2.1 empty target"),
        pytest.param(
            ["Figure1.jpg", "Figure1.jpg.md"], "n.md", "Figure1.jpg", "Figure1.jpg", id="2.2 exact name first"
        ),
        pytest.param(["Figure1.jpg", "Figure1.jpg.md"], "n.md", "Figure1.jpg.md", "Figure1.jpg.md", id="2.2 the note"),
        pytest.param(
            ["x/hub.yaml", "hub.yaml.md"], "n.md", "hub.yaml", "x/hub.yaml", id="2.2 the name wins in any folder"
        ),
        pytest.param(["Board.canvas"], "n.md", "Board", None, id="2.3 a canvas needs its extension"),
        pytest.param(["Board.canvas"], "n.md", "board.canvas", "Board.canvas", id="2.3 a canvas with its extension"),
        pytest.param(["a/n.md"], "b.canvas", "n.md", None, id="5.19 a canvas names an exact path"),
        pytest.param(["n.md"], "b.canvas", "n", None, id="5.19 with its extension"),
        pytest.param([f"{NFD}/n.md", "abcde/n.md"], "s.md", "n", f"{NFD}/n.md", id="2.10 length in NFC"),
        pytest.param(["n .md"], "s.md", "n .md", None, id="2.20 a blank at the end of the name"),
        pytest.param(["a/n.md"], "a/b.canvas", "a/n.md", "a/n.md", id="5.19 from the root, wherever the canvas is"),
        pytest.param(["dash.base", "dash.md"], "n.md", "dash", "dash.md", id="2.3 a note beside a base"),
        pytest.param(["Note 1"], "n.md", "Note 1", None, id="2.4 no extension, unreachable"),
        pytest.param(["Note 1", "Note 1.md"], "n.md", "Note 1", "Note 1.md", id="2.4 a file without extension beside"),
        pytest.param(["a/x.md", "x.md"], "a/n.md", "./x", "a/x.md", id="2.5 ./ is exact from the folder"),
        pytest.param(["a/b/x.md"], "a/n.md", "./x", None, id="2.5 ./ without fallback"),
        pytest.param(["x.md", "a/x.md"], "a/n.md", "../x.md", "x.md", id="2.5 ../"),
        pytest.param(["a/c/x.md"], "a/b/n.md", "../c/x", "a/c/x.md", id="2.5 ../ and down again"),
        pytest.param(["a/c/x.md"], "a/b/n.md", "./../c/./x", "a/c/x.md", id="2.5 dots on the way"),
        pytest.param(["x.md"], "a/n.md", "../../x", None, id="2.5 ../ above the root"),
        pytest.param(["x.md"], "n.md", "./x", "x.md", id="2.5 ./ at the root"),
        pytest.param(["house/todo.md"], "a/n.md", "/house/todo", "house/todo.md", id="2.6 leading slash"),
        pytest.param(["project/house/todo.md"], "n.md", "/house/todo", None, id="2.6 leading slash, no suffix"),
        pytest.param(["Note.md", "a/Note.md"], "a/n.md", "Note", "Note.md", id="2.7 the exact path beats one's folder"),
        pytest.param(
            ["b/Note.md", "a/b/Note.md"], "a/b/n.md", "b/Note", "b/Note.md", id="2.7 exact path with a folder"
        ),
        pytest.param(["a/b/Note.md"], "n.md", "b/Note", "a/b/Note.md", id="2.8 suffix"),
        pytest.param(["a/xb/Note.md"], "n.md", "b/Note", None, id="2.8 only whole segments"),
        pytest.param(["a/x/Note.md"], "n.md", "a/Note", None, id="2.8 no gaps"),
        pytest.param(["A/B/Note.md"], "n.md", "b/note", "A/B/Note.md", id="2.8 folders in any case"),
        pytest.param(["p/q/i.jpg", "A/i.jpg"], "p/n.md", "i.jpg", "p/q/i.jpg", id="2.9 below one's folder"),
        pytest.param(["p/i.jpg", "A/i.jpg"], "p/q/n.md", "i.jpg", ("A/i.jpg", "p/i.jpg"), id="2.9 not above it"),
        pytest.param(["pq/i.md", "AAA/i.md"], "p/n.md", "i", "pq/i.md", id="2.9 a folder's name is no prefix"),
        pytest.param(["P/x/i.md", "A/i.md"], "p/n.md", "i", "P/x/i.md", id="2.9 the folder in any case"),
        pytest.param(
            ["p/y/i.md", "p/xx/i.md", "i/i.md"], "p/n.md", "i", "p/y/i.md", id="2.9 the shortest of one's own"
        ),
        pytest.param(["a/b/Note.md", "zzzz/Note.md"], "n.md", "Note", "a/b/Note.md", id="2.10 shortest string"),
        pytest.param(["é/é/N.md", "zzzz/N.md"], "n.md", "N", "é/é/N.md", id="2.10 characters, not bytes"),
        pytest.param(["😀😀/N.md", "abc/N.md"], "n.md", "N", "abc/N.md", id="2.10 UTF-16 units, not characters"),
        pytest.param(["b/N.md", "a/N.md", "cc/N.md"], "n.md", "N", ("a/N.md", "b/N.md"), id="2.11 ties"),
        pytest.param(["Log.md"], "n.md", "log", "Log.md", id="2.12 case"),
        pytest.param(["A.md", "a.md"], "n.md", "a", "a.md", id="2.12 the one written so"),
        pytest.param(["A.md", "a.md"], "n.md", "A.md", "A.md", id="2.12 the one written so, with .md"),
        pytest.param(["AB.md", "aB.md"], "n.md", "ab", ("AB.md", "aB.md"), id="2.12 neither is written so"),
        pytest.param(["dir/x.md"], "n.md", "dir/", None, id="2.15 a folder"),
        pytest.param(["dir/dir.md"], "n.md", "dir/", None, id="2.15 a folder with its note"),
        pytest.param(["dir/index.md"], "n.md", "dir", None, id="2.15 no index files"),
        pytest.param([".obsidian/x.md", "a/.b/y.md", ".z.md"], "n.md", "x", None, id="2.16 hidden folder"),
        pytest.param([".obsidian/x.md", "a/.b/y.md", ".z.md"], "n.md", "a/.b/y", None, id="2.16 hidden folder by path"),
        pytest.param([".obsidian/x.md", "a/.b/y.md", ".z.md"], "n.md", ".z", None, id="2.16 hidden file"),
        pytest.param(["data.txt"], "n.md", "data.txt", "data.txt", id="2.18 any file by its full name"),
        pytest.param(["a/Note.md"], "a/b/n.md", "a/Note", "a/Note.md", id="2.19 exact, not relative"),
        pytest.param(["a/b/a/Note.md"], "a/b/n.md", "a/Note", "a/b/a/Note.md", id="2.19 suffix, not relative"),
        pytest.param(["x /a.md", "Note .md"], "n.md", "Note", None, id="2.20 a trailing blank"),
        pytest.param(["Sub/My Note.md"], "n.md", "My Note.md", "Sub/My Note.md", id="4.1 vault-wide"),
        pytest.param(["p.md"], "n.md", "p", "p.md", id="4.8 a literal # leaves the part before it"),
        pytest.param(["p#q.md"], "n.md", "p", None, id="4.8 a name with # is out of reach"),
    ],
)
def test_resolve(files: list[str], source: str, target: str, expected: object) -> None:
    assert resolved(files, target, source) == expected
    assert resolved(reversed(files), target, source) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("---\naliases: [AL]\n---\n", None, id="2.13 an alias"),
        pytest.param("---\ntitle: AL\n---\n", None, id="2.14 a title"),
        pytest.param("# AL\n", None, id="2.14 a heading"),
    ],
)
def test_what_a_note_calls_itself_resolves_nothing(content: str, expected: object) -> None:
    assert vault_of({"Note.md": content, "n.md": ""}).resolve("AL", "n.md") == Missing()


def test_excluded_files_resolve() -> None:  # 2.17
    vault = vault_of({"Secret.md": "", "n.md": ""}, checked={"n.md"})
    assert vault.resolve("Secret", "n.md") == Found("Secret.md")
    assert [note.path for note in vault.judged()] == ["n.md"]


# --- against a slow reading of the rules ----------------------------------------------------------------------------


def slowly(files: list[str], target: str, source: str) -> Resolution:
    """Section 2 in so many words, file by file."""
    seen = [path for path in files if "." in path.rpartition("/")[2] and "/." not in f"/{path}"]

    def same(one: str, other: str) -> bool:
        return fold(one) == fold(other)

    def outcome(paths: list[str]) -> Resolution:
        return Missing() if not paths else Found(paths[0]) if len(paths) == 1 else Ambiguous(tuple(sorted(paths)))

    folder = source.split("/")[:-1]
    if target.startswith(("./", "../")):
        parts = list(folder)
        for part in target.split("/"):
            if part == ".." and not parts:
                return Missing()
            parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
        wanted, anywhere = "/".join(parts), False
    else:
        wanted, anywhere = target.removeprefix("/"), not target.startswith("/")
    name = wanted.split("/")[-1]
    if not name:
        return Missing()
    if not any(same(path.split("/")[-1], name) for path in seen):
        wanted += ".md"
    exact = [path for path in seen if same(path, wanted)]
    if exact or not anywhere:
        return outcome([path for path in exact if path in (wanted, wanted + ".md")] or exact)
    count = wanted.count("/") + 1
    suffix = [path for path in seen if same("/".join(path.split("/")[-count:]), wanted)]
    own = [path for path in suffix if same("/".join(path.split("/")[: len(folder)]), "/".join(folder))]
    best = [path for path in suffix if path in own] or suffix
    shortest = min((len(path) for path in best), default=0)
    return outcome([path for path in best if len(path) == shortest])


_names = st.sampled_from(["a", "A", "b", "cc", "a.md", "A.md", "b.md", "b.md.md", "cc.png", "cc.PNG", ".h.md"])
_paths = st.lists(_names, min_size=1, max_size=4).map("/".join)
_targets = st.builds(str.__add__, st.sampled_from(["", "", "", "/", "./", "../", "../../"]), _paths)


@settings(max_examples=150)
@given(st.lists(_paths, max_size=8, unique=True), _targets, _paths)
@example(["a/b.md", "b/a/b.md"], "a/b", "b/x.md")
@example(["A.md", "a.md"], "./a", "x.md")
def test_as_a_slow_reading(files: list[str], target: str, source: str) -> None:
    assert Vault([], files).resolve(target, source) == slowly(files, target, source)


@settings(max_examples=100)
@given(st.text(), st.text(), st.text())
def test_any_text_resolves(path: str, target: str, source: str) -> None:
    found = Vault([], [path]).resolve(target, source)
    assert found in (Missing(), Found(path), Found(source))


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GEPA", "gepa", True),
        (NFC, NFD.upper(), True),
        ("a\u00a0b\u202fc", "A B C", True),
        ("ΣΙΣΥΦΟΣ", "σισυφος", True),
        ("Straße", "STRASSE", True),
        ("a-b", "a b", False),
        ("é", "e", False),
    ],
)
def test_fold(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same
    assert fold(fold(one)) == fold(one)


def test_normal() -> None:
    assert (normal(NFD), normal("A\u00a0b\u202fC")) == (NFC, "A b C")


@pytest.mark.parametrize(("path", "expected"), [("a.md", True), ("a.MD", True), ("md", False), ("a.mdx", False)])
def test_is_note(path: str, expected: bool) -> None:
    assert is_note(path) is expected


def test_named() -> None:
    vault = Vault([], ["b/Note.md", "a/note.md", "Pic.png", ".h/Note.md", "x.y.md"])
    assert vault.named("NOTE") == vault.named("Note.md") == ("a/note.md", "b/Note.md")
    assert (vault.named("pic.png"), vault.named("pic"), vault.named("x.y")) == (("Pic.png",), (), ("x.y.md",))


# --- subpaths -------------------------------------------------------------------------------------------------------

HEADINGS = """\
# Top

## L2

#### L4: the `hasTag()` of it?

### L3

## Link with space

# 'Tasks: Toggle task done' command

Minecraft: The Video Game
=========================

# See [[Other|that]]

# half-way_house

# Twice

## Once below

# Twice

# $\\hbar$eading

## C++ & C#

#

A paragraph. ^Para-1

- item ^item

> quote

^quote
"""


@pytest.mark.parametrize(
    ("subpath", "expected"),
    [
        pytest.param("", None, id="3.1 no subpath"),
        pytest.param("#Nope", False, id="3.1 no such heading"),
        pytest.param("#^nope", False, id="3.1 no such block"),
        pytest.param("#L2#L4 the hasTag of it", True, id="3.2 levels may be skipped"),
        pytest.param("#L2#L3", True, id="3.2 later and deeper"),
        pytest.param("#L2#L4 the hasTag of it#L3", False, id="3.2 not deeper"),
        pytest.param("#L3#L2", False, id="3.2 not later"),
        pytest.param("#random#L3", False, id="3.2 one of them is missing"),
        pytest.param("#Top#L2#L3", True, id="3.2 three of them"),
        pytest.param("#Top#Link with space#L3", False, id="3.2 between the two"),
        pytest.param("#Twice#Once below", True, id="3.2 below the first of two"),
        pytest.param("##Top###L2", True, id="3.3 runs of #"),
        pytest.param("#Top#", True, id="3.3 empty part"),
        pytest.param("#", None, id="3.3 nothing but #"),
        pytest.param("##", None, id="3.3 nothing but ##"),
        pytest.param("# #", None, id="3.3 blanks are empty"),
        pytest.param("#Minecraft The Video Game", True, id="3.4 colon"),
        pytest.param("#Minecraft:  The Video Game", True, id="3.4 blanks collapse"),
        pytest.param("#'Tasks Toggle task done' command", True, id="3.4 quotes stay"),
        pytest.param("#Tasks Toggle task done command", False, id="3.4 quotes count"),
        pytest.param("#L4 the hasTag of it", True, id="3.4 backticks, brackets and ?"),
        pytest.param("#$ hbar$eading", True, id="3.4 backslash and $"),
        pytest.param("#half-way_house", True, id="3.4 - and _ stay"),
        pytest.param("#half way house", False, id="3.4 - and _ count"),
        pytest.param("#C++ & C", True, id="3.4 & and +"),
        pytest.param("#link WITH space", True, id="3.5 case"),
        pytest.param("#See Other that", True, id="3.6 a link in a heading"),
        pytest.param("#See [[Other|that", True, id="3.6 as it is written"),
        pytest.param("#link-with-space", False, id="3.7 anchors as on GitHub"),
        pytest.param("#Twice", True, id="3.8 two of them"),
        pytest.param("#^Para-1", True, id="3.14 block ID"),
        pytest.param("#^PARA-1", True, id="3.14 in any case"),
        pytest.param("#^item", True, id="3.14 of a list item"),
        pytest.param("#^quote", True, id="3.14 of a quote"),
        pytest.param("#^Para", False, id="3.14 all of it"),
        pytest.param("#Top#^para-1", None, id="3.17 a block below a heading"),
        pytest.param("#Top#^nope", None, id="3.17 unknown, so never broken"),
        pytest.param("#[^1]", None, id="3.18 a footnote"),
    ],
)
def test_subpath(subpath: str, expected: bool | None) -> None:
    assert vault_of({"Note.md": HEADINGS}).subpath_ok(subpath, "Note.md") is expected


@pytest.mark.parametrize("subpath", ["#page=3", "#height=400", "#outline", "#Heading", "#^id"])
@pytest.mark.parametrize("path", ["paper.pdf", "pic.png", "Board.canvas", "dash.base", "gone.md"])
def test_subpath_of_what_is_no_note(path: str, subpath: str) -> None:  # 3.19
    vault = vault_of({"paper.pdf": "", "pic.png": "", "Board.canvas": "{}", "dash.base": ""})
    assert vault.subpath_ok(subpath, path) is None


def test_subpath_takes_linear_time() -> None:
    levels = "".join(f"{'#' * (index % 6 + 1)} H\n\n" for index in range(6000))
    vault = vault_of({"Note.md": levels})
    assert vault.subpath_ok("#H" * 6, "Note.md") is True
    assert vault.subpath_ok("#H" * 7, "Note.md") is False


@pytest.mark.parametrize(
    ("subpath", "parts"), [("#A##B", ("A", "B")), ("#A# ", ("A",)), ("##", ()), ("", ()), ("#a b#^c", ("a b", "^c"))]
)
def test_subpath_parts(subpath: str, parts: tuple[str, ...]) -> None:
    assert subpath_parts(subpath) == parts


def test_strip_heading_keeps_words_apart() -> None:
    assert strip_heading("A/B: (c)\\d") == "a b c d"


# --- relations ------------------------------------------------------------------------------------------------------

LINKED = {
    "a/Note.md": "[[Other]] [[Other#h]] [[Note]] %% [[Hidden]] %%",
    "Other.md": "[t](a/Note.md) [[Twice]] [[gone]]",
    "Hidden.md": "",
    "Excluded.md": "[[Other]]",
    "x/Twice.md": "",
    "y/Twice.md": "",
    "Board.canvas": '{"nodes": [{"type": "file", "file": "Hidden.md"}]}',
}


@pytest.mark.parametrize(
    ("path", "sources"),
    [
        ("Other.md", ["a/Note.md", "a/Note.md"]),
        ("a/Note.md", ["Other.md"]),
        ("Hidden.md", ["Board.canvas", "a/Note.md"]),
        ("x/Twice.md", ["Other.md"]),
        ("y/Twice.md", ["Other.md"]),
        ("Excluded.md", []),
        ("gone.md", []),
    ],
)
def test_backlinks(path: str, sources: list[str]) -> None:
    vault = vault_of(LINKED, checked=set(LINKED) - {"Excluded.md"})
    found = list(vault.backlinks(path))
    assert [note.path for note, _ in found] == sources
    assert all(path in vault.targets(link, note.path) for note, link in found)


def test_targets() -> None:
    vault = vault_of(LINKED)
    links = vault.notes["Other.md"].links
    assert [vault.targets(link, "Other.md") for link in links] == [("a/Note.md",), ("x/Twice.md", "y/Twice.md"), ()]


def test_links_to_judge() -> None:
    note = parse("n.md", b"[[a]] %% [[b]] %% [[c\xff]]")
    assert [link.target for link in Vault([note], []).links(note)] == ["a"]
    assert [link.target for link in Vault([note], [], comments=True).links(note)] == ["a", "b"]


def test_judged_are_notes_in_order() -> None:
    vault = vault_of({"b.md": "", "a.md": "", "c.canvas": "{}", "d.png": ""})
    assert [note.path for note in vault.judged()] == ["a.md", "b.md"]


def test_derived_once() -> None:
    calls: list[tuple[str, ...]] = []

    def count(vault: Vault, *names: str) -> int:
        calls.append(names)
        return len(vault.files) + len(names)

    vault = Vault([], ["a.md"])
    assert [vault.derive(count), vault.derive(count, "x"), vault.derive(count), vault.derive(count, "x")] == [
        1,
        2,
        1,
        2,
    ]
    assert calls == [(), ("x",)]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        pytest.param("a.md", "---\ntype: moc\n---\n", True, id="type"),
        pytest.param("a.md", "---\ntype: [note, MOC]\n---\n", True, id="one of several types"),
        pytest.param("a.md", "---\ntype: mocha\n---\n", False, id="another type"),
        pytest.param("a.md", "---\ntags: [moc]\n---\n", True, id="tag"),
        pytest.param("a.md", "text #MOC here", True, id="tag in the text"),
        pytest.param("a.md", "---\ntags: [type/moc]\n---\n", True, id="nested tag"),
        pytest.param("a.md", "---\ntags: [moc/x]\n---\n", False, id="a tag below it"),
        pytest.param("LLM-MOC.md", "", True, id="name ends so"),
        pytest.param("MOC - LLM.md", "", True, id="name begins so"),
        pytest.param("x/_MOC.md", "", True, id="name with an underscore"),
        pytest.param("强化学习目录.md", "", True, id="name in Chinese"),
        pytest.param("强化学习MOC.md", "", True, id="name without blanks"),
        pytest.param("🗂️ Plugins.md", "", True, id="name with the sign"),
        pytest.param("MOCHA.md", "", False, id="another word"),
        pytest.param("democracy.md", "", False, id="in a word"),
        pytest.param("MOC/a.md", "", False, id="in a folder's name"),
        pytest.param("MOC.canvas", "{}", False, id="a canvas"),
    ],
)
def test_is_moc(path: str, content: str, expected: bool) -> None:
    vault = vault_of({path: content})
    assert vault.is_moc(vault.notes[path]) is expected


def test_is_moc_as_the_settings_say() -> None:
    conventions = Conventions(moc=MocConventions(types=("Index",), tags=("#hub",), names=("^index$",)))
    files = {"a.md": "---\ntype: index\n---\n", "b.md": "#Hub", "index.md": "", "MOC.md": "", "indexes.md": ""}
    vault = vault_of(files, conventions=conventions)
    assert [path for path, note in vault.notes.items() if vault.is_moc(note)] == ["a.md", "b.md", "index.md"]
