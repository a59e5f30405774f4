"""Floor 3. Article pages, and the redirects from their old addresses."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from briefgen.plan.context import Context, filled, place_of_key
from briefgen.plan.desk import Desk
from briefgen.plan.items import Item, changes_of, newest_corrections, term_key
from briefgen.plan.links import media_href, srcset_of
from briefgen.plan.media import Media
from briefgen.plan.recipes import Kind, Maker, Page
from briefgen.text import permalinks
from briefgen.text.direction import direction
from briefgen.text.holes import IMAGE_SIZES
from briefgen.values.diagnostics import Span
from briefgen.values.model import Article, Target, UrlPath
from briefgen.values.parts import Link, Picture
from briefgen.values.views import ArticleView, CorrectionLine, RedirectView

#: An item that refers to nothing and has no picture.
_NO_FILL: Final[tuple[tuple[Target, ...], Media | None]] = ((), None)


def article_pages(
    items: Iterable[Item],
    by_region: Mapping[str, tuple[Item, ...]],
    fills: Mapping[str, tuple[tuple[Target, ...], Media | None]],
    stories: Mapping[str, str],
    maker: Maker,
) -> Iterator[Page]:
    """Give a page for every article of a day, under its home region."""
    neighbours = _neighbours(by_region)
    for item in items:
        previous, following = neighbours[item.path]
        targets, picture = fills.get(item.path, _NO_FILL)
        args = (item, previous, following, targets, picture, stories[item.story] if item.story else "")
        yield Page(ARTICLE, item.address, args, maker, item.layout)


def plan_redirects(context: Context) -> Iterator[Page]:
    """Give a page for every old address, which leads to the article and says no word of it."""
    for item in context.groups.all:
        for index, alias in enumerate(item.aliases):
            yield context.page(REDIRECT, alias, item.address, item.path, index)


def correction_lines(article: Article, desk: Desk) -> tuple[CorrectionLine, ...]:
    """Return an article's corrections, newest first."""
    lang = article.lang or desk.settings.language
    return tuple(
        CorrectionLine(date=found.date, kind=found.kind, text=found.text, lang=lang, dir=direction(lang))
        for found in newest_corrections(article, desk)
    )


def _neighbours(by_region: Mapping[str, tuple[Item, ...]]) -> dict[str, tuple[UrlPath, UrlPath]]:
    """Return the addresses before and after each item in its home briefing; empty at the ends."""
    neighbours = {}
    none = UrlPath("")
    for region, items in by_region.items():
        last = len(items) - 1
        for position, item in enumerate(items):
            if item.home == region:
                before = items[position - 1].address if position else none
                neighbours[item.path] = (before, items[position + 1].address if position < last else none)
    return neighbours


def _article(
    maker: Maker,
    address: UrlPath,
    item: Item,
    previous: UrlPath,
    following: UrlPath,
    targets: tuple[Target, ...],
    media: Media | None,
    story: str,
) -> ArticleView:
    desk, card, entry, article = maker.desk, maker.card(item), maker.shelf.entry(item.path), maker.shelf.article(item.path)
    home = article.regions[0]
    head = desk.head(
        article.title, address, description=card.summary, lang=card.lang, region=home, badge=card.badge
    )  # fmt: skip
    return ArticleView(
        **head,
        card=card,
        parents=tuple(map(desk.regions.link, desk.regions.parents(home))),
        regions=tuple(map(desk.regions.link, article.regions)),
        briefing=desk.href(permalinks.briefing(home, item.day)),
        standfirst=article.summary,
        authors=article.authors,
        image=_picture(article, media, desk),
        body=filled(entry, targets),
        words=entry.facts.words,
        outline=tuple(
            Link(title=heading.text, href=f"#{heading.id}") for heading in entry.facts.outline if heading.level == 2
        ),
        event_date=article.event_date,
        date_basis=article.date_basis,
        countries=article.countries,
        tags=tuple(Link(title=tag, href=desk.href(permalinks.tag(term_key(tag)))) for tag in article.tags),
        story=Link(title=story, href=desk.href(permalinks.story(article.story))) if article.story else None,
        corrections=correction_lines(article, desk),
        changed=max(changes_of(article), key=desk.moment_of, default=None),
        # Few pages ask for an article's address: the desk need not keep it.
        previous=desk.site.href(previous) if previous else "",
        next=desk.site.href(following) if following else "",
        extra=article.extra,
    )


def _picture(article: Article, media: Media | None, desk: Desk) -> Picture | None:
    image = article.image
    if image is None or media is None:
        return None
    href, srcset = media_href(media, desk), srcset_of(media, desk)
    return Picture(
        href=href,
        url=desk.site.origin + href,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        width=media.width,
        height=media.height,
        srcset=srcset,
        sizes=IMAGE_SIZES if srcset else "",
    )


def _redirect(maker: Maker, address: UrlPath, target: UrlPath, _path: str, _index: int) -> RedirectView:
    head = maker.desk.head("", address, hidden=True)
    head["canonical"] = maker.desk.site.url(target)
    return RedirectView(**head, target=maker.desk.href(target))


def _redirect_origin(maker: Maker, _target: UrlPath, path: str, index: int) -> Span:
    return place_of_key(maker.shelf, path, f"aliases.{index}")


ARTICLE = Kind(
    "article",
    "article.html",
    _article,
    inputs=lambda item, *_: (item.path,),
    origin=lambda maker, item, *_: place_of_key(maker.shelf, item.path, "slug", "title"),
)
REDIRECT = Kind("redirect", "redirect.html", _redirect, inputs=lambda _to, path, _: (path,), origin=_redirect_origin)
