"""The documentation that every installation has: in the terminal, and as a site."""

from datetime import UTC, datetime
from pathlib import Path

from briefgen.project.manual import address_of, page_names, read_page, write_manual
from briefgen.values.diagnostics import CODES
from tests.projects import Project, write_project

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
