"""Floor 7. Labelled lines ("Source: Orsund Post"), and what could be the name of a publisher."""

import re
from typing import Final, NamedTuple

from briefgen.importing.capture.dates import words_of
from briefgen.importing.capture.rules import Rules

_LABELLED: Final = re.compile(r"^[\s*_#>\[(•·-]*([^:：\[\]()]{1,40}?)[\s*_]*[:：][\s*_]*(\S.*)$")
_LINKED: Final = re.compile(r"^[\s*_>•·-]*\[([^\[\]]{1,60})\]\((https?://[^\s()]+)\)[\s*_.]*$")
URL: Final = re.compile(r"https?://[^\s<>\"'()\[\]*]{3,1900}")
#: Longest name of a publisher, in words, and the most characters that are read of a line.
NAME: Final = 7
LONGEST: Final = 200


class Labelled(NamedTuple):
    """A line with a label: which fact it states, and the words behind the label."""

    kind: str
    value: str


def label_of(text: str, rules: Rules) -> Labelled | None:
    """Return what a labelled line states; None for another line."""
    if len(text) > LONGEST + 60:
        return None
    linked = _LINKED.match(text)
    if linked:
        return Labelled("url", linked[2]) if rules.labels.get(_key(linked[1])) in {"publisher", "url"} else None
    match = _LABELLED.match(text)
    kind = rules.labels.get(_key(match[1]), "") if match else ""
    return Labelled(kind, match[2].strip(" *_")) if match and kind else None


def kind_of_label(label: str, rules: Rules) -> str:
    """Return which fact a line with this label states; empty text for words that are no label."""
    return rules.labels.get(_key(label), "")


def is_addressee(label: str, rules: Rules) -> bool:
    """Do these words stand in the header of a mail before those who get it?"""
    return _key(label) in rules.facts.get("addressees", ())


def without_label(text: str, rules: Rules) -> str:
    """Return a headline without the label that stands before it."""
    labelled = label_of(text, rules)
    return labelled.value if labelled and labelled.kind == "title" else text


def is_publisher_name(name: str, rules: Rules) -> bool:
    """Could this be the name of a paper, an agency or a site: a few words with capitals, and no desk's mark?"""
    words = name.split()
    key = _key(name)
    if not 1 <= len(words) <= NAME or not re.search(r"[^\W\d_]{2}", name) or re.search(r"[.!?؟。]\s|[.!?]$", name):
        return False
    if key in rules.facts.get("nobody", ()):
        return False
    if any(rules.has(table, key) for table in ("furniture", "end", "label", "form", "comments", "section")):
        return False
    first = next(iter(re.findall(r"[^\W\d_]", name)), "")
    return (first.isupper() or first.lower() == first.upper() or not first.isascii()) and not rules.begins(
        "wire", tuple(key.split())
    )


def publisher_in(text: str, rules: Rules) -> str:
    """Return the publisher that a line at the head of a block names; empty text where it names a desk or nobody."""
    name = re.split(r"\s+[·•|]\s+", text.lstrip("-–—•·| "))[0].strip()
    keys = words_of(name)
    # "Aa" is a button for the size of letters, "AA" an agency.
    is_button = len(name) < 3 and not name.isupper() and name.isascii()
    is_desk = all(key in rules.facts.get("no_names", ()) for key in keys) and not rules.has("agency", " ".join(keys))
    return "" if is_button or is_desk or not is_publisher_name(name, rules) else name


def _key(text: str) -> str:
    return " ".join(words_of(text))
