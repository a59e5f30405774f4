"""Words are accounted for: what a reader sees of the Markdown stands on the page, or a finding says what took it, and where.

The suite tries a few hundred texts. To try more, say how many times as many: `BRIEFGEN_WALKS=20 pytest
tests/laws/test_words.py`.
"""

import os
import re
from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.content.markup import read_body
from briefgen.text.holes import fill_holes
from briefgen.values.diagnostics import Diagnostic

FARTHER = int(os.environ.get("BRIEFGEN_WALKS", "1"))

#: Elements of HTML old and new, of drawings and of formulas; names that a browser makes up an element for; and words that
#: people write in angle brackets.
NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h6 head header hgroup hr html i iframe
    image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta
    meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture
    plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike
    strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
    video wbr xmp altGlyph animate circle clipPath cursor defs desc ellipse feBlend filter font-face foreignObject g
    glyph line linearGradient marker mask metadata mpath path pattern polygon polyline radialGradient rect set stop
    switch symbol text textPath tspan use view abs and annotation annotation-xml apply approx arg bind ci cn condition
    cs csymbol curl declare degree diff domain eq exp factorial fn forall gcd ident image in infinity int interval
    inverse lambda limit list ln log lowlimit maction matrix max mean median menclose merror mfrac mglyph mi min minus
    mlabeledtr mn mo mode moment mroot mrow ms mspace msqrt mtable mtd mtext mtr none not or pi piecewise plus power
    product root selector semantics sep set sin sum tan tendsto times union vector xor x-card my-widget o:p name NAME
    Path T foo.bar a1 Svg TITLE
""".split()  # fmt: skip


def numbered(text: str) -> str:
    """Return the text with a word of its own for each mark, and a word at the end that nothing may take."""
    parts = f"{text}\n\n§".split("§")
    return parts[0] + "".join(f"word{number}z{part}" for number, part in enumerate(parts[1:]))


names = st.sampled_from(NAMES) | st.sampled_from("text list title style script svg math table select p div template".split())
#: What may stand in a line, with `§` for a word that stands nowhere else.
inline = st.one_of(
    st.just("§"),
    st.just("§"),
    names.map("<{}>".format),
    names.map("</{}>".format),
    names.map("<{0}> § </{0}>".format),
    names.map("<{}/>".format),
    names.map('<{} title="of a thing" width=5>'.format),
    names.map('<{} title="'.format),
    names.map("<{} href=a.md".format),
    st.sampled_from(
        [
            "*",
            "**",
            "`",
            "~~",
            "[§](a.md)",
            "[",
            "](b.md)",
            "![",
            "](c.png)",
            "[^1]",
            "[^9]",
            "^[",
            "]",
            "|",
            "\n",
            "&lt;§&gt;",
        ]
    ),
    st.sampled_from(
        ["<!-- -->", "<!-- § -->", "<!--", "-->", "<!x", "<?php §", "?>", "<![CDATA[", "]]>", "<", ">", '"', "</1>"]
    ),
)
lines = st.lists(inline, min_size=1, max_size=7).map(" ".join)
block = st.one_of(
    lines,
    lines.map("- {0}\n- § {0}".format),
    lines.map("1. {}\n\n   §".format),
    lines.map("> {}\n> §".format),
    lines.map("## {}".format),
    lines.map("| § | {} |\n|---|---|\n| {} | § |".replace("{}", "{0}").format),
    lines.map("[^1]: {}".format),
    lines.map("§ ^[{}] §".format),
    lines.map("[{}](a.md) §".format),
    lines.map("![{}](c.png) §".format),
    lines.map("```\n{}\n```".format),
    lines.map("    {}".format),
    lines.map("<div>\n{}\n</div>".format),
    lines.map("<table><tr><td>{}</td></tr></table>".format),
    st.tuples(names, lines).map(lambda pair: f"<{pair[0]}>\n\n{pair[1]}\n\n</{pair[0]}>"),
)
texts = st.lists(block, min_size=1, max_size=5).map("\n\n".join).map(numbered)


#: Which findings say that words are not shown.
TAKING = {
    "dropped-element", "unclosed-element", "iframe-replaced", "unused-footnote", "duplicate-footnote", "unused-reference",
    "dropped-attribute",
    "extra-cell",
}  # fmt: skip


def covered(text: str, findings: tuple[Diagnostic, ...]) -> Iterator[tuple[int, int]]:
    """Give the parts of a text that findings speak for: from their place to the last end of their element."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for found in findings:
        if found.code in TAKING:
            # A footnote that stands in a line has no line of its own.
            start = starts[(found.span.line or 1) - 1] + (found.span.column or 1) - 1
            element = re.match(r"<([a-z]+)", text[start:], re.IGNORECASE)
            if found.code == "duplicate-footnote":
                # One of the two is lost, and the build with it: it is an error.
                yield 0, len(text)
            if found.code == "unclosed-element" and not text.startswith("<!--", start):
                # It is shown as it is written.
                continue
            if found.code == "extra-cell":
                yield start, text.index("\n", start)
                continue
            if found.code == "dropped-attribute":
                tag = re.match(r"""<(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*>""", text[start:])
                assert tag
                yield start, start + tag.end()
                continue
            end = text.lower().rfind(f"</{element[1].lower()}") if element and found.span.column else len(text)
            yield start, end


@settings(max_examples=300 * FARTHER)
@given(texts)
@example("Every page has a <title> of word0z\n\nword1z\n\n## word2z\n\nword3z")
@example("Fill in <text> and word0z\n\n- The <list> word1z\n\nThe [rule for <Path> word2z](a.md) word3z")
@example("| <max> word0z | word1z |\n|---|---|\n| <not> word2z | word3z |\n\n> <set> word4z\n\n## <view> word5z")
@example('<div title="a\n\nword0z\n\nword1z "b" word2z')
@example("<div>\n<!-- a\n\nword0z\n\nword1z")
def test_every_word_is_on_the_page_or_a_finding_says_what_took_it(text: str) -> None:
    read = read_body(text)
    if read.value is None:
        assert {found.code for found in read.findings} == {"markup-nesting"}
        return
    html = fill_holes(read.value, tuple(ref.target for ref in read.value.facts.refs))
    spoken_for = list(covered(text, read.findings))
    # What stands in a comment or in a declaration is for nobody to read.
    hidden = [
        found.span() for found in re.finditer(r"<!--.*?(?:--!?>|\Z)|<[!?].*?>|</[^a-z].*?>", text, re.DOTALL | re.IGNORECASE)
    ]
    for word in re.finditer(r"word\d+z", text):
        if word[0] in html:
            continue
        assert any(start <= word.start() < end for start, end in (*spoken_for, *hidden)), (word[0], html, read.findings)
    assert not any("off the page" in found.message for found in read.findings), (html, read.findings)
