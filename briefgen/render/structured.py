"""Floor 4. What a page says to machines: its view as linked data (JSON-LD, in the words of schema.org).

Written here and not in a layout, so that it is JSON whatever the texts in it are, and cannot end the element it stands in.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import msgspec

from briefgen.text.locales import Locale
from briefgen.values.parts import Card, Picture, RegionLink, SourceLine
from briefgen.values.views import (
    ArticleView,
    BriefingView,
    Chrome,
    CorrectionLine,
    DayView,
    HomeView,
    RegionView,
    StoryView,
    View,
)

_Node: TypeAlias = dict[str, object]

#: What could end a script element, or a line of JavaScript before ES2019, as JSON escapes.
_ESCAPED: Final = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")


def linked_data(view: View, site: Chrome, locale: Locale) -> str:
    """Return a page's linked data as JSON that may stand in a script element; nothing for kinds that have none."""
    nodes = [*_Describer(site, locale).nodes(view)]
    if not nodes:
        return ""
    data = {"@context": "https://schema.org", "@graph": nodes}
    text = msgspec.json.encode(data).decode()
    for character, escape in _ESCAPED:
        # Most texts hold none of them: five searches take a tenth of the time of one translation.
        if character in text:
            text = text.replace(character, escape)
    return text


class _Describer:
    """Describes the pages of one site."""

    def __init__(self, site: Chrome, locale: Locale) -> None:
        self._site = site
        self._locale = locale
        self._origin = _origin_of(site.base_url)
        self._publisher: _Node = {"@type": "Organization", "name": site.title, "url": site.base_url}

    def nodes(self, view: View) -> Iterator[_Node]:
        match view:
            case HomeView():
                yield {
                    "@type": "WebSite",
                    "name": self._site.title,
                    **_said(description=self._site.tagline),
                    "url": self._site.base_url,
                    "inLanguage": self._site.lang,
                    "publisher": self._publisher,
                }
            case ArticleView():
                yield self._article(view)
                day = (self._locale.calendar(view.card.date), self._url(view.briefing))
                yield self._crumbs(view, [*self._regions((*view.parents, view.card.region)), day], view.card.title)
            case BriefingView():
                day_name = self._locale.calendar(view.date, "full")
                name = view.title or f"{view.region.name} – {day_name}"
                yield self._collection(view, name, view.cards, datePublished=view.date.isoformat())
                yield self._crumbs(view, self._regions((*view.parents, view.region)), day_name)
            case RegionView():
                yield self._collection(view, view.title)
                yield self._crumbs(view, self._regions(view.parents), view.region.name)
            case DayView():
                cards = [card for briefing in view.briefings for card in briefing.cards]
                name = self._locale.calendar(view.date, "full")
                yield self._collection(view, name, cards, datePublished=view.date.isoformat())
            case StoryView():
                yield self._collection(view, view.title, [card for day in view.days for card in day.cards])
            case _:
                return

    def _article(self, view: ArticleView) -> _Node:
        card, iso = view.card, self._locale.iso
        published = iso(card.moment or card.date)
        return {
            "@type": "NewsArticle",
            "headline": card.title,
            "url": view.canonical,
            "mainEntityOfPage": view.canonical,
            "inLanguage": card.lang,
            "datePublished": published,
            "dateModified": iso(view.changed) if view.changed else published,
            **_said(description=view.description, dateline=card.dateline),
            **_some(contentLocation=self._places(view)),
            **({"temporalCoverage": view.event_date.isoformat()} if view.event_date else {}),
            "author": [{"@type": "Person", "name": name} for name in view.authors] or self._publisher,
            "publisher": self._publisher,
            "articleSection": card.region.name,
            **_some(keywords=[tag.title for tag in view.tags]),
            "wordCount": view.words,
            **({"image": _picture(view.image)} if view.image else {}),
            "isPartOf": {"@type": "CollectionPage", "url": self._url(view.briefing)},
            **_some(isBasedOn=[self._work(source) for source in card.sources]),
            **_some(citation=[self._citation(source) for source in card.sources]),
            **_some(correction=[self._correction(correction) for correction in view.corrections]),
        }

    def _places(self, view: ArticleView) -> list[_Node]:
        named: list[_Node] = [{"@type": "Place", "name": view.card.dateline}] if view.card.dateline else []
        countries: Iterable[_Node] = (
            {"@type": "Country", "name": self._locale.country(code), "identifier": code} for code in view.countries
        )
        return [*named, *countries]

    def _work(self, source: SourceLine) -> _Node:
        return {
            "@type": "CreativeWork",
            **_said(name=source.title, url=source.url, inLanguage=source.lang),
            **({"datePublished": self._locale.iso(source.published)} if source.published else {}),
            "publisher": {"@type": "Organization", "name": source.name},
        }

    def _citation(self, source: SourceLine) -> str:
        """Return a source as a reader would cite it: title, publisher, day, address."""
        day = self._locale.iso(source.published)[:10] if source.published else ""
        return ", ".join(filter(None, (source.title, source.name, day, source.url)))

    def _correction(self, correction: CorrectionLine) -> _Node:
        return {
            "@type": "CorrectionComment",
            "name": self._locale.label(f"kind_{correction.kind}"),
            "text": correction.text,
            "datePublished": self._locale.iso(correction.date),
            "inLanguage": correction.lang,
        }

    def _collection(self, view: View, name: str, cards: Sequence[Card] = (), **facts: str) -> _Node:
        items = [
            {"@type": "ListItem", "position": number, "url": self._url(card.href)}
            for number, card in enumerate(cards, start=1)
        ]
        return {
            "@type": "CollectionPage",
            "name": name,
            **_said(description=view.description, **facts),
            "url": view.canonical,
            "inLanguage": view.lang,
            "publisher": self._publisher,
            **({"mainEntity": {"@type": "ItemList", "itemListElement": items}} if items else {}),
        }

    def _crumbs(self, view: View, above: Iterable[tuple[str, str]], name: str) -> _Node:
        trail = [(self._site.title, self._site.base_url), *above, (name, view.canonical)]
        items = [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(trail, start=1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _regions(self, regions: Iterable[RegionLink]) -> list[tuple[str, str]]:
        return [(region.name, self._url(region.href)) for region in regions]

    def _url(self, href: str) -> str:
        return self._origin + href


@functools.lru_cache(maxsize=4)
def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _picture(picture: Picture) -> _Node:
    return {
        "@type": "ImageObject",
        "url": picture.url,
        **({"width": picture.width, "height": picture.height} if picture.width and picture.height else {}),
        **_said(caption=picture.caption or picture.alt, creditText=picture.credit),
    }


def _said(**texts: str) -> Mapping[str, str]:
    """Return the texts that are not empty."""
    return {key: text for key, text in texts.items() if text}


def _some(**lists: Sequence[object]) -> Mapping[str, Sequence[object]]:
    """Return the lists that are not empty."""
    return {key: found for key, found in lists.items() if found}
