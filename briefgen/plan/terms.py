"""Floor 3. Sources and tags: a list of all, and the items of each."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from briefgen import permalinks
from briefgen.model import UrlPath
from briefgen.parts import Link
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.items import Item, term_key
from briefgen.plan.lists import pages_of
from briefgen.plan.site import Page
from briefgen.text import direction
from briefgen.views import TermsView, TermView


def plan_sources(context: Context) -> Iterator[Page]:
    """Give the list of sources and the pages of each."""
    registry = {publisher.key: publisher for publisher in context.desk.settings.sources}
    terms = {}
    for key, items in context.groups.sources.items():
        line = next(line for item in items for k, line in zip(item.source_keys, item.card.sources, strict=True) if k == key)
        publisher = registry.get(key)
        origin = f"https://{urlsplit(line.url).netloc}/" if line.url else ""
        terms[key] = (line.name, publisher.url if publisher else origin, permalinks.source(key), items)
    yield from _pages("source", permalinks.SOURCES, terms, context)


def plan_tags(context: Context) -> Iterator[Page]:
    """Give the list of tags and the pages of each; of several spellings of one tag the first in order is shown."""
    terms = {}
    for key, items in context.groups.tags.items():
        name = min(tag for item in items for tag in item.article.tags if term_key(tag) == key)
        terms[key] = (name, "", permalinks.tag(key), items)
    yield from _pages("tag", permalinks.TAGS, terms, context)


def _pages(
    kind: str, all_address: UrlPath, terms: Mapping[str, tuple[str, str, UrlPath, tuple[Item, ...]]], context: Context
) -> Iterator[Page]:
    desk = context.desk
    plural = f"{kind}s"
    by_name = sorted(terms.values(), key=lambda term: (term[0].casefold(), term[2]))
    links = tuple(
        Link(title=name, href=desk.href(address), count=len(items), lang=_lang(name), dir=direction(_lang(name)))
        for name, _, address, items in by_name
    )
    terms_view = TermsView(**desk.head(desk.label(plural), all_address), terms=links)
    yield Page(address=all_address, layout=f"{plural}.html", view=terms_view, origin=SETTINGS_SPAN)
    for name, url, first, items in by_name:
        for address, pager, entries in pages_of(items, desk.settings.page_size, first, desk):
            view = TermView(
                **desk.head(name, address),
                name=name,
                name_lang=_lang(name),
                name_dir=direction(_lang(name)),
                url=url,
                all=desk.href(all_address),
                count=len(items),
                cards=tuple(item.card for item in entries),
                pager=pager,
            )
            inputs = tuple(item.article.path for item in entries)
            yield Page(address=address, layout=f"{kind}.html", view=view, origin=SETTINGS_SPAN, inputs=inputs)


def _lang(name: str) -> str:
    """Return `und` with the script where a name's own letters run from right to left: a tag does not say its language."""
    if any("\u0590" <= character <= "\u05ff" for character in name):
        return "und-Hebr"
    return "und-Arab" if any("\u0600" <= character <= "\u08ff" for character in name) else ""
