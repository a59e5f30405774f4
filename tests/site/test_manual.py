"""The documentation that every installation has: in the terminal, and as a site."""

from datetime import UTC, datetime
from pathlib import Path

from briefgen.project.manual import address_of, page_names, write_manual
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


def test_the_documentation_makes_a_site_without_a_finding(tmp_path: Path) -> None:
    write_manual(tmp_path / "manual")
    project = Project(tmp_path / "manual")
    assert project.check(now=NOW).findings == ()
    assert project.build(now=NOW, strict=True).written is not None
    for name in page_names():
        assert "<main" in project.page(address_of(name)), name
    assert 'href="/commands/#briefgen-check"' in project.page("/about-index/") + project.page("/publish/")
