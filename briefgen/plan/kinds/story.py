"""Floor 3. Stories: threads across dates and regions."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TypeAlias

from briefgen.plan.context import Context, filled_prose
from briefgen.plan.desk import standing_of
from briefgen.plan.recipes import SETTINGS_SPAN, Cards, Kind, Maker, Page, input_paths
from briefgen.text import permalinks
from briefgen.text.direction import direction
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, Target, UrlPath
from briefgen.values.views import StoriesView, StoryLine, StoryView, TimelineDay

#: A story in the list of stories: key, title, summary, language, first and last day, number of items.
_Line: TypeAlias = tuple[str, str, str, str, date, date, int]


def plan_stories(context: Context) -> Iterator[Page]:
    """Give the list of stories, and a timeline for every story with a visible article."""
    lines = []
    for key, items in context.groups.stories.items():
        note = context.stories.get(key)
        title = context.story_title(key)
        yield context.page(STORY, permalinks.story(key), title, note, context.fill_prose(note), Cards(items))
        text = standing_of(note) if note else None
        summary, lang = (text.summary, text.lang) if text else ("", "")
        lines.append((key, title, summary, lang, items[-1].day, items[0].day, len(items)))
    lines.sort(key=lambda line: line[1])
    lines.sort(key=lambda line: line[5], reverse=True)
    yield context.page(STORIES, permalinks.STORIES, tuple(lines))


def _stories(maker: Maker, address: UrlPath, lines: tuple[_Line, ...]) -> StoriesView:
    desk = maker.desk
    head = desk.head(desk.label("stories"), address, description=desk.label("about_stories"))
    return StoriesView(**head, stories=tuple(_line(line, maker) for line in lines))


def _line(line: _Line, maker: Maker) -> StoryLine:
    key, title, summary, said, first, last, count = line
    lang = said or maker.desk.settings.language
    return StoryLine(
        title=title,
        href=maker.desk.href(permalinks.story(key)),
        summary=summary,
        first=first,
        last=last,
        count=count,
        lang=lang,
        dir=direction(lang),
    )


def _story(
    maker: Maker, address: UrlPath, title: str, entry: Entry | None, targets: tuple[Target, ...], items: Cards
) -> StoryView:
    desk, cards = maker.desk, maker.cards(items)
    note = standing_of(entry) if entry else None
    summary = note.summary if note else ""
    keys = {card.region.key for card in cards}
    days = tuple(
        TimelineDay(date=day, href=desk.href(permalinks.day_page(day)), cards=tuple(reversed(list(found))))
        for day, found in groupby(cards, key=lambda card: card.date)
    )
    return StoryView(
        **desk.head(title, address, description=summary, lang=note.lang if note else ""),
        summary=summary,
        body=filled_prose(entry, targets),
        days=days[::-1],
        regions=tuple(desk.regions.link(region) for region in desk.regions if region in keys),
        count=len(cards),
    )


def _inputs(_title: str, note: Entry | None, _targets: tuple[Target, ...], items: Cards) -> tuple[str, ...]:
    return (*((note.path,) if note else ()), *input_paths(items))


def _origin(_maker: Maker, _title: str, note: Entry | None, *_: object) -> Span:
    return Span(path=note.path) if note else SETTINGS_SPAN


STORIES = Kind("stories", "stories.html", _stories)
STORY = Kind("story", "story.html", _story, inputs=_inputs, origin=_origin)
