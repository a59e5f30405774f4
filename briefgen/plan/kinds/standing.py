"""Floor 3. Standing pages: corrections, 404, and the pages of content/pages/."""

from collections.abc import Iterator

from briefgen.plan.groups import CORRECTED
from briefgen.plan.items import Item
from briefgen.plan.kinds.article import correction_lines, note_redirects
from briefgen.plan.planning import PAGE_NOTES, Planning
from briefgen.plan.recipes import Args, Kind, Maker, Page, Ready
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.views import CorrectedItem, CorrectionsView, NotFoundView, StandingView


class CorrectionsArgs(Args, frozen=True):
    """What the page of corrections is made from: the articles with corrections, newest first."""

    items: tuple[Item, ...]


def corrections_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page with the corrections of all articles."""
    yield Page(CORRECTIONS, permalinks.CORRECTIONS, CorrectionsArgs(items=planning.of(CORRECTED)))


def not_found_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that a server sends for an address that does not exist."""
    context = planning.context
    view = NotFoundView(**context.head(context.labels["not_found"], permalinks.NOT_FOUND, hidden=True))
    yield Page(NOT_FOUND, permalinks.NOT_FOUND, Ready(view=view))


def standing_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of `content/pages/KEY.md`."""
    note = planning.note(PAGE_NOTES, key)
    assert note is not None
    text, address = standing_of(note), permalinks.standing(key)
    view = StandingView(
        **planning.context.head(text.title, address, description=text.summary, lang=text.lang),
        summary=text.summary,
        body=planning.filled(note),
        extra=text.extra,
    )
    yield Page(STANDING, address, Ready(view=view, note=note), text.layout)
    yield from note_redirects(note, address)


def _corrections(maker: Maker, address: UrlPath, args: CorrectionsArgs) -> CorrectionsView:
    context = maker.context
    found = [
        CorrectedItem(correction=line, card=maker.card(item))
        for item in args.items
        for line in correction_lines(maker.store.article(item.path), context)
    ]
    found.sort(key=lambda corrected: context.moment_of(corrected.correction.date), reverse=True)
    return CorrectionsView(**context.labelled("corrections", address), items=tuple(found))


CORRECTIONS = Kind("corrections", "corrections.html", _corrections, inputs=lambda _args: ())
NOT_FOUND = Kind("not_found", "404.html")
STANDING = Kind("standing", "page.html")
