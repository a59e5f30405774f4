"""Articles that move: the address that a build removes is told by that build, with the alias to add."""

from pathlib import Path

import pytest

from briefgen.build.flow import Ways, build_site
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, write_project

OLD = "/north-coast/2025-04-10/first/"


def moves(project: Project) -> list[tuple[str, int | None, str]]:
    """Build, and return the path, line and help of every moved address."""
    found = [one for one in project.build().findings if one.code == "moved-address"]
    return [(one.span.path, one.span.line, one.help) for one in found]


@pytest.mark.parametrize("whole", [False, True], ids=["incremental", "whole"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(article("First", region="south"), 4, id="region"),
        pytest.param(article("First", region="north-coast", date="2025-04-09"), 3, id="date"),
        pytest.param(article("First", region="north-coast", slug="other"), 6, id="slug"),
    ],
)
def test_an_address_that_goes_is_told_once_with_the_alias_to_add(
    project: Project, text: str, line: int, whole: bool
) -> None:
    assert moves(project) == []
    project.write("content/first.md", text)
    if whole:
        project.write("content/pages/about.md", "---\ntitle: About\n---\n")
    assert moves(project) == [("content/first.md", line, f"add aliases: [{OLD}]")]
    assert moves(project) == []


def test_a_renamed_file_is_known_by_its_text(project: Project) -> None:
    project.write("content/first.md", article("First", region="north-coast", body="A text of its own."))
    project.build()
    project.remove("content/first.md")
    project.write("content/new.md", article("First", region="north-coast", body="A text of its own."))
    assert moves(project) == [("content/new.md", 2, f"add aliases: [{OLD}]")]


def test_nothing_is_told_of_what_an_alias_keeps_or_what_is_hidden_or_deleted(project: Project) -> None:
    project.build()
    project.write("content/first.md", article("First", region="south", aliases=f"[{OLD}]"))
    assert moves(project) == []
    project.write("content/second.md", article("Second", region="north", draft="true"))
    assert moves(project) == []
    project.remove("content/first.md").write("content/third.md", article("Third", body="Other."))
    assert moves(project) == []


def test_an_article_with_aliases_gets_one_more(project: Project) -> None:
    project.write("content/first.md", article("First", region="north-coast", aliases="[/older/]"))
    project.build()
    project.write("content/first.md", article("First", region="south", aliases="[/older/]"))
    assert moves(project) == [("content/first.md", 4, f"add {OLD} to aliases:")]


def test_a_moved_address_stops_no_strict_build_and_is_unknown_without_a_cache(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    project.build()
    project.write("content/first.md", article("First", region="south"))
    result = project.build(strict=True)
    assert codes(result) == ["moved-address"]
    assert result.written is not None
    assert not result.failed(strict=True)
    assert build_site(project.root, tmp_path / "other", Options(now=NOW), ways=Ways(cache=False)).findings == ()


def test_regions_stories_and_pages_have_aliases_too(project: Project) -> None:
    note = "---\ntitle: A note\naliases: [/old/{}/]\n---\nProse.\n"
    project.write("content/first.md", article("First", region="north-coast", story="flood"))
    for folder, key in (("regions", "north"), ("stories", "flood"), ("pages", "about")):
        project.write(f"content/{folder}/{key}.md", note.format(folder))
    assert codes(project.build()) == []
    for folder, address in (("regions", "/north/"), ("stories", "/stories/flood/"), ("pages", "/about/")):
        assert f'href="https://briefs.test{address}"' in project.page(f"/old/{folder}/")
        assert f"/old/{folder}/" not in project.page("/sitemap.xml")
    project.write("content/first.md", article("First", region="north-coast"))
    assert codes(project.build()) == ["unused-story"]
    assert not (project.output / "old/stories").exists()
    project.write("content/pages/about.md", note.format("regions"))
    assert sorted(codes(project.build())) == ["duplicate-address", "unused-story"]
