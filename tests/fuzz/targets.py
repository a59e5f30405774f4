"""What is fuzzed: bytes in, and a law that holds for any bytes. Each target raises AssertionError where it does not.

`tests/attacks/test_fuzz.py` tries a few hundred inputs of each in the suite, `make fuzz` as many as there is time for.
"""

import html5lib

from briefgen.content import markup
from briefgen.content.frontmatter import read_yaml, split
from briefgen.content.schema import read_article
from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.ledger import Given, rebuild
from briefgen.importing.capture.lines import is_binary
from briefgen.importing.capture.markdown import body_of
from briefgen.importing.containers import may_be_container, open_container
from briefgen.importing.html import read_html
from briefgen.importing.packing import hold
from briefgen.importing.reading import the_rules
from briefgen.render.renderer import fill_holes
from briefgen.text.characters import decode
from briefgen.values.diagnostics import Diagnostic, has_errors
from briefgen.values.model import Digest
from tests.dangers import dangers


def front_matter(data: bytes) -> None:
    """Any file is an article or has an error, and every finding stands inside the file."""
    decoded = decode(data, "a.md")
    if decoded.value is None:
        assert has_errors(decoded.findings)
        return
    for text in (decoded.value, f"---\n{decoded.value}\n---\n", f"---\ntitle: T\ndate: 2025-04-10\n{decoded.value}\n---\n"):
        article = read_article(text, "a.md", Digest(""))
        assert (article.value is None) == has_errors(article.findings)
        check_places(text, article.findings)
        parts = split(text, "a.md").value
        if parts is not None:
            check_places(text, read_yaml(parts.yaml, "a.md", parts.yaml_line).findings)


def body(data: bytes) -> None:
    """Any Markdown is a body that can only be read, also when it is read once more, or is nested too deeply."""
    text = data.decode("utf-8", "replace")
    read = markup.read_body(text)
    check_places(text, read.findings)
    if read.value is None:
        assert [found.code for found in read.findings] == ["markup-nesting"]
        return
    html = fill_holes(read.value, tuple(ref.target for ref in read.value.facts.refs))
    assert dangers(html) == []
    parsed = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    again = html5lib.serialize(parsed, tree="etree", quote_attr_values="always", omit_optional_tags=False)
    assert dangers(again) == []


def capture(data: bytes) -> None:
    """The ledger of any capture accounts for each of its bytes, and what is made of it can only be read."""
    if is_binary(data):
        return
    account = read_account(data, the_rules(), Given())
    assert rebuild(account.rows, data) == data
    check_drafts(account)
    hold(account, Given(), explains=True)


def container(data: bytes) -> None:
    """Any file is a text, gives entries, or has a problem that says why it does not."""
    for name in ("a", "a.eml", "a.json", "a.xml", "a.md"):
        found = open_container(data, name)
        assert found is None or found[1].entries or found[1].problems
        assert may_be_container(data, name) or found is None


def page(data: bytes) -> None:
    """Any page of HTML is read or refused with a finding, and what is made of it can only be read."""
    read = read_html(data, "page.html", the_rules(), Given())
    if read.value is None:
        assert has_errors(read.findings) or read.findings
        return
    check_drafts(read.value[0])
    hold(read.value[0], Given(), explains=True)


def check_drafts(account: Account) -> None:
    for draft in account.drafts:
        read = markup.read_body(body_of(draft.paragraphs))
        if read.value is not None:
            assert dangers(fill_holes(read.value, tuple(ref.target for ref in read.value.facts.refs))) == []


def check_places(text: str, findings: tuple[Diagnostic, ...]) -> None:
    lines = text.split("\n")
    for found in findings:
        if found.span.line is not None:
            assert 1 <= found.span.line <= len(lines), found
        if found.span.line is not None and found.span.column is not None:
            assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 1, found


TARGETS = {"front-matter": front_matter, "body": body, "capture": capture, "container": container, "page": page}
