"""Floor 3. The window in which articles are visible, and how long the same articles stay visible."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from briefgen.values.model import Value

#: Instants before and after all articles.
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class Window(Value, frozen=True, kw_only=True):
    """The instant at which articles have to be visible, and whether drafts and future articles are shown, for a preview."""

    now: datetime
    drafts: bool = False
    future: bool = False


def window_of(instants: Iterable[datetime], now: datetime) -> tuple[datetime, datetime]:
    """Return the first instant at which the same articles are visible as now, and the first at which they no longer are.

    `instants` are all instants at which an article comes or goes.
    """
    found = set(instants)
    since = max((at for at in found if at <= now), default=_FIRST)
    return since, min((at for at in found if at > now), default=_LAST)
