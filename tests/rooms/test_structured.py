"""What pages say to machines: linked data and Open Graph of built pages, read as a machine would."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import html5lib
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.project.reader import ProjectReader
from briefgen.render.structured import linked_data
from briefgen.text.locales import Locale
from briefgen.values.model import Options
from briefgen.values.views import Chrome, StoryView
from tests.projects import NOW, Project, article, write_project

FULL = Path(__file__).parent.parent / "sites" / "full"

PAGE = "/north-coast/2025-04-10/first/"
KEYS = {
    "summary": "What it says, in a sentence.",
    "tags": "[harbours]",
    "authors": "[A. Writer]",
    "dateline": "Port Town",
    "countries": "[NO, IQ]",
    "event_date": "2025-04-09",
    "sources": (
        "[{name: Test Agency, url: 'https://agency.test/1', title: Ferries sail, published: 2025-04-09, lang: ar,"
        " archived: {url: 'https://archive.test/1', date: 2025-04-10}},"
        " {name: A paper}]"
    ),
    "updated": "2025-04-11",
    "corrections": (
        "[{date: 2025-04-11, kind: clarification, text: Older.},"
        " {date: 2025-04-12T08:00:00+01:00, kind: correction, text: The figure was wrong.}]"
    ),
}


def document_of(project: Project, address: str) -> ElementTree.Element:
    return html5lib.parse(project.page(address), namespaceHTMLElements=False)


def scripts_of(document: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in document.iter("script") if element.get("type") == "application/ld+json"]


def graph_of(project: Project, address: str) -> dict[str, dict]:
    """Return a page's nodes by type."""
    (text,) = scripts_of(document_of(project, address))
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    nodes = {node["@type"]: node for node in data["@graph"]}
    assert len(nodes) == len(data["@graph"])
    return nodes


def meta_of(project: Project, address: str) -> dict[str, list[str]]:
    """Return what a page's meta elements with a property say."""
    found: dict[str, list[str]] = {}
    for element in document_of(project, address).iter("meta"):
        if element.get("property"):
            found.setdefault(str(element.get("property")), []).append(str(element.get("content")))
    return found


@pytest.fixture
def rich(project: Project) -> Project:
    return project.write("content/first.md", article("First", region="north-coast", **KEYS))


def test_an_article_says_what_it_is_and_where_it_comes_from(rich: Project) -> None:
    rich.build()
    publisher = {"@type": "Organization", "name": "Test Briefs", "url": "https://briefs.test/"}
    assert graph_of(rich, PAGE)["NewsArticle"] == {
        "@type": "NewsArticle",
        "headline": "First",
        "url": "https://briefs.test/north-coast/2025-04-10/first/",
        "mainEntityOfPage": "https://briefs.test/north-coast/2025-04-10/first/",
        "inLanguage": "en-GB",
        "datePublished": "2025-04-10",
        "dateModified": "2025-04-12T08:00:00+01:00",
        "description": "What it says, in a sentence.",
        "dateline": "Port Town",
        "contentLocation": [
            {"@type": "Place", "name": "Port Town"},
            {"@type": "Country", "name": "Norway", "identifier": "NO"},
            {"@type": "Country", "name": "Iraq", "identifier": "IQ"},
        ],
        "temporalCoverage": "2025-04-09",
        "author": [{"@type": "Person", "name": "A. Writer"}],
        "publisher": publisher,
        "articleSection": "North Coast",
        "keywords": ["harbours"],
        "wordCount": 2,
        "isPartOf": {"@type": "CollectionPage", "url": "https://briefs.test/north-coast/2025-04-10/"},
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": "Ferries sail",
                "url": "https://agency.test/1",
                "inLanguage": "ar",
                "datePublished": "2025-04-09",
                "archivedAt": "https://archive.test/1",
                "publisher": {"@type": "Organization", "name": "Test Agency"},
            },
            {"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": "A paper"}},
        ],
        "citation": ["Ferries sail, Test Agency, 2025-04-09, https://agency.test/1", "A paper"],
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": "Correction",
                "text": "The figure was wrong.",
                "datePublished": "2025-04-12T08:00:00+01:00",
                "inLanguage": "en-GB",
            },
            {
                "@type": "CorrectionComment",
                "name": "Clarification",
                "text": "Older.",
                "datePublished": "2025-04-11",
                "inLanguage": "en-GB",
            },
        ],
    }


def test_an_article_with_little_front_matter_still_has_what_readers_of_linked_data_require(project: Project) -> None:
    project.build()
    told = graph_of(project, PAGE)["NewsArticle"]
    assert told["dateModified"] == told["datePublished"] == "2025-04-10"
    assert told["author"] == told["publisher"]
    assert not {"correction", "keywords", "contentLocation", "temporalCoverage", "image", "dateline"} & told.keys()


def test_crumbs_lead_from_home_to_the_page(rich: Project) -> None:
    rich.build()

    def crumbs(address: str) -> list[tuple[int, str, str]]:
        return [
            (item["position"], item["name"], item["item"])
            for item in graph_of(rich, address)["BreadcrumbList"]["itemListElement"]
        ]

    site = "https://briefs.test/"
    assert crumbs(PAGE) == [
        (1, "Test Briefs", site),
        (2, "North", f"{site}north/"),
        (3, "North Coast", f"{site}north-coast/"),
        (4, "10 April 2025", f"{site}north-coast/2025-04-10/"),
        (5, "First", f"{site}north-coast/2025-04-10/first/"),
    ]
    assert crumbs("/north-coast/2025-04-10/")[-1] == (4, "Thursday, 10 April 2025", f"{site}north-coast/2025-04-10/")
    assert crumbs("/north/") == [(1, "Test Briefs", site), (2, "North", f"{site}north/")]


@pytest.mark.parametrize(
    ("address", "name", "items"),
    [
        pytest.param(
            "/north/2025-04-10/", "North – Thursday, 10 April 2025", ["north-coast/2025-04-10/first/"], id="briefing"
        ),
        pytest.param("/dates/2025-04-11/", "Friday, 11 April 2025", ["south/2025-04-11/second/"], id="day"),
        pytest.param("/stories/flood/", "Flood", ["north-coast/2025-04-10/first/"], id="story"),
    ],
)
def test_a_collection_lists_its_items_in_the_order_of_the_page(
    project: Project, address: str, name: str, items: list[str]
) -> None:
    project.write("content/first.md", article("First", region="north-coast", story="flood")).build()
    page = graph_of(project, address)["CollectionPage"]
    assert (page["name"], page["url"]) == (name, f"https://briefs.test{address}")
    listed = page["mainEntity"]["itemListElement"]
    assert [(item["position"], item["url"]) for item in listed] == [
        (number, f"https://briefs.test/{item}") for number, item in enumerate(items, start=1)
    ]


def test_home_is_the_website(project: Project) -> None:
    project.build()
    site = graph_of(project, "/")["WebSite"]
    assert (site["name"], site["url"], site["description"]) == ("Test Briefs", "https://briefs.test/", "A site for tests")


def test_linked_data_holds_whole_addresses_under_a_base_path(project: Project) -> None:
    settings = (project.root / "briefgen.yml").read_text().replace("https://briefs.test/", "https://briefs.test/daily/")
    project.write("briefgen.yml", settings).build()
    for address in ("/", PAGE, "/north/2025-04-10/", "/dates/2025-04-10/", "/north/"):
        (text,) = scripts_of(document_of(project, address))
        urls = re.findall(r'"(?:url|item|mainEntityOfPage)":"([^"]*)"', text)
        assert urls
        assert all(url.startswith("https://briefs.test/daily/") for url in urls), address


def test_the_linked_data_of_every_page_can_be_read(tmp_path: Path) -> None:
    """The full site has every kind of page, with hostile text."""
    build_site(FULL, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False))
    articles = 0
    for path in (tmp_path / "out").rglob("*.html"):
        for text in scripts_of(html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)):
            for node in json.loads(text)["@graph"]:
                articles += node["@type"] == "NewsArticle"
                assert node["@type"] == "BreadcrumbList" or (node["url"] and node["publisher"]["name"])
    assert articles == 8


def test_a_page_that_is_no_content_has_no_linked_data(project: Project) -> None:
    project.build()
    assert [scripts_of(document_of(project, address)) for address in ("/404.html", "/search/", "/tags/")] == [[], [], []]


def test_open_graph_says_all_that_an_article_has(rich: Project) -> None:
    gif = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
    rich.write("content/it.gif", gif)
    keys = {**KEYS, "image": "{src: it.gif, alt: A dot, credit: Us}"}
    rich.write("content/first.md", article("First", region="north-coast", **keys)).build()
    told = meta_of(rich, PAGE)
    (image,) = told.pop("og:image")
    assert re.fullmatch(r"https://briefs\.test/assets/it\.[0-9a-f]{10}\.gif", image)
    assert told == {
        "og:site_name": ["Test Briefs"],
        "og:type": ["article"],
        "og:title": ["First"],
        "og:description": ["What it says, in a sentence."],
        "og:url": ["https://briefs.test/north-coast/2025-04-10/first/"],
        "og:locale": ["en_GB"],
        "og:image:alt": ["A dot"],
        "og:image:width": ["1"],
        "og:image:height": ["1"],
        "article:published_time": ["2025-04-10"],
        "article:modified_time": ["2025-04-12T08:00:00+01:00"],
        "article:section": ["North Coast"],
        "article:tag": ["harbours"],
    }
    assert graph_of(rich, PAGE)["NewsArticle"]["image"] == {
        "@type": "ImageObject", "url": image, "width": 1, "height": 1, "caption": "A dot", "creditText": "Us",
    }  # fmt: skip


def test_a_language_without_a_country_names_no_locale(project: Project) -> None:
    project.write("content/first.md", article("First", region="north-coast", lang="ar")).build()
    assert "og:locale" not in meta_of(project, PAGE)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[StoryView, Chrome, Locale]:
    project = write_project(tmp_path_factory.mktemp("story"), {"content/first.md": article("First", story="flood")})
    site = ProjectReader(project.root).read(Options(now=NOW)).value
    assert site is not None
    setup = site.printer.setup()
    locale = Locale(setup.language, ZoneInfo(setup.time_zone), setup.labels)
    return (
        next(view for page in site.plan.pages if isinstance(view := page.view(site.plan.maker), StoryView)),
        setup.chrome,
        locale,
    )


@given(st.text() | st.lists(st.sampled_from(["</script>", "<!--", "\u2028", "\u2029", "]]>", "\\", '"', "&"])).map("".join))
def test_any_text_is_said_and_ends_no_element(story: tuple[StoryView, Chrome, Locale], text: str) -> None:
    view, site, locale = story
    said = linked_data(msgspec.structs.replace(view, title=text), site, locale)
    assert not set("<>&\u2028\u2029") & set(said)
    assert json.loads(said)["@graph"][0]["name"] == text
