"""Groups of articles: after any row of edits `change` gives what grouping all articles anew gives."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from briefgen.plan.groups import (
    ALL,
    BRIEFING,
    CHANGED,
    DAY,
    LINKING,
    LINKING_ADDRESS,
    STORY,
    TAG,
    Groups,
    change,
    change_all,
    group,
    memberships,
)
from briefgen.plan.items import Item, NamedSource
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Image, Options, Ref, UrlPath
from tests.projects import NOW, Project
from tests.projects import article as written

PATHS = st.sampled_from([f"content/{name}.md" for name in "abcdefgh"])

EMBARGO = datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)


@st.composite
def items(draw: st.DrawFn, path: str = "") -> Item:
    """Draw an article of which two share a day, an age and a title often."""
    day = draw(st.integers(1, 3))
    path = path or draw(PATHS)
    return Item(
        path=path,
        own=draw(st.sampled_from(["one", "two"])),
        card="",
        feed="",
        address=UrlPath(f"/{path}/"),
        day=date(2025, 4, day),
        age=float(-day),
        headline=draw(st.sampled_from("xyz")),
        weight=draw(st.sampled_from([0, 0, -1, 1])),
        home="north",
        regions=draw(st.sampled_from([("north",), ("south",), ("north-coast", "north"), ("south", "north")])),
        countries=draw(st.sampled_from([(), ("NO",), ("SE", "NO")])),
        lang="en",
        story=draw(st.sampled_from(["", "flood", "fire"])),
        tags=draw(st.sampled_from([(), (("water", "Water"),), (("water", "water"), ("fire", "Fire"))])),
        sources=draw(st.sampled_from([(), (NamedSource("radio", "Radio", ""),)])),
        changed="",
        newest=float(draw(st.integers(1, 3))),
        layout="",
        body_line=1,
        words=1,
        refs=draw(st.sampled_from([(), (Ref(target="b.md#a"),), (Ref(target="/north/"), Ref(target="../x.md"))])),
        anchors="",
        aliases=(),
        image=draw(st.sampled_from([None, Image(src="it.gif", alt="It")])),
        is_corrected=draw(st.booleans()),
        draft=False,
        publish_at=draw(st.sampled_from([None, EMBARGO])),
        expires=None,
        begins=EMBARGO,
        id=draw(st.sampled_from(["", "tag:a.test,2025:a"])),
    )


def written_out(groups: Groups) -> dict[tuple[str, str], list[str]]:
    """Return the paths of every group: the numbers behind them depend on the way there."""
    return {(kind, key): groups.get(kind, key) for kind, of_kind in groups.members.items() for key in of_kind}


@given(st.lists(st.one_of(items(), PATHS), max_size=30))
def test_after_any_row_of_edits_groups_are_those_of_all_articles_anew(edits: list[Item | str]) -> None:
    """An article is written, whether it is new or not; a path is deleted, if there is an article."""
    known: dict[str, Item] = {}
    groups = Groups()
    for edit in edits:
        path, after = (edit, None) if isinstance(edit, str) else (edit.path, edit)
        before = known.pop(path, None)
        if before is None and after is None:
            continue
        if after is not None:
            known[path] = after
        groups, touched = change(groups, before, after, known)
        expected = written_out(group(known.values()))
        assert written_out(groups) == expected
        assert groups.is_sound()
        expected_touched = {key for item in (before, after) if item is not None for key in memberships(item)}
        assert touched == expected_touched


@given(st.dictionaries(PATHS, st.none()).flatmap(lambda paths: st.tuples(*(items(path) for path in paths))), st.data())
def test_several_edits_at_once_are_one_after_the_other(begin: tuple[Item, ...], data: st.DataObject) -> None:
    before = {item.path: item for item in begin}
    after = {item.path: item for item in data.draw(st.lists(items(), max_size=8))}
    gone = data.draw(st.sets(PATHS)) - after.keys()
    now = {path: item for path, item in (before | after).items() if path not in gone}
    changes = [(before.get(path), now.get(path)) for path in {*after, *gone} if path in before or path in now]
    groups, _ = change_all(group(begin), changes, now)
    assert written_out(groups) == written_out(group(now.values()))


def test_an_untouched_group_stays_the_same_value() -> None:
    """Only what an article is in is taken apart, so that a change costs what its groups cost."""
    one, two = (article(path, day) for path, day in [("content/a.md", 1), ("content/b.md", 2)])
    groups = group([one, two])
    changed, _ = change(groups, one, None, {two.path: two})
    assert changed.members[DAY]["2025-04-02"] is groups.members[DAY]["2025-04-02"]
    assert not changed.has(DAY, "2025-04-01")


def test_numbers_that_stand_for_no_article_are_seen() -> None:
    groups = group([article("content/a.md", 1)])
    assert groups.is_sound()
    for forged in (b"\x09\x00\x00\x00", b"\x00\x00\x00", b""):
        members = groups.members | {STORY: {"flood": forged}}
        assert not Groups(groups.paths, members).is_sound()


def article(path: str, day: int) -> Item:
    return Item(
        path=path, own="", card="", feed="", address=UrlPath("/"), day=date(2025, 4, day), age=-day, headline="",
        weight=0, home="north", regions=("north",), countries=(), lang="en", story="", tags=(), sources=(), changed="",
        newest=0.0, layout="", body_line=1, words=1, refs=(), anchors="", aliases=(), image=None, is_corrected=False,
        draft=False, publish_at=None, expires=None, begins=EMBARGO,
    )  # fmt: skip


def test_an_article_is_in_the_groups_of_all_that_it_says() -> None:
    shown = article("content/deep/a.md", 1)
    assert {kind for kind, _ in memberships(shown)} >= {ALL, CHANGED, DAY, BRIEFING}
    linking = Item(
        **{field: getattr(shown, field) for field in Item.__struct_fields__ if field not in {"refs", "tags"}},
        refs=(
            Ref(target="../b.md#part"),
            Ref(target="/north/?x#y"),
            Ref(target="it.gif", is_image=True),
            Ref(target="#own"),
        ),
        tags=(("water", "Water"), ("water", "water")),
    )
    keys = memberships(linking)
    assert len(keys) == len(set(keys))
    assert {key for kind, key in keys if kind == LINKING} == {"content/b.md", "content/deep/it.gif"}
    assert {key for kind, key in keys if kind == LINKING_ADDRESS} == {"/north/"}
    assert [key for kind, key in keys if kind == TAG] == ["water"]


def test_an_article_that_comes_moves_or_goes_is_a_change_of_groups_and_the_site_is_not_read_whole(project: Project) -> None:
    options = Options(now=NOW)
    reader = ProjectReader(project.root)
    reader.read(options)
    new, moved = "content/new.md", "content/moved.md"
    project.write(new, written("New", region="north-coast"))
    assert reader.reread(options, [new]) is not None
    (project.root / new).rename(project.root / moved)
    assert reader.reread(options, [new]) is not None
    project.remove(moved)
    assert reader.reread(options, [moved]) is not None
    # Whether a layout is in use, and not a mistyped name of the theme's, only all articles together say.
    project.write(new, written("New", region="north-coast", layout="page.html"))
    assert reader.reread(options, [new]) is None
