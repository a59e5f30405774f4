"""What is done sooner is done alike: our rules beside the parser's own, plain bodies beside what the sanitiser makes."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.common import normalize_url
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.token import Token

from briefgen.content.markup import digest_of, read_body, read_by_tokens
from briefgen.content.markup.blocks import TRIMMED
from briefgen.content.markup.direct import write_direct
from briefgen.content.markup.parser import make_parser
from briefgen.content.markup.plain import write_plain
from briefgen.content.markup.sanitize import sanitize, text_of
from briefgen.content.markup.tokens import align_by_class, order_headings
from briefgen.text.characters import find_bidi_control, find_control
from tests.cases import pieces_of
from tools.corpus import article

ROOT = Path(__file__).parent.parent.parent
SAMPLE = [path.read_text("utf-8").split("\n---\n", 1)[-1] for path in sorted((ROOT / "content").rglob("*.md"))]
#: The docs, and the cases of markup with everything round them: long texts with much markup.
LONG = [path.read_text("utf-8") for name in ("docs", "tests/cases") for path in sorted((ROOT / name).rglob("*.md"))]
GENERATED = [article(index)[1].split("\n---\n", 1)[1] for index in range(60)]


#: Pieces of Markdown, with all that a block or an inline rule begins with, and addresses good and bad.
pieces = st.sampled_from(
    pieces_of(
        r"""
    #␣ ##␣ ↵ ↵↵ ↵===↵ ↵---↵ ↵↵-␣ ↵-␣ ↵↵*␣ ↵*␣ -␣ +␣
    >␣ 1.␣ 1)␣ 0.␣ 123456.␣ ␣␣␣␣ ␣␣↵ ⇥ * ** *** _ __ ~~ ` ```↵ [ ] ( ) ![ ]( \
    [^1] [^1]:␣ ^[ [r] [r]:␣a.md↵ | |-|:-:|↵ |-:|:-|↵ ](a.md) ](../b/c.md#d) ](#e) ](https://e.test/a?b=c&d=e)
    ](https://e.test/␣'t') ](https://e.test/␣"t<") ](//e.test) ](http://1.2.3) ](http://1.2.3.4) ](mailto:a@b.test)
    ](javascript:x) ](data:x) ]() ](x:y) ](http://xn--a.test) ](https://e.test:80/) ](https://e.test/%zz) ](<a␣b>)
    ](https://e.test/'(x)) <https://e.test> <a@b.test> <b> &amp; &nbsp; &lt; &quot; &copy; ⟨U+00A0⟩ & < > " ' ! ^ = :
    a b c 1 中 。 “ ” ─ ⟨U+000C⟩ ⟨U+3000⟩ ⟨U+000D⟩ ⟨U+0000⟩
    """
    )
)
markdown = st.lists(pieces, max_size=30).map("".join)


def plain(markdown: str, tokens: Sequence[Token], own: str) -> tuple[object, ...] | None:
    """Return what a plain body is made of, or None where the text is none."""
    if "&#" in markdown or find_control(markdown) or find_bidi_control(markdown):
        return None
    written = write_plain(tokens, own)
    return None if written is None else (written.parts, written.targets, set(written.notes), written.text.split())


def sanitized(tokens: Sequence[Token], own: str, headings: tuple[str, ...]) -> tuple[object, ...]:
    """Return the same, made by rendering and sanitising."""
    parser = make_parser()
    rendered = parser.renderer.render(tokens, parser.options, {"own": own})
    notes = {part.split('"')[0] for part in rendered.split(f' id="{own}')[1:]} - set(headings)
    clean = sanitize(rendered, frozenset(headings) | notes, own)
    assert not clean.images
    assert not clean.frames
    assert not clean.controls
    text = text_of("".join(part for part in clean.parts if isinstance(part, str)))
    return clean.parts, clean.targets, notes, text.split()


def check_plain(markdown: str) -> bool:
    """Hold a plain body against the sanitiser's, and tell whether the text was one."""
    own = f"own-{digest_of(markdown)}:"
    tokens = make_parser().parse(markdown, {"own": own})
    headings = tuple(heading.id for heading in order_headings(tokens, own))
    align_by_class(tokens)
    written = plain(markdown, tokens, own)
    if written is None:
        return False
    assert written == sanitized(tokens, own, headings)
    return True


def tokens_of(markdown: str, *, quick: bool) -> list[Token]:
    return make_parser(quick=quick).parse(markdown, {})


@settings(max_examples=1000)
@given(markdown)
def test_our_rules_give_the_tokens_of_the_parsers_own(text: str) -> None:
    assert tokens_of(text, quick=True) == tokens_of(text, quick=False)


def test_our_rules_give_the_tokens_of_the_parsers_own_on_whole_articles() -> None:
    for text in (*SAMPLE, *LONG, *GENERATED):
        assert tokens_of(text, quick=True) == tokens_of(text, quick=False)


pieces_of_addresses = st.sampled_from(pieces_of("http:// https:// // / . .. : ? # & % %20 a B é - _ ~ @ [ e.test xn-- ␣ \\"))
addresses = st.lists(pieces_of_addresses, max_size=6)


@given(addresses.map("".join))
def test_an_address_that_is_left_alone_is_one_that_the_parser_would_leave_alone(url: str) -> None:
    assert make_parser().normalizeLink(url) == normalize_url.normalizeLink(url)


@settings(max_examples=1000)
@given(markdown)
def test_a_plain_body_is_what_the_sanitiser_would_make_of_it(text: str) -> None:
    check_plain(text)


def test_articles_are_plain_bodies_and_those_are_what_the_sanitiser_would_make_of_them() -> None:
    assert sum(map(check_plain, GENERATED)) == len(GENERATED)
    assert sum(map(check_plain, SAMPLE)) > 0
    assert sum(map(check_plain, LONG)) > 0


#: Pieces of which plain articles are made, and what is nearly plain.
simple_pieces = st.sampled_from(
    pieces_of(
        r"""
    |␣ ␣|↵ ↵|-|↵ |␣a␣| |a|b|↵|:-|-:|↵|c|**d**|↵
    ↵↵ ↵↵ ↵↵ ↵ ␣ ␣ #␣ ##␣ -␣ *␣ >␣ ↵>␣ ↵-␣ * ** *a* **b** [a](b.md) [c](https://e.test/d) ![a](b.png) [a] a b c
    1 1.␣ 12 12. 中 。 “ ” ! ^ & ; &amp; ~ ~~ _ ` < > ] \ ⟨U+00A0⟩ ⟨U+3000⟩ : = + ⇥ { {{
    [^1] [^2] [^1][^2] ↵↵[^1]:␣a ↵↵[^1]:␣ ↵[^2]:␣b ↵␣␣␣␣a ↵␣␣b ↵␣␣␣c ↵> ↵>␣ ↵>␣a↵>↵>␣b ↵↵-␣a↵␣␣b ↵↵1.␣a↵2.␣b ↵3.␣ ↵↵2)␣a ↵↵
    """
    )
)
nearly_plain = st.lists(st.one_of(simple_pieces, simple_pieces, simple_pieces, pieces), max_size=25).map("".join)

#: Blocks that are plain, and pieces that make something else of one where they are put into it.
plain_blocks = st.sampled_from(
    pieces_of(
        r"""
    a a[^1] a[^1]␣b[^2] [a](b.md) **a**␣b *a*[^2] a↵b ##␣a #␣*a* >␣a >␣a↵>␣b >␣a↵>↵>␣**b** -␣a↵-␣b -␣a↵␣␣b↵-␣c *␣a[^1] +␣a
    1.␣a↵2.␣b 1.␣a↵␣␣␣b 7)␣a |␣a␣|␣b␣|↵|---|--:|↵|␣c␣|␣d[^1]␣| [^1]:␣a [^2]:␣b [^1]:␣a↵␣␣␣␣b↵[^2]:␣**c** [^3]:␣a 12␣a
    """
    )
)
odd_pieces = st.sampled_from(
    pieces_of(
        r"␣ ␣␣ ␣␣␣␣ ⇥ ↵ ↵↵ ↵␣ ↵␣␣ ↵␣↵ -␣ 1.␣ >␣ > #␣ | * ** _ ` ``` [ ] ( ) [^1] [^2] [^1]:␣ ^ ! : \ < & === --- [a]:␣b"
    )
)


@st.composite
def changed_blocks(draw: st.DrawFn) -> str:
    text = "\n\n".join(draw(st.lists(plain_blocks, min_size=1, max_size=6)))
    for odd in draw(st.lists(odd_pieces, max_size=2)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + odd + text[at:]
    return text


def goes_directly(markdown: str) -> bool:
    return write_direct(markdown, "own-:") is not None


@settings(max_examples=1000)
@given(nearly_plain)
def test_a_body_is_the_same_whichever_way_it_goes(text: str) -> None:
    assert read_body(text) == read_by_tokens(text)


@settings(max_examples=1000)
@given(changed_blocks())
def test_so_is_one_of_plain_blocks_with_something_in_them(text: str) -> None:
    assert read_body(text) == read_by_tokens(text)


def test_most_articles_go_the_direct_way_to_the_same_body() -> None:
    for text in (*SAMPLE, *LONG, *GENERATED):
        assert read_body(text) == read_by_tokens(text)
    assert sum(map(goes_directly, GENERATED)) > 0.95 * len(GENERATED)


@pytest.mark.parametrize(
    "mark", ["[a](b.md)", "![a](b.png)", "**a**", "*a*", "`a`", "_a_", "&amp;", "\\*", "<b>", "[^1]", "^[a]"]
)
def test_inline_marks_are_read_alike_beside_each_other(mark: str) -> None:
    for text in (
        f"{mark}{mark}",
        f"x{mark}y *z* {mark}",
        f"**{mark}**",
        f"[{mark}](c.md)",
        f"!{mark}",
        f"^{mark}",
        f"*{mark}*b*",
    ):
        assert read_body(text) == read_by_tokens(text)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n  and on\n- **b** goes\n  on\n\nText.",
        "1. a\n2. b\n   and on\n\n> c\n> d\n>\n> e",
        "7) a\n7) b\n\nText\n\n* 340 or more\n* [c](d.md)",
    ],
)
def test_lists_and_quotations_of_several_lines_go_the_direct_way(text: str) -> None:
    assert goes_directly(text)
    assert read_body(text) == read_by_tokens(text)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n\n- b",
        "- a\n  \n- b",
        "- a\n+ b",
        "1. a\n2) b",
        "- a\nb",
        "- a\n - b",
        "- a\n  - b",
        "-  a",
        "- a\n   b",
        "> a\nb",
        "> - a",
        "> a\n>\n>",
        ">\n> a",
        "1. a\n  b",
        "123456. a",
        "- a\n  ===",
        "١. a\n٢. b",
    ],
)
def test_other_lists_and_quotations_are_read_as_they_were(text: str) -> None:
    assert read_body(text) == read_by_tokens(text)


@pytest.mark.parametrize(
    "text",
    [
        "a[^1] b[^2].\n\n[^2]: two\n[^1]: one",
        "a[^n1], b[^n1] and again[^n1].\n\n- c[^2]\n\n[^n1]: *One*, [linked](b.md)\n\n[^2]: two\n\nAnd on.",
        "[^1]: first\n\n> a[^1]\n\n| b[^2] | c |\n|---|---|\n| d | e[^1] |\n\n[^2]: 2026 began",
        "a\n\n[^1]: that nobody asks for",
        "a[^1][^2]\n\n[^1]: one\n\n[^2]: two",
        "a[^1]\n\n[^1]: one\n    that goes on\n[^2]: two",
    ],
)
def test_plain_footnotes_go_the_direct_way(text: str) -> None:
    assert goes_directly(text)
    assert read_body(text) == read_by_tokens(text)


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]\n\n[^1]: one[^2]\n\n[^2]: two",
        "a[^1]\n\n[^1]: one\n\n[^1]: one again",
        "a[^1]\n\n[^1]: one\nthat goes on",
        "a[^1]\n\n[^1]: one\n\n    that goes on",
        "a[^1]\n\n[^1]: one\n    > that goes on",
        "a[^1]\n\n[^2]: - two\n[^1]: one",
        "a[^1]\n\n[^1]: - one",
        "# a[^1]\n\n[^1]: one",
        "a[^1](b.md) c[^2]\n\n[^1]: one",
        "![^1] a^[^1]\n\n[^1]: one",
        "**a[^1]**\n\n[^1]: one",
        "a[^1]\n[^1]: one",
        "a[^1]\n\n[^1]:\n\n[^ 1]: a",
    ],
)
def test_other_footnotes_are_read_as_they_were(text: str) -> None:
    assert not goes_directly(text)
    assert read_body(text) == read_by_tokens(text)


def test_the_direct_way_takes_off_the_white_space_that_the_parser_does() -> None:
    assert set(TRIMMED) == set(MD_TRIM_CHARS)
