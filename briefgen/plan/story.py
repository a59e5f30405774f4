"""Floor 3. Stories: threads across dates and regions."""

from collections.abc import Iterator
from itertools import groupby

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.plan.article import story_title
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.site import Page
from briefgen.text import direction
from briefgen.views import StoriesView, StoryLine, StoryView, TimelineDay


def plan_stories(context: Context) -> Iterator[Page]:
    """Give the list of stories, and a timeline for every story with a visible article."""
    desk = context.desk
    lines = []
    for key in context.groups.stories:
        yield _story(key, context)
        lines.append(_line(key, context))
    lines.sort(key=lambda line: line.title)
    lines.sort(key=lambda line: line.last, reverse=True)
    view = StoriesView(**desk.head(desk.label("stories"), permalinks.STORIES), stories=tuple(lines))
    yield Page(address=permalinks.STORIES, layout="stories.html", view=view, origin=SETTINGS_SPAN)


def _story(key: str, context: Context) -> Page:
    desk, items = context.desk, context.groups.stories[key]
    note = context.stories.get(key)
    summary = note.summary if note else ""
    keys = {item.article.regions[0] for item in items}
    days = tuple(
        TimelineDay(
            date=day, href=desk.href(permalinks.day_page(day)), cards=tuple(item.card for item in reversed(list(found)))
        )
        for day, found in groupby(items, key=lambda item: item.day)
    )
    view = StoryView(
        **desk.head(story_title(key, context), permalinks.story(key), description=summary, lang=note.lang if note else ""),
        summary=summary,
        body=context.prose_or_none(note),
        days=days[::-1],
        regions=tuple(desk.regions.link(region) for region in desk.regions if region in keys),
        count=len(items),
    )
    inputs = (*((note.path,) if note else ()), *(item.article.path for item in items))
    origin = Span(path=note.path) if note else SETTINGS_SPAN
    return Page(address=permalinks.story(key), layout="story.html", view=view, origin=origin, inputs=inputs)


def _line(key: str, context: Context) -> StoryLine:
    items, note = context.groups.stories[key], context.stories.get(key)
    lang = (note.lang if note else "") or context.desk.settings.language
    return StoryLine(
        title=story_title(key, context),
        href=context.desk.href(permalinks.story(key)),
        summary=note.summary if note else "",
        first=items[-1].day,
        last=items[0].day,
        count=len(items),
        lang=lang,
        dir=direction(lang),
    )
