"""Floor 3. Day pages: all regions on one date."""

from collections.abc import Iterator

from briefgen import permalinks
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.lists import briefing_summary, day_link
from briefgen.plan.site import Page
from briefgen.views import DayView


def plan_days(context: Context) -> Iterator[Page]:
    """Give a page for every date with news."""
    groups, desk = context.groups, context.desk
    days = list(groups.days)
    for index, day in enumerate(days):
        lively = [key for key in desk.regions.first_level() if (key, day) in groups.briefings]
        view = DayView(
            **desk.head("", permalinks.day_page(day), section="all"),
            date=day,
            briefings=tuple(briefing_summary(key, day, context) for key in lively),
            count=len(groups.days[day]),
            previous=day_link(days[index + 1], context) if index + 1 < len(days) else None,
            next=day_link(days[index - 1], context) if index else None,
        )
        inputs = tuple(item.article.path for item in groups.days[day])
        yield Page(address=permalinks.day_page(day), layout="day.html", view=view, origin=SETTINGS_SPAN, inputs=inputs)
