"""Markup: Markdown in; HTML with holes, outline, lede, references and findings out; and nothing that runs."""

import resource
import subprocess
import sys

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.content.markup import LEDE_LIMIT, digest_of, in_file, read_body
from briefgen.text.holes import fill_holes
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import Body
from tests.cases import Case, findings_as, load_cases, pieces_of
from tests.dangers import dangers, parse
from tests.machine import cpu_seconds
from tests.projects import PATIENCE

BLOCKS = {"input", "output", "refs", "outline", "facts", "findings"}


def body_of(markdown: str) -> Body:
    body = read_body(markdown).value
    assert body is not None
    return body


def with_arrows(body: Body) -> str:
    """Return the HTML with each hole's own address in it, behind an arrow."""
    return fill_holes(body, tuple(f"→{ref.target}" for ref in body.facts.refs))


def refs_of(body: Body) -> list[str]:
    return [
        f"{'image ' if ref.is_image else ''}{ref.target} {f'{ref.line}:{ref.column}' if ref.line else '-'}"
        for ref in body.facts.refs
    ]


@pytest.mark.parametrize("case", load_cases("markup", BLOCKS))
def test_markup(case: Case) -> None:
    read = read_body(case.block("input"))
    assert findings_as(case, read.findings) == case.lines("findings")
    if "output" in case.blocks:
        assert with_arrows(body_of(case.block("input"))).strip("\n") == case.block("output").strip("\n")
    if "refs" in case.blocks:
        assert refs_of(body_of(case.block("input"))) == case.lines("refs")
    if "outline" in case.blocks:
        outline = body_of(case.block("input")).facts.outline
        assert [f"{heading.level} {heading.id} {heading.text}" for heading in outline] == case.lines("outline")
    for line in case.lines("facts"):
        key, _, value = line.partition(":")
        assert str(getattr(body_of(case.block("input")).facts, key)) == value.strip()


def test_a_body_is_known_by_the_digest_of_its_markdown() -> None:
    assert body_of("One").digest == digest_of("One")
    assert digest_of("One") != digest_of("Two")


def test_the_findings_of_a_body_are_moved_to_the_file_it_stands_in() -> None:
    found = (
        finding("missing-alt", Span(path="", line=3, column=5, length=7), "one"),
        finding("bidi-control", Span(path=""), "two"),
    )
    moved = in_file(found, "content/a.md", 10)
    assert [one.span for one in moved] == [
        Span(path="content/a.md", line=12, column=5, length=7),
        Span(path="content/a.md"),
    ]
    assert [one.message for one in moved] == ["one", "two"]


def test_every_id_of_a_body_is_listed_as_a_place_that_links_can_name() -> None:
    body = body_of("## One\n\nText[^1] and[^1] more.\n\n## One\n\n[^1]: Note\n")
    ids = [element.get("id") for element in parse(with_arrows(body)).iter() if element.get("id")]
    assert sorted(ids) == sorted(body.facts.anchors)
    assert set(ids) == {"one", "one-2", "fn-1", "fnref-1", "fnref-1-2"}


# Hostile HTML --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<p onclick=x>",
        "<a href=' java\nscript:x'>a</a>",
        "<svg></svg>",
        "<p style=x>",
        "<img src=https://other.test/a.png>",
        "<img src=//other.test/a.png>",
        "<form></form>",
        "<table><tr><td background='data:x'>",
        "<b name=x>",
    ],
)
def test_the_check_for_dangers_sees_them(html: str) -> None:
    assert dangers(html)


@pytest.mark.parametrize("case", load_cases("hostile", {"input"}))
def test_hostile_text_can_only_be_read(case: Case) -> None:
    """The holes are filled with what the author wrote, although the plan would put checked addresses there."""
    body = body_of(case.block("input"))
    assert dangers(fill_holes(body, tuple(ref.target for ref in body.facts.refs))) == []


@pytest.mark.parametrize("case", load_cases("hostile", {"input"}))
def test_hostile_text_gives_the_same_html_when_it_is_read_again(case: Case) -> None:
    """What a browser parses and writes back must be what was sent: mutation is how sanitisers are passed."""
    html = with_arrows(body_of(case.block("input")))
    once = serialize(html)
    assert serialize(once) == once
    assert dangers(once) == dangers(html) == []


def serialize(html: str) -> str:
    written: str = html5lib.serialize(parse(html), tree="etree", quote_attr_values="always", omit_optional_tags=False)
    return written


# Laws ----------------------------------------------------------------------------------------------------------------

#: Pieces of Markdown and HTML, good and bad, to be put together in any order.
pieces = st.sampled_from(
    pieces_of(
        r"""
    #␣ ###␣ ↵ ↵↵ -␣ >␣ 1.␣ ␣␣␣␣ ⇥ * ** _ ~~ ` ```↵ [ ] ( ) ![ ]( \ [^1] [^1]:␣ ^[ [r] [r]:␣a.md↵ | |-|-|↵ <!--
    --> <!--more--> {{ }} {% &#x202e; &#1; & <a␣href= <img␣src= <iframe␣src= <video␣src= <p␣id= <td␣background=
    <script> </script> <style> <svg> <math> <div> <p> <table> <td> <noscript> <title> <textarea> <template>
    <xmp> <plaintext> <h1> <![CDATA[ <![ <![if ]]> <! <? &#146; </p> </a> < > /> " ' = ␣onclick= ␣style= fn-1
    a.md b.png https://e.test/ //e.test javascript: data: mailto:a@b x ␣ : 中 。 “ ب हिं 🌊 ⟨U+200F⟩ ⟨U+202E⟩
    ⟨U+0001⟩
    """
    )
)
markdown = st.text(max_size=60) | st.lists(pieces | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=300)
@given(markdown)
def test_any_text_is_a_body_without_danger_or_is_nested_too_deeply(text: str) -> None:
    read = read_body(text)
    if read.value is None:
        assert [found.code for found in read.findings] == ["markup-nesting"]
        return
    assert dangers(with_arrows(read.value)) == []


@settings(max_examples=200)
@given(markdown)
def test_every_reference_has_one_hole_and_every_hole_a_reference(text: str) -> None:
    body = read_body(text).value
    if body is not None:
        assert [part for part in body.parts if isinstance(part, int)] == list(range(len(body.facts.refs)))


@settings(max_examples=200)
@given(markdown)
def test_ids_are_unique_and_headings_begin_at_the_second_level_without_gaps(text: str) -> None:
    body = read_body(text).value
    if body is None:
        return
    elements = list(parse(with_arrows(body)).iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    levels = [heading.level for heading in body.facts.outline]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert all(2 <= level <= 6 for level in levels)


@settings(max_examples=200)
@given(markdown)
def test_findings_and_references_stand_inside_the_text(text: str) -> None:
    lines = text.split("\n")
    read = read_body(text)
    places = [(found.span.line, found.span.column) for found in read.findings]
    places += [(ref.line, ref.column) for ref in read.value.facts.refs] if read.value else []
    for line, column in places:
        assert line is None or 1 <= line <= len(lines)
        assert column is None or (line is not None and 1 <= column <= len(lines[line - 1]) + 1)


@given(markdown)
def test_a_lede_is_one_short_line_of_plain_text(text: str) -> None:
    body = read_body(text).value
    if body is not None:
        assert "\n" not in body.facts.lede
        assert len(body.facts.lede) <= LEDE_LIMIT


@given(markdown)
def test_a_body_is_a_function_of_its_markdown(text: str) -> None:
    assert read_body(text) == read_body(text)


def shortcodes(findings: tuple[Diagnostic, ...]) -> int:
    return sum(found.code == "unknown-shortcode" for found in findings)


@given(st.lists(st.sampled_from(["{{ a }}", "{{< b >}}", "{% c %}", "\n\n", "`x`", "x", " "]), max_size=12).map("".join))
def test_shortcodes_give_one_warning_at_most_and_stay_in_the_text(text: str) -> None:
    assert shortcodes(read_body(text).findings) <= 1
    shown = "".join(parse(with_arrows(body_of(text))).itertext())
    for word in ("{{ a }}", "{{< b >}}", "{% c %}"):
        assert shown.count(word) == text.count(word)


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param(
            "'[a](b.md) ' + ''.join('`' * number + ' ' for number in range(400))", id="backticks in runs of every length"
        ),
        pytest.param("'[a](b.md) ' + 'x <!-- ' * 30000", id="comments that never end"),
        pytest.param("'## News\\n\\n' * 16000", id="headings of one text"),
        pytest.param("''.join(f'[a](b{number}.md)\\n\\n' for number in range(12000))", id="links to many addresses"),
        pytest.param("'a|' * 5000 + '\\n' + '-|' * 5000 + '\\n' + 'b\\n' * 5000", id="a table that grows by itself"),
        pytest.param("'![' * 3000 + 'a' + '](b.png)' * 3000", id="images in images"),
    ],
)
def test_a_text_made_to_be_slow_is_read_in_seconds(markdown: str) -> None:
    """In a process of its own, whose CPU seconds the operating system limits: other work on the machine is not counted."""
    seconds = cpu_seconds(15)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    program = f"from briefgen.content.markup import read_body; read_body({markdown})"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE, preexec_fn=limit)
