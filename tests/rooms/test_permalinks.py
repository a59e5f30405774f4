"""Addresses and output paths: unique, inside the output folder, and the same site wherever it is published."""

import posixpath
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.content.schema import is_base_url
from briefgen.text import permalinks
from briefgen.text.permalinks import RESERVED, fold_path, output_path, site_of
from briefgen.text.slugs import slug
from briefgen.values.model import UrlPath

DAY = date(2025, 4, 10)

keys = st.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9]{1,3})?", fullmatch=True) | st.sampled_from(
    ["page", "index", "feed", "2025", "04"]
)
region_keys = keys.filter(lambda key: key not in RESERVED and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", key))
days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))
slugs = st.text(min_size=1).map(slug).filter(bool)
numbers = st.integers(min_value=2, max_value=10_000)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (permalinks.HOME, "/"),
        (permalinks.region("north"), "/north/"),
        (permalinks.page(permalinks.region("north"), 2), "/north/page/2/"),
        (permalinks.briefing("north", DAY), "/north/2025-04-10/"),
        (permalinks.article("north", DAY, "floods"), "/north/2025-04-10/floods/"),
        (permalinks.day_page(DAY), "/dates/2025-04-10/"),
        (permalinks.ARCHIVE, "/archive/"),
        (permalinks.year(2025), "/archive/2025/"),
        (permalinks.month(date(2025, 4, 1)), "/archive/2025/04/"),
        (permalinks.STORIES, "/stories/"),
        (permalinks.story("floods"), "/stories/floods/"),
        (permalinks.SOURCES, "/sources/"),
        (permalinks.source("agency"), "/sources/agency/"),
        (permalinks.TAGS, "/tags/"),
        (permalinks.tag("roads"), "/tags/roads/"),
        (permalinks.CORRECTIONS, "/corrections/"),
        (permalinks.SEARCH, "/search/"),
        (permalinks.NOT_FOUND, "/404.html"),
        (permalinks.SITEMAP, "/sitemap.xml"),
        (permalinks.ROBOTS, "/robots.txt"),
        (permalinks.atom(), "/feed.xml"),
        (permalinks.json_feed(), "/feed.json"),
        (permalinks.atom(permalinks.region("north")), "/north/feed.xml"),
        (permalinks.json_feed(permalinks.region("north")), "/north/feed.json"),
        (permalinks.OPML, "/feeds.opml"),
        (permalinks.standing("about"), "/about/"),
        (permalinks.asset("style.css", "1f2e3d4c5b6a79"), "/assets/style.1f2e3d4c5b.css"),
    ],
)
def test_addresses_are_those_of_the_contract(address: UrlPath, expected: str) -> None:
    assert address == expected


@pytest.mark.parametrize(
    ("address", "path"),
    [("/", "index.html"), ("/north/", "north/index.html"), ("/404.html", "404.html"), ("/north/feed.xml", "north/feed.xml")],
)
def test_a_page_is_a_folder_with_an_index_and_a_file_is_a_file(address: str, path: str) -> None:
    assert output_path(UrlPath(address)) == path


def test_every_first_part_of_an_address_is_reserved_or_of_a_region_or_page() -> None:
    made = [permalinks.day_page(DAY), permalinks.asset("a.css", "0" * 10), permalinks.atom(), permalinks.json_feed()]
    made += [
        permalinks.page(permalinks.HOME, 2),
        permalinks.ARCHIVE,
        permalinks.STORIES,
        permalinks.SOURCES,
        permalinks.TAGS,
    ]
    made += [permalinks.CORRECTIONS, permalinks.SEARCH, permalinks.NOT_FOUND, permalinks.SITEMAP, permalinks.ROBOTS]
    made += [permalinks.OPML, permalinks.story("a"), permalinks.source("a"), permalinks.tag("a"), permalinks.year(2025)]
    assert {address.split("/")[1] for address in made} <= RESERVED


addresses = st.one_of(
    st.tuples(st.just(permalinks.region), region_keys),
    st.tuples(st.just(permalinks.briefing), region_keys, days),
    st.tuples(st.just(permalinks.article), region_keys, days, slugs),
    st.tuples(st.just(permalinks.day_page), days),
    st.tuples(st.just(permalinks.year), st.integers(1000, 9998)),
    st.tuples(st.just(permalinks.month), days.map(lambda day: day.replace(day=1))),
    st.tuples(st.just(permalinks.story), keys),
    st.tuples(st.just(permalinks.source), keys),
    st.tuples(st.just(permalinks.tag), keys),
    st.tuples(st.just(permalinks.sitemap_part), numbers),
    st.tuples(st.just(lambda key: permalinks.atom(permalinks.region(key))), region_keys),
    st.tuples(st.just(lambda key: permalinks.json_feed(permalinks.region(key))), region_keys),
    st.tuples(st.just(lambda key, number: permalinks.page(permalinks.region(key), number)), region_keys, numbers),
    st.tuples(st.just(lambda key, number: permalinks.page(permalinks.tag(key), number)), keys, numbers),
    st.tuples(st.just(lambda key, number: permalinks.page(permalinks.story(key), number)), keys, numbers),
    st.tuples(st.just(lambda number: permalinks.page(permalinks.TAGS, number)), numbers),
    st.tuples(st.just(lambda number: permalinks.page(permalinks.STORIES, number)), numbers),
    st.tuples(
        st.sampled_from(
            [
                permalinks.HOME,
                permalinks.ARCHIVE,
                permalinks.STORIES,
                permalinks.SOURCES,
                permalinks.TAGS,
                permalinks.SEARCH,
                permalinks.CORRECTIONS,
                permalinks.NOT_FOUND,
                permalinks.SITEMAP,
                permalinks.ROBOTS,
                permalinks.OPML,
            ]
        ).map(lambda address: lambda: address)
    ),
)


@given(st.lists(addresses, max_size=40, unique_by=lambda made: made[0](*made[1:])))
def test_different_addresses_have_different_output_paths_inside_the_folder(
    made: list[tuple[Callable[..., UrlPath], ...]],
) -> None:
    paths = [output_path(make(*arguments)) for make, *arguments in made]
    assert len({fold_path(path) for path in paths}) == len(paths)
    for path in paths:
        assert posixpath.normpath(path) == path
        assert not path.startswith(("/", "../", "."))


@given(region_keys, days, slugs, numbers)
def test_pages_of_different_kinds_never_share_an_address(key: str, day: date, last: str, number: int) -> None:
    """One region, one day, one number: whatever the words are, the kinds stay apart."""
    region = permalinks.region(key)
    made = [
        permalinks.HOME, permalinks.ARCHIVE, permalinks.STORIES, permalinks.SOURCES, permalinks.TAGS, region,
        permalinks.page(permalinks.HOME, number), permalinks.page(region, number), permalinks.briefing(key, day),
        permalinks.article(key, day, last), permalinks.day_page(day), permalinks.year(day.year), permalinks.month(day),
        permalinks.story(last), permalinks.source(last), permalinks.tag(last),
        permalinks.page(permalinks.tag(last), number), permalinks.page(permalinks.TAGS, number),
        permalinks.atom(), permalinks.atom(region), permalinks.json_feed(region), permalinks.sitemap_part(number),
        permalinks.asset("style.css", "0" * 64),
    ]  # fmt: skip
    assert len({fold_path(output_path(address)) for address in made}) == len(made)


@given(st.text(), st.sampled_from(["css", "jpg", "PDF", "woff2"]), st.integers(0, 2**256 - 1))
def test_an_asset_has_an_address_in_ascii_that_its_digest_changes(stem: str, extension: str, number: int) -> None:
    digest = f"{number:064x}"
    address = permalinks.asset(f"{stem}.{extension}", digest)
    assert re.fullmatch(rf"/assets/[a-z0-9-]+\.{digest[:10]}\.{extension.lower()}", address)


# Where the site is published -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "href", "url"),
    [
        ("https://briefs.test", "/north/", "https://briefs.test/north/"),
        ("https://briefs.test/", "/north/", "https://briefs.test/north/"),
        ("https://briefs.test/daily", "/daily/north/", "https://briefs.test/daily/north/"),
        ("https://briefs.test/daily/", "/daily/north/", "https://briefs.test/daily/north/"),
        ("http://briefs.test:8080/a%20b/", "/a%20b/north/", "http://briefs.test:8080/a%20b/north/"),
        (
            "https://briefs.test/أخبار/",
            "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/north/",
            "https://briefs.test/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/north/",
        ),
        ("", "/north/", "http://localhost/north/"),
    ],
)
def test_links_work_from_any_base_path(base_url: str, href: str, url: str) -> None:
    site = site_of(base_url)
    assert site.href(permalinks.region("north")) == href
    assert site.url(permalinks.region("north")) == url


def test_an_address_is_escaped_where_it_becomes_a_link() -> None:
    site = site_of("https://briefs.test/daily/")
    assert site.href(UrlPath('/old "name" & <b>?#%/')) == "/daily/old%20%22name%22%20&%20%3Cb%3E%3F%23%25/"
    assert site.href(UrlPath("/فيضانات/")) == "/daily/%D9%81%D9%8A%D8%B6%D8%A7%D9%86%D8%A7%D8%AA/"


@given(
    st.from_regex(r"https?://[a-z]{1,8}\.test(:[1-9]\d{1,3})?(/[a-z.~%20/-]{0,12})?", fullmatch=True).filter(is_base_url),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_an_address_of_the_site_never_leads_to_another_host(base_url: str, name: str) -> None:
    site = site_of(base_url)
    address = UrlPath(f"/north/{name}/")
    assert urlsplit(site.url(address)).netloc == urlsplit(base_url).netloc
    assert urlsplit(urljoin(site.url(permalinks.HOME), site.href(address))).netloc == urlsplit(base_url).netloc
    assert unquote(site.href(address)).endswith(address.removeprefix("/"))


# Paths as careless file systems compare them -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [("North/A.html", "north/a.html"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "straße"), ("ﬁle", "file"), ("\u212a", "k")],
)
def test_paths_that_a_file_system_may_take_for_one_fold_to_one(one: str, two: str) -> None:
    assert fold_path(one) == fold_path(two)


def test_paths_that_every_file_system_keeps_apart_stay_apart() -> None:
    assert len({fold_path(path) for path in ("a", "b", "a/b", "ä", "أ", "ا")}) == 6


@given(st.text())
def test_a_folded_path_is_folded(path: str) -> None:
    assert fold_path(fold_path(path)) == fold_path(path)
    assert fold_path(path.upper()) == fold_path(path) or path.upper().casefold() != path.casefold()
