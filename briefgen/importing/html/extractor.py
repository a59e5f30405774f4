"""Floor 7. The door to trafilatura: a part of a page's tree in, the texts that it takes for the article out.

It is given a page that was read and bounded before: no scripts, no control characters, at most so many elements at so much
depth. What it says is a vote on our blocks; its texts themselves are used for nothing else.
"""

import logging
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from briefgen.importing.html.blocks import fold_spaces
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.shadows import SHADOW
from briefgen.importing.html.tree import SILENT, VOID
from briefgen.text.characters import without_controls

#: Most elements that are handed on: ten times those of a long page, and a few seconds of work.
_MOST_ELEMENTS: Final = 30_000
#: Longest value of an attribute that is handed on: classes and ids are what it looks at.
_LONGEST_VALUE: Final = 200
#: What the libraries below the extractor were seen to raise, and may raise, on pages that they were not made for.
_FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
#: Elements that it takes out of any page first: without them, two thirds of a page's elements need not be written and read.
_NOT_WRITTEN: Final = SILENT | {"head", "meta", "link", "nav", "menu", "dialog", "footer"}
#: Elements that it does not know, and that hold what a reader sees.
_FRAMES: Final = frozenset([SHADOW, "slot"])
_NOT_HANDED_ON: Final = frozenset(["alt", "content", "datetime", "lang", "dir", "hidden"])


class NotExtractedError(Exception):
    """The extractor cannot say anything of a page. The text says why, for a finding."""


class MissingExtraError(Exception):
    """The extractor is not installed."""


def load_extractor() -> Any:  # the library's module: what comes out of it is narrowed here
    """Return the extractor; raises MissingExtraError without the extra."""
    try:
        import trafilatura  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an extra
    except ImportError as error:
        raise MissingExtraError from error
    # It reports pages without an article as warnings; without a handler these would go to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return trafilatura


def extract_text(nodes: Iterable[Node], title: str, *, is_strict: bool) -> str:
    """Return the article's text as the extractor sees it, in its order; raises NotExtractedError and MissingExtraError.

    `is_strict` prefers little text that is right.
    """
    trafilatura = load_extractor()
    html = f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body>{write_html(nodes)}</body></html>"
    try:
        document = trafilatura.bare_extraction(
            html, favor_precision=is_strict, include_comments=False, with_metadata=False, include_tables=True
        )
    except (*_FAILURES, _class_of_lxml_errors()) as error:
        raise NotExtractedError(f"{type(error).__name__} in the extractor") from error
    return str(document.text or "") if document is not None else ""


def _class_of_lxml_errors() -> type[Exception]:
    from lxml.etree import LxmlError  # type: ignore[import-not-found,import-untyped,unused-ignore]  # comes with the extra

    failure: type[Exception] = LxmlError
    return failure


def write_html(nodes: Iterable[Node]) -> str:
    """Return elements as well-formed HTML without scripts; raises NotExtractedError for more than can be handed on."""
    parts: list[str] = []
    count = 0
    stack: list[Node | str | tuple[str]] = list(reversed(list(nodes)))
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            parts.append(f"</{item[0]}>")
            continue
        if isinstance(item, str):
            text = escape(fold_spaces(item).encode("utf-8", "replace").decode("utf-8"), quote=False)
            parts.append(text)
        elif item.tag not in _NOT_WRITTEN:
            count += 1
            attrs = "".join(
                f' {key}="{escape(value[:_LONGEST_VALUE])}"'
                for key, value in item.attrs.items()
                if key not in _NOT_HANDED_ON and _is_plain(key)
            )
            tag = "div" if item.tag in _FRAMES else item.tag if _is_plain(item.tag) else "span"
            parts.append(f"<{tag}{attrs}>")
            if item.tag not in VOID:
                stack.append((tag,))
                stack += reversed(item.children)
        if count > _MOST_ELEMENTS:
            raise NotExtractedError(f"over {_MOST_ELEMENTS:,} elements")
    return without_controls("".join(parts))


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()
