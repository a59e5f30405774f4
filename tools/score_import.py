"""Score the import on captures whose truth is known: `python tools/score_import.py [FOLDER ...]`.

Prints a table for each folder (by default tests/captures, then tests/captures-known), with a row for each capture and one
for all: F1 of articles with right start and end, share of body text that is kept, share of boilerplate that is left.
`tests/scoring.py` defines the measures.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.predicting import predict
from tests.scoring import format_table, read_captures, score_capture, total

TESTS = Path(__file__).parent.parent / "tests"


def main() -> None:
    """Print the scores of every capture of each folder, and the total of each folder."""
    folders = [Path(name) for name in sys.argv[1:]] or [TESTS / "captures", TESTS / "captures-known"]
    for folder in folders:
        captures = read_captures(folder)
        scores = {capture.name: score_capture(capture, predict(folder / f"{capture.name}.txt")) for capture in captures}
        whole = total(scores.values())
        print(format_table(scores))
        print(f"F1 {whole.f1:.3f}, body kept {whole.body_kept:.3f}, boilerplate left {whole.boilerplate_left:.3f}\n")


if __name__ == "__main__":
    main()
