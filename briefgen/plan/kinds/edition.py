"""Floor 3. Editions of briefings beside their pages: for e-mail, and as JSON. Each is off unless the settings ask for it."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from briefgen.plan.desk import note_of
from briefgen.plan.items import make_feed_entry
from briefgen.plan.kinds.briefing import BRIEFING
from briefgen.plan.recipes import SETTINGS_SPAN, Cards, Document, Entries, Kind, Maker, Page, input_paths
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.documents import BriefingEdition
from briefgen.values.model import Entry, UrlPath
from briefgen.values.views import BriefingView


def plan_email_pages(pages: Iterable[Page], maker: Maker) -> Iterator[Page]:
    """Give the HTML that goes out by e-mail, for every briefing among the pages."""
    if maker.desk.settings.email_edition:
        for page in pages:
            if page.kind is BRIEFING:
                region, day, *_ = page.args
                yield Page(EMAIL, permalinks.email(str(region), _day(day)), page.args, maker)


def plan_editions(pages: Iterable[Page], maker: Maker) -> Iterator[Document]:
    """Give the plain text that goes with it, and the JSON edition."""
    settings = maker.desk.settings
    if not (settings.email_edition or settings.json_edition):
        return
    for page in pages:
        if page.kind is BRIEFING:
            region, day, note, _, items, *_ = page.args
            assert isinstance(items, Cards)
            key, when, args = str(region), _day(day), (region, day, note, Entries(items))
            if settings.email_edition:
                yield Document(EDITION, permalinks.email_text(key, when), args, maker)
            if settings.json_edition:
                yield Document(EDITION, permalinks.briefing_json(key, when), args, maker)


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def _email(maker: Maker, _address: UrlPath, region: str, day: date, *args: object) -> BriefingView:
    """Return the briefing's own view, with whole addresses in its prose: it is read elsewhere."""
    view = BRIEFING.view(maker, permalinks.briefing(region, day), region, day, *args)
    assert isinstance(view, BriefingView)
    if view.body is None:
        return view
    origin = maker.desk.site.origin
    targets = tuple(whole_target(target, origin, view.canonical) for target in view.body.targets)
    return msgspec.structs.replace(view, body=msgspec.structs.replace(view.body, targets=targets))


def _edition(
    maker: Maker, _address: UrlPath, region: str, day: date, entry: Entry | None, items: Entries
) -> BriefingEdition:
    desk, shelf = maker.desk, maker.shelf
    note = note_of(entry) if entry else None
    points = [point for item in items if (point := shelf.key_point(item.path))] if len(items) > 1 else []
    return BriefingEdition(
        site=desk.settings.title,
        site_url=desk.site.url(permalinks.HOME),
        url=desk.site.url(permalinks.briefing(region, day)),
        region=region,
        region_name=desk.regions.name(region),
        date=day,
        lang=desk.settings.language,
        title=note.title if note else "",
        summary=note.summary if note else "",
        trend=note.trend if note else "",
        number=note.number if note else None,
        cutoff=note.cutoff if note else None,
        key_points=note.key_points if note and note.key_points else tuple(points),
        entries=tuple(make_feed_entry(shelf.entry(item.path), shelf.card(item.path), desk) for item in items),
    )


EMAIL = Kind("email", "editions/email.html", _email, inputs=BRIEFING.inputs, origin=lambda *_: SETTINGS_SPAN)
EDITION = Kind(
    "edition",
    "",
    _edition,
    inputs=lambda _region, _day, note, items: (*((note.path,) if note else ()), *input_paths(items)),
)
