"""An article beside its captures: what `briefgen trace` prints, as text and as JSON."""

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

from briefgen.importing import ImportOptions, import_captures, list_inputs
from tests.projects import Project, write_project

FERRY = """\
Ferry Line Resumes Night Crossings After Storm

12 March 2025

The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday. It had stopped nine days before.

“The repairs will hold until spring,” an engineer said. “Then the pier is to be rebuilt in full, as he promised us.”
"""
MINE = """\
Salt Mine to Reopen With Half Its Miners

3 May 2024

The salt mine in the upper valley is to reopen in June with half of its miners, the board of the mine said on Monday.
"""
PATH = "content/2025-03-12-ferry-line-resumes-night-crossings-after-storm.md"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    project.write("../inbox/coast.txt", f"{FERRY}\n{MINE}")
    import_captures(project.root, list_inputs([project.root.parent / "inbox/coast.txt"]), ImportOptions())
    return project


def add(desk: Project, block: str) -> None:
    desk.write(PATH, f"{(desk.root / PATH).read_text('utf-8')}\n{block}\n")


def traced(desk: Project, path: str = PATH) -> dict[str, object]:
    done = desk.run("trace", path, "--format", "json")
    assert done.returncode == 0
    assert done.stdout.isascii()
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def states(trace: dict[str, object]) -> list[tuple[str, list[int]]]:
    """Return the state of each sentence of the body, and the lines that it stands on."""
    blocks = trace["blocks"]
    assert isinstance(blocks, list)
    return [
        (sentence["state"], [ground["line"] for ground in sentence["grounds"]])
        for block in blocks
        if block["key"] == "body"
        for sentence in block["sentences"]
    ]


def test_each_sentence_has_the_lines_that_it_stands_on(desk: Project) -> None:
    trace = traced(desk)
    assert states(trace) == [("captured", [5]), ("captured", [5]), ("captured", [7]), ("captured", [7])]
    (capture,) = desk.root.glob("captures/*.txt")
    digest = hashlib.sha256(capture.read_bytes()).hexdigest()
    assert trace["captures"] == [{"path": f"captures/{capture.name}", "sha256": digest, "unit": "line", "has_ledger": True}]
    blocks = trace["blocks"]
    assert isinstance(blocks, list)
    assert blocks[0]["key"] == "title"
    assert blocks[0]["sentences"][0]["state"] == "captured"
    assert blocks[1]["sentences"][1]["grounds"][0]["text"] == "It had stopped nine days before."


def test_what_is_the_desks_own_what_is_reworded_and_what_is_elsewhere_are_told_apart(desk: Project) -> None:
    add(desk, "<!-- editor -->\nThe line is the oldest of the coast.")
    add(desk, "Night crossings between Aldmouth and the islands are back since Tuesday.")
    add(desk, "Nobody expects bananas.")
    add(desk, "The salt mine in the upper valley is to reopen in June with half of its miners.")
    found = states(traced(desk))[4:]
    assert found == [("editor", []), ("reworded", [5]), ("missing", []), ("elsewhere", [13])]


def test_a_phrase_of_the_desk_is_no_part_of_what_stands_in_the_capture(desk: Project) -> None:
    text = (desk.root / PATH).read_text("utf-8")
    desk.write(PATH, text.replace("on Tuesday.", "on Tuesday<!-- editor -->, we hear. Good<!-- /editor -->."))
    found = states(traced(desk))
    assert found == [("captured", [5]), ("editor", []), ("captured", [5]), ("captured", [7]), ("captured", [7])]
    assert "Tuesday, we hear." in desk.run("trace", PATH).stdout


def test_a_finding_stands_at_its_sentence_with_its_words(desk: Project) -> None:
    add(desk, "<!-- editor -->\nThe line is old. A man said “the repairs will hold until summer” in May.")
    blocks = traced(desk)["blocks"]
    assert isinstance(blocks, list)
    first, second = blocks[-1]["sentences"]
    assert first["doubts"] == []
    (doubt,) = second["doubts"]
    assert (doubt["code"], doubt["words"]) == ("quote-not-in-capture", "“the repairs will hold until summer”")
    assert doubt["help"]


def test_a_finding_about_the_file_stands_at_the_top(desk: Project) -> None:
    text = (desk.root / PATH).read_text("utf-8")
    desk.write(PATH, text.replace("date: 2025-03-12", "date: 2025-03-13"))
    doubts = traced(desk)["doubts"]
    assert isinstance(doubts, list)
    assert [doubt["code"] for doubt in doubts] == ["date-not-in-capture"]


def test_a_brief_of_the_desk_is_shown_beside_the_captures_that_it_names(desk: Project) -> None:
    (capture,) = desk.root.glob("captures/*.txt")
    front = f"title: Boats\ndate: 2025-04-10\nregion: north\nsources: [{{name: A, capture: captures/{capture.name}}}]"
    desk.write(
        "content/brief.md", f"---\n{front}\n---\nThe *ferry* between Aldmouth and the islands sails at night again.\n"
    )
    trace = traced(desk, "content/brief.md")
    assert trace["is_imported"] is False
    assert states(trace) == [("reworded", [5])]
    blocks = trace["blocks"]
    assert isinstance(blocks, list)
    assert blocks[-1]["sentences"][0]["text"].startswith("The ferry between")


def test_text_fits_into_eighty_columns_and_holds_no_control_character(desk: Project) -> None:
    add(desk, f"Escape \x1b]0;pwned\x07 {'x' * 200} {'船' * 100} \u202ereversed.")
    done = desk.run("trace", PATH)
    assert done.returncode == 0
    for line in done.stdout.splitlines():
        wide = sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in line)
        assert wide <= 80 or line.startswith("content/"), line
        assert not any(unicodedata.category(one) in {"Cc", "Cf"} for one in line)
    assert "= Ferry Line Resumes Night Crossings After Storm\n    line 1\n" in done.stdout
    assert "  ! paragraph-not-in-capture: this paragraph is not in the capture" in done.stdout
    assert "\n=    5  in a capture" in done.stdout


def test_a_file_may_be_named_from_the_current_folder(desk: Project) -> None:
    from_root = desk.run("trace", PATH)
    assert desk.run("trace", str(desk.root / PATH)).stdout == from_root.stdout
    assert desk.run("trace", f"./{PATH}").stdout == from_root.stdout


@pytest.mark.parametrize(
    "path", ["content/none.md", "briefgen.yml", "../outside.md", "/etc/passwd", "content/regions/north.md"]
)
def test_what_is_no_article_is_an_error_of_one_line(desk: Project, path: str) -> None:
    desk.write("../outside.md", (desk.root / PATH).read_text("utf-8"))
    done = desk.run("trace", path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_an_article_without_captures_is_shown_as_what_it_is(desk: Project) -> None:
    desk.write(
        "content/own.md", "---\ntitle: Own\ndate: 2025-04-10\nregion: north\nsources: [{name: A}]\n---\nText of ours.\n"
    )
    done = desk.run("trace", "content/own.md")
    assert "no capture" in done.stdout
    assert "? Text of ours." in done.stdout


def test_a_trace_writes_nothing(desk: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in desk.root.rglob("*")}
    desk.run("trace", PATH)
    assert {path: path.stat().st_mtime_ns for path in desk.root.rglob("*")} == before
