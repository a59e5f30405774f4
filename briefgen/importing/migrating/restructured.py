"""Floor 7. Texts in reStructuredText, as Pelican has them, to HTML that Markdown takes. The only door to docutils.

The text is untrusted: it names no file and no raw output that docutils would read or write, and no configuration is read.
What docutils does not know (a directive of a plug-in) stays visible as its source.
"""

import re
from importlib.util import find_spec
from typing import Final

from briefgen.importing.migrating.fronts import Front
from briefgen.importing.migrating.model import Data
from briefgen.text.slugs import one_line

_SETTINGS: Final = {
    "_disable_config": True,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "initial_header_level": 2,
    "math_output": "LaTeX",
    "output_encoding": "unicode",
    "raw_enabled": False,
    "report_level": 2,
    "smart_quotes": False,
    "syntax_highlight": "none",
    "warning_stream": False,
}
_TAG: Final = re.compile(r"<[a-zA-Z][^<>]*>")
#: What docutils writes for a stylesheet of its own, which no page here has.
_OF_STYLES: Final = re.compile(r' (?:class|align|target|style)="[^"]*"')
_SIZE: Final = re.compile(r"\b(width|height): (\d{1,5})(?:\.0)?(?:px)?;")
_MAIN: Final = re.compile(r"<main\b[^<>]*>(.*)</main>", re.DOTALL)


def can_read() -> bool:
    """Is the library of the extra `rst` there?"""
    return find_spec("docutils") is not None


def split_restructured(text: str, path: str) -> Front:
    """Return a text in two: the fields at its head and its title as front matter, and its body as HTML."""
    from docutils import nodes
    from docutils.core import publish_doctree, publish_from_doctree

    tree = publish_doctree(text, source_path=path, settings_overrides=_SETTINGS)
    values: dict[str, Data] = {}
    if title := tree.get("title"):
        values["title"] = one_line(str(title))
    for info in list(tree.findall(nodes.docinfo)):
        for node in info.children:
            if isinstance(node, nodes.field):
                values[node[0].astext().lower()] = one_line(node[1].astext())
            elif isinstance(node, nodes.authors):
                values["authors"] = "; ".join(one_line(author.astext()) for author in node.children)
            elif node.tagname:
                values[node.tagname] = one_line(node.astext())
        info.parent.remove(info)
    for message in list(tree.findall(nodes.system_message)):
        # The source of what is not known, and none of the words of the library.
        kept = [child for child in message.children if isinstance(child, nodes.literal_block)]
        message.parent.replace(message, kept)
    for node in [one for one in tree.children if isinstance(one, nodes.title | nodes.subtitle)]:
        if isinstance(node, nodes.subtitle):
            values.setdefault("subtitle", one_line(node.astext()))
        tree.remove(node)
    page = str(publish_from_doctree(tree, writer_name="html5", settings_overrides=_SETTINGS))
    main = _MAIN.search(page)
    body = _TAG.sub(lambda tag: _plain_tag(tag[0]), main[1].strip() if main else "")
    return Front(values=values, body=body, form="rst")


def _plain_tag(tag: str) -> str:
    """Return a tag without what is for a stylesheet; the size of a picture becomes its attributes."""
    plain = _OF_STYLES.sub("", tag)
    if not tag.startswith("<img "):
        return plain
    sizes = "".join(f' {name}="{number}"' for name, number in _SIZE.findall(tag) if f" {name}=" not in plain)
    return f"<img{sizes} {plain.removeprefix('<img ')}"
