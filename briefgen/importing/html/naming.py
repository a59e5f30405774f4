"""Floor 7. What the tag, the classes and the roles of an element say of the text in it. Each is a sign and no more."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from briefgen.importing.html.nodes import Node

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PART: Final = re.compile(r"[a-z]+")

#: Words of classes and ids, by what an element that has them is for. Each is a sign and no more.
_CLASSES: Final[dict[str, frozenset[str]]] = {
    "related": frozenset(
        """
        related recirc recirculation recommend recommended recommendations readmore morestories trending mostread popular
        onward outbrain taboola teaser teasers readnext jp-relatedposts inlinerelated readalso seealso mostviewed latestnews
        """.split()
    ),
    "comments": frozenset("comment comments disqus respond replies commentlist letters".split()),
    "share": frozenset("share sharing sharedaddy social addthis socials partage compartir teilen".split()),
    "promo": frozenset(
        """
        newsletter signup subscribe subscription promo promotion advert advertisement ad ads adslot adunit sponsored
        sponsor banner donate membership
        """.split()
    ),
    "paywall": frozenset(
        """
        paywall regwall registerwall subscriberwall subscribewall subscriptionwall premiumwall loginwall meterwall metered
        pianooffer tpmodal tpcontainer poool
        """.split()
    ),
    "nav": frozenset(
        "nav navigation menu breadcrumb breadcrumbs crumbs pagination pager skip toolbar navbar masthead".split()
    ),
    "sidebar": frozenset("sidebar widget infobox widgets".split()),
    "notice": frozenset("cookie cookies consent gdpr copyright".split()),
    "tags": frozenset("tags taglist keywords postmetadata".split()),
    "biography": frozenset("authorbio authorbox bio aboutauthor".split()),
    "footer": frozenset(["footer", "foot"]),
}
_CLASS_OF: Final = {word: hint for hint, words in _CLASSES.items() for word in words}
_TAGS: Final = {
    "nav": "nav", "aside": "sidebar", "footer": "footer", "form": "form", "dialog": "notice", "menu": "nav",
    "amp-ad": "promo",
    "amp-embed": "related", "amp-sidebar": "nav", "amp-social-share": "share", "amp-consent": "notice",
}  # fmt: skip
_LANDMARKS: Final = {
    "navigation": "nav", "complementary": "sidebar", "contentinfo": "footer", "search": "form", "dialog": "notice",
    "alertdialog": "notice", "menu": "nav", "menubar": "nav",
}  # fmt: skip
#: Whole classes and relations of elements that name the writer, and of those that say when.
_AUTHOR: Final = frozenset("author byline by authors writer signature firma vcard fn".split())
_PICTURE: Final = frozenset("caption cap figcaption legend legende wp-caption-text bildunterschrift pie".split())
_CREDIT: Final = frozenset("credit credits copyright photographer credito source".split())
_WRITERS: Final = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es)?|autoren|journalists?|redacteurs?|profile|people)/[^/?#]+/?$"
)
_NAMING: Final = ("class", "id", "data-component", "role", "rel", "itemprop")


@dataclass(frozen=True, slots=True)
class Look:
    """What the tag, classes and roles of an element say, wherever it stands."""

    hints: frozenset[str]
    is_writer: bool
    is_caption: bool


def naming_of(node: Node) -> tuple[str, ...]:
    """Return all that `look_at` goes by, as a key: elements with the same key say the same."""
    return (node.tag, *(node.attrs.get(name, "") for name in _NAMING))


def look_at(node: Node) -> Look:
    """Return what an element says of its text, wherever it stands."""
    is_caption = node.tag == "figcaption" or not _PICTURE.isdisjoint(_whole_classes(node))
    return Look(hints=_hints(node), is_writer=names_writer(node), is_caption=is_caption)


def classes_of(node: Node) -> tuple[str, ...]:
    """Return the words of an element's class and id, and each two that stand side by side as one."""
    names = f"{node.attrs.get('class', '')} {node.attrs.get('id', '')} {node.attrs.get('data-component', '')}"
    found: list[str] = []
    for name in names.split()[:20]:
        parts = _PART.findall(_CAMEL.sub(" ", name[:80]).lower())
        found += [*parts, *(one + other for one, other in pairwise(parts))]
    return tuple(found)


def _hints(node: Node) -> frozenset[str]:
    found = {_CLASS_OF[word] for word in classes_of(node) if word in _CLASS_OF}
    landmark = _LANDMARKS.get(node.attrs.get("role", "").lower()) or _TAGS.get(node.tag)
    return frozenset(found | {landmark} if landmark else found)


def _whole_classes(node: Node) -> frozenset[str]:
    return frozenset(node.attrs.get("class", "").lower().replace("__", "-").split())


def names_writer(node: Node) -> bool:
    """Does an element name who wrote the article?"""
    attrs = node.attrs
    if node.tag == "address" or "author" in attrs.get("rel", "").lower().split():
        return node.tag != "link"
    if attrs.get("itemprop", "").lower() == "author" or (node.tag == "a" and leads_to_writer(attrs.get("href", ""))):
        return True
    return not _AUTHOR.isdisjoint(_whole_classes(node)) or bool(
        _whole_classes(node) & {"author-name", "byline-name", "entry-author"}
    )


def names_credit(node: Node) -> bool:
    """Does an element name who took a picture?"""
    return node.tag in {"small", "cite"} or not _CREDIT.isdisjoint(classes_of(node))


def leads_to_writer(address: str) -> bool:
    """Is this the address of a writer's own page?"""
    return _WRITERS.search(address) is not None
