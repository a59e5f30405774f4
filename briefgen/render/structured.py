"""Floor 4. What a page says to machines: its view as linked data (JSON-LD, in the words of schema.org).

Written here and not in a layout, so that it is JSON whatever the texts in it are, and cannot end the element it stands in.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import msgspec

from briefgen.text.locales import Locale
from briefgen.text.permalinks import site_of
from briefgen.values import views
from briefgen.values.parts import Card, Picture, RegionLink, SourceLine

_Node: TypeAlias = dict[str, object]

#: What could end a script element, or a line of JavaScript before ES2019, as JSON escapes.
_ESCAPED: Final = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")


def linked_data(view: views.View, site: views.Chrome, locale: Locale) -> str:
    """Return a page's linked data as JSON that may stand in a script element; nothing for kinds that have none."""
    nodes = [*_Describer(site, locale).nodes(view)]
    if not nodes:
        return ""
    text = msgspec.json.encode({"@context": "https://schema.org", "@graph": nodes}).decode()
    for character, escape in _ESCAPED:
        # Most texts hold none of them: five searches take a tenth of the time of one translation.
        if character in text:
            text = text.replace(character, escape)
    return text


class _Describer:
    def __init__(self, site: views.Chrome, locale: Locale) -> None:
        self._site = site
        self._locale = locale
        self._origin = site_of(site.base_url).origin
        self._publisher: _Node = {"@type": "Organization", "name": site.title, "url": site.base_url}

    def nodes(self, view: views.View) -> Iterator[_Node]:
        match view:
            case views.HomeView():
                yield {
                    "@type": "WebSite",
                    "name": self._site.title,
                    **_some(description=self._site.tagline),
                    "url": self._site.base_url,
                    "inLanguage": self._site.lang,
                    "publisher": self._publisher,
                }
            case views.ArticleView():
                yield self._article(view)
                day = (self._locale.calendar(view.card.date), self._url(view.briefing))
                yield self._crumbs(view, [*self._regions((*view.parents, view.card.region)), day], view.card.title)
            case views.BriefingView():
                day_name = self._locale.calendar(view.date, "full")
                name = view.title or f"{view.region.name} – {day_name}"
                yield self._collection(view, name, view.cards, datePublished=view.date.isoformat())
                yield self._crumbs(view, self._regions((*view.parents, view.region)), day_name)
            case views.RegionView():
                yield self._collection(view, view.title)
                yield self._crumbs(view, self._regions(view.parents), view.region.name)
            case views.DayView():
                below = [card for briefing in view.briefings for card in briefing.cards]
                cards = [view.front.lead, *view.front.seconds, *below]
                name = self._locale.calendar(view.date, "full")
                yield self._collection(view, name, cards, datePublished=view.date.isoformat())
            case views.StoryView():
                yield self._collection(view, view.title, [card for day in view.days for card in day.cards])
            case _:
                pass

    def _article(self, view: views.ArticleView) -> _Node:
        card, iso = view.card, self._locale.iso
        published = iso(card.moment or card.date)
        places: list[_Node] = [{"@type": "Place", "name": card.dateline}] if card.dateline else []
        name_of = self._locale.country
        places += [{"@type": "Country", "name": name_of(found.code), "identifier": found.code} for found in view.countries]
        return {
            "@type": "NewsArticle",
            "headline": card.title,
            "url": view.canonical,
            "mainEntityOfPage": view.canonical,
            "inLanguage": card.lang,
            "datePublished": published,
            "dateModified": iso(view.changed) if view.changed else published,
            **_some(description=view.description, dateline=card.dateline, contentLocation=places),
            **_some(temporalCoverage=view.event_date and view.event_date.isoformat()),
            "author": [{"@type": "Person", "name": name} for name in view.authors] or self._publisher,
            "publisher": self._publisher,
            "articleSection": card.region.name,
            **_some(keywords=[tag.title for tag in view.tags]),
            "wordCount": view.words,
            **_some(image=view.image and _picture(view.image)),
            "isPartOf": {"@type": "CollectionPage", "url": self._url(view.briefing)},
            **_some(
                isBasedOn=[self._work(source) for source in card.sources],
                citation=[self._citation(source) for source in card.sources],
                correction=[self._correction(correction) for correction in view.corrections],
            ),
        }

    def _work(self, source: SourceLine) -> _Node:
        return {
            "@type": "CreativeWork",
            **_some(name=source.title, url=source.url, inLanguage=source.lang),
            **_some(datePublished=source.published and self._locale.iso(source.published)),
            **_some(archivedAt=source.archived and source.archived.url),
            "publisher": {"@type": "Organization", "name": source.name},
        }

    def _citation(self, source: SourceLine) -> str:
        """Return a source as a reader would cite it: title, publisher, day, address."""
        day = self._locale.iso(source.published)[:10] if source.published else ""
        return ", ".join(filter(None, (source.title, source.name, day, source.url)))

    def _correction(self, correction: views.CorrectionLine) -> _Node:
        return {
            "@type": "CorrectionComment",
            "name": self._locale.label(f"kind_{correction.kind}"),
            "text": correction.text,
            "datePublished": self._locale.iso(correction.date),
            "inLanguage": correction.lang,
        }

    def _collection(self, view: views.View, name: str, cards: Sequence[Card] = (), **facts: str) -> _Node:
        items = [_list_item(number, url=self._url(card.href)) for number, card in enumerate(cards, start=1)]
        return {
            "@type": "CollectionPage",
            "name": name,
            **_some(description=view.description, **facts),
            "url": view.canonical,
            "inLanguage": view.lang,
            "publisher": self._publisher,
            **_some(mainEntity=items and {"@type": "ItemList", "itemListElement": items}),
        }

    def _crumbs(self, view: views.View, above: Iterable[tuple[str, str]], name: str) -> _Node:
        trail = [(self._site.title, self._site.base_url), *above, (name, view.canonical)]
        items = [_list_item(number, name=name, item=url) for number, (name, url) in enumerate(trail, start=1)]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _regions(self, regions: Iterable[RegionLink]) -> list[tuple[str, str]]:
        return [(region.name, self._url(region.href)) for region in regions]

    def _url(self, href: str) -> str:
        return self._origin + href


def _list_item(number: int, **facts: str) -> _Node:
    return {"@type": "ListItem", "position": number, **facts}


def _picture(picture: Picture) -> _Node:
    return {
        "@type": "ImageObject",
        "url": picture.url,
        **({"width": picture.width, "height": picture.height} if picture.width and picture.height else {}),
        **_some(caption=picture.caption or picture.alt, creditText=picture.credit),
    }


def _some(**facts: object) -> _Node:
    """Return the facts that are not empty."""
    return {key: fact for key, fact in facts.items() if fact}
