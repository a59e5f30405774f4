"""Floor 7. The fates of a page's units while it is walked, and what an article is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.headlines import Headline
from briefgen.importing.capture.ledger import Fate, Mark
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.states import State

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
    """The fates as they are found, while one page is walked, by what each unit is (`chain.py`)."""

    page: Page
    furniture: Mapping[int, Verdict]
    captions: frozenset[int]
    states: Sequence[State]
    pulled: Mapping[int, int] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)

    def drop(self, index: int, rule: str, *signs: str) -> None:
        self.marks[index] = Mark(fate="boilerplate", rule=rule, signs=signs)

    def keep(self, index: int, fate: Fate, article: int) -> None:
        self.marks[index] = Mark(fate=fate, article=article)
