"""Floor 7. What a run remembers of a capture once it is read: enough to plan with, the rest packed.

A run holds all its captures until it knows which of them tell one story. Texts and ledgers lie packed meanwhile, so that
ten thousand captures take tens of megabytes and not thousands; each is unpacked again when its file is written.
"""

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec

from briefgen.importing.capture import Account
from briefgen.importing.capture.drafts import Draft, chosen_day
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.ledger import KEPT, Given, Row
from briefgen.importing.capture.stories import exact_key, quality
from briefgen.importing.capture.untold import dropped_lines
from briefgen.importing.likeness import fingerprints
from briefgen.text.characters import without_controls
from briefgen.text.words import shorten

#: Examples remembered of what a rule dropped.
EXAMPLES: Final = 3
_KIND: Final = {"boilerplate": "dropped", "stub": "dropped", "repeat": "dropped", "unassigned": "unassigned", "blank": ""}
#: Level of compression: the fastest; the others save a tenth more and cost twice the time.
_LEVEL: Final = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """One draft of a capture. `key` is equal for equal texts, `prints` has much in common for texts that are alike.

    `size` is that of the whole draft in bytes, before it is packed.
    """

    number: int
    title: str
    words: int
    is_stub: bool
    is_cut: bool
    missing: tuple[str, ...]
    quality: tuple[int, int, int]
    key: bytes
    prints: bytes
    size: int
    packed: bytes

    @property
    def draft(self) -> Draft:
        """Return the draft, unpacked."""
        return msgspec.msgpack.decode(zlib.decompress(self.packed), type=Draft)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a capture's lines: counts by fate, and of those dropped by rule, with examples.

    `inside` are longer texts that were dropped inside an article, `short` are shorter ones there, and `long` are longer ones
    dropped elsewhere, each with its line, its rule and its beginning. `words` counts those kept, dropped and unassigned.
    """

    kept: int = 0
    dropped: int = 0
    repeated: int = 0
    rules: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    unassigned: tuple[tuple[int, str], ...] = ()
    inside: tuple[tuple[int, str, str], ...] = ()
    short: tuple[tuple[int, str, str], ...] = ()
    long: tuple[tuple[int, str, str], ...] = ()
    words: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Held:
    """What is remembered of a capture that can be imported."""

    offers: tuple[Offer, ...]
    tally: Tally
    encoding: str
    is_guess: bool
    stubs: int
    publisher: str
    url: str
    packed_rows: bytes
    explanation: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the ledger's rows, unpacked."""
        return msgspec.msgpack.decode(zlib.decompress(self.packed_rows), type=tuple[Row, ...])


def hold(account: Account, given: Given, *, explains: bool) -> Held:
    """Return what to remember of an account; `explains` keeps the fate of every line in words as well."""
    return Held(
        offers=tuple(_offer(draft, account, given) for draft in account.drafts),
        tally=_tally(account),
        encoding=account.encoding,
        is_guess=account.is_guess,
        stubs=account.stubs,
        publisher=account.publisher,
        url=account.url,
        packed_rows=_packed(account.rows),
        explanation=_explained(account) if explains else "",
    )


def key_of(text: str) -> bytes:
    """Return what texts have in common that differ in quotes, dashes, spaces and case only."""
    return hashlib.blake2b(exact_key(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def shown(text: str) -> str:
    """Return the beginning of a text for one line of a report."""
    return shorten(without_controls(visible(text)), 70)


def _offer(draft: Draft, account: Account, given: Given) -> Offer:
    text = draft.text
    data = msgspec.msgpack.encode(draft)
    return Offer(
        number=draft.number,
        title=draft.title,
        words=draft.words,
        is_stub=draft.is_stub,
        is_cut=draft.is_cut,
        missing=_missing(draft, account, given),
        quality=quality(text),
        key=key_of(text),
        prints=fingerprints(text),
        size=len(data),
        packed=zlib.compress(data, _LEVEL),
    )


def _packed(value: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(value), _LEVEL)


def _missing(draft: Draft, account: Account, given: Given) -> tuple[str, ...]:
    day, _ = chosen_day(draft, given)
    found = {
        "title": bool(draft.title_line),
        "date": day is not None,
        "publisher": bool(draft.publisher or account.publisher or draft.url),
        "byline": bool(draft.authors),
        "language": bool(draft.lang),
        "region": bool(given.region),
    }
    return tuple(name for name, is_found in found.items() if not is_found)


def _tally(account: Account) -> Tally:
    fates = Counter("kept" if row.fate in KEPT else row.fate for row in account.rows)
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    unassigned = []
    inside, short, long = dropped_lines(account.rows, account.texts)
    words = Counter[str]()
    for row, text in zip(account.rows, account.texts, strict=True):
        words[_KIND.get(row.fate, "kept")] += len(text.split())
        if row.fate == "unassigned":
            unassigned.append((row.line, shown(text)))
        elif row.fate in {"boilerplate", "stub", "repeat"}:
            rule = row.rule or row.fate
            counts[rule] += 1
            few = examples.setdefault(rule, [])
            if len(few) < EXAMPLES and shown(text) not in few:
                few.append(shown(text))
    return Tally(
        kept=fates["kept"],
        dropped=fates["boilerplate"] + fates["stub"],
        repeated=fates["repeat"],
        rules=tuple((rule, count, tuple(examples[rule])) for rule, count in counts.items()),
        unassigned=tuple(unassigned),
        inside=tuple((row.line, row.rule, shown(text)) for row, text in inside),
        short=tuple((row.line, row.rule, shown(text)) for row, text in short),
        long=tuple((row.line, row.rule or row.fate, shown(text)) for row, text in long),
        words=(words["kept"], words["dropped"], words["unassigned"]),
    )


def _explained(account: Account) -> str:
    lines = []
    for row, text in zip(account.rows, account.texts, strict=True):
        if row.fate == "blank":
            continue
        reason = f" [{row.rule}: {', '.join(row.signs)}]" if row.rule else f" [of line {row.of}]" if row.of else ""
        article = f" {row.article}" if row.article else ""
        lines.append(f"{row.line:6}  {row.fate}{article}{reason}  {shown(text)}\n")
    return "".join(lines)
