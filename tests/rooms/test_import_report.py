"""The report of an import of many captures: what needs a person first, lists that end, a group of one story told once."""

from pathlib import Path

from briefgen.importing import ImportOptions, import_captures, list_inputs
from briefgen.importing.capture.stories import Likeness
from briefgen.importing.pairs import MOST, tell_pairs
from tests.projects import write_project
from tools.captures import write_captures


def test_one_story_in_many_articles_is_told_once_and_lonely_pairs_as_pairs() -> None:
    names = [f"content/{letter}.md" for letter in "abcdefgh"]
    pairs = [
        Likeness(one=0, other=1, share=0.95),
        Likeness(one=1, other=2, share=0.9),
        Likeness(one=4, other=5, share=0.85),
        Likeness(one=0, other=4, share=0.4),
        Likeness(one=2, other=5, share=0.3),
        Likeness(one=6, other=7, share=0.25),
    ]
    assert tell_pairs(names, pairs) == (
        "the same story in 3 articles; not joined, decide by hand: content/a.md, content/b.md, content/c.md",
        "content/e.md: the same story as content/f.md (85% of the shorter text); not joined, decide by hand",
        "content/a.md: shares text with content/e.md (40% of the shorter text); not joined, decide by hand",
        "content/g.md: shares text with content/h.md (25% of the shorter text); not joined, decide by hand",
    )


def test_of_thousands_of_pairs_the_first_are_told_and_the_others_counted() -> None:
    names = [f"content/{number}.md" for number in range(120)]
    pairs = [Likeness(one=one, other=other, share=0.5) for one in range(120) for other in range(one + 1, 120)]
    told = tell_pairs(names, pairs)
    assert len(told) == MOST + 1
    assert told[-1] == f"and {len(pairs) - MOST:,} more; each draft names the articles that are like it"


def test_a_report_of_many_captures_begins_with_what_needs_a_person_and_its_lists_end(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    write_captures(tmp_path / "inbox", 130)
    report = import_captures(project.root, list_inputs([tmp_path / "inbox"]), ImportOptions()).report
    heads = [line for line in report.splitlines() if line.startswith("## ")]
    assert heads[0] == "## Left to do"
    assert heads.index("## Articles") < heads.index("## Captures")
    for section in report.split("\n#")[1:]:
        assert sum(line.startswith(("- ", "| ")) for line in section.splitlines()) <= 104
    assert "### not stated: " in report
    assert "| total | " in report
    assert " more |" in report
