"""Search: which pieces the index has, what a build makes of them, and what a reader finds in a real browser."""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.plan.kinds.search import SearchIndex, plan_indexes
from briefgen.preview import Preview
from briefgen.project.reader import ProjectReader
from briefgen.project.site import Site
from briefgen.text.words import UNSPACED, fold_arabic, fold_for_search
from briefgen.values.model import Options
from tests.projects import NOW, PATIENCE, Project, article, codes, run_without, tree_of, write_project
from tests.reading import serving

PAGE = "/search/"


def make(root: Path, more: str = "search_index: true\n", base: str = "https://briefs.test/") -> Project:
    project = write_project(
        root / "project",
        {
            "content/first.md": article("Ferries", date="2025-04-10", body="The harbour opens.\n", summary="They sail."),
            "content/second.md": article("Bakers", date="2024-03-02", region="south", body="Bread rises. Harbour bread.\n"),
            "content/chinese.md": article(
                "风暴过后港口重新开放", lang="zh", slug="chinese", body="港务局长允许第一批渡轮在中午出发。\n"
            ),
            "content/arabic.md": article(
                "أخبار المَدينة", lang="ar", slug="arabic", body="إعلان في مدينـة الموصل القديمة.\n"
            ),
        },
    )
    settings = (project.root / "briefgen.yml").read_text().replace("https://briefs.test/", base)
    return project.write("briefgen.yml", settings + more)


def pieces(project: Project) -> dict[str, set[str]]:
    """Return the files of each piece, by its folder."""
    found: dict[str, set[str]] = {}
    for path in project.tree():
        if match := re.match(r"search/index/(\w+/[\d-]+)/(.+)", path):
            found.setdefault(match[1], set()).add(match[2])
    return found


def texts(project: Project) -> str:
    """Return all that the index holds of texts: its fragments are compressed."""
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in project.output.rglob("*.pf_fragment"))


# The pieces ------------------------------------------------------------------------------------------------------------


def site_of(project: Project) -> Site:
    site = ProjectReader(project.root).read(Options(now=NOW)).value
    assert site is not None
    return site


def names(indexes: tuple[SearchIndex, ...]) -> list[tuple[str, str, bool]]:
    return [(index.lang, index.period, index.is_first) for index in indexes]


def test_there_is_a_piece_for_each_language_and_year(tmp_path: Path) -> None:
    site = site_of(make(tmp_path))
    assert names(site.plan.indexes) == [
        ("en", "2025", True),
        ("en", "2024", False),
        ("ar", "2025", True),
        ("zh", "2025", True),
    ]


@pytest.mark.parametrize("more", ["", "search_index: true\nsearch: false\n"])
def test_there_is_no_index_unless_the_settings_ask_for_it(tmp_path: Path, more: str) -> None:
    project = make(tmp_path, more)
    assert codes(project.build()) == []
    assert pieces(project) == {}


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["en", "en-GB", "ar"])), max_size=40), st.integers(1, 9))
def test_each_item_is_in_one_piece_and_a_year_of_many_items_is_split_by_month(
    desk_and_item: tuple, days: list[tuple[int, str]], limit: int
) -> None:
    desk, item = desk_and_item
    start = date(2024, 1, 1)
    items = [
        msgspec.structs.replace(item, path=str(number), day=start + timedelta(days=day), lang=lang)
        for number, (day, lang) in enumerate(days)
    ]
    indexes = plan_indexes(items, desk, limit=limit)
    assert sorted(one.path for index in indexes for one in index.items) == sorted(one.path for one in items)
    years: dict[tuple[str, str], int] = {}
    for index in indexes:
        key = (index.lang, index.period[:4])
        years[key] = years.get(key, 0) + len(index.items)
        assert all(one.day.isoformat().startswith(index.period) for one in index.items)
        assert all(one.lang.startswith(index.lang) for one in index.items)
    for index in indexes:
        assert (len(index.period) == 7) == (years[index.lang, index.period[:4]] > limit)
    for lang in {index.lang for index in indexes}:
        periods = [index.period for index in indexes if index.lang == lang]
        assert periods == sorted(periods, reverse=True)
        assert [index.is_first for index in indexes if index.lang == lang] == [True] + [False] * (len(periods) - 1)


@pytest.fixture(scope="module")
def desk_and_item(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    site = site_of(make(tmp_path_factory.mktemp("desk")))
    return site.plan.maker.context, site.plan.items[0]


# What a build makes of them --------------------------------------------------------------------------------------------


def test_only_the_newest_piece_of_a_language_has_the_program(tmp_path: Path) -> None:
    project = make(tmp_path)
    assert codes(project.build()) == []
    found = pieces(project)
    assert found.keys() == {"en/2025", "en/2024", "ar/2025", "zh/2025"}
    assert {piece for piece, files in found.items() if "pagefind.js" in files} == {"en/2025", "ar/2025", "zh/2025"}
    assert {name for files in found.values() for name in files if name.startswith("wasm")} == {
        "wasm.en.pagefind", "wasm.ar.pagefind", "wasm.unknown.pagefind",
    }  # fmt: skip
    assert not {name for files in found.values() for name in files if name.endswith((".css", "-ui.js"))}


def test_the_same_items_give_the_same_index(tmp_path: Path) -> None:
    project = make(tmp_path)
    for output in ("one", "two"):
        build_site(project.root, tmp_path / output, Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_an_edit_makes_one_piece_anew_and_leaves_no_stale_file(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    before = {path: path.stat().st_mtime_ns for path in (project.output / "search/index").rglob("*") if path.is_file()}
    old = pieces(project)
    project.write("content/second.md", article("Bakers", date="2024-03-02", region="south", body="Flour is dear.\n")).build()
    new = pieces(project)
    assert old["en/2024"] != new["en/2024"]
    assert len(old["en/2024"]) == len(new["en/2024"])
    assert {path for path, time in before.items() if "2024" not in path.parts and path.stat().st_mtime_ns != time} == set()
    build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(tmp_path / "clean") == project.tree()
    assert "Flour" in texts(project)
    assert "Bread" not in texts(project)


def test_a_build_with_nothing_to_do_looks_at_the_index_and_mends_it(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    tree = project.tree()
    assert project.build().written == project.build().written
    assert project.tree() == tree
    next((project.output / "search/index/en/2024").rglob("*.pf_fragment")).unlink()
    (project.output / "search/index/ar/2025/pagefind.js").write_text("another")
    project.build()
    assert project.tree() == tree


def test_a_piece_that_lost_a_file_is_made_anew_while_another_is_too_young_to_trust(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    tree = project.tree()
    piece = project.output / "search/index/en/2024"
    # Written later than now: whatever was read of it may change again and look the same.
    os.utime(piece / "pagefind-entry.json", (time.time() + 3600,) * 2)
    next(piece.rglob("*.pf_fragment")).unlink()
    project.build()
    assert project.tree() == tree


def test_a_verified_build_compares_the_index_too(tmp_path: Path) -> None:
    project = make(tmp_path)
    assert project.run("build", "--verify").returncode == 0


def test_an_index_that_is_not_wanted_any_more_goes(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace("search_index: true", "")).build()
    assert pieces(project) == {}
    assert not (project.output / "search/index").exists()


def test_what_is_not_published_is_not_in_the_index(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.write("content/draft.md", article("Zebra draft", draft="true"))
    project.write("content/later.md", article("Zebra later", publish_at="2030-01-01T00:00:00Z"))
    project.write("content/gone.md", article("Zebra gone", expires="2020-01-01T00:00:00Z"))
    project.build()
    assert "Ferries" in texts(project)
    assert "Zebra" not in texts(project)
    # Those who ask for drafts on pages do not get them into an index that may be published by mistake.
    project.build(drafts=True, future=True)
    assert "Zebra draft" in project.page("/north/2025-04-10/")
    assert "Zebra" not in texts(project)


def test_a_missing_extra_is_told_where_the_setting_stands(tmp_path: Path) -> None:
    project = make(tmp_path)
    done = run_without("pagefind_bin", project.root, "build", "--format", "json")
    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, found["code"], found["path"]) == (1, "missing-extra", "briefgen.yml")
    assert 'run pip install ".[search]", or pipx install --force ".[search]"' in found["help"]


def test_only_the_search_page_may_run_webassembly_and_only_with_an_index(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    assert "script-src 'self' 'wasm-unsafe-eval';" in project.page(PAGE)
    others = [path for path in project.output.rglob("*.html") if path != project.output / "search/index.html"]
    assert [path for path in others if "wasm-unsafe-eval" in path.read_text("utf-8")] == []
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace("search_index: true", "")).build()
    assert "wasm-unsafe-eval" not in project.page(PAGE)
    assert "<form" not in project.page(PAGE)


# Folding ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("أحمد", "احمد", id="alef-hamza"),
        pytest.param("آمال", "امال", id="alef-madda"),
        pytest.param("مدينـــة", "مدينة", id="tatweel"),
        pytest.param("مَدِينَةٌ", "مدينة", id="vowel-marks"),
        pytest.param("مستشفى", "مستشفي", id="alef-maksura"),
        pytest.param("مدرسة", "مدرسه", id="teh-marbuta"),
        pytest.param("مسؤول", "مسوول", id="waw-hamza"),
        pytest.param("کتاب", "كتاب", id="persian-kaf"),
    ],
)
def test_spellings_that_writers_use_for_one_another_fold_alike(one: str, other: str) -> None:
    assert fold_arabic(one) == fold_arabic(other)


@given(st.text())
def test_folding_twice_is_folding_once_and_leaves_ascii_alone(text: str) -> None:
    assert fold_arabic(fold_arabic(text)) == fold_arabic(text)
    assert fold_arabic(ascii(text)) == ascii(text)


def letter_of(escape: str) -> str:
    return escape.encode().decode("unicode-escape")


def test_the_theme_folds_queries_as_texts_were_folded(repository: Path) -> None:
    """The table stands twice, in Python and in JavaScript: each letter is folded by both."""
    script = (repository / "layouts/assets/search.js").read_text("utf-8")
    rules = re.findall(r'\[/\[?([^\]/]+)\]?/g, "([^"]*)"\]', script)
    assert len(rules) == 6
    table = {}
    for found, put in rules:
        for first, last in re.findall(r"(\\u\w{4})(?:-(\\u\w{4}))?", found):
            for number in range(ord(letter_of(first)), ord(letter_of(last or first)) + 1):
                table[chr(number)] = letter_of(put)
    every = [chr(number) for number in range(0x600, 0x700)]
    assert {letter: table.get(letter, letter) for letter in every} == {letter: fold_arabic(letter) for letter in every}


def test_the_theme_knows_the_same_scripts_without_spaces(repository: Path) -> None:
    """The ranges stand twice as well."""
    script = (repository / "layouts/assets/search.js").read_text("utf-8")
    (theirs,) = re.findall(r"const RUN = /\[([^\]]+)\]", script)
    ours = re.sub(r"\\U000(\w{5})", r"\\u{\1}", UNSPACED.strip("[]"))
    assert theirs == ours


def test_a_run_without_spaces_is_searched_by_pairs_of_its_characters() -> None:
    assert fold_for_search("COVID患者增加,abc").split() == ["COVID", "患者", "者增", "增加", "加", ",abc"]
    assert fold_for_search("أحمد and x") == "احمد and x"


@given(st.text(st.sampled_from("风暴过后港口重新开放カタかなไทย"), min_size=1), st.data())
def test_any_part_of_a_run_is_found_by_beginnings_of_words(run: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(run) - 1))
    last = data.draw(st.integers(first + 1, len(run)))
    words = fold_for_search(run).split()
    assert all(any(word.startswith(asked) for word in words) for asked in fold_for_search(run[first:last]).split())


# What a reader finds ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The search page of a site that was built for a folder of its host, and is served as any host would."""
    root = tmp_path_factory.mktemp("host")
    project = make(root, base="https://briefs.test/daily/")
    build_site(project.root, root / "host/daily", Options(now=NOW))
    with serving(root / "host") as address:
        yield f"{address}/daily/search/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_a_reader_finds_items_of_all_years_with_region_date_and_source(page: Page, url: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    assert not [address for address in asked if "/index/" in address]
    page.get_by_role("searchbox").fill("harbour")
    results = page.locator("ol.results li")
    expect(results).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("Found: 2")
    ferries = results.filter(has_text="Ferries")
    expect(ferries).to_contain_text("North")
    expect(ferries).to_contain_text("10 Apr 2025")
    expect(ferries).to_contain_text("Test Agency")
    expect(ferries).to_contain_text("They sail.")
    ferries.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Ferries")
    assert said == []
    assert all(address.startswith(url.split("/daily/", maxsplit=1)[0]) for address in asked)


@pytest.mark.browser
@pytest.mark.parametrize("query", ["المدينة", "اخبار", "أخبار", "مدينة", "مَدينة", "مدينه", "اعلان"])
def test_a_reader_finds_arabic_however_it_is_spelt(page: Page, url: str, query: str) -> None:
    page.goto(url)
    page.get_by_role("searchbox").fill(query)
    result = page.locator("ol.results li").first
    expect(result).to_contain_text("أخبار المَدينة")
    assert result.locator(".headline").get_attribute("dir") == "rtl"


@pytest.mark.browser
@pytest.mark.parametrize("query", ["港口", "重新开", "渡", "后港", "港务局长允许第一批渡轮"])
def test_a_reader_finds_any_part_of_a_chinese_text(page: Page, url: str, query: str) -> None:
    page.goto(url)
    page.get_by_role("searchbox").fill(query)
    expect(page.locator("ol.results li")).to_have_count(1)
    expect(page.locator("ol.results li")).to_contain_text("风暴过后港口重新开放")


@pytest.mark.browser
def test_a_search_without_results_says_so_and_hostile_words_are_words(page: Page, url: str) -> None:
    page.goto(f"{url}?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+qqqq")
    expect(page.get_by_role("searchbox")).to_have_value("<img src=x onerror=alert(1)> qqqq")
    expect(page.get_by_role("status")).to_have_text(re.compile("Nothing was found|Found"))
    assert page.locator("main img").count() == 0


@pytest.mark.browser
def test_without_javascript_the_page_leads_to_all_items_and_shows_no_field(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_role("link", name="2024")).to_be_visible()
    context.close()


# The preview -----------------------------------------------------------------------------------------------------------


def test_the_preview_has_the_index_that_a_build_writes_and_follows_an_edit(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    preview = Preview(project.root, Options(now=NOW))
    preview.refresh()

    def served() -> dict[str, bytes]:
        paths = [path for path in project.output.rglob("*") if path.is_file() and "/search/index/" in path.as_posix()]
        files = {path.relative_to(project.output).as_posix(): path.read_bytes() for path in paths}
        answers = {path: preview.answer(f"/{path}") for path in files}
        assert {path: (answer.status, answer.content) for path, answer in answers.items()} == {
            path: (200, content) for path, content in files.items()
        }
        return files

    before = served()
    assert preview.answer("/search/index/en/2025/pagefind.js").kind.startswith("text/javascript")
    assert preview.answer("/search/index/en/2025/nothing.js").status == 404
    assert preview.answer("/search/index/en/2023/pagefind.js").status == 404
    project.write("content/second.md", article("Bakers", date="2024-03-02", region="south", body="Flour is dear.\n"))
    preview.refresh(paths=["content/second.md"])
    project.build()
    after = served()
    assert {path for path in before.items() ^ after.items() if "2024" not in path[0]} == set()
    assert before != after


@pytest.mark.browser
def test_a_reader_searches_in_the_preview(page: Page, tmp_path: Path) -> None:
    project = make(tmp_path)
    command = [sys.executable, "-m", "briefgen", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        page.goto(f"{process.stdout.readline().strip()}search/?q=bread")
        expect(page.locator("ol.results li")).to_contain_text("Bakers")
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.mark.browser
def test_a_search_that_failed_once_is_tried_again(page: Page, url: str) -> None:
    page.route("**/pagefind.js", lambda route: route.abort())
    page.goto(f"{url}?q=harbour")
    expect(page.get_by_role("status")).to_have_text("The search index could not be loaded.")
    page.unroute("**/pagefind.js")
    page.get_by_role("searchbox").fill("bread")
    expect(page.locator("ol.results li")).to_contain_text("Bakers")
