"""What machines say of the pages: the Nu HTML checker, and axe-core in headless Chromium, on the sample and a showcase."""

import importlib.resources
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.projects import article, write_project
from tests.reading import serving
from tests.showcase import write_showcase

Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "site"
#: `make checkers` puts it there.
NU = ROOT / ".venv/checkers/node_modules/vnu-jar/build/dist/vnu.jar"
#: The checker reads files and so does not know that a stylesheet of the page's own host is `'self'`; and it takes linked
#: data, which is no script, for one. That no policy is violated is tested in a browser, below.
_NOT_OF_FILES = ".*Content Security Policy.*"
#: The checker ends after seconds: Java's second compiler, and its collectors for many cores, take more than they give.
_SHORT_LIVED = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
#: Pages of the showcase, one of a kind, with all that there is to see.
KINDS = (
    "",
    "south/2025-04-10/",
    "fjords/2025-04-10/",
    "fjords/2025-04-10/everything/",
    "south/2025-04-10/n1/",
    "north/",
    "east/",
    "dates/2025-04-10/",
    "archive/",
    "archive/2024/",
    "archive/2024/11/",
    "stories/",
    "stories/storm/",
    "sources/",
    "sources/wire/",
    "tags/",
    "tags/ferries/",
    "corrections/",
    "search/",
    "about/",
    "404.html",
)

#: Briefings whose e-mail editions are looked at: one of 57 items, and one of one.
EMAILS = ("south/2025-04-10/", "fjords/2025-04-10/")
#: A query that finds items on each showcase, of several languages.
QUERY = "search/?q=ferries"


@pytest.fixture(scope="session")
def nu_checker() -> list[str]:
    """The command of the Nu HTML checker; a test that needs it skips where it is not installed, but never in CI."""
    if NU.exists() and shutil.which("java"):
        return ["java", *_SHORT_LIVED, "-jar", str(NU), "--stdout", "--format", "json", "--filterpattern", _NOT_OF_FILES]
    if os.environ.get("CI"):
        pytest.fail("CI has no Nu HTML checker; .ci/run says `make checkers` and installs Java")
    pytest.skip("no Nu HTML checker: install Java (Debian: default-jre-headless) and npm, and run make checkers")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("english"), "en-GB")


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("arabic"), "ar")


def _built(folder: Path, language: str) -> Path:
    project = write_showcase(folder / "project", language)
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", f"{settings}email_edition: true\njson_edition: true\nsearch_index: true\n")
    assert project.build().findings == ()
    return project.output


# The Nu HTML checker -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of all pages that are looked at, in one run: a start of it takes more than a site."""

    #: Each message with the file that it is about.
    messages: tuple[tuple[Path, str], ...]
    #: A page with a mistake, which was among them.
    wrong: Path

    def of(self, *places: Path) -> list[str]:
        """Return what was said of files, or of all pages below folders."""
        assert all(place.exists() for place in places)
        return [f"{file}:{said}" for file, said in self.messages if any(file.is_relative_to(place) for place in places)]


@pytest.fixture(scope="module")
def checked(
    nu_checker: list[str], english: Path, arabic: Path, scripts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Checked:
    wrong = tmp_path_factory.mktemp("checked") / "wrong.html"
    wrong.write_text("<!doctype html><html lang=en><title>x</title><p><div></p>")
    places = [SAMPLE, *pages_of_kinds(english, arabic), *emails(english, arabic), scripts, wrong]
    command = [*nu_checker, "--skip-non-html", *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = tuple(
        (Path(unquote(urlsplit(said["url"]).path)), f"{said.get('lastLine')}: {said['message']}")
        for said in json.loads(done.stdout)["messages"]
    )
    # A message that is none of a page, as of a file that is missing, would be of no test.
    assert [said for file, said in messages if not any(file.is_relative_to(place) for place in places)] == []
    return Checked(messages, wrong)


def pages_of_kinds(*sites: Path) -> list[Path]:
    return [site / (kind if kind.endswith(".html") else f"{kind}index.html") for site in sites for kind in KINDS]


def emails(*sites: Path) -> list[Path]:
    return [site / place / "email.html" for site in sites for place in EMAILS]


def test_the_checker_finds_nothing_in_the_sample(checked: Checked) -> None:
    assert checked.of(SAMPLE) == []


def test_the_checker_finds_nothing_in_a_page_of_any_kind(checked: Checked, english: Path, arabic: Path) -> None:
    assert checked.of(*pages_of_kinds(english, arabic)) == []


def test_the_checker_finds_nothing_in_an_email(checked: Checked, english: Path, arabic: Path) -> None:
    """Styles on elements are allowed there, which mail programs need, and HTML allows them; there is no other exception."""
    assert checked.of(*emails(english, arabic)) == []


def test_the_checker_finds_a_mistake(checked: Checked) -> None:
    assert checked.of(checked.wrong) != []


def test_the_checker_finds_nothing_in_the_stylesheet(nu_checker: list[str]) -> None:
    done = subprocess.run(
        [*nu_checker, "--css", str(ROOT / "layouts/assets/style.css")], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["messages"] == []


# A browser ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hosts(english: Path, arabic: Path) -> Iterator[dict[str, str]]:
    """The address of each site, served on loopback."""
    with serving(SAMPLE) as sample, serving(english) as in_english, serving(arabic) as in_arabic:
        yield {"sample": f"{sample}/", "en-GB": f"{in_english}/", "ar": f"{in_arabic}/"}


def pages_of(name: str) -> list[str]:
    if name != "sample":
        return [*KINDS, QUERY, *(f"{place}email.html" for place in EMAILS)]
    files = [path for path in SAMPLE.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text("utf-8")]
    return sorted(path.relative_to(SAMPLE).as_posix().removesuffix("index.html") for path in files)


def show(page: Page, address: str) -> None:
    """Open a page; one with a query until it shows what was found."""
    page.goto(address)
    if "?q=" in address:
        expect(page.locator("ol.results li").first).to_be_visible()


def is_fault(message: ConsoleMessage) -> bool:
    """Is it an error, and not that the icon is missing for which browsers ask where a page names none, as an e-mail?"""
    return message.type == "error" and not message.location["url"].endswith("/favicon.ico")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


def axe() -> str:
    """Return axe-core's script, as axe-playwright-python carries it."""
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("name", ["sample", "en-GB", "ar"])
@pytest.mark.browser
def test_axe_finds_no_violation(browser: Browser, hosts: dict[str, str], name: str) -> None:
    """In light and in dark colours: a page is opened once and looked at in both."""
    # The page's policy would keep axe itself out.
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    context.add_init_script(axe())
    page = context.new_page()
    found = []
    # The size of targets (WCAG 2.2, 2.5.8) is the one rule of level AA that axe leaves out unless it is asked for.
    run = "axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
    for path in pages_of(name):
        show(page, hosts[name] + path)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            violations = page.evaluate(f"{run}.then(said => said.violations)")
            found += [(path, scheme, each["id"], each["nodes"][0]["html"][:200]) for each in violations]
    context.close()
    assert found == []


@pytest.mark.browser
def test_axe_finds_a_mistake(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<!doctype html><html><title>x</title><main><h1>x</h1><img src=x.png></main></html>")
    page.add_script_tag(content=axe())
    violations = page.evaluate("axe.run().then(said => said.violations.map(each => each.id))")
    page.close()
    assert {"image-alt", "html-has-lang"} <= set(violations)


@pytest.mark.parametrize("name", ["sample", "en-GB", "ar"])
@pytest.mark.browser
def test_no_page_scrolls_sideways_asks_another_host_or_breaks_its_policy(
    context: BrowserContext, hosts: dict[str, str], name: str
) -> None:
    page = context.new_page()
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text) if is_fault(message) else None)
    page.set_viewport_size({"width": 320, "height": 900})
    wide = []
    for path in pages_of(name):
        show(page, hosts[name] + path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert wide == []
    assert [url for url in asked if not url.startswith(hosts[name])] == []
    assert refused == []


@pytest.mark.browser
def test_a_wide_table_scrolls_with_the_keyboard(context: BrowserContext, hosts: dict[str, str]) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{hosts['en-GB']}fjords/2025-04-10/everything/")
    table = page.get_by_role("region", name="Table 1")
    assert table.evaluate("element => element.scrollWidth > element.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    moved = """box => new Promise(done => {
        if (box.scrollLeft) done(true);
        box.addEventListener('scroll', () => done(true));
        setTimeout(() => done(false), 20000);
    })"""
    assert table.evaluate(moved)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["en-GB", "ar"])
def test_every_target_is_large_enough(context: BrowserContext, hosts: dict[str, str], name: str) -> None:
    """Of links outside running text, 24 pixels of height, or as much room round them (WCAG 2.2, 2.5.8)."""
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    for path in ("", "south/2025-04-10/", "archive/2024/11/", QUERY):
        show(page, hosts[name] + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('.rail a, .foot a, .strip a, .month td a, .pager a, .editions a'),
                      ...document.querySelectorAll('.search input, button:not([hidden])')]
                .filter(link => link.getBoundingClientRect().height < 24).map(link => link.outerHTML)"""
        )
        assert small == [], path


@pytest.mark.browser
def test_print_leaves_the_way_about_out_and_shows_where_sources_are(context: BrowserContext, hosts: dict[str, str]) -> None:
    page = context.new_page()
    page.goto(f"{hosts['en-GB']}fjords/2025-04-10/everything/")
    page.emulate_media(media="print")
    for gone in (".rail", ".foot", ".pager", ".skip", ".crumbs"):
        assert not page.locator(gone).first.is_visible(), gone
    shown = page.locator(".original").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "attr(href)" in shown or "https://www.wire.example/2025/04/10/" in shown
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.browser
def test_a_printed_briefing_is_one_handout(context: BrowserContext, hosts: dict[str, str]) -> None:
    """On paper, a briefing of one item needs one page; it has no "Read in full", and its end mark is not torn apart."""
    page = context.new_page()
    page.goto(f"{hosts['en-GB']}fjords/2025-04-10/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    assert not page.get_by_text("Read in full").is_visible()
    assert page.locator(".end").evaluate("end => getComputedStyle(end).breakInside") == "avoid"


@pytest.mark.browser
def test_text_of_another_direction_keeps_its_order(context: BrowserContext, hosts: dict[str, str]) -> None:
    """An Arabic source on an English page, an English one on an Arabic page: what stands round a name stays in its place."""
    page = context.new_page()
    for name, first in (("en-GB", "left"), ("ar", "right")):
        page.goto(f"{hosts[name]}fjords/2025-04-10/everything/")
        line = page.locator(".sources > li").nth(1).locator(".meta")
        order = line.evaluate(
            """line => [...line.children].filter(child => child.getClientRects().length)
                .map(child => { const box = child.getClientRects()[0]; return [box.top, box.left, box.right]; })"""
        )
        row = [box for box in order if abs(box[0] - order[0][0]) < 8]
        starts = [box[1] if first == "left" else -box[2] for box in row]
        assert len(row) > 1
        assert starts == sorted(starts), name


# Addresses in scripts of their own ---------------------------------------------------------------------------------------

#: For a language the slug of an article, and an old address of it.
SCRIPTS = {
    "ar": ("حادثة-المرفأ", "قديم/حادثة"),
    "he": ("חדשות-הנמל", "ישן/חדשות"),
    "hi": ("बंदरगाह-समाचार", "पुराना/समाचार"),
    "ko": ("항구-소식", "옛/소식"),
    "ru": ("новости-порта", "старое/новости"),
    "th": ("ข่าวท่าเรือ", "เก่า/ข่าว"),
    "zh": ("港口新闻", "旧/新闻"),
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = write_project(tmp_path_factory.mktemp("scripts") / "project")
    for lang, (slug, old) in SCRIPTS.items():
        body = f"[x](#{slug})\n\n{'Text. ' * 2000}\n\n## {slug}\n\nEnd."
        keys = {"lang": lang, "slug": slug, "aliases": f"[/{old}/, /{old}.html]", "tags": f"[{slug}]"}
        project.write(f"content/{lang}.md", article(slug, "2025-04-12", body=body, **keys))
    assert project.build().findings == ()
    return project.output


def test_the_checker_finds_nothing_where_addresses_are_in_scripts_of_their_own(checked: Checked, scripts: Path) -> None:
    assert checked.of(scripts) == []


@pytest.mark.browser
def test_a_reader_follows_addresses_in_scripts_of_their_own(browser: Browser, scripts: Path) -> None:
    """From home to the article, to a place in it, from its old addresses, and as feeds and the site map have it."""
    feed = json.loads((scripts / "feed.json").read_text("utf-8"))
    listed = {unquote(urlsplit(item["url"]).path) for item in feed["items"]}
    site_map = (scripts / "sitemap.xml").read_text("utf-8")
    machines = re.findall(r"<loc>(.*?)</loc>", site_map) + [item["url"] for item in feed["items"]]
    assert [url for url in machines if not re.fullmatch(r"[!-~]+", url)] == []
    # The page's policy would keep axe itself out.
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    page, wrong = context.new_page(), list[str]()
    page.on("response", lambda said: wrong.append(said.url) if said.status >= 400 else None)
    with serving(scripts) as host:
        for slug, old in SCRIPTS.values():
            address = f"/north/2025-04-12/{slug}/"
            assert address in listed
            page.goto(f"{host}/")
            page.get_by_role("link", name=slug, exact=True).first.click()
            page.wait_for_url(f"{host}{quote(address)}")
            expect(page.locator("h1")).to_have_text(slug)
            page.get_by_role("link", name="x", exact=True).click()
            expect(page.locator("h2:target")).to_have_text(slug)
            page.add_script_tag(content=axe())
            violations = page.evaluate("axe.run().then(said => said.violations.map(each => each.id))")
            assert violations == [], slug
            page.locator("main").get_by_role("link", name=slug, exact=True).filter(has_not_text="x").first.click()
            expect(page.locator("main")).to_contain_text(slug)
            for one in (f"/{old}/", f"/{old}.html"):
                page.goto(f"{host}{quote(one)}")
                page.wait_for_url(f"{host}{quote(address)}")
    context.close()
    assert wrong == []
