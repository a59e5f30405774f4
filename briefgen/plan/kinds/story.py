"""Floor 3. Stories: the timeline of each, and the list of all."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from briefgen.plan.groups import STORY
from briefgen.plan.kinds.article import note_redirects
from briefgen.plan.kinds.lists import trend_links, trends_of
from briefgen.plan.planning import STORY_NOTES, Planning
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page, Plain, Ready
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import Entry, FilledBody, Trend, UrlPath
from briefgen.values.parts import StoryLine, TimelineDay
from briefgen.values.views import StoriesView, StoryView


class StoryArgs(Args, frozen=True):
    """What the page of a story is made from: its title, its note with its prose, and its articles, newest first.

    `trends` are those of the articles' regions and of the regions above these, by day.
    """

    title: str
    note: Entry | None
    body: FilledBody | None
    items: Cards
    trends: Plain[tuple[date, Plain[tuple[str, Trend]]]]


def story_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of a story that has a visible article."""
    note = planning.note(STORY_NOTES, key)
    title, items = planning.story_title(key), planning.cards(STORY, key)
    args = StoryArgs(title=title, note=note, body=planning.prose(note), items=items, trends=_trends(items, planning))
    yield Page(STORY_PAGE, permalinks.story(key), args)
    yield from note_redirects(note, permalinks.story(key))


def _trends(items: Cards, planning: Planning) -> Plain[tuple[date, Plain[tuple[str, Trend]]]]:
    regions, found = planning.context.regions, []
    for day, of_day in groupby(items, key=lambda item: item.day):
        concerned = {key for item in of_day for key in (item.home, *regions.parents(item.home))}
        found.append((day, trends_of(day.isoformat(), [key for key in regions if key in concerned], planning)))
    return Plain([(day, trends) for day, trends in found if trends])


def stories_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all stories with visible articles."""
    lines = [_line_of(key, planning) for key in planning.groups.keys(STORY)]
    lines.sort(key=lambda line: line.title)
    lines.sort(key=lambda line: line.last, reverse=True)
    view = StoriesView(**planning.context.labelled("stories", permalinks.STORIES), stories=tuple(lines))
    yield Page(STORIES, permalinks.STORIES, Ready(view=view))


def _line_of(key: str, planning: Planning) -> StoryLine:
    text, context, groups = standing_of(planning.note(STORY_NOTES, key)), planning.context, planning.groups
    newest, oldest = map(planning.items.__getitem__, groups.ends(STORY, key))
    lang = text.lang or context.settings.language
    return StoryLine(
        title=planning.story_title(key),
        href=context.href(permalinks.story(key)),
        summary=text.summary,
        first=oldest.day,
        last=newest.day,
        count=groups.size(STORY, key),
        lang=lang,
        dir=direction(lang),
    )


def _story(maker: Maker, address: UrlPath, args: StoryArgs) -> StoryView:
    context, cards = maker.context, maker.cards(args.items)
    note, trends = standing_of(args.note), dict(args.trends)
    keys = {card.region.key for card in cards}
    days = tuple(
        TimelineDay(
            date=day,
            href=context.href(permalinks.day_page(day)),
            cards=tuple(reversed(list(found))),
            trends=trend_links(trends.get(day, ()), day, context),
        )
        for day, found in groupby(cards, key=lambda card: card.date)
    )
    return StoryView(
        **context.head(args.title, address, description=note.summary, lang=note.lang),
        summary=note.summary,
        body=args.body,
        days=days[::-1],
        regions=tuple(context.regions.link(region) for region in context.regions if region in keys),
        count=len(cards),
    )


STORIES = Kind("stories", "stories.html")
STORY_PAGE = Kind("story", "story.html", _story)
