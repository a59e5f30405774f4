"""Ids on a page: each is there once, and a link to a part of the same page leads to the part that it means."""

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.projects import GIF, Project, article, codes, write_project

#: Texts whose headings and footnotes have the ids of others, or those that pages give themselves.
#: A note is defined once: twice is an error (`duplicate-footnote`).
NOTES = ("[^a]: It says *more*.", "[^b]: And more.", "[^c]: A note in a note.[^a][^b]")
BODIES = st.lists(
    st.sampled_from(
        [
            "## Fn 1",
            "## Fnref 1",
            "## Main",
            "## _main",
            "## item.same",
            "## Item same",
            "## Sources",
            "## Sources",
            "# Sources 2",
            "A note.[^a]",
            "Two notes.[^a][^b]",
            "Notes in a note.[^c]",
            *NOTES,
            "Text.",
            '<a id="sources"></a><b id="item-same">Bold</b>',
            '<p id="_main"><b id="text.sources">Bold</b></p>',
            "[Back](#Main-part) to <i id='Main-part'>it</i>",
        ]
    ),
    max_size=6,
).map(lambda rows: "\n\n".join(row for number, row in enumerate(rows) if row not in NOTES or row not in rows[:number]))
SETTINGS = """\
title: Anchors
base_url: https://briefs.test/
email_edition: true
regions:
  - key: north
    name: North
    regions: [{key: coast, name: Coast}, {key: hills, name: Hills}]
  - {key: south, name: South}
"""
ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(["coast", "hills", "north", "[south, coast]"]),
        st.sampled_from(["same", "main", "sources"]),
        st.sampled_from(["2025-04-10", "2025-04-11"]),
        BODIES,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda found: (found[0], found[1], found[2]),
)


def is_in_page(page: str) -> None:
    """Check that every id of a page is there once, and that every link to a part of it leads somewhere."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    assert sorted(ids) == sorted(set(ids))
    links = [element.get("href", "") for element in tree.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= {*ids, ""}


@settings(max_examples=15)
@given(ARTICLES, BODIES)
def test_every_id_is_on_a_page_once_whatever_articles_and_notes_hold(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, str, str, str]], note: str
) -> None:
    files = {"briefgen.yml": SETTINGS, "content/first.md": "", "content/second.md": ""}
    for number, (region, slug, date, body) in enumerate(articles):
        keys = {"slug": slug, "key_points": f"[Point {number}]", "story": "flood", "tags": "[water]"}
        files[f"content/{number}.md"] = article(f"Title {number}", date=date, region=region, body=body, **keys)
    for path in ("pages/about", "regions/north", "stories/flood", "briefings/north/2025-04-10"):
        files[f"content/{path}.md"] = f"---\ntitle: A note\n---\n{note}\n"
    project = write_project(tmp_path_factory.mktemp("anchors") / "project", files)
    result = project.build()
    assert result.written is not None, result.findings
    for path in project.output.rglob("*.html"):
        is_in_page(path.read_text("utf-8"))


def test_key_points_of_articles_of_one_slug_lead_each_to_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {"briefgen.yml": SETTINGS, "content/first.md": "", "content/second.md": ""}
    for region in ("coast", "hills"):
        text = article(f"In {region}", region=region, slug="same", key_points=f"[Point of {region}]")
        files[f"content/{region}.md"] = text
    project: Project = write_project(tmp_path_factory.mktemp("anchors") / "project", files)
    assert codes(project.build()) == []
    tree = html5lib.parse(project.page("/north/2025-04-10/"), namespaceHTMLElements=False)
    titles = {card.get("id"): "".join(card.itertext()) for card in tree.iter("article")}
    points = {
        "".join(link.itertext()): link.get("href", "")[1:] for link in tree.iter("a") if "#item." in link.get("href", "")
    }
    for region in ("coast", "hills"):
        assert f"In {region}" in titles[points[f"Point of {region}"]]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        pytest.param("It rains.\n\n[^c]: See[^a].\n\n[^a]: The report.", [], id="of-none"),
        pytest.param("It rains[^a].\n\n[^c]: See[^a][^b].\n\n[^b]: No.\n\n[^a]: Yes.", ["Yes."], id="of-one"),
        pytest.param("It rains[^c].\n\n[^a]: One.\n\n[^c]: See[^b][^a].\n\n[^b]: No.", ["See23.", "No.", "One."], id="all"),
        pytest.param("It rains.\n\n[^a]: See[^b].\n\n[^b]: See[^a].", [], id="of-each-other"),
        pytest.param(
            "It rains^[now[^a]]. ![Rain[^b]](x.gif)\n\n[^b]: No.\n\n[^a]: Yes.", ["now2", "Yes."], id="written-inside"
        ),
    ],
)
def test_a_footnote_to_which_only_a_lost_one_refers_is_on_no_page(project: Project, text: str, notes: list[str]) -> None:
    project.write("content/first.md", article("First", region="north", body=text)).write("content/x.gif", GIF)
    defined = text.count("]: ")
    assert codes(project.build()) == ["unused-footnote"] * (defined - len([note for note in notes if note != "now2"]))
    page = project.page("/north/2025-04-10/first/")
    is_in_page(page)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    items = [one for one in tree.iter("li") if one.get("id", "").startswith("fn-")]
    shown = ["".join("".join(one.itertext()).split("\u21a9")[0].split()) for one in items]
    assert shown == notes
