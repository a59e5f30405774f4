"""The site and the preview in a real browser: headless Chromium, driven through Playwright."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.projects import PATIENCE, Project, article, write_project

pytestmark = pytest.mark.browser

BODY = """\
A first paragraph with a link to [the other one](other.md).

## A heading

| a | b |
|---|--:|
| 1 | 2 |

A note.[^1] <b onclick="document.title='hacked'">bold</b> <script>document.title = "hacked"</script>

[^1]: The note.
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def write_site(root: Path) -> Project:
    files = {
        "content/first.md": article("<i>First</i> & foremost", region="north-coast", body=BODY, key_points="[One, Two]"),
        "content/other.md": article("The other one", region="north", key_points="[Three]"),
        "content/arabic.md": article("خبر بالعربية", region="south", lang="ar", body="نص عربي قصير.", slug="arabic"),
    }
    return write_project(root / "project", files)


@contextmanager
def previewed(project: Project) -> Iterator[str]:
    """Run the preview of a project; gives its address."""
    command = [sys.executable, "-m", "briefgen", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The preview of a project that nobody edits: tests that only read share it."""
    with previewed(write_site(tmp_path_factory.mktemp("still"))) as address:
        yield address


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return write_site(tmp_path)


@pytest.fixture
def url(project: Project) -> Iterator[str]:
    """The preview of the test's own project."""
    with previewed(project) as address:
        yield address


def test_a_reader_goes_from_home_to_briefing_to_article_and_back(page: Page, still: str) -> None:
    page.goto(still)
    assert page.locator("h1").count() == 1
    page.get_by_role("link", name="South").first.click()
    expect(page).to_have_url(f"{still}south/")
    page.goto(still)
    page.locator("nav").get_by_role("link", name="North").click()
    page.locator('main a[href="/north/2025-04-10/"]').first.click()
    expect(page.locator("h1")).to_contain_text("North")
    page.get_by_role("link", name="<i>First</i> & foremost").first.click()
    expect(page.locator("h1")).to_have_text("<i>First</i> & foremost")
    page.get_by_role("link", name="the other one").click()
    expect(page).to_have_url(f"{still}north/2025-04-10/other/")
    page.go_back()
    expect(page.locator("h1")).to_have_text("<i>First</i> & foremost")


def test_key_points_lead_to_their_items(page: Page, still: str) -> None:
    page.goto(f"{still}north/2025-04-10/")
    page.get_by_role("link", name="Three").click()
    target = page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))).textContent")
    assert "The other one" in target


def test_a_saved_edit_reloads_the_open_page(page: Page, url: str, project: Project) -> None:
    page.goto(f"{url}north/2025-04-10/other/")
    expect(page.locator("h1")).to_have_text("The other one")
    project.write("content/other.md", article("The other one, edited", region="north"))
    expect(page.locator("h1")).to_have_text("The other one, edited")
    project.write("content/other.md", article("The other one, edited twice", region="north"))
    expect(page.locator("h1")).to_have_text("The other one, edited twice")


def test_a_finding_lies_over_the_page_until_it_is_mended(page: Page, url: str, project: Project) -> None:
    page.goto(f"{url}north/2025-04-10/other/")
    project.write("content/other.md", article("The other one", region="nort"))
    overlay = page.locator("briefgen-findings .findings")
    expect(overlay).to_contain_text("content/other.md:4:9")
    expect(overlay).to_contain_text('nearest is "north"')
    expect(page.locator("h1")).to_have_text("The other one")
    project.write("content/other.md", article("Mended", region="north"))
    expect(page.locator("h1")).to_have_text("Mended")
    expect(overlay).to_have_count(0)


def test_warnings_are_a_count_that_opens_and_errors_fold(page: Page, url: str, project: Project) -> None:
    project.write("content/other.md", article("The other one", region="north", sources=""))
    page.goto(f"{url}north/2025-04-10/other/")
    warnings = page.locator("briefgen-warnings details.warning")
    expect(warnings.locator("summary")).to_have_text(re.compile(r"^\d+ warnings$"))
    told = warnings.get_by_text("the article names no source")
    expect(told).to_be_hidden()
    warnings.locator("summary").click()
    expect(told).to_be_visible()
    # It stays open when the page reloads.
    project.write("content/other.md", article("The other one, saved", region="north", sources=""))
    expect(page.locator("h1")).to_have_text("The other one, saved")
    expect(told).to_be_visible()
    project.write("content/other.md", article("The other one", region="nort", sources=""))
    errors = page.locator("briefgen-findings details.error")
    expect(errors.get_by_text('nearest is "north"')).to_be_visible()
    errors.locator("summary").click()
    expect(errors.get_by_text('nearest is "north"')).to_be_hidden()
    expect(errors.locator("summary")).to_be_visible()


def test_a_site_that_never_was_good_appears_once_it_is(page: Page, project: Project) -> None:
    project.write("content/other.md", "---\ntitle: x\n---\n")
    with previewed(project) as url:
        page.goto(url)
        expect(page.locator("main.findings")).to_contain_text("content/other.md:2:1")
        project.write("content/other.md", article("Fine", region="north"))
        expect(page.locator(".masthead")).to_contain_text("Test Briefs")


def test_no_script_of_content_runs_and_no_other_host_is_asked(page: Page, still: str) -> None:
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{still}north-coast/2025-04-10/first/")
    page.locator("b", has_text="bold").click()
    assert "hacked" not in page.title()
    assert all(request.startswith(still) for request in asked)
    assert refused == []


def test_the_site_reads_without_javascript(browser: Browser, still: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(still)
    page.locator('main a[href="/south/2025-04-10/"], main a[href="/south/2025-04-11/"]').first.click()
    # A click ends where the address is the new one: its page may be on the way still.
    expect(page).to_have_url(re.compile(rf"{still}south/2025-04-1[01]/"))
    expect(page.locator("h1")).to_contain_text("South")
    expect(page.locator("h1")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(page: Page, still: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    paths = [
        "",
        "north/",
        "north/2025-04-10/",
        "north-coast/2025-04-10/first/",
        "south/2025-04-10/arabic/",
        "dates/2025-04-10/",
    ]
    for path in [*paths, "archive/", "archive/2025/04/", "sources/", "tags/", "corrections/", "search/"]:
        page.goto(still + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_arabic_item_reads_from_right_to_left_on_a_page_that_does_not(page: Page, still: str) -> None:
    page.goto(f"{still}south/2025-04-10/arabic/")
    heading = page.locator("h1")
    assert heading.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"


def test_dark_follows_the_readers_system(browser: Browser, still: str) -> None:
    def background(scheme: str) -> str:
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type] # one of two words
        page = context.new_page()
        page.goto(still)
        color = page.evaluate(
            "getComputedStyle(document.body).backgroundColor || getComputedStyle(document.documentElement).backgroundColor"
        )
        context.close()
        return str(color)

    assert background("light") != background("dark")
