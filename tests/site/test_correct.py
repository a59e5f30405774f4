"""A correction is written into an article's front matter; every other byte of the file stays, and readers see it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import PATIENCE, Project, article, write_project
from tests.starting import run

PATH = "content/first.md"
TEXT = "The boat left at six, not at seven: see #2."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return write_project(tmp_path)


def data(project: Project) -> bytes:
    return (project.root / PATH).read_bytes()


def test_a_correction_is_dated_now_in_the_time_zone_of_the_site_and_readers_see_it(project: Project) -> None:
    before = data(project)
    done = project.run("correct", PATH, "--text", TEXT, env={**os.environ, "SOURCE_DATE_EPOCH": "1752222600"})
    assert (done.returncode, done.stdout) == (0, f"{PATH}\n"), done.stderr
    added = f"corrections:\n  - date: 2025-07-11T09:30:00+01:00\n    kind: correction\n    text: '{TEXT}'\n"
    head, end, body = before.decode().rpartition("---\nSome text.")
    assert data(project).decode() == f"{head}{added}{end}{body}"
    assert not project.build(strict=True).findings
    assert "not at seven" in project.page("/corrections/")
    assert "not at seven" in project.page("/north-coast/2025-04-10/first/")


def test_kind_and_date_can_be_said_and_the_second_one_follows_the_first(project: Project) -> None:
    for kind, date in (("update", "2025-04-12"), ("clarification", "2025-04-13T10:00:00Z")):
        done = project.run("correct", PATH, "--kind", kind, "--date", date, "--text", "The fares are known.")
        assert done.returncode == 0, done.stderr
    assert data(project).decode().count("corrections:") == 1
    assert (
        "  - date: 2025-04-12\n    kind: update\n    text: The fares are known.\n"
        "  - date: 2025-04-13T10:00:00Z\n    kind: clarification\n    text: The fares are known.\n---\n"
    ) in data(project).decode()
    assert not project.check().findings


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param(("--date", "yesterday"), "bad-date", id="no-date"),
        pytest.param(("--date", "2025-04-12T10:00:00"), "naive-time", id="no-offset"),
        pytest.param(("--date", "2025-04-01"), "date-order", id="before-the-article"),
        pytest.param(("--text", "a\x07b"), "control-character", id="control"),
    ],
)
def test_what_would_be_wrong_is_a_finding_and_not_written(project: Project, said: tuple[str, str], code: str) -> None:
    before = data(project)
    done = project.run("correct", PATH, "--text", TEXT, *said)
    assert done.returncode == 1
    assert f"[{code}]" in done.stdout
    assert f"{PATH} was not changed" in done.stderr
    assert data(project) == before


def test_faults_of_the_file_from_before_do_not_stop_a_correction(project: Project) -> None:
    project.write(PATH, article("First", region="nowhere", sources="", kicker="x"))
    assert project.run("correct", PATH, "--text", TEXT, "--date", "2025-04-12").returncode == 0
    assert "\nkicker: x\ncorrections:\n" in data(project).decode()


def test_an_odd_form_stays_and_the_lines_to_write_are_said(project: Project) -> None:
    project.write(PATH, article("First", corrections="\n  -\n    date: 2025-04-11\n    kind: update\n    text: x"))
    before = data(project)
    done = project.run("correct", PATH, "--text", TEXT, "--date", "2025-04-12")
    assert done.returncode == 1
    assert data(project) == before
    assert f"write by hand:\ncorrections:\n  - date: 2025-04-12\n    kind: correction\n    text: '{TEXT}'\n" in done.stderr


@pytest.mark.parametrize("path", ["content/pages/about.md", "content/days/2025-04-10.md", "briefgen.yml", "content/none.md"])
def test_only_articles_have_corrections(project: Project, path: str) -> None:
    project.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    project.write("content/days/2025-04-10.md", "---\ntitle: A day\n---\nText.\n")
    done = project.run("correct", path, "--text", TEXT)
    assert done.returncode == 2
    assert "is no article" in done.stderr


def test_a_file_is_named_from_the_current_folder_as_well(project: Project) -> None:
    done = run("correct", "first.md", "--text", TEXT, cwd=project.root / "content")
    assert (done.returncode, done.stdout) == (0, f"{PATH}\n"), done.stderr


def test_a_text_is_needed(project: Project) -> None:
    assert "add --text" in project.run("correct", PATH).stderr
    assert project.run("correct", PATH, "--text", " ").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_on_a_terminal_the_text_is_asked_for(project: Project) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "briefgen", "correct", PATH]
    running = subprocess.Popen(
        command, cwd=project.root, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(slave)
    os.write(master, TEXT.encode() + b"\n")
    said, told = running.communicate(timeout=PATIENCE)
    os.close(master)
    assert (running.returncode, said) == (0, f"{PATH}\n"), told
    assert f"text: '{TEXT}'" in data(project).decode()
