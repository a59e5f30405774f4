"""Floor 3. Article pages, and the redirects from their old addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefgen.plan.entry_store import article_of
from briefgen.plan.items import Item, changes_of, newest_corrections
from briefgen.plan.kinds.country import country_links
from briefgen.plan.planning import Planning, place_of_key
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page
from briefgen.plan.site_context import SiteContext, standing_of
from briefgen.text import permalinks
from briefgen.text.slugs import term_slug
from briefgen.text.words import direction
from briefgen.values.diagnostics import Span
from briefgen.values.model import ARTICLE_LAYOUT, Article, Entry, FilledBody, Target, UrlPath
from briefgen.values.parts import Link, Picture
from briefgen.values.views import ArticleView, CorrectionLine, RedirectView


class ArticleArgs(Args, frozen=True):
    """What an article's page is made from: the article, the targets of its body, its picture, and the title of its story.

    `previous` is the address before it in the briefing of its first region, empty for the first one, and `following` the
    article after it there, if any. `place` is its number there, from 1, of `count`. `earlier` and `later` are the articles
    beside it in its story, if any.
    """

    item: Item
    previous: UrlPath
    following: Cards
    place: int
    count: int
    earlier: Cards
    later: Cards
    targets: tuple[Target, ...]
    picture: Picture | None
    story: str

    @property
    def age(self) -> float:
        """The `age` of the article."""
        return self.item.age


class RedirectArgs(Args, frozen=True):
    """What a redirect is made from: the new address, the path of the content file, and the index of its alias there."""

    target: UrlPath
    path: str
    index: int


def article_pages(items: Iterable[Item], briefings: Mapping[str, Sequence[Item]], planning: Planning) -> Iterator[Page]:
    """Give a page for every article of a day; `briefings` has the articles of the day's briefings by region, in order."""
    places = {item.path: place for region, of in briefings.items() for place, item in enumerate(of) if item.home == region}
    for item in items:
        home = briefings[item.home]
        place = places[item.path]
        later, earlier = planning.beside_in_story(item)
        args = ArticleArgs(
            item=item,
            previous=home[place - 1].address if place else UrlPath(""),
            following=Cards(home[place + 1 : place + 2]),
            place=place + 1,
            count=len(home),
            earlier=Cards(earlier),
            later=Cards(later),
            targets=planning.targets_of(item),
            picture=planning.picture_of(item),
            story=planning.story_title(item.story) if item.story else "",
        )
        yield Page(ARTICLE, item.address, args, item.layout)


def redirects(items: Iterable[Item]) -> Iterator[Page]:
    """Give a page for every alias of some articles: it redirects to the article, and shows nothing of its text."""
    for item in items:
        for index, alias in enumerate(item.aliases):
            yield Page(REDIRECT, alias, RedirectArgs(target=item.address, path=item.path, index=index))


def note_redirects(note: Entry | None, target: UrlPath) -> Iterator[Page]:
    """Give a page for every alias of a note about a region or a story, or of a standing page: it redirects to the target."""
    if note is not None:
        for index, alias in enumerate(standing_of(note).aliases):
            yield Page(NOTE_REDIRECT, UrlPath(alias), RedirectArgs(target=target, path=note.path, index=index))


def correction_lines(article: Article, context: SiteContext) -> tuple[CorrectionLine, ...]:
    """Return an article's corrections as its page shows them, newest first."""
    lang = article.lang or context.settings.language
    return tuple(
        CorrectionLine(date=found.date, kind=found.kind, text=found.text, lang=lang, dir=direction(lang))
        for found in newest_corrections(article, context)
    )


def _headline(items: Cards, maker: Maker) -> Link | None:
    """Return a link with the title of the article, or None without one."""
    for card in maker.cards(items):
        return Link(title=card.title, href=card.href, lang=card.lang, dir=card.dir)
    return None


def _article(maker: Maker, address: UrlPath, args: ArticleArgs) -> ArticleView:
    context, item = maker.context, args.item
    card, entry = maker.card(item), maker.store.entry(item.path)
    article = article_of(entry)
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
        key_points=article.key_points,
        authors=article.authors,
        image=args.picture,
        body=FilledBody(digest=entry.body, targets=args.targets),
        words=entry.facts.words,
        outline=tuple(
            Link(title=heading.text, href=f"#{heading.id}") for heading in entry.facts.outline if heading.level == 2
        ),
        event_date=article.event_date,
        date_basis=article.date_basis,
        countries=country_links(args.item.countries, maker),
        tags=tuple(context.link(tag, permalinks.tag(term_slug(tag))) for tag in article.tags),
        story=context.link(args.story, permalinks.story(article.story)) if article.story else None,
        corrections=correction_lines(article, context),
        changed=max(changes_of(article), key=context.moment_of, default=None),
        # `context.href` would keep this address for other pages, and few other pages need it.
        previous=context.site.href(args.previous) if args.previous else "",
        next=_headline(args.following, maker),
        place=args.place,
        count=args.count,
        earlier=_headline(args.earlier, maker),
        later=_headline(args.later, maker),
        extra=article.extra,
    )


def _redirect(maker: Maker, address: UrlPath, args: RedirectArgs) -> RedirectView:
    head = maker.context.head("", address, hidden=True)
    head["canonical"] = maker.context.site.url(args.target)
    return RedirectView(**head, target=maker.context.href(args.target), shown=permalinks.readable(head["canonical"]))


ARTICLE = Kind(
    "article",
    ARTICLE_LAYOUT,
    _article,
    inputs=lambda args: (args.item.path,),
    origin=lambda maker, args: place_of_key(maker.store, args.item.path, "slug", "title"),
)
REDIRECT = Kind(
    "redirect",
    "redirect.html",
    _redirect,
    inputs=lambda args: (args.path,),
    origin=lambda maker, args: place_of_key(maker.store, args.path, f"aliases.{args.index}"),
)
NOTE_REDIRECT = Kind(
    "note-redirect",
    "redirect.html",
    _redirect,
    inputs=lambda args: (args.path,),
    origin=lambda _maker, args: Span(path=args.path),
)
