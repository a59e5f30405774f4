"""What a reader's first screen holds, in a real browser: on the sample and on a busy desk, in both directions of writing."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW
from tests.reading import Quiet, serving
from tests.site.test_theme import KB, frame_of
from tools.make_desk import NEWEST, Desk, write_desk

if TYPE_CHECKING:
    from _typeshed import SupportsRead, SupportsWrite

pytestmark = pytest.mark.browser
pytest.importorskip("PIL")

ROOT = Path(__file__).parent.parent.parent
SITES = ("sample", "en", "ar")
LONGEST = f"/levant/{NEWEST}/"
#: A telephone, in CSS pixels.
PHONE = {"width": 390, "height": 844}
#: Pages of a kind that are looked at: those of a kind differ by their texts alone.
MANY = 12
#: In how many pieces a page arrives.
PIECES = 8

#: What makes a page one of a kind, the part of the page that the reader came for, and how far down it may begin at most.
BARS = {
    "front": ('<header class="today">', "main .headline", 300),
    "region": ('<section class="latest">', "main .headline", 300),
    "article": ('<article class="article">', ".body > *", 700),
    "briefing": ('<ol class="items">', ".items .headline", 600),
}


class _Pieces(Quiet):
    """Sends each page in pieces, as a slow line does: what comes later may not move what is there."""

    def copyfile(self, source: "SupportsRead[bytes]", outputfile: "SupportsWrite[bytes]") -> None:
        lines = source.read().splitlines(keepends=True)
        step = len(lines) // PIECES + 1
        for start in range(0, len(lines), step):
            outputfile.write(b"".join(lines[start : start + step]))
            time.sleep(0.005 if self.path.endswith("/") else 0)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the built sites: the sample, and in two languages a desk with the newest day of the largest one."""
    built = {"sample": ROOT / "site"}
    for language in ("en", "ar"):
        folder = tmp_path_factory.mktemp(language)
        write_desk(folder, Desk(lang=language, days=6, briefs=200))
        assert build_site(folder, folder / "site", Options(now=NOW), ways=Ways(cache=False)).findings == ()
        built[language] = folder / "site"
    return built


@pytest.fixture(scope="module")
def urls(folders: dict[str, Path]) -> Iterator[dict[str, str]]:
    with ExitStack() as servers:
        yield {name: servers.enter_context(serving(folder, _Pieces)) for name, folder in folders.items()}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page(viewport=PHONE)  # type: ignore[arg-type] # a plain mapping of the same keys


def addresses(folder: Path, kind: str = "") -> list[str]:
    """Return addresses of pages of a kind, or of all kinds, spread over the site; articles are those with a picture."""
    mark = BARS[kind][0] if kind else "<main"
    found = [path for path in sorted(folder.rglob("index.html")) if mark in path.read_text("utf-8")]
    if kind == "article":
        found = [path for path in found if re.search(r"<figure>\s*<img", path.read_text("utf-8"))]
    few = found[:: max(1, len(found) // MANY)]
    return [f"/{path.parent.relative_to(folder).as_posix()}/".replace("/./", "/") for path in few]


@pytest.mark.parametrize("kind", BARS)
@pytest.mark.parametrize("site", SITES)
def test_what_a_reader_came_for_is_on_the_first_screen_of_a_phone(
    page: Page, urls: dict[str, str], folders: dict[str, Path], site: str, kind: str
) -> None:
    _, selector, limit = BARS[kind]
    shown = ["/", *addresses(folders[site], kind)] if kind == "front" else addresses(folders[site], kind)
    if kind == "briefing" and site != "sample":
        shown.append(LONGEST)
    tops = {}
    for path in shown:
        page.goto(urls[site] + path)
        tops[path] = page.locator(selector).first.evaluate("element => element.getBoundingClientRect().top")
    assert tops
    assert {path: top for path, top in tops.items() if top >= limit} == {}


#: What moved while the page arrived: each value with what moved. A text that grows while it arrives moves nothing, though
#: the browser counts the word at its end: such a text stays at its height.
SHIFTS = """() => new Promise((resolve) => {
  const grows = (one) => one.node?.nodeType === Node.TEXT_NODE && one.previousRect.y === one.currentRect.y;
  const moved = (shift) => shift.sources.length === 0 || !shift.sources.every(grows);
  const said = (one) => `${one.node?.outerHTML} ${JSON.stringify([one.previousRect, one.currentRect])}`;
  const seen = new PerformanceObserver((list) => {
    resolve(list.getEntries().filter(moved).map((shift) => [shift.value, ...shift.sources.map(said)]));
  });
  seen.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
})"""


@pytest.mark.parametrize("site", SITES)
def test_no_page_scrolls_sideways_or_shifts_while_it_loads(
    page: Page, urls: dict[str, str], folders: dict[str, Path], site: str
) -> None:
    shown = ["/", LONGEST if site != "sample" else "/dates/2025-12-25/", *addresses(folders[site])]
    shown += ["/archive/", "/stories/", "/countries/", "/sources/", "/tags/", "/search/", "/corrections/"]
    for width, height in ((320, 640), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for path in shown:
            page.goto(urls[site] + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(SHIFTS) == [], (path, width)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # a plain mapping of the same keys


@pytest.mark.parametrize("site", SITES)
def test_every_picture_keeps_its_place_and_the_first_one_does_not_wait(folders: dict[str, Path], site: str) -> None:
    pictured = 0
    for path in folders[site].rglob("index.html"):
        text = path.read_text("utf-8")
        pictures = re.findall(r"<img[^>]*>", text)
        pictured += bool(pictures)
        assert [each for each in pictures if not re.search(r' width="\d+" height="\d+"', each)] == [], path
        # In a briefing the first picture may be that of a later item, and behind it in an article those of the text.
        is_first = text.count('class="headline"', 0, text.find("<img")) < 2
        assert not (pictures and is_first and 'loading="lazy"' in pictures[0]), path
    assert pictured


@pytest.mark.parametrize("site", SITES)
def test_the_frame_of_a_page_is_within_its_weight(folders: dict[str, Path], site: str) -> None:
    heaviest = max(len(frame_of(path.read_bytes())) for path in folders[site].rglob("*.html"))
    assert heaviest <= 8 * KB
