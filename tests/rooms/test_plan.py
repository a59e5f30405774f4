"""What a plan makes of a project's articles: groups, order, neighbours, pages of lists. Views are asked, not markup."""

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.plan.material import SitePlan
from briefgen.project.reader import ProjectReader
from briefgen.text.country_tiles import TILES
from briefgen.values.model import Day, Moment, Options
from briefgen.values.parts import Feed, Sitemap
from briefgen.values.views import (
    ArchiveView,
    ArticleView,
    BriefingView,
    CorrectionsView,
    DayView,
    HomeView,
    MonthView,
    RegionView,
    SearchView,
    StoriesView,
    StoryView,
    TermsView,
    TermView,
    View,
    YearView,
)
from tests.projects import GIF, NOW, Project, article, codes, positions, write_project

V = TypeVar("V", bound=View)

TREE = """\
title: Tree Briefs
tagline: Regions in a tree
base_url: https://briefs.test/
language: en-GB
time_zone: Europe/London
regions:
  - key: north
    name: North
    regions:
      - {key: north-coast, name: North Coast}
      - {key: north-hills, name: North Hills}
  - {key: south, name: South}
  - {key: east, name: East}
"""

REGISTRY = """\
sources:
  daily-wire: {name: The Daily Wire, url: "https://www.wire.example/"}
  radio: {name: Radio One, url: "https://radio.example/"}
"""


def make(root: Path, files: dict[str, str], more: str = "") -> Project:
    """Write a project with these files only, and further lines of settings."""
    return write_project(
        root / "project", {"briefgen.yml": TREE + more, "content/first.md": "", "content/second.md": "", **files}
    )


def plan_of(project: Project, now: datetime = NOW) -> SitePlan:
    read = ProjectReader(project.root).read(Options(now=now))
    assert read.value is not None
    return read.value.plan


def views_of(plan: SitePlan) -> dict[str, View]:
    """Return the views of all pages by address."""
    return {page.address: page.view(plan.maker) for page in plan.pages}


def view_of(project: Project, address: str, kind: type[V]) -> V:
    """Return the view of the page at an address, which has to be of that kind."""
    plan = plan_of(project)
    (page,) = [page for page in plan.pages if page.address == address]
    view = page.view(plan.maker)
    assert isinstance(view, kind)
    return view


def addresses(project: Project) -> set[str]:
    return {page.address for page in plan_of(project).pages}


def titles(cards: tuple) -> list[str]:
    return [card.title for card in cards]


# Regions and briefings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "regions",
    [
        pytest.param("north-coast", id="child"),
        pytest.param("north", id="parent"),
        pytest.param("[north-coast, north]", id="child-and-parent"),
        pytest.param("[north, north-coast]", id="parent-and-child"),
        pytest.param("[north-coast, north-hills]", id="two-children"),
        pytest.param("[north-coast, north-coast]", id="one-child-twice"),
    ],
)
def test_a_parent_has_an_item_of_its_children_once(tmp_path: Path, regions: str) -> None:
    project = make(tmp_path, {"content/a.md": article("Only", region=regions)})
    assert titles(view_of(project, "/north/2025-04-10/", BriefingView).cards) == ["Only"]
    assert view_of(project, "/north/", RegionView).count == 1
    assert view_of(project, "/dates/2025-04-10/", DayView).count == 1
    assert project.build().findings == ()
    assert project.page("/north/feed.xml").count("<entry ") == 1


def test_a_child_does_not_have_its_parents_or_siblings_items(tmp_path: Path) -> None:
    files = {"content/a.md": article("Parents", region="north"), "content/b.md": article("Coastal", region="north-coast")}
    project = make(tmp_path, files)
    assert titles(view_of(project, "/north-coast/2025-04-10/", BriefingView).cards) == ["Coastal"]
    assert sorted(titles(view_of(project, "/north/2025-04-10/", BriefingView).cards)) == ["Coastal", "Parents"]
    assert "/north-hills/2025-04-10/" not in addresses(project)


def test_there_is_a_briefing_for_every_region_and_date_with_news_and_for_no_other(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="north-coast", date="2025-04-10"),
        "content/b.md": article("B", region="south", date="2025-04-10"),
        "content/c.md": article("C", region="south", date="2025-04-12"),
    }
    views = views_of(plan_of(make(tmp_path, files)))
    briefings = {address for address, view in views.items() if isinstance(view, BriefingView)}
    assert briefings == {
        "/north/2025-04-10/", "/north-coast/2025-04-10/", "/south/2025-04-10/", "/south/2025-04-12/",
    }  # fmt: skip


def test_an_article_of_several_regions_has_one_page_under_the_first_and_is_listed_in_all(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/shared.md": article("Shared", region="[south, north-coast, east]")})
    pages = [address for address, view in views_of(plan_of(project)).items() if isinstance(view, ArticleView)]
    assert pages == ["/south/2025-04-10/shared/"]
    for region in ("south", "north-coast", "north", "east"):
        (card,) = view_of(project, f"/{region}/2025-04-10/", BriefingView).cards
        assert card.href == "/south/2025-04-10/shared/"
        assert card.region.key == "south"
    article_view = view_of(project, "/south/2025-04-10/shared/", ArticleView)
    assert [region.key for region in article_view.regions] == ["south", "north-coast", "east"]
    assert article_view.briefing == "/south/2025-04-10/"


def test_a_briefing_is_in_order_of_weight_then_newest_then_title(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("Zebra", region="south"),
        "content/b.md": article("apple", region="south"),
        "content/c.md": article("Late", region="south", date="2025-04-10T20:00:00+01:00"),
        "content/d.md": article("Early", region="south", date="2025-04-10T06:00:00+01:00"),
        "content/e.md": article("Heavy", region="south", weight="5", date="2025-04-10T21:00:00+01:00"),
        "content/f.md": article("Light", region="south", weight="-1"),
        "content/g.md": article("Mango", region="south"),
    }
    cards = view_of(make(tmp_path, files), "/south/2025-04-10/", BriefingView).cards
    assert titles(cards) == ["Light", "Late", "Early", "apple", "Mango", "Zebra", "Heavy"]


def test_weight_counts_inside_a_briefing_only(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("Older and light", region="south", date="2025-04-10", weight="-9", tags="[x]"),
        "content/b.md": article("Newer and heavy", region="south", date="2025-04-11", weight="9", tags="[x]"),
    }
    project = make(tmp_path, files)
    assert titles(view_of(project, "/tags/x/", TermView).cards) == ["Newer and heavy", "Older and light"]


def test_a_briefing_leads_to_the_days_before_and_after_that_have_its_news(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="south", date="2025-04-01"),
        "content/b.md": article("B", region="north", date="2025-04-02"),
        "content/c.md": article("C", region="south", date="2025-04-05"),
        "content/d.md": article("D", region="south", date="2025-04-05", weight="3"),
        "content/e.md": article("E", region="south", date="2025-05-01"),
    }
    project = make(tmp_path, files)
    middle = view_of(project, "/south/2025-04-05/", BriefingView)
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.previous.date, middle.previous.href, middle.previous.count) == (date(2025, 4, 1), "/south/2025-04-01/", 1)
    assert (middle.next.date, middle.next.href) == (date(2025, 5, 1), "/south/2025-05-01/")
    assert view_of(project, "/south/2025-04-01/", BriefingView).previous is None
    assert view_of(project, "/south/2025-05-01/", BriefingView).next is None


def test_a_briefing_leads_to_the_other_regions_with_news_on_its_day(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="south"),
        "content/b.md": article("B", region="north-coast"),
        "content/c.md": article("C", region="east", date="2025-04-11"),
    }
    project = make(tmp_path, files)
    assert [link.key for link in view_of(project, "/south/2025-04-10/", BriefingView).elsewhere] == ["north", "north-coast"]
    assert view_of(project, "/east/2025-04-11/", BriefingView).elsewhere == ()
    assert view_of(project, "/south/2025-04-10/", BriefingView).day == "/dates/2025-04-10/"


def test_a_briefing_has_what_its_editor_wrote(tmp_path: Path) -> None:
    note = (
        "---\ntrend: deteriorated\nnumber: 7\ncutoff: 2025-04-10T18:00:00+01:00\nsummary: In short.\n"
        "key_points: [First point, Second point]\n---\nThe editor's prose.\n"
    )
    files = {"content/a.md": article("A", region="south"), "content/briefings/south/2025-04-10.md": note}
    project = make(tmp_path, files)
    view = view_of(project, "/south/2025-04-10/", BriefingView)
    assert (view.trend, view.number, view.summary) == ("deteriorated", 7, "In short.")
    assert view.cutoff == datetime(2025, 4, 10, 17, tzinfo=UTC)
    assert [point.text for point in view.key_points] == ["First point", "Second point"]
    assert project.build().findings == ()
    assert "The editor's prose." in project.page("/south/2025-04-10/")


def test_a_briefing_without_an_editor_has_the_first_key_point_of_each_article(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="south", key_points="[Point of A, Another of A]"),
        "content/b.md": article("B", region="south", key_points="[Point of B]", weight="1"),
        "content/c.md": article("C", region="south", weight="2"),
    }
    points = view_of(make(tmp_path, files), "/south/2025-04-10/", BriefingView).key_points
    assert [(point.text, point.href) for point in points] == [("Point of A", "#item.a"), ("Point of B", "#item.b")]


def test_a_briefing_file_without_a_published_article_is_a_warning(tmp_path: Path) -> None:
    files = {"content/a.md": article("A", region="south"), "content/briefings/east/2025-04-10.md": "---\nnumber: 1\n---\n"}
    result = make(tmp_path, files).build()
    assert positions(result) == [("empty-briefing", "content/briefings/east/2025-04-10.md", None, None)]
    assert result.written is not None


def test_an_unknown_region_is_named_where_it_stands_with_the_nearest_one(tmp_path: Path) -> None:
    files = {"content/a.md": article("A", region="[south, north-cost]")}
    result = make(tmp_path, files).build()
    assert positions(result) == [("unknown-region", "content/a.md", 4, 17)]
    assert result.findings[0].message == 'region "north-cost" is not in briefgen.yml'
    assert result.findings[0].help == 'nearest is "north-coast"'


def test_an_article_leads_to_its_neighbours_inside_its_home_briefing(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="south", weight="1"),
        "content/b.md": article("B", region="south", weight="2"),
        "content/c.md": article("C", region="south", weight="3"),
        "content/d.md": article("D", region="south", date="2025-04-11"),
    }
    project = make(tmp_path, files)
    middle = view_of(project, "/south/2025-04-10/b/", ArticleView)
    assert middle.next is not None
    assert (middle.previous, middle.next.href, middle.next.title) == ("/south/2025-04-10/a/", "/south/2025-04-10/c/", "C")
    assert (middle.place, middle.count) == (2, 3)
    alone = view_of(project, "/south/2025-04-11/d/", ArticleView)
    assert (alone.previous, alone.next, alone.place, alone.count) == ("", None, 1, 1)


def test_an_article_leads_to_what_came_before_and_after_in_its_story(tmp_path: Path) -> None:
    files = {
        f"content/{name}.md": article(name.upper(), region=region, date=f"2025-04-1{day}", story="flood")
        for day, (name, region) in enumerate([("a", "south"), ("b", "north-coast"), ("c", "south")])
    }
    project = make(tmp_path, {**files, "content/other.md": article("Other", region="south", date="2025-04-11")})
    middle = view_of(project, "/north-coast/2025-04-11/b/", ArticleView)
    assert (middle.earlier and middle.earlier.title, middle.later and middle.later.title) == ("A", "C")
    newest = view_of(project, "/south/2025-04-12/c/", ArticleView)
    assert (newest.earlier and newest.earlier.title, newest.later) == ("B", None)
    assert view_of(project, "/south/2025-04-11/other/", ArticleView).earlier is None


def test_alerts_are_at_the_top_of_briefing_day_and_region_and_trends_on_the_region(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}") for day in range(10, 30)}
    files |= {f"content/briefings/south/2025-04-{day}.md": "---\ntrend: improved\n---\n" for day in range(10, 29)}
    note = "---\ntrend: deteriorated\nalerts: [{text: The bridge is shut, kind: risk}]\n---\n"
    project = make(tmp_path, files).write("content/briefings/south/2025-04-29.md", note)
    views = (
        view_of(project, "/south/2025-04-29/", BriefingView).alerts,
        view_of(project, "/dates/2025-04-29/", DayView).front.alerts,
    )
    for alerts in views:
        assert [(alert.text, alert.kind, alert.region.href) for alert in alerts] == [
            ("The bridge is shut", "risk", "/south/2025-04-29/")
        ]
    region = view_of(project, "/south/", RegionView)
    assert region.latest is not None
    assert region.latest.alerts == views[0]
    assert [(day.date.day, day.trend) for day in region.trends] == [
        *((day, "improved") for day in range(16, 29)), (29, "deteriorated"),
    ]  # fmt: skip
    assert project.build().written is not None
    assert "The bridge is shut" in project.page("/south/")


def test_a_long_briefing_shows_its_first_items_in_full_and_the_rest_as_headlines(tmp_path: Path) -> None:
    files = {f"content/{number}.md": article(f"T{number}", region="south", weight=str(number)) for number in range(1, 6)}
    project = make(tmp_path, files, "briefing_length: 3\n")
    view = view_of(project, "/south/2025-04-10/", BriefingView)
    assert (titles(view.cards), view.shown) == (["T1", "T2", "T3", "T4", "T5"], 3)
    assert project.build().written is not None
    _, _, also = project.page("/south/2025-04-10/").partition("Also today")
    assert [f">T{number}<" in also for number in range(1, 6)] == [False, False, False, True, True]
    assert 'id="item.4"' in also


def test_a_region_without_news_has_its_page(tmp_path: Path) -> None:
    view = view_of(make(tmp_path, {"content/a.md": article("A", region="south")}), "/east/", RegionView)
    assert (view.count, view.latest, view.months, view.pager.older) == (0, None, (), "")


def test_a_region_shows_its_newest_briefing_its_tree_and_its_introduction(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("Old", region="north-coast", date="2025-04-01"),
        "content/b.md": article("New", region="north-coast", date="2025-04-20"),
        "content/regions/north-coast.md": "---\nsummary: Where the sea is.\n---\nStanding prose.\n",
    }
    project = make(tmp_path, files)
    coast = view_of(project, "/north-coast/", RegionView)
    assert coast.latest is not None
    assert (coast.latest.date, titles(coast.latest.cards)) == (date(2025, 4, 20), ["New"])
    assert coast.summary == "Where the sea is."
    assert [link.key for link in coast.parents] == ["north"]
    assert [link.key for link in view_of(project, "/north/", RegionView).children] == ["north-coast", "north-hills"]
    assert project.build().findings == ()
    assert "Standing prose." in project.page("/north-coast/")


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["north", "north-coast", "north-hills", "south", "east"]), min_size=1, max_size=3),
            st.sampled_from(["2025-03-31", "2025-04-01", "2025-04-10"]),
            st.integers(-2, 2),
            st.sampled_from(["alpha", "Beta", "gamma"]),
        ),
        max_size=8,
    )
)
def test_briefings_are_the_articles_of_a_region_and_those_below_it_on_a_date(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[list[str], str, int, str]]
) -> None:
    files = {
        f"content/{number}.md": article(f"{title}", date=day, region=f"[{', '.join(regions)}]", weight=str(weight))
        for number, (regions, day, weight, title) in enumerate(rows)
    }
    expected: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for number, (regions, day, weight, title) in enumerate(rows):
        parents = {"north" for region in regions if region.startswith("north-")}
        for region in {*regions} | parents:
            expected.setdefault((region, day), []).append((weight, title.casefold(), f"item.{number}"))
    plan = plan_of(make(tmp_path_factory.mktemp("law"), files))
    found = {
        (view.region.key, view.date.isoformat()): [card.anchor for card in view.cards]
        for view in views_of(plan).values()
        if isinstance(view, BriefingView)
    }
    assert found == {key: [anchor for _, _, anchor in sorted(items)] for key, items in expected.items()}
    assert sum(isinstance(view, ArticleView) for view in views_of(plan).values()) == len(rows)


# Days ----------------------------------------------------------------------------------------------------------------


def test_a_moment_late_in_utc_is_filed_under_the_day_of_the_sites_time_zone(tmp_path: Path) -> None:
    late = article("Late", region="south", date="2025-07-10T23:30:00Z")
    project = make(tmp_path, {"content/late.md": late})
    assert {"/south/2025-07-11/late/", "/dates/2025-07-11/", "/archive/2025/07/"} <= addresses(project)
    assert not any("2025-07-10" in address for address in addresses(project))
    project.write("briefgen.yml", TREE.replace("Europe/London", "America/New_York"))
    assert "/south/2025-07-10/late/" in addresses(project)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        pytest.param("Asia/Tokyo", "2025-12-31T15:00:00Z", "2026-01-01", id="next-year"),
        pytest.param("Asia/Tokyo", "2025-12-31T14:59:59Z", "2025-12-31", id="a-second-earlier"),
        pytest.param("Pacific/Honolulu", "2025-03-01T09:59:00+00:00", "2025-02-28", id="last-month"),
        pytest.param("UTC", "2025-04-10T00:30:00+03:00", "2025-04-09", id="offset-of-the-author"),
        pytest.param("Asia/Kathmandu", "2025-04-10T18:15:00Z", "2025-04-11", id="quarter-hours"),
    ],
)
def test_days_are_counted_in_the_sites_time_zone(tmp_path: Path, zone: str, moment: str, day: str) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", date=moment)})
    project.write("briefgen.yml", TREE.replace("Europe/London", zone))
    assert f"/south/{day}/a/" in addresses(project)


def test_a_plain_date_is_the_same_day_in_every_time_zone(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", date="2025-04-10")})
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        project.write("briefgen.yml", TREE.replace("Europe/London", zone))
        assert "/south/2025-04-10/a/" in addresses(project)


def test_a_day_has_its_first_level_regions_in_the_order_of_the_settings_and_leads_to_days_with_news(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="east", date="2025-04-10"),
        "content/b.md": article("B", region="north-hills", date="2025-04-10"),
        "content/c.md": article("C", region="south", date="2025-04-08"),
        "content/d.md": article("D", region="south", date="2025-04-15"),
    }
    view = view_of(make(tmp_path, files), "/dates/2025-04-10/", DayView)
    assert [briefing.region.key for briefing in view.briefings] == ["north", "east"]
    assert view.count == 2
    assert view.previous is not None
    assert view.next is not None
    assert (view.previous.href, view.next.href) == ("/dates/2025-04-08/", "/dates/2025-04-15/")


def test_the_archive_counts_items_by_year_month_and_day(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="[north, south]", date="2024-12-31"),
        "content/b.md": article("B", region="south", date="2025-01-01"),
        "content/c.md": article("C", region="north-coast", date="2025-01-01"),
        "content/d.md": article("D", region="east", date="2025-03-05"),
    }
    project = make(tmp_path, files)
    archive = view_of(project, "/archive/", ArchiveView)
    assert [(year.title, year.href, year.count) for year in archive.years] == [
        ("2025", "/archive/2025/", 3), ("2024", "/archive/2024/", 1),
    ]  # fmt: skip
    assert archive.count == 4
    year = view_of(project, "/archive/2025/", YearView)
    assert [(month.first.month, month.count) for month in year.calendar.months if month.count] == [(1, 2), (3, 1)]
    assert [(month.first, month.count, month.href) for month in year.months] == [
        (date(2025, 3, 1), 1, "/archive/2025/03/"), (date(2025, 1, 1), 2, "/archive/2025/01/"),
    ]  # fmt: skip
    assert (year.previous and year.previous.href, year.next) == ("/archive/2024/", None)
    month = view_of(project, "/archive/2025/01/", MonthView)
    assert [(day.href, day.count, [region.key for region in day.regions]) for day in month.days] == [
        ("/dates/2025-01-01/", 2, ["north", "south"])
    ]
    assert (month.previous and month.previous.href, month.next and month.next.href) == (
        "/archive/2024/12/", "/archive/2025/03/",
    )  # fmt: skip
    cells = [cell for week in month.calendar.weeks for cell in week if cell.count]
    assert [(cell.number, cell.href, cell.count) for cell in cells] == [(1, "/dates/2025-01-01/", 2)]
    assert "/archive/2025/02/" not in addresses(project)


def test_an_empty_site_has_its_standing_pages_and_no_days(tmp_path: Path) -> None:
    project = make(tmp_path, {})
    assert {"/", "/north/", "/archive/", "/stories/", "/sources/", "/tags/", "/corrections/", "/search/"} <= addresses(
        project
    )
    home = view_of(project, "/", HomeView)
    assert (home.newest, home.updated, home.briefings, home.days) == (None, None, (), ())
    assert [quiet.last for quiet in home.quiet] == [None, None, None]
    result = project.build()
    assert result.findings == ()
    assert result.written is not None


# Home ----------------------------------------------------------------------------------------------------------------


def test_home_shows_the_newest_day_by_region_and_the_quiet_ones_with_their_last_date(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="north-hills", date="2025-04-20"),
        "content/b.md": article("B", region="south", date="2025-04-12"),
        "content/c.md": article("C", region="south", date="2025-04-11"),
    }
    home = view_of(make(tmp_path, files), "/", HomeView)
    assert home.newest == date(2025, 4, 20)
    assert [(briefing.region.key, briefing.href) for briefing in home.briefings] == [("north", "/north/2025-04-20/")]
    quiet = [(region.region.key, region.last and region.last.href) for region in home.quiet]
    assert quiet == [("south", "/south/2025-04-12/"), ("east", None)]
    assert [day.href for day in home.days] == ["/dates/2025-04-20/", "/dates/2025-04-12/", "/dates/2025-04-11/"]


def test_home_shows_five_headlines_of_a_briefing_and_how_many_there_are(tmp_path: Path) -> None:
    files = {f"content/{number}.md": article(f"Title {number}", region="south", weight=str(number)) for number in range(11)}
    home = view_of(make(tmp_path, files), "/", HomeView)
    (briefing,) = home.briefings
    assert home.front is not None
    assert titles((home.front.lead, *home.front.seconds)) == [f"Title {number}" for number in range(4)]
    assert titles(briefing.cards) == [f"Title {number}" for number in range(4, 9)]
    assert briefing.count == 11


def test_the_lead_is_the_first_by_weight_then_a_picture_then_sources_then_the_newest(tmp_path: Path) -> None:
    two, at = "[{name: One}, {name: Two}]", "2025-04-10T0{}:00:00+00:00"
    files = {
        "content/weight.md": article("By weight", region="south", weight="-1", date=at.format(1)),
        "content/picture.md": article("By picture", region="south", image="{src: it.gif, alt: It}", date=at.format(2)),
        "content/sources.md": article("By sources", region="south", sources=two, date=at.format(3)),
        "content/newest.md": article("By time", region="south", date=at.format(5)),
        "content/oldest.md": article("Last", region="south", date=at.format(4)),
    }
    project = make(tmp_path, files).write("content/it.gif", GIF)
    front = view_of(project, "/dates/2025-04-10/", DayView).front
    assert titles((front.lead, *front.seconds)) == ["By weight", "By picture", "By sources", "By time"]
    assert [card.picture is not None for card in (front.lead, *front.seconds)] == [False, True, False, False]
    below = view_of(project, "/dates/2025-04-10/", DayView).briefings
    assert [titles(briefing.cards) for briefing in below] == [["Last"]]


def test_a_note_of_the_day_chooses_its_lead_and_what_follows(tmp_path: Path) -> None:
    files = {f"content/{name}.md": article(name.upper(), region="south") for name in "abcdef"}
    files |= {"content/north/a.md": article("North", region="north-coast")}
    day = "---\ntitle: The day\nlead: south/a\norder: [f, e, d, c]\n---\nA word.\n"
    project = make(tmp_path, {**files, "content/days/2025-04-10.md": day})
    front = view_of(project, "/dates/2025-04-10/", DayView).front
    assert titles((front.lead, *front.seconds)) == ["A", "F", "E", "D", "C"]
    assert (front.title, front.body is not None) == ("The day", True)
    assert view_of(project, "/", HomeView).front == front


def test_a_lead_that_the_day_has_not_leaves_the_place_to_the_first_by_rank(tmp_path: Path) -> None:
    files = {f"content/{name}.md": article(name.upper(), region="south", weight=str(at)) for at, name in enumerate("abc")}
    project = make(tmp_path, {**files, "content/days/2025-04-10.md": "---\nlead: gone\norder: [c]\n---\n"})
    front = view_of(project, "/dates/2025-04-10/", DayView).front
    assert titles((front.lead, *front.seconds)) == ["A", "C", "B"]


def test_no_two_countries_share_a_square_of_the_map() -> None:
    assert len(set(TILES.values())) == len(TILES) > 240


def test_a_note_of_a_day_that_names_what_the_day_has_not_is_told(tmp_path: Path) -> None:
    files = {
        "content/boats.md": article("Boats", region="south"),
        "content/2025/same.md": article("One", region="south"),
        "content/same.md": article("Other", region="north-coast"),
        "content/draft.md": article("Draft", region="south", draft="true"),
        "content/days/2025-04-10.md": "---\nlead: boat\norder: [same, draft, north-coast/same]\n---\n",
        "content/days/2025-04-11.md": "---\ntitle: Nothing\n---\n",
        "content/days/tomorrow.md": "---\ntitle: Nothing\n---\n",
    }
    project = make(tmp_path, files)
    result = project.check()
    assert positions(result) == [
        ("unknown-item", "content/days/2025-04-10.md", 2, 7),
        ("unknown-item", "content/days/2025-04-10.md", 3, 9),
        ("unknown-item", "content/days/2025-04-10.md", 3, 15),
        ("empty-briefing", "content/days/2025-04-11.md", None, None),
        ("misplaced-file", "content/days/tomorrow.md", None, None),
    ]
    assert 'nearest is "boats"' in result.findings[0].help
    assert "write south/same or north-coast/same" in result.findings[1].help


def test_home_shows_at_most_seven_days(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}") for day in range(10, 20)}
    days = view_of(make(tmp_path, files), "/", HomeView).days
    assert [day.date.day for day in days] == [19, 18, 17, 16, 15, 14, 13]


def test_home_says_when_the_content_last_changed_and_not_when_it_was_built(tmp_path: Path) -> None:
    project = make(
        tmp_path,
        {
            "content/a.md": article("A", region="south", date="2025-04-10"),
            "content/b.md": article("B", region="south", date="2025-03-01", updated="2025-04-12T08:00:00Z"),
        },
    )
    assert view_of(project, "/", HomeView).updated == Moment(at=datetime(2025, 4, 12, 8, tzinfo=UTC))
    project.remove("content/b.md")
    assert view_of(project, "/", HomeView).updated == Day(day=date(2025, 4, 10))
    assert plan_of(project, NOW).outputs == plan_of(project, datetime(2030, 1, 1, tzinfo=UTC)).outputs


# Stories, sources, tags, corrections ---------------------------------------------------------------------------------


def test_a_story_runs_across_regions_and_dates_oldest_first(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("Third", region="south", date="2025-04-12", story="port-deal"),
        "content/b.md": article("First", region="north-coast", date="2025-04-01", story="port-deal"),
        "content/c.md": article("Second, evening", region="east", date="2025-04-05T18:00:00Z", story="port-deal"),
        "content/d.md": article("Second, morning", region="east", date="2025-04-05T08:00:00Z", story="port-deal"),
        "content/e.md": article("Other", region="east", date="2025-04-20", story="other"),
        "content/stories/other.md": "---\ntitle: Another matter\nsummary: It matters.\n---\n",
    }
    project = make(tmp_path, files)
    story = view_of(project, "/stories/port-deal/", StoryView)
    assert [titles(day.cards) for day in story.days] == [["First"], ["Second, morning", "Second, evening"], ["Third"]]
    assert (story.title, story.count) == ("Port deal", 4)
    assert [region.key for region in story.regions] == ["north-coast", "south", "east"]
    lines = view_of(project, "/stories/", StoriesView).stories
    assert [(line.title, line.summary, line.count) for line in lines] == [
        ("Another matter", "It matters.", 1), ("Port deal", "", 4),
    ]  # fmt: skip
    assert (lines[1].first, lines[1].last) == (date(2025, 4, 1), date(2025, 4, 12))
    link = view_of(project, "/east/2025-04-20/e/", ArticleView).story
    assert link is not None
    assert (link.title, link.href) == ("Another matter", "/stories/other/")


def test_a_story_file_without_a_published_article_is_a_warning(tmp_path: Path) -> None:
    files = {"content/a.md": article("A", region="south"), "content/stories/gone.md": "---\ntitle: Gone\n---\n"}
    project = make(tmp_path, files)
    assert positions(project.build()) == [("unused-story", "content/stories/gone.md", None, None)]
    assert "/stories/gone/" not in addresses(project)


@pytest.mark.parametrize(
    ("source", "key", "name"),
    [
        pytest.param("{name: daily-wire}", "daily-wire", "The Daily Wire", id="by-key"),
        pytest.param("{name: The Daily Wire}", "daily-wire", "The Daily Wire", id="by-name"),
        pytest.param("{name: the daily WIRE}", "daily-wire", "The Daily Wire", id="by-name-in-another-case"),
        pytest.param('{url: "https://wire.example/a/1"}', "daily-wire", "The Daily Wire", id="by-host"),
        pytest.param('{url: "https://www.radio.example/a"}', "radio", "Radio One", id="by-host-with-www"),
        pytest.param('{name: Somebody, url: "https://wire.example/a"}', "somebody", "Somebody", id="own-name-beats-host"),
        pytest.param('{url: "https://www.elsewhere.example/a"}', "elsewhere-example", "elsewhere.example", id="host-only"),
        pytest.param("{name: Élan Presse}", "elan-presse", "Élan Presse", id="unregistered"),
    ],
)
def test_a_source_is_found_in_the_registry_by_key_name_or_host(tmp_path: Path, source: str, key: str, name: str) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", sources=f"[{source}]")}, REGISTRY)
    view = view_of(project, f"/sources/{key}/", TermView)
    assert (view.name, view.count, titles(view.cards)) == (name, 1, ["A"])
    assert [(term.title, term.href) for term in view_of(project, "/sources/", TermsView).terms] == [
        (name, f"/sources/{key}/")
    ]
    (line,) = view.cards[0].sources
    assert (line.name, line.href) == (name, f"/sources/{key}/")


def test_sources_of_one_publisher_count_an_article_once(tmp_path: Path) -> None:
    sources = '[{name: daily-wire}, {url: "https://wire.example/2"}, {name: Radio One}]'
    project = make(tmp_path, {"content/a.md": article("A", region="south", sources=sources)}, REGISTRY)
    terms = view_of(project, "/sources/", TermsView).terms
    assert [(term.title, term.count) for term in terms] == [("Radio One", 1), ("The Daily Wire", 1)]
    assert len(view_of(project, "/south/2025-04-10/a/", ArticleView).card.sources) == 3


def test_a_source_without_an_article_has_no_page(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", sources="[{name: Else}]")}, REGISTRY)
    assert "/sources/daily-wire/" not in addresses(project)


def test_spellings_of_a_tag_share_one_page(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="south", tags="[Climate Change]"),
        "content/b.md": article("B", region="south", tags="[climate change, Climate-Change]"),
        "content/c.md": article("C", region="south", tags="[CLIMATE  CHANGE]"),
    }
    project = make(tmp_path, files)
    (term,) = view_of(project, "/tags/", TermsView).terms
    assert (term.href, term.count) == ("/tags/climate-change/", 3)
    assert titles(view_of(project, "/tags/climate-change/", TermView).cards) == ["A", "B", "C"]


def test_tags_in_scripts_without_ascii_have_pages_of_their_own(tmp_path: Path) -> None:
    tags = ["الأمن", "مياه", "安全", "безопасность", "ΑΘΗΝΑ"]
    files = {
        f"content/{number}.md": article(f"T{number}", region="south", tags=f"[{tag}]") for number, tag in enumerate(tags)
    }
    project = make(tmp_path, files)
    terms = view_of(project, "/tags/", TermsView).terms
    assert sorted(term.title for term in terms) == sorted(tags)
    assert len({term.href for term in terms}) == len(tags)
    by_name = {term.title: term for term in terms}
    assert (by_name["الأمن"].dir, by_name["安全"].dir) == ("rtl", "ltr")
    assert view_of(project, unquote(by_name["مياه"].href), TermView).name_dir == "rtl"
    lower = project.write("content/x.md", article("Lower", region="south", tags="[αθηνα]"))
    assert view_of(lower, unquote(by_name["ΑΘΗΝΑ"].href), TermView).count == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("فرانس 24", "قناة 24", id="arabic-with-one-number"),
        pytest.param("مجموعة 7", "القمة 7", id="arabic-with-one-digit"),
        pytest.param("选举2024", "经济2024", id="chinese-with-one-year"),
        pytest.param("выборы", "экономика", id="cyrillic"),
    ],
)
@pytest.mark.parametrize("kind", ["tags", "sources"])
def test_different_names_in_a_script_without_ascii_stay_apart(tmp_path: Path, kind: str, one: str, other: str) -> None:
    values = {"tags": "[{}]", "sources": "[{{name: {}}}]"}[kind]
    files = {
        "content/a.md": article("A", region="south", **{kind: values.format(one)}),
        "content/b.md": article("B", region="south", **{kind: values.format(other)}),
    }
    terms = view_of(make(tmp_path, files), f"/{kind}/", TermsView).terms
    assert {term.title: term.count for term in terms} == {one: 1, other: 1}


@pytest.mark.parametrize("tag", ["한국", "Việt Nam", "أخبار", "カナダ"], ids=["hangul", "latin", "arabic", "kana"])
def test_unicode_forms_of_a_tag_share_one_page(tmp_path: Path, tag: str) -> None:
    files = {
        "content/a.md": article("A", region="south", tags=f"[{unicodedata.normalize('NFC', tag)}]"),
        "content/b.md": article("B", region="south", tags=f"[{unicodedata.normalize('NFD', tag)}]"),
    }
    assert [term.count for term in view_of(make(tmp_path, files), "/tags/", TermsView).terms] == [2]


def test_corrections_are_listed_newest_first_with_their_items(tmp_path: Path) -> None:
    first = (
        "[{date: 2025-04-11, kind: correction, text: Oldest}, "
        "{date: '2025-04-20T10:00:00Z', kind: clarification, text: Newest}]"
    )
    files = {
        "content/a.md": article("A", region="south", corrections=first),
        "content/b.md": article("B", region="south", corrections="[{date: 2025-04-15, kind: update, text: Middle}]"),
        "content/c.md": article("C", region="south"),
    }
    project = make(tmp_path, files)
    items = view_of(project, "/corrections/", CorrectionsView).items
    assert [(item.correction.text, item.card.title) for item in items] == [("Newest", "A"), ("Middle", "B"), ("Oldest", "A")]
    own = view_of(project, "/south/2025-04-10/a/", ArticleView)
    assert [(line.text, line.kind) for line in own.corrections] == [("Newest", "clarification"), ("Oldest", "correction")]
    assert own.card.corrected
    assert not view_of(project, "/south/2025-04-10/c/", ArticleView).card.corrected


# Pages of lists ------------------------------------------------------------------------------------------------------


def test_a_region_is_paged_by_days(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="north-coast", date=f"2025-04-{day}") for day in range(10, 17)}
    files["content/same-day.md"] = article("Same day", region="north-hills", date="2025-04-14")
    project = make(tmp_path, files, "page_size: 2\n")
    paged = ["/north/", "/north/page/2/", "/north/page/1/"]
    assert sorted(address for address in addresses(project) if address.startswith("/north/p")) == sorted(paged[1:])
    views = [view_of(project, address, RegionView) for address in paged]
    shown = [[day.date.day for month in view.months for day in month.days] for view in views]
    assert shown == [[16, 15, 14], [13, 12], [11, 10]]
    assert [view.pager.number for view in views] == [0, 2, 1]
    assert [(view.pager.newer, view.pager.older) for view in views] == [
        ("", "/north/page/2/"), ("/north/", "/north/page/1/"), ("/north/page/2/", ""),
    ]  # fmt: skip
    assert [view.latest is not None for view in views] == [True, False, False]
    assert [view.count for view in views] == [8, 0, 0]


@pytest.mark.parametrize("kind", ["tags", "sources"])
def test_tags_and_sources_are_paged_by_items_newest_first(tmp_path: Path, kind: str) -> None:
    own = {"tags": {"tags": "[water]"}, "sources": {"sources": "[{name: Water}]"}}[kind]
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}", **own) for day in range(10, 16)}
    project = make(tmp_path, files, "page_size: 2\n")
    views = [view_of(project, f"/{kind}/water/{end}", TermView) for end in ("", "page/2/", "page/1/")]
    assert [titles(view.cards) for view in views] == [["T15", "T14"], ["T13", "T12"], ["T11", "T10"]]
    assert [view.count for view in views] == [6, 0, 0]
    assert views[1].pager.newer == f"/{kind}/water/"
    assert f"/{kind}/water/page/3/" not in addresses(project)


@pytest.mark.parametrize("kind", ["tags", "sources"])
def test_a_new_item_changes_the_newest_page_of_a_list_only(tmp_path: Path, kind: str) -> None:
    own = {"tags": {"tags": "[water]"}, "sources": {"sources": "[{name: Water}]"}}[kind]
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}", **own) for day in range(10, 16)}
    project = make(tmp_path, files, "page_size: 2\n")
    older = [(f"/{kind}/water/page/{number}/", TermView) for number in (1, 2)]
    before = [view_of(project, *page) for page in older]
    project.write("content/new.md", article("New", region="south", date="2025-04-20", **own))
    assert titles(view_of(project, f"/{kind}/water/", TermView).cards) == ["New", "T15", "T14"]
    assert [view_of(project, *page) for page in older] == before


@pytest.mark.parametrize(("items", "pages"), [(0, 1), (1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_the_newest_page_is_never_short_where_there_are_older_ones(tmp_path: Path, items: int, pages: int) -> None:
    files = {
        f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day:02}") for day in range(1, items + 1)
    }
    project = make(tmp_path, files, "page_size: 2\n")
    assert sum(address == "/south/" or address.startswith("/south/page/") for address in addresses(project)) == pages


# Documents -----------------------------------------------------------------------------------------------------------


def test_a_feed_has_the_newest_items_of_its_region_and_those_below(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="north-coast", date="2025-04-01"),
        "content/b.md": article("B", region="north-hills", date="2025-04-03"),
        "content/c.md": article("C", region="south", date="2025-04-04"),
        "content/d.md": article("D", region="north", date="2025-04-02"),
    }
    plan = plan_of(make(tmp_path, files, "feed_limit: 2\n"))
    documents = {document.address: document.view(plan.maker) for document in plan.documents}
    feeds = {address: view for address, view in documents.items() if isinstance(view, Feed)}
    assert [entry.title for entry in feeds["/feed.xml"].entries] == ["C", "B"]
    assert [entry.title for entry in feeds["/north/feed.xml"].entries] == ["B", "D"]
    assert [entry.title for entry in feeds["/north-coast/feed.json"].entries] == ["A"]
    assert feeds["/east/feed.xml"].entries == ()


def feed_titles(plan: SitePlan, address: str = "/feed.xml") -> list[str]:
    (view,) = [found.view(plan.maker) for found in plan.documents if found.address == address]
    assert isinstance(view, Feed)
    return [entry.title for entry in view.entries]


def test_an_embargo_that_ends_brings_an_article_to_the_top_of_feeds_and_lists_keep_its_date(tmp_path: Path) -> None:
    files = {f"content/n{day}.md": article(f"N{day}", region="south", date=f"2025-04-{day}") for day in (11, 12, 13)}
    files["content/late.md"] = article("Late", region="south", date="2025-04-10", publish_at="2025-04-20T06:00:00Z")
    project = make(tmp_path, files, "feed_limit: 2\n")
    before = plan_of(project, datetime(2025, 4, 20, 5, tzinfo=UTC))
    after = plan_of(project, datetime(2025, 4, 20, 6, tzinfo=UTC))
    assert feed_titles(before) == feed_titles(before, "/south/feed.json") == ["N13", "N12"]
    assert feed_titles(after) == feed_titles(after, "/south/feed.json") == ["Late", "N13"]
    assert [item.path for item in after.items][-1] == "content/late.md"
    project.build()
    assert "<published>2025-04-20T06:00:00Z</published>" in project.page("/feed.xml")


@pytest.mark.parametrize("identity", ["tag:briefs.test,2025:boats", "https://old.test/south/2025-04-10/a/"])
def test_an_id_of_its_own_survives_a_move_and_another_host(tmp_path: Path, identity: str) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", id=identity)})
    project.build()
    assert f"<id>{identity}</id>" in project.page("/feed.xml")
    project.write("content/a.md", article("A", region="east", date="2025-04-09", slug="b", id=identity))
    project.write("briefgen.yml", TREE.replace("briefs.test", "other.test"))
    project.build()
    for feed in ("/feed.xml", "/east/feed.xml"):
        assert f"<id>{identity}</id>" in project.page(feed)
    assert f'"id": "{identity}"' in project.page("/feed.json")
    assert "/east/2025-04-09/b/" in project.page("/feed.json")


@pytest.mark.parametrize("identity", ["boats", "tag:boats", "'tag:briefs.test,2025:two words'", "ftp://briefs.test/"])
def test_an_id_that_is_no_uri_is_told(tmp_path: Path, identity: str) -> None:
    assert codes(make(tmp_path, {"content/a.md": article("A", region="south", id=identity)}).build()) == ["bad-value"]


def test_two_articles_of_one_id_are_told_by_an_incremental_build_too(tmp_path: Path) -> None:
    identity = "tag:briefs.test,2025:boats"
    project = make(
        tmp_path, {"content/a.md": article("A", region="south", id=identity), "content/b.md": article("B", region="east")}
    )
    assert codes(project.build()) == []
    project.write("content/b.md", article("B", region="east", id=identity))
    assert positions(project.build()) == [("duplicate-id", "content/b.md", 6, 5)]
    project.write("content/b.md", article("B", region="east", id=identity, draft="true"))
    assert codes(project.build()) == []


def test_a_feed_has_the_whole_newest_day_however_small_its_limit(tmp_path: Path) -> None:
    files = {f"content/a{number}.md": article(f"A{number}", region="south") for number in range(7)}
    files["content/older.md"] = article("Older", region="south", date="2025-04-09")
    plan = plan_of(make(tmp_path, files, "feed_limit: 3\n"))
    assert feed_titles(plan) == [f"A{number}" for number in range(7)]


def test_the_sitemap_names_every_page_but_redirects_and_404(tmp_path: Path) -> None:
    plan = plan_of(make(tmp_path, {"content/a.md": article("A", region="south", aliases="[/old/]")}))
    views = [document.view(plan.maker) for document in plan.documents]
    (sitemap,) = [view for view in views if isinstance(view, Sitemap)]
    listed = {entry.url.removeprefix("https://briefs.test") for entry in sitemap.entries}
    assert listed == {page.address for page in plan.pages} - {"/old/", "/404.html"}


def test_search_is_planned_only_where_the_settings_want_it(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A", region="south", tags="[water]", story="flood")})
    view = view_of(project, "/search/", SearchView)
    assert [link.href for link in (*view.years, *view.tags, *view.stories)] == [
        "/archive/2025/", "/tags/water/", "/stories/flood/",
    ]  # fmt: skip
    project.write("briefgen.yml", TREE + "search: false\n")
    assert "/search/" not in addresses(project)
    assert codes(project.build()) == []


@pytest.mark.parametrize(
    ("key", "more", "found"),
    [
        pytest.param("winter-storm", {}, ["unlikely-story"], id="letter-less"),
        pytest.param("winter-stroms", {}, [], id="two-letters"),
        pytest.param("winter-stormz", {}, ["unlikely-story"], id="other-letter"),
        pytest.param("wwinter-storms", {}, ["unlikely-story"], id="letter-more"),
        pytest.param("winter-storms-2", {}, [], id="two-more"),
        pytest.param("winter-storms2", {}, [], id="series"),
        pytest.param(
            "winter-storm", {"content/stories/winter-storm.md": "---\ntitle: One\n---\n"}, [], id="with-a-note-it-is-meant"
        ),
    ],
)
def test_a_story_one_letter_apart_from_a_known_one_is_told(
    tmp_path: Path, key: str, more: dict[str, str], found: list[str]
) -> None:
    usual = {f"content/{name}.md": article(name, region="south", story="winter-storms") for name in "ab"}
    project = make(tmp_path, usual | {"content/c.md": article("c", region="south", story=key)} | more)
    result = project.build()
    assert codes(result) == found
    assert [(one.span.path, one.span.line) for one in result.findings] == [("content/c.md", 6)] * len(found)


def test_a_mistyped_story_is_told_by_the_build_after_the_edit_and_not_after_it_was_mended(tmp_path: Path) -> None:
    files = {f"content/{name}.md": article(name, region="south", story="winter-storms") for name in "abc"}
    project = make(tmp_path, files)
    assert codes(project.build()) == []
    project.write("content/c.md", article("c", region="south", story="winter-storm"))
    assert codes(project.build()) == ["unlikely-story"]
    project.write("content/d.md", article("d", region="south"))
    assert codes(project.build()) == ["unlikely-story"]
    project.write("content/c.md", article("c", region="south", story="winter-storms"))
    assert codes(project.build()) == []
