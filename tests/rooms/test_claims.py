"""What `briefgen check` proves of a brief that was rewritten: figures, names, dates, quotations, speakers, a "not"."""

from pathlib import Path
from typing import TypeAlias

import pytest

from briefgen.importing import ImportOptions, import_captures, list_inputs, prove_project
from briefgen.importing.proving.claims import claims_of, grounds_of
from briefgen.importing.proving.evidence import read_evidence
from tests.projects import Project, write_project

CAPTURE = """\
Storm Cuts Power on the Coast

By Ada Quint
17 June 2025

A storm cut power to 1,187 homes on the coast on Tuesday, 12 kilometres from Aldmouth, the grid
company said. Two people died.

"We will not leave this town," said Mayor Anna Keller. "The lines are old, and nobody paid for new ones."

The engineer Peter Brandt told reporters that half of the lines were built before 1960. The company did not promise
repairs before winter.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project with one capture, and no article but a brief that names it as its only source."""
    desk = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    inbox = tmp_path / "storm.txt"
    inbox.write_text(CAPTURE, "utf-8")
    import_captures(desk.root, list_inputs([inbox]), ImportOptions())
    for path in (desk.root / "content").rglob("*.md"):
        path.unlink()
    return desk


Finding: TypeAlias = tuple[str, int | None, int | None]


def brief(desk: Project, body: str, *, title: str = "Power is back", front: str = "") -> list[Finding]:
    """Write a brief on the capture, and return the findings about it: code, line, column."""
    (capture,) = desk.root.glob("captures/*-storm.txt")
    (ledger,) = desk.root.glob("captures/*.ledger.json")
    sha256 = ledger.read_text("utf-8").split('"sha256":', 1)[1].split('"')[1]
    source = f"sources:\n  - name: Coast Herald\n    capture: captures/{capture.name}\n    sha256: {sha256}\n"
    text = f"---\ntitle: {title}\ndate: 2025-06-18\nregion: north\n{front}{source}---\n{body}\n"
    desk.write("content/brief.md", text)
    return [(found.code, found.span.line, found.span.column) for found in prove_project(desk.root)]


def said(desk: Project, body: str) -> list[str]:
    return [code for code, _, _ in brief(desk, body)]


def test_a_faithful_brief_has_no_finding(desk: Project) -> None:
    body = (
        "About 1,200 homes were without electricity on 17 June, twelve km from Aldmouth.\n\n"
        "Anna Keller says: “We will not leave this town.” According to Brandt, 50 per cent of lines are from before 1960."
    )
    assert brief(desk, body) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The power of 1,188 homes was cut.", "not-in-capture"),
        ("The storm came 12 miles from Aldmouth.", "not-in-capture"),
        ("Three people died in it.", "not-in-capture"),
        ("It came on 16 May.", "not-in-capture"),
        ("The town of Selwick was dark, said Keller.", "not-in-capture"),
        ("Keller said: “We will never leave this town.”", "quote-not-in-capture"),
        ("“We will not leave this town,” said Peter Brandt.", "other-speaker"),
        ("The company did promise repairs before winter.", "capture-says-otherwise"),
    ],
)
def test_what_no_capture_says_is_found(desk: Project, body: str, code: str) -> None:
    assert said(desk, body) == [code]


def test_a_block_s_claims_have_their_places_and_those_in_the_capture() -> None:
    evidence = read_evidence([("captures/a.txt", CAPTURE)])
    block = "Anna Keller lives 12 km from Aldmouth."
    found = [
        (one.kind, block[one.start : one.end], one.standing, [ground.line for ground in one.places])
        for one in claims_of(block, evidence, grounds_of(None, evidence), "en")
    ]
    assert found == [
        ("name", "Anna Keller", "found", [9]),
        ("figure", "12", "found", [6]),
        ("name", "Aldmouth", "found", [6]),
    ]
