"""What an import writes and proposes about the articles of a capture, as its files say it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from briefgen.importing import ImportOptions, import_captures, list_inputs
from briefgen.importing.capture.ledger import Given
from tests.scoring_facts import PredictedFacts

PLACES = Path(__file__).parent.parent / "briefgen/importing/capture/data/places.yml"

_PROPOSED = re.compile(r"(?m)^# (date|region): (\S+)  # proposed")


def propose(file: Path, project: Path, captured_at: str) -> dict[int, PredictedFacts]:
    """Import a capture into an empty folder; return what is said of each article that was written, by its number.

    What the import proposes counts like what it writes, as if a curator had confirmed every proposal. Every country is a
    region of the project, so that no place is outside of its tree.
    """
    project.mkdir(parents=True)
    (project / "briefgen.yml").write_text(_settings(), "utf-8")
    import_captures(project, list_inputs([file]), ImportOptions(given=Given(captured_at=captured_at)))
    ledgers = [json.loads(path.read_text("utf-8")) for path in project.glob("captures/*.ledger.json")]
    proposed: dict[int, PredictedFacts] = {}
    # The articles of the entries of a chat are numbered through.
    for ledger in sorted(ledgers, key=lambda ledger: ledger.get("origin", {}).get("part", 0)):
        above = len(proposed)
        for written in ledger.get("articles", []):
            proposed[above + written["article"]] = _read(project / written["path"])
    return proposed


def _read(path: Path) -> PredictedFacts:
    """Return what an article's front matter says, and what its comments propose where it says nothing."""
    _, front, _ = path.read_text("utf-8").split("---\n", 2)
    values = cast("dict[str, object]", yaml.load(front, yaml.BaseLoader))
    found = dict(reversed(_PROPOSED.findall(front)))
    source = cast("list[dict[str, str]]", values.get("sources", [{}]))[0]
    region = cast("str | None", values.get("region")) or found.get("region")
    return PredictedFacts(
        title=str(values["title"]),
        publisher=source.get("name"),
        url=source.get("url"),
        authors=tuple(cast("Iterable[str]", values.get("authors", ()))),
        date=cast("str | None", values.get("date")) or found.get("date"),
        region=(region.upper(),) if region else (),
    )


@cache
def _settings() -> str:
    countries = sorted(cast("dict[str, object]", yaml.safe_load(PLACES.read_text("utf-8"))["countries"]))
    regions = "".join(f"  - {{key: {code.lower()}, name: '{code}', countries: ['{code}']}}\n" for code in countries)
    return f"title: World\nbase_url: https://world.example/\nregions:\n{regions}"
