"""What a check proves of imported articles: the chain of custody, marked changes, and what is the desk's own."""

import re
import time
from pathlib import Path

import pytest

from briefgen.importing import ImportOptions, ImportResult, import_captures, list_inputs, prove_project
from briefgen.importing.capture.ledger import Given
from tests.projects import Project, write_project

FERRY = """\
Ferry Line Says 3 Boats Sail Again After Storm

By Ada Quint
12 March 2025

The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday, nine days after a storm.

“The repairs will hold until spring,” an engineer said. “Then the pier is to be rebuilt in full, as he promised us.”

Passengers who were stranded on the islands had been housed in schools and church halls, the council said. They were \
fetched on Monday by three boats of the coast guard.
"""
MINE = """\
Salt Mine to Reopen With Half Its Miners

By Tom Varga
3 May 2024

The salt mine in the upper valley is to reopen in June with half of its miners, the board of the mine said on Monday.

The other half will be paid from a fund until the flooded gallery has been pumped dry, which may take two years.
"""
SUBSCRIBE = """\
Advertisement
Subscribe to our newsletter
"""
FERRY_PATH = "content/2025-03-12-ferry-line-says-3-boats-sail-again-after-storm.md"
MINE_PATH = "content/2024-05-03-salt-mine-to-reopen-with-half-its-miners.md"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project with two articles that were imported from one capture."""
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    take(project, f"{FERRY}\n{SUBSCRIBE}\n{MINE}")
    assert prove_project(project.root) == ()
    return project


def take(desk: Project, text: str, name: str = "coast.txt", *, force: bool = False) -> ImportResult:
    desk.write(f"../inbox/{name}", text)
    given = Given(publisher="Coast Herald", region="north")
    paths = list_inputs([desk.root.parent / "inbox" / name])
    return import_captures(desk.root, paths, ImportOptions(given=given, force=force))


def read(desk: Project, path: str) -> str:
    return (desk.root / path).read_text("utf-8")


def change(desk: Project, path: str, old: str, new: str) -> None:
    text = read(desk, path)
    assert old in text
    desk.write(path, text.replace(old, new, 1))


def add(desk: Project, block: str, path: str = FERRY_PATH) -> None:
    desk.write(path, f"{read(desk, path)}\n{block}\n")


def ledger_of(desk: Project) -> str:
    return next(desk.root.glob("captures/*.ledger.json")).relative_to(desk.root).as_posix()


def capture_of(desk: Project) -> str:
    return next(desk.root.glob("captures/*.txt")).relative_to(desk.root).as_posix()


def told(desk: Project) -> list[tuple[str, str, str]]:
    """Return code, file and the text of the line that each finding points at."""
    found = []
    for one in prove_project(desk.root):
        assert one.help
        lines = read(desk, one.span.path).split("\n")
        found.append((one.code, one.span.path, lines[one.span.line - 1].strip() if one.span.line else ""))
    return found


def codes(desk: Project) -> list[str]:
    return [code for code, _, _ in told(desk)]


# What the front matter says ---------------------------------------------------------------------------------------------


def test_a_title_that_was_changed_is_told(desk: Project) -> None:
    change(desk, FERRY_PATH, "Says 3 Boats", "Says 30 Boats")
    ((code, path, line),) = told(desk)
    assert (code, path) == ("value-not-in-capture", FERRY_PATH)
    assert line.startswith("title: Ferry Line Says 30 Boats")


@pytest.mark.parametrize("value", ["summary: The ferry sank.", "key_points:\n  - The ferry sank.", "dateline: ATLANTIS"])
def test_what_the_front_matter_adds_is_the_captures_or_is_told(desk: Project, value: str) -> None:
    change(desk, FERRY_PATH, "sources:", f"{value}\nsources:")
    assert [(code, line) for code, _, line in told(desk)] == [
        ("value-not-in-capture", value.rsplit("\n", maxsplit=1)[-1].strip())
    ]


@pytest.mark.parametrize(
    ("key", "text", "is_said"),
    [
        ("caption", "Three boats of the coast guard", True), ("caption", "Ten boats of the coast guard", False),
        ("credit", "Ada Quint", True), ("credit", "Rolf Stein/Wire", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "  # editor"])
def test_what_stands_below_the_picture_is_the_captures_or_the_editors(
    desk: Project, key: str, text: str, is_said: bool, mark: str
) -> None:
    desk.write("content/boats.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>')
    value = f"{key}: {text}{mark}"
    change(desk, FERRY_PATH, "sources:", f"image:\n  src: /boats.svg\n  alt: Boats\n  {value}\nsources:")
    assert [(code, line) for code, _, line in told(desk)] == ([] if is_said or mark else [("value-not-in-capture", value)])


@pytest.mark.parametrize(
    ("quote", "is_said"),
    [
        ("The repairs will hold until spring", True),
        ("“The repairs [...] hold until spring, [he] said”", True),
        ("resumed its night crossings [...] after a storm.", True),
        ("The repairs will hold until summer", False),
    ],
)
def test_the_words_that_a_source_is_quoted_with_are_in_its_capture(desk: Project, quote: str, is_said: bool) -> None:
    change(desk, FERRY_PATH, "  capture:", f'  quote: "{quote}"\n  capture:')
    assert codes(desk) == ([] if is_said else ["value-not-in-capture"])


def test_a_writer_whom_the_capture_does_not_name_is_told(desk: Project) -> None:
    change(desk, FERRY_PATH, "Ada Quint", "Tom Varga")
    assert codes(desk) == ["value-not-in-capture"]


@pytest.mark.parametrize(
    "value",
    [
        "summary: Passengers had been housed in schools.  # editor",
        "# editor\nsummary: Passengers had been housed in schools.",
        "summary: >-  # editor\n  Passengers had been\n  housed in schools.",
        "summary:  # editor\n  Passengers had been housed in schools.",
        "key_points:\n  - Passengers had been housed.  # editor",
        "key_points:  # editor\n  - Passengers had been housed.\n  - They were fed.",
        "# editor: we asked\nsummary: Passengers had been housed in schools.",
        "key_points:\n  # editor\n  - Passengers had been housed.",
    ],
)
def test_a_value_that_the_editor_marks_is_the_desks_own(desk: Project, value: str) -> None:
    change(desk, FERRY_PATH, "sources:", f"{value}\nsources:")
    assert codes(desk) == []


def test_the_mark_of_one_value_is_none_of_the_next(desk: Project) -> None:
    change(desk, FERRY_PATH, "sources:", "summary: Housed well.  # editor\nkey_points:\n  - Fed well.\nsources:")
    assert [line for _, _, line in told(desk)] == ["- Fed well."]


def test_a_title_of_the_desk_is_marked(desk: Project) -> None:
    change(
        desk, FERRY_PATH, "title: Ferry Line Says 3 Boats Sail Again After Storm", "title: Night Boats Are Back  # editor"
    )
    assert codes(desk) == []


def test_a_summary_in_the_captures_words_needs_no_mark(desk: Project) -> None:
    change(
        desk,
        FERRY_PATH,
        "sources:",
        'summary: "Passengers who were stranded … had been housed in schools and church halls"\nsources:',
    )
    assert codes(desk) == []


def test_a_day_that_no_capture_states_is_told(desk: Project) -> None:
    change(desk, FERRY_PATH, "date: 2025-03-12", "date: 2025-03-13")
    assert [(code, line) for code, _, line in told(desk)] == [("date-not-in-capture", "date: 2025-03-13")]
    change(desk, FERRY_PATH, "date_basis: stated", "date_basis: inferred")
    assert codes(desk) == []


@pytest.mark.parametrize("day", ["04/05/2025", "5 April\n2025", "Saturday, April 5, 2025", "٥ أبريل ٢٠٢٥", "2025-04-05"])
def test_a_day_is_stated_in_words_and_in_figures_of_either_order(desk: Project, day: str) -> None:
    desk.write("captures/note.txt", f"A heading\n\n{day}\n\nSome text of the note.\n")
    front = "title: A\ndate: 2025-04-05\ndate_basis: stated\nregion: north\nsources: [{name: A, capture: captures/note.txt}]"
    desk.write("content/a.md", f"---\n{front}\n---\nText.\n")
    assert codes(desk) == []
    change(desk, "content/a.md", "date: 2025-04-05", "date: 2025-04-06")
    assert codes(desk) == ["date-not-in-capture"]


# The chain --------------------------------------------------------------------------------------------------------------


def test_a_ledger_that_was_deleted_is_told(desk: Project) -> None:
    (desk.root / ledger_of(desk)).unlink()
    assert told(desk)[0][:2] == ("ledger-missing", capture_of(desk))
    take(desk, f"{FERRY}\n{SUBSCRIBE}\n{MINE}")
    assert codes(desk) == []


def test_an_article_that_was_deleted_is_told_at_its_line_of_the_ledger(desk: Project) -> None:
    (desk.root / MINE_PATH).unlink()
    ((code, path, line),) = told(desk)
    assert (code, path) == ("imported-article-missing", ledger_of(desk))
    assert MINE_PATH in line


def test_an_article_that_was_moved_or_renamed_is_followed(desk: Project) -> None:
    moved = "content/2024/mine.md"
    desk.write(moved, read(desk, MINE_PATH))
    (desk.root / MINE_PATH).unlink()
    assert codes(desk) == []
    change(desk, moved, "draft: true\n", "draft: false\n")
    assert codes(desk) == []
    add(desk, "A line that nobody captured.", moved)
    assert told(desk) == [("paragraph-not-in-capture", moved, "A line that nobody captured.")]


def test_a_brief_of_the_desk_stands_for_one_article_of_the_capture_that_it_names(desk: Project) -> None:
    text = read(desk, MINE_PATH)
    (desk.root / MINE_PATH).unlink()
    desk.write("content/brief.md", text.split("---\n\n")[0] + "---\n\nThe mine opens again, we hear.\n")
    assert codes(desk) == []
    (desk.root / FERRY_PATH).unlink()
    assert codes(desk) == ["imported-article-missing"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (r"sha256: [0-9a-f]{4}", "sha256: 0000", "sha256: 0000"),
        (r"\n +sha256: [0-9a-f]{64}", "", "capture: "),
        (r"\n +capture: \S+", "", "sha256: "),
        (r"\n +capture: \S+\n +sha256: [0-9a-f]{64}", "", "- name: Coast Herald"),
        (r"capture: captures/", "capture: captures/x-", ""),
        (r"(?s)sources:.*?draft", "draft", "title: "),
    ],
    ids=["changed digest", "no digest", "no capture", "neither", "other capture", "no source"],
)
def test_a_source_that_no_longer_names_its_capture_is_told(desk: Project, old: str, new: str, line: str) -> None:
    text = read(desk, FERRY_PATH)
    assert re.search(old, text)
    desk.write(FERRY_PATH, re.sub(old, new, text, count=1))
    found = told(desk)
    assert "source-altered" in [code for code, _, _ in found]
    assert all(path == FERRY_PATH and at.startswith(line) for code, path, at in found if code == "source-altered")


def test_without_its_source_an_article_is_proved_by_its_ledger(desk: Project) -> None:
    text = re.sub(r"(?s)sources:.*?draft", "draft", read(desk, FERRY_PATH), count=1)
    desk.write(FERRY_PATH, f"{text}\nNobody captured this.\n")
    assert codes(desk) == ["source-altered", "paragraph-not-in-capture"]


@pytest.mark.parametrize(("fate", "other"), [("body", "boilerplate"), ("boilerplate", "body"), ("body", "unassigned")])
def test_a_row_of_a_ledger_that_was_changed_is_told(desk: Project, fate: str, other: str) -> None:
    change(desk, ledger_of(desk), f'"fate":"{fate}"', f'"fate":"{other}"')
    assert ("ledger-broken", ledger_of(desk)) in [found[:2] for found in told(desk)]


def test_a_line_turned_into_boilerplate_is_told_in_a_ledger_without_a_seal(desk: Project) -> None:
    """Ledgers of the first version have no seal, and are read as before."""
    path = ledger_of(desk)
    text = re.sub(r'"seal": "[0-9a-f]{64}",\n', "", read(desk, path)).replace('"version": 2', '"version": 1')
    desk.write(path, text)
    assert codes(desk) == []
    change(desk, path, '"fate":"body"', '"fate":"boilerplate"')
    ((code, where, line),) = told(desk)
    assert (code, where) == ("paragraph-not-in-capture", FERRY_PATH)
    assert line.startswith("The ferry line between")


def test_a_later_import_seals_a_ledger_again(desk: Project) -> None:
    take(desk, f"{FERRY} \n".replace("“", '"').replace("”", '"'), "again.txt")
    assert codes(desk) == []
    assert read(desk, FERRY_PATH).count("sha256:") == 2


# Paragraphs -------------------------------------------------------------------------------------------------------------


def test_a_paragraph_of_another_article_of_the_capture_is_told(desk: Project) -> None:
    add(
        desk,
        "The other half will be paid from a fund until the flooded gallery has been pumped dry, which may take two years.",
    )
    (found,) = prove_project(desk.root)
    assert (found.code, found.span.path) == ("paragraph-not-in-capture", FERRY_PATH)
    assert "belongs to another article" in found.message
    assert re.search(r"line \d+ of captures/", found.message)


def test_furniture_that_the_import_dropped_is_told(desk: Project) -> None:
    add(desk, "Subscribe to our newsletter")
    (found,) = prove_project(desk.root)
    assert "the import dropped" in found.message


@pytest.mark.parametrize(
    "block",
    [
        "Passengers who were stranded … had been housed in schools and church halls, the council said.",
        "Passengers who were stranded ... had been housed in schools",
        "Passengers who were stranded \\[...\\] had been housed in schools",
        "Passengers who were stranded (...) had been housed in schools",
        "Passengers who were stranded [. . .] They were fetched on Monday",
        "… had been housed in schools and church halls …",
        "as [the minister] promised us",
        "as [Charles] promised us",
        "Passengers who were stranded on the islands [sic] had been housed in schools",
        "[T]he repairs will hold until spring",
        "[The] Passengers who were stranded on the islands had been house[d] in schools",
        "The ferry line between Aldmouth and [Varga]'s islands resumed its night crossings",
    ],
)
def test_marked_changes_are_honoured(desk: Project, block: str) -> None:
    add(desk, block)
    assert codes(desk) == []


@pytest.mark.parametrize(
    "block",
    [
        "had been housed in schools … Passengers who were stranded",
        "Passengers who were stranded … with half of its miners",
        "The … of … the … on",
        "The ferry [sank off the coast with all hands on board] … storm",
        "Passengers [were drowned] in [the] schools [of] and",
        "[Nobody was hurt when the ferry went down.]",
        "Passengers who were stranded … had been housed in barracks",
        "Passengers who were stranded … " * 30,
        "They were fetched on Monday [by a man who had never before been seen in all the towns of the coast] by three boats",
    ],
)
def test_marks_are_no_way_around_the_proof(desk: Project, block: str) -> None:
    add(desk, block)
    assert codes(desk) == ["paragraph-not-in-capture"]


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("The repairs will hold until spring … Then the pier is to be rebuilt in full", []),
        ("Then the pier is to be rebuilt in full … The repairs will hold until spring", ["quote-not-in-capture"]),
        ("The repairs will hold until spring … which may take two years", ["quote-not-in-capture"]),
        ("The other half will be paid from a fund [...] which may take two years", []),
    ],
    ids=["in order", "wrong order", "of two articles", "of another article of the capture"],
)
def test_a_quotation_is_in_order_and_from_one_article(desk: Project, quotation: str, expected: list[str]) -> None:
    add(desk, f"<!-- editor -->\nWe read: “{quotation}”.")
    assert codes(desk) == expected


def test_signs_that_change_a_number_are_part_of_it(desk: Project) -> None:
    add(desk, "They were fetched on Monday by three% boats of the coast guard.")
    assert codes(desk) == ["paragraph-not-in-capture"]


def test_a_footnote_of_the_desk_does_not_break_a_paragraph(desk: Project) -> None:
    change(desk, FERRY_PATH, "church halls, the council", "church halls[^1], the council")
    add(desk, "<!-- editor -->\n[^1]: Four schools.")
    assert codes(desk) == []


def test_a_phrase_of_the_desk_in_a_captured_paragraph_is_marked(desk: Project) -> None:
    change(desk, FERRY_PATH, "the islands had been", "the islands, <!-- editor -->some 40<!-- /editor -->, had been")
    assert codes(desk) == []
    change(desk, FERRY_PATH, "<!-- editor -->some 40<!-- /editor -->", "some 40")
    assert codes(desk) == ["paragraph-not-in-capture"]


# A capture that nobody imported ------------------------------------------------------------------------------------------


def test_a_capture_without_a_ledger_is_read_all_the_same(desk: Project) -> None:
    desk.write("captures/note.txt", "“The lamp burned all night,” she said.\n")
    front = "title: A\ndate: 2025-04-10\nregion: north\nsources: [{name: A, capture: captures/note.txt}]"
    desk.write("content/a.md", f"---\n{front}\n---\nShe said: “The lamp burned all night.”\n")
    assert codes(desk) == []
    desk.write("content/a.md", f"---\n{front}\n---\nShe said: “The lamp burned all day.”\n")
    assert codes(desk) == ["quote-not-in-capture"]


def test_a_digest_that_is_not_that_of_its_capture_is_told(desk: Project) -> None:
    desk.write("captures/note.txt", "Some words.\n")
    front = (
        f"title: A\ndate: 2025-04-10\nregion: north\nsources: [{{name: A, capture: captures/note.txt, sha256: {'0' * 64}}}]"
    )
    desk.write("content/a.md", f"---\n{front}\n---\nText.\n")
    assert codes(desk) == ["source-altered"]


# Cost -------------------------------------------------------------------------------------------------------------------


def proved_in(desk: Project, size: int) -> float:
    """Return the processor time of a check of a long article and a capture that nearly agree everywhere, in seconds."""
    said = "The boat of the day sailed to the isle of the day, said"
    text = "".join(f"{said} the man of the day {number % 7}.\n\n" for number in range(size))
    take(desk, f"A Heading of Six Words Here\n\n12 March 2025\n\n{text}", "long.txt")
    (path,) = desk.root.glob("content/*heading*.md")
    head = path.read_text("utf-8").split("---\n\n")[0]
    blocks = "".join(f"{said} … the man of the night {number % 7}.\n\n" for number in range(size))
    path.write_text(f"{head}---\n\n{blocks}", "utf-8")
    started = time.process_time()
    found = prove_project(desk.root)
    assert len(found) >= size
    return time.process_time() - started


def test_the_cost_of_a_check_grows_with_the_text(tmp_path: Path) -> None:
    """Each paragraph was looked for in the whole capture: four times the text took sixteen times as long."""
    times = {}
    for size in (500, 4000):
        desk = write_project(tmp_path / f"p{size}", {"content/first.md": "", "content/second.md": ""})
        times[size] = proved_in(desk, size)
    assert times[4000] < 8 * 3 * times[500]
