"""What references lead to: articles, anchors, addresses of the site, media; and that no link of a built site is dead."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, tree_of, write_project

#: A one-pixel GIF, and one of another colour.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
RED_GIF = GIF.replace(b"\x00\x00\x00\xff\xff\xff", b"\xff\x00\x00\xff\xff\xff")

FULL = Path(__file__).parent.parent / "sites" / "full"


def with_body(root: Path, body: str, files: dict[str, str | bytes] | None = None, **keys: str) -> Project:
    """Return a project whose first article, at content/first.md, has this body; the body begins in line 7."""
    project = write_project(root / "project", {"content/first.md": article("First", region="north", body=body, **keys)})
    for path, content in (files or {}).items():
        project.write(path, content)
    return project


def page_of(project: Project) -> str:
    return project.page("/north/2025-04-10/first/")


# To articles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "href"),
    [
        pytest.param("second.md", "/south/2025-04-11/second/", id="beside"),
        pytest.param("./second.md", "/south/2025-04-11/second/", id="here"),
        pytest.param("deep/third.md", "/south/2025-04-10/third/", id="below"),
        pytest.param("deep/../second.md", "/south/2025-04-11/second/", id="down-and-up"),
        pytest.param("/second.md", "/south/2025-04-11/second/", id="from-content"),
        pytest.param("/deep/third.md", "/south/2025-04-10/third/", id="below-from-content"),
        pytest.param("second.md#the-part", "/south/2025-04-11/second/#the-part", id="anchor"),
        pytest.param("deep/na%20me.md", "/south/2025-04-10/na-me/", id="escaped-space"),
        pytest.param("<deep/na me.md>", "/south/2025-04-10/na-me/", id="space-in-brackets"),
        pytest.param("pages/about.md", "/about/", id="standing-page"),
        pytest.param("regions/south.md", "/south/", id="region"),
        pytest.param("stories/flood.md", "/stories/flood/", id="story"),
        pytest.param("briefings/south/2025-04-11.md", "/south/2025-04-11/", id="briefing"),
        pytest.param("#own", "#own", id="own-anchor"),
        pytest.param("first.md#own", "/north/2025-04-10/first/#own", id="own-file"),
    ],
)
def test_a_link_names_a_file_and_leads_to_its_address(tmp_path: Path, link: str, href: str) -> None:
    project = with_body(
        tmp_path,
        f"See [there]({link}).\n\n## Own",
        {
            "content/second.md": article("Second", region="south", date="2025-04-11", story="flood", body="## The part"),
            "content/deep/third.md": article("Third", region="south"),
            "content/deep/na me.md": article("Name", region="south"),
            "content/pages/about.md": "---\ntitle: About\n---\n",
            "content/regions/south.md": "---\nsummary: South.\n---\n",
            "content/stories/flood.md": "---\ntitle: Flood\n---\n",
            "content/briefings/south/2025-04-11.md": "---\nnumber: 1\n---\n",
        },
    )
    assert codes(project.build()) == []
    assert f'<a href="{href}">there</a>' in page_of(project)


def test_a_link_in_a_folder_is_seen_from_its_file(tmp_path: Path) -> None:
    files = {"content/a/b/deep.md": article("Deep", region="south", body="[up](../../first.md) and [side](other.md)")}
    project = with_body(tmp_path, "Text.", {**files, "content/a/b/other.md": article("Other", region="south")})
    assert codes(project.build()) == []
    page = project.page("/south/2025-04-10/deep/")
    assert 'href="/north/2025-04-10/first/"' in page
    assert 'href="/south/2025-04-10/other/"' in page


def test_a_moved_article_takes_its_links_along(tmp_path: Path) -> None:
    project = with_body(tmp_path, "See [there](second.md).")
    project.build()
    project.write("content/second.md", article("Second", region="north-coast", date="2025-03-01", slug="new-name"))
    assert codes(project.build()) == ["moved-address"]
    assert 'href="/north-coast/2025-03-01/new-name/"' in page_of(project)


@pytest.mark.parametrize(
    ("link", "code", "column", "help_text"),
    [
        pytest.param("secnd.md", "missing-article", 12, 'nearest is "second.md"', id="nearest"),
        pytest.param("no/such.md", "missing-article", 12, None, id="missing"),
        pytest.param("../second.md", "missing-article", 12, None, id="above-content"),
        pytest.param("../../../../etc/passwd.md", "missing-article", 12, None, id="far-above-content"),
        pytest.param("/../captures/x.md", "missing-article", 12, None, id="captures"),
        pytest.param("%2e%2e/%2e%2e/x.md", "missing-article", 12, None, id="escaped-dots"),
        pytest.param("second.md#prat", "missing-anchor", 12, 'nearest is "#part"', id="anchor-of-another"),
        pytest.param("#prat", "missing-anchor", 12, None, id="anchor-of-its-own"),
        pytest.param("first.md#part", "missing-anchor", 12, None, id="anchor-of-its-own-file"),
        pytest.param("/soth/", "missing-page", 12, 'nearest is "/south/"', id="address"),
        pytest.param("/south", "missing-page", 12, 'nearest is "/south/"', id="address-without-slash"),
        pytest.param("notes.txt", "missing-file", 12, None, id="file"),
        pytest.param("../../notes.txt", "image-outside-project", 12, None, id="file-outside"),
    ],
)
def test_a_link_to_nothing_is_an_error_at_the_link_and_nothing_is_written(
    tmp_path: Path, link: str, code: str, column: int, help_text: str | None
) -> None:
    files = {"content/second.md": article("Second", region="south", body="## Part"), "captures/x.md": "x"}
    project = with_body(tmp_path, f"Here is [a]({link}).", files)
    result = project.build()
    assert positions(result) == [(code, "content/first.md", 7, column + 1)]
    assert help_text is None or result.findings[0].help == help_text
    assert not project.output.exists()


def test_every_dead_link_of_every_kind_of_file_is_found_in_one_run(tmp_path: Path) -> None:
    project = with_body(
        tmp_path,
        "[a](none.md)\n\n[b](none.md) and [c](/none/)",
        {
            "content/second.md": article("Second", region="south", story="flood", body="\n\n![d](none.png)"),
            "content/pages/about.md": "---\ntitle: About\n---\n[e](none.md)\n",
            "content/regions/south.md": "---\nsummary: South.\n---\n[f](none.md)\n",
            "content/stories/flood.md": "---\ntitle: Flood\n---\n[g](none.md)\n",
            "content/briefings/south/2025-04-10.md": "---\nnumber: 1\n---\n[h](none.md)\n",
        },
    )
    assert positions(project.check()) == [
        ("missing-article", "content/briefings/south/2025-04-10.md", 4, 5),
        ("missing-article", "content/first.md", 7, 5),
        ("missing-article", "content/first.md", 9, 5),
        ("missing-page", "content/first.md", 9, 22),
        ("missing-article", "content/pages/about.md", 4, 5),
        ("missing-article", "content/regions/south.md", 4, 5),
        ("missing-image", "content/second.md", 10, 6),
        ("missing-article", "content/stories/flood.md", 4, 5),
    ]


def test_a_file_with_a_fault_is_not_called_missing(tmp_path: Path) -> None:
    project = with_body(
        tmp_path, "See [there](second.md).", {"content/second.md": article("Second", region="south", bogus="1")}
    )
    assert codes(project.build()) == ["unknown-key"]


# To addresses of the site ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/", "/north/", "/north/2025-04-10/", "/south/2025-04-11/second/", "/archive/2025/04/", "/dates/2025-04-11/",
        "/feed.xml", "/north/feed.json", "/sitemap.xml", "/404.html", "/sources/test-agency/", "/old/name/", "/robots.txt",
        "/humans.txt", "/north/#anything", "/south/?from=here", "/%D9%82/",
    ],
)  # fmt: skip
def test_a_link_may_name_any_address_of_the_site(tmp_path: Path, address: str) -> None:
    project = with_body(tmp_path, f"See [there]({address}).", {"static/humans.txt": "Us.\n"}, aliases="[/old/name/, /ق/]")
    assert codes(project.build()) == []


def test_a_link_to_an_address_gets_the_base_path_and_keeps_its_fragment(tmp_path: Path) -> None:
    project = with_body(tmp_path, "See [there](/south/#later) and [news](second.md).")
    project.write("briefgen.yml", SETTINGS.replace("https://briefs.test/", "https://briefs.test/sub/dir/"))
    assert codes(project.build()) == []
    assert 'href="/sub/dir/south/#later"' in page_of(project)
    assert 'href="/sub/dir/south/2025-04-11/second/"' in page_of(project)


def test_a_menu_link_to_an_address_that_the_site_lacks_is_found(project: Project) -> None:
    project.write("briefgen.yml", f"{SETTINGS}menu:\n  - title: About\n    url: /abuot/\n")
    project.write("content/pages/about.md", "---\ntitle: About\n---\n")
    result = project.check()
    assert [(found.code, found.span.path) for found in result.findings] == [("missing-page", "briefgen.yml")]


@pytest.mark.parametrize(
    "address", ["/", "/south/", "/south/?from=menu", "/south/#later", "/feed.xml", "/%D9%82/", "/ق/", "https://x.test/y/"]
)
def test_a_menu_link_may_name_any_address(tmp_path: Path, address: str) -> None:
    project = with_body(tmp_path, "Text.", aliases="[/ق/]")
    project.write("briefgen.yml", f"{SETTINGS}menu:\n  - title: There\n    url: {address}\n")
    assert codes(project.build()) == []


# Media --------------------------------------------------------------------------------------------------------------------


def media(project: Project) -> list[str]:
    """Return the published media files."""
    return [
        path for path in project.tree() if path.startswith("assets/") and path.endswith((".gif", ".pdf", ".png", ".txt"))
    ]


def test_an_image_and_a_file_are_published_under_addresses_with_their_digest(tmp_path: Path) -> None:
    files = {"content/pier.gif": GIF, "content/data/fares.txt": "1\n", "content/unused.gif": RED_GIF}
    project = with_body(tmp_path, "![The pier](pier.gif) and [fares](data/fares.txt)", files)
    assert codes(project.build()) == []
    fares, pier = media(project)
    assert pier.startswith("assets/pier.")
    assert fares.startswith("assets/fares.")
    assert (project.output / pier).read_bytes() == GIF
    page = page_of(project)
    assert f'src="/{pier}"' in page
    assert f'href="/{fares}"' in page


def test_an_edited_image_has_a_new_address_and_the_old_one_goes(tmp_path: Path) -> None:
    project = with_body(tmp_path, "![The pier](pier.gif)", {"content/pier.gif": GIF})
    project.build()
    (before,) = media(project)
    project.write("content/pier.gif", RED_GIF).build()
    (after,) = media(project)
    assert after != before
    assert f'src="/{after}"' in page_of(project)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a/pier.gif", "b/pier.gif", id="one-name"),
        pytest.param("a/pier.gif", "b/Pier.gif", id="names-that-differ-in-case"),
    ],
)
def test_two_files_with_the_same_content_can_both_be_shown(tmp_path: Path, one: str, other: str) -> None:
    files = {f"content/{one}": GIF, f"content/{other}": GIF}
    project = with_body(tmp_path, f"![One]({one}) and ![other]({other})", files)
    result = project.build()
    assert codes(result) == []
    assert len(media(project)) == 1


def test_two_files_of_one_name_with_different_content_are_both_published(tmp_path: Path) -> None:
    files = {"content/a/pier.gif": GIF, "content/b/pier.gif": RED_GIF}
    project = with_body(tmp_path, "![One](a/pier.gif) and ![other](b/pier.gif)", files)
    assert codes(project.build()) == []
    assert sorted((project.output / path).read_bytes() for path in media(project)) == sorted([GIF, RED_GIF])


def test_an_image_that_many_articles_show_is_published_once(tmp_path: Path) -> None:
    second = article("Second", region="south", body="![The pier](pier.gif)")
    project = with_body(tmp_path, "![The pier](pier.gif)", {"content/pier.gif": GIF, "content/second.md": second})
    assert codes(project.build()) == []
    assert len(media(project)) == 1


def test_the_image_of_the_front_matter_is_published_with_its_size(tmp_path: Path) -> None:
    image = "{src: pics/pier.gif, alt: The pier, credit: Somebody}"
    project = with_body(tmp_path, "Text.", {"content/pics/pier.gif": GIF}, image=image)
    assert codes(project.build()) == []
    (pier,) = media(project)
    page = page_of(project)
    assert f'src="/{pier}"' in page
    assert 'width="1" height="1"' in page


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param("none.gif", "missing-image", id="missing"),
        pytest.param("pire.gif", "missing-image", id="misspelt"),
        pytest.param("../pier.gif", "image-outside-project", id="outside-content"),
        pytest.param("../../../../../etc/hostname.gif", "image-outside-project", id="outside-the-project"),
        pytest.param("%2e%2e/pier.gif", "image-outside-project", id="outside-and-escaped"),
        pytest.param("/../pier.gif", "image-outside-project", id="outside-from-the-root"),
        pytest.param("fake.png", "media-kind", id="text-named-png"),
        pytest.param("empty.gif", "media-kind", id="empty"),
        pytest.param("drawing.svg", "media-kind", id="svg"),
        pytest.param("page.html", "media-kind", id="html"),
        pytest.param("second.md", "missing-image", id="markdown"),
        pytest.param("fares.pdf", "media-kind", id="file-as-image"),
    ],
)
@pytest.mark.parametrize("place", ["body", "front-matter"])
def test_what_is_no_image_of_the_project_is_an_error_and_nothing_is_written(
    tmp_path: Path, source: str, code: str, place: str
) -> None:
    files: dict[str, str | bytes] = {
        "pier.gif": GIF,
        "content/pier.gif": GIF,
        "content/fake.png": "This is text.\n",
        "content/empty.gif": b"",
        "content/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>1</script></svg>',
        "content/page.html": "<script>1</script>",
        "content/fares.pdf": b"%PDF-1.4\n",
    }
    if place == "body":
        project = with_body(tmp_path, f"![What]({source})", files)
    else:
        project = with_body(tmp_path, "Text.", files, image=f"{{src: '{source}', alt: What, credit: Us}}")
    (found,) = project.build().findings
    assert (found.code, found.span.path) == (code, "content/first.md")
    assert found.span.line == (7 if place == "body" else 6)
    assert not project.output.exists()


@pytest.mark.parametrize(
    "name", ["page.html", "page.htm", "drawing.svg", "feed.xml", "script.js", "style.css", "x.exe", "noext"]
)
def test_a_file_that_a_browser_might_run_is_not_published_by_a_link(tmp_path: Path, name: str) -> None:
    project = with_body(tmp_path, f"[it]({name})", {f"content/{name}": "<script>1</script>"})
    assert codes(project.build()) == ["media-kind"]


def test_a_symbolic_link_is_not_followed_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("zanzibar\n")
    project = with_body(tmp_path, "[it](notes.txt)")
    (project.root / "content" / "notes.txt").symlink_to(tmp_path / "secret.txt")
    result = project.build()
    assert ("symbolic-link", "content/notes.txt", None, None) in positions(result)
    assert not project.output.exists()


# Whole sites --------------------------------------------------------------------------------------------------------------


def links_of(page: bytes) -> Iterator[str]:
    """Give every address that a page makes a browser or a reader go to."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    for element in document.iter():
        for name in ("href", "src", "poster", "action", "data"):
            if name in element.attrib:
                yield element.attrib[name]
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield element.attrib["content"].partition("url=")[2]


def ids_of(page: bytes) -> set[str]:
    return {
        element.attrib["id"]
        for element in html5lib.parse(page, namespaceHTMLElements=False).iter()
        if "id" in element.attrib
    }


class Published:
    """An output folder as a web server shows it under its base URL."""

    def __init__(self, output: Path, base_url: str) -> None:
        self.base_url = base_url
        self.files = {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
        self.ids = {path: ids_of(content) for path, content in self.files.items() if path.endswith(".html")}

    def url_of(self, path: str) -> str:
        return self.base_url + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)

    def fault_of(self, url: str) -> str:
        """Say what is wrong with a whole URL of the site; nothing for one of another host."""
        base, target = urlsplit(self.base_url), urlsplit(url)
        if (target.scheme, target.netloc) != (base.scheme, base.netloc):
            return "" if target.scheme in {"http", "https", "mailto"} else f"{url}: scheme"
        path = unquote(target.path)
        if not path.startswith(unquote(base.path)):
            return f"{url}: outside the base path"
        path = path.removeprefix(unquote(base.path))
        path = f"{path}index.html" if not path or path.endswith("/") else path
        if path not in self.files:
            return f"{url}: no such file"
        if target.fragment and unquote(target.fragment) not in self.ids.get(path, set()):
            return f"{url}: no such place"
        return ""

    def dead_links(self) -> list[tuple[str, str]]:
        found = [
            (path, self.fault_of(urljoin(self.url_of(path), link)))
            for path, content in self.files.items()
            if path.endswith(".html")
            for link in links_of(content)
        ]
        return [(path, fault) for path, fault in found if fault]


@pytest.mark.parametrize(
    "base_url",
    [
        "https://briefs.test/",
        "https://briefs.test",
        "https://x.test/sub/dir/",
        "https://x.test/sub/dir",
        "https://x.test:8443/~me/",
        "https://x.test/أخبار/",
    ],
)
def test_no_link_of_a_built_site_is_dead_under_any_base_url(tmp_path: Path, base_url: str) -> None:
    result = build_site(FULL, tmp_path / "out", Options(now=NOW, base_url=base_url), ways=Ways(cache=False))
    assert result.findings == ()
    published = Published(tmp_path / "out", base_url if base_url.endswith("/") else f"{base_url}/")
    assert published.dead_links() == []
    assert sum(1 for path in published.files if path.endswith(".html")) == result.pages


def test_the_link_checker_sees_a_dead_link(tmp_path: Path) -> None:
    build_site(FULL, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False))
    (tmp_path / "out" / "about" / "index.html").unlink()
    faults = {fault for _, fault in Published(tmp_path / "out", "https://briefs.test/").dead_links()}
    assert faults == {"https://briefs.test/about/: no such file", "https://briefs.test/about/#rules: no such file"}


def test_every_url_in_feeds_and_sitemap_is_a_page_of_the_site(tmp_path: Path) -> None:
    base_url = "https://x.test/sub/dir/"
    build_site(FULL, tmp_path / "out", Options(now=NOW, base_url=base_url), ways=Ways(cache=False))
    published = Published(tmp_path / "out", base_url)
    urls = set()
    for path, content in published.files.items():
        if path.endswith((".xml", ".opml")):
            for element in ElementTree.fromstring(content).iter():
                urls |= {element.text or "" for _ in (0,) if element.tag.endswith("}loc")}
                via = element.get("rel") == "via"
                urls |= {
                    element.attrib[name] for name in ("href", "xmlUrl", "htmlUrl") if name in element.attrib and not via
                }
    assert len(urls) > 30
    assert [published.fault_of(url) for url in sorted(urls) if published.fault_of(url)] == []
    assert all(url.startswith(base_url) for url in urls)


def test_canonical_urls_name_the_page_itself(tmp_path: Path) -> None:
    base_url = "https://x.test/sub/dir/"
    build_site(FULL, tmp_path / "out", Options(now=NOW, base_url=base_url), ways=Ways(cache=False))
    published = Published(tmp_path / "out", base_url)
    for path, content in published.files.items():
        if path.endswith(".html") and not path.startswith(("old/", "ميناء/")):
            document = html5lib.parse(content, namespaceHTMLElements=False)
            (canonical,) = [link.get("href") for link in document.iter("link") if link.get("rel") == "canonical"]
            assert unquote(str(canonical)) == published.url_of(path)


def test_the_fixture_is_as_it_was_after_all_these_builds(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FULL, tmp_path / "copy"))
    before = tree_of(copy)
    build_site(copy, tmp_path / "out", Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(copy) == before


# What is right as it stands ----------------------------------------------------------------------------------------------

NFC, NFD = "\u00e9cole", "e\u0301cole"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        pytest.param("/map/", "/map/", id="folder-of-static"),
        pytest.param("/map/index.html", "/map/index.html", id="its-index"),
        pytest.param("/south/index.html", "/south/index.html", id="the-index-of-a-page"),
        pytest.param("/search/?q=ships", "/search/?q=ships", id="query"),
        pytest.param("/map/?zoom=3#centre", "/map/?zoom=3#centre", id="query-and-fragment"),
        pytest.param("#top", "#top", id="top"),
        pytest.param("#TOP", "#TOP", id="top-in-capitals"),
        pytest.param("second.md#top", "/south/2025-04-11/second/#top", id="top-of-another"),
        pytest.param("second.md?from=here#part", "/south/2025-04-11/second/#part", id="query-after-a-file"),
        pytest.param("second.md#:~:text=Some", "/south/2025-04-11/second/#:~:text=Some", id="text-fragment"),
    ],
)
def test_a_link_that_every_host_answers_is_right(link: str, shown: str, tmp_path: Path) -> None:
    files = {
        "content/second.md": article("Second", region="south", date="2025-04-11", body="## Part"),
        "static/map/index.html": "<p>A map.</p>",
    }
    project = with_body(tmp_path, f"Here is [a]({link}).", files)
    assert codes(project.build()) == []
    assert f'href="{shown}"' in page_of(project)


@pytest.mark.parametrize(("written", "named"), [(NFC, NFD), (NFD, NFC)], ids=["decomposed-name", "composed-name"])
def test_the_unicode_form_of_a_file_name_makes_no_difference(written: str, named: str, tmp_path: Path) -> None:
    body = f"![A school]({written}.gif), [a table]({written}.csv) and [an article]({written}.md#part)"
    project = with_body(tmp_path, body)
    project.write(f"content/{named}.gif", GIF).write(f"content/{named}.csv", "a,b\n")
    project.write(f"content/{named}.md", article("School", region="south", body="## Part"))
    assert codes(project.build()) == []
    page = page_of(project)
    for found in re.findall(r'(?:src|href)="(/assets/[^"]*(?:gif|csv))"', page):
        assert (project.output / unquote(found.removeprefix("/"))).is_file()
    assert 'width="1" height="1"' in page
    moved = project.write(f"content/{named}.md", article("School", region="south", date="2025-04-12", body="## Part"))
    assert codes(moved.build()) == ["moved-address"]
    assert "/south/2025-04-12/" in page_of(project)


def test_an_image_of_the_text_may_be_in_static(tmp_path: Path) -> None:
    project = with_body(tmp_path, "![A boat](/img/a%20boat.gif)")
    project.write("static/img/a boat.gif", GIF)
    assert codes(project.build()) == []
    assert 'src="/img/a%20boat.gif"' in page_of(project)
    assert codes(project.remove("static/img/a boat.gif").build()) == ["missing-image"]


def test_the_picture_of_an_article_in_static_is_told_where_to_go(tmp_path: Path) -> None:
    project = with_body(tmp_path, "Text.", image='{src: /img/boat.gif, alt: "A boat", credit: "Me"}')
    result = project.write("static/img/boat.gif", GIF).check()
    assert [found.help for found in result.findings] == ["it is in static/; save it beside the article"]


def test_a_missing_file_is_named_as_its_author_wrote_it(tmp_path: Path) -> None:
    result = with_body(tmp_path, "[a](\u00fcber.md) ![b](\u00fcber.gif)").check()
    assert [found.message.split(" ", 1)[1] for found in result.findings] == [
        '"\u00fcber.md" does not exist',
        '"\u00fcber.gif" does not exist',
    ]


def test_a_page_that_loses_its_address_is_missed_by_a_link_to_its_index(tmp_path: Path) -> None:
    files = {"content/second.md": article("Second", region="south", date="2025-04-11")}
    project = with_body(tmp_path, "[a](/south/2025-04-11/second/index.html)", files)
    assert codes(project.build()) == []
    project.write("content/second.md", article("Second", region="south", date="2025-04-12"))
    assert codes(project.build()) == ["missing-page"]


# By whole addresses of the site itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "base_url", "found"),
    [
        pytest.param("https://briefs.test/north/nothing/", "https://briefs.test/", True, id="missing"),
        pytest.param("http://Briefs.Test/nothing.pdf?x=1#y", "https://briefs.test/", True, id="other-scheme-and-case"),
        pytest.param("//briefs.test/nothing/", "https://briefs.test/", True, id="two-slashes"),
        pytest.param("https://briefs.test/second.md", "https://briefs.test/", True, id="file-that-is-no-address"),
        pytest.param("https://briefs.test/daily/nothing/", "https://briefs.test/daily/", True, id="folder"),
        pytest.param("https://häfen.test/nothing/", "https://häfen.test/", True, id="letters-of-other-scripts"),
        pytest.param("https://briefs.test/south/2025-04-11/second/", "https://briefs.test/", False, id="article"),
        pytest.param("https://briefs.test/r%65port.pdf?x=1#page=2", "https://briefs.test/", False, id="static-file"),
        pytest.param("https://briefs.test", "https://briefs.test/", False, id="home"),
        pytest.param("https://briefs.test/daily", "https://briefs.test/daily/", False, id="home-of-a-folder"),
        pytest.param("https://briefs.test/nothing/", "https://briefs.test/daily/", False, id="outside-the-folder"),
        pytest.param("https://briefs.test.example/nothing/", "https://briefs.test/", False, id="host-that-begins-alike"),
        pytest.param("https://www.briefs.test/nothing/", "https://briefs.test/", False, id="other-host"),
        pytest.param("https://[briefs.test/nothing/", "https://briefs.test/", False, id="no-url"),
    ],
)
@pytest.mark.parametrize("form", ["[it]({})", "<a href='{}'>it</a> <em>too</em>", "[it][1]\n\n[1]: {}"])
def test_a_whole_address_of_the_site_is_checked_like_one_within_it(
    tmp_path: Path, form: str, link: str, base_url: str, found: bool
) -> None:
    project = with_body(tmp_path, f"See {form.format(link)}", {"static/report.pdf": b"%PDF-1.4 report"})
    project.write("content/pages/p.md", f"---\ntitle: P\n---\nSee {form.format(link)}\n")
    project.write("content/bad.md", article("Bad", region="nowhere", body=f"See {form.format(link)}"))
    project.write("briefgen.yml", SETTINGS.replace("https://briefs.test/", base_url))
    files = sorted((one.span.path, one.span.line or 0) for one in project.build().findings if one.code == "missing-page")
    places = [(path, line + 2 * form.startswith("[it][1]")) for path, line in (("bad", 7), ("first", 7), ("pages/p", 4))]
    assert files == ([(f"content/{path}.md", line) for path, line in places] if found else [])


def test_a_whole_address_of_the_site_stays_as_it_is_written_and_other_sites_are_not_asked_about(tmp_path: Path) -> None:
    body = "[own](https://briefs.test/north/#x) and [other](https://agency.test/nothing/)"
    project = with_body(tmp_path, body)
    assert codes(project.build()) == []
    page = page_of(project)
    assert '<a href="https://briefs.test/north/#x">own</a> and <a href="https://agency.test/nothing/">other</a>' in page


def test_a_page_that_goes_is_missed_by_a_whole_address_in_the_same_build(tmp_path: Path) -> None:
    body = "See [it](https://briefs.test/south/2025-04-11/second/)."
    project = with_body(tmp_path, body, {"content/third.md": article("Third", region="south")})
    assert codes(project.build()) == []
    project.write("content/second.md", article("Second", region="south", date="2025-04-11", draft="true"))
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line, found.span.column) == ("missing-page", "content/first.md", 7, 10)
    assert found.span.length == len("https://briefs.test/south/2025-04-11/second/")
    assert found.help == "content/second.md is not published; publish it, or remove the link"


def test_a_menu_link_by_a_whole_address_of_the_site_is_checked(project: Project) -> None:
    menu = "menu:\n  - {title: A, url: 'https://briefs.test/nothing/'}\n  - {title: B, url: 'https://briefs.test/north/'}\n"
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text() + menu)
    assert [one.code for one in project.build().findings] == ["missing-page"]


# To ids of HTML --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "html", "href"),
    [
        pytest.param("#fares", '<a id="fares"></a>', "#text.fares", id="anchor"),
        pytest.param("#Fares", "<h2 id=Fares>Fares</h2>", "#text.Fares", id="heading-with-capitals"),
        pytest.param("first.md#fares", '<b id="fares">b</b>', "/north/2025-04-10/first/#text.fares", id="by-file"),
        pytest.param("#fares", '<b id="fares">b</b>\n\n## Fares\n', "#fares", id="heading-first"),
        pytest.param("#ميناء", '<b id="ميناء">b</b>', "#text.ميناء", id="other-script"),
        pytest.param("#fares:~:text=boat", '<b id="fares">b</b>', "#text.fares:~:text=boat", id="directive"),
    ],
)
def test_a_link_leads_to_an_id_that_the_html_of_a_text_sets(tmp_path: Path, link: str, html: str, href: str) -> None:
    project = with_body(tmp_path, f"{html}\n\nSee [it]({link}).")
    assert codes(project.build()) == []
    page = page_of(project)
    found = re.search(r'See <a href="([^"]*)">it</a>', page)
    assert found
    assert unquote(found[1]) == href
    assert f'id="{href.partition("#")[2].partition(":~:")[0]}"' in page


def test_an_id_of_html_that_goes_is_missed_by_the_link_of_another_article(tmp_path: Path) -> None:
    files = {"content/second.md": article("Second", region="south", body="See [it](first.md#fares).")}
    project = with_body(tmp_path, '<b id="fares">b</b>', files)
    assert codes(project.build()) == []
    project.write("content/first.md", article("First", region="north", body='<b id="fares-2">b</b>'))
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.help) == ("missing-anchor", "content/second.md", 'nearest is "#fares-2"')
