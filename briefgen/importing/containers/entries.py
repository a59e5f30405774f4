"""Floor 7. What a container gives: entries, each a text or a page with what the container states of it, or a refusal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

#: Most entries of one file. A year of a busy mailing list has 5,000 mails.
MOST_ENTRIES: Final = 10_000
#: Most bytes that come out of one file which is packed, coded or nested: a file of a few kilobytes can say gigabytes.
MOST_BYTES: Final = 256 * 1024 * 1024

#: How a file is parsed before its kind is asked for: as bytes, or once as XML, JSON or a ZIP archive for all kinds of these.
Family: TypeAlias = Literal["bytes", "xml", "json", "zip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a container states of an entry. `published` begins with a day as 2025-05-06; all may be empty.

    `sender` is a proposal: the address that a mail is from, where no name is stated.
    """

    title: str = ""
    publisher: str = ""
    url: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    lang: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text or page of a container. `number` counts from 1 in the container, with those that are left out.

    `label` is what the kept capture is called after. `url` is the page's address and `captured_at` the instant at which it
    was taken, each where the container says so beside the page.
    """

    data: bytes
    is_page: bool
    number: int = 1
    label: str = ""
    url: str = ""
    captured_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to tell of a container: the code of a finding, its message and its help."""

    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a container holds: its entries in order, and what there is to tell of it."""

    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of container: its name in findings and ledgers, how it is known, and how its entries are read.

    Both functions take what the family's parser gives (bytes, an XML element, a value of JSON, an archive) and the file's
    name in lower case.
    """

    name: str
    family: Family
    fits: Callable[[Any, str], bool]
    read: Callable[[Any, str], Opened]


def refused(message: str, hint: str, code: str = "binary-capture") -> Opened:
    """Return what is said of a file that cannot be read."""
    return Opened(problems=(Problem(code=code, message=message, help=hint),))


def damaged(what: str, why: str) -> Opened:
    """Return what is said of a container that is broken or goes beyond the limits."""
    return refused(
        f"this {what} cannot be read: {why}", "get the file again, or save the article as a page or a text", "broken-file"
    )


def left_out(what: Sequence[str], why: str, hint: str) -> Problem:
    """Return what is said of entries that give no capture, with the first of them by name."""
    shown = ", ".join(what[:3]) + (f" and {len(what) - 3} more" if len(what) > 3 else "")
    return Problem(code="entries-left-out", message=f"{why}: {shown}", help=hint)


def numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries with their numbers, from 1."""
    return tuple(replace(entry, number=number) for number, entry in enumerate(entries, start=1))
