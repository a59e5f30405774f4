"""Floor 3. Outputs that no layout makes: feeds of the site and of each region, their list, the sitemap, robots.txt."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from briefgen import permalinks
from briefgen.documents import Feed, FeedEntry, FeedList, Robots, Sitemap, SitemapEntry, SitemapIndex
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.items import Item, day_of, moment_of
from briefgen.plan.site import Document, Page
from briefgen.views import ArticleView

#: Entries a sitemap file may have (sitemaps.org).
SITEMAP_LIMIT: Final = 50_000


def plan_feeds(context: Context) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of the site and of every region, and the list of them all."""
    desk, groups = context.desk, context.groups
    title = desk.settings.title
    feeds = [(permalinks.HOME, title, groups.all)]
    feeds += [
        (permalinks.region(key), f"{title}: {desk.regions.name(key)}", groups.regions.get(key, ())) for key in desk.regions
    ]
    outline = []
    for first, name, items in feeds:
        newest = items[: desk.settings.feed_limit]
        feed = Feed(
            title=name,
            subtitle=desk.settings.tagline,
            url=desk.site.url(first),
            atom_url=desk.site.url(permalinks.atom(first)),
            json_url=desk.site.url(permalinks.json_feed(first)),
            lang=desk.settings.language,
            entries=tuple(_entry(item, context) for item in newest),
        )
        inputs = tuple(item.article.path for item in newest)
        yield Document(address=permalinks.atom(first), view=feed, origin=SETTINGS_SPAN, inputs=inputs)
        yield Document(address=permalinks.json_feed(first), view=feed, origin=SETTINGS_SPAN, inputs=inputs)
        outline.append((name, feed.atom_url, feed.url))
    yield Document(address=permalinks.OPML, view=FeedList(title=title, feeds=tuple(outline)), origin=SETTINGS_SPAN)


def plan_sitemap(pages: Sequence[Page], context: Context) -> Iterator[Document]:
    """Give the sitemap of all pages that search engines may see, in parts where they are too many, and robots.txt."""
    desk = context.desk
    entries = tuple(
        SitemapEntry(url=desk.site.url(page.address), changed=_changed(page, context))
        for page in sorted(pages, key=lambda page: page.address)
        if not page.view.hidden
    )
    parts = [entries[start : start + SITEMAP_LIMIT] for start in range(0, len(entries), SITEMAP_LIMIT)]
    if len(parts) == 1:
        yield Document(address=permalinks.SITEMAP, view=Sitemap(entries=entries), origin=SETTINGS_SPAN)
    else:
        addresses = [permalinks.sitemap_part(number) for number in range(1, len(parts) + 1)]
        index = SitemapIndex(urls=tuple(desk.site.url(address) for address in addresses))
        yield Document(address=permalinks.SITEMAP, view=index, origin=SETTINGS_SPAN)
        for address, part in zip(addresses, parts, strict=True):
            yield Document(address=address, view=Sitemap(entries=part), origin=SETTINGS_SPAN)
    robots = Robots(sitemap=desk.site.url(permalinks.SITEMAP))
    yield Document(address=permalinks.ROBOTS, view=robots, origin=SETTINGS_SPAN)


def _entry(item: Item, context: Context) -> FeedEntry:
    article, desk = item.article, context.desk
    published = moment_of(article.date, desk)
    changes = [
        moment_of(when, desk) for when in (article.updated, *(c.date for c in article.corrections)) if when is not None
    ]
    return FeedEntry(
        title=article.title,
        url=desk.site.url(item.address),
        published=published,
        changed=max([published, *changes]),
        summary=item.card.summary,
        lang=item.card.lang,
        authors=article.authors,
        categories=(desk.regions.name(article.regions[0]), *article.tags),
        sources=item.card.sources,
    )


def _changed(page: Page, context: Context) -> date | None:
    """Return the day that the content says: only an article knows one."""
    if not isinstance(page.view, ArticleView):
        return None
    card = page.view.card
    return max(card.date, day_of(card.updated, context.desk)) if card.updated else card.date
