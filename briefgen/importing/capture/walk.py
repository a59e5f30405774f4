"""Floor 7. The fates of a page's units while it is walked, and what an article is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from briefgen.importing.capture.extent import State
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.headlines import Headline
from briefgen.importing.capture.ledger import Fate, Mark
from briefgen.importing.capture.page import Page

Role: TypeAlias = Literal["body", "subhead", "item"]


@dataclass(frozen=True, slots=True)
class Story:
    """One article of a page, by units: its headline (None: there is none), its parts in order, what belongs to its head.

    `headline` is the headline without the marks of the file, `url` an address that stands at the article.
    """

    number: int
    title: int | None
    signs: tuple[str, ...]
    parts: tuple[tuple[Role, int], ...]
    captions: tuple[int, ...]
    metas: tuple[int, ...]
    is_stub: bool
    is_cut: bool
    headline: Headline | None = None
    url: str = ""


@dataclass(slots=True)
class Walk:
    """The fates as they are found, while one page is walked.

    `weighed` holds the states of bodies that were weighed for their headlines, by their first unit, their end, and whether a
    mark of a page's foot leads to them.
    """

    page: Page
    furniture: Mapping[int, Verdict]
    captions: frozenset[int]
    pulled: Mapping[int, int] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    weighed: Mapping[tuple[int, int, bool], list[State]] = field(default_factory=dict)

    def drop(self, index: int, rule: str, *signs: str) -> None:
        self.marks[index] = Mark(fate="boilerplate", rule=rule, signs=signs)

    def keep(self, index: int, fate: Fate, article: int) -> None:
        self.marks[index] = Mark(fate=fate, article=article)
