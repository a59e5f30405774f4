"""Floor 3. Article pages, and the redirects from their old addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefgen.plan.items import Item, changes_of, newest_corrections, term_key
from briefgen.plan.media import Media, media_href, srcset_of
from briefgen.plan.planning import Planning, filled, place_of_key
from briefgen.plan.recipes import Args, Kind, Maker, Page
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.holes import IMAGE_SIZES
from briefgen.text.words import direction
from briefgen.values.diagnostics import Span
from briefgen.values.model import Article, Target, UrlPath
from briefgen.values.parts import Link, Picture
from briefgen.values.views import ArticleView, CorrectionLine, RedirectView


class ArticleArgs(Args, frozen=True):
    """What an article's page is made from: the article, its neighbours, targets, picture and story.

    `previous` and `following` are the addresses of the articles before and after it in the briefing of its first region;
    empty at the ends. `targets` has a target for each reference of the body, `media` is the article's picture, `story` the
    title of its story; empty if it has none.
    """

    item: Item
    previous: UrlPath
    following: UrlPath
    targets: tuple[Target, ...]
    media: Media | None
    story: str


class RedirectArgs(Args, frozen=True):
    """What a redirect is made from: the new address, the path of the article, and the index of the alias in its list."""

    target: UrlPath
    path: str
    index: int


def article_pages(items: Iterable[Item], briefings: Mapping[str, Sequence[Item]], planning: Planning) -> Iterator[Page]:
    """Give a page for every article of a day; `briefings` has the articles of the day's briefings by region, in order."""
    neighbours = _neighbours(briefings)
    for item in items:
        previous, following = neighbours[item.path]
        args = ArticleArgs(
            item=item,
            previous=previous,
            following=following,
            targets=planning.targets.of(item),
            media=planning.picture_of(item),
            story=planning.story_title(item.story) if item.story else "",
        )
        yield Page(ARTICLE, item.address, args, item.layout)


def redirects(items: Iterable[Item]) -> Iterator[Page]:
    """Give a page for every alias of some articles: it redirects to the article, and shows nothing of its text."""
    for item in items:
        for index, alias in enumerate(item.aliases):
            yield Page(REDIRECT, alias, RedirectArgs(target=item.address, path=item.path, index=index))


def correction_lines(article: Article, context: SiteContext) -> tuple[CorrectionLine, ...]:
    """Return an article's corrections as its page shows them, newest first."""
    lang = article.lang or context.settings.language
    return tuple(
        CorrectionLine(date=found.date, kind=found.kind, text=found.text, lang=lang, dir=direction(lang))
        for found in newest_corrections(article, context)
    )


def _neighbours(briefings: Mapping[str, Sequence[Item]]) -> dict[str, tuple[UrlPath, UrlPath]]:
    """Return, by path, the addresses of the articles before and after one in its home briefing; empty at the ends."""
    neighbours = {}
    none = UrlPath("")
    for region, items in briefings.items():
        last = len(items) - 1
        for position, item in enumerate(items):
            if item.home == region:
                before = items[position - 1].address if position else none
                neighbours[item.path] = (before, items[position + 1].address if position < last else none)
    return neighbours


def _article(maker: Maker, address: UrlPath, args: ArticleArgs) -> ArticleView:
    context, item = maker.context, args.item
    card, entry, article = maker.card(item), maker.store.entry(item.path), maker.store.article(item.path)
    home = article.regions[0]
    head = context.head(
        article.title, address, description=card.summary, lang=card.lang, region=home, badge=card.badge
    )  # fmt: skip
    return ArticleView(
        **head,
        card=card,
        parents=tuple(map(context.regions.link, context.regions.parents(home))),
        regions=tuple(map(context.regions.link, article.regions)),
        briefing=context.href(permalinks.briefing(home, item.day)),
        standfirst=article.summary,
        authors=article.authors,
        image=_picture(article, args.media, context),
        body=filled(entry, args.targets),
        words=entry.facts.words,
        outline=tuple(
            Link(title=heading.text, href=f"#{heading.id}") for heading in entry.facts.outline if heading.level == 2
        ),
        event_date=article.event_date,
        date_basis=article.date_basis,
        countries=article.countries,
        tags=tuple(Link(title=tag, href=context.href(permalinks.tag(term_key(tag)))) for tag in article.tags),
        story=Link(title=args.story, href=context.href(permalinks.story(article.story))) if article.story else None,
        corrections=correction_lines(article, context),
        changed=max(changes_of(article), key=context.moment_of, default=None),
        # `context.href` would keep this address for other pages, and few other pages need it.
        previous=context.site.href(args.previous) if args.previous else "",
        next=context.site.href(args.following) if args.following else "",
        extra=article.extra,
    )


def _picture(article: Article, media: Media | None, context: SiteContext) -> Picture | None:
    image = article.image
    if image is None or media is None:
        return None
    href, srcset = media_href(media, context), srcset_of(media, context)
    return Picture(
        href=href,
        url=context.site.origin + href,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        width=media.width,
        height=media.height,
        srcset=srcset,
        sizes=IMAGE_SIZES if srcset else "",
    )


def _redirect(maker: Maker, address: UrlPath, args: RedirectArgs) -> RedirectView:
    head = maker.context.head("", address, hidden=True)
    head["canonical"] = maker.context.site.url(args.target)
    return RedirectView(**head, target=maker.context.href(args.target))


def _origin(maker: Maker, args: ArticleArgs) -> Span:
    return place_of_key(maker.store, args.item.path, "slug", "title")


def _origin_of_redirect(maker: Maker, args: RedirectArgs) -> Span:
    return place_of_key(maker.store, args.path, f"aliases.{args.index}")


ARTICLE = Kind("article", "article.html", _article, inputs=lambda args: (args.item.path,), origin=_origin)
REDIRECT = Kind("redirect", "redirect.html", _redirect, inputs=lambda args: (args.path,), origin=_origin_of_redirect)
