"""Score the facts that an importer proposes for its drafts against those that a curator would write.

Plain values in, numbers out, as in `tests/scoring.py`, which pairs the articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict

from tests.scoring import fold
from tests.truth_facts import Facts


class PredictedFacts(TypedDict):
    """What the importer proposes for one draft; null or empty where it proposes nothing."""

    title: str
    publisher: str | None
    url: str | None
    authors: Sequence[str]
    date: str | None
    region: Sequence[str]
    """ISO 3166-1 codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsScore:
    """Counts of articles that were found, which add up over captures; stubs and articles without a draft are not among them.

    `..._stated` counts articles whose truth has the fact, `..._right` those of them with the right proposal, and
    `..._made_up` proposals where the truth has none.
    """

    found: int = 0
    titles_right: int = 0
    publishers_stated: int = 0
    publishers_right: int = 0
    publishers_made_up: int = 0
    urls_stated: int = 0
    urls_right: int = 0
    urls_made_up: int = 0
    authors_right: int = 0
    """Articles whose authors are exactly those of the truth, none included."""
    dates_stated: int = 0
    dates_right: int = 0
    dates_wrong: int = 0
    """Articles with another day than the truth's."""
    dates_made_up: int = 0
    regions_stated: int = 0
    regions_right: int = 0
    """Articles of which every proposed country is one in which the story plays, and one at least is proposed."""
    regions_wrong: int = 0


def score_facts(pairs: Iterable[tuple[Facts, Sequence[str], PredictedFacts]]) -> FactsScore:
    """Compare facts with proposals; a pair has the true facts, the titles that are right, and the proposal."""
    counts: Counter[str] = Counter()
    for facts, titles, proposed in pairs:
        counts["found"] += 1
        counts["titles_right"] += _key(proposed["title"]) in map(_key, titles)
        counts["authors_right"] += sorted(map(_key, proposed["authors"])) == sorted(map(_key, facts["authors"]))
        counts += _compare("publishers", facts["publisher"], proposed["publisher"])
        counts += _compare("urls", facts["url"], proposed["url"])
        counts += _compare_dates(facts, proposed["date"])
        counts["regions_stated"] += bool(facts["region"])
        counts["regions_right"] += bool(proposed["region"]) and set(proposed["region"]) <= set(facts["region"])
        counts["regions_wrong"] += not set(proposed["region"]) <= set(facts["region"])
    return FactsScore(**counts)


def total_facts(scores: Iterable[FactsScore]) -> FactsScore:
    """Add up the counts."""
    counts: Counter[str] = Counter()
    for score in scores:
        counts.update({field.name: getattr(score, field.name) for field in fields(FactsScore)})
    return FactsScore(**counts)


def format_facts(scores: Mapping[str, FactsScore]) -> str:
    """Lay out a row for each name in order, with right of all, then wrong and made up; ends with a line end."""
    header = "facts title publisher +made-up url +made-up authors date wrong +made-up region wrong".split()
    rows = [header, *([name, *_cells(score)] for name, score in scores.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return "".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) + "\n" for row in rows)


def find_fact_faults(facts: Facts, text: str, captured_at: date) -> tuple[str, ...]:
    """Say in words what cannot be true of an article's facts, given the whole text of its capture."""
    plain = _key(text)
    stated = [name for name in (facts["publisher"], facts["url"], *facts["authors"]) if name is not None]
    faults = [f"{name!r} is not in the capture" for name in stated if _key(name) not in plain]
    days = [date.fromisoformat(day) for day in (facts["date"], *facts.get("other_dates", [])) if day is not None]
    faults += [f"{day} is after the capture" for day in days if day > captured_at]
    if (facts["date"] is None) != (facts["date_basis"] == "none"):
        faults.append(f"{facts['date']} is {facts['date_basis']}")
    faults += [f"{code!r} is no country code" for code in facts["region"] if not (len(code) == 2 and code.isupper())]
    return tuple(faults)


def _compare(name: str, wanted: str | None, proposed: str | None) -> Counter[str]:
    if wanted is None:
        return Counter({f"{name}_made_up": int(proposed is not None)})
    return Counter({f"{name}_stated": 1, f"{name}_right": int(proposed is not None and _key(proposed) == _key(wanted))})


def _compare_dates(facts: Facts, proposed: str | None) -> Counter[str]:
    if facts["date"] is None:
        return Counter({"dates_made_up": int(proposed is not None)})
    is_right = proposed in (facts["date"], *facts.get("other_dates", []))
    is_wrong = proposed is not None and not is_right
    return Counter({"dates_stated": 1, "dates_right": int(is_right), "dates_wrong": int(is_wrong)})


def _cells(score: FactsScore) -> list[str]:
    return [
        f"{score.titles_right}/{score.found}",
        f"{score.publishers_right}/{score.publishers_stated}",
        str(score.publishers_made_up),
        f"{score.urls_right}/{score.urls_stated}",
        str(score.urls_made_up),
        f"{score.authors_right}/{score.found}",
        f"{score.dates_right}/{score.dates_stated}",
        str(score.dates_wrong),
        str(score.dates_made_up),
        f"{score.regions_right}/{score.regions_stated}",
        str(score.regions_wrong),
    ]


def _key(text: str) -> str:
    """Fold capitals and white space, straighten quotes, and drop zero-width characters."""
    return fold(text).casefold()
