"""The script of the theme in a real browser: with and without JavaScript and storage, in both directions of writing."""

import importlib.resources
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.projects import SETTINGS, Project, article, write_project
from tests.reading import Quiet, serving

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "layouts/assets/reader.js"
REGIONS = 12
ITEMS = 12
BRIEFING = "north/2025-04-10/"
LONG = "north/2025-04-10/long/"
EARLIER = "south/2025-04-09/early/"
#: Before the day of the briefing, between its morning and its afternoon, and after it.
EVE, NOON, EVENING = "2025-04-09T12:00:00Z", "2025-04-10T12:00:00Z", "2025-04-10T20:00:00Z"
LABELS = {"en-GB": ("New", "Updated", "Corrected"), "ar": ("جديد", "محدَّث", "مصوَّب")}
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
SHARE = (
    """Object.defineProperty(navigator, "share", { value: (what) => { window.shared = what; return Promise.resolve(); } })"""
)


def write_site(root: Path, language: str = "en-GB") -> Project:
    """Write a project of a long briefing and a long article; its items were published at 06:00, changed in the afternoon."""
    settings = SETTINGS.replace("en-GB", language).replace("https://briefs.test/", "https://briefs.test/under/")
    settings += "".join(f"  - {{key: more-{number}, name: More of the regions {number}}}\n" for number in range(REGIONS))
    project = write_project(root, {"content/first.md": "", "content/second.md": ""})
    project.write("briefgen.yml", f"{settings}search_index: true\n")
    two = '[{name: Wire, title: Talks end, url: "https://wire.example/1", lang: en}, {name: وكالة, lang: ar}, {name: Third}]'
    morning, later = "2025-04-10T06:00:00Z", "2025-04-10T16:00:00Z"
    corrections = f"[{{date: {later}, kind: correction, text: It was noon.}}]"
    items = {
        "long": article("Long talks", morning, body=body(40), sources=two, summary="They end."),
        "new": article("Afternoon", "2025-04-10T15:00:00Z", lang="en-US"),
        "updated": article("Mended", morning, updated=later),
        "corrected": article("Put right", morning, updated=later, corrections=corrections),
        "day": article("Without a time", "2025-04-10"),
        **{f"n{number}": article(f"Number {number}", morning, summary="A summary. " * 20) for number in range(ITEMS)},
    }
    for slug, text in items.items():
        project.write(f"content/{slug}.md", text.replace("---\n", f"---\nslug: {slug}\n", 1))
    project.write("content/early.md", article("Earlier", "2025-04-09T08:00:00Z", region="south", slug="early"))
    return project.write("content/eve.md", article("The eve", "2025-04-09T08:00:00Z", slug="eve"))


def body(paragraphs: int) -> str:
    return "\n\n".join(f"Paragraph {number} says this. " + "It goes on and on. " * 12 for number in range(paragraphs))


class _UnderBase(Quiet):
    def translate_path(self, path: str) -> str:
        """Serve the site under its base path, and nothing at another."""
        return super().translate_path(path.removeprefix("/under") if path.startswith("/under/") else "/missing")

    def end_headers(self) -> None:
        """Let no browser keep a page that a test edits within a second."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextmanager
def served(project: Project) -> Iterator[str]:
    """Build and serve a project on loopback; gives its address."""
    assert project.build().findings == ()
    with serving(project.output, _UnderBase) as address:
        yield f"{address}/under/"


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("reader")
    with served(write_site(folder / "en")) as english, served(write_site(folder / "ar", "ar")) as arabic:
        yield {"en-GB": english, "ar": arabic}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh reader in London, who has never been on the site, and whose clipboard can be read."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Europe/London")
    fresh.grant_permissions(["clipboard-read", "clipboard-write"])
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may fail."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    assert faults == []


@pytest.fixture
def url(urls: dict[str, str]) -> str:
    return urls["en-GB"]


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def kept(page: Page) -> dict[str, object]:
    """Return what the script keeps of the site."""
    found: dict[str, object] = json.loads(page.evaluate("localStorage.getItem('briefgen /under/')"))
    return found


def visit(page: Page, address: str, at: str) -> None:
    """Open a page at that instant."""
    page.clock.set_fixed_time(at)
    page.goto(address)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.headline')?.textContent ?? document.activeElement.tagName"))


# Its weight, and pages without it ----------------------------------------------------------------------------------------


def test_the_script_is_light_and_asks_nobody() -> None:
    script = SCRIPT.read_text("utf-8")
    assert len(script.encode()) <= 8 * 1024
    assert re.findall(r"fetch\(|XMLHttpRequest|import|sendBeacon|innerHTML|https?:", script) == []


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_without_javascript_a_page_has_no_control_that_does_nothing(
    browser: Browser, urls: dict[str, str], language: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("", BRIEFING, LONG):
        page.goto(urls[language] + path)
        page.locator(".menu > summary").click()
        assert page.locator("button:visible, input:visible, [role=status]:visible, .tools").count() == 0, path
    page.goto(urls[language] + BRIEFING)
    page.locator("#item\\.long a.permalink").click()
    expect(page).to_have_url(f"{urls[language]}{BRIEFING}#item.long")
    context.close()


@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("is_scripted", [True, False])
def test_the_menu_leads_to_every_region_and_list_with_and_without_javascript(
    browser: Browser, urls: dict[str, str], language: str, is_scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=is_scripted, viewport={"width": 390, "height": 800})
    page = context.new_page()
    links = page.locator(".bar-top nav a")
    page.goto(urls[language] + BRIEFING)
    assert links.count() == 4 + 1 + 2 + REGIONS
    assert not page.locator(".menu > nav a").first.is_visible()
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    for address in ("search/", "archive/", "stories/", "countries/", "", "south/", f"more-{REGIONS - 1}/"):
        link = page.locator(f'.bar-top nav a[href="/under/{address}"]')
        expect(link).to_be_visible()
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport()
    page.locator('.bar-top nav a[href="/under/south/"]').click()
    expect(page).to_have_url(f"{urls[language]}south/")
    assert not page.locator(".menu > nav a").first.is_visible()
    context.close()


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_without_javascript_a_reader_goes_on_by_links(browser: Browser, urls: dict[str, str], language: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(urls[language] + LONG)
    following = page.locator("main a[rel=next]")
    headline = following.inner_text()
    following.click()
    assert page.locator("h1").inner_text() == headline
    page.locator("main a[rel=prev]").click()
    expect(page).to_have_url(urls[language] + LONG)
    page.goto(urls[language] + BRIEFING)
    page.locator("main a[rel=prev]").click()
    expect(page).to_have_url(f"{urls[language]}north/2025-04-09/")
    context.close()


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_without_storage_all_works_that_needs_none(
    context: BrowserContext, page: Page, urls: dict[str, str], language: str
) -> None:
    context.add_init_script(NO_STORAGE)
    for at in (EVE, EVENING):
        visit(page, urls[language] + BRIEFING, at)
    assert page.locator("main .tools").count() == 0
    page.keyboard.press("j")
    assert focused(page) != "BODY"
    page.locator("#item\\.long a.permalink").click()
    page.locator("#item\\.long .tools button").first.click()
    expect(page.locator("#item\\.long [role=status]")).not_to_be_empty()
    page.locator(".menu > summary").click()
    # The keys can be switched off for this page; of marks, which are impossible, nothing is said.
    page.locator(".menu input").uncheck()
    page.locator(".menu > summary").click()
    before = focused(page)
    page.keyboard.press("j")
    assert focused(page) == before


@pytest.mark.parametrize(
    "held", ["", "[", "null", "7", '"x"', "[1]", '{"places": 7, "seen": "x", "since": {}}', '{"places": [null, 1]}']
)
def test_what_others_wrote_into_the_storage_does_no_harm(context: BrowserContext, page: Page, url: str, held: str) -> None:
    context.add_init_script(f"localStorage.setItem('briefgen /under/', {json.dumps(held)})")
    page.goto(url + LONG)
    page.locator("a.permalink").click()
    expect(page.locator(".opening .tools")).to_be_visible()
    assert page.locator("main .badge").count() == 0


# Copy, share, cite -------------------------------------------------------------------------------------------------------


def test_the_link_of_an_item_is_copied_and_said_to_be(page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    link = page.locator("#item\\.long a.permalink")
    expect(link).to_have_attribute("aria-expanded", "false")
    link.click()
    expect(link).to_have_attribute("aria-expanded", "true")
    assert page.locator("#item\\.long [role=status]").inner_text() == ""
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page) == "https://briefs.test/under/north/2025-04-10/#item.long"
    link.click()
    expect(link).to_have_attribute("aria-expanded", "false")
    assert page.locator(".tools").count() == 0


def test_the_link_of_an_article_is_that_of_its_page(page: Page, url: str) -> None:
    page.goto(url + LONG)
    page.locator("a.permalink").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page) == f"https://briefs.test/under/{LONG}"


def test_a_citation_has_title_date_address_and_all_sources(page: Page, url: str) -> None:
    head = ["Long talks", "Test Briefs – 10 April 2025", f"https://briefs.test/under/{LONG}", "Sources:"]
    page.goto(url + LONG)
    page.locator("a.permalink").click()
    page.get_by_role("button", name="Copy a citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page).split("\n") == [*head, "- Talks end – Wire https://wire.example/1", "- وكالة", "- Third"]
    # An item is cited by the address of its article; the briefing names two of its sources, and how many there are.
    page.goto(url + BRIEFING)
    page.locator("#item\\.long a.permalink").click()
    page.get_by_role("button", name="Copy a citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    head[1] = "Test Briefs – Thursday, 10 April 2025"
    assert clipboard(page).split("\n") == [*head, "- Wire https://wire.example/1", "- وكالة", "- and 1 more source"]


def test_a_mark_is_no_part_of_a_citation(page: Page, url: str) -> None:
    visit(page, url, EVE)
    visit(page, url + BRIEFING, EVENING)
    expect(page.locator("#item\\.new .headline .badge")).to_have_text("New")
    page.locator("#item\\.new a.permalink").click()
    page.get_by_role("button", name="Copy a citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page).startswith("Afternoon\n")


def test_sharing_is_offered_where_the_browser_has_it(context: BrowserContext, page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    page.locator("#item\\.long a.permalink").click()
    has_share = page.evaluate("'share' in navigator")
    assert page.get_by_role("button", name="Share").count() == has_share
    context.add_init_script(SHARE)
    page.goto(url + BRIEFING)
    page.locator("#item\\.long a.permalink").click()
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared") == {
        "title": "Long talks",
        "url": f"https://briefs.test/under/{BRIEFING}#item.long",
    }


def test_what_cannot_be_copied_is_shown_to_be_copied_by_hand(context: BrowserContext, page: Page, url: str) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(url + BRIEFING)
    page.locator("#item\\.long a.permalink").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_contain_text(
        f"Copy this:\nhttps://briefs.test/under/{BRIEFING}#item.long", use_inner_text=True
    )


def test_a_permalink_is_still_a_link(context: BrowserContext, page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    with context.expect_page() as opened:
        page.locator("#item\\.long a.permalink").click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_url(f"**/{BRIEFING}#item.long")
    assert page.locator(".tools").count() == 0


# Keys --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_j_and_k_go_from_headline_to_headline(page: Page, urls: dict[str, str], language: str) -> None:
    page.goto(urls[language] + BRIEFING)
    headlines = [text.strip() for text in page.locator("main .headline").all_inner_texts()]
    for at in (0, 1, 2):
        page.keyboard.press("j")
        assert focused(page).strip() == headlines[at]
        expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("k")
    assert focused(page).strip() == headlines[1]
    for _ in headlines:
        page.keyboard.press("j")
    assert focused(page).strip() == headlines[-1]


def test_j_begins_at_what_is_in_view_and_goes_on_from_the_item_with_the_focus(page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    headlines = [text.strip() for text in page.locator("main .headline").all_inner_texts()]
    read_on(page, "li:nth-child(7) > .card > .meta:last-child")
    page.keyboard.press("j")
    assert focused(page).strip() == headlines[7]
    page.locator(".items > li").nth(3).locator("a.permalink").focus()
    page.keyboard.press("j")
    assert focused(page).strip() == headlines[4]


def test_n_and_p_go_to_the_next_and_the_previous_page_of_the_kind(page: Page, url: str) -> None:
    page.goto(f"{url}north/2025-04-09/")
    page.keyboard.press("n")
    expect(page).to_have_url(url + BRIEFING)
    # The address is there before the script.
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page).to_have_url(f"{url}north/2025-04-09/")
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page).to_have_url(f"{url}north/2025-04-09/")


def test_n_and_p_go_from_year_to_year_and_from_month_to_month(context: BrowserContext, tmp_path: Path) -> None:
    project = write_site(tmp_path).write("content/old.md", article("Old", "2023-12-31T08:00:00Z", slug="old"))
    page = context.new_page()
    with served(project) as url:
        for older, newer in (("2023", "2025"), ("2023/12", "2025/04")):
            page.goto(f"{url}archive/{newer}/")
            page.keyboard.press("p")
            expect(page).to_have_url(f"{url}archive/{older}/")
            page.wait_for_load_state()
            page.keyboard.press("n")
            expect(page).to_have_url(f"{url}archive/{newer}/")


def test_slash_goes_to_the_search_field(page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    page.keyboard.press("/")
    expect(page.locator("#_q")).to_be_focused()
    expect(page.locator("#_q")).to_have_value("")
    # In the field keys are letters.
    page.keyboard.type("jnp/")
    expect(page.locator("#_q")).to_have_value("jnp/")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#_q")).to_be_focused()


def test_a_site_without_search_leaves_the_slash_to_the_browser(context: BrowserContext, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    project.write("briefgen.yml", SETTINGS.replace("briefs.test/", "briefs.test/under/") + "search: false\n")
    with served(project) as url:
        page = context.new_page()
        page.goto(url)
        page.evaluate("addEventListener('keydown', (event) => (window.wasTaken = event.defaultPrevented))")
        page.keyboard.press("/")
        assert page.evaluate("window.wasTaken") is False
        page.keyboard.press("j")
        assert page.evaluate("window.wasTaken") is True
        assert "#_q" not in page.url


@pytest.mark.parametrize("pressed", ["Control+j", "Alt+j", "Meta+j", "Shift+J"])
def test_a_key_with_a_modifier_is_the_browsers(page: Page, url: str, pressed: str) -> None:
    page.goto(url + BRIEFING)
    page.keyboard.press(pressed)
    assert focused(page) == "BODY"


def test_on_a_keyboard_of_another_script_the_place_of_the_key_counts(page: Page, urls: dict[str, str]) -> None:
    page.goto(urls["ar"] + BRIEFING)
    page.locator("body").dispatch_event("keydown", {"key": "ت", "code": "KeyJ"})
    assert focused(page) != "BODY"
    # On a French keyboard Latin letters lie elsewhere, and the letter counts.
    before = focused(page)
    page.locator("body").dispatch_event("keydown", {"key": "q", "code": "KeyJ"})
    assert focused(page) == before


def test_the_menu_tells_the_keys_and_switches_them_off_for_good(page: Page, url: str) -> None:
    page.goto(url + BRIEFING)
    page.locator(".menu > summary").click()
    switch = page.get_by_label("j and k go to the next and the previous headline")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.goto(url + BRIEFING)
    page.keyboard.press("j")
    assert focused(page) == "BODY"
    page.locator(".menu > summary").click()
    switch.check()
    page.keyboard.press("j")
    assert focused(page) != "INPUT"


# What is new -------------------------------------------------------------------------------------------------------------


def marks(page: Page) -> dict[str, str]:
    """Return the marks of a page by headline."""
    found = page.locator("main .headline:has(> .badge)").evaluate_all(
        "all => all.map((one) => [one.querySelector('a').textContent, one.querySelector('.badge').textContent])"
    )
    return {title: mark for title, mark in found}  # noqa: C416 - lists of two


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_what_is_new_since_the_last_visit_is_marked_with_a_word(page: Page, urls: dict[str, str], language: str) -> None:
    new, updated, corrected = LABELS[language]
    visit(page, urls[language] + BRIEFING, NOON)
    assert marks(page) == {}
    assert page.locator("main .tools").count() == 0
    visit(page, urls[language] + BRIEFING, EVENING)
    assert marks(page) == {"Afternoon": new, "Mended": updated, "Put right": corrected}
    # The mark speaks the site's language before a headline of another.
    assert page.locator("#item\\.new .badge").evaluate("mark => getComputedStyle(mark).direction") == "ltr"
    lang, direction = page.locator("#item\\.new .badge > bdi").evaluate("mark => [mark.lang, mark.dir]")
    assert (lang, direction) == (language, "rtl" if language == "ar" else "ltr")
    note = page.locator("main .tools")
    expect(note).to_contain_text("3" if language == "en-GB" else re.compile("[3٣]"))
    # It is the same visit on the next page, and the next visit later.
    visit(page, urls[language] + "north/", "2025-04-10T20:10:00Z")
    assert new in marks(page).values()
    visit(page, urls[language] + BRIEFING, "2025-04-11T09:00:00Z")
    assert marks(page) == {}


def test_the_note_says_since_when_and_how_many(page: Page, url: str) -> None:
    visit(page, url, NOON)
    visit(page, url + BRIEFING, EVENING)
    said = page.locator("main .tools").inner_text()
    assert "New or changed: 3, since your visit of 10 Apr 2025, 13:00" in " ".join(said.split())


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("seen", "is_new"),
    [
        pytest.param("2025-04-09T22:59:00Z", True, id="the-day-had-not-begun-on-the-site"),
        pytest.param("2025-04-09T23:01:00Z", False, id="the-day-had-begun-on-the-site"),
    ],
)
def test_a_date_without_a_time_counts_from_the_next_day_on_in_the_sites_time_zone(
    browser: Browser, url: str, zone: str, seen: str, is_new: bool
) -> None:
    context = browser.new_context(timezone_id=zone)
    page = context.new_page()
    visit(page, url, seen)
    visit(page, url + BRIEFING, EVENING)
    assert ("Without a time" in marks(page)) == is_new
    context.close()


def test_marks_are_switched_off_where_they_are_shown_and_on_again_in_the_menu(page: Page, url: str) -> None:
    visit(page, url, NOON)
    visit(page, url + BRIEFING, EVENING)
    page.get_by_role("button", name="Turn the marks off").click()
    assert marks(page) == {}
    assert page.locator("main .tools").count() == 0
    assert kept(page) == {"marks": False}
    visit(page, url + BRIEFING, "2025-04-12T09:00:00Z")
    assert kept(page) == {"marks": False}
    page.locator(".menu > summary").click()
    switch = page.get_by_label("Mark what is new since the last visit")
    expect(switch).not_to_be_checked()
    switch.check()
    assert set(kept(page)) == {"marks", "seen"}
    switch.uncheck()
    assert kept(page) == {"marks": False}


def test_a_mark_that_the_briefing_has_is_not_said_twice(context: BrowserContext, tmp_path: Path) -> None:
    project = write_site(tmp_path / "project")
    project.write("content/briefings/north/2025-04-10.md", "---\ncutoff: 2025-04-10T13:00:00Z\n---\n")
    with served(project) as url:
        page = context.new_page()
        visit(page, url, NOON)
        visit(page, url + BRIEFING, EVENING)
        expect(page.locator("main .tools")).to_contain_text(": 3,")
        assert page.locator("#item\\.new .badge").count() == 1
        assert marks(page) == {}


def test_sites_of_one_host_keep_apart(page: Page, url: str) -> None:
    page.goto(url)
    assert page.evaluate("Object.keys(localStorage)") == ["briefgen /under/"]


# Where one stopped -------------------------------------------------------------------------------------------------------


def read_on(page: Page, block: str) -> None:
    """Scroll to an element and wait for the browser to say so to the page."""
    page.evaluate(
        """selector => new Promise((done) => {
            addEventListener("scroll", () => requestAnimationFrame(done), { once: true });
            document.querySelector(selector).scrollIntoView({ behavior: "instant" });
        })""",
        block,
    )


@pytest.mark.parametrize(
    ("path", "block"),
    [pytest.param(LONG, ".body > :nth-child(20)", id="article"), pytest.param(BRIEFING, "#item\\.n3", id="briefing")],
)
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_coming_back_offers_to_go_on_where_one_stopped(
    page: Page, urls: dict[str, str], language: str, path: str, block: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(urls[language] + path)
    assert page.locator("main .tools").count() == 0
    read_on(page, block)
    page.goto(urls[language])
    page.goto(urls[language] + path)
    assert page.evaluate("scrollY") == 0
    page.locator("main .tools a").click()
    expect(page.locator(block)).to_be_in_viewport()


def test_what_was_read_to_the_end_or_not_begun_is_not_offered(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    for block in (".foot", ".body > :nth-child(2)"):
        page.goto(url + LONG)
        read_on(page, ".body > :nth-child(20)")
        read_on(page, block)
        if block != ".foot":
            read_on(page, ".masthead")
        page.goto(url + LONG)
        assert page.locator("main .tools").count() == 0, block


def test_a_place_is_found_again_after_an_edit(context: BrowserContext, tmp_path: Path) -> None:
    project = write_site(tmp_path / "project")
    with served(project) as url:
        page = context.new_page()
        page.goto(url + LONG)
        read_on(page, ".body > :nth-child(20)")
        page.goto(url)
        text = (project.root / "content/long.md").read_text("utf-8")
        project.write("content/long.md", text.replace("Paragraph 0", "A new beginning.\n\nParagraph 0"))
        assert project.build().findings == ()
        page.goto(url + LONG)
        page.locator("main .tools a").click()
        stopped = page.locator(":target")
        assert re.match(r"Paragraph (19|2\d) ", stopped.inner_text())
        project.write("content/long.md", text.replace("Paragraph", "Section"))
        assert project.build().findings == ()
        page.goto(url + LONG)
        assert page.locator("main .tools").count() == 0


def test_the_newest_twenty_addresses_are_kept(page: Page, url: str) -> None:
    page.goto(url)
    older = [{"path": f"/under/{number}/", "text": "x"} for number in range(20)]
    page.evaluate("places => localStorage.setItem('briefgen /under/', JSON.stringify({ places }))", older)
    page.goto(url + LONG)
    read_on(page, ".body > :nth-child(20)")
    page.goto(url)
    places = kept(page)["places"]
    assert isinstance(places, list)
    assert [place["path"] for place in places] == [f"/under/{LONG}", *(place["path"] for place in older[:19])]


# The line of regions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_current_region_is_in_view(page: Page, urls: dict[str, str], language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{urls[language]}more-{REGIONS - 3}/")
    expect(page.locator(".rail [aria-current]")).to_be_in_viewport()
    seen = page.locator(".rail").evaluate(
        """rail => {
            const [inner, outer] = [rail.querySelector("[aria-current]"), rail].map((one) => one.getBoundingClientRect());
            return outer.left <= inner.left && inner.right <= outer.right;
        }"""
    )
    assert seen
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]


# For everybody -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_all_that_the_script_makes(
    browser: Browser, urls: dict[str, str], language: str, scheme: Literal["light", "dark"]
) -> None:
    axe = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    visit(page, urls[language], NOON)
    for path, block in ((BRIEFING, "#item\\.n5"), (LONG, ".body > :nth-child(20)"), ("", ".foot"), ("north/", ".foot")):
        visit(page, urls[language] + path, EVENING)
        read_on(page, block)
        page.goto(urls[language] + path)
        page.add_script_tag(content=axe)
        for link in page.locator("a.permalink").all()[:2]:
            link.click()
            page.locator(".tools button").last.click()
        page.locator(".menu > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        violations = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((said) => said.violations)")
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in violations] == [], path
        small = page.locator(".tools button, .tools a, .menu label").evaluate_all(
            "all => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML)"
        )
        assert small == [], path
    context.close()


def test_the_script_moves_nothing_for_a_reader_who_comes_first(context: BrowserContext, page: Page, url: str) -> None:
    context.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.moved += one.value)))
            .observe({ type: "layout-shift", buffered: true });"""
    )
    for path in ("", "north/", BRIEFING, LONG):
        page.goto(url + path)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("window.moved") == 0, path
    # What moves is seen.
    page.evaluate(
        "document.querySelector('main').prepend(Object.assign(document.createElement('h1'), { textContent: 'Late' }))"
    )
    page.evaluate(
        "new Promise((done) => { const look = () => (window.moved > 0 ? done() : requestAnimationFrame(look)); look(); })"
    )


def test_print_leaves_out_what_the_script_made(page: Page, url: str) -> None:
    visit(page, url, NOON)
    visit(page, url + BRIEFING, EVENING)
    page.locator("#item\\.new a.permalink").click()
    page.emulate_media(media="print")
    assert page.locator(".tools:visible, .permalink:visible, .headline > .badge:visible").count() == 0
