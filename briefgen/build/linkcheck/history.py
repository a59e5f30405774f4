"""Floor 8. What is known of links from earlier runs: in the cache of the project, by address.

A link is not bad because it failed once. The file may come from a stranger, as all of the cache may: it decides which links
are asked and how often one has failed, and nothing else. It is not bound to a version of the program: an update should not
forget what took days to learn.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from briefgen.build.flow import CACHE_FOLDER
from briefgen.build.linkcheck.visiting import State, Visit
from briefgen.disk.cache import CacheFolder

_NAME: Final = "links"
#: The form of the rows, in place of the digest of the program. A change of `Known` changes it.
_FORM: Final = "links 1"
_DAY: Final = 86_400
#: Days after which a row is dropped whose link the site does not have any more: drafts come and go.
_KEPT_DAYS: Final = 90


class Known(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What is known of a link: when it was asked last and since when it fails, in seconds of Unix time (0: it does not).

    `failures` counts runs in which it failed, since it was good.
    """

    at: int
    state: State
    words: str = ""
    moved: str = ""
    failures: int = 0
    since: int = 0


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """When a link that fails is bad, and for how many days a result counts."""

    failures: int = 3
    days: float = 2
    max_age: float = 7

    def is_bad(self, known: Known) -> bool:
        """Has a link failed often enough, for long enough? A host that says that there is no page is believed at once."""
        lasts = known.at - known.since
        return known.state == "gone" or (
            known.state == "failed" and known.failures >= self.failures and lasts >= self.days * _DAY
        )

    def is_fresh(self, known: Known, now: int) -> bool:
        """Need a link not be asked again? Those that failed are, in every run."""
        return known.state in {"good", "unjudged"} and now - known.at < self.max_age * _DAY


_DECODER: Final = msgspec.msgpack.Decoder(dict[str, Known])


def load_history(root: Path, now: int) -> dict[str, Known]:
    """Return what is known of links by address; a row of the future is left out, and a damaged file is none."""
    data = _folder(root).load(_NAME)
    try:
        rows = _DECODER.decode(data) if data else {}
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return {url: row for url, row in rows.items() if 0 <= row.since <= row.at <= now and row.failures >= 0}


def save_history(root: Path, rows: Mapping[str, Known], used: Iterable[str], now: int) -> None:
    """Save what is known of links, but for old rows whose links are not used any more. The cache is optional: no error."""
    wanted = set(used)
    kept = {url: row for url, row in rows.items() if url in wanted or now - row.at < _KEPT_DAYS * _DAY}
    folder = _folder(root)
    with folder.writing() as is_open:
        if is_open:
            folder.save(_NAME, msgspec.msgpack.encode(dict(sorted(kept.items()))))


def learned(known: Known | None, visit: Visit, now: int) -> Known:
    """Return what is known of a link after it was followed."""
    failures, since = (known.failures, known.since) if known else (0, 0)
    match visit.state:
        case "good":
            failures = since = 0
        case "failed" | "gone":
            failures, since = failures + 1, since or now
        case "unjudged":
            # The host did not say: what failed before may fail still.
            pass
    return Known(at=now, state=visit.state, words=visit.words, moved=visit.moved, failures=failures, since=since)


def _folder(root: Path) -> CacheFolder:
    return CacheFolder(root / CACHE_FOLDER, _FORM)
