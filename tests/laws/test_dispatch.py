"""Our rules give the parser's own tokens, and our writer gives the HTML that the sanitiser would make of them."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.common import normalize_url
from markdown_it.token import Token

from briefgen.content.markup import digest_of
from briefgen.content.markup.parser import make_parser
from briefgen.content.markup.sanitize import sanitize, text_of
from briefgen.content.markup.tokens import align_by_class, order_headings
from briefgen.content.markup.writer import write_html
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


def written_by_us(markdown: str, tokens: Sequence[Token], own: str) -> tuple[object, ...] | None:
    """Return what our writer makes of a body, or None where it refuses the body."""
    if "&#" in markdown or find_control(markdown) or find_bidi_control(markdown):
        return None
    written = write_html(tokens, own)
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


def check_writer(markdown: str) -> bool:
    """Compare our writer with the sanitiser, and tell whether the writer took the body."""
    own = f"own-{digest_of(markdown)}:"
    tokens = make_parser().parse(markdown, {"own": own})
    headings = tuple(heading.id for heading in order_headings(tokens, own))
    align_by_class(tokens)
    written = written_by_us(markdown, tokens, own)
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
@example("[^1]: >[^1]: ")
def test_a_body_of_our_writer_is_what_the_sanitiser_would_make_of_it(text: str) -> None:
    check_writer(text)


def test_our_writer_takes_articles_and_gives_what_the_sanitiser_would_make_of_them() -> None:
    assert sum(map(check_writer, GENERATED)) == len(GENERATED)
    assert sum(map(check_writer, SAMPLE)) > 0
    assert sum(map(check_writer, LONG)) > 0
