"""Findings as a terminal, a script, GitHub and a code scanner read them; and no character that could steer any of these."""

import json
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.report import FORMATS, Format, place, printable, render_findings, render_html
from briefgen.values.diagnostics import CODES, Diagnostic, Severity, Span, finding, has_errors, in_order

PATH = "content/a.md"

FOUND = finding(
    "unknown-region",
    Span(path=PATH, line=2, column=9, length=10),
    'region "north-cost" is not in briefgen.yml',
    'nearest is "north-coast"',
)


def lines_of(text: str) -> "Sequence[str] | None":
    """Return the lines of the one file that there is."""
    return text.split("\n")


def shown(
    found: Diagnostic, text: str = "---\nregion: north-cost\n---", form: Format = "text", *, color: bool = False
) -> str:
    return render_findings([found], form, lambda path: text.split("\n") if path == PATH else None, color=color)


# Text ----------------------------------------------------------------------------------------------------------------


def test_a_finding_is_its_place_its_kind_what_is_wrong_the_line_and_what_to_do() -> None:
    assert shown(FOUND) == (
        'content/a.md:2:9: error[unknown-region] region "north-cost" is not in briefgen.yml\n'
        "  2 | region: north-cost\n"
        "              ^^^^^^^^^^\n"
        '  help: nearest is "north-coast"\n'
    )


def test_a_warning_says_that_it_is_one_and_may_have_no_help() -> None:
    found = finding("no-source", Span(path=PATH, line=1, column=1), "the article names no source")
    assert shown(found) == "content/a.md:1:1: warning[no-source] the article names no source\n  1 | ---\n      ^\n"


def test_a_finding_about_a_whole_file_has_no_excerpt() -> None:
    found = finding("missing-settings", Span(path="briefgen.yml"), "the project has no briefgen.yml")
    assert shown(found) == "briefgen.yml: error[missing-settings] the project has no briefgen.yml\n"


def test_a_finding_about_a_line_has_no_caret() -> None:
    found = finding("yaml-syntax", Span(path=PATH, line=2), "the YAML cannot be read")
    assert shown(found) == "content/a.md:2: error[yaml-syntax] the YAML cannot be read\n  2 | region: north-cost\n"


def test_a_finding_in_a_file_that_cannot_be_shown_has_no_excerpt() -> None:
    found = finding("bad-path", Span(path="content/b.md", line=1, column=1), "what is wrong")
    assert shown(found) == "content/b.md:1:1: error[bad-path] what is wrong\n"


def test_a_finding_behind_the_last_line_has_no_excerpt() -> None:
    found = finding("front-matter-open", Span(path=PATH, line=9, column=1), "what is wrong")
    assert shown(found).count("\n") == 1


@pytest.mark.parametrize(
    ("row", "column", "length", "excerpt"),
    [
        pytest.param(
            "tags: [洪水, x]",
            12,
            1,
            ["  1 | tags: [洪水, x]", "                   ^"],
            id="wide characters take two columns",
        ),
        pytest.param("洪水: x", 1, 2, ["  1 | 洪水: x", "      ^^^^"], id="a wide word has a wide caret"),
        pytest.param("\tx: y", 2, 1, ["  1 |  x: y", "       ^"], id="a tab is shown as one space"),
        pytest.param("\ttags", 1, 1, ["  1 |  tags", "      ^"], id="a tab can be pointed at"),
        pytest.param(
            "e\u0301te\u0301: x", 7, 1, ["  1 | e\u0301te\u0301: x", "          ^"], id="combining accents take no column"
        ),
        pytest.param("a: b", 5, 1, ["  1 | a: b", "          ^"], id="the end of a line can be pointed at"),
        pytest.param("a: b", 4, 9, ["  1 | a: b", "         ^"], id="a caret ends with its line"),
        pytest.param("", 1, 1, ["  1 | ", "      ^"], id="an empty line can be pointed at"),
    ],
)
def test_a_caret_stands_below_what_it_means(row: str, column: int, length: int, excerpt: list[str]) -> None:
    found = finding("bad-value", Span(path=PATH, line=1, column=column, length=length), "wrong")
    assert shown(found, row).split("\n")[1:3] == excerpt


def test_a_long_line_is_cut_round_its_caret() -> None:
    row = "x" * 300 + "HERE" + "y" * 300
    found = finding("bad-value", Span(path=PATH, line=1, column=301, length=4), "wrong")
    excerpt, carets = shown(found, row).split("\n")[1:3]
    assert len(excerpt) < 120
    at = carets.index("^")
    assert carets.strip() == "^^^^"
    assert excerpt[at : at + 4] == "HERE"


def test_colours_are_there_only_when_they_are_asked_for() -> None:
    assert "\x1b" not in shown(FOUND)
    coloured = shown(FOUND, color=True)
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == shown(FOUND)


def test_no_finding_is_no_text() -> None:
    assert render_findings([], "text", lines_of) == ""
    assert render_findings([], "json", lines_of) == ""
    assert render_findings([], "github", lines_of) == ""


@pytest.mark.parametrize(
    ("span", "expected"),
    [(Span(path="a"), "a"), (Span(path="a", line=3), "a:3"), (Span(path="a", line=3, column=4), "a:3:4")],
)
def test_a_place_is_said_as_far_as_it_is_known(span: Span, expected: str) -> None:
    assert place(finding("bad-value", span, "wrong")) == expected


# JSON ----------------------------------------------------------------------------------------------------------------


def test_json_is_an_object_a_line_with_the_keys_of_the_contract() -> None:
    whole = finding("missing-settings", Span(path="briefgen.yml"), "the project has no briefgen.yml")
    rows = render_findings([FOUND, whole], "json", lines_of).splitlines()
    assert [json.loads(row) for row in rows] == [
        {
            "code": "unknown-region",
            "severity": "error",
            "path": "content/a.md",
            "line": 2,
            "column": 9,
            "message": 'region "north-cost" is not in briefgen.yml',
            "help": 'nearest is "north-coast"',
        },
        {
            "code": "missing-settings",
            "severity": "error",
            "path": "briefgen.yml",
            "line": None,
            "column": None,
            "message": "the project has no briefgen.yml",
            "help": "",
        },
    ]
    assert list(json.loads(rows[0])) == ["code", "severity", "path", "line", "column", "message", "help"]


def test_json_keeps_every_character_of_a_message() -> None:
    message = 'a "b" \\ \n \x1b[31m \u202e \u2028 العراق 🌊'
    written = shown(finding("bad-value", Span(path="content/\x1b.md"), message), form="json")
    assert json.loads(written)["message"] == message
    assert json.loads(written)["path"] == "content/\x1b.md"


# GitHub --------------------------------------------------------------------------------------------------------------


def test_github_gets_one_annotation_for_a_finding() -> None:
    assert shown(FOUND, form="github") == (
        "::error file=content/a.md,line=2,col=9,title=unknown-region::"
        'region "north-cost" is not in briefgen.yml; nearest is "north-coast"\n'
    )


def test_github_gets_no_place_that_is_not_known() -> None:
    found = finding("no-base-url", Span(path="briefgen.yml"), "feeds need an address")
    assert shown(found, form="github") == "::warning file=briefgen.yml,title=no-base-url::feeds need an address\n"


def test_github_commands_cannot_be_forged_by_a_file() -> None:
    span = Span(path="content/a,line=1::%0A:b.md", line=1)
    found = finding("bad-value", span, "50 %\r\n::set-output name=x::y", "one\ntwo")
    assert shown(found, form="github") == (
        "::error file=content/a%2Cline=1%3A%3A%250A%3Ab.md,line=1,title=bad-value::"
        "50 %25%0D%0A::set-output name=x::y; one%0Atwo\n"
    )


# SARIF ---------------------------------------------------------------------------------------------------------------


def sarif_of(findings: Sequence[Diagnostic]) -> dict[str, object]:
    document = json.loads(render_findings(findings, "sarif", lines_of))
    assert isinstance(document, dict)
    return document


def test_sarif_has_the_run_the_rules_and_the_results() -> None:
    warning = finding("no-source", Span(path=PATH), "the article names no source")
    assert sarif_of([FOUND, warning]) == {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "briefgen",
                        "rules": [
                            {"id": "no-source", "shortDescription": {"text": CODES["no-source"].meaning}},
                            {"id": "unknown-region", "shortDescription": {"text": CODES["unknown-region"].meaning}},
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "unknown-region",
                        "level": "error",
                        "message": {"text": 'region "north-cost" is not in briefgen.yml. Help: nearest is "north-coast"'},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "content/a.md"},
                                    "region": {"startLine": 2, "startColumn": 9, "endColumn": 19},
                                }
                            }
                        ],
                    },
                    {
                        "ruleId": "no-source",
                        "level": "warning",
                        "message": {"text": "the article names no source"},
                        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "content/a.md"}}}],
                    },
                ],
            }
        ],
    }


def test_sarif_is_a_document_even_without_findings() -> None:
    runs = sarif_of([])["runs"]
    assert isinstance(runs, list)
    assert runs[0]["results"] == []


@pytest.mark.parametrize("path", ["content/two words.md", "content/العراق.md", "content/50%.md", "content/a#b?c.md"])
def test_sarif_names_a_file_by_a_uri(path: str) -> None:
    """Section 3.4.3 of SARIF 2.1.0 asks for a valid URI reference (RFC 3986); a scanner cannot find the file by another."""
    runs = sarif_of([finding("bad-path", Span(path=path), "wrong")])["runs"]
    assert isinstance(runs, list)
    uri = runs[0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+", uri)
    assert urlsplit(uri).query == urlsplit(uri).fragment == ""


# HTML ----------------------------------------------------------------------------------------------------------------


def test_the_error_page_shows_a_finding_as_text() -> None:
    found = finding("bad-value", Span(path="content/<b>.md", line=1, column=1), "<script>alert(1)</script>", "<img src=x>")
    written = render_html([found], lambda _: ["<style>x</style> & more"])
    tree = html5lib.parseFragment(written, treebuilder="etree", namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "section", "h2", "p", "strong", "pre"}
    text = "".join(tree.itertext())
    for words in (
        "content/<b>.md:1:1",
        "error[bad-value]",
        "<script>alert(1)</script>",
        "help: <img src=x>",
        "<style>x</style> & more",
    ):
        assert words in text


# Characters that steer -----------------------------------------------------------------------------------------------

STEERING = [
    "\x00",
    "\x07",
    "\x08",
    "\r",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9b",
    "\u200e",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2028",
    "\u2029",
    "\ufeff",
]


@pytest.mark.parametrize("character", STEERING)
def test_a_character_that_could_steer_a_terminal_is_replaced(character: str) -> None:
    assert printable(f"a{character}b") == "a\ufffdb"


def test_letters_of_every_script_are_left_as_they_are() -> None:
    for text in ("Straße", "العراق", "می\u200cخواهم", "हिन्दी", "洪水", "🌊", "e\u0301", " ~!"):
        assert printable(text) == text


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_whose_name_is_not_utf_8_can_be_reported(form: Format) -> None:
    """Python gives such a byte as a lone surrogate, which no output can encode."""
    found = finding("bad-path", Span(path="content/\udce9.md"), 'the name "\udce9" cannot be published')
    assert render_findings([found], form, lambda _: None).encode()


def steers(text: str) -> set[str]:
    """Return the characters of a text that could steer a terminal or reorder a line, but for line ends."""
    return {
        character for character in text if unicodedata.category(character) in {"Cc", "Zl", "Zp"} or character in BIDI
    } - {"\n"}


BIDI = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

any_text = st.text(max_size=30) | st.lists(st.sampled_from([*STEERING, "a", " ", "\n", "\t", "洪", "%"]), max_size=8).map(
    "".join
)
places = st.none() | st.integers(min_value=1, max_value=12)
spans = st.builds(Span, path=any_text, line=places, column=st.none(), length=st.integers(1, 12)) | st.builds(
    Span, path=any_text, line=st.integers(1, 5), column=st.integers(1, 40), length=st.integers(1, 40)
)
diagnostics = st.builds(
    Diagnostic,
    code=st.sampled_from(sorted(CODES)),
    severity=st.sampled_from(Severity),
    span=spans,
    message=any_text,
    help=any_text,
)


@pytest.mark.parametrize("form", FORMATS)
@given(findings=st.lists(diagnostics, max_size=3), source=any_text | st.none())
def test_no_finding_steers_what_shows_it(form: Format, findings: list[Diagnostic], source: str | None) -> None:
    written = render_findings(findings, form, lambda _: None if source is None else source.split("\n"))
    assert steers(written) == set()


@given(st.lists(diagnostics, max_size=3))
def test_each_finding_is_one_line_of_json_and_one_of_annotations(findings: list[Diagnostic]) -> None:
    assert len(render_findings(findings, "json", lines_of).splitlines()) == len(findings)
    assert len(render_findings(findings, "github", lines_of).splitlines()) == len(findings)


@given(st.lists(diagnostics, max_size=3), any_text)
def test_no_finding_steers_the_error_page(findings: list[Diagnostic], source: str) -> None:
    written = render_html(findings, lambda _: source.split("\n"))
    assert steers(written) == set()


# Diagnostics ---------------------------------------------------------------------------------------------------------


def test_every_code_is_words_joined_by_hyphens_and_means_one_sentence() -> None:
    for code, (_, meaning) in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert meaning.endswith(".")
    assert len({meaning for _, meaning in CODES.values()}) == len(CODES)


def test_a_finding_weighs_what_the_table_says() -> None:
    assert finding("no-source", Span(path="a"), "wrong").severity is Severity.WARNING
    assert not has_errors([finding("no-source", Span(path="a"), "wrong")])
    assert has_errors([finding("no-source", Span(path="a"), "wrong"), FOUND])


@given(st.lists(diagnostics, max_size=6).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_findings_does_not_depend_on_how_they_were_found(
    lists: tuple[list[Diagnostic], list[Diagnostic]],
) -> None:
    """Each stands there once, by path, line and column; two that differ in severity or help alone may come either way."""
    ordered, again = in_order(lists[0]), in_order(lists[1])
    assert set(ordered) == set(again) == set(lists[0])
    assert len(ordered) == len(set(lists[0]))
    keys = [(found.span.path, found.span.line or 0, found.span.column or 0) for found in ordered]
    assert keys == sorted(keys)
    assert [(found.span.path, found.code, found.message) for found in ordered] == [
        (found.span.path, found.code, found.message) for found in again
    ]


def test_the_lines_of_a_file_are_asked_for_once_however_many_findings_it_has() -> None:
    asked: list[str] = []

    def lines(path: str) -> list[str]:
        asked.append(path)
        return ["title: T"]

    found = [finding("unknown-key", Span(path=path, line=1, column=1), "m") for path in ("a.md",) * 9 + ("b.md",) * 9]
    render_findings(found, "text", lines)
    render_html(found, lines)
    assert asked == ["a.md", "b.md"] * 2
