"""Floor 3. Standing pages: corrections, 404, and the pages of content/pages/."""

from collections.abc import Iterator

from briefgen.plan.groups import CORRECTED
from briefgen.plan.items import Item
from briefgen.plan.kinds.article import correction_lines
from briefgen.plan.planning import PAGE_NOTES, Planning
from briefgen.plan.recipes import Args, Kind, Maker, NoArgs, Page
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.values.model import Entry, FilledBody, UrlPath
from briefgen.values.views import CorrectedItem, CorrectionsView, NotFoundView, StandingView


class CorrectionsArgs(Args, frozen=True):
    """What the page of corrections is made from: the articles with corrections, newest first."""

    items: tuple[Item, ...]


class StandingArgs(Args, frozen=True):
    """What a standing page is made from: the entry of its file, and its body."""

    note: Entry
    body: FilledBody


def corrections_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page with the corrections of all articles."""
    yield Page(CORRECTIONS, permalinks.CORRECTIONS, CorrectionsArgs(items=planning.of(CORRECTED)))


def not_found_recipes(_key: str, _planning: Planning) -> Iterator[Page]:
    """Give the page that a server sends for an address that does not exist."""
    yield Page(NOT_FOUND, permalinks.NOT_FOUND, NoArgs())


def standing_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of `content/pages/KEY.md`."""
    note = planning.note(PAGE_NOTES, key)
    assert note is not None
    layout = standing_of(note).layout
    yield Page(STANDING, permalinks.standing(key), StandingArgs(note=note, body=planning.filled(note)), layout)


def _corrections(maker: Maker, address: UrlPath, args: CorrectionsArgs) -> CorrectionsView:
    context = maker.context
    found = [
        CorrectedItem(correction=line, card=maker.card(item))
        for item in args.items
        for line in correction_lines(maker.store.article(item.path), context)
    ]
    found.sort(key=lambda corrected: context.moment_of(corrected.correction.date), reverse=True)
    return CorrectionsView(**context.labelled("corrections", address), items=tuple(found))


def _not_found(maker: Maker, address: UrlPath, _args: NoArgs) -> NotFoundView:
    return NotFoundView(**maker.context.head(maker.context.labels["not_found"], address, hidden=True))


def _standing(maker: Maker, address: UrlPath, args: StandingArgs) -> StandingView:
    text = standing_of(args.note)
    return StandingView(
        **maker.context.head(text.title, address, description=text.summary, lang=text.lang),
        summary=text.summary,
        body=args.body,
        extra=text.extra,
    )


CORRECTIONS = Kind("corrections", "corrections.html", _corrections, inputs=lambda _args: ())
NOT_FOUND = Kind("not_found", "404.html", _not_found)
STANDING = Kind("standing", "page.html", _standing)
