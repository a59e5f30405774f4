"""Captures that state a fact each, and what an import should make of it: the article of a language with lines around it.

`bodies.yml` has the articles. `known.yml` are the cases that rules were made with, `held.yml` those that were held back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from briefgen.importing.capture import read_account
from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import the_rules
from tests.facts.said import said_of

FOLDER = Path(__file__).parent
KINDS = ("day", "publisher", "url", "authors")


@dataclass(frozen=True, slots=True)
class Case:
    """A capture and the facts that it states, each as text; `authors` are joined by commas."""

    key: str
    text: str
    given: Given
    expected: Mapping[str, str]


@cache
def read_cases(name: str) -> tuple[Case, ...]:
    """Return the cases of a file."""
    bodies = yaml.safe_load((FOLDER / "bodies.yml").read_text("utf-8"))
    rows = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    return tuple(_case(row, bodies[row["lang"]]) for row in rows)


def wrong_facts(case: Case) -> dict[str, str]:
    """Return what an import makes of the facts that it gets wrong, by kind."""
    account = read_account(case.text.encode(), the_rules(), case.given)
    said = said_of(account, case.given) if len(account.drafts) == 1 else {}
    return {kind: said.get(kind, "no draft") for kind, value in case.expected.items() if said.get(kind) != value}


def _case(row: dict[str, object], body: list[str]) -> Case:
    def lines(key: str) -> list[str]:
        found = row.get(key, [])
        assert isinstance(found, list)
        return found

    title, first, *rest = body
    lead = f"{row['lead']} {first}" if "lead" in row else first
    blocks = [*lines("top"), "", title, "", *lines("head"), "", lead, "", "\n\n".join(rest), "", *lines("foot")]
    expected = {kind: _text(row[kind]) for kind in KINDS if kind in row}
    given = Given(captured_at=str(row.get("captured", "")))
    return Case(f"{row['lang']}, {row['id']}", "\n".join(blocks).strip() + "\n", given, expected)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
