"""Take what an import proposed: comments become keys, the file gets its day, and the chain of custody holds."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.importing.accepting import proposals_of
from tests.projects import PATIENCE, Project, write_project
from tests.terminals import Terminal

CAPTURE = """\
Ferry Line Resumes Night Crossings From Tunis

TUNIS: The ferry resumed its night crossings on Thursday, after eleven days in which storms had kept it in the port of Tunis.

The first boat of the night left the quay at ten with three hundred passengers, the captain told the Harbour Gazette.

Nobody on the islands had expected that before spring, a merchant told the Harbour Gazette, and the bakers were glad.

The line will publish a new timetable for the spring, the ministry of transport of Tunisia said in the capital Tunis.
"""


@pytest.fixture
def imported(tmp_path: Path) -> Project:
    project = write_project(tmp_path / "project")
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", settings.replace("name: South\n", "name: South\n    countries: [TN]\n"))
    (tmp_path / "ferry.txt").write_text(CAPTURE)
    done = project.run("import", str(tmp_path / "ferry.txt"), "--captured-at", "2025-12-26T08:00:00Z")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def draft(project: Project) -> Path:
    (path,) = (project.root / "content").glob("*ferry*.md")
    return path


def test_an_import_names_the_command_that_takes_what_it_proposes(imported: Project, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text(CAPTURE.replace("Tunis", "Sfax").replace("Thursday", "Friday"))
    into = ("--into", "content/new", "--captured-at", "2025-12-26T08:00:00Z")
    said = imported.run("import", str(tmp_path / "more.txt"), *into).stderr.splitlines()
    assert said[-2:] == [
        "to take what is proposed, one by one: briefgen accept content/new",
        "then take out draft: true where you are done, and run: briefgen check",
    ]


def test_a_file_that_is_not_there_is_told_so(imported: Project) -> None:
    done = imported.run("accept", "--all", "content/none.md")
    assert (done.returncode, done.stderr) == (2, "briefgen: there is no file or folder content/none.md\n")


def test_all_takes_the_likeliest_and_gives_the_file_its_day(imported: Project) -> None:
    before = draft(imported)
    kept = before.read_text("utf-8")
    body = kept.split("---\n", 2)[2]
    done = imported.run("accept", "--all", str(before))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "content/2025-12-25-ferry-line-resumes-night-crossings-from-tunis.md\n"
    assert not before.exists()
    text = draft(imported).read_text("utf-8")
    assert "\ndate: 2025-12-25\ndate_basis: relative\nregion: south\ncountries: [TN]\n" in text
    assert text.split("---\n", 2)[2] == body
    assert "draft: true\n" in text
    # Everything that was no proposal is as it was.
    answered = ("# date", "# or date", "# evidence for a date", "# region", "# countries", "# sources")
    rest = [line for line in kept.splitlines() if not line.startswith(answered) and "# proposed" not in line]
    assert [line for line in text.splitlines() if line in rest] == rest
    # The chain of custody knows the file by its ledger, wherever it is.
    assert not [found for found in imported.check().findings if "missing" in found.code]


def test_what_the_curator_says_comes_before_what_was_proposed(imported: Project) -> None:
    done = imported.run("accept", "--date", "2025-12-24", "--region", "north", str(draft(imported)))
    assert done.returncode == 0, done.stderr
    text = draft(imported).read_text("utf-8")
    assert draft(imported).name.startswith("2025-12-24-")
    assert "\ndate: 2025-12-24\nregion: north\n" in text
    assert "date_basis" not in text
    assert "# countries: [TN]" in text


@pytest.mark.parametrize(("option", "value"), [("--date", "yesterday"), ("--date", "2025-02-30"), ("--region", "[")])
def test_what_would_be_wrong_is_not_taken(imported: Project, option: str, value: str) -> None:
    path = draft(imported)
    before = path.read_bytes()
    done = imported.run("accept", option, value, str(path))
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_folder_stands_for_all_its_drafts_and_other_files_stay(imported: Project) -> None:
    first = (imported.root / "content" / "first.md").read_bytes()
    done = imported.run("accept", "--all", "content")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert (imported.root / "content" / "first.md").read_bytes() == first
    assert "first.md" not in done.stderr
    assert "2 other files without proposals\n" in done.stderr
    named = imported.run("accept", "--all", "content/first.md")
    assert "content/first.md was not changed: nothing was taken" in named.stderr


def test_a_day_and_a_region_for_a_folder_are_for_its_drafts_only(imported: Project) -> None:
    """Notes, pages and published articles have places of their own, or none."""
    for arguments in (["briefing", "south"], ["day"], ["region", "south"], ["page", "Who we are"]):
        assert imported.run("new", *arguments).returncode == 0
    mine = draft(imported)
    before = {path: path.read_bytes() for path in (imported.root / "content").rglob("*.md") if path != mine}
    done = imported.run("accept", "--date", "2025-12-24", "--region", "north", "content")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines() == ["content/2025-12-24-ferry-line-resumes-night-crossings-from-tunis.md"]
    assert {path: path.read_bytes() for path in before} == before


def test_what_the_curator_wrote_by_hand_stays_and_the_rest_is_taken(imported: Project) -> None:
    path = draft(imported)
    text = path.read_text("utf-8").replace("lang: en\n", "lang: en\nregion: north\n", 1)
    path.write_text(text.replace("- title:", "- name: The Ferryman\n  title:", 1), "utf-8")
    done = imported.run("accept", "--all", "--region", "south", "content")
    assert done.returncode == 0, done.stdout
    assert "  region stayed, since the draft has it already\n" in done.stderr
    after = draft(imported).read_text("utf-8")
    assert "\ndate: 2025-12-25\ndate_basis: relative\ncountries: [TN]\n" in after
    assert (after.count("\nregion: "), after.count("- name: "), after.count("\n  name: ")) == (1, 1, 0)
    again = imported.run("accept", "--region", "south", str(draft(imported)))
    assert again.stderr == f"content/{draft(imported).name} was not changed: it has region already\n"


def test_no_file_is_overwritten_and_none_outside_the_content_is_touched(imported: Project, tmp_path: Path) -> None:
    path = draft(imported)
    before = path.read_bytes()
    other = path.with_name(path.name.replace("undated-", "2025-12-25-"))
    other.write_text("mine")
    assert "is there already" in imported.run("accept", "--all", str(path)).stderr
    assert (path.read_bytes(), other.read_text()) == (before, "mine")
    (tmp_path / "elsewhere.md").write_text("---\n# date: 2025-01-01  # proposed (stated)\n---\n")
    assert imported.run("accept", "--all", str(tmp_path / "elsewhere.md")).returncode == 2


def test_without_a_terminal_somebody_has_to_say_what(imported: Project) -> None:
    done = imported.run("accept", str(draft(imported)))
    assert done.returncode == 2
    assert "add --all" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_on_a_terminal_each_proposal_is_asked_for(imported: Project) -> None:
    path = draft(imported)
    asked = len({(one.key, one.source) for one in proposals_of(path.read_text("utf-8"))})
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "briefgen", "accept", str(path)]
    running = subprocess.Popen(
        command, cwd=imported.root, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(slave)
    # The day is refused, all else is taken; both can be said in a word.
    os.write(master, b"n\n" + b"1\n" + b"yes\n" * (asked - 2))
    said, told = running.communicate(timeout=PATIENCE)
    os.close(master)
    assert running.returncode == 0, told
    assert said == f"content/{path.name}\n"
    text = path.read_text("utf-8")
    assert "\nregion: south\n" in text
    assert "\n# date: 2025-12-25" in text
    assert "date: 2025-12-25  (relative" in told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_a_person_at_a_terminal_answers_mistypes_and_leaves(imported: Project) -> None:
    path = draft(imported)
    before = path.read_bytes()
    command = [sys.executable, "-m", "briefgen", "accept", str(path)]
    left = Terminal(command, imported.root)
    left.read(lambda: "(0: none) " in left.shown)
    # Ctrl-C at the first question, and Ctrl-D: nothing was taken yet.
    left.press("\x03")
    assert (left.running.returncode, path.read_bytes()) == (130, before)
    left.end()
    closed = Terminal(command, imported.root)
    closed.read(lambda: "(0: none) " in closed.shown)
    closed.press("\x04")
    assert (closed.running.returncode != 0, path.read_bytes()) == (True, before)
    assert "Traceback" not in closed.shown
    closed.end()
    here = Terminal(command, imported.root)
    here.read(lambda: "(0: none) " in here.shown)
    assert f"content/{path.name}" in here.shown
    here.type("nine\n", here.shows('"nine" is none of these: write a number from 0 to '))
    here.type("99\n", here.shows('"99" is none of these: write a number from 0 to '))
    # Enter alone takes the first, until all is asked.
    while not here.ends():
        asks_more = here.shows("(0: none) ")
        here.type("\n", lambda: here.ends() or asks_more())  # noqa: B023 - it is called before the loop goes on
    assert here.running.returncode == 0, here.shown
    here.end()
    assert not path.exists()
    assert "\ndate: 2025-12-25\n" in draft(imported).read_text("utf-8")


def test_line_ends_of_other_systems_stay(imported: Project) -> None:
    path = draft(imported)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert imported.run("accept", "--all", str(path)).returncode == 0
    data = draft(imported).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"\r\nregion: south\r\n" in data
