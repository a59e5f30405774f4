"""Nothing hidden leaks through builds that follow one another: clocks go on, drafts come and go, one folder.

`tests/site/test_visibility.py` has the rule and the build from nothing; here the same words are looked for in what
incremental builds leave behind, with every edition, files that should have gone included.
"""

import gzip
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.build.flow import Ways, build_site
from briefgen.values.model import Options
from tests.projects import Project, write_project
from tests.rooms.test_images import picture
from tests.site.test_visibility import FIELDS, PLOTS, START, Plot, built, files_of, settings_of

EDITIONS = "email_edition: true\njson_edition: true\nfeed_content: full\n"
#: One build of a row: the hour it is built at, its flags, and for each article how it is plotted from then on.
STEPS = st.tuples(st.integers(0, 8), st.booleans(), st.booleans(), st.lists(PLOTS, min_size=3, max_size=3))
#: A hook that hands on all that it sees.
HOOKS = """\
from briefgen import ArticleList, OwnPage, page_kind

def all_of(article):
    return {name: str(getattr(article, name)) for name in dir(article) if not name.startswith("_")}

@page_kind(layout="own.html", address="/own/")
def own(site):
    data = {"names": [*map(site.story_title, site.by_story), *map(site.tag_name, site.by_tag)]}
    for name in ("by_region", "by_date", "by_story", "by_tag", "by_country"):
        data[name] = {str(key): list(map(all_of, found)) for key, found in getattr(site, name).items()}
    yield OwnPage(title="All", lists=[ArticleList("All", site.articles)], data=data)
"""
LAYOUT = "{{ page.data }}{% for list in page.lists %}{{ list.cards }}{% endfor %}"
SHOWN = Plot(draft=False, publish_at=None, expires=None, region="north")


def start_project(tmp_path_factory: pytest.TempPathFactory, count: int, more: str) -> Project:
    nothing = {"briefgen.yml": settings_of(count) + more, "content/first.md": "", "content/second.md": ""}
    return write_project(tmp_path_factory.mktemp("leaks") / "project", nothing)


def write_plots(project: Project, plots: Sequence[Plot]) -> None:
    written: set[str] = set()
    for number, plot in enumerate(plots):
        for path, content in files_of(number, plot).items():
            project.write(path, content)
            written.add(path)
    # The notes of a briefing go with the region that an article leaves.
    for path in project.root.glob("content/briefings/**/*.md"):
        if path.relative_to(project.root).as_posix() not in written:
            path.unlink()


def everything_in(project: Project) -> bytes:
    """Return every path and byte of the output, with what is compressed unfolded as well."""
    files = built(project)
    unfolded = (gzip.decompress(data) for data in files.values() if data.startswith(b"\x1f\x8b"))
    return b"\n".join([*(path.encode() + b"\n" + data for path, data in files.items()), *unfolded])


@settings(max_examples=12)
@given(st.booleans(), st.lists(STEPS, min_size=2, max_size=4))
def test_after_any_row_of_builds_no_byte_of_a_hidden_item_is_left(
    tmp_path_factory: pytest.TempPathFactory, is_hooked: bool, steps: list[tuple[int, bool, bool, list[Plot]]]
) -> None:
    """With hooks as well, which hand on all that they see."""
    project = start_project(tmp_path_factory, 3, f"{EDITIONS}{'hooks: true' if is_hooked else ''}\n")
    project.write("briefgen_hooks.py", HOOKS).write("layouts/own.html", LAYOUT)
    for hour, drafts, future, plots in steps:
        write_plots(project, plots)
        # Nearly all of so small a site may go at once, and that is meant here.
        options = Options(now=START + timedelta(hours=hour), drafts=drafts, future=future)
        result = build_site(project.root, project.output, options, ways=Ways(removals=True))
        assert result.written is not None, result.findings
        everything = everything_in(project)
        for number, plot in enumerate(plots):
            is_there = f"mark{number}x".encode() in everything
            assert is_there == plot.is_visible(hour, drafts=drafts, future=future), (number, plot, hour)
        folders = [path for path in project.output.rglob("*") if path.is_dir() and not any(path.iterdir())]
        assert folders == []


def test_an_item_that_comes_and_goes_leaves_nothing_in_the_index_the_editions_and_the_pictures(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Its last hour is over, its embargo is moved, it is a draft again, and its file is removed; another item stays."""
    project = start_project(tmp_path_factory, 2, f"{EDITIONS}search_index: true\nimage_sizes: true\n")
    rows: list[tuple[int, Plot, bool]] = [
        (0, SHOWN, True),
        (1, Plot(draft=False, publish_at=4, expires=None, region="north"), False),
        (4, Plot(draft=False, publish_at=4, expires=None, region="north"), True),
        (5, Plot(draft=False, publish_at=4, expires=5, region="north"), False),
        (5, Plot(draft=True, publish_at=None, expires=None, region="north"), False),
    ]
    without: dict[str, str] = {}
    for hour, plot, is_visible in rows:
        write_plots(project, [plot, SHOWN])
        for number in range(2):
            project.write(f"content/mark{number}xmediax.png", picture(600, 400 + number, "PNG"))
            text = (project.root / f"content/{number}.md").read_text("utf-8")
            project.write(f"content/{number}.md", text.replace("xmediax.gif", "xmediax.png"))
        result = project.build(now=START + timedelta(hours=hour))
        assert result.written is not None, result.findings
        everything = everything_in(project)
        missing = [field for field in FIELDS if f"mark0x{field}x".encode() not in everything]
        assert missing == ([] if is_visible else list(FIELDS))
        assert b"mark1xbodyx" in everything
        assert not is_visible or any("mark0xmediax" in path and path.endswith(".webp") for path in project.tree())
        assert any(path.endswith("email.txt") for path in project.tree())
        if not is_visible:
            without = without or project.tree()
            assert project.tree() == without
    for path in [path for path in project.root.rglob("content/**/*mark0x*") if path.is_file()]:
        path.unlink()
    (project.root / "content" / "0.md").unlink()
    project.build(now=START + timedelta(hours=5))
    assert b"mark0x" not in everything_in(project)
    assert b"mark1xbodyx" in everything_in(project)
