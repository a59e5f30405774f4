"""The editor's words for a region on a day: title, trend and summary of a briefing's file, wherever the day is shown."""

import re
from collections.abc import Callable
from pathlib import Path

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, tree_of, write_project

NOTED = """\
title: Noted
base_url: https://briefs.test/
email_edition: true
regions:
  - key: north
    name: North
    regions:
      - {key: coast, name: Coast, regions: [{key: port, name: Port}]}
      - {key: hills, name: Hills}
  - {key: south, name: South}
"""


def make(root: Path, files: dict[str, str]) -> Project:
    return write_project(root / "project", {"content/first.md": "", "content/second.md": "", "briefgen.yml": NOTED, **files})


def test_the_words_for_a_region_are_on_home_on_the_day_and_on_all_that_is_above_it(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="port"),
        "content/b.md": article("B", region="hills"),
        "content/briefings/north/2025-04-10.md": "---\ntitle: Of the north\ntrend: improved\n---\n",
        "content/briefings/coast/2025-04-10.md": "---\nsummary: Of & the coast.\n---\n",
        "content/briefings/port/2025-04-10.md": "---\ntitle: Of the port\ntrend: deteriorated\nsummary: It is shut.\n---\n",
        "content/briefings/hills/2025-04-10.md": "---\nnumber: 3\n---\n",
    }
    project = make(tmp_path, files)
    assert codes(project.build()) == []
    of_port = ["Of the port", "It is shut."]
    of_north = ["Of the north", "Of &amp; the coast."]
    for address in ("/", "/dates/2025-04-10/", "/north/", "/north/2025-04-10/", "/north/2025-04-10/email.html"):
        page = project.page(address).split("<main")[1].split("</main>")[0]
        is_mail = address.endswith("email.html")
        trends = ("Situation: deteriorated", "Situation: improved") if is_mail else ("> Deteriorated<", "> Improved<")
        assert [words for words in of_port + of_north if page.count(words) != 1] == []
        # A day and home also have the trends of all regions on one line, and a region has its own ones.
        twice = {"/": [2, 2], "/dates/2025-04-10/": [2, 2], "/north/": [1, 2]}
        assert [page.count(trend) for trend in trends] == twice.get(address, [1, 1])
    text = project.page("/north/2025-04-10/email.txt")
    assert "\nCoast\nOf & the coast.\n\nPort · Of the port · Situation: deteriorated\nIt is shut.\n" in text
    for address in ("/coast/", "/coast/2025-04-10/"):
        assert "It is shut." in project.page(address)
        assert "Of the north" not in project.page(address)
    assert "It is shut." not in project.page("/hills/2025-04-10/")
    assert 'href="/port/2025-04-10/"' in project.page("/")


def test_alerts_of_a_region_are_on_all_that_is_above_it_with_its_name(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", region="port"),
        "content/b.md": article("B", region="hills"),
        "content/briefings/north/2025-04-10.md": "---\nalerts: [{text: Fog comes., kind: risk}]\n---\n",
        "content/briefings/port/2025-04-10.md": "---\nalerts: [{text: Pier & dock open., kind: opportunity}]\n---\n",
    }
    project = make(tmp_path, files)
    assert codes(project.build()) == []
    own, below = "</strong> Fog comes.</li>", '</strong> Pier &amp; dock open. <a href="/port/2025-04-10/">Port</a></li>'
    for address in ("/north/", "/north/2025-04-10/"):
        page = project.page(address)
        assert (page.count(own), page.count(below), page.count('<p class="lede">')) == (1, 1, 0)
        assert page.index(own) < page.index(below) < page.index('class="headline"')
    for address in ("/", "/dates/2025-04-10/"):
        assert project.page(address).count("Fog comes.") == project.page(address).count("Pier &amp; dock open.") == 1
    assert "Pier &amp; dock open.</li>" in project.page("/port/2025-04-10/")
    assert "Fog comes." not in project.page("/port/2025-04-10/") + project.page("/hills/")
    mail = project.page("/north/2025-04-10/email.html")
    assert re.search(r'Pier &amp; dock open\. <a href="https://briefs\.test/port/2025-04-10/"[^>]*>Port</a>', mail)
    assert "Opportunity: Pier & dock open. Port\n" in project.page("/north/2025-04-10/email.txt")


def test_trends_are_beside_the_days_of_a_month_and_of_a_story(tmp_path: Path) -> None:
    """A story has those of its regions and of the regions above them; the archive has all."""
    files = {
        "content/a.md": article("A", region="port", story="pier"),
        "content/b.md": article("B", region="south"),
        "content/c.md": article("C", region="hills", date="2025-04-09", story="pier"),
        "content/briefings/north/2025-04-10.md": "---\ntrend: improved\n---\n",
        "content/briefings/port/2025-04-10.md": "---\ntrend: deteriorated\n---\n",
        "content/briefings/south/2025-04-10.md": "---\ntrend: unchanged\n---\n",
    }
    project = make(tmp_path, files)
    assert codes(project.build()) == []
    line = re.compile(
        r'<li><strong class="trend (\w+)"><span aria-hidden="true">(.)</span> (\w+)</strong> <a href="/(.*?)/"'
    )
    north = ("improved", "▲", "Improved", "north/2025-04-10")
    port = ("deteriorated", "▼", "Deteriorated", "port/2025-04-10")
    south = ("unchanged", "■", "Unchanged", "south/2025-04-10")
    assert line.findall(project.page("/archive/2025/04/")) == [north, port, south]
    assert line.findall(project.page("/stories/pier/")) == [north, port]
    for change in (
        lambda: project.write("content/briefings/port/2025-04-10.md", "---\ntrend: improved\n---\n"),
        lambda: project.write("content/b.md", article("B", region="south", date="2025-04-08")),
        lambda: project.write("content/a.md", article("A", region="hills", story="pier")),
        lambda: project.remove("content/briefings/north/2025-04-10.md"),
    ):
        change()
        project.build()
        clean = tmp_path / "clean"
        build_site(project.root, clean, Options(now=NOW), ways=Ways(cache=False))
        assert tree_of(clean) == project.tree()
    assert line.findall(project.page("/archive/2025/04/")) == line.findall(project.page("/stories/pier/")) == []


def test_words_for_a_region_that_come_change_and_go_give_the_site_of_a_clean_build(tmp_path: Path) -> None:
    note = "content/briefings/port/2025-04-10.md"
    project = make(tmp_path, {"content/a.md": article("A", region="port"), "content/b.md": article("B", region="hills")})
    steps: list[Callable[[], object]] = [
        lambda: project.write(note, "---\ntitle: Of the port\n---\n"),
        lambda: project.write(note, "---\ntitle: Of the new port\ntrend: improved\n---\n"),
        lambda: project.write("content/a.md", article("A", region="coast")),
        lambda: project.write("content/a.md", article("A", region="port")),
        (project.root / note).unlink,
    ]
    project.build()
    for number, step in enumerate(steps):
        step()
        project.build()
        clean = tmp_path / f"clean{number}"
        build_site(project.root, clean, Options(now=NOW), ways=Ways(cache=False))
        assert tree_of(clean) == project.tree(), number
        assert ("port</strong>" in project.page("/")) == (number in {0, 1, 3}), number
