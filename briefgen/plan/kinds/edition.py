"""Floor 3. Editions of briefings beside their pages: for e-mail, and as JSON. Both are off by default."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from briefgen.plan.items import make_feed_entry
from briefgen.plan.kinds.briefing import BRIEFING, BriefingArgs
from briefgen.plan.recipes import Args, Document, Entries, Kind, Maker, Page, input_paths
from briefgen.plan.site_context import SiteContext, note_of
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.model import Entry, UrlPath
from briefgen.values.parts import BriefingEdition
from briefgen.values.views import BriefingView


class EditionArgs(Args, frozen=True):
    """What an edition of plain text or JSON is made from: region, day, the editor's note and the articles in order."""

    region: str
    day: date
    note: Entry | None
    items: Entries


def email_pages(briefings: Iterable[Page], context: SiteContext) -> Iterator[Page]:
    """Give the HTML edition for e-mail of every briefing, if the settings have `email_edition`."""
    if context.settings.email_edition:
        for args in map(_args_of, briefings):
            yield Page(EMAIL, permalinks.email(args.region, args.day), args)


def editions(briefings: Iterable[Page], context: SiteContext) -> Iterator[Document]:
    """Give the plain text for e-mail and the JSON edition of every briefing, as far as the settings have them."""
    settings = context.settings
    if not (settings.email_edition or settings.json_edition):
        return
    for args in map(_args_of, briefings):
        shown = EditionArgs(region=args.region, day=args.day, note=args.note, items=Entries(args.items))
        if settings.email_edition:
            yield Document(EDITION, permalinks.email_text(args.region, args.day), shown)
        if settings.json_edition:
            yield Document(EDITION, permalinks.briefing_json(args.region, args.day), shown)


def _args_of(page: Page) -> BriefingArgs:
    assert isinstance(page.args, BriefingArgs)
    return page.args


def _email(maker: Maker, _address: UrlPath, args: BriefingArgs) -> BriefingView:
    """Return the view of the briefing's page with whole URLs in its prose: a mail has no host that addresses begin at."""
    view = BRIEFING.view(maker, permalinks.briefing(args.region, args.day), args)
    assert isinstance(view, BriefingView)
    if view.body is None:
        return view
    origin = maker.context.site.origin
    targets = tuple(whole_target(target, origin, view.canonical) for target in view.body.targets)
    return msgspec.structs.replace(view, body=msgspec.structs.replace(view.body, targets=targets))


def _edition(maker: Maker, _address: UrlPath, args: EditionArgs) -> BriefingEdition:
    region, day, items = args.region, args.day, args.items
    context, store = maker.context, maker.store
    note = note_of(args.note) if args.note else None
    points = [point for item in items if (point := store.key_point(item.path))] if len(items) > 1 else []
    return BriefingEdition(
        site=context.settings.title,
        site_url=context.site.url(permalinks.HOME),
        url=context.site.url(permalinks.briefing(region, day)),
        region=region,
        region_name=context.regions.name(region),
        date=day,
        lang=context.settings.language,
        title=note.title if note else "",
        summary=note.summary if note else "",
        trend=note.trend if note else "",
        number=note.number if note else None,
        cutoff=note.cutoff if note else None,
        key_points=note.key_points if note and note.key_points else tuple(points),
        entries=tuple(make_feed_entry(store.entry(item.path), store.card(item.path), context) for item in items),
    )


EMAIL = Kind("email", "editions/email.html", _email, inputs=BRIEFING.inputs)
EDITION = Kind("edition", "", _edition, inputs=lambda args: input_paths(args.items, args.note))
