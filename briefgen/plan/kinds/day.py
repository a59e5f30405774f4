"""Floor 3. All outputs of a day: its page over all regions, its briefings with their editions, and its articles."""

from collections.abc import Iterator
from datetime import date

from briefgen.plan.groups import BRIEFING, DAY
from briefgen.plan.kinds.article import article_pages, redirects
from briefgen.plan.kinds.briefing import BRIEFING_PAGE, briefings_of, editions
from briefgen.plan.kinds.front import FrontArgs, front_of, make_front
from briefgen.plan.kinds.lists import Summary, briefing_summary, day_link, summary_of
from briefgen.plan.planning import Count, Planning
from briefgen.plan.recipes import Args, Kind, Maker, Output, Page
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.views import DayView


class DayArgs(Args, frozen=True):
    """What the page of a day is made from: its front, first-level briefings and articles, and the nearest days."""

    day: date
    front: FrontArgs
    briefings: tuple[Summary, ...]
    paths: tuple[str, ...]
    older: Count | None
    newer: Count | None

    @property
    def age(self) -> float:
        """The `age` of the lead."""
        return self.front.age


def day_recipes(day: str, planning: Planning) -> Iterator[Output]:
    """Give all outputs of a day that has articles: briefings, the day's page, articles, editions, redirects."""
    items = planning.of(DAY, day)
    regions = [region for region in planning.context.regions if planning.groups.has(BRIEFING, f"{region}/{day}")]
    briefings = {region: planning.of(BRIEFING, f"{region}/{day}") for region in regions}
    shown = tuple(briefings_of(day, briefings, planning))
    yield from (Page(BRIEFING_PAGE, permalinks.briefing(args.region, args.day), args) for args in shown)
    first_level = planning.context.regions.first_level()
    older, newer = planning.beside(day)
    front = front_of(day, planning)
    above = frozenset(item.path for item in front.items)
    args = DayArgs(
        day=date.fromisoformat(day),
        front=front,
        briefings=tuple([summary_of(region, day, planning, without=above) for region in regions if region in first_level]),
        paths=tuple([item.path for item in items]),
        older=older,
        newer=newer,
    )
    yield Page(DAY_PAGE, permalinks.day_page(args.day), args)
    yield from article_pages(items, briefings, planning)
    yield from editions(shown, planning.context)
    yield from redirects(items)


def _day(maker: Maker, address: UrlPath, args: DayArgs) -> DayView:
    context = maker.context
    return DayView(
        **context.head("", address, section="all"),
        date=args.day,
        front=make_front(args.front, args.day, maker),
        briefings=tuple(briefing_summary(summary, maker) for summary in args.briefings),
        count=len(args.paths),
        previous=day_link(args.older, context) if args.older else None,
        next=day_link(args.newer, context) if args.newer else None,
    )


DAY_PAGE = Kind("day", "day.html", _day, inputs=lambda args: args.paths)
