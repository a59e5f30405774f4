"""What the import must reach on files of three stories (`python tools/score_joined.py` prints the rows)."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import Input, read_input
from tests.joining import Joined, as_page, join, singles_of
from tests.scoring import read_captures
from tools.score_joined import judge

TESTS = Path(__file__).parent.parent


@cache
def files_of(shape: str) -> tuple[Joined, ...]:
    return join(singles_of([*read_captures(TESTS / "captures"), *read_captures(TESTS / "captures-known")]), shape)


@pytest.mark.parametrize(
    ("shape", "right"),
    [("one blank line", 0.76), ("two blank lines", 0.89), ("a date", 0.95), ("bold", 0.93), ("numbers", 0.93)],
)
def test_three_stories_in_a_file_are_three_drafts_or_told(shape: str, right: float) -> None:
    files = files_of(shape)
    found = Counter(judge(file)[0] for file in files)
    assert found["right"] >= right * len(files)
    assert found["silent"] == 0


@pytest.mark.parametrize(("form", "right"), [("headings", 0.93), ("a letter", 0.7)])
def test_three_stories_in_a_page_are_three_drafts_or_told(form: str, right: float) -> None:
    pages = [as_page(file, form) for file in files_of("one blank line")]
    found = Counter(judge(page)[0] for page in pages)
    assert found["right"] >= right * len(pages)
    assert found["silent"] == 0


def test_where_another_story_may_begin_is_told_and_can_be_said() -> None:
    """A file that gives two drafts names the third headline with the code possible-stories, and --split makes it a draft."""
    told = 0
    for file in files_of("one blank line"):
        read = read_input(Input("joined.txt", data=file.text.encode()), Given(), ())
        hints = [problem.help for problem in read.findings if problem.code == "possible-stories"]
        if hints and f"--split {','.join(map(str, file.starts))}" in hints[0]:
            told += 1
            again = read_input(Input("joined.txt", data=file.text.encode()), Given(split=file.starts), ())
            assert again.held is not None
            assert [offer.draft.title_line for offer in again.held.offers] == list(file.starts)
            assert "possible-stories" not in {problem.code for problem in again.findings}
    assert told >= 3
