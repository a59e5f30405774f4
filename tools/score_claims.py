"""Score what `briefgen check` finds in the rewritten briefs of tests/proofs: `python tools/score_claims.py [--misses]`.

Each brief is checked as it is, where every finding is a false alarm, and then once for each planted error, which is found if
a finding comes that was not there before. `--misses` prints the errors of known/ that are not found, and its false alarms;
those of held/ are not for anybody who changes the rules.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.content import schema
from briefgen.importing.proving.articles import ArticleFile
from briefgen.importing.proving.claims import claims_of, grounds_of
from briefgen.importing.proving.evidence import Evidence, read_evidence
from briefgen.importing.proving.passages import passages_of
from briefgen.text.words import count_words
from briefgen.values.model import Digest

PROOFS = Path(__file__).parent.parent / "tests/proofs"
HALVES = ("held", "known")
KINDS = ("figure", "unit", "name", "quotation", "speaker", "date", "not")


class Error(NamedTuple):
    """A planted error: its kind, words of the brief, and what they are changed to."""

    kind: str
    right: str
    wrong: str


class Proof(NamedTuple):
    """A capture, a faithful brief of it as an article's file, and errors to plant."""

    name: str
    capture: str
    article: str
    errors: tuple[Error, ...]
    words: int


class Score(NamedTuple):
    """What was found in one half: errors planted and found by kind, false alarms, and words of the faithful briefs."""

    planted: Counter[str]
    found: Counter[str]
    alarms: int
    words: int

    def recall(self, *kinds: str) -> float:
        """Return the share of errors of some kinds that were found."""
        return sum(self.found[kind] for kind in kinds) / sum(self.planted[kind] for kind in kinds)


def read_proofs(half: str) -> list[Proof]:
    """Return the proofs of a half, by name."""
    return [_read(path) for path in sorted((PROOFS / half).glob("*.txt"))]


def findings_of(proof: Proof, article: str, evidence: Evidence) -> list[tuple[str, str]]:
    """Return what is found in an article's file: the kind and the words of each claim that the capture does not state."""
    parts = schema.split(article, "content/brief.md").value
    assert parts is not None
    file = ArticleFile("content/brief.md", article, parts.yaml, parts.yaml_line, parts.body, parts.body_line, ())
    value = schema.read_article(article, file.path, Digest("")).value
    assert value is not None
    grounds = grounds_of(value, evidence)
    return [
        (claim.kind, passage.text[claim.start : claim.end])
        for passage in passages_of(file)
        for claim in claims_of(passage.text, evidence, grounds, value.lang)
        if claim.standing == "absent"
    ]


def score(half: str, *, shows: bool = False) -> Score:
    """Return the score of a half."""
    planted, found = Counter[str](), Counter[str]()
    alarms = words = 0
    for proof in read_proofs(half):
        evidence = read_evidence([("captures/capture.txt", proof.capture)])
        before = Counter(findings_of(proof, proof.article, evidence))
        alarms += before.total()
        words += proof.words
        for alarm in before if shows else ():
            print(f"{proof.name}: false alarm: {alarm[0]}: {alarm[1]}")
        for error in proof.errors:
            planted[error.kind] += 1
            after = Counter(findings_of(proof, proof.article.replace(error.right, error.wrong), evidence))
            is_found = bool(after - before)
            found[error.kind] += is_found
            if shows and not is_found:
                print(f"{proof.name}: missed: {error.kind}: {error.wrong}")
    return Score(planted, found, alarms, words)


def _read(path: Path) -> Proof:
    head, rest = path.read_text("utf-8").split("=== capture\n")
    capture, rest = rest.split("=== brief\n")
    brief, errors = rest.split("=== errors\n")
    lines = brief.strip().split("\n")
    title = lines[0].removeprefix("# ")
    summary = lines[1].removeprefix("+ ")
    points = [line.removeprefix("- ") for line in lines[2 : lines.index("")]]
    body = "\n".join(lines[lines.index("") + 1 :])
    front = [f"title: >-\n  {title}", *head.strip().split("\n"), "region: north", f"summary: >-\n  {summary}", "key_points:"]
    front += [f"  - >-\n    {point}" for point in points] + ["sources: [{name: Invented News}]"]
    article = "---\n" + "\n".join(front) + f"\n---\n{body}\n"
    planted = tuple(Error(*line.split(" | ")) for line in errors.strip().split("\n"))
    return Proof(path.stem, capture, article, planted, count_words(brief))


def _rows() -> Iterator[str]:
    yield "| half | " + " | ".join(KINDS) + " | false alarms | words | words for each |"
    yield "| --- |" + " --: |" * (len(KINDS) + 3)
    for half in HALVES:
        one = score(half)
        cells = [f"{one.found[kind]} of {one.planted[kind]}" for kind in KINDS]
        yield f"| {half} | {' | '.join(cells)} | {one.alarms} | {one.words:,} | {one.words / max(1, one.alarms):,.0f} |"


if __name__ == "__main__":
    if "--misses" in sys.argv:
        score("known", shows=True)
    print("\n".join(_rows()))
