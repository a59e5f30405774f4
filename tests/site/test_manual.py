"""The documentation that every installation has: in the terminal, and as a site."""

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefgen.project.manual import address_of, page_names, read_page, write_manual
from briefgen.values.diagnostics import CODES
from tests.projects import PATIENCE, Project, article, write_project

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_docs_lists_and_shows_every_page(tmp_path: Path, repository: Path) -> None:
    project = write_project(tmp_path)
    listed = [line.split()[0] for line in project.run("docs").stdout.splitlines()]
    assert sorted(listed) == sorted(path.stem for path in (repository / "docs").glob("*.md"))
    assert project.run("docs", "findings").stdout == (repository / "docs/findings.md").read_text("utf-8")


def test_a_page_that_is_none_says_which_is_nearest(tmp_path: Path) -> None:
    done = write_project(tmp_path).run("docs", "finding")
    assert done.returncode == 2
    assert 'nearest is "findings"' in done.stderr


def test_docs_shows_the_section_on_a_finding_by_its_code(tmp_path: Path, repository: Path) -> None:
    project = write_project(tmp_path)
    shown = project.run("docs", "unknown-region").stdout
    assert shown.startswith("### `unknown-region`\n\n**error.** ")
    assert shown.endswith("\nCorrect the key, or add the region to the settings.\n")
    # In any folder, all sections and what stands between them are the page.
    page = (repository / "docs/findings.md").read_text("utf-8")
    sections = [read_page(code) for code in CODES]
    assert all(page.count(section) == 1 and section.count("\n### `") == 0 for section in sections)
    rest = page
    for section in sections:
        rest = rest.replace(section, "")
    assert "**error.**" not in rest
    assert "```" not in rest
    assert address_of("unknown-region") == "/findings/#unknown-region"
    assert 'nearest is "unknown-region"' in project.run("docs", "unknown-regio").stderr


def test_the_documentation_makes_a_site_without_a_finding(tmp_path: Path) -> None:
    write_manual(tmp_path / "manual")
    project = Project(tmp_path / "manual")
    assert project.check(now=NOW).findings == ()
    assert project.build(now=NOW, strict=True).written is not None
    for name in page_names():
        assert "<main" in project.page(address_of(name)), name
    assert 'href="/commands/#briefgen-check"' in project.page("/about-index/") + project.page("/publish/")


MORE = "what a code means and how to mend it: briefgen docs CODE"


def on_terminal(project: Project, *arguments: str) -> str:
    """Return what a command prints, with stdout on a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "briefgen", *arguments]
    running = subprocess.Popen(command, cwd=project.root, stdout=slave, stderr=subprocess.DEVNULL)
    os.close(slave)
    said = b""
    try:
        while part := os.read(master, 65536):
            said += part
    except OSError:  # The other end of a terminal is closed.
        pass
    os.close(master)
    running.wait(timeout=PATIENCE)
    return said.decode().replace("\r\n", "\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_on_a_terminal_findings_end_with_where_to_read_more_once_in_a_run(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    assert MORE not in on_terminal(project, "check")
    project.write("content/bad.md", article("Bad", region="nowhere"))
    assert on_terminal(project, "check").endswith(f"{MORE}\n")
    assert MORE not in on_terminal(project, "check", "-q")
    assert MORE not in on_terminal(project, "check", "--format", "json")
    done = project.run("check")
    assert MORE not in done.stdout + done.stderr
    drafts = ("content/a.md", "content/b.md")
    for path in drafts:
        project.write(path, "---\ntitle: A\nregion: north\ndraft: true\n---\nText.\n")
    said = on_terminal(project, "accept", "--date", "yesterday", *drafts)
    assert said.count("[bad-date]") == 2
    assert said.count(MORE) == 1
