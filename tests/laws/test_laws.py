"""Incremental = clean: after any edits, what a build writes and reports equals a build from nothing, byte for byte.

The suite walks a little way. To walk further, say how many times as far: `BRIEFGEN_WALKS=20 pytest tests/laws/test_laws.py
-n 2` takes some 2,000 steps and as many pairs of builds.
"""

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, tree_of, write_project

#: Folders of a project that a build does not read.
NOT_INPUT = ("site/", ".briefgen/")
#: How many times as far as in the suite.
FARTHER = int(os.environ.get("BRIEFGEN_WALKS", "1"))
START = datetime(2025, 4, 1, tzinfo=UTC)

GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
IMAGES = (GIF, GIF.replace(b"\x00\x00\x00\xff\xff\xff", b"\xff\x00\x00\xff\xff\xff"), b"no image")

SETTINGS = """\
title: {title}
base_url: https://briefs.test{base}
time_zone: {zone}
page_size: {page_size}
feed_content: full
feed_limit: 2
json_edition: true
search_index: {index}
hooks: {hooks}
regions:
  - key: north
    name: North
    regions: [{{key: north-coast, name: North Coast}}]
  - {{key: south, name: South}}
"""


def at(hours: int) -> str:
    return (START + timedelta(hours=hours)).isoformat()


REGIONS = st.sampled_from(["north", "north-coast", "south", "[south, north-coast]", "nowhere"])
DATES = st.sampled_from(["2025-03-31", "2025-04-01", "2025-04-01T23:30:00Z", "2025-04-02", "2025-04-03", "2062-04-01"])
BODIES = st.sampled_from(
    [
        "Some text.",
        "Other text.\n\n## A part",
        "See [a](a0.md).",
        "See [a part](a1.md#a-part).",
        "![It](it.gif)",
        "[home](/)",
    ]
)
#: Front matter that may come on top, a choice for every group of keys.
KEYS = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.sampled_from(["[water]", "[Water, fire]"]),
        "story": st.sampled_from(["flood", "fire"]),
        "sources": st.sampled_from(
            ["[{name: Second Agency}]", "[{name: SECOND agency, url: 'https://second.example/a'}]", ""]
        ),
        "weight": st.sampled_from(["-1", "1"]),
        "aliases": st.sampled_from(["[/old/]", "[/older/, /old/deep/]", "[/south/]"]),
        "draft": st.just("true"),
        "publish_at": st.integers(-3, 3).map(at),
        "expires": st.integers(-3, 3).map(at),
        "id": st.sampled_from(["tag:a.test,2025:a", "tag:a.test,2025:b"]),
        "slug": st.sampled_from(["one", "two"]),
    },
)
OTHERS = st.sampled_from(
    [
        ("layouts/article.html", "own {{ page.card.title }} {{ page.body | html }}"),
        ("layouts/article.html", '{% extends "theme/article.html" %}{% block head %}<meta name="own">{% endblock %}'),
        ("layouts/article.html", "{{ page.nope }}"),
        ("layouts/home.html", '{% extends "theme/home.html" %}{% block title %}Own{% endblock %}'),
        ("layouts/home.html", "{% if %}"),
        (
            "layouts/macros/source.html",
            '{% extends "theme/macros/source.html" %}{% macro source_name(source) %}<b>{{ source.name }}</b>{% endmacro %}',
        ),
        ("layouts/macros/time.html", '{% extends "theme/macros/time.html" %}{% macro day_time(a, b) %}A{% endmacro %}'),
        ("layouts/assets/style.css", "body { color: red }"),
        ("layouts/assets/style.css", "body { background: url(logo.png) }"),
        ("layouts/assets/logo.png", "one"),
        ("layouts/assets/logo.png", "another"),
        ("layouts/strings/en.yml", "archive: Attic\n"),
        ("static/humans.txt", "Us.\n"),
        ("static/humans.txt", "You.\n"),
        ("static/old", "A file where a redirect's folder would be.\n"),
        ("content/pages/about.md", "---\ntitle: About\n---\n[a](../a0.md)\n"),
        ("content/stories/flood.md", "---\ntitle: The flood\n---\n"),
        ("content/regions/south.md", "---\nsummary: Warm.\n---\nProse.\n"),
        ("content/briefings/south/2025-04-01.md", "---\nnumber: 3\n---\nThe editor's.\n"),
        ("content/briefings/south/2025-04-01.md", "---\nnumber: three\n---\n"),
    ]
)


class Edits(RuleBasedStateMachine):
    """A person at work on a project's articles: after each edit it is built where it was built before, and from nothing."""

    articles: Bundle[str] = Bundle("articles")

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.project: Project = write_project(
            folder / "project",
            {
                "content/first.md": "",
                "content/second.md": "",
                "content/a0.md": article("A0", date="2025-03-31"),
                "content/a1.md": article("A1", date="2025-03-31"),
            },
        )
        self.project.write("content/it.gif", GIF)
        self.clean = (folder / f"clean-{number}" for number in count())
        self.reader = ProjectReader(self.project.root)
        self.now = START
        self.settings = {"title": "Briefs", "base": "/", "zone": "Europe/London", "page_size": "2"}
        # With a search index, every edit is planned.
        self.settings["index"] = "false"
        self.settings["hooks"] = "false"
        self.write_settings()
        self.seen: object = None
        self.is_stopped = False
        self.unsettled = 0
        self.files: dict[str, str] = {}

    def write_settings(self) -> None:
        self.project.write("briefgen.yml", SETTINGS.format(**self.settings))

    def edit(self, path: str, key: str, line: str) -> None:
        """Replace a key's line, if the file is still there."""
        file = self.project.root / path
        if file.is_file():
            lines = [line if old.startswith(key) else old for old in file.read_text().splitlines()]
            self.project.write(path, "\n".join(lines) + "\n")

    @initialize(target=articles)
    def begin_with_two_articles(self) -> object:
        return multiple("content/a0.md", "content/a1.md")

    @rule(
        target=articles,
        name=st.sampled_from(["a0", "a1", "a2", "deep/a3"]),
        date=DATES,
        region=REGIONS,
        body=BODIES,
        keys=KEYS,
    )
    def write_an_article(self, name: str, date: str, region: str, body: str, keys: dict[str, str]) -> str:
        path = f"content/{name}.md"
        self.project.write(path, article(f"Title of {name}", date=date, region=region, body=body, **keys))
        return path

    @rule(path=articles, title=st.sampled_from(["Another title", "A third title", "A fourth title", "'"]))
    def edit_a_title(self, path: str, title: str) -> None:
        self.edit(path, "title:", f"title: {title}")

    @rule(path=articles, body=BODIES)
    def edit_a_body(self, path: str, body: str) -> None:
        file = self.project.root / path
        if file.is_file():
            self.project.write(path, f"{file.read_text().rpartition('---')[0]}---\n{body}\n")

    @rule(path=articles, other=articles, title=st.sampled_from(["Another title", "A third title"]), body=BODIES)
    def edit_two_at_once(self, path: str, other: str, title: str, body: str) -> None:
        self.edit_a_title(path, title)
        self.edit_a_body(other, body)

    @rule(path=articles, region=REGIONS)
    def move_to_a_region(self, path: str, region: str) -> None:
        self.edit(path, "region:", f"region: {region}")

    @rule(path=articles, date=DATES)
    def move_to_a_date(self, path: str, date: str) -> None:
        self.edit(path, "date:", f"date: {date}")

    @rule(
        path=articles,
        line=st.sampled_from(["draft: true", f"publish_at: {at(2)}", f"expires: {at(2)}", "updated: 2025-04-03"]),
    )
    def hide_or_update(self, path: str, line: str) -> None:
        """Put a line in the place of the title's, with the title after it."""
        self.edit(path, "title:", f"title: Edited\n{line}")

    @rule(target=articles, path=consumes(articles), name=st.sampled_from(["b0", "b1", "deep/b2"]))
    def rename_an_article(self, path: str, name: str) -> str:
        source, target = self.project.root / path, self.project.root / f"content/{name}.md"
        if source.is_file():
            target.parent.mkdir(exist_ok=True)
            source.rename(target)
        return f"content/{name}.md"

    @rule(path=consumes(articles))
    def delete_an_article(self, path: str) -> None:
        (self.project.root / path).unlink(missing_ok=True)

    @rule(image=st.sampled_from(IMAGES))
    def write_the_image(self, image: bytes) -> None:
        self.project.write("content/it.gif", image)

    @rule(part=st.integers(0, 9), place=st.floats(0, 1))
    def damage_the_cache(self, part: int, place: float) -> None:
        """Turn over one bit, or cut the file off there."""
        files = sorted(path for path in (self.project.root / ".briefgen").glob("*") if path.is_file())
        if files:
            file = files[part % len(files)]
            data = bytearray(file.read_bytes())
            at = int(place * (len(data) - 1)) if data else 0
            if part > 6:
                del data[at:]
            elif data:
                data[at] ^= 1 << part
            file.write_bytes(data)
            self.seen = None

    @rule()
    def delete_the_cache(self) -> None:
        shutil.rmtree(self.project.root / ".briefgen", ignore_errors=True)
        self.seen = None

    @rule(number=st.integers(0, 99))
    def change_an_output_by_hand(self, number: int) -> None:
        """Keep its size and the time that it says it has: only the system knows better."""
        files = sorted(path for path in self.project.output.rglob("*") if path.is_file() and path.name != ".briefgen-files")
        if files and not self.is_stopped:
            file = files[number % len(files)]
            status = file.stat()
            file.write_bytes(b"x" * status.st_size)
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
            self.seen = None

    @rule()
    def touch_a_file(self) -> None:
        os.utime(self.project.root / "briefgen.yml")
        self.seen = None

    @precondition(lambda self: self.unsettled > 7)
    @rule()
    def wait_until_the_files_are_old(self) -> None:
        """Only then does a build believe that a file that looks the same is the same."""
        self.unsettled = 0
        end = time.monotonic() + 5
        while time.monotonic() < end and self.youngest() > time.time() - 2.1:
            time.sleep(0.05)
        options = Options(now=self.now)
        # The first of the two notes that nothing is young any more; the second has nothing to do.
        build_site(self.project.root, self.project.output, options)
        self.seen = None

    def youngest(self) -> float:
        paths = [path for name in ("content", "layouts", "static") for path in (self.project.root / name).rglob("*")]
        return max((path.lstat().st_ctime for path in [self.project.root / "briefgen.yml", *paths]), default=0)

    @rule(hours=st.integers(-3, 3) | st.sampled_from([10, 24, 48]))
    def move_the_clock(self, hours: int) -> None:
        self.now = START + timedelta(hours=hours)

    @precondition(lambda self: self.is_stopped)
    @rule()
    def mend_the_faults(self) -> None:
        """Remove what stops a build, so that no walk stays among findings."""
        self.settings["title"] = "Briefs"
        self.write_settings()
        self.project.write("content/it.gif", GIF).write("content/a0.md", article("A0", date="2025-03-31"))
        self.project.write("content/a1.md", article("A1", date="2025-03-31", region="south", body="## A part"))
        for found in self.project.check(now=self.now).findings:
            (self.project.root / found.span.path).unlink(missing_ok=True)
        self.write_settings()

    @invariant()
    def a_build_equals_one_from_nothing(self) -> None:
        self.unsettled += 1
        files = {path: digest for path, digest in tree_of(self.project.root).items() if not path.startswith(NOT_INPUT)}
        inputs = (self.now, files)
        if inputs == self.seen:
            return
        edited = [path for path in files if files[path] != self.files.get(path)]
        if len(files) != len(self.files) or not all(path.endswith(".md") for path in edited):
            edited = []
        self.seen, self.files = inputs, files
        options = Options(now=self.now)
        before = self.project.tree() if self.project.output.exists() else {}
        clean = next(self.clean)
        # Most of so small a site may go at once when the clock or a date changes.
        built = build_site(self.project.root, self.project.output, options, ways=Ways(removals=True))
        from_nothing = build_site(self.project.root, clean, options, ways=Ways(cache=False))
        self.is_stopped = built.failed(strict=False)
        # Only a build with a cache knows what was at another address before.
        assert tuple(one for one in built.findings if one.code != "moved-address") == from_nothing.findings
        assert built.pages == from_nothing.pages
        tree = self.project.tree() if self.project.output.exists() else {}
        if from_nothing.written is None:
            assert built.written is None
            assert tree == before
        else:
            assert tree == tree_of(clean)
        self.a_reader_that_stays_equals_a_new_one(options, edited)

    def a_reader_that_stays_equals_a_new_one(self, options: Options, edited: list[str]) -> None:
        """The preview keeps one reader for all edits, and is told what was edited; what it knows must not be seen."""
        kept = self.reader.reread(options, edited) if edited else None
        kept = kept or self.reader.read(options)
        new = ProjectReader(self.project.root).read(options)
        assert kept.findings == new.findings
        assert (kept.value is None) == (new.value is None)
        if kept.value and new.value:
            pages = {output.output: kept.value.make(output) for output in kept.value.outputs()}
            assert pages == {output.output: new.value.make(output) for output in new.value.outputs()}


class EditsOfAllKinds(Edits):
    """The same with layouts, assets, notes, static files and settings."""

    others: Bundle[str] = Bundle("others")

    @rule(target=others, change=OTHERS)
    def write_another_file(self, change: tuple[str, str]) -> str:
        self.project.write(*change)
        return change[0]

    @rule(path=consumes(others))
    def delete_another_file(self, path: str) -> None:
        (self.project.root / path).unlink(missing_ok=True)

    @rule(
        change=st.sampled_from(
            [
                ("title", "Other briefs"),
                ("base", "/sub/"),
                ("base", "/"),
                ("zone", "Asia/Tokyo"),
                ("page_size", "1"),
                ("index", "true"),
                ("index", "false"),
                ("title", "["),
            ]
        )
    )
    def edit_the_settings(self, change: tuple[str, str]) -> None:
        self.settings |= dict([change])
        self.write_settings()


def walk(machine: type[Edits], folder: Path, walks: int) -> None:
    folders = (folder / str(number) for number in count())
    chosen = settings(settings.get_profile("suite"), max_examples=walks * FARTHER, stateful_step_count=28)
    run_state_machine_as_test(lambda: machine(next(folders)), settings=chosen)


def test_after_any_edits_of_articles_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    walk(Edits, tmp_path, 4)


def test_after_any_edits_of_all_kinds_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    walk(EditsOfAllKinds, tmp_path, 4)


#: Articles of three days, of every kind that there are lists of; notes with prose; and what they refer to.
DESK = {
    "content/first.md": "",
    "content/second.md": "",
    "content/a.md": article("A", region="north-coast", tags="[Water, fire]", story="flood", key_points="[One, Two]"),
    "content/b.md": article("B", region="south", tags="[water]", story="flood", body="See [a](a.md).\n\n## A part\n\nText."),
    "content/c.md": article(
        "C", region="[south, north]", weight="1", aliases="[/old/]", body="![It](it.gif) [b](b.md#a-part)"
    ),
    "content/d.md": article("D", date="2025-04-11", sources="[{name: Second Agency, url: 'https://second.example/'}]"),
    "content/e.md": article("E", date="2025-04-11", updated="2025-04-12", lang="fr"),
    "content/f.md": article(
        "F", date="2025-04-12T10:00:00Z", corrections="[{date: 2025-04-13, kind: correction, text: It was two.}]"
    ),
    "content/g.md": article("G", date="2025-04-12T10:00:00Z", draft="true"),
    **{
        f"content/{name}.md": article(
            name.upper(), "2025-04-09", "south", tags="[water]", story="dry", sources="[{name: Dry Agency}]"
        )
        for name in "hijkl"
    },
    "content/briefings/south/2025-04-10.md": "---\nnumber: 3\n---\nThe editor's [a](../../a.md).\n",
    "content/regions/north.md": "---\nsummary: Cold.\n---\nProse.\n",
    "content/stories/flood.md": "---\ntitle: The flood\n---\nProse of the story.\n",
    "content/pages/about.md": "---\ntitle: About\n---\n[a](../a.md)\n",
}
ARTICLES = st.sampled_from("abcdefghijkl")
#: What replaces a part of an article: its title, a line of front matter, or all of its body.
MENDS = st.one_of(
    st.tuples(st.just("title: "), st.sampled_from(["H1", "I1", "J1", "K1", "Z", "B", "'One: two'", "["])),
    st.tuples(st.just("summary: "), st.sampled_from(["In short.", "In other words."])),
    st.tuples(st.just("draft: "), st.sampled_from(["true", "false"])),
    st.tuples(
        st.just("body"), st.sampled_from(["Text.", "More text, and longer.", "New.\n\nSee [a](a.md).", "[none](x.md)"])
    ),
)


def mend(project: Project, name: str, part: str, text: str) -> None:
    file = project.root / f"content/{name}.md"
    front, _, body = file.read_text().removeprefix("---\n").partition("---\n")
    lines = [line for line in front.splitlines(keepends=True) if not line.startswith(part)]
    if part == "body":
        body = f"{text}\n"
    else:
        lines.append(f"{part}{text}\n")
    project.write(f"content/{name}.md", f"---\n{''.join(lines)}---\n{body}")


def planned_at(project: Project) -> int:
    """Return when something was planned last: that is when what is kept of a plan is written, but for a title that moves."""
    (plan,) = (project.root / ".briefgen").glob("plan-*")
    return plan.stat().st_mtime_ns


def test_after_edits_of_what_articles_say_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    folders, without_planning = (tmp_path / str(number) for number in count()), []

    @settings(max_examples=2 * FARTHER, phases=[Phase.generate])
    @given(st.lists(st.lists(st.tuples(ARTICLES, MENDS), min_size=1, max_size=3), min_size=20, max_size=30))
    def hold(rounds: list[list[tuple[str, tuple[str, str]]]]) -> None:
        without_planning.append(edit_and_build(next(folders), DESK, rounds))

    hold()
    assert sum(without_planning) > len(without_planning)


#: A day of many articles in lists of several pages, and newer ones, which are in the lists of the newest.
DAY = {
    f"content/{name}.md": article(
        name.upper(),
        date="2025-04-10" if name > "c" else "2025-04-12",
        region="south" if name < "h" else "[north-coast, south]",
        tags="[water]" if name < "j" else "[water, fire]",
        story="flood" if name > "e" else "",
        weight="1" if name in "fk" else "",
        sources="[{name: Agency}, {name: Second Agency}]" if name in "fijk" else "[{name: Agency}]",
    )
    for name in "abcdefghijklm"
} | {"content/first.md": "", "content/second.md": ""}
TITLES = st.tuples(st.sampled_from("defghijklm"), st.sampled_from("DEFGHIJKLMZ"))


def test_after_titles_that_change_places_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    folders = (tmp_path / str(number) for number in count())

    @settings(max_examples=2 * FARTHER, phases=[Phase.generate])
    @given(st.lists(TITLES, min_size=20, max_size=30))
    def hold(titles: list[tuple[str, str]]) -> None:
        rounds = [[(name, ("title: ", f"{first}{number}"))] for number, (name, first) in enumerate(titles)]
        edit_and_build(next(folders), DAY, rounds)

    hold()


def edit_and_build(folder: Path, files: dict[str, str], rounds: list[list[tuple[str, tuple[str, str]]]]) -> int:
    """Build after each round of edits, and return how many builds made pages without planning."""
    chosen = {"title": "Briefs", "base": "/", "zone": "Europe/London", "page_size": "4", "index": "false", "hooks": "false"}
    project = write_project(folder / "project", files).write("content/it.gif", GIF)
    project.write("briefgen.yml", SETTINGS.format(**chosen) + "email_edition: true\n")
    options, clean = Options(now=NOW), folder / "clean"
    # Else each build asks itself whether the settings have changed since.
    time.sleep(2.1)
    build_site(project.root, project.output, options)
    without_planning = 0
    for edits in rounds:
        for name, (part, text) in edits:
            mend(project, name, part, text)
        before = planned_at(project)
        built = build_site(project.root, project.output, options)
        from_nothing = build_site(project.root, clean, options, ways=Ways(cache=False))
        assert tuple(one for one in built.findings if one.code != "moved-address") == from_nothing.findings
        assert built.pages == from_nothing.pages
        if from_nothing.written is None:
            # Undone, so that no row of edits stays among findings.
            for name, _ in edits:
                project.write(f"content/{name}.md", files[f"content/{name}.md"])
        else:
            assert project.tree() == tree_of(clean)
            without_planning += bool(built.made) and before == planned_at(project)
    return without_planning
