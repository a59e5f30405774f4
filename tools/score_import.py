"""Score the import on captures whose truth is known.

    python tools/score_import.py [--set NAME ...] [--confusion] [FOLDER ...]

Prints a table for each set of tests (by default captures, then captures-known and captures-several), or for each folder,
with a row for each capture and one for all: F1 of articles with right start and end, share of body text that is kept, share
of boilerplate that is left. `tests/scoring.py` defines the measures.

Where the truth holds facts (captures-held), a second table says how many titles, publishers, addresses, authors, days and
regions are right once every proposal is confirmed (`tests/scoring_facts.py`); and both come by language and by shape too.
`--confusion` lists what is wrong in each capture, and counts it by kind.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.confusion import find_confusion
from tests.predicting import predict
from tests.proposing import propose
from tests.scoring import Capture, Prediction, Score, format_table, pair_articles, read_captures, score_capture, total
from tests.scoring_facts import FactsScore, format_facts, score_facts, total_facts

TESTS = Path(__file__).parent.parent / "tests"
SETS = (
    "captures",
    "captures-known",
    "captures-several",
    "captures-written",
    "captures-held",
    "captures-unseen",
    "captures-fresh",
)


def facts_of(capture: Capture, prediction: Prediction, file: Path, project: Path) -> FactsScore:
    """Return the score of the facts of one capture: of its true articles that are no stubs and have a draft."""
    proposed = propose(file, project, capture.truth["captured_at"])
    truths = capture.truth["articles"]
    pairs = [
        (truths[true]["facts"], [truths[true]["title"], *truths[true].get("other_titles", [])], proposed[found + 1])
        for found, true in pair_articles(capture, prediction).items()
        if found + 1 in proposed and not truths[true]["stub"]
    ]
    return score_facts(pairs)


def print_folder(folder: Path, *, confusion: bool = False) -> None:
    """Print the tables of one folder, and with `confusion` what is wrong in each capture."""
    captures = read_captures(folder)
    predictions = {capture.name: predict(folder / f"{capture.name}.txt") for capture in captures}
    scores = {capture.name: score_capture(capture, predictions[capture.name]) for capture in captures}
    whole = total(scores.values())
    print(format_table(scores))
    print(f"F1 {whole.f1:.3f}, body kept {whole.body_kept:.3f}, boilerplate left {whole.boilerplate_left:.3f}\n")
    if confusion:
        _print_confusion(captures, predictions)
    if not captures or not all("facts" in article for capture in captures for article in capture.truth["articles"]):
        return
    with TemporaryDirectory() as work:
        facts = {
            name: facts_of(capture, predictions[name], folder / f"{name}.txt", Path(work, name))
            for capture in captures
            for name in [capture.name]
        }
    print(format_facts({**facts, "total": total_facts(facts.values())}))
    for group in (lambda capture: [capture.truth["language"]], lambda capture: capture.truth["shapes"]):
        _print_groups(captures, scores, facts, group)


def _print_confusion(captures: Iterable[Capture], predictions: Mapping[str, Prediction]) -> None:
    """Print every fault with its capture, then how often each kind of fault comes, most frequent first."""
    counts: Counter[str] = Counter()
    for capture in captures:
        for fault in find_confusion(capture, predictions[capture.name]):
            counts[fault.kind] += 1
            print(f"{capture.name}: {fault.kind} ({fault.where})")
    print("\n" + "".join(f"{count:5}  {kind}\n" for kind, count in counts.most_common()))


def _print_groups(
    captures: Iterable[Capture], scores: Mapping[str, Score], facts: Mapping[str, FactsScore],
    group: Callable[[Capture], Iterable[str]],
) -> None:  # fmt: skip
    """Print both tables with a row for each group, in order of its name; a capture counts in each of its groups."""
    names: dict[str, list[str]] = {}
    for capture in captures:
        for key in group(capture):
            names.setdefault(key, []).append(capture.name)
    table = format_table({key: total(scores[name] for name in names[key]) for key in sorted(names)})
    # Without the last row: a capture that is in several groups would count several times.
    print("\n".join(table.splitlines()[:-1]) + "\n")
    print(format_facts({key: total_facts(facts[name] for name in names[key]) for key in sorted(names)}))


def main() -> None:
    """Print the scores of every capture of each folder, and the total of each folder."""
    parser = ArgumentParser(description="Score the import on captures whose truth is known.")
    parser.add_argument("--set", action="append", choices=SETS, default=[], dest="sets", help="a folder of tests/")
    parser.add_argument("--confusion", action="store_true", help="list what is wrong in each capture")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="a folder with captures and truths")
    options = parser.parse_args()
    chosen = [*(TESTS / name for name in options.sets), *options.folders]
    for folder in chosen or [TESTS / name for name in SETS[:3]]:
        print_folder(folder, confusion=options.confusion)


if __name__ == "__main__":
    main()
