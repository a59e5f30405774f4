"""Floor 3. What is visible, and how long that stays so."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from briefgen.values.model import Value

#: Before all articles, and after them.
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class Window(Value, frozen=True, kw_only=True):
    """What is visible: at which instant, and whether drafts and items still to come are shown, for a preview."""

    now: datetime
    drafts: bool = False
    future: bool = False


def window_of(instants: Iterable[datetime], now: datetime) -> tuple[datetime, datetime]:
    """Return from when up to when the same articles are visible as now, given the instants at which one comes or goes."""
    found = set(instants)
    since = max((at for at in found if at <= now), default=_FIRST)
    return since, min((at for at in found if at > now), default=_LAST)
