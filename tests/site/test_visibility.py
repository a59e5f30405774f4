"""What is visible when: drafts, embargoes and ends. Nothing hidden is in any byte of the output."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.build.result import BuildResult
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, write_project

START = datetime(2025, 5, 1, tzinfo=UTC)

#: A one-pixel GIF: the smallest image that has a size.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")


def instant(hours: int) -> str:
    return (START + timedelta(hours=hours)).isoformat()


def built(project: Project) -> dict[str, bytes]:
    """Return every file of the output by path."""
    files = (path for path in project.output.rglob("*") if path.is_file())
    return {path.relative_to(project.output).as_posix(): path.read_bytes() for path in files}


def is_told(project: Project, word: str) -> bool:
    """Does the word stand anywhere in the output: in a byte of a file, or in a path?"""
    return any(word.encode() in content or word in path for path, content in built(project).items())


def single(root: Path, **keys: str) -> Project:
    """Return a project with one article whose words are easy to find."""
    return write_project(
        root / "project", {"content/first.md": article("Zanzibar", region="north", **keys), "content/second.md": ""}
    )


# The one rule -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "shown", "drafts", "future", "both"),
    [
        pytest.param({}, True, True, True, True, id="public"),
        pytest.param({"draft": "false"}, True, True, True, True, id="not-a-draft"),
        pytest.param({"draft": "true"}, False, True, False, True, id="draft"),
        pytest.param({"publish_at": instant(1)}, False, False, True, True, id="embargoed"),
        pytest.param({"publish_at": instant(-1)}, True, True, True, True, id="embargo-over"),
        pytest.param({"expires": instant(-1)}, False, False, False, False, id="expired"),
        pytest.param({"expires": instant(1)}, True, True, True, True, id="expires-later"),
        pytest.param({"draft": "true", "publish_at": instant(1)}, False, False, False, True, id="embargoed-draft"),
        pytest.param({"draft": "true", "expires": instant(-1)}, False, False, False, False, id="expired-draft"),
        pytest.param({"publish_at": instant(-2), "expires": instant(-1)}, False, False, False, False, id="window-over"),
        pytest.param({"publish_at": instant(1), "expires": instant(2)}, False, False, True, True, id="window-to-come"),
    ],
)
def test_what_is_visible_with_which_flags(
    tmp_path: Path, keys: dict[str, str], shown: bool, drafts: bool, future: bool, both: bool
) -> None:
    project = single(tmp_path, **keys)
    found = []
    for with_drafts, with_future in ((False, False), (True, False), (False, True), (True, True)):
        assert codes(project.build(now=START, drafts=with_drafts, future=with_future)) == []
        found.append(is_told(project, "Zanzibar"))
    assert found == [shown, drafts, future, both]


def test_an_embargo_ends_at_its_instant_and_an_item_expires_at_its_own(tmp_path: Path) -> None:
    project = single(tmp_path, publish_at=instant(10), expires=instant(20))
    second = timedelta(seconds=1)
    moments = [timedelta(hours=10) - second, timedelta(hours=10), timedelta(hours=20) - second, timedelta(hours=20)]
    found = []
    for moment in moments:
        project.build(now=START + moment)
        found.append(is_told(project, "Zanzibar"))
    assert found == [False, True, True, False]


def test_a_date_in_the_future_publishes_nothing_before_that_day(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"content/first.md": article("Zanzibar", date="2062-01-01")})
    assert positions(project.build()) == [("date-ahead", "content/first.md", 3, 7)]
    assert not is_told(project, "Zanzibar")
    project.build(future=True)
    assert "Scheduled" in project.page("/north/2062-01-01/first/")
    project.build(drafts=True)
    assert not is_told(project, "Zanzibar")


@pytest.mark.parametrize(
    ("zone", "date", "now", "shown"),
    [
        pytest.param("UTC", "2025-04-10", "2025-04-09T09:59:59+00:00", False, id="the-day-has-begun-nowhere"),
        pytest.param("UTC", "2025-04-10", "2025-04-09T10:00:00+00:00", True, id="the-day-has-begun-in-the-first-zone"),
        pytest.param("Pacific/Kiritimati", "2025-04-10", "2025-04-09T10:00:00+00:00", True, id="first-zone"),
        pytest.param("Pacific/Honolulu", "2025-04-10", "2025-04-10T09:00:00+00:00", True, id="late-zone"),
        pytest.param("UTC", "2025-04-10T06:00:00+03:00", "2025-04-10T02:59:59+00:00", False, id="before-an-instant"),
        pytest.param("UTC", "2025-04-10T06:00:00+03:00", "2025-04-10T03:00:00+00:00", True, id="at-an-instant"),
    ],
)
def test_a_day_is_ahead_until_it_begins_anywhere_on_earth(
    tmp_path: Path, zone: str, date: str, now: str, shown: bool
) -> None:
    project = single(tmp_path, date=date)
    project.write("briefgen.yml", SETTINGS.replace("Europe/London", zone))
    assert codes(project.build(now=datetime.fromisoformat(now))) == []
    assert is_told(project, "Zanzibar") == shown


@pytest.mark.parametrize(
    ("keys", "now", "found"),
    [
        pytest.param({}, "2025-04-08T23:59:59+00:00", ["date-ahead"], id="more-than-a-day"),
        pytest.param({}, "2025-04-09T00:00:00+00:00", [], id="a-day"),
        pytest.param({"publish_at": "2025-04-10T06:00:00Z"}, "2025-04-01T00:00:00+00:00", [], id="meant"),
        pytest.param({"publish_at": "2025-04-02T06:00:00Z"}, "2025-04-01T00:00:00+00:00", ["date-ahead"], id="years-apart"),
        pytest.param({"draft": "true"}, "2025-04-01T00:00:00+00:00", [], id="draft"),
    ],
)
def test_a_date_more_than_a_day_ahead_is_told_unless_it_is_meant(
    tmp_path: Path, keys: dict[str, str], now: str, found: list[str]
) -> None:
    project = single(tmp_path, date="2025-04-10", **keys).write("briefgen.yml", SETTINGS.replace("Europe/London", "UTC"))
    assert codes(project.build(now=datetime.fromisoformat(now))) == found


def test_an_article_appears_with_the_build_after_its_date_came_and_its_finding_goes(tmp_path: Path) -> None:
    project = single(tmp_path, date="2025-04-10T06:00:00Z")
    project.write("content/other.md", article("Other", region="south", date="2025-04-01"))
    day = datetime(2025, 4, 10, 6, tzinfo=UTC)
    moments = (day - timedelta(days=3), day - timedelta(hours=2), day, day - timedelta(days=3))
    found = [(codes(project.build(now=moment)), is_told(project, "Zanzibar")) for moment in moments]
    assert found == [(["date-ahead"], False), ([], False), ([], True), (["date-ahead"], False)]


def test_an_edit_of_a_date_is_followed_by_an_incremental_build(tmp_path: Path) -> None:
    project = single(tmp_path, date="2025-04-10")
    project.write("content/other.md", article("Other", region="south", date="2025-04-01"))
    assert codes(project.build()) == []
    project.write("content/first.md", article("Zanzibar", date="2052-04-10", region="north"))
    assert codes(project.build()) == ["date-ahead"]
    assert not is_told(project, "Zanzibar")
    project.write("content/first.md", article("Zanzibar", date="2025-04-11", region="north"))
    assert codes(project.build()) == []
    assert "Zanzibar" in project.page("/north/2025-04-11/first/")


def test_a_preview_follows_the_clock_after_an_edit_of_a_date(tmp_path: Path) -> None:
    """An article that an edit dated a few hours ahead comes when its hour comes, without another edit."""
    project = single(tmp_path, date="2025-04-01")
    reader = ProjectReader(project.root)
    reader.read(Options(now=START))
    project.write("content/first.md", article("Zanzibar", date=instant(5), region="north"))
    assert reader.reread(Options(now=START), ["content/first.md"]) is not None
    assert reader.reread(Options(now=START + timedelta(hours=5)), []) is None


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        pytest.param({"publish_at": instant(2), "expires": instant(1)}, [("date-order", 7)], id="expires-before-embargo"),
        pytest.param({"expires": "2025-04-01T00:00:00Z"}, [("date-order", 6)], id="expires-before-date"),
        pytest.param({"updated": "2025-04-09"}, [("date-order", 6)], id="updated-before-date"),
        pytest.param({"updated": "2025-04-10"}, [], id="updated-on-the-day"),
        pytest.param({"updated": "2025-04-10T00:00:00+05:00"}, [], id="that-day-somewhere"),
        pytest.param({"updated": "2025-04-08T23:00:00Z"}, [("date-order", 6)], id="instant-before-date"),
        pytest.param(
            {"corrections": "[{date: 2025-04-02, kind: update, text: It.}]"},
            [("date-order", 6)],
            id="correction-before-date",
        ),
        pytest.param({"event_date": "2052-04-10"}, [("unlikely-date", 6)], id="event-far-ahead"),
        pytest.param({"event_date": "2030-04-10"}, [], id="event-ahead"),
        pytest.param({"event_date": "1025-04-10"}, [("unlikely-date", 6)], id="event-long-ago"),
        pytest.param({"date": "1225-04-10"}, [("unlikely-date", 3)], id="old-year"),
        pytest.param({"date": "1900-01-01"}, [], id="first-year"),
    ],
)
def test_dates_that_cannot_all_be_meant_are_told(tmp_path: Path, keys: dict[str, str], found: list[tuple[str, int]]) -> None:
    told = single(tmp_path, **keys).build().findings
    assert [(one.code, one.span.line) for one in told] == found
    assert all(one.span.column and one.span.column > 1 for one in told)


def test_what_a_preview_shows_early_says_so_and_asks_search_engines_to_stay_away(tmp_path: Path) -> None:
    project = single(tmp_path, draft="true")
    project.build(drafts=True)
    page = project.page("/north/2025-04-10/first/")
    assert "Draft" in page
    assert 'content="noindex"' in page
    assert "/first/" not in project.page("/sitemap.xml")


def test_an_item_that_becomes_hidden_leaves_no_file_behind(tmp_path: Path) -> None:
    project = single(tmp_path, tags="[unguja]", story="stone-town", aliases="[/old-zanzibar/]")
    project.build()
    before = set(project.tree())
    assert {"north/2025-04-10/first/index.html", "tags/unguja/index.html", "old-zanzibar/index.html"} <= before
    project.write("content/first.md", article("Zanzibar", draft="true", tags="[unguja]", story="stone-town"))
    project.build()
    for word in ("Zanzibar", "unguja", "stone-town", "old-zanzibar", "2025-04-10"):
        assert not is_told(project, word)


# Nothing hidden leaks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plot:
    """One article of a random project: when it is visible, and whether others share its groups."""

    draft: bool
    publish_at: int | None
    expires: int | None
    region: str
    is_dated_ahead: bool = False

    def is_visible(self, hour: int, *, drafts: bool, future: bool) -> bool:
        """Say the rule of the contract once more, in other words than the code's."""
        begun = future or (not self.is_dated_ahead and (self.publish_at is None or self.publish_at <= hour))
        over = self.expires is not None and self.expires <= hour
        return begun and not over and (drafts or not self.draft)


FIELDS = (
    "title", "summary", "tag", "body", "slug", "alias", "story", "source", "host", "registered", "media", "file", "alt",
    "caption", "credit", "author", "dateline", "correction", "heading", "note", "storynote",
)  # fmt: skip


def files_of(number: int, plot: Plot) -> dict[str, str | bytes]:
    """Return the files of an article that says its own marker in every field, in notes of its own and in names of media."""

    def word(field: str) -> str:
        return f"mark{number}x{field}x"

    front = {
        "slug": word("slug"),
        "summary": f"Says {word('summary')}.",
        "tags": f"[{word('tag')}, shared]",
        "story": word("story"),
        "aliases": f"[/old/{word('alias')}/]",
        "authors": f"[{word('author')}]",
        "dateline": word("dateline"),
        "key_points": f"[{word('keypoint')}]",
        "corrections": f"[{{date: 2025-04-11, kind: correction, text: {word('correction')}}}]",
        "sources": f"[{{name: {word('source')}, url: 'https://{word('host')}.example/'}}, {{name: {word('key')}}}]",
        "image": f"{{src: {word('media')}.gif, alt: {word('alt')}, caption: {word('caption')}, credit: {word('credit')}}}",
        "draft": "true" if plot.draft else "",
        "publish_at": "" if plot.publish_at is None else instant(plot.publish_at),
        "expires": "" if plot.expires is None else instant(plot.expires),
    }
    body = f"Body {word('body')} with [a file]({word('file')}.txt).\n\n## Heading {word('heading')}\n\nMore."
    # Every article has a day of its own, so that its briefing is its alone.
    day = f"{2062 if plot.is_dated_ahead else 2025}-03-{number + 1:02}"
    return {
        f"content/{number}.md": article(word("title"), date=day, region=plot.region, body=body, **front),
        f"content/{word('media')}.gif": GIF,
        f"content/{word('file')}.txt": f"{word('filetext')}\n",
        f"content/briefings/{plot.region}/{day}.md": f"---\nsummary: {word('note')}\n---\nProse of {word('noteprose')}.\n",
        f"content/stories/{word('story')}.md": f"---\ntitle: {word('storynote')}\n---\n",
    }


def settings_of(count: int) -> str:
    entries = "".join(f"  mark{number}xkeyx: {{name: mark{number}xregisteredx}}\n" for number in range(count))
    return f"""\
title: Leak Briefs
base_url: https://briefs.test/
regions:
  - key: north
    name: North
    regions: [{{key: north-coast, name: North Coast}}]
  - {{key: south, name: South}}
sources:
  known: {{name: Known}}
{entries}"""


PLOTS = st.builds(
    Plot,
    draft=st.booleans(),
    publish_at=st.none() | st.integers(0, 8),
    expires=st.none() | st.integers(0, 8),
    region=st.sampled_from(["north", "north-coast", "south"]),
    is_dated_ahead=st.booleans(),
)


@settings(max_examples=30)
@given(st.lists(PLOTS, min_size=1, max_size=4), st.integers(0, 8), st.booleans(), st.booleans())
def test_no_byte_of_a_hidden_item_is_in_the_output_and_every_field_of_a_visible_one_is(
    tmp_path_factory: pytest.TempPathFactory, plots: list[Plot], hour: int, drafts: bool, future: bool
) -> None:
    project = write_project(
        tmp_path_factory.mktemp("leak") / "project", {"briefgen.yml": settings_of(len(plots)), "content/first.md": "",
                                                      "content/second.md": ""},
    )  # fmt: skip
    for number, plot in enumerate(plots):
        for path, content in files_of(number, plot).items():
            project.write(path, content)
    result = project.build(now=START + timedelta(hours=hour), drafts=drafts, future=future)
    assert result.written is not None, result.findings
    everything = b"\n".join(path.encode() + b"\n" + content for path, content in built(project).items())
    for number, plot in enumerate(plots):
        if plot.is_visible(hour, drafts=drafts, future=future):
            missing = [field for field in FIELDS if f"mark{number}x{field}x".encode() not in everything]
            assert missing == []
        else:
            assert f"mark{number}x".encode() not in everything


def test_a_link_to_a_hidden_article_is_shown_as_text_with_a_warning(tmp_path: Path) -> None:
    project = write_project(
        tmp_path / "project",
        {
            "content/first.md": article("First", region="north-coast", body="Before.\n\nSee [the report](secret.md#part)."),
            "content/secret.md": article("Secret", draft="true", body="## Part"),
        },
    )
    result = project.build()
    assert positions(result) == [("hidden-link", "content/first.md", 9, 18)]
    page = project.page("/north-coast/2025-04-10/first/")
    assert "the report" in page
    assert not is_told(project, "secret")
    project.build(drafts=True)
    assert 'href="/north/2025-04-10/secret/#part"' in project.page("/north-coast/2025-04-10/first/")


def test_an_address_of_a_hidden_article_cannot_be_linked_to(tmp_path: Path) -> None:
    body = "See [it](/north/2025-04-10/secret/)."
    files = {"content/first.md": article("First", body=body), "content/secret.md": article("Secret", draft="true")}
    project = write_project(tmp_path / "project", files)
    assert codes(project.build()) == ["missing-page"]
    assert codes(project.build(drafts=True)) == []


def test_hidden_articles_may_share_an_address_until_both_are_shown(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", slug="same"),
        "content/b.md": article("B", slug="same", publish_at=instant(5)),
    }
    project = write_project(tmp_path / "project", files)
    assert codes(project.build(now=START)) == []
    assert codes(project.build(now=START + timedelta(hours=5))) == ["duplicate-address"]


# Now, through the process ------------------------------------------------------------------------------------------------


def environment(**values: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parent.parent.parent), **values}


def seconds(hours: int) -> str:
    return str(int((START + timedelta(hours=hours)).timestamp()))


@pytest.mark.parametrize(
    ("arguments", "epoch", "shown"),
    [
        pytest.param([], seconds(5), True, id="epoch-after"),
        pytest.param([], seconds(4), False, id="epoch-before"),
        pytest.param(["--now", "2025-05-01T05:00:00Z"], seconds(0), True, id="option-beats-epoch"),
        pytest.param(["--now", "2025-05-01T06:59:59+02:00"], "", False, id="option-with-offset"),
        pytest.param([], "", True, id="clock"),
        pytest.param(["--future", "--now", "2025-05-01T00:00:00Z"], "", True, id="future"),
    ],
)
def test_now_is_the_option_else_the_epoch_else_the_clock(
    tmp_path: Path, arguments: list[str], epoch: str, shown: bool
) -> None:
    project = single(tmp_path, publish_at=instant(5))
    done = project.run("build", *arguments, env=environment(**({"SOURCE_DATE_EPOCH": epoch} if epoch else {})))
    assert done.returncode == 0, done.stderr
    assert is_told(project, "Zanzibar") == shown


@pytest.mark.parametrize(
    ("arguments", "epoch", "said"),
    [
        pytest.param(["--now", "tomorrow"], "", '"tomorrow" is not an instant', id="not-an-instant"),
        pytest.param(["--now", "9999-12-31T23:59:59Z"], "", "a year that no article can have", id="last-second"),
        pytest.param(["--now", "0001-01-01T00:00:00+14:00"], "", "a year that no article can have", id="first-second"),
        pytest.param([], "253402300799", "a year that no article can have", id="last-epoch"),
        pytest.param([], "-62135596800", "a year that no article can have", id="first-epoch"),
        pytest.param(["--now", "2025-05-01T05:00:00"], "", "has no offset", id="without-offset"),
        pytest.param([], "soon", 'SOURCE_DATE_EPOCH is "soon"', id="epoch"),
    ],
)
def test_a_now_that_is_no_instant_is_a_usage_error_and_nothing_is_written(
    project: Project, arguments: list[str], epoch: str, said: str
) -> None:
    done = project.run("build", *arguments, env=environment(**({"SOURCE_DATE_EPOCH": epoch} if epoch else {})))
    assert done.returncode == 2
    assert said in done.stderr
    assert not project.output.exists()


def test_the_same_content_gives_the_same_bytes_at_any_two_instants_between_which_nothing_begins_or_ends(
    project: Project,
) -> None:
    def build(now: datetime) -> BuildResult:
        return project.build(now=now)

    build(NOW)
    before = project.tree()
    assert build(NOW + timedelta(days=4000)).written is not None
    assert project.tree() == before
