"""The theme on paper: PDFs that headless Chromium makes, and what stands on their pages."""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.paper import lines_of, text_of
from tests.projects import Project, article, write_project
from tests.site.test_reader import served

pytestmark = pytest.mark.browser

BRIEFING = "north/2025-04-10/"
TALL = "south/2025-04-11/tall-{}/"
#: The height of the text of a page of A4 with the margins of the theme, in CSS pixels.
TEXT = (297 - 2 * 18) / 25.4 * 96
SUMMARY = "The harbour master let the first ferries leave at noon and the last one came home at night. "


def write_site(root: Path, language: str = "en-GB") -> Project:
    """Write a project of a briefing of some pages, and articles with a tall picture after more and more lines."""
    project = write_project(root, {"content/first.md": "", "content/second.md": ""})
    settings = (project.root / "briefgen.yml").read_text("utf-8").replace("en-GB", language)
    project.write("briefgen.yml", settings.replace("https://briefs.test/", "https://briefs.test/under/"))
    project.write("content/tall.png", picture(600, 1200))
    for number in range(0, 10, 3):
        said = ", ".join(f"{{date: 2025-04-12, kind: correction, text: Mended {each}. {SUMMARY}}}" for each in range(number))
        image = "{src: tall.png, alt: A mast, caption: The mast stands, credit: A. Writer}"
        text = article("Tall", "2025-04-11", region="south", slug=f"tall-{number}", image=image, corrections=f"[{said}]")
        project.write(f"content/tall-{number}.md", text + f"\n{SUMMARY * 3}\n" * 12)
    project.write("content/briefings/south/2025-04-11.md", "---\ncutoff: 2025-04-11T12:00:00Z\n---\n")
    for number in range(14):
        shared = "{name: Wire, title: All of it, url: 'https://wire.example/all', published: 2025-04-09}"
        own = f"{{name: Wire, url: 'https://wire.example/{number}'}}"
        sources = [shared, *[own] * (number % 2 == 0), *["{name: Paper}"] * (number in (3, 5)), *[own] * (number == 4)]
        keys = {"slug": f"n{number}", "sources": f"[{', '.join(sources)}]", "key_points": f"[Point {number}.]"}
        text = article(f"Number {number}", region="north", summary=SUMMARY, **keys)
        project.write(f"content/n{number}.md", text)
    return project


def picture(width: int, height: int) -> bytes:
    """Return a PNG that is all grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("print")
    with served(write_site(folder / "en")) as english, served(write_site(folder / "ar", "ar")) as arabic:
        yield {"en-GB": english, "ar": arabic}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a reader in London who likes the dark."""
    context = browser.new_context(color_scheme="dark", timezone_id="Europe/London", locale="en-GB")
    yield context.new_page()
    context.close()


def printed(page: Page, address: str) -> bytes:
    page.goto(address)
    return page.pdf(format="A4", prefer_css_page_size=True)


@pytest.mark.parametrize(("language", "word"), [("en-GB", "Printed10Apr2025,13:00"), ("ar", "10/04/2025")])
def test_each_page_has_the_address_the_date_of_printing_and_its_number(
    page: Page, urls: dict[str, str], language: str, word: str
) -> None:
    page.clock.set_fixed_time("2025-04-10T12:00:00Z")
    pages = lines_of(printed(page, urls[language] + BRIEFING))
    assert len(pages) > 1
    for number, lines in enumerate(pages, 1):
        foot = text_of(lines)
        assert f"https://briefs.test/under/{BRIEFING}" in foot
        assert (f"{number}/{len(pages)}" if language == "en-GB" else f"{len(pages)}/{number}") in foot
        assert word in foot if language == "en-GB" else "2025" in foot


def test_without_javascript_a_page_has_address_and_number_and_no_date(browser: Browser, urls: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    pages = lines_of(printed(context.new_page(), urls["en-GB"] + BRIEFING))
    context.close()
    for number, lines in enumerate(pages, 1):
        assert f"https://briefs.test/under/{BRIEFING}" in text_of(lines)
        assert f"{number}/{len(pages)}" in text_of(lines)
        assert "Printed" not in text_of(lines)


@pytest.mark.parametrize("corrections", range(0, 10, 3))
def test_a_picture_stays_with_its_caption_and_leaves_no_half_page_empty(
    page: Page, urls: dict[str, str], corrections: int
) -> None:
    pdf = printed(page, urls["en-GB"] + TALL.format(corrections))
    pages = lines_of(pdf)
    assert len(pages) > 1
    for number, lines in enumerate(pages[:-1], 1):
        last = max(line.top for line in lines)
        assert number * TEXT - last < TEXT / 2, number
    contents = re.findall(rb"/Type /Page\n(.*?)endobj", pdf, re.DOTALL)
    assert [b"/XObject" in content for content in contents] == ["Themaststands" in text_of(lines) for lines in pages]


@pytest.mark.parametrize("corrections", range(0, 10, 3))
def test_paper_has_every_correction(page: Page, urls: dict[str, str], corrections: int) -> None:
    """Two or more of them are folded on the screen."""
    text = "".join(map(text_of, lines_of(printed(page, urls["en-GB"] + TALL.format(corrections)))))
    assert sorted(re.findall(r"Mended\d\.", text)) == [f"Mended{number}." for number in range(corrections)]
    assert ("Corrections" in text) is bool(corrections)


def test_paper_has_what_changed_since_the_cutoff_of_a_briefing(page: Page, urls: dict[str, str]) -> None:
    """The list of changes is folded on the screen."""
    page.goto(urls["en-GB"] + "south/2025-04-11/")
    heading = page.locator(".notes h2")
    assert heading.count() == 1
    shown = "".join((heading.text_content() or "").split())
    text = "".join(map(text_of, lines_of(printed(page, urls["en-GB"] + "south/2025-04-11/"))))
    # A font may have one sign for two letters.
    assert shown in unicodedata.normalize("NFKC", text)
    assert text.count("CorrectedTall") == page.locator(".notes li").count() == 3


def test_paper_is_light_and_has_all_key_points(page: Page, urls: dict[str, str]) -> None:
    """The key points are folded on the screen, since they are more than three."""
    text = "".join(map(text_of, lines_of(printed(page, urls["en-GB"] + BRIEFING))))
    assert re.findall(r"Point\d+\.", text) == [f"Point{number}." for number in (0, 1, 10, 11, 12, 13, 2, 3)]
    page.emulate_media(media="print")
    colour = "getComputedStyle(document.documentElement).getPropertyValue('{}')"
    assert page.evaluate(colour.format("--page")) == "#fff"
    assert page.evaluate(colour.format("--hue-light")) == "45%"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("path", ["", BRIEFING, "north/", TALL.format(0), "dates/2025-04-10/", "archive/2025/04/"])
def test_paper_has_no_menu_no_button_and_no_heading_without_text(page: Page, urls: dict[str, str], path: str) -> None:
    page.goto(urls["en-GB"] + path)
    page.emulate_media(media="print")
    for gone in (".bar-top", ".foot", "button", "input", ".pager", ".more"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    bare = page.locator("main section:visible").evaluate_all(
        """all => all.filter((one) => ![...one.children].some((part) => !part.matches('h2, h3') && part.checkVisibility()))
            .map((one) => one.outerHTML)"""
    )
    assert bare == []


def test_facts_on_paper_end_without_a_dot(page: Page, urls: dict[str, str]) -> None:
    """The last fact on the screen is the link to the item, which paper has not."""
    pages = lines_of(printed(page, urls["en-GB"] + BRIEFING))
    facts = [line.text for lines in pages for line in lines if "min read" in line.text]
    assert len(facts) > 14
    assert [text for text in facts if text.rstrip().endswith("·")] == []


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_sources_of_a_briefing_are_numbered_notes_on_paper(page: Page, urls: dict[str, str], language: str) -> None:
    """Each item cites the report that all share; every second one a report of its own, and one of these twice."""
    address = urls[language] + BRIEFING
    page.goto(address)
    assert page.locator(".noted:visible, .endnotes:visible").count() == 0
    last = page.locator("#item\\.n0 .meta > span:visible").last
    assert last.evaluate("(one) => getComputedStyle(one, '::after').content") == "none"
    page.emulate_media(media="print")
    assert page.locator(".source-line .original:visible, .source-line time:visible").count() == 0
    assert page.locator("#item\\.n0 .source-line cite").first.is_visible()
    notes = page.locator(".endnotes li").all_inner_texts()
    assert len(notes) == 1 + 7 + 1
    assert "All of it" in notes[0]
    assert notes[0].endswith("https://wire.example/all")
    assert [note for note in notes if "https://wire.example/all" in note] == notes[:1]
    assert notes.count("Paper") == 1
    numbers = [re.findall(r"\d+", text) for text in page.locator(".items .noted, .also p.noted").all_inner_texts()]
    assert len(numbers) == 14
    assert {tuple(found[:1]) for found in numbers} == {("1",)}
    assert sorted({number for found in numbers for number in found}, key=int) == [str(number) for number in range(1, 10)]
    assert "https://wire.example/8" in text_of(lines_of(page.pdf(format="A4", prefer_css_page_size=True))[-1])
