"""Floor 3. Stories: the timeline of each, and the list of all."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TypeAlias

from briefgen.plan.groups import STORY
from briefgen.plan.planning import STORY_NOTES, Planning, filled_prose
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page, input_paths, origin_of_note
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import Entry, Target, UrlPath
from briefgen.values.views import StoriesView, StoryLine, StoryView, TimelineDay

#: A story in the list of stories: key, title, summary, language, first and last day, number of articles.
_Line: TypeAlias = tuple[str, str, str, str, date, date, int]


class StoriesArgs(Args, frozen=True):
    """What the list of stories is made from: a line for each story, the story with the newest article first."""

    lines: tuple[_Line, ...]


class StoryArgs(Args, frozen=True):
    """What the page of a story is made from: its title, its note, and its articles, newest first.

    `targets` has a target for each reference of the note.
    """

    title: str
    note: Entry | None
    targets: tuple[Target, ...]
    items: Cards


def story_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of a story that has a visible article."""
    note = planning.note(STORY_NOTES, key)
    args = StoryArgs(
        title=planning.story_title(key),
        note=note,
        targets=planning.fill_prose(note),
        items=planning.cards(STORY, key),
    )
    yield Page(STORY_PAGE, permalinks.story(key), args)


def stories_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all stories with visible articles."""
    lines = [_line_of(key, planning) for key in planning.groups.keys(STORY)]
    lines.sort(key=lambda line: line[1])
    lines.sort(key=lambda line: line[5], reverse=True)
    yield Page(STORIES, permalinks.STORIES, StoriesArgs(lines=tuple(lines)))


def _line_of(key: str, planning: Planning) -> _Line:
    note, groups = planning.note(STORY_NOTES, key), planning.groups
    text = standing_of(note) if note else None
    summary, lang = (text.summary, text.lang) if text else ("", "")
    newest, oldest = planning.of_paths((groups.first(STORY, key), groups.last(STORY, key)))
    return (key, planning.story_title(key), summary, lang, oldest.day, newest.day, groups.size(STORY, key))


def _stories(maker: Maker, address: UrlPath, args: StoriesArgs) -> StoriesView:
    context = maker.context
    head = context.head(context.label("stories"), address, description=context.label("about_stories"))
    return StoriesView(**head, stories=tuple(_line(line, maker) for line in args.lines))


def _line(line: _Line, maker: Maker) -> StoryLine:
    key, title, summary, said, first, last, count = line
    lang = said or maker.context.settings.language
    return StoryLine(
        title=title,
        href=maker.context.href(permalinks.story(key)),
        summary=summary,
        first=first,
        last=last,
        count=count,
        lang=lang,
        dir=direction(lang),
    )


def _story(maker: Maker, address: UrlPath, args: StoryArgs) -> StoryView:
    context, cards = maker.context, maker.cards(args.items)
    note = standing_of(args.note) if args.note else None
    summary = note.summary if note else ""
    keys = {card.region.key for card in cards}
    days = tuple(
        TimelineDay(date=day, href=context.href(permalinks.day_page(day)), cards=tuple(reversed(list(found))))
        for day, found in groupby(cards, key=lambda card: card.date)
    )
    return StoryView(
        **context.head(args.title, address, description=summary, lang=note.lang if note else ""),
        summary=summary,
        body=filled_prose(args.note, args.targets),
        days=days[::-1],
        regions=tuple(context.regions.link(region) for region in context.regions if region in keys),
        count=len(cards),
    )


STORIES = Kind("stories", "stories.html", _stories)
STORY_PAGE = Kind(
    "story",
    "story.html",
    _story,
    inputs=lambda args: input_paths(args.items, args.note),
    origin=lambda _maker, args: origin_of_note(args.note),
)
