"""Editions of a briefing: what goes out by e-mail, and JSON by its schema; off by default; a missing extra is told."""

import json
import re
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import jsonschema
import pytest

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.values.model import Options
from tests.projects import NOW, Project, article, codes, positions, run_without, tree_of, write_project

#: A PNG of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
SCHEMA = Path(__file__).parent.parent.parent / "docs" / "briefing.schema.json"
BOTH = "email_edition: true\njson_edition: true\n"
HOSTILE = '</style><script>alert(1)</script> & "it\'s"'


def make(root: Path, more: str = BOTH, base: str = "https://briefs.test/daily/") -> Project:
    keys = {
        "summary": "In short. " * 20,
        "tags": "[harbours, Harbours]",
        "authors": "[A. Writer]",
        "key_points": "[One thing to know]",
        "sources": (
            "[{name: Test Agency, url: 'https://agency.test/1', title: Ferries sail, lang: ar,"
            " archived: {url: 'https://archive.test/1', date: 2025-04-10}}, {name: A paper,"
            " archived: {url: 'https://archive.test/2', date: 2025-04-10T08:00:00+01:00}}]"
        ),
        "corrections": "[{date: 2025-04-12, kind: correction, text: The figure was wrong.}]",
    }
    project = write_project(
        root / "project",
        {
            "content/first.md": article("First", region="north-coast", **keys),
            "content/third.md": article(
                json.dumps(HOSTILE), region="north", summary=json.dumps(HOSTILE), key_points="[Two]"
            ),
            "content/briefings/north/2025-04-10.md": (
                "---\nsummary: The day.\ntrend: improved\nnumber: 7\ncutoff: 2025-04-10T06:00:00Z\n---\n"
                "See [the other](../../first.md) and [a page](/archive/).\n"
            ),
        },
    )
    settings = (project.root / "briefgen.yml").read_text().replace("https://briefs.test/", base)
    return project.write("briefgen.yml", settings + more)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make(tmp_path_factory.mktemp("editions"))
    assert codes(project.build()) == []
    return project


BRIEFING = "/north/2025-04-10/"


def test_no_edition_is_made_unless_the_settings_ask_for_it(project: Project) -> None:
    project.build()
    assert [path for path in project.tree() if path.endswith(("email.html", "email.txt", "briefing.json"))] == []


def test_a_briefing_leads_to_its_editions_and_only_to_those_that_there_are(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    for setting, names in (
        (BOTH, ["email.html", "email.txt", "briefing.json"]),
        ("json_edition: true\n", ["briefing.json"]),
    ):
        project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace(BOTH, setting)).build()
        head, _, main = project.page(BRIEFING).partition("</head>")
        found = re.findall(
            r'<link rel="alternate" type="([\w/]+)" title="[^"]+" href="/daily/north/2025-04-10/([^"]+)">', head
        )
        kinds = {"email.html": "text/html", "email.txt": "text/plain", "briefing.json": "application/json"}
        assert found == [(kinds[name], name) for name in names]
        assert re.findall(r'<a href="/daily/north/2025-04-10/([\w.]+)" type=', main) == names
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace("json_edition: true\n", "")).build()
    assert "This briefing as" not in project.page(BRIEFING)


@pytest.mark.parametrize(
    ("setting", "names"),
    [("email_edition: true\n", {"email.html", "email.txt"}), ("json_edition: true\n", {"briefing.json"})],
)
def test_each_setting_makes_its_edition_of_every_briefing(tmp_path: Path, setting: str, names: set[str]) -> None:
    project = make(tmp_path, setting)
    project.build()
    folders = {"north/2025-04-10", "north-coast/2025-04-10", "south/2025-04-11"}
    made = {path for path in project.tree() if re.search(r"email\.|briefing\.json", path)}
    assert made == {f"{folder}/{name}" for folder in folders for name in names}
    project.write("briefgen.yml", (project.root / "briefgen.yml").read_text().replace(setting, "")).build()
    assert not made & project.tree().keys()


def test_an_email_has_its_styles_on_its_elements_and_nothing_that_mail_programs_drop(built: Project) -> None:
    page = built.page(f"{BRIEFING}email.html")
    document = html5lib.parse(page, namespaceHTMLElements=False)
    tags = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    assert not tags & {"style", "script", "link", "img", "iframe"}
    assert "max-width: 600px" in str(document.find(".//main").get("style"))
    assert all("color" in str(link.get("style")) for link in document.iter("a"))
    assert "<!doctype html>" in page.lower()


def test_every_address_in_an_email_is_whole(built: Project) -> None:
    document = html5lib.parse(built.page(f"{BRIEFING}email.html"), namespaceHTMLElements=False)
    hrefs = [str(element.get("href")) for element in document.iter() if element.get("href")]
    assert len(hrefs) >= 6
    assert all(href.startswith("https://briefs.test/daily/") for href in hrefs)
    for href in hrefs:
        assert (built.output / urlsplit(href).path.removeprefix("/daily/") / "index.html").is_file(), href


def test_text_in_an_email_stays_text(built: Project) -> None:
    document = html5lib.parse(built.page(f"{BRIEFING}email.html"), namespaceHTMLElements=False)
    assert HOSTILE in {"".join(element.itertext()) for element in document.iter("h2")}


def test_the_text_of_an_email_has_short_lines_and_all_items(built: Project) -> None:
    text = built.page(f"{BRIEFING}email.txt")
    lines = text.splitlines()
    assert lines[:5] == [
        "North – Thursday, 10 April 2025",
        "No. 7",
        "Situation: improved",
        "Cut-off 10 Apr 2025, 07:00 GMT+01:00",
        "2 briefs",
    ]
    assert all(len(line) <= 72 or "https://" in line for line in lines)
    assert "   https://briefs.test/daily/north-coast/2025-04-10/first/" in lines
    assert "   Source: Test Agency (agency.test), A paper" in lines
    assert "   Correction (2025-04-12): The figure was wrong." in lines
    assert lines[-3:] == ["-- ", "Test Briefs", "https://briefs.test/daily/north/2025-04-10/"]
    assert text.endswith("/\n")


RICH = {
    "content/changed.md": article(
        "The tariff",
        region="north-coast",
        summary="It rises.",
        dateline="TYRE",
        updated="2025-04-12",
        key_points="[A rise, Another]",
        sources="[{name: Test Agency, url: 'https://agency.test/1'}, {name: A paper}]",
        corrections="[{date: 2025-04-12, kind: correction, text: The figure was wrong.},"
        " {date: 2025-04-11, kind: clarification, text: It was meant so.}]",
    ),
    "content/new.md": article(
        "The strike", date="2025-04-10T09:00:00Z", region="north", body="Ends ~~today~~ now.\n\nMore."
    ),
    "content/old.md": article(
        "الميناء", date="2025-04-10T05:00:00Z", region="north", lang="ar", slug="port", dateline="صور"
    ),
    "content/briefings/north/2025-04-10.md": (
        "---\ntitle: A day of ports\nsummary: In short.\ntrend: unchanged\nnumber: 8\ncutoff: 2025-04-10T06:00:00Z\n"
        "alerts: [{text: The pass closes at 18:00., kind: risk}, {text: Fares are halved until 9 May., kind: opportunity}]\n"
        "key_points: [Only one point]\n---\n## What we read\n\nSee [the tariff](../../changed.md), [a page](/archive/) and"
        " ~~nothing~~ *this*:\n\n- one & two\n- <https://agency.test/a-very/long-address/that-no-line-can-hold/in-one-piece/at-all>\n\n"
        "| Port | Boats |\n|---|---|\n| Tyre | 4 |\n\n![Two boats](boats.png)\n\n> Quoted[^1]\n\n[^1]: A note.\n"
    ),
    "content/briefings/north-coast/2025-04-10.md": (
        "---\ntitle: Along the coast\ntrend: improved\nsummary: Two of 3 ports work.\n---\n"
    ),
}


def words_of_html(page: str) -> str:
    """Return the words of an e-mail in HTML as plain text has them: no stroke, and addresses behind their words."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    for parent in document.iter():
        for child in list(parent):
            if child.tag in {"del", "s"}:
                before = list(parent)[: list(parent).index(child)]
                if before:
                    before[-1].tail = (before[-1].tail or "") + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + (child.tail or "")
                parent.remove(child)
    return " ".join([*document.find(".//main").itertext(), *(str(one.get("alt")) for one in document.iter("img"))])


def test_both_parts_of_an_email_hold_the_same(tmp_path: Path) -> None:
    project = make(tmp_path, f"{BOTH}briefing_length: 3\n")
    for path, text in RICH.items():
        project.write(path, text)
    project.write("content/briefings/north/boats.png", PNG)
    assert codes(project.build()) == []
    page, text = project.page(f"{BRIEFING}email.html"), project.page(f"{BRIEFING}email.txt")
    wordy = re.compile(r"[^\W_]+")
    # Addresses are behind words in the one and in attributes in the other; the text numbers its items.
    shown = re.sub(r"\(?https?://\S+", " ", text)
    for number in range(1, 6):
        shown = shown.replace(f"\n{number}. ", "\n ")
    # The list of notes counts by itself in HTML.
    shown = shown.replace("\n[1] ", "\n")
    of_html = re.sub(r"https?://\S+|Read the briefing|↩", " ", words_of_html(page))
    assert Counter(wordy.findall(of_html)) == Counter(wordy.findall(shown))
    addresses = set(re.findall(r"https://[^\s)]+", text))
    assert addresses - set(re.findall(r'href="([^"]+)"', page)) == set()
    for words in ("TYRE – It rises.", "صور – ", "New", "Updated 12 Apr 2025", "North Coast", "In Arabic", "Only one point"):
        assert words in text
        assert words in " ".join(words_of_html(page).split())
    for words in (
        "Risk: The pass closes at 18:00.",
        "Opportunity: Fares are halved until 9 May.",
        "Situation: unchanged",
        "Along the coast",
        "Situation: improved",
        "Two of 3 ports work.",
        "Correction (2025-04-12): The figure was wrong.",
    ):
        assert words in " ".join(text.split())
        assert words in " ".join(words_of_html(page).split())
    assert "Clarification (2025-04-11): It was meant so." in text
    assert "today" not in text
    assert "nothing" not in text
    assert "- one & two" in text
    assert "Tyre | 4" in text
    assert "https://agency.test/a-very/long-address/that-no-line-can-hold/in-one-piece/at-all" in text


@pytest.mark.parametrize("note", [pytest.param("key_points: [Editor alone]", id="editor"), pytest.param("", id="article")])
def test_a_single_key_point_is_shown_wherever_key_points_are(tmp_path: Path, note: str) -> None:
    project = make(tmp_path)
    project.write("content/third.md", article("Third", region="north"))
    project.write("content/briefings/north/2025-04-10.md", f"---\ntitle: The day\n{note}\n---\n")
    assert codes(project.build()) == []
    point = "Editor alone" if note else "One thing to know"
    for name in ("index.html", "email.html", "email.txt"):
        shown = project.page(f"{BRIEFING}{name}")
        assert "At a glance" in shown
        assert shown.split("At a glance")[1].count(point) == 1
    assert json.loads(project.page(f"{BRIEFING}briefing.json"))["key_points"] == [point]


def test_all_key_points_of_an_article_are_on_its_page(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.write("content/third.md", article("Third", region="south", key_points="[One & two, Three]"))
    assert codes(project.build()) == []
    glance = project.page("/south/2025-04-10/third/").split("At a glance")[1].split("</section>")[0]
    assert re.findall("<li>(.*)</li>", glance) == ["One &amp; two", "Three"]
    project.write("content/third.md", article("Third", region="south", key_points="[One & two, Four]")).build()
    assert "<li>Four</li>" in project.page("/south/2025-04-10/third/")
    build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(tmp_path / "clean") == project.tree()


def test_both_editions_make_a_message_that_can_be_sent(built: Project) -> None:
    message = EmailMessage()
    message["Subject"] = "The morning briefing"
    message.set_content(built.page(f"{BRIEFING}email.txt"))
    message.add_alternative(built.page(f"{BRIEFING}email.html"), subtype="html")
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_the_json_of_every_briefing_is_what_its_schema_says(built: Project) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = sorted(built.output.rglob("briefing.json"))
    assert len(found) == 3
    for path in found:
        jsonschema.validate(json.loads(path.read_text("utf-8")), schema)


def test_the_json_of_a_briefing_says_what_the_page_says(built: Project) -> None:
    said = json.loads(built.page(f"{BRIEFING}briefing.json"))
    items = said.pop("items")
    assert said == {
        "version": 1,
        "url": "https://briefs.test/daily/north/2025-04-10/",
        "site": {"title": "Test Briefs", "url": "https://briefs.test/daily/"},
        "region": {"key": "north", "name": "North"},
        "date": "2025-04-10",
        "language": "en-GB",
        "summary": "The day.",
        "trend": "improved",
        "number": 7,
        "cutoff": "2025-04-10T06:00:00Z",
        "key_points": ["Two", "One thing to know"],
    }
    assert [item["title"] for item in items] == [HOSTILE, "First"]
    assert items[1]["sources"] == [
        {
            "name": "Test Agency",
            "title": "Ferries sail",
            "url": "https://agency.test/1",
            "language": "ar",
            "archived": {"url": "https://archive.test/1", "date": "2025-04-10"},
        },
        {"name": "A paper", "archived": {"url": "https://archive.test/2", "date": "2025-04-10T07:00:00Z"}},
    ]
    assert items[1]["corrections"] == ["Correction (2025-04-12): The figure was wrong."]
    assert (items[1]["region"], items[1]["date_modified"]) == ("North Coast", "2025-04-11T23:00:00Z")


def test_what_is_not_published_is_in_no_edition(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.write("content/secret.md", article("Secret", region="north", draft="true"))
    project.write("content/later.md", article("Secret", region="north", slug="later", publish_at="2030-01-01T00:00:00Z"))
    project.build()
    assert not [path for path in project.output.rglob("*") if path.is_file() and "Secret" in path.read_text("utf-8")]


def test_emails_are_not_in_the_sitemap_and_ask_robots_to_stay_away(built: Project) -> None:
    assert "email" not in built.page("/sitemap.xml")
    assert '<meta name="robots" content="noindex"' in built.page(f"{BRIEFING}email.html")


def test_an_edit_makes_the_editions_of_its_briefings_anew_and_they_are_those_of_a_clean_build(tmp_path: Path) -> None:
    project = make(tmp_path)
    project.build()
    project.write("content/second.md", article("Other", region="south", date="2025-04-11"))
    made = [path for path in project.build().made if re.search(r"email\.|briefing\.json", path)]
    assert made == ["south/2025-04-11/briefing.json", "south/2025-04-11/email.html", "south/2025-04-11/email.txt"]
    build_site(project.root, tmp_path / "clean", Options(now=NOW), ways=Ways(cache=False))
    assert tree_of(tmp_path / "clean") == project.tree()


def test_a_missing_extra_is_told_where_the_setting_stands(tmp_path: Path) -> None:
    project = make(tmp_path)
    done = run_without("css_inline", project.root, "build", "--format", "json")
    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    line = (project.root / "briefgen.yml").read_text().splitlines().index("email_edition: true") + 1
    assert (done.returncode, found["code"], found["path"], found["line"]) == (1, "missing-extra", "briefgen.yml", line)
    assert 'run pip install ".[email]", or pipx install --force ".[email]"' in found["help"]
    assert not project.output.exists()


def test_the_settings_of_editions_are_true_or_false(tmp_path: Path) -> None:
    assert positions(make(tmp_path, "email_edition: maybe\n").build())[0][0] == "wrong-type"
