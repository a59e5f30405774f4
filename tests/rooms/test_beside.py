"""When a capture was made: a file beside it, the option, its name, its file's time, in this order."""

import json
import os
from pathlib import Path

import pytest

from briefgen.importing import ImportOptions, ImportResult, import_captures, list_inputs
from briefgen.importing.beside import moment_in
from briefgen.importing.capture.ledger import Given, read_ledger
from tests.projects import Project, write_project

TEXT = """\
Orange Growers Ask for Water From the Lower Lake

Orange growers asked on Wednesday for water from the lower lake, where the level has risen for the first time in six years.

The growers say that a third of their trees will be lost if the lake stays closed to them until the end of the summer.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})


def take(desk: Project, files: dict[str, str], captured: str = "", *, by_file_time: bool = False) -> ImportResult:
    """Write a folder of captures, each with the time 2025-05-02 12:00 UTC, and import it."""
    inbox = desk.root.parent / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, text in files.items():
        (inbox / name).write_text(text, "utf-8")
        os.utime(inbox / name, (1746187200, 1746187200))
    options = ImportOptions(given=Given(captured_at=captured), by_file_time=by_file_time)
    return import_captures(desk.root, list_inputs([inbox]), options)


def given_in(desk: Project) -> Given:
    (path,) = (desk.root / "captures").glob("*.ledger.json")
    ledger = read_ledger(path.read_text("utf-8"))
    assert ledger is not None
    return ledger.given


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("2025-05-06-ferry.html", "2025-05-06"),
        ("2025-05-06.txt", "2025-05-06"),
        ("20250506T0800-ferry.txt", "2025-05-06T08:00:00+01:00"),
        ("2025-05-06T08-00-12Z.txt", "2025-05-06T08:00:12Z"),
        ("2025-05-06 08.00 ferry.txt", "2025-05-06T08:00:00+01:00"),
        ("20250506080000.html", "2025-05-06T08:00:00Z"),
        ("ferry-20250506T080000Z.html", "2025-05-06T08:00:00Z"),
        ("ferry-2025-05-06.html", ""),
        ("2025-13-06-ferry.txt", ""),
        ("2025-02-30-ferry.txt", ""),
        ("120250506-ferry.txt", ""),
        ("ferry.txt", ""),
    ],
)
def test_a_name_that_begins_with_a_moment_tells_it(name: str, moment: str) -> None:
    assert moment_in(name, "Europe/London") == moment


def test_a_file_beside_a_capture_wins_over_the_option_and_the_option_over_the_name(desk: Project) -> None:
    name, beside = "2025-05-04-lake.txt", "2025-05-04-lake.meta.json"
    facts = {"captured_at": "2025-05-08T08:00:00Z", "publisher": "Orsund Post", "url": "https://orsund.example/lake"}
    result = take(desk, {name: TEXT, beside: json.dumps(facts)}, "2025-05-20T08:00:00Z")
    assert [finding.code for finding in result.findings] == []
    assert given_in(desk) == Given(**facts)
    (article,) = (desk.root / "content").glob("*.md")
    text = article.read_text("utf-8")
    assert "# date: 2025-05-07  # proposed (relative)" in text
    assert "name: Orsund Post" in text


@pytest.mark.parametrize(
    ("captured", "by_file_time", "name", "day"),
    [
        ("2025-05-20T08:00:00Z", False, "2025-05-06-lake.txt", "2025-05-14"),
        ("", False, "2025-05-06-lake.txt", "2025-04-30"),
        ("", True, "2025-05-06-lake.txt", "2025-04-30"),
        ("", True, "lake.txt", "2025-04-30"),
        ("", False, "lake.txt", ""),
    ],
)
def test_the_time_of_a_file_counts_only_where_it_is_asked_for(
    desk: Project, captured: str, by_file_time: bool, name: str, day: str
) -> None:
    take(desk, {name: TEXT}, captured, by_file_time=by_file_time)
    (article,) = (desk.root / "content").glob("*.md")
    assert (f"# date: {day}  # proposed (relative)" if day else "import with --captured-at") in article.read_text("utf-8")


def test_yaml_beside_a_capture_is_read_and_is_no_capture(desk: Project) -> None:
    result = take(desk, {"lake.txt": TEXT, "lake.yml": "captured_at: 2025-05-08T08:00:00\nurl: https://orsund.example/l\n"})
    assert (len(result.summary.lines), result.findings) == (1, ())
    assert given_in(desk) == Given(captured_at="2025-05-08T08:00:00+01:00", url="https://orsund.example/l")


def test_a_file_for_the_whole_name_is_read_before_one_for_the_stem(desk: Project) -> None:
    take(desk, {"lake.txt": TEXT, "lake.txt.meta.json": '{"publisher": "One"}', "lake.meta.json": '{"publisher": "Two"}'})
    assert given_in(desk).publisher == "One"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("lake.meta.json", "{", "wrong-type"),
        ("lake.meta.json", '["x"]', "wrong-type"),
        ("lake.meta.json", '{"captured_at": 5}', "wrong-type"),
        ("lake.meta.json", '{"captured_at": "yesterday"}', "bad-date"),
        ("lake.yml", "captured: 2025-05-08\n", "unknown-key"),
        ("lake.yml", "captured_at: [\n", "yaml-syntax"),
    ],
)
def test_a_bad_file_beside_a_capture_is_a_finding_and_the_capture_waits(
    desk: Project, name: str, text: str, code: str
) -> None:
    result = take(desk, {"lake.txt": TEXT, name: text})
    assert code in [finding.code for finding in result.findings]
    assert {finding.span.path for finding in result.findings} == {str(desk.root.parent / "inbox" / name)}
    assert bool(list((desk.root / "content").glob("*.md"))) is not result.failed


@pytest.mark.parametrize(
    ("name", "text", "code", "place"),
    [
        ("lake.yml", "publisher: Orsund Post\nregion: nowhere\n", "unknown-region", (2, 9)),
        ("lake.meta.json", '{"publisher": "Orsund Post",\n "region": "nowhere"}', "unknown-region", (2, 12)),
        ("lake.yml", "publisher: Orsund Post\ndate: yesterday\n", "bad-date", (2, 7)),
        ("lake.yml", "publisher: Orsund Post\nregions: world\n", "unknown-key", (2, 1)),
        ("lake.yml", "region: [world]\n", "wrong-type", (1, 9)),
        ("lake.yml", "publisher:\n  name: Orsund Post\n", "wrong-type", (2, 3)),
    ],
)
def test_a_bad_value_beside_a_capture_is_told_with_its_line_and_column(
    desk: Project, name: str, text: str, code: str, place: tuple[int, int]
) -> None:
    result = take(desk, {"lake.txt": TEXT, name: text})
    (found,) = [finding for finding in result.findings if finding.code == code]
    assert (found.span.path, found.span.line, found.span.column) == (str(desk.root.parent / "inbox" / name), *place)
    assert not list((desk.root / "content").glob("*.md")) or found.severity != "error"


def test_a_region_beside_a_capture_that_the_site_has_is_written(desk: Project) -> None:
    take(desk, {"lake.txt": TEXT, "lake.yml": "region: north-coast\n"})
    assert given_in(desk).region == "north-coast"


def test_the_command_takes_the_time_of_files(desk: Project) -> None:
    inbox = desk.root.parent / "inbox"
    inbox.mkdir()
    (inbox / "lake.txt").write_text(TEXT, "utf-8")
    os.utime(inbox / "lake.txt", (1746187200, 1746187200))
    assert desk.run("import", "../inbox", "--captured-at", "file-time").returncode == 0
    assert given_in(desk).captured_at == "2025-05-02T12:00:00Z"
