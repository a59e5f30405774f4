"""Floor 3. Pages that stand by themselves: corrections, search, 404, and those of content/pages/."""

from collections.abc import Iterator

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.parts import Link
from briefgen.plan.article import correction_lines, story_title
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.items import moment_of, term_key
from briefgen.plan.site import Page
from briefgen.views import CorrectedItem, CorrectionsView, NotFoundView, SearchView, StandingView

#: Tags and stories that the search page offers.
_OFFERED = 50


def plan_standing(context: Context) -> Iterator[Page]:
    """Give corrections, search, 404 and the standing pages."""
    desk = context.desk
    yield _corrections(context)
    if desk.settings.search:
        yield _search(context)
    not_found = NotFoundView(**desk.head(desk.label("not_found"), permalinks.NOT_FOUND, hidden=True))
    yield Page(address=permalinks.NOT_FOUND, layout="404.html", view=not_found, origin=SETTINGS_SPAN)
    for page in context.pages:
        address = permalinks.standing(page.key)
        view = StandingView(
            **desk.head(page.title, address, description=page.summary, lang=page.lang),
            summary=page.summary,
            body=context.prose(page),
            extra=page.extra,
        )
        yield Page(address=address, layout=page.layout, view=view, origin=Span(path=page.path), inputs=(page.path,))


def _corrections(context: Context) -> Page:
    desk = context.desk
    found = [
        CorrectedItem(correction=line, card=item.card)
        for item in context.groups.all
        for line in correction_lines(item.article, desk)
    ]
    found.sort(key=lambda corrected: moment_of(corrected.correction.date, desk), reverse=True)
    view = CorrectionsView(**desk.head(desk.label("corrections"), permalinks.CORRECTIONS), items=tuple(found))
    return Page(address=permalinks.CORRECTIONS, layout="corrections.html", view=view, origin=SETTINGS_SPAN)


def _search(context: Context) -> Page:
    desk, groups = context.desk, context.groups
    years = sorted({day.year for day in groups.days}, reverse=True)
    tags = sorted(groups.tags, key=lambda key: (-len(groups.tags[key]), key))[:_OFFERED]
    view = SearchView(
        **desk.head(desk.label("search"), permalinks.SEARCH, section="search"),
        years=tuple(Link(title=str(year), href=desk.href(permalinks.year(year))) for year in years),
        tags=tuple(
            Link(
                title=min(tag for item in groups.tags[key] for tag in item.article.tags if term_key(tag) == key),
                href=desk.href(permalinks.tag(key)),
                count=len(groups.tags[key]),
            )
            for key in tags
        ),
        stories=tuple(
            Link(title=story_title(key, context), href=desk.href(permalinks.story(key)), count=len(items))
            for key, items in list(groups.stories.items())[:_OFFERED]
        ),
    )
    return Page(address=permalinks.SEARCH, layout="search.html", view=view, origin=SETTINGS_SPAN)
