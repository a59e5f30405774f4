"""Floor 3. Article pages, and the redirects from their old addresses."""

from collections.abc import Iterator

from briefgen import permalinks
from briefgen.model import Article, UrlPath
from briefgen.parts import Link, Picture
from briefgen.plan.context import Context, place_of
from briefgen.plan.items import Item, moment_of, term_key
from briefgen.plan.site import Desk, Page
from briefgen.text import direction
from briefgen.views import ArticleView, CorrectionLine, RedirectView


def plan_articles(context: Context) -> Iterator[Page]:
    """Give a page for every visible article, under its home region."""
    for item in context.groups.all:
        briefing = context.groups.briefings[item.article.regions[0], item.day]
        position = briefing.index(item)
        older = briefing[position - 1].card.href if position else ""
        newer = briefing[position + 1].card.href if position + 1 < len(briefing) else ""
        yield _article(item, older, newer, context)


def plan_redirects(context: Context) -> Iterator[Page]:
    """Give a page for every old address, which leads to the article and says no word of it."""
    for item in context.groups.all:
        for index, alias in enumerate(item.article.aliases):
            address = UrlPath(alias)
            head = context.desk.head("", address, hidden=True)
            head["canonical"] = context.desk.site.url(item.address)
            view = RedirectView(**head, target=item.card.href)
            origin = place_of(item.article.path, item.article.places, f"aliases.{index}")
            yield Page(address=address, layout="redirect.html", view=view, origin=origin, inputs=(item.article.path,))


def correction_lines(article: Article, desk: Desk) -> tuple[CorrectionLine, ...]:
    """Return an article's corrections, newest first."""
    lang = article.lang or desk.settings.language
    newest = sorted(article.corrections, key=lambda found: moment_of(found.date, desk), reverse=True)
    return tuple(
        CorrectionLine(date=found.date, kind=found.kind, text=found.text, lang=lang, dir=direction(lang)) for found in newest
    )


def _article(item: Item, previous: str, following: str, context: Context) -> Page:
    article, desk = item.article, context.desk
    home = article.regions[0]
    head = desk.head(
        article.title,
        item.address,
        description=item.card.summary,
        lang=item.card.lang,
        region=home,
        badge=item.card.badge,
    )
    view = ArticleView(
        **head,
        card=item.card,
        parents=tuple(map(desk.regions.link, desk.regions.parents(home))),
        regions=tuple(map(desk.regions.link, article.regions)),
        briefing=desk.href(permalinks.briefing(home, item.day)),
        standfirst=article.summary,
        authors=article.authors,
        image=picture_of(article, context),
        body=context.prose(article),
        outline=tuple(
            Link(title=heading.text, href=f"#{heading.id}") for heading in item.facts.outline if heading.level == 2
        ),
        event_date=article.event_date,
        date_basis=article.date_basis,
        countries=article.countries,
        tags=tuple(Link(title=tag, href=desk.href(permalinks.tag(term_key(tag)))) for tag in article.tags),
        story=_story(article, context),
        corrections=correction_lines(article, desk),
        previous=previous,
        next=following,
        extra=article.extra,
    )
    origin = place_of(article.path, article.places, "slug" if "slug" in article.places else "title")
    return Page(address=item.address, layout=article.layout, view=view, origin=origin, inputs=(article.path,))


def picture_of(article: Article, context: Context) -> Picture | None:
    """Return the article's image as it is published, or report why it cannot be."""
    image = article.image
    if image is None:
        return None
    span = place_of(article.path, article.places, "image.src")
    media = context.targets.publish(image.src, article.path, span, must_be_image=True)
    if media is None:
        return None
    return Picture(
        href=context.targets.media_href(media),
        url=context.desk.site.origin + context.targets.media_href(media),
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        width=media.width,
        height=media.height,
    )


def _story(article: Article, context: Context) -> Link | None:
    if not article.story:
        return None
    return Link(title=story_title(article.story, context), href=context.desk.href(permalinks.story(article.story)))


def story_title(key: str, context: Context) -> str:
    """Return a story's title: that of its standing introduction, else its key in words."""
    note = context.stories.get(key)
    return (note.title if note else "") or key.replace("-", " ").capitalize()
