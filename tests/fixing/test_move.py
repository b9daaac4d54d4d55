"""What a move writes: links that lead where they led, and look as they looked."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.fixing.move import Moved, MoveError, destination, move
from rlvault_lint.note import is_canvas, is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.relink import displayed
from rlvault_lint.vault.resolution import Ambiguous, Found, Missing
from rlvault_lint.vault.vault import Vault

Files = Mapping[str, str]


def vault_of(files: Files, link_format: str = "shortest") -> Vault:
    notes = [parse(path, text.encode()) for path, text in files.items() if is_note(path) or is_canvas(path)]
    return Vault(notes, files, link_format=link_format)


def moved(files: Files, old: str, new: str, left: str = "") -> Moved:
    return move(vault_of(files), lambda path: files[path].encode(), old, new, lambda path: path == left)


def after(files: Files, old: str, new: str) -> dict[str, str]:
    """All files as they are after a move."""
    done = moved(files, old, new)
    texts = {done.paths.get(path, path): text for path, text in files.items()}
    for change in done.changes:
        assert texts[change.path].encode() == change.before
        texts[change.path] = change.after.decode()
    return texts


N = "# N\n\n## Part\n\ntext ^id\n"


@pytest.mark.parametrize(
    ("source", "text", "old", "new", "expected"),
    [
        ("m.md", "[[N]] [[N|x]] ![[N]]", "a/N.md", "b/N.md", "[[N]] [[N|x]] ![[N]]"),
        ("m.md", "[[N]] [[N|x]] ![[N]]", "a/N.md", "a/New.md", "[[New|N]] [[New|x]] ![[New]]"),
        ("m.md", "[[a/N]] [[a/N.md|x]]", "a/N.md", "b/N.md", "[[b/N]] [[b/N.md|x]]"),
        ("m.md", "[[a/N]]", "a/N.md", "b/New.md", "[[b/New|N]]"),
        ("m.md", "[[N#Part]] [[N#^id|x]]", "a/N.md", "a/New.md", "[[New#Part|N > Part]] [[New#^id|x]]"),
        ("m.md", "[t](a/N.md#Part)", "a/N.md", "b/New one.md", "[t](b/New%20one.md#Part)"),
        ("m.md", "![i](a/p.png)", "a/p.png", "b/a picture.png", "![i](b/a%20picture.png)"),
        ("m.md", "[[a/N]] [[N]]", "a", "b/a", "[[b/a/N]] [[N]]"),
        ("m.md", "[t](<a/N.md>)", "a/N.md", "b/New one.md", "[t](<b/New one.md>)"),
        ("m.md", "[[/a/N]]", "a/N.md", "b/N.md", "[[/b/N]]"),
        ("c/m.md", "[[../a/N]] [t](../a/N.md)", "a/N.md", "b/N.md", "[[../b/N]] [t](../b/N.md)"),
        ("m.md", '---\nup: "[[N]]"\n---\n', "a/N.md", "a/It's.md", '---\nup: "[[It\'s|N]]"\n---\n'),
        ("m.md", "---\nup: '[[N|x]]'\n---\n", "a/N.md", "a/It's.md", "---\nup: '[[It''s|x]]'\n---\n"),
        ("m.md", "|a|\n|-|\n|[[N]]|\n", "a/N.md", "a/K.md", "|a|\n|-|\n|[[K\\|N]]|\n"),
        ("m.md", "`[[N]]` %%[[N]]%%", "a/N.md", "a/K.md", "`[[N]]` %%[[K|N]]%%"),
        ("m.md", "![[p.png|100]] [[p.png]]", "a/p.png", "a/q.png", "![[q.png|100]] [[q.png|p.png]]"),
        ("m.md", "[[a/N]] [[a/p.png|x]]", "a", "c/d", "[[c/d/N]] [[c/d/p.png|x]]"),
        ("a/m.md", "[[./N]] [[N]] [t](./N.md)", "a/m.md", "c/m.md", "[[../a/N]] [[N]] [t](../a/N.md)"),
        ("a/m.md", "[[./N]] [[#H]]\n# H", "a", "c", "[[./N]] [[#H]]\n# H"),
        ("m.md", "[[m]] [[#H]]\n# H", "m.md", "k.md", "[[k|m]] [[#H]]\n# H"),
        ("m.md", "[[Nope]] [[a/Nope]]", "a/N.md", "b/N.md", "[[Nope]] [[a/Nope]]"),
        ("m.md", "[[N]] [[p.png]]", "a/N.md", "a/n.md", "[[n|N]] [[p.png]]"),
    ],
)  # fmt: skip
def test_links_lead_where_they_led(source: str, text: str, old: str, new: str, expected: str) -> None:
    files = {"a/N.md": N, "a/p.png": "", "b/x.md": "", "c/y.md": "", source: text}
    texts = after(files, old, new)
    path = new if source == old else new + source[len(old) :] if source.startswith(f"{old}/") else source
    assert texts[path] == expected


def test_other_links_are_made_longer_where_the_new_name_would_take_them() -> None:
    files = {"x/N.md": "", "y/M.md": "", "k.md": "[[N]] [[M]]", "y/l.md": "[[N|n]]"}
    assert after(files, "y/M.md", "y/N.md") == {
        "x/N.md": "",
        "y/N.md": "",
        "k.md": "[[x/N]] [[y/N|M]]",
        "y/l.md": "[[x/N|n]]",
    }


def test_canvases() -> None:
    files = {"a/N.md": "", "b.canvas": '{"nodes": [{"type": "file", "file": "a/N.md", "subpath": "#h"}]}'}
    assert '"file": "a/say \\"hi\\".md"' in after(files, "a/N.md", 'a/say "hi".md')["b.canvas"]
    assert after(files, "b.canvas", "a/b.canvas")["a/b.canvas"] == files["b.canvas"]


def test_line_ends_and_marks_stay() -> None:
    files = {"N.md": "", "m.md": "\ufeff[[N]]\r\n\r[[N]] \r\nend"}
    assert after(files, "N.md", "M.md")["m.md"] == "\ufeff[[M|N]]\r\n\r[[M|N]] \r\nend"


def test_files_that_are_to_be_left_are_told() -> None:
    done = moved({"N.md": "", "m.md": "[[N]] [[N|x]]"}, "N.md", "M.md", left="m.md")
    assert done.changes == ()
    assert done.left == ('"m.md" is left as it is (the setting fix.leave): 2 links in it will point elsewhere',)


def test_a_link_that_could_mean_several_files() -> None:
    done = moved({"a/N.md": "", "b/N.md": "", "m.md": "[[N]]"}, "a/N.md", "a/M.md")
    assert done.changes == ()
    assert done.left == ('"[[N]]" in "m.md" could mean several files, and still will',)


@pytest.mark.parametrize(
    ("text", "new", "message"),
    [
        ("[[N|x]]", "C#.md", r'"\[\[N\|x\]\]" in "m.md" can\'t be made to point to "C#.md"'),
        ("[[N]]", "a|b.md", "can't be made to point"),
    ],
)
def test_what_can_not_be_written(text: str, new: str, message: str) -> None:
    with pytest.raises(MoveError, match=message):
        moved({"N.md": "", "m.md": text}, "N.md", new)


def test_links_in_other_encodings() -> None:
    data = "[[N]] 强化".encode("gbk")
    vault = Vault([parse("N.md", b""), parse("m.md", data)], ["N.md", "m.md"])
    with pytest.raises(MoveError, match=r'the links in "m.md" can\'t be rewritten, as it is not UTF-8'):
        move(vault, lambda path: data, "N.md", "M.md", lambda path: False)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a/N.md", "b", "b/N.md"),
        ("a/N.md", "b/M.md", "b/M.md"),
        ("a", "b", "b/a"),
        ("a", "c", "c"),
        ("a/N.md", "", "N.md"),
        ("a/N.md", "a/n.md", "a/n.md"),
        ("a", "A", "A"),
        ("a/p.png", "b/p.jpg", "b/p.jpg"),
    ],
)
def test_destination(old: str, new: str, expected: str) -> None:
    vault = vault_of({"a/N.md": "", "a/p.png": "", "b/x.md": ""})
    assert destination(vault, old, new, {"", "a", "b"}.__contains__) == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a/N.md", "b/x.md", '"b/x.md" is there already: nothing is overwritten'),
        ("a/N.md", "a", '"a/N.md" has that path already'),
        ("a/x.md", "b", '"b/x.md" is there already'),
        ("a", "a/c", "can't be moved into itself"),
        ("a/N.md", "c/N.md", 'there is no folder "c": make it first'),
        ("a/N.md", "a/M", 'write "a/M.md"'),
        ("a/N.md", ".trash/N.md", "is hidden"),
        ("a/N.md", "b/.N.md", "is hidden"),
    ],
)
def test_where_nothing_can_be_moved(old: str, new: str, message: str) -> None:
    vault = vault_of({"a/N.md": "", "a/x.md": "", "b/x.md": ""})
    with pytest.raises(MoveError, match=message):
        destination(vault, old, new, {"", "a", "b", ".trash"}.__contains__)


# --- any vault, any move ---------------------------------------------------------------------------------------------

PATHS = ["N.md", "a/N.md", "a/b/N.md", "c/N.md", "M.md", "a/M.md", "c/d/M.md", "p.png", "a/p.png", "k.canvas"]
TARGETS = ["N", "a/N", "b/N", "./N", "../N", "/N", "M", "M.md", "d/M", "a/b/N.md", "p.png", "a/p.png", "n", "Nope"]
FORMS = ["[[{}]]", "[[{}|x]]", "![[{}]]", "[t]({})", "[[{}#h]]"]
LINKS = st.builds(str.format, st.sampled_from(FORMS), st.sampled_from(TARGETS))


def board(paths: list[str]) -> str:
    return json.dumps({"nodes": [{"type": "file", "file": path} for path in paths]})


@settings(max_examples=300)
@given(st.data())
def test_any_move_keeps_every_link(data: st.DataObject) -> None:
    paths = data.draw(st.lists(st.sampled_from(PATHS), min_size=2, unique=True))
    files = {}
    for path in paths:
        files[path] = "" if path == "p.png" else " ".join(data.draw(st.lists(LINKS, max_size=4)))
        if is_canvas(path):
            files[path] = board(data.draw(st.lists(st.sampled_from(PATHS), max_size=3)))
    folders = {path.rpartition("/")[0] for path in paths} - {""}
    old = data.draw(st.sampled_from(sorted({*paths, *folders})))
    name = data.draw(st.sampled_from(["N", "M", "New", "n"]))
    place = data.draw(
        st.sampled_from(["", *sorted(folder for folder in folders if not f"{folder}/".startswith(f"{old}/"))])
    )
    new = f"{place}/{name}".lstrip("/") + (old[old.index(".") :] if old in files else "")
    before = vault_of(files, data.draw(st.sampled_from(["shortest", "relative", "absolute"])))
    if new in files or any(path.startswith(f"{new}/") for path in files) or f"{new}/".startswith(f"{old}/"):
        return
    done = move(before, lambda path: files[path].encode(), old, new, lambda path: False)
    texts = {done.paths.get(path, path): text for path, text in files.items()}
    texts |= {each.path: each.after.decode() for each in done.changes}
    now = vault_of(texts)
    for path, note in before.notes.items():
        there = done.paths.get(path, path)
        assert len(now.notes[there].links) == len(note.links)
        for link, other in zip(note.links, now.notes[there].links, strict=True):
            assert (link.subpath, displayed(link)) == (other.subpath, displayed(other))
            match before.resolve(link.target, path):
                case Found(target):
                    assert now.resolve(other.target, there) == Found(done.paths.get(target, target))
                case Missing() | Ambiguous():
                    assert link.text == other.text


def test_headings_that_hold_a_link_are_still_found() -> None:
    files = {
        "N.md": "",
        "k.md": "# About [[N]]\n\n[[#About N]]",
        "l.md": "[[k#About N]] [[k#About N|x]] [t](k.md#About%20N) [[k#Nope]]",
        "m.md": "## See [[k#About N]]",
        "o.md": "[[m#See k About N]]",
    }
    texts = after(files, "N.md", "Z.md")
    assert texts["k.md"] == "# About [[Z|N]]\n\n[[#About Z N|About N]]"
    assert texts["l.md"] == "[[k#About Z N|k > About N]] [[k#About Z N|x]] [t](k.md#About%20Z%20N) [[k#Nope]]"
    now, was = vault_of(texts), vault_of(files)
    for path in ("k.md", "l.md", "m.md", "o.md"):
        for link, other in zip(was.notes[path].links, now.notes[path].links, strict=True):
            (target,) = was.targets(link, path)
            if target != "N.md":
                assert was.subpath_ok(link.subpath, target) == now.subpath_ok(other.subpath, target)
