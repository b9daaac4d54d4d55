"""arXiv identifiers: what is one, what is plainly meant as one, and what is something else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.note import ArxivForm
from rlvault_lint.reading import arxiv
from rlvault_lint.reading.arxiv import ArxivId
from rlvault_lint.rules.malformed_arxiv_id import why
from rlvault_lint.text import Span

# input, normalised identifier, version, whether arXiv's documentation allows it as it is
PARSED = [
    ("0704.0001", "0704.0001", None, True),
    ("1412.9999", "1412.9999", None, True),
    ("1501.00001", "1501.00001", None, True),
    (" 2602.12345v12\n", "2602.12345", 12, True),
    ("arXiv:0704.0001", "0704.0001", None, True),
    ("ARXIV: 2301.12345v2", "2301.12345", 2, True),
    ("（arXiv:2301.12345）", "2301.12345", None, True),
    ("arXiv:2301.12345，ICML 2023", "2301.12345", None, True),
    ("arXiv:2301.12345v1 [cs.CL]", "2301.12345", 1, True),
    ("hep-th/9901001v1", "hep-th/9901001", 1, True),
    ("hep-th/9107001", "hep-th/9107001", None, True),
    ("math/0703999", "math/0703999", None, True),
    ("math.CA/0611800v2", "math/0611800", 2, True),
    ("cs.DB/9901123", "cs/9901123", None, True),
    ("cond-mat.str-el/0101001", "cond-mat/0101001", None, True),
    ("arXiv:HEP-TH/9901001", "hep-th/9901001", None, True),
    ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001", None, True),
    ("http://www.arxiv.org/abs/2402.17764", "2402.17764", None, True),
    ("arxiv.org/abs/2402.17764", "2402.17764", None, True),
    ("https://export.arxiv.org/abs/1501.00001", "1501.00001", None, True),
    ("https://arxiv.org/pdf/2402.17764v3.pdf", "2402.17764", 3, True),
    ("https://arxiv.org/ps/cs/9901123", "cs/9901123", None, True),
    ("https://arxiv.org/src/2402.17764v1", "2402.17764", 1, True),
    ("https://arxiv.org/tb/2402.17764", "2402.17764", None, True),
    ("https://arxiv.org/html/2402.17764v1#S3.T2", "2402.17764", 1, True),
    ("https://arxiv.org/abs/2402.17764?fmt=txt", "2402.17764", None, True),
    ("https://arxiv.org/abs/arXiv:2402.17764", "2402.17764", None, True),
    ("https%3A%2F%2Farxiv.org%2Fabs%2F2104.08691", "2104.08691", None, True),
    ("https://huggingface.co/papers/2005.14165", "2005.14165", None, True),
    ("https://hf.co/papers/2005.14165", "2005.14165", None, True),
    ("https://www.alphaxiv.org/abs/2005.14165", "2005.14165", None, True),
    ("https://www.alphaxiv.org/overview/2005.14165v4", "2005.14165", 4, True),
    ("https://ar5iv.labs.arxiv.org/html/2005.14165", "2005.14165", None, True),
    ("https://www.alphaxiv.org/zh/overview/2005.14165", "2005.14165", None, True),
    ("https://ar5iv.org/abs/2005.14165", "2005.14165", None, True),
    ("10.48550/arXiv.2005.14165", "2005.14165", None, True),
    ("https://doi.org/10.48550/ARXIV.2005.14165", "2005.14165", None, True),
    # what arXiv's own software completes or forgives
    ("physics/0303098/", "physics/0303098", None, False),
    ("1706.3762", "1706.03762", None, False),
    ("arXiv:1501.0001v2", "1501.00001", 2, False),
    ("hepth/9901001", "hep-th/9901001", None, False),
    # none
    ("", None, None, False),
    ("1412.12345", None, None, False),
    ("0703.0001", None, None, False),
    ("9912.12345", None, None, False),
    ("2301.12345v0", None, None, False),
    ("2301.12345v", None, None, False),
    ("2301.123456", None, None, False),
    ("2313.12345", None, None, False),
    ("2300.12345", None, None, False),
    ("2301.00000", None, None, False),
    ("1501.0000", None, None, False),
    ("1.2602.12345", None, None, False),
    ("hep-th/9013001", None, None, False),
    ("hep-th/9106001", None, None, False),
    ("hep-th/0704001", None, None, False),
    ("physics/9901000", None, None, False),
    ("hep-th/990100", None, None, False),
    ("foo/9901001", None, None, False),
    ("stat/0701001", None, None, False),
    ("hepth/9913001", None, None, False),
    ("https://arxiv.org/list/hep-th/new", None, None, False),
    ("https://arxiv.org/list/hep-th/9901001", None, None, False),
    ("https://arxiv.org/abs/hep-th", None, None, False),
    ("https://www.alphaxiv.org/abs/2608.glm-5", None, None, False),
    ("https://huggingface.co/FisyQfoJCm", None, None, False),
    ("https://huggingface.co/papers/2005.1416", None, None, False),
    ("https://huggingface.co/org/2301.12345", None, None, False),
]


@pytest.mark.parametrize(("text", "id", "version", "valid"), PARSED, ids=[repr(row[0]) for row in PARSED])
def test_parse(text: str, id: str | None, version: int | None, valid: bool) -> None:
    assert arxiv.parse(text) == (ArxivId(id, version) if id else None)
    assert arxiv.is_valid(text) is valid


def test_arxiv_id_shows_itself() -> None:
    assert ArxivId("2602.12345", 2).canonical == "arXiv:2602.12345"
    assert ArxivId("2602.12345", 2).versioned == "2602.12345v2"
    assert ArxivId("math/0611800").versioned == "math/0611800"


@pytest.mark.parametrize(
    ("id", "date"),
    [
        ("2602.12345", (2026, 2)),
        ("0704.0001", (2007, 4)),
        ("9012.00001", (2090, 12)),
        ("hep-th/9901001", (1999, 1)),
        ("math/0611800", (2006, 11)),
    ],
)
def test_date_of(id: str, date: tuple[int, int]) -> None:
    assert arxiv.date_of(id) == date


@pytest.mark.parametrize("text", ["", "2313.12345", "hello", "99", "foo/9901001"])
def test_date_of_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not an arXiv identifier"):
        arxiv.date_of(text)


P, U, D, B = ArxivForm.PREFIXED, ArxivForm.URL, ArxivForm.DOI, ArxivForm.BARE
FOUND: list[tuple[str, list[tuple[str, str, ArxivForm]]]] = [
    # text, [(as written, normalised, form)]
    (
        "GEPA ⭐ — gist；ICLR 2026 Oral（arXiv:2507.19457）★★★★★",
        [("2507.19457", "2507.19457", P)],
    ),
    ("arXiv：2602.12345。", [("2602.12345", "2602.12345", P)]),
    ("**arXiv**: 2602.12345v3，", [("2602.12345v3", "2602.12345", P)]),
    ("**arXiv：** 2602.12345", [("2602.12345", "2602.12345", P)]),
    ("arXiv 2602.12345, Song Han lab", [("2602.12345", "2602.12345", P)]),
    ("arXiv ID: `2602.12345`", [("2602.12345", "2602.12345", P)]),
    ("arxiv_id: 2602.12345", [("2602.12345", "2602.12345", P)]),
    ('arxiv: "2602.12345"', [("2602.12345", "2602.12345", P)]),
    ("arxiv:: 2602.12345", [("2602.12345", "2602.12345", P)]),
    ("[[arXiv-2602.12345]]", [("2602.12345", "2602.12345", P)]),
    ("arXiv（2602.12345）", [("2602.12345", "2602.12345", P)]),
    ("arXiv:2602.12345提出", [("2602.12345", "2602.12345", P)]),
    ("arXiv:2602.12345? Yes.", [("2602.12345", "2602.12345", P)]),
    ("arXiv:2602.12345.See", [("2602.12345", "2602.12345", P)]),
    ("arXiv preprint arXiv:math.CA/0611800v2", [("math.CA/0611800v2", "math/0611800", P)]),
    (
        "arXiv: [2510.24821](https://arxiv.org/abs/2510.24821)",
        [("2510.24821", "2510.24821", P), ("2510.24821", "2510.24821", U)],
    ),
    ("url={https://arxiv.org/abs/2602.10090},", [("2602.10090", "2602.10090", U)]),
    ("https://arxiv.org/abs/2602.10090（ICLR", [("2602.10090", "2602.10090", U)]),
    ("<https://arxiv.org/pdf/2602.10090v2.pdf>", [("2602.10090v2", "2602.10090", U)]),
    ("doi:10.48550/arXiv.2602.10090.", [("2602.10090", "2602.10090", D)]),
    ("210.48550/arXiv.2602.10090", []),
    ("https://arxiv.org/abs/arXiv:2602.10090", [("2602.10090", "2602.10090", U)]),
    ("STAPO（2602.15620）", [("2602.15620", "2602.15620", B)]),
    ("投稿，2602.14169（★★★★☆）", [("2602.14169", "2602.14169", B)]),
    ("论文2602.03837提出", [("2602.03837", "2602.03837", B)]),
    ("eprint={2602.10090}", [("2602.10090", "2602.10090", B)]),
    ("_2602.10090_ and `2602.10091`", [("2602.10090", "2602.10090", B), ("2602.10091", "2602.10091", B)]),
    ("A<br>2509.02547 B", [("2509.02547", "2509.02547", B)]),
    ("2601.01743、2601.12560", [("2601.01743", "2601.01743", B), ("2601.12560", "2601.12560", B)]),
    ("2602.12268/2602.14069", [("2602.12268", "2602.12268", B), ("2602.14069", "2602.14069", B)]),
    ("see 1412.6550.", [("1412.6550", "1412.6550", B)]),
    (
        "see hep-th/9901001, cs.DB/9901123.",
        [("hep-th/9901001", "hep-th/9901001", B), ("cs.DB/9901123", "cs/9901123", B)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_find(text: str, expected: list[tuple[str, str, ArxivForm]]) -> None:
    found = arxiv.find(text, 1000)
    assert [(mention.text, mention.id, mention.form) for mention in found] == expected
    for mention in found:
        assert mention.problem is None
        assert text[mention.span.start - 1000 : mention.span.end - 1000] == mention.text


MALFORMED = [
    # text, as written, problem, suggestion
    ("arXiv:2602.17xxx，", "2602.17xxx", "a placeholder", None),
    ("arXiv: 2602.XXXXX (2026-02-19)", "2602.XXXXX", "a placeholder", None),
    ("（arXiv 2602.0XXXX，约 2026-02）", "2602.0XXXX", "a placeholder", None),
    ("~arXiv 2602.xxx", "2602.xxx", "a placeholder", None),
    ("arXiv:2602.????", "2602.????", "a placeholder", None),
    ("arXiv:26xx.xxxxx", "26xx.xxxxx", "a placeholder", None),
    ("arXiv:2313.12345", "2313.12345", "there is no month 13", None),
    ("arXiv 2300.12345", "2300.12345", "there is no month 00", None),
    (
        "arXiv:1706.3762v2",
        "1706.3762v2",
        "four digits after the dot, but IDs have had five since 2015",
        "1706.03762v2",
    ),
    (
        "https://arxiv.org/abs/1706.3762",
        "1706.3762",
        "four digits after the dot, but IDs have had five since 2015",
        "1706.03762",
    ),
    (
        "arXiv:2011.0512",  # after a colon no date
        "2011.0512",
        "four digits after the dot, but IDs have had five since 2015",
        "2011.00512",
    ),
    ("arXiv:2602.123", "2602.123", "three digits after the dot, but IDs have had five since 2015", None),
    ("arXiv:2602.17", "2602.17", "two digits after the dot, but IDs have had five since 2015", None),
    ("arXiv:2602.123456", "2602.123456", "six digits after the dot, but IDs have had five since 2015", None),
    ("arXiv:2602.1234567890", "2602.1234567890", "10 digits after the dot, but IDs have had five since 2015", None),
    ("arXiv:1412.06550", "1412.06550", "five digits after the dot, but IDs had four before 2015", None),
    ("arXiv:260.12345", "260.12345", "three digits before the dot, where there have to be four", None),
    ("arXiv:26020.12345", "26020.12345", "five digits before the dot, where there have to be four", None),
    ("arXiv:2602.00000", "2602.00000", "there is no number 00000", None),
    ("arXiv:2602.12345v0", "2602.12345v0", "there is no version 0", None),
    ("arXiv:2602.12345v", "2602.12345v", "no version number after the v", None),
    ("arXiv:2602.1234S", "2602.1234S", "letters in the number", None),
    ("arXiv:2602.1O345", "2602.1O345", "letters in the number", None),
    ("arXiv:26O2.12345", "26O2.12345", "letters in the number", None),
    ("arXiv:0612.1234", "0612.1234", "dated 2006-12, but IDs of this form began in 2007-04", None),
    ("arXiv:hepth/9901001v2", "hepth/9901001v2", 'arXiv has no archive "hepth"', "hep-th/9901001v2"),
    ("arXiv:foo/9901001", "foo/9901001", 'arXiv has no archive "foo"', None),
    ("arXiv:hep-th/9913001", "hep-th/9913001", "there is no month 13", None),
    ("arXiv:hep-th/990100", "hep-th/990100", "six digits after the slash, where there have to be seven", None),
    ("arXiv:hep-th/9901000", "hep-th/9901000", "there is no number 000", None),
    (
        "arXiv:hep-th/0704001",
        "hep-th/0704001",
        "dated 2007-04, but IDs of this form are from 1991-07 to 2007-03",
        None,
    ),
    ("https://arxiv.org/pdf/2602.", "2602", "neither YYMM.NNNNN nor archive/YYMMNNN", None),
    ("https://doi.org/10.48550/arXiv.2602.17xxx", "2602.17xxx", "a placeholder", None),
]


@pytest.mark.parametrize(("text", "written", "problem", "suggestion"), MALFORMED, ids=[row[0] for row in MALFORMED])
def test_find_malformed(text: str, written: str, problem: str, suggestion: str | None) -> None:
    (mention,) = arxiv.find(text, 7)
    assert (mention.id, mention.version) == (None, None)
    assert (mention.text, why(mention), mention.suggestion) == (written, problem, suggestion)
    assert mention.span == Span(text.index(written), text.index(written) + len(written)).shift(7)
    if suggestion:
        assert arxiv.is_valid(suggestion)


def test_find_sees_both_ids_of_a_link() -> None:
    found = arxiv.find("[arXiv:2602.1234](https://arxiv.org/abs/2602.12345)")
    assert [(mention.text, mention.id) for mention in found] == [("2602.1234", None), ("2602.12345", "2602.12345")]


@pytest.mark.parametrize(
    "text",
    [
        "arXiv",
        "arXiv:",
        "arXiv preprint",
        "arXiv: see below",
        "arXiv 上的论文",
        "arXiv ID 待确认",
        "arXiv 2024. Next",
        "arXiv, 2024.",
        "arXiv 2024.12",
        "arXiv: 2024.12.05",
        "arXiv (2023.1015)",
        "arXiv 2024.See also",
        "arXiv:2024.emnlp-main.12",
        "arXiv:cs.CL",
        "arXiv:YYMM.NNNNN",
        "arXiv papers/9901001",
        "arXiv:users/1234567890",
        "arXiv 260.12345",
        "arXiv 2602.17",
        "arXiv 1.0.3",
        "arXiv 3000 papers",
        "https://github.com/wjgoarxiv/obsidian-supsub",
        "wjgoarxiv:2602.17xxx",
        "https://notarxiv.org/abs/2602.1234",
        "https://arxiv.org/abs/{id}",
        "https://arxiv.org/abs/hep-th",
        "https://arxiv.org/list/cs.CL/2602",
        "https://www.alphaxiv.org/abs/2608.glm-5",
        "https://huggingface.co/papers/2602.17xxx",
        "https://paperscope.ai/hf/2509.04419",
        "2602.17xxx",
        "2602.1234",
        "2313.12345",
        "foo/9901001",
        "2023.1234",
        "1.2602.12345",
        "2602.12345.6",
        "v2602.12345",
        "2602.12345v1234",
        "2602.12345abc",
        "x_2602.12345",
        "=2602.12345",
        "q=1201.5000&z",
        "$1201.5000",
        "￥1201.5000",
        "1201.5000%",
        "-1201.5000",
        "2026.02",
        "2026.0219",
        "10.1145/3534678.3539043",
        "10.1098/rspb.2013.1210",
        "10.1000/2012.12345",
        "y=23047.158751334082",
        "e3b0c44298fc1c149afb2602.12345",
        "papers/2602.12345",
        "2602.12345.pdf",
        "path/cs/9901123",
        "cs/9901123/index",
        "cs/9901123.md",
        "/questions/1976007/",
        "https://discord.com/channels/6860537/7406675",
    ],
)
def test_find_nothing(text: str) -> None:
    assert arxiv.find(text) == []


PROPERTIES = [
    # value, normalised identifier, as written, problem, suggestion
    ("2602.12345", "2602.12345", "2602.12345", None, None),
    ("  2602.12345v2 ", "2602.12345", "2602.12345v2", None, None),
    ("2602.12345V2", "2602.12345", "2602.12345V2", None, None),
    ("Math/0611800", "math/0611800", "Math/0611800", None, None),
    ("arXiv:2602.12345", "2602.12345", "2602.12345", None, None),
    ("https://www.arxiv.org/pdf/2602.12345v2.pdf", "2602.12345", "2602.12345v2", None, None),
    ("https://arxiv.org/abs/2602.12345?context=cs#S1", "2602.12345", "2602.12345", None, None),
    ("https://doi.org/10.48550/arXiv.2602.12345", "2602.12345", "2602.12345", None, None),
    ("doi:10.48550/arXiv.2602.12345", "2602.12345", "2602.12345", None, None),
    ("https://huggingface.co/papers/2602.12345", "2602.12345", "2602.12345", None, None),
    ("[2602.12345](https://arxiv.org/abs/2602.12345)", "2602.12345", "2602.12345", None, None),
    ("2602.xxxxx", None, "2602.xxxxx", "a placeholder", None),
    ("2313.12345", None, "2313.12345", "there is no month 13", None),
    # as a number, 2602.22650 loses its last zero: which zero is missing can't be told
    ("2602.2265", None, "2602.2265", "four digits after the dot, but IDs have had five since 2015", None),
    ("arXiv:1706.3762", None, "1706.3762", "four digits after the dot, but IDs have had five since 2015", "1706.03762"),
    ("hepth/9901001", None, "hepth/9901001", 'arXiv has no archive "hepth"', "hep-th/9901001"),
    (
        "physics/0303098/",
        None,
        "physics/0303098/",
        "neither YYMM.NNNNN nor archive/YYMMNNN",
        "physics/0303098",
    ),
    ("2602.12345 (v2)", None, "2602.12345 (v2)", "text beside the ID", None),
    ("see arXiv:2602.12345", None, "see arXiv:2602.12345", "text beside the ID", None),
    ("2602.12345, 2602.12346", None, "2602.12345, 2602.12346", "more than one ID", None),
    (" TBD", None, "TBD", "neither YYMM.NNNNN nor archive/YYMMNNN", None),
    ("待确认", None, "待确认", "neither YYMM.NNNNN nor archive/YYMMNNN", None),
    (
        "10.1145/3534678.3539043",
        None,
        "10.1145/3534678.3539043",
        "neither YYMM.NNNNN nor archive/YYMMNNN",
        None,
    ),
]


@pytest.mark.parametrize(("text", "id", "written", "problem", "suggestion"), PROPERTIES, ids=[r[0] for r in PROPERTIES])
def test_find_property(text: str, id: str | None, written: str, problem: str | None, suggestion: str | None) -> None:
    mention = arxiv.find_property(text, 5)
    assert mention
    assert (mention.id, mention.text, why(mention), mention.suggestion) == (id, written, problem or "", suggestion)
    assert mention.span == Span(text.index(written), text.index(written) + len(written)).shift(5)


@pytest.mark.parametrize("text", ["", "  ", "~", "-", "null", "None", "N/A", "无"])
def test_find_property_without_value(text: str) -> None:
    assert arxiv.find_property(text) is None


PIECES = (
    "arXiv|:|：| |2602.|12345|v2|x|?|/|.|hep-th/|9901001|foo/|\n|，|é|https://arxiv.org/abs/|huggingface.co/papers/|"
    "10.48550/arXiv.|2602.12345|cs/9901123|%2F|-|_"
)
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)


@settings(max_examples=300)
@given(TEXTS | st.text(max_size=40), st.integers(0, 50))
def test_mentions_are_ordered_exact_and_stable(text: str, offset: int) -> None:
    end = offset
    for mention in arxiv.find(text, offset):
        assert end <= mention.span.start < mention.span.end
        end = mention.span.end
        assert text[mention.span.start - offset : end - offset] == mention.text
        assert (mention.id is None) == (mention.problem is not None)
        if mention.id:
            assert arxiv.parse(mention.id) == ArxivId(mention.id)
            assert arxiv.parse(mention.text) == ArxivId(mention.id, mention.version)
            assert 1991 <= arxiv.date_of(mention.id)[0] <= 2090
    # the cheap test that passes over most notes loses nothing
    assert arxiv.find(text, offset) == [mention for _, mention in arxiv._scan(text, offset)]
    named = arxiv.find_property(text, offset)
    assert named is None or text[named.span.start - offset : named.span.end - offset] == named.text


@settings(max_examples=200)
@given(st.integers(7, 90), st.integers(1, 12), st.integers(1, 9999), st.none() | st.integers(1, 99))
def test_every_identifier_is_found_in_every_form(year: int, month: int, number: int, version: int | None) -> None:
    if (year, month) < (7, 4):
        year += 1
    id = f"{year:02}{month:02}.{number:0{5 if year >= 15 else 4}}"
    read = ArxivId(id, version)
    for form in ("{}", "arXiv:{}", "https://arxiv.org/abs/{}", "https://hf.co/papers/{}", "10.48550/arXiv.{}"):
        assert arxiv.parse(form.format(read.versioned)) == read
        assert arxiv.is_valid(form.format(read.versioned))
    assert arxiv.date_of(id) == (2000 + year, month)


@pytest.mark.parametrize(
    "text",
    [
        "arXiv:" * 50_000,
        "arXiv" + " " * 200_000 + "2602.12345",
        "arxiv.org/abs/" * 30_000,
        "arXiv:" + "a-" * 100_000,
        "arXiv:2602." + "1" * 300_000,
        "arXiv:2602.12345v" + "1" * 300_000,
        "arXiv:2602." + "?" * 300_000,
        "2" * 300_000 + ".2602.12345",
        "2602." * 60_000,
        "cs/" * 100_000,
        "hep-th" * 60_000 + "/9901001",
        "http://" * 50_000 + "2602.12345",
        "2602.12345," * 10_000,
    ],
    ids=range(13),
)
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    arxiv.find(text)
    arxiv.find_property(text)
    arxiv.parse(text)
    assert time.perf_counter() - start < 5


@given(st.from_regex(r"\A[01][0-9]{3}\.[0-9]{3,6}(v[0-9])?\Z"))
def test_plain_ids_of_properties_are_read_as_all_others(value: str) -> None:
    """A fast path reads nearly all of them; with a prefix it isn't taken."""
    plain, prefixed = arxiv.find_property(value), arxiv.find_property(f"doi:10.48550/arXiv.{value}")
    assert plain is not None
    assert prefixed is not None
    assert (plain.id, plain.version, plain.problem) == (prefixed.id, prefixed.version, prefixed.problem)
