"""Rules of plugins: found through their entry points, and named where they can't be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import DistributionFinder, PathDistribution, entry_points
from pathlib import Path
from zipfile import ZipFile

import pytest

from rlvault_lint import registry
from rlvault_lint.commands.app import main

RULE = """
from rlvault_lint.plugin import Rule, Severity, Span, on_note

class Todo(Rule):
    name, group, summary, severity, since = "acme/todo", "acme", "A note.", Severity.WARNING, "1.0"

    @on_note
    def check_note(self, note, vault):
        yield self.diagnostic(note, Span(0, 0), "a note: do it")
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package with one module and its entry points where installed packages are found."""
    modules = set(sys.modules)
    registry._found.cache_clear()

    def make(source: str, name: str = "acme/todo", package: str = "acme-lint") -> None:
        site = tmp_path_factory.mktemp("site")
        module = package.replace("-", "_")
        (site / f"{module}.py").write_text(source, "utf-8")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[rlvault_lint.rules]\n{name} = {module}:Todo\n", "utf-8")
        monkeypatch.syspath_prepend(site)
        registry._found.cache_clear()

    yield make
    monkeypatch.undo()
    registry._found.cache_clear()
    for module in set(sys.modules) - modules:
        if "lint" in module and not module.startswith("rlvault_lint"):
            del sys.modules[module]


@pytest.fixture
def vault(tmp_path: Path) -> str:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "A.md").write_text("[[x/Nope]]\n", "utf-8")
    return str(tmp_path)


@pytest.mark.parametrize("place", ["acme-1.0.dist-info", "a.egg-info", "a.egg/EGG-INFO", "a.zip/a.egg-info"])
def test_plugins_are_found_wherever_packages_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    assert not registry._may_have_plugins()
    points = f"[{registry.ENTRY_POINT_GROUP}]\nacme/todo = acme:Todo\n"
    folder, _, inside = place.rpartition("/")
    top = tmp_path / folder
    if folder.endswith(".zip"):
        with ZipFile(top, "w") as file:
            file.writestr(f"{inside}/PKG-INFO", "Name: acme\n")
            file.writestr(f"{inside}/entry_points.txt", points)
    else:
        (top / inside).mkdir(parents=True)
        (top / inside / "PKG-INFO").write_text("Name: acme\n", "utf-8")
        (top / inside / "entry_points.txt").write_text("[console_scripts]\nacme = acme:main\n", "utf-8")
        monkeypatch.syspath_prepend(top)
        assert not registry._may_have_plugins()
        (top / inside / "entry_points.txt").write_text(points, "utf-8")
    monkeypatch.setattr(sys, "path", [str(top), *sys.path])
    (found,) = registry._entry_points()
    assert [found] == [*entry_points(group=registry.ENTRY_POINT_GROUP)]
    assert found.name == "acme/todo"


def test_plugins_are_found_by_finders_of_other_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "METADATA").write_text("Name: acme\n", "utf-8")
    (tmp_path / "entry_points.txt").write_text(f"[{registry.ENTRY_POINT_GROUP}]\nacme/todo = acme:Todo\n", "utf-8")

    class Finder(DistributionFinder):
        def find_distributions(self, _: object = None) -> Iterator[PathDistribution]:
            yield PathDistribution(tmp_path)

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert [each.name for each in registry._entry_points()] == ["acme/todo"]


def test_a_plugins_rule_runs_and_can_be_chosen_by_its_name_and_group(
    install: Install, vault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    install(RULE)
    for chosen in ("acme", "acme/todo"):
        assert main(["check", "--vault", vault, "--format", "concise", "--select", chosen, "--fail-on", "warning"]) == 1
        assert "acme/todo: a note: do it" in capsys.readouterr().out
    assert main(["rule", "acme"]) == 0
    assert capsys.readouterr().out.startswith("acme/todo ")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param("1 / 0", "loading it raises ZeroDivisionError: division by zero", id="import"),
        pytest.param("import sys; sys.exit(0)", "loading it raises SystemExit: 0", id="exit"),
        pytest.param("Tudu = 1", "loading it raises AttributeError: ", id="entry point"),
        pytest.param("Todo = 1", "it is not a subclass of rlvault_lint.plugin.Rule", id="rubbish"),
        pytest.param(
            RULE.replace("name, group, ", "").replace('"acme/todo", "acme", ', ""),
            'it has no "name" and "group"',
            id="no",
        ),
        pytest.param(RULE.replace('"acme/todo"', '"broken-link"'), "its name is 'broken-link', and has", id="name"),
        pytest.param(RULE.replace('"acme/todo"', '"acme/x"'), "that of its entry point", id="other name"),
        pytest.param(RULE.replace('"acme/todo"', r'"acme/\x1b[31m"'), r"its name is 'acme/\x1b[31m', and", id="escape"),
        pytest.param(RULE.replace('"acme",', '"all",'), "its group is 'all', and has to be", id="all"),
        pytest.param(RULE.replace('"acme",', '"self-link",'), "its group is called like the rule ", id="group"),
        pytest.param(RULE.replace("Severity.WARNING", '"bad"'), "its severity is 'bad', and has to be", id="severity"),
        pytest.param(RULE.replace('"A note."', "None"), "its summary and since have to be texts", id="summary"),
        pytest.param(RULE.replace("@on_note", ""), "it looks at nothing; decorate its methods", id="nothing"),
        pytest.param(
            RULE + "    def __init__(self, *given): raise ValueError('no')\n",
            "making it raises ValueError: no",
            id="init",
        ),
        pytest.param(RULE + "    Options = dict\n", "its Options raise TypeError: ", id="options"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named_and_the_others_run(
    install: Install, vault: str, capsys: pytest.CaptureFixture[str], source: str, why: str
) -> None:
    install(source)
    assert main(["check", "--vault", vault, "--format", "concise", "--extend-select", "acme/todo"]) == 2
    out, err = capsys.readouterr()
    assert "broken-link" in out
    (sentence,) = err.splitlines()
    assert sentence.startswith("rlvault-lint: the rule 'acme/todo' of the plugin 'acme-lint' can't be used (")
    assert why in sentence
    assert sentence.endswith("): update the plugin, or uninstall it")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("raise ValueError('no')", "ValueError: no", id="raises"),
        pytest.param("import sys; sys.exit(0)", "SystemExit: 0", id="exits"),
        pytest.param("return None", "check_note() returns None instead of findings", id="none"),
        pytest.param(
            "return self.diagnostic(note, Span(0, 0), 'a note: do it')", "check_note() returns Diagnostic(", id="one"
        ),
        pytest.param("yield note", "it yields Note(", id="rubbish"),
    ],
)
def test_a_rule_that_fails_is_named_and_the_others_run(
    install: Install, vault: str, capsys: pytest.CaptureFixture[str], body: str, why: str
) -> None:
    install(RULE.replace('yield self.diagnostic(note, Span(0, 0), "a note: do it")', body))
    assert main(["check", "--vault", vault, "--format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert "broken-link" in out
    (sentence,) = err.splitlines()
    assert sentence.startswith(f"rlvault-lint: the rule 'acme/todo' of the plugin 'acme-lint' failed in 'A.md' ({why}")


def test_of_two_rules_with_one_name_the_second_is_named(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install(RULE)
    install(RULE, package="bcme-lint")
    assert main(["rule", "acme"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("acme/todo ")
    assert (
        "'acme/todo' of the plugin 'bcme-lint' can't be used (the plugin 'acme-lint' has one of that name too)" in err
    )


def test_what_needs_a_rule_that_cannot_be_used_says_why(
    install: Install, vault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    install("1 / 0")
    for arguments in (["rule", "acme/todo"], ["config", "--vault", vault], ["rule"]):
        assert main(arguments) == 2
        assert "can't be used (loading it raises ZeroDivisionError: division by zero)" in capsys.readouterr().err


def test_what_a_plugin_says_of_itself_is_shown_escaped(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"What": "Red: \x1b[31m.", "Why": "x", "Example": "```\n    x\n    ```", "Fix": "None."}
    sections = "".join(f"    ## {name}\n\n    {text}\n\n" for name, text in said.items())
    page = f'"""\n{sections}    """'
    install(RULE.replace("A note.", r"A \x1b[31m note.").replace("(Rule):", f"(Rule):\n    {page}"))
    assert main(["rule"]) == 0
    assert main(["rule", "acme/todo"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.count("A \\x1b[31m note.") == 2
    assert "Red: \\x1b[31m." in out
