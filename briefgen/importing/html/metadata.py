"""Floor 7. What a page says about its articles in markup: structured data (JSON-LD), meta elements, links.

Each fact keeps the words that it rests on. Facts that quarrel are all told; which one is right is a curator's decision.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, Literal, TypeAlias

from briefgen.importing.capture.folding import fold_words, visible
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.tree import SILENT
from briefgen.text.characters import legible
from briefgen.text.slugs import one_line

When: TypeAlias = Literal["published", "updated"]

#: Values of structured data that are looked at; a page of a magazine had 4,000.
_MOST_VALUES: Final = 20_000
#: Articles of structured data that are looked at: each part of a page is compared with all of them.
_MOST_ITEMS: Final = 1000
_LONGEST: Final = 300
_ARTICLES: Final = frozenset(["blogposting", "liveblogposting", "report", "reportagenewsarticle", "socialmediaposting"])
_URL: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]{3,1900}", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"(?:mailto:)?<?[^\s@<>]{1,64}@[^\s@<>]{1,80}>?")
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LANG: Final = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")

#: Names and properties of meta elements, and what their content says.
_PUBLISHED: Final = frozenset(
    """
    article:published_time article:published og:published_time og:article:published_time datepublished date dc.date
    dc.date.issued dcterms.created dcterms.date dcterms.issued pubdate publishdate publish-date publication_date
    sailthru.date parsely-pub-date cxenseparse:recs:publishtime article.published originalpublicationdate datecreated
    """.split()
)
_UPDATED: Final = frozenset(
    """
    article:modified_time article:modified og:updated_time og:modified_time datemodified dcterms.modified last-modified
    lastmod article.updated revised
    """.split()
)
_AUTHORS: Final = frozenset("author article:author dc.creator dcterms.creator sailthru.author parsely-author byl".split())
#: The meta element in which an import keeps when a mail was sent.
SENT: Final = "message.date"
#: The one in which it keeps from whom a mail is, where that is no name of a publisher for sure.
SENDER: Final = "message.from"
_SITES: Final = frozenset(["og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher"])


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that a page states: published or updated, as it is written there and where."""

    where: When
    day: date
    text: str
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article as structured data describes it. `key` is its headline as folded words; not `is_free`: for subscribers."""

    headline: str
    moments: tuple[Moment, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    lang: str = ""
    url: str = ""
    key: str = ""
    is_free: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself. `items` are its articles in structured data, `titles` its names for itself, best first.

    `sent` is when a mail that is a page was sent, `sender` may be its publisher.
    """

    items: tuple[Item, ...] = ()
    moments: tuple[Moment, ...] = ()
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    lang: str = ""
    url: str = ""
    sent: tuple[Moment, ...] = ()
    sender: str = ""


def read_facts(root: Node) -> Facts:
    """Return what a page's markup states."""
    metas: dict[str, list[str]] = {}
    links: list[str] = []
    data: list[str] = []
    title = ""
    for node in _nodes(root):
        if node.tag == "meta" and node.attrs.get("content"):
            name = node.attrs.get("property") or node.attrs.get("name") or node.attrs.get("itemprop") or ""
            metas.setdefault(name.strip().lower(), []).append(_text(node.attrs["content"]))
        elif node.tag == "link" and "canonical" in node.attrs.get("rel", "").lower().split():
            links.append(node.attrs.get("href", ""))
        elif node.tag == "script":
            data += [child for child in node.children if isinstance(child, str)]
        elif node.tag == "title" and not title:
            title = _text("".join(child for child in node.children if isinstance(child, str)))
    items = tuple(islice(_items(data), _MOST_ITEMS))

    def first(names: Iterable[str]) -> str:
        return next((text for name in names for text in metas.get(name, ()) if text), "")

    moments = [*_of_metas(metas, _PUBLISHED, "published"), *_of_metas(metas, _UPDATED, "updated")]
    titles = (first(["og:title"]), first(["twitter:title"]), title)
    return Facts(
        items=items,
        moments=tuple(moments),
        titles=tuple(dict.fromkeys(text for text in titles if text)),
        authors=tuple(dict.fromkeys(name for key in sorted(_AUTHORS) for name in map(_name, metas.get(key, ())) if name)),
        publisher=_name(first(sorted(_SITES, key=lambda name: name != "og:site_name"))),
        lang=language_tag(root.attrs.get("lang", "")) or language_tag(first(["og:locale", "dc.language", "language"])),
        url=next((url for url in map(_url, [*links, first(["og:url"])]) if url), ""),
        sent=tuple(_of_metas(metas, frozenset([SENT]), "published"))[:1],
        sender=first([SENDER]),
    )


def moment_of(text: str, where: When, source: str) -> Moment | None:
    """Return the day that a value such as 2025-03-12T07:40:00+01:00 states; None where no full date begins it."""
    match = _DAY.match(text.strip())
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if not 1900 <= day.year <= 2100:
        return None
    return Moment(where, day, f"{source}: {text.strip()[:60]}" if source else text.strip()[:60], _instant(text.strip()))


def one_a_day(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Return the moments with each day once, and one of those that are the same instant in two zones: the local one."""
    found: dict[tuple[When, date], Moment] = {}
    for moment in moments:
        found.setdefault((moment.where, moment.day), moment)
    zoned = {
        (moment.where, moment.instant)
        for moment in found.values()
        if moment.instant is not None and _is_local(moment.instant)
    }
    # Moments are equal if they are the same instant, whatever their zones.
    return tuple(
        moment
        for moment in found.values()
        if moment.instant is None or _is_local(moment.instant) or (moment.where, moment.instant) not in zoned
    )


def language_tag(text: str) -> str:
    """Return a language tag as BCP 47 writes it, or empty text for what is none."""
    match = _LANG.fullmatch(text.strip())
    return f"{match[1].lower()}{match[2].replace('_', '-')}" if match else ""


def item_for(facts: Facts, title: str) -> Item | None:
    """Return the article of the structured data that has this title."""
    wanted = " ".join(fold_words(title))
    for item in facts.items:
        name = item.key
        if name and wanted and (name == wanted or (min(len(name), len(wanted)) > 20 and (name in wanted or wanted in name))):
            return item
    return None


def _is_local(instant: datetime) -> bool:
    """Is it written in another zone than that of Greenwich?"""
    return bool(instant.utcoffset())


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Python compares moments with and without a zone by raising.
    return instant if instant.tzinfo is not None and abs(instant.utcoffset() or timedelta()) < timedelta(days=1) else None


def _nodes(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if node.tag not in SILENT:
            stack += [child for child in reversed(node.children) if isinstance(child, Node)]


def _of_metas(metas: Mapping[str, list[str]], names: frozenset[str], where: When) -> Iterator[Moment]:
    for name, texts in metas.items():
        if name in names:
            found = (moment_of(text, where, f"meta {name}") for text in texts)
            yield from (moment for moment in found if moment)


# Structured data -------------------------------------------------------------------------------------------------------


def _items(scripts: Iterable[str]) -> Iterator[Item]:
    for script in scripts:
        try:
            value: object = json.loads(script.strip().removesuffix(";"))
        except (ValueError, RecursionError):
            continue
        mappings = list(_mappings(value))
        by_id = {str(mapping["@id"]): mapping for mapping in mappings if "@id" in mapping and len(mapping) > 1}
        for mapping in mappings:
            if _is_article(mapping):
                yield _item(mapping, by_id)


def _mappings(value: object) -> Iterator[dict[str, object]]:
    """Yield the mappings in a value of JSON, outer ones first; entries of a live blog are parts of it and no articles."""
    queue = [value]
    for count, item in enumerate(queue):
        if count > _MOST_VALUES:
            return
        if isinstance(item, dict):
            yield item
            queue += [
                inner for key, inner in item.items() if key not in {"liveBlogUpdate", "comment", "hasPart", "isPartOf"}
            ]
        elif isinstance(item, list):
            queue += item


def _is_article(mapping: Mapping[str, object]) -> bool:
    kinds = {kind.rsplit("/", 1)[-1].lower() for kind in _texts(mapping.get("@type"))}
    return any(kind in _ARTICLES or kind.endswith("article") for kind in kinds)


def _item(mapping: Mapping[str, object], by_id: Mapping[str, Mapping[str, object]]) -> Item:
    moments = []
    for key, where in _KEYS:
        for text in _texts(mapping.get(key)):
            moment = moment_of(text, where, f"JSON-LD {key}")
            moments += [moment] if moment else []
    publisher = next(iter(_names(mapping.get("publisher"), by_id)), "")
    authors = [name for key in ("author", "creator") for name in _names(mapping.get(key), by_id) if name != publisher]
    urls = [*_texts(mapping.get("url")), *_texts(mapping.get("mainEntityOfPage"))]
    page = mapping.get("mainEntityOfPage")
    if isinstance(page, dict):
        urls += _texts(page.get("@id"))
    headline = next(iter([*_texts(mapping.get("headline")), *_texts(mapping.get("name"))]), "")
    return Item(
        headline=visible(headline),
        key=" ".join(fold_words(headline)),
        moments=tuple(moments),
        authors=tuple(dict.fromkeys(authors)),
        publisher=publisher,
        lang=language_tag(next(iter(_texts(mapping.get("inLanguage"))), "")),
        is_free=not _is_false(mapping.get("isAccessibleForFree")),
        url=next((url for url in map(_url, urls) if url), ""),
    )


_KEYS: Final[tuple[tuple[str, When], ...]] = (
    ("datePublished", "published"), ("dateCreated", "published"), ("dateModified", "updated"),
)  # fmt: skip


def _is_false(value: object) -> bool:
    """Is this a false of structured data: the value, its name, or its address at schema.org?"""
    return value is False or any(text.rsplit("/", 1)[-1].lower() == "false" for text in _texts(value))


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [_text(item) for item in values[:50] if isinstance(item, str) and item.strip()]


def _names(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for item in value[:50] if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield from filter(None, [_name(item)])
        elif isinstance(item, dict):
            named = item if "name" in item else by_id.get(str(item.get("@id")), {})
            yield from filter(None, map(_name, _texts(named.get("name"))))


def _name(text: str) -> str:
    """Return a name, or empty text for an address of the web or of a mail in its place."""
    name = legible(visible(text))
    is_address = "://" in name or name.startswith(("@", "www.", "/")) or _MAILBOX.fullmatch(name)
    return "" if is_address or len(name) > 80 else name


def _text(text: str) -> str:
    return legible(one_line(text[:_LONGEST]))


def _url(text: str) -> str:
    match = _URL.fullmatch(text.strip())
    return match[0] if match else ""
