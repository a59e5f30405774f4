"""What a site writes beside its pages, as the programs that read it require: feeds, sitemaps and files of static/."""

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.plan.kinds.sitemap import SITEMAP_LIMIT, plan_sitemap
from briefgen.plan.material import SitePlan
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options, UrlPath
from briefgen.values.parts import Sitemap, SitemapIndex
from tests.projects import NOW, Project, article, codes, write_project

FULL = Path(__file__).parent.parent / "sites" / "full"
SCHEMAS = Path(__file__).parent.parent / "schemas"
PAGE = "/north-coast/2025-04-10/first/"


def with_settings(project: Project, lines: str) -> Project:
    return project.write("briefgen.yml", (project.root / "briefgen.yml").read_text("utf-8") + lines)


def faults_of_xml(path: Path, schema: str) -> list[str]:
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / schema))
    grammar.validate(etree.parse(path))
    return [str(error) for error in grammar.error_log]


def faults_of_json(path: Path, schema: Path) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    validator.check_schema(validator.schema)
    return [error.message for error in validator.iter_errors(json.loads(path.read_text("utf-8")))]


# Feeds and sitemaps by their schemas -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["summary", "full"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full site with feeds of one kind and a hub."""
    project = Project(tmp_path_factory.mktemp("full") / "project")
    shutil.copytree(FULL, project.root)
    with_settings(project, f"feed_content: {request.param}\nfeed_hub: https://hub.test/\n")
    result = build_site(project.root, project.output, Options(now=NOW), ways=Ways(cache=False))
    assert result.written is not None
    return project.output


def test_every_feed_is_what_its_schema_says(full: Path) -> None:
    atom, json_feeds = sorted(full.rglob("feed.xml")), sorted(full.rglob("feed.json"))
    assert len(atom) == len(json_feeds) == 5
    assert {path: found for path in atom if (found := faults_of_xml(path, "atom.rng"))} == {}
    schema = SCHEMAS / "json-feed.json"
    assert {path: found for path in json_feeds if (found := faults_of_json(path, schema))} == {}


def test_the_sitemap_and_the_list_of_feeds_are_what_their_schemas_say(full: Path) -> None:
    assert faults_of_xml(full / "sitemap.xml", "sitemap.rng") == []
    assert faults_of_xml(full / "feeds.opml", "opml.rng") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<updated>", "<updatd>", id="unknown-element"),
        pytest.param("<id>https:", "<id>", id="relative-id"),
        pytest.param("T23:00:00Z", "", id="no-instant"),
        pytest.param(' rel="via"', ' rel="nope"', id="unknown-relation"),
    ],
)
def test_the_schema_of_atom_refuses_what_is_wrong(rich: Project, tmp_path: Path, old: str, new: str) -> None:
    rich.build()
    text = rich.page("/feed.xml")
    assert old in text
    wrong = tmp_path / "wrong.xml"
    wrong.write_text(text.replace(old, new).replace("</updated>", "</updatd>" if new == "<updatd>" else "</updated>"))
    assert faults_of_xml(wrong, "atom.rng")


# What a feed carries ---------------------------------------------------------------------------------------------------

BODY = """\
See [the other](second.md), [a page](/archive/), [below](#part) and [far](https://a.test/?x&y).[^1]

## Part

[^1]: A note.
"""


@pytest.fixture
def rich(project: Project) -> Project:
    keys = {
        "summary": "In short.",
        "sources": "[{name: Test Agency, url: 'https://agency.test/1'}]",
        "corrections": "[{date: 2025-04-14, kind: correction, text: The figure was wrong.}]",
    }
    return project.write("content/first.md", article("First", region="north-coast", body=BODY, **keys))


def items_of(project: Project) -> dict[str, dict]:
    return {item["title"]: item for item in json.loads(project.page("/feed.json"))["items"]}


def test_a_feed_of_summaries_tells_of_corrections_and_holds_no_text(rich: Project) -> None:
    rich.build()
    item = items_of(rich)["First"]
    assert item["content_text"] == "In short.\n\nCorrection (2025-04-14): The figure was wrong."
    assert item["date_modified"] == "2025-04-13T23:00:00Z"
    assert "below" not in rich.page("/feed.json") + rich.page("/feed.xml")


def test_a_feed_of_full_texts_holds_whole_addresses_only(rich: Project) -> None:
    settings = (rich.root / "briefgen.yml").read_text().replace("https://briefs.test/", "https://briefs.test/daily/")
    with_settings(rich.write("briefgen.yml", settings), "feed_content: full\n").build()
    content = items_of(rich)["First"]["content_html"]
    own = f"https://briefs.test/daily{PAGE}"
    assert re.findall(r'href="([^"]*)"', content) == [
        "https://briefs.test/daily/south/2025-04-11/second/",
        "https://briefs.test/daily/archive/",
        f"{own}#part",
        "https://a.test/?x&amp;y",
        f"{own}#fn-1",
        f"{own}#fnref-1",
    ]
    assert content.startswith("<p>Correction (2025-04-14): The figure was wrong.</p>\n<p>See ")
    atom = etree.fromstring(rich.page("/feed.xml").encode())
    assert content in atom.xpath("//*[local-name()='content']/text()")


def test_an_edit_of_a_text_changes_the_feeds_that_carry_it_and_no_other(rich: Project) -> None:
    rich.build()
    rich.write("content/first.md", (rich.root / "content/first.md").read_text().replace("See ", "Look at "))
    assert not [path for path in rich.build().made if path.endswith(("feed.xml", "feed.json"))]
    with_settings(rich, "feed_content: full\n").build()
    rich.write("content/first.md", (rich.root / "content/first.md").read_text().replace("Look at ", "Read "))
    made = [path for path in rich.build().made if path.endswith("feed.json")]
    assert made == ["feed.json", "north-coast/feed.json", "north/feed.json"]
    assert "<p>Read " in items_of(rich)["First"]["content_html"]


def test_a_link_that_leads_nowhere_is_told_once_though_feeds_carry_it(rich: Project) -> None:
    with_settings(rich, "feed_content: full\n")
    rich.write("content/first.md", article("First", region="north-coast", body="[no](no.md)"))
    assert codes(rich.build()) == ["missing-article"]


@pytest.mark.parametrize("line", ["feed_content: all", "feed_hub: hub.test"])
def test_settings_of_feeds_are_checked(project: Project, line: str) -> None:
    assert codes(with_settings(project, line + "\n").build()) in (["bad-value"], ["bad-url"])


# Sitemaps --------------------------------------------------------------------------------------------------------------


def plan_of(project: Project) -> SitePlan:
    site = ProjectReader(project.root).read(Options(now=NOW)).value
    assert site is not None
    return site.plan


def test_a_sitemap_of_too_many_addresses_comes_in_parts_under_an_index(project: Project) -> None:
    """The limit is lower than that of sitemaps.org, and all else is the site's own plan."""
    plan = plan_of(project)
    maker = plan.maker
    listed = [(page.address, "2026-03-01") for page in plan.pages]
    (whole,) = [document.view(maker) for document in plan_sitemap(listed)]
    assert isinstance(whole, Sitemap)
    index, *parts = plan_sitemap(listed, limit=5)
    view = index.view(maker)
    assert isinstance(view, SitemapIndex)
    assert [part.address for part in parts] == [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    assert view.urls == tuple(f"https://briefs.test{part.address}" for part in parts)
    views = [view for view in (part.view(maker) for part in parts) if isinstance(view, Sitemap)]
    entries = [entry for view in views for entry in view.entries]
    assert len(views) == len(parts) > 2
    assert all(0 < len(view.entries) <= 5 for view in views)
    assert tuple(entries) == whole.entries


@pytest.mark.parametrize(("number", "parts"), [(SITEMAP_LIMIT, 0), (SITEMAP_LIMIT + 1, 2)])
def test_a_sitemap_file_has_50_000_addresses_at_most(number: int, parts: int) -> None:
    documents = list(plan_sitemap([(UrlPath(f"/{index}/"), "") for index in range(number)]))
    assert len([document for document in documents if document.address.startswith("/sitemap-")]) == parts
    assert SITEMAP_LIMIT == 50_000


# Files that others ask for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [".well-known/security.txt", "CNAME", "ads.txt", "humans.txt", "googleabc.html"])
def test_files_of_static_are_published_as_they_are(tmp_path: Path, path: str) -> None:
    text = "Contact: mailto:desk@briefs.test\r\nExpires: 2030-01-01T00:00:00Z\r\n"
    project = write_project(tmp_path / "project").write(f"static/{path}", text.encode())
    assert codes(project.build()) == []
    assert (project.output / path).read_bytes() == text.encode()
