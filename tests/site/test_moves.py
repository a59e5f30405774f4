"""Articles that move: the address that a build removes is told by that build, with the alias to add."""

from pathlib import Path

import pytest

from briefgen.build.flow import Ways, build_site
from briefgen.disk.new_files import replace_unchanged
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, write_project

OLD = "/north-coast/2025-04-10/first/"
OR_FIX = ", or run briefgen check --fix"


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
    assert moves(project) == [("content/first.md", line, f"add aliases: [{OLD}]{OR_FIX}")]
    assert moves(project) == []


def test_a_renamed_file_is_known_by_its_text(project: Project) -> None:
    project.write("content/first.md", article("First", region="north-coast", body="A text of its own."))
    project.build()
    project.remove("content/first.md")
    project.write("content/new.md", article("First", region="north-coast", body="A text of its own."))
    assert moves(project) == [("content/new.md", 2, f"add aliases: [{OLD}]{OR_FIX}")]


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
    assert moves(project) == [("content/first.md", 4, f"add {OLD} to aliases{OR_FIX}")]


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


def fixed(project: Project, *options: str) -> list[str]:
    """Run `briefgen check --fix`, and return the lines on stderr."""
    done = project.run("check", "--fix", "--now", NOW.isoformat(), *options)
    assert done.returncode == 0, done.stdout
    return done.stderr.splitlines()


@pytest.mark.parametrize("is_built", [False, True], ids=["before-the-build", "after-the-build"])
@pytest.mark.parametrize("options", [(), ("--output", "out")], ids=["site", "elsewhere"])
def test_fix_writes_the_alias_and_the_redirect_is_there(project: Project, is_built: bool, options: tuple[str, ...]) -> None:
    project.run("build", "--now", NOW.isoformat(), *options)
    # Line ends of Windows, a byte order mark and a comment stay.
    text = "\ufeff" + article("First", region="south", date="2025-04-10 # the day").replace("\n", "\r\n")
    project.write("content/first.md", text)
    if is_built:
        assert "moved-address" in project.run("build", "--now", NOW.isoformat(), *options).stdout
    assert "moved-address" in project.run("check", "--now", NOW.isoformat(), *options).stdout
    assert fixed(project, *options)[0] == f"content/first.md: added {OLD} to aliases"
    lines = text.split("\r\n")
    lines.insert(lines.index("---", 1), f"aliases: [{OLD}]")
    assert (project.root / "content/first.md").read_bytes() == "\r\n".join(lines).encode()
    assert fixed(project, *options)[0] == "nothing to fix"
    project.run("build", "--now", NOW.isoformat(), *options)
    output = project.root / (options[1] if options else "site")
    assert "/south/2025-04-10/first/" in (output / OLD.strip("/") / "index.html").read_text("utf-8")


def test_check_tells_a_move_until_it_is_done_with_and_a_second_one_beside_it(project: Project) -> None:
    project.build()
    project.write("content/first.md", article("First", region="south")).build()
    project.write("content/second.md", article("Second", region="south", date="2025-04-11", body="Other.")).build()
    assert codes(project.check()) == ["moved-address"]
    project.write("content/first.md", article("First", region="north")).build()
    assert codes(project.check()) == ["moved-address", "moved-address"]
    assert fixed(project)[0] == f"content/first.md: added {OLD}, /south/2025-04-10/first/ to aliases"
    assert codes(project.check()) == []


def test_a_move_that_goes_back_or_whose_article_goes_is_done_with(project: Project) -> None:
    project.build()
    project.write("content/first.md", article("First", region="south")).build()
    project.write("content/first.md", article("First", region="north-coast")).build()
    # The other address was published as well.
    assert [move.address for move in project.check().moves] == ["/south/2025-04-10/first/"]
    project.write("content/first.md", article("First", region="south")).build()
    assert [move.address for move in project.check().moves] == [OLD]
    project.remove("content/first.md").build()
    assert codes(project.check()) == []


def test_a_move_that_the_settings_accept_is_not_fixed(project: Project) -> None:
    project.build()
    text = article("First", region="south")
    accept = "accept: [{code: moved-address, path: content/first.md, reason: Nobody has seen it}]\n"
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text("utf-8") + accept)
    project.write("content/first.md", text)
    assert fixed(project)[0] == "nothing to fix"
    assert (project.root / "content/first.md").read_text("utf-8") == text


def test_front_matter_of_an_odd_form_is_left_and_the_line_to_write_is_said(project: Project) -> None:
    project.build()
    text = "---\n{title: First, date: 2025-04-10, region: south, sources: [{name: A}]}\n---\nSome text.\n"
    project.write("content/first.md", text)
    assert fixed(project)[0] == (
        "content/first.md was not changed, since its front matter has an odd form, or too many aliases; "
        f"write by hand: aliases: [{OLD}]"
    )
    assert (project.root / "content/first.md").read_text("utf-8") == text
    assert codes(project.check()) == ["moved-address"]


def test_a_file_that_was_saved_meanwhile_or_is_read_only_or_a_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").chmod(0o640)
    assert replace_unchanged(tmp_path, "a.md", b"old", b"new")
    assert ((tmp_path / "a.md").read_bytes(), (tmp_path / "a.md").stat().st_mode & 0o777) == (b"new", 0o640)
    assert not replace_unchanged(tmp_path, "a.md", b"old", b"newer")
    (tmp_path / "a.md").chmod(0o440)
    assert not replace_unchanged(tmp_path, "a.md", b"new", b"newer")
    (tmp_path / "b.md").symlink_to("a.md")
    assert not replace_unchanged(tmp_path, "b.md", b"new", b"newer")
    (tmp_path / "c").symlink_to(".")
    assert not replace_unchanged(tmp_path, "c/a.md", b"new", b"newer")
    assert not replace_unchanged(tmp_path, "d.md", b"", b"newer")
    assert (tmp_path / "a.md").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md", "c"]


def test_a_renamed_page_region_or_story_is_told_and_fixed_too(project: Project) -> None:
    note = "---\ntitle: {0}\n---\nProse of the {0}.\n"
    project.write("content/first.md", article("First", region="north-coast", story="flood"))
    project.write("content/pages/about.md", note.format("page")).write("content/stories/flood.md", note.format("story"))
    project.write("content/regions/south.md", note.format("region"))
    project.build()
    project.write("content/first.md", article("First", region="north-coast", story="floods"))
    project.remove("content/stories/flood.md").write("content/stories/floods.md", note.format("story"))
    project.remove("content/pages/about.md").write("content/pages/imprint.md", note.format("page"))
    settings = (project.root / "briefgen.yml").read_text("utf-8").replace("key: south", "key: far-south")
    project.write("briefgen.yml", settings)
    project.write(
        "content/second.md", article("Second", region="far-south", date="2025-04-11", aliases="[/south/2025-04-11/second/]")
    )
    project.remove("content/regions/south.md").write("content/regions/far-south.md", note.format("region"))
    assert sorted(one.span.path for one in project.build().findings if one.code == "moved-address") == [
        "content/pages/imprint.md",
        "content/regions/far-south.md",
        "content/stories/floods.md",
    ]
    assert fixed(project)[:3] == [
        "content/pages/imprint.md: added /about/ to aliases",
        "content/regions/far-south.md: added /south/ to aliases",
        "content/stories/floods.md: added /stories/flood/ to aliases",
    ]
    assert codes(project.build()) == []
    assert all((project.output / path).exists() for path in ("about", "south/index.html", "stories/flood"))
