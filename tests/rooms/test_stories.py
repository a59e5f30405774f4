# ruff: noqa: E501 - a paragraph of a capture is one line, and so it is here
"""Several stories in a file, and nothing of a body untold. All texts are invented."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.cli.commands import cli
from briefgen.importing import ImportOptions, ImportResult, Input, import_captures, prove_project
from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.drafts import chosen_day
from briefgen.importing.capture.headlines import read_headline, read_headlines
from briefgen.importing.capture.ledger import KEPT, Given, read_ledger
from briefgen.importing.capture.untold import dropped_lines, is_long
from briefgen.importing.reading import Read, read_input, the_rules
from tests import carriers
from tests.furniture import SUBJECTS, kinds_of, make_article, make_capture
from tests.projects import Project, write_project

LIGHTS = """\
The lights of the northern pier were switched on again on Thursday, eleven years after the town had sold the lamps to pay for a new road.

Forty people came to watch. The oldest lamp had spent the years in a barn, its owner said, and had been lit at Christmas only.
"""
WELLS = """\
Farmers in the dry valley have begun to dig their wells deeper, as the water stands four metres lower than at this time of last year.

A well costs nine thousand crowns. The district pays a third of that, and asks in return that nobody waters before sunset.
"""
BELLS = """\
A foundry in Marlstadt cast the last of six bells for the cathedral on Sunday, in front of two thousand people and a brass band.

The bronze needs nine days to cool. The bells will be heard for the first time at midnight on the last day of the year.
"""
HEADS = (
    "Town Lights Its Pier Again After Eleven Years",
    "Valley Digs Deeper for Water as Wells Run Low",
    "Last of Six Bells Is Cast for the Cathedral",
)
BODIES = (LIGHTS, WELLS, BELLS)


def account_of(text: str, facts: Given | None = None) -> Account:
    return read_account(text.encode(), the_rules(), facts or Given())


def read(text: str, facts: Given | None = None) -> Read:
    return read_input(Input("file.txt", data=text.encode()), facts or Given(), ())


def bodies(account: Account) -> list[str]:
    return ["\n\n".join(part.text for part in draft.paragraphs) + "\n" for draft in account.drafts]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda number, head: f"{number}. {head}\n", id="numbered"),
        pytest.param(lambda number, head: f"{number}) {head}\n", id="numbered with a bracket"),
        pytest.param(lambda _, head: f"**{head}**\n", id="bold"),
        pytest.param(lambda _, head: f"*{head}*\n", id="bold in a chat"),
        pytest.param(lambda _, head: f"## {head}\n", id="a hash"),
        pytest.param(lambda _, head: f"► {head}\n", id="a sign"),
        pytest.param(lambda number, head: f"[{head}](https://paper.example/{number})\n", id="a link"),
        pytest.param(
            lambda number, head: f"{head} ({'Pier Post' if number == 1 else 'Vale Courier'})\n", id="a source in brackets"
        ),
        pytest.param(lambda number, head: f"{number}. **{head}** (Vale Courier)\n", id="three marks"),
    ],
)
def test_headlines_that_a_file_marks_begin_stories_and_the_marks_are_no_part_of_the_titles(
    write: Callable[[int, str], str],
) -> None:
    text = "\n".join(
        f"{write(number, head)}\n{body}" for number, (head, body) in enumerate(zip(HEADS, BODIES, strict=True), start=1)
    )
    account = account_of(text)
    assert [draft.title for draft in account.drafts] == list(HEADS)
    assert bodies(account) == list(BODIES)


@pytest.mark.parametrize(
    "form",
    [
        "{number}. {head}", "{head} (Vale Courier)", "[{head}](https://paper.example/{number})", "► {head}", "^{head}<",
        "{number}. **{head}** (Vale Courier)",
    ],
)  # fmt: skip
def test_a_title_without_the_marks_of_its_line_is_what_the_capture_says(form: str, desk: Project) -> None:
    text = "\n".join(
        f"{form.format(number=number, head=head)}\n\n{body}"
        for number, (head, body) in enumerate(zip(HEADS, BODIES, strict=True), start=1)
    )
    result = import_captures(desk.root, [Input("digest.txt", data=text.encode())], ImportOptions())
    assert sorted(stories(result)) == sorted(HEADS)
    done = desk.run("check")
    assert "value-not-in-capture" not in done.stdout
    (file,) = [article.path for article in result.articles if article.copies[0].offer.title == HEADS[0]]
    path = desk.root / file
    path.write_text(path.read_text("utf-8").replace("Eleven Years\n", "Twelve Years\n", 1), "utf-8")
    assert "value-not-in-capture" in desk.run("check").stdout


def test_headlines_in_capitals_begin_stories() -> None:
    account = account_of("\n".join(f"{head.upper()}\n\n{body}" for head, body in zip(HEADS, BODIES, strict=True)))
    assert [draft.title for draft in account.drafts] == [head.upper() for head in HEADS]


def test_a_headline_begins_a_story_where_nothing_but_the_subject_says_so() -> None:
    account = account_of("\n".join(f"{head}\n\n{body}" for head, body in zip(HEADS, BODIES, strict=True)))
    assert [draft.title for draft in account.drafts] == list(HEADS)
    assert bodies(account) == list(BODIES)


def test_a_digest_gives_each_story_its_source_and_its_address() -> None:
    text = f"1. {HEADS[0]} (Pier Post)\n\nhttps://pier.example/lights\n\n{LIGHTS}\n2. {HEADS[1]} (Vale Courier)\n\nhttps://vale.example/wells\n\n{WELLS}"
    assert [(draft.publisher, draft.url) for draft in account_of(text).drafts] == [
        ("Pier Post", "https://pier.example/lights"),
        ("Vale Courier", "https://vale.example/wells"),
    ]


def test_a_digest_below_its_own_name_gives_each_story_its_source() -> None:
    names = ("Pier Post", "Gazette of the Vale", "Corriere e Sera")
    text = "Morning Review\n\n" + "\n".join(
        f"{head} ({name})\n\n{body}" for head, name, body in zip(HEADS, names, BODIES, strict=True)
    )
    account = account_of(text)
    assert [(draft.title, draft.publisher) for draft in account.drafts] == list(zip(HEADS, names, strict=True))
    assert bodies(account) == list(BODIES)


def test_captions_with_a_name_in_brackets_begin_no_stories() -> None:
    lines = [line for body in BODIES for line in body.strip().split("\n\n")]
    captions = ["The lamps on the pier at noon (Ada Quint)", "A well is dug near the road (Rolf Stein)"]
    text = "\n\n".join([HEADS[0], lines[0], lines[1], captions[0], lines[2], captions[1], lines[3], lines[4]])
    account = account_of(text)
    assert [draft.title for draft in account.drafts] == [HEADS[0]]
    assert [caption.text for draft in account.drafts for caption in draft.captions] == captions


def test_reports_that_name_their_place_first_are_told_to_be_several() -> None:
    places = ("Marlstadt: Pier Is Lit", "Vale: Wells Are Dug", "Orsund: Bells Are Cast")
    text = "Bulletin of the Week\n28 April - 4 May 2025\n\n" + "\n".join(
        f"{place}\n\n{body}" for place, body in zip(places, BODIES, strict=True)
    )
    found = read(text)
    assert found.held is not None
    begun = {offer.draft.title for offer in found.held.offers}
    told = "".join(problem.message for problem in found.findings if problem.code == "possible-stories")
    lines = text.split("\n")
    assert all(place in begun or f" {lines.index(place) + 1}" in told for place in places)


def test_a_subhead_that_would_leave_a_text_too_short_for_an_article_parts_nothing() -> None:
    short = "A camera in the Helbe valley has seen a wild cat for the first time since 1952. The animal is three years old."
    more = "It walks the same round along the brook each night. The foresters have moved a path and ask for dogs on a lead."
    text = f"{HEADS[0]}\n\n{LIGHTS}\nForesters Find a Rare Cat in the Helbe Valley\n\n{short}\n\nThe Same Round Each Night\n\n{more}\n"
    account = account_of(text)
    assert short in account.drafts[-1].text
    assert more in account.drafts[-1].text


@pytest.mark.parametrize(
    "line",
    [
        "Was this forwarded to you? Sign up here to get the newsletter.",
        "U ontvangt deze nieuwsbrief omdat u zich hebt aangemeld. Uitschrijven kan hier.",
        "Ricevi questa newsletter perché ti sei iscritto. Per cancellarti clicca qui.",
        "Otrzymujesz ten newsletter, bo masz konto w serwisie. Kliknij tutaj i wypisz się.",
        "Вы получаете эту рассылку, потому что у вас есть подписка. Отписаться можно здесь.",
    ],
)
def test_the_foot_of_a_letter_is_no_body(line: str) -> None:
    account = account_of(f"{HEADS[0]}\n\n{LIGHTS}\n{HEADS[1]}\n\n{WELLS}\n{line}\n")
    assert [draft.title for draft in account.drafts] == list(HEADS[:2])
    assert bodies(account) == [LIGHTS, WELLS]


def test_a_letter_with_bold_headlines_is_its_stories_and_not_the_letter() -> None:
    text = (
        "The Pier Morning Letter\nThursday, 8 May 2025\n\nGood morning. This is what happened while you slept.\n\n"
        f"**{HEADS[0]}**\n\n{LIGHTS}\nRead more: https://pier.example/lights\n\n----------\n\n"
        f"**{HEADS[1]}**\n\n{WELLS}\nRead more: https://pier.example/wells\n\n----------\n\n"
        "You get this letter because you asked for it at pier.example.\nUnsubscribe: https://pier.example/u?id=4\n"
    )
    account = account_of(text)
    assert [(draft.title, draft.url) for draft in account.drafts] == [
        (HEADS[0], "https://pier.example/lights"),
        (HEADS[1], "https://pier.example/wells"),
    ]
    assert bodies(account) == [LIGHTS, WELLS]


def test_a_mark_is_taken_off_where_the_file_uses_it_and_not_where_the_headline_has_it() -> None:
    assert [found.text for found in read_headlines(["1. FC Marl wins at last", "Rain stops play"])] == [
        "1. FC Marl wins at last",
        "Rain stops play",
    ]
    assert read_headline("**Rain (Pier Post)**").source == "Pier Post"
    assert read_headline("^Rain stops play<").text == "Rain stops play"
    assert read_headline("Rain in 2025 (three dead)").source == ""


# Where it is not certain ------------------------------------------------------------------------------------------------

DOUBTFUL = f"{HEADS[0]}\n\n{LIGHTS}\nDeeper wells are dug now\n\n{WELLS}"


def stories(result: ImportResult) -> list[str]:
    return [article.copies[0].offer.title for article in result.articles]


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})


def test_the_lines_of_split_are_where_stories_begin_and_no_others_are(desk: Project) -> None:
    text = f"{HEADS[0]}\n\n{LIGHTS}\nA word in between\n\n{WELLS}\n{HEADS[2]}\n\n{BELLS}".encode()
    line = text.decode().split("\n").index("A word in between") + 1
    options = ImportOptions(given=Given(split=(1, line)))
    result = import_captures(desk.root, [Input("two.txt", data=text)], options)
    assert sorted(stories(result)) == sorted([HEADS[0], "A word in between"])
    assert [found for found in result.findings if found.code == "possible-stories"] == []
    (path,) = desk.root.glob("captures/*.ledger.json")
    ledger = read_ledger(path.read_text("utf-8"))
    assert ledger is not None
    assert ledger.given.split == (1, line)
    assert prove_project(desk.root) == ()


def test_a_split_at_a_paragraph_begins_a_story_without_a_headline() -> None:
    account = account_of(f"{HEADS[0]}\n\n{LIGHTS}\n{WELLS}", Given(split=(1, 7)))
    assert [draft.title_line for draft in account.drafts] == [1, 0]
    assert bodies(account) == [LIGHTS, WELLS]


def test_a_split_that_the_capture_does_not_have_is_told() -> None:
    found = read(f"{HEADS[0]}\n\n{LIGHTS}", Given(split=(1, 90)))
    assert [problem.code for problem in found.findings] == ["split-outside"]
    assert found.held is None
    page = read_input(Input("page.html", data=b"<html><p>A</p></html>"), Given(split=(1, 2)), ())
    assert [problem.code for problem in page.findings] == ["split-outside"]
    assert page.held is None


def test_split_is_for_one_file_and_takes_numbers_of_lines(desk: Project, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(DOUBTFUL, "utf-8")
    command = ["--source", str(desk.root), "import", str(tmp_path / "a.txt")]
    runner = CliRunner()
    assert runner.invoke(cli, [*command, str(tmp_path / "b.txt"), "--split", "1,7"]).exit_code == 2
    for wrong in ("0", "1,,7", "one", "1-7"):
        assert runner.invoke(cli, [*command, "--split", wrong]).exit_code == 2, wrong
    done = runner.invoke(cli, [*command, "--split", "7, 1"])
    assert done.exit_code == 0, done.output
    assert len([line for line in done.output.splitlines() if line.startswith("content/")]) == 2


# Nothing untold ---------------------------------------------------------------------------------------------------------


def test_lines_inside_an_article_that_go_by_place_and_shape_are_told(desk: Project) -> None:
    text = (
        f"{HEADS[0]}\n\n{LIGHTS}\nRead also\nValley Digs Deeper for Water as Wells Run Low Again\nLast of Six Bells Is Cast for the Old Cathedral\n\n"
        "The barn stands behind the northern pier, and its owner sold the lamp back to the town for one crown.\n"
    )
    result = import_captures(desk.root, [Input("one.txt", data=text.encode())], ImportOptions())
    assert "dropped-inside" in {problem.code for problem in result.findings}
    assert "## Dropped inside an article" in result.report
    for line in ("Valley Digs Deeper", "Last of Six Bells", "Read also"):
        assert line in result.report


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            "Ropes from three yards hold the new gate, and the keeper checks each of them at low water every Monday morning.",
            id="a stranger",
        ),
        pytest.param(
            "The owner of the barn sold one more of the lamps to the town for a crown, and kept the last for Christmas.",
            id="of the subject",
        ),
    ],
)
def test_prose_below_a_list_of_headlines_is_in_a_draft_or_named_in_a_finding(more: str) -> None:
    text = f"{HEADS[0]}\n\n{LIGHTS}\nRelated articles\n{HEADS[1]}\n{HEADS[2]}\n{more}\n"
    (row,) = [row for row, line in zip(account_of(text).rows, account_of(text).texts, strict=True) if line.strip() == more]
    assert row.fate == "body" or any(str(row.line) in problem.message for problem in read(text).findings)


def test_the_report_counts_words_and_their_shares(desk: Project) -> None:
    result = import_captures(desk.root, [Input("one.txt", data=f"{HEADS[0]}\n\n{LIGHTS}".encode())], ImportOptions())
    assert "- kept: 60 (100.0%)\n- dropped: 0 (0.0%)\n- unassigned: 0 (0.0%)" in result.report


@st.composite
def pages(draw: st.DrawFn) -> str:
    lang = draw(st.sampled_from(sorted(SUBJECTS)))
    article = make_article(draw(st.integers(0, 99)), lang, (2, 3, 2, 2), date=draw(st.booleans()))
    kinds = [draw(st.sampled_from(kinds_of(lang, place))) for place in ("before", "inside", "after")]
    more = draw(
        st.lists(
            st.sampled_from([*HEADS, *LIGHTS.split("\n\n"), *WELLS.split("\n\n"), "• one item", "Read also"]), max_size=4
        )
    )
    return make_capture(article, tuple(kinds)) + "\n" + "\n\n".join(more) + "\n"


@settings(max_examples=60, deadline=None)
@given(pages())
def test_no_line_of_more_than_eight_words_is_neither_in_a_draft_nor_told(text: str) -> None:
    account = account_of(text)
    told = {row.line for found in dropped_lines(account.rows, account.texts) for row, _ in found}
    for row, line in zip(account.rows, account.texts, strict=True):
        if is_long(line) and row.fate not in KEPT:
            # A repeat stands in the draft; unassigned lines are all named.
            assert row.line in told or row.fate in {"repeat", "unassigned"}, line


# Stories in a page, and in a mail ---------------------------------------------------------------------------------------


def page_of(headline: str, item: str = "{}", frame: str = "{}", head: str = "") -> str:
    """Return the three stories as a page of HTML, without a class or an element that parts them."""
    stories = [
        item.format(headline.format(title) + "".join(f"<p>{text}</p>" for text in body.strip().split("\n\n")))
        for title, body in zip(HEADS, BODIES, strict=True)
    ]
    return f"<html><head>{head}</head><body>{frame.format(''.join(stories))}</body></html>"


PAGES = {
    "headings": page_of("<h2>{}</h2>"),
    "headings in boxes": page_of("<h3>{}</h3>", "<div>{}</div>"),
    "bold lines": page_of("<p><strong>{}</strong></p>"),
    "large lines": page_of('<div style="font-size: 22px">{}</div>'),
    "links": page_of('<h3><a href="https://paper.example/1">{}</a></h3>'),
    "rows of a table": page_of("<b>{}</b>", "<tr><td>{}</td></tr>", "<table>{}</table>"),
    "a name and a greeting above": page_of(
        "<h2>{}</h2>", frame="<h1>Morning Brief</h1><p>Good morning. Your three stories are here.</p>{}"
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_stories_of_a_page_that_only_their_headlines_part_are_an_article_each(name: str) -> None:
    found = read_input(Input("page.html", data=PAGES[name].encode()), Given(), ())
    assert found.held is not None
    drafts = [offer.draft for offer in found.held.offers]
    assert [draft.title for draft in drafts] == list(HEADS)
    assert [draft.text for draft in drafts] == [body.strip().replace("\n\n", "\n") for body in BODIES]
    assert {draft.url for draft in drafts} == {"https://paper.example/1" if name == "links" else ""}


@pytest.mark.parametrize("subject", ["Morning Brief", HEADS[0]])
@pytest.mark.parametrize("form", [*PAGES, "text", "bold text"])
def test_stories_of_a_mail_are_articles_with_the_day_and_the_sender_of_the_mail(
    form: str, subject: str, desk: Project
) -> None:
    plain = "\n\n".join(f"{head}\n\n{body}" for head, body in zip(HEADS, BODIES, strict=True))
    bold = "\n\n".join(f"**{head}**\n\n{body}" for head, body in zip(HEADS, BODIES, strict=True))
    text = {"text": plain, "bold text": bold}.get(form, "")
    (desk.root / "brief.eml").write_bytes(carriers.mail(text=text, html=PAGES.get(form, ""), subject=subject))
    result = import_captures(desk.root, [Input("brief.eml", desk.root / "brief.eml")], ImportOptions())
    assert sorted(stories(result)) == sorted(HEADS)
    drafts = [article.copies[0].draft for article in result.articles]
    assert {draft.publisher for draft in drafts} == {"Brannock Post"}
    assert {next(str(day.day) for day in draft.days if day.where == "page") for draft in drafts} == {"2025-05-06"}
    assert [chosen_day(draft, Given())[0] for draft in drafts] == [None] * 3
    (path,) = desk.root.glob("captures/*.ledger.json")
    ledger = read_ledger(path.read_text("utf-8"))
    assert ledger is not None
    assert {row.article for row in ledger.rows if row.fate == "body"} == {1, 2, 3}
    assert prove_project(desk.root) == ()


def test_the_cards_of_a_letter_are_articles_without_its_buttons_and_its_foot() -> None:
    cards = "".join(
        f'<table><tr><td><img src="{number}.jpg" alt=""></td></tr><tr><td><a href="https://paper.example/{number}">'
        f"<strong>{head}</strong></a></td></tr>"
        + "".join(f"<tr><td>{text}</td></tr>" for text in body.strip().split("\n\n"))
        + f'<tr><td><a href="https://paper.example/{number}">Read more</a></td></tr></table>'
        for number, (head, body) in enumerate(zip(HEADS, BODIES, strict=True))
    )
    foot = 'You receive this newsletter because you signed up. <a href="https://paper.example/u">Unsubscribe here</a>'
    page = (
        '<html><body><div style="display:none">Pier, wells and bells</div><table><tr><td><a href="https://paper.example/w">'
        f"View in your browser</a></td></tr></table><h1>Morning Brief</h1><p>Good morning! Here are three stories.</p>{cards}"
        f"<table><tr><td>{foot}</td></tr></table></body></html>"
    )
    found = read_input(Input("page.html", data=page.encode()), Given(), ())
    assert found.held is not None
    drafts = [offer.draft for offer in found.held.offers]
    assert [draft.title for draft in drafts] == list(HEADS)
    assert [draft.url for draft in drafts] == [f"https://paper.example/{number}" for number in range(3)]
    assert [draft.text for draft in drafts] == [body.strip().replace("\n\n", "\n") for body in BODIES]


def test_a_list_of_short_stories_in_a_page_comes_apart_or_is_told_to_be_several() -> None:
    items = "".join(
        f'<li><a href="https://paper.example/{number}">{head}</a><br>{body.split(chr(10), maxsplit=1)[0]}</li>'
        for number, (head, body) in enumerate(zip(HEADS, BODIES, strict=True))
    )
    page = f"<html><body><h2>Top stories</h2><ul>{items}</ul></body></html>"
    found = read_input(Input("page.html", data=page.encode()), Given(), ())
    assert found.held is not None
    told = " ".join(problem.message for problem in found.findings if problem.code == "possible-stories")
    titles = [offer.draft.title for offer in found.held.offers]
    assert all(head in told or head in titles for head in HEADS)


def test_a_page_that_says_it_is_one_article_is_told_to_be_several_and_split_on_request(desk: Project) -> None:
    page = page_of("<h2>{}</h2>", head='<meta property="article:published_time" content="2025-05-06">')
    result = import_captures(desk.root, [Input("page.html", data=page.encode())], ImportOptions())
    assert stories(result) == [HEADS[0]]
    (told,) = [found for found in result.findings if found.code == "possible-stories"]
    assert told.message == (
        f'another story may begin at blocks 4 "{HEADS[1]}", 7 "{HEADS[2]}", which the import took for part of one'
    )
    assert told.help == "if so, import this file with --force --split 1,4,7"
    again = import_captures(
        desk.root, [Input("page.html", data=page.encode())], ImportOptions(given=Given(split=(1, 4, 7)), force=True)
    )
    assert sorted(stories(again)) == sorted(HEADS)
    assert [found.code for found in again.findings if found.code == "possible-stories"] == []
    assert prove_project(desk.root) == ()


def test_chapters_of_a_page_and_entries_of_a_live_blog_are_no_stories() -> None:
    lines = [line for body in BODIES for line in body.strip().split("\n\n")]
    chapters = "<h1>{}</h1><p>{}</p><p>{}</p><h2>The lamps and the wells</h2><p>{}</p><p>{}</p><h2>What the town says</h2><p>{}</p><p>{}</p>"
    entries = "<h1>{}</h1><p>{}</p><p>18:40</p><h2>Lamps come home</h2><p>{}</p><p>17:15</p><h2>Water runs low</h2><p>{}</p><p>{}</p>"
    for form in (chapters, entries):
        page = f"<html><body>{form.format(HEADS[0], *lines)}</body></html>"
        found = read_input(Input("page.html", data=page.encode()), Given(), ())
        assert found.held is not None
        assert [offer.title for offer in found.held.offers] == [HEADS[0]]
        assert "possible-stories" not in {problem.code for problem in found.findings}


def test_of_one_mail_in_a_box_the_kept_capture_is_split(desk: Project) -> None:
    page = page_of(
        "<h2>{}</h2>",
        head='<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Morning Brief"}</script>',
    )
    box = carriers.mailbox(carriers.mail(), carriers.mail(text="", html=page, subject="Morning Brief"))
    (desk.root / "in.mbox").write_bytes(box)
    source = Input("in.mbox", desk.root / "in.mbox")
    (told,) = [
        found for found in import_captures(desk.root, [source], ImportOptions()).findings if found.code == "possible-stories"
    ]
    assert told.span.path == "in.mbox#2"
    match = re.fullmatch(r"if so, import (captures/\S+\.html) with --force --split (\S+)", told.help)
    assert match
    split = tuple(map(int, match[2].split(",")))
    whole = import_captures(desk.root, [source], ImportOptions(given=Given(split=split), force=True))
    assert [found.code for found in whole.findings] == ["split-outside"]
    again = import_captures(
        desk.root, [Input(match[1], desk.root / match[1])], ImportOptions(given=Given(split=split), force=True)
    )
    assert sorted(stories(again)) == sorted(HEADS)
    assert prove_project(desk.root) == ()
