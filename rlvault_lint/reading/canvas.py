"""Canvases: the notes and other files that a `.canvas` file puts on its board (JSON Canvas 1.0)."""

from __future__ import annotations

import json
import re
from typing import Any

from rlvault_lint.note import CANVAS, Link, LinkKind, Note, Problem, ProblemKind
from rlvault_lint.text import BOM, Span

_FILE_KEY = re.compile(r'(?<!\\)"file"\s*:\s*("(?>(?:[^"\\]+|\\.)*)")')


def read(path: str, digest: str, text: str) -> Note:
    """The file nodes of a canvas (JSON Canvas 1.0): `file` is an exact vault path, `subpath` starts with `#`."""
    source = text.lstrip(BOM).rstrip()
    problems: tuple[Problem, ...] = ()
    links: list[Link] = []
    try:
        content: Any = json.loads(source) if source.strip() else {}
        nodes = content.get("nodes", []) if isinstance(content, dict) else []
        spans = [Span(*match.span(1)) for match in _FILE_KEY.finditer(text)]
        places: dict[str, list[Span]] = {}
        for span in spans:
            places.setdefault(json.loads(text[span.start : span.end]), []).append(span)
        for node in nodes if isinstance(nodes, list) else []:
            if isinstance(node, dict) and node.get("type") == "file" and isinstance(node.get("file"), str):
                target = node["file"]
                where = places.get(target)
                span = where.pop(0) if where else Span(0, 0)
                inner = Span(span.start + 1, span.end - 1) if span.end else span
                subpath = node.get("subpath")
                links.append(
                    Link(
                        LinkKind.EMBED,
                        target,
                        subpath if isinstance(subpath, str) else "",
                        None,
                        target,
                        inner.start,
                        inner.end,
                        inner.start,
                        inner.end,
                        inner.end,
                        inner.end,
                        CANVAS,
                    )
                )
    except (ValueError, RecursionError) as error:
        what, offset = "nested too deep" if isinstance(error, RecursionError) else "a number with too many digits", 0
        if isinstance(error, json.JSONDecodeError):
            what, offset = error.msg, error.pos
        offset += len(text) - len(text.lstrip(BOM))
        problems = (Problem(ProblemKind.CANVAS_SYNTAX, Span(offset, offset), (what,)),)
    return Note(path=path, digest=digest, links=tuple(links), problems=problems)
