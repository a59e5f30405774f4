"""Outputs of a small project, as they are read in review: `pytest tests/golden --update-golden` writes them anew."""

from pathlib import Path

import pytest

from tests.projects import Project, article

GOLDEN = Path(__file__).parent

BODY = """\
A first paragraph with [a link](second.md), and a note.[^1]

## A subhead

> Quoted, *with emphasis*.

[^1]: The note.
"""


@pytest.fixture
def project(project: Project) -> Project:
    keys = {
        "summary": "What it says, in a sentence.",
        "key_points": "[One thing to know]",
        "tags": "[harbours]",
        "sources": "[{name: Test Agency, url: https://agency.test/1, published: 2025-04-09}]",
        "updated": "2025-04-12",
        "corrections": "[{date: 2025-04-12, kind: correction, text: The figure was wrong.}]",
    }
    return project.write("content/first.md", article("First", region="north-coast", body=BODY, **keys))


def compare(name: str, text: str, *, update: bool) -> None:
    golden = GOLDEN / name
    if update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("/north-coast/2025-04-10/first/", "article.html", id="article"),
        pytest.param("/north/2025-04-10/", "briefing.html", id="briefing"),
        pytest.param("/feed.xml", "feed.xml", id="atom"),
        pytest.param("/feed.json", "feed.json", id="json-feed"),
        pytest.param("/feeds.opml", "feeds.opml", id="opml"),
        pytest.param("/sitemap.xml", "sitemap.xml", id="sitemap"),
    ],
)
def test_an_output_is_what_was_reviewed(project: Project, path: str, name: str, update_golden: bool) -> None:
    project.build()
    compare(name, project.page(path), update=update_golden)


def test_what_check_says_is_what_was_reviewed(project: Project, update_golden: bool) -> None:
    project.write(
        "content/wrong.md", "---\ntitle: Wrong\ndatum: 2025-04-10\nregion: [north, sout]\ndraft: yes\n---\n[x](no.md)\n"
    )
    compare("check.txt", project.run("check").stdout, update=update_golden)
