"""The last lines of what people read: what was found, what can be fixed, and the table by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from rlvault_lint.findings.diagnostic import Safety, Severity
from rlvault_lint.findings.report import Report, is_fixable
from rlvault_lint.findings.survey import Survey
from rlvault_lint.output import inert
from rlvault_lint.output.view import View
from rlvault_lint.output.wrap import fitted
from rlvault_lint.wording import brief, plural, visible

SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold magenta", Severity.INFO: "bold"}

BREAKING = frozenset(("broken-link", "broken-heading", "broken-block"))
"""The rules whose findings are broken links."""
MOST_WANTED = 3
"""How many missing targets are named."""
MANY = 50
"""More findings than this in a vault without settings, and the output tells of them."""

Paint = Callable[[str, str], str]


def plain(text: str, style: str) -> str:  # noqa: ARG001 -- where there is no colour
    """`text` as it is."""
    return text


def closing(report: Report, paint: Paint = plain, view: View | None = None) -> str:
    """The last lines of the output: what was found, in how many files, how fast, and what to do about it; the vault's
    root as well where the view is verbose.
    """
    lines = [f"Vault: {visible(str(report.root))}"] if view and view.verbose else []
    lines.append(_counts(report, paint))
    for sentence in (*known(report), *_fixes(report), *_most_wanted(report), *_first_steps(report)):
        lines += fitted(sentence, view.width if view else None)
    if report.errors:
        failures = plural(len(report.errors), "failure")
        lines.append(paint(f"The run is incomplete: {failures}, told on stderr.", "bold red"))
    return "".join(f"{line}\n" for line in lines)


def headline(report: Report) -> str:
    """The first line of a report on a change, which says it all: what it breaks, and what is not shown; else empty."""
    if report.compared is None:
        return ""
    broken = sum(each.rule in BREAKING for each in report.active)
    others = len(report.active) - broken
    does = [f"breaks {plural(broken, 'link')}"] if broken else []
    does += [f"has {plural(others, 'other new finding' if broken else 'new finding')}"] if others else []
    what = "This commit" if report.compared.staged else f"What has changed since {report.compared.revision}"
    said = f"{what} {' and '.join(does) or 'breaks nothing'}"
    older = report.compared.older
    return f"{said}; {plural(older, 'older finding')} {_are(older)} not shown." if older else f"{said}."


def known(report: Report) -> Iterator[str]:
    """What the baseline knows, what of it is fixed, and what notes ask not to be told of."""
    if report.known:
        yield f"{plural(report.known, 'known finding')} in the baseline {_are(report.known)} not shown."
    if report.gone:
        them = "it" if report.gone == 1 else "them"
        yield f"{plural(report.gone, 'known finding')} {_are(report.gone)} fixed: --write-baseline takes {them} out."
    if report.suppressed:
        yield f"{plural(report.suppressed, 'finding')} {_are(report.suppressed)} suppressed in the notes."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _counts(report: Report, paint: Paint) -> str:
    counts = ", ".join(
        paint(plural(count, severity), SEVERITY_STYLE[severity]) for severity, count in report.by_severity().items()
    )
    seconds = f" ({report.seconds:.2f} s)"
    if counts:
        return f"{counts} in {len({each.path for each in report.active})} of {plural(report.checked, 'file')}{seconds}"
    if not report.checked:
        return f"Nothing was checked: there are no notes but excluded, hidden or ignored ones{seconds}"
    is_older = report.known or (report.compared and report.compared.older)
    clean, seen = paint("No new problems." if is_older else "No problems.", "bold"), report.looked_at
    files = _files(seen) or plural(report.checked, "file")
    if not seen.links:
        return f"{clean} {files} checked{seconds}"
    found = f"All {seen.links} links resolve" if seen.links > 1 else "The one link resolves"
    if seen.broken:
        found = f"{seen.links - seen.broken} of {plural(seen.links, 'link')} resolve"
    return f"{clean} {found}, in {files}{seconds}"


def _files(seen: Survey) -> str:
    counts = ((seen.notes, "note", "s"), (seen.mocs, "MOC", "s"), (seen.canvases, "canvas", "es"))
    *most, last = [f"{count} {noun}{'' if count == 1 else more}" for count, noun, more in counts if count] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _most_wanted(report: Report) -> Iterator[str]:
    """The targets that several links miss."""
    wanted = [each for each in report.looked_at.wanted if each.links > 1][:MOST_WANTED]
    if wanted:
        targets = (f'"{visible(brief(each.target, 40))}" ({each.links} links)' for each in wanted)
        yield inert.plain(f"Most wanted: {', '.join(targets)}.")


def _first_steps(report: Report) -> Iterator[str]:
    """What makes a long list shorter for who has never set the tool up."""
    if not report.configured and len(report.active) > MANY:
        yield (
            "This vault has no settings yet: `rlvault-lint init` writes settings that fit it; then "
            "`rlvault-lint check --write-baseline` makes what is there known, so that only new findings are shown."
        )


def _fixes(report: Report) -> Iterator[str]:
    """How many findings can be fixed, and by which options."""
    safe, unsafe = (
        sum(each.fix is not None and each.fix.safety is safety for each in report.active)
        for safety in (Safety.SAFE, Safety.UNSAFE)
    )
    if safe and unsafe:
        yield f"{safe + unsafe} can be fixed: {safe} with --fix, {unsafe} more with --fix --unsafe-fixes."
    elif safe or unsafe:
        yield f"{safe or unsafe} can be fixed with {'--fix' if safe else '--fix --unsafe-fixes'}."


def table(report: Report, paint: Paint = plain) -> str:
    """The findings counted by rule, a line each, most first: how many of each severity, and how many can be fixed."""
    found: dict[str, Counter[Severity]] = {}
    for each in report.active:
        found.setdefault(each.rule, Counter())[each.severity] += 1
    fixable = Counter(each.rule for each in report.active if is_fixable(each))
    rows = []
    for rule, counts in sorted(found.items(), key=lambda item: (-item[1].total(), item[0])):
        said = [paint(plural(counts[each], each), SEVERITY_STYLE[each]) for each in reversed(Severity) if counts[each]]
        said += [f"{fixable[rule]} fixable"] if fixable[rule] else []
        rows.append(f"{counts.total():5}  {visible(rule)}: {', '.join(said)}")
    return "".join(f"{row}\n" for row in rows)
