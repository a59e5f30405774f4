"""Floor 7. Text of a page that stands where only a browser looks: for readers without scripts, or in its structured data."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.importing.html.nodes import Node
from briefgen.text.characters import expand_references
from briefgen.text.words import count_words

#: Fewest words of a text for readers without scripts that is one of the article; others are pictures and counters.
_FEWEST: Final = 8
#: Fewest words of an article's text in structured data; descriptions of it have up to 50.
_WHOLE: Final = 60
#: Values of structured data that are looked at.
_MOST_VALUES: Final = 20_000
#: Notices to readers without scripts name what is missing, in all languages.
_NOTICE: Final = re.compile(r"java\s?script|ジャバスクリプト", re.IGNORECASE)
_KEY: Final = "articleBody"
_END_OF_LINE: Final = re.compile(r"</(?:p|div|li|h[1-6])>|<br ?/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SPACES: Final = re.compile(r"\s*\n\s*")


def reveal(elements: Iterable[Node]) -> None:
    """Make those of the `noscript` elements visible that hold prose: pages load even a lead by script, and keep it there."""
    for node in elements:
        text = " ".join(texts_in(node))
        if count_words(text) >= _FEWEST and not _NOTICE.search(text):
            node.tag, node.is_block = "div", True


def text_in_data(scripts: Iterable[str]) -> str:
    """Return the text of the only article in a page's structured data, or empty text."""
    found: list[str] = []
    for script in scripts:
        if _KEY not in script:
            continue
        try:
            queue: list[object] = [json.loads(script.strip().removesuffix(";"))]
        except (ValueError, RecursionError):
            continue
        for count, value in enumerate(queue):
            if count > _MOST_VALUES:
                break
            if isinstance(value, dict):
                found += [text for key, text in value.items() if key == _KEY and isinstance(text, str)]
                queue += value.values()
            elif isinstance(value, list):
                queue += value
    whole = [text for text in dict.fromkeys(found) if count_words(text) >= _WHOLE]
    return whole[0] if len(whole) == 1 else ""


def add_text(root: Node, text: str) -> None:
    """Put a text at the end of a page, a paragraph a line; some pages have it with its markup."""
    box = Node("div", {"class": "article-body"}, root)
    plain = expand_references(_TAG.sub("", _END_OF_LINE.sub("\n", text)))
    for line in _SPACES.split(plain.strip()):
        paragraph = Node("p", {}, box)
        paragraph.children.append(line)
        box.children.append(paragraph)
    root.children.append(box)


def texts_in(node: Node) -> Iterator[str]:
    """Yield the texts of an element and of all in it, in order."""
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        else:
            stack += reversed(item.children)


def scripts_in(root: Node) -> Iterator[str]:
    """Yield the scripts of a page that are structured data."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "script":
            yield from (child for child in node.children if isinstance(child, str))
        stack += [child for child in reversed(node.children) if isinstance(child, Node)]
