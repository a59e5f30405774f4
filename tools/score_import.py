"""Score the import on captures whose truth is known: `python tools/score_import.py [FOLDER ...]`.

Prints a table a folder (by default tests/captures, then tests/captures-known): F1 of articles with right start and end, body
kept, boilerplate left, a row a capture and one for all. What the measures mean stands in tests/scoring.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.predicting import predict
from tests.scoring import format_table, read_captures, score_capture, total

TESTS = Path(__file__).parent.parent / "tests"


def main() -> None:
    """Print the scores of every capture of each folder, and of all."""
    folders = [Path(name) for name in sys.argv[1:]] or [TESTS / "captures", TESTS / "captures-known"]
    for folder in folders:
        captures = read_captures(folder)
        scores = {capture.name: score_capture(capture, predict(folder / f"{capture.name}.txt")) for capture in captures}
        whole = total(scores.values())
        print(format_table(scores))
        print(f"F1 {whole.f1:.3f}, body kept {whole.body_kept:.3f}, boilerplate left {whole.boilerplate_left:.3f}\n")


if __name__ == "__main__":
    main()
