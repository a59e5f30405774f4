"""Shapes in which pages hide, repeat, cut or box a part of an article. All texts are invented."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from briefgen.importing import ImportOptions, import_captures, list_inputs, prove_project
from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.ledger import Given, digest
from briefgen.importing.capture.reading import Account
from briefgen.importing.html import read_html, text_blocks
from briefgen.importing.reading import the_rules
from briefgen.values.diagnostics import Diagnostic
from tests.projects import write_project

TITLE = "Harbour of Maren Opens Its Second Lock"
BODY = (
    "The second lock of the harbour of Maren was opened on Thursday, and the first barge went through before noon.",
    "“We have waited eleven years for this gate,” said Ines Dahl, who runs the lock. “Now it has to hold.”",
    "Sixty barges a day can pass from now on, the harbour office says, which is twice as many as before.",
    "The old gate stays in use until the autumn, when divers will look at its hinges for the first time since the flood.",
)
MENU = "<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav></header>"
FOOT = "<footer><p>© Maren Courier. All rights reserved.</p><a href='/privacy'>Privacy</a></footer>"


def read(page: str) -> tuple[Account, tuple[Diagnostic, ...]]:
    found = read_html(page.encode(), "page.html", the_rules(), Given())
    assert found.value is not None
    return found.value[0], found.findings


def only(page: str) -> Draft:
    (draft,) = read(page)[0].drafts
    return draft


def texts(page: str) -> list[str]:
    return [paragraph.text for paragraph in only(page).paragraphs]


def codes(page: str) -> list[str]:
    return [found.code for found in read(page)[1]]


def p(lines: Sequence[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def frame(*inner: str, title: str = TITLE, lang: str = "en", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Maren Courier</title>{head}</head>'
        f"<body>{MENU}{''.join(inner)}{FOOT}</body></html>"
    )


def article(*inner: str, title: str = TITLE) -> str:
    return f'<h1>{title}</h1><div class="article-body">{"".join(inner)}</div>'


# A lead in a box of its own -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["teaser-content", "related-lead", "article__teaser", "teaserText", "promo-text", "readmore-intro"]
)
@pytest.mark.parametrize("is_beside", [True, False])
def test_a_lead_is_body_whatever_its_box_is_called(name: str, is_beside: bool) -> None:
    box = f'<div class="{name}"><p>{BODY[0]}</p></div>'
    head = f'<div class="article-header"><h1>{TITLE}</h1>{box}</div>' if is_beside else f"<h1>{TITLE}</h1>{box}"
    page = frame(head, '<div class="share"><a href="#">Share</a></div>', f'<div class="article-body">{p(BODY[1:])}</div>')
    assert texts(page) == list(BODY)


@pytest.mark.parametrize(
    ("lang", "title", "lines"),
    [
        ("de", "Zweite Schleuse im Hafen von Maren geöffnet", (
            "Die zweite Schleuse im Hafen von Maren ist am Donnerstag geöffnet worden, und noch vor Mittag fuhr ein Kahn.",
            "„Wir haben elf Jahre auf dieses Tor gewartet“, sagte Ines Dahl, die die Schleuse leitet.",
            "Sechzig Kähne am Tag können von nun an durch das Tor, teilte das Hafenamt mit, doppelt so viele wie bisher.",
        )),
        ("ar", "ميناء مارين يفتح الهويس الثاني", (
            "افتتح ميناء مارين الهويس الثاني يوم الخميس، وعبرت أول سفينة قبل الظهر وفق ما أعلنت إدارة الميناء.",
            "وقالت إيناس دال التي تدير الهويس إن العمال انتظروا هذه البوابة أحد عشر عاما كاملة قبل افتتاحها.",
            "ويمكن أن تعبر ستون سفينة في اليوم من الآن فصاعدا، وهو ضعف العدد السابق بحسب مكتب الميناء.",
        )),
    ],
)  # fmt: skip
def test_a_lead_in_a_box_is_body_in_other_languages(lang: str, title: str, lines: Sequence[str]) -> None:
    box = f'<div class="teaser"><p>{lines[0]}</p></div>'
    page = frame(f"<div><h1>{title}</h1>{box}</div>", f"<div class='text'>{p(lines[1:])}</div>", title=title, lang=lang)
    assert texts(page) == list(lines)


@pytest.mark.parametrize(
    "lead", ["<h2 class='teaser'>{}</h2>", "<div class='teaser'><p><a href='/maren'>Maren</a>: {}</p></div>"]
)
def test_a_lead_in_a_box_may_be_a_heading_or_have_a_link(lead: str) -> None:
    page = frame(f"<h1>{TITLE}</h1>{lead.format(BODY[0])}<div class='article-body'>{p(BODY[1:])}</div>")
    assert texts(page) == [f"Maren: {BODY[0]}" if "href" in lead else BODY[0], *BODY[1:]]


def test_key_points_below_the_headline_are_body() -> None:
    points = "<ul class='summary'><li>The lock opened on Thursday</li><li>Sixty barges a day can pass</li></ul>"
    page = frame(f"<h1>{TITLE}</h1>{points}<div class='article-body'>{p(BODY)}</div>")
    assert texts(page) == ["- The lock opened on Thursday", "- Sixty barges a day can pass", *BODY]


def test_a_teaser_of_another_story_below_the_headline_is_no_lead() -> None:
    other = "<h3><a href='/2'>Bakers of Tolm Strike</a></h3><p>The bakers of Tolm left their ovens cold on Monday.</p>"
    promo = "<p>Sign up for our newsletter and get the best stories of the week in your inbox.</p>"
    page = frame(
        f"<h1>{TITLE}</h1><div class='related-teaser'>{other}</div><div class='newsletter-promo'>{promo}</div>",
        f"<div class='article-body'>{p(BODY)}</div>",
    )
    assert texts(page) == list(BODY)


# Short paragraphs, hidden text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["No.", "“No.”", "Nein.", "Non.", "Yes!", "لا.", "We wait."])
def test_equal_short_paragraphs_are_all_kept(word: str) -> None:
    lines = (BODY[0], word, BODY[1], word, BODY[2], word, BODY[3])
    assert texts(frame(article(p(lines)))) == list(lines)


@pytest.mark.parametrize("attribute", ["hidden", 'aria-hidden="true"', 'style="display:none"', 'style="visibility: hidden"'])
@pytest.mark.parametrize("tag", ["p", "div"])
def test_hidden_text_is_no_body(attribute: str, tag: str) -> None:
    secret = "The lock will be closed again on Friday for three weeks, and nobody may tell the skippers of it before."
    inner = f"{p(BODY[:2])}<{tag} {attribute}>{secret}</{tag}>{p(BODY[2:])}"
    assert texts(frame(article(inner))) == list(BODY)


# The end of a paywall -------------------------------------------------------------------------------------------------

WALLS = [
    "Subscribe to continue reading", "This article is for subscribers only. Already a subscriber? Log in.",
    "To read the full story, start your free trial.", "Weiterlesen mit Maren plus", "Jetzt Abo abschließen und weiterlesen",
    "Cet article est réservé aux abonnés.", "Il vous reste 70% de cet article à lire.", "Suscríbete para seguir leyendo",
    "Este contenido es exclusivo para suscriptores", "Abbonati per continuare a leggere", "Assine para continuar lendo",
    "Чтобы прочитать полностью, оформите подписку", "اشترك لمواصلة القراءة", "Devamını okumak için abone olun",
    "この記事は会員限定です", "Dit artikel is alleen voor abonnees", "Czytaj dalej z prenumeratą",
]  # fmt: skip


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("box", ['<div class="box"><p>{}</p></div>', '<section><h3>{}</h3><a href="/abo">OK</a></section>'])
def test_an_article_that_stops_at_a_paywall_is_cut_and_told(wall: str, box: str) -> None:
    page = frame(f"<h1>{TITLE}</h1><div class='article-body'>{p(BODY[:2])}{box.format(wall)}</div>")
    draft = only(page)
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY[:2])
    assert draft.is_cut
    assert "paywall" in codes(page)


@pytest.mark.parametrize(
    "name", ["paywall", "c-paywall__offer", "regwall", "piano-offer", "subscriber-wall", "tp-modal metered"]
)
def test_a_box_that_is_named_a_paywall_cuts_whatever_its_words(name: str) -> None:
    page = frame(
        f"<h1>{TITLE}</h1><div class='article-body'>{p(BODY[:2])}</div><div class='{name}'><p>One krone a week.</p></div>"
    )
    assert only(page).is_cut
    assert "paywall" in codes(page)


@pytest.mark.parametrize("value", ["false", '"False"', '"false"', '"http://schema.org/False"'])
def test_structured_data_that_says_not_free_is_told(value: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "isAccessibleForFree": {value}}}'
    page = frame(article(p(BODY)), head=f'<script type="application/ld+json">{data}</script>')
    assert "paywall" in codes(page)


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter and keep reading our best stories.", "Abonnez-vous à notre newsletter pour continuer.",
        "Sign up for our e-mail to read the whole story of the coast each Sunday.",
        "Join our Telegram channel to keep reading.",
    ],
)  # fmt: skip
def test_an_invitation_to_something_else_is_no_paywall(line: str) -> None:
    page = frame(article(p(BODY)), f"<div class='box'><p>{line}</p></div>")
    assert not only(page).is_cut
    assert "paywall" not in codes(page)


def test_an_article_about_subscribers_is_whole() -> None:
    lines = (
        *BODY[:3],
        "Readers of the Courier have to subscribe to continue reading its archive, the owners said on Friday.",
        BODY[3],
    )
    offer = '<aside class="newsletter"><p>Sign up for our newsletter.</p></aside>'
    free = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": true}</script>'
    page = frame(article(p(lines)), offer, head=free)
    assert texts(page) == list(lines)
    assert not only(page).is_cut
    assert "paywall" not in codes(page)


# Declarative shadow DOM -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attribute", ['shadowrootmode="open"', 'shadowrootmode="closed"', 'shadowroot="open"'])
def test_a_declared_shadow_root_is_content(attribute: str) -> None:
    page = frame(
        f"<h1>{TITLE}</h1><story-body><template {attribute}><div class='text'>{p(BODY)}</div></template></story-body>"
    )
    assert texts(page) == list(BODY)


def test_slots_take_the_children_that_name_them_in_the_order_of_the_shadow_root() -> None:
    shadow = "<article><h1><slot name='title'></slot></h1><div class='text'><slot>No text</slot></div></article>"
    page = frame(
        f"<the-story><template shadowrootmode='open'>{shadow}</template>{p(BODY)}<span slot='title'>{TITLE}</span>"
        "<p slot='nowhere'>This line has no slot to stand in, and so no reader of the page will ever see it.</p></the-story>"
    )
    assert only(page).title == TITLE
    assert texts(page) == list(BODY)


def test_shadow_roots_stand_in_shadow_roots() -> None:
    inner = f"<x-text><template shadowrootmode='open'><section><slot></slot></section></template>{p(BODY[1:])}</x-text>"
    outer = (
        f"<x-story><template shadowrootmode='open'><h1>{TITLE}</h1><div><p>{BODY[0]}</p>{inner}</div></template></x-story>"
    )
    assert texts(frame(outer)) == list(BODY)


def test_a_template_that_is_no_shadow_root_is_not_shown() -> None:
    page = frame(
        article(p(BODY), "<template><p>This paragraph is for scripts, which fill it with the next story.</p></template>")
    )
    assert texts(page) == list(BODY)


# Newsletters ----------------------------------------------------------------------------------------------------------

OTHER = (
    "The bakers of Tolm left their ovens cold on Monday, and the market of the town had no bread for the first time.",
    "“Flour costs twice what it cost in May,” said Per Holm of the guild, which wants the council to cap the price.",
    "The council meets on Friday. Its mayor promised that the ovens of the school will bake for the hospital until then.",
)


def story_table(title: str, lines: Sequence[str], tag: str = "h2") -> str:
    text = "<br><br>".join(lines)
    return (
        f"<table width='600'><tr><td><table><tr><td><{tag}>{title}</{tag}></td></tr><tr><td>{text}</td></tr></table>"
        "</td></tr></table>"
    )


@pytest.mark.parametrize("tag", ["h2", "h3", "h1"])
def test_a_newsletter_of_layout_tables_has_an_article_in_each(tag: str) -> None:
    page = (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Maren Brief</title></head><body><table><tr><td>"
        "<table><tr><td>View this email in your browser</td></tr></table>"
        "<table><tr><td><p>Maren Morning Brief</p></td></tr></table>"
        f"{story_table(TITLE, BODY, tag)}{story_table('Bakers of Tolm Go on Strike', OTHER, tag)}"
        "<table><tr><td>You get this email because you signed up. <a href='#'>Unsubscribe</a></td></tr></table>"
        "</td></tr></table>"
        "</body></html>"
    )
    drafts = read(page)[0].drafts
    assert [draft.title for draft in drafts] == [TITLE, "Bakers of Tolm Go on Strike"]
    assert [[paragraph.text for paragraph in draft.paragraphs] for draft in drafts] == [list(BODY), list(OTHER)]


# What was dropped inside ----------------------------------------------------------------------------------------------


def told(tmp_path: Path, page: str) -> list[str]:
    """Return what an import tells of a page: the findings, each as its code and message, and the report."""
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    (tmp_path / "page.html").write_text(page, "utf-8")
    result = import_captures(project.root, list_inputs([tmp_path / "page.html"]), ImportOptions())
    return [*(f"{found.code}: {found.message}" for found in result.findings), result.report]


def test_a_text_that_is_dropped_between_paragraphs_is_told(tmp_path: Path) -> None:
    fact = "Maren has two locks, four bridges and the oldest tide table of the coast, which is kept at the mill."
    page = frame(article(p(BODY[:2]), f'<aside class="fact-box"><p>{fact}</p></aside>', p(BODY[2:])))
    first, *_, report = told(tmp_path, page)
    assert fact not in texts(page)
    assert first.startswith("dropped-inside: 1 text inside an article dropped: block ")
    assert "Maren has two locks" in first
    assert "## Dropped inside an article" in report


def test_links_between_paragraphs_are_in_the_report_only(tmp_path: Path) -> None:
    link = "<p class='related'><a href='/2'>Read also: Bakers of Tolm go on strike for the first time in a century</a></p>"
    found = told(tmp_path, frame(article(p(BODY[:2]), link, p(BODY[2:]))))
    assert not any(line.startswith("dropped-inside") for line in found)
    assert "Read also: Bakers of Tolm" in found[-1].partition("## Dropped inside an article")[2]


# Tables and lists -----------------------------------------------------------------------------------------------------


def markdown(tmp_path: Path, page: str) -> str:
    """Return the body that an import writes for the only article of a page, and prove that it stands in its capture."""
    project = write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})
    (tmp_path / "page.html").write_text(page, "utf-8")
    result = import_captures(project.root, list_inputs([tmp_path / "page.html"]), ImportOptions())
    assert prove_project(project.root) == ()
    return result.articles[0].text


def test_a_table_with_headings_is_a_table(tmp_path: Path) -> None:
    rows = "<tr><td>North | old</td><td>1923</td><td></td></tr><tr><td>South</td><td>2025</td><td>Open</td></tr>"
    table = f"<table><thead><tr><th>Lock</th><th>Built</th><th>State</th></tr></thead><tbody>{rows}</tbody></table>"
    text = markdown(tmp_path, frame(article(p(BODY[:2]), table, p(BODY[2:]))))
    wanted = "| Lock | Built | State |\n| --- | --- | --- |\n| North \\| old | 1923 |  |\n| South | 2025 | Open |"
    assert f"\n\n{wanted}\n\n{BODY[2]}" in text


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>North</td><td>1923</td></tr><tr><td>South</td><td>2025</td></tr></table>",
        "<table><tr><th>Lock</th><th>Built</th></tr><tr><td colspan='2'>Both</td></tr><tr><td>A</td><td>B</td></tr></table>",
        "<table><tr><th>Lock</th><th>Built</th></tr><tr><td>North</td><td>1923</td><td>Open</td></tr></table>",
    ],
)
def test_a_table_that_markdown_has_not_is_a_list_and_told(table: str, tmp_path: Path) -> None:
    page = frame(article(p(BODY[:2]), table, p(BODY[2:])))
    assert codes(page) == ["table-as-list"]
    assert "| ---" not in markdown(tmp_path, page)


def test_lists_stand_in_lists_and_keep_their_numbers(tmp_path: Path) -> None:
    inner = "<ul><li>its hinges</li><li>its pump<ul><li>by divers</li></ul></li></ul>"
    lists = f"<ol start='3'><li>Drain the basin</li><li>Look at the gate:{inner}</li><li>Fill the basin</li></ol>"
    text = markdown(tmp_path, frame(article(p(BODY[:2]), lists, p(BODY[2:]))))
    wanted = (
        "3. Drain the basin\n4. Look at the gate:\n   - its hinges\n   - its pump\n      - by divers\n5. Fill the basin\n\n"
    )
    assert wanted in text


def test_a_definition_stands_below_its_term(tmp_path: Path) -> None:
    terms = "<dl><dt>Lock</dt><dd>A basin with two gates</dd><dt>Barge</dt><dd>A boat with a flat bottom</dd></dl>"
    text = markdown(tmp_path, frame(article(p(BODY[:2]), terms, p(BODY[2:]))))
    assert "- Lock\n   - A basin with two gates\n- Barge\n   - A boat with a flat bottom\n\n" in text


# Who wrote it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("byline", "last"),
    [
        (
            "<p class='byline'>By Ida Holt</p>",
            "Ida Holt is a reporter of the Courier and has written about the coast for years.",
        ),
        ("<p>By Ida Holt</p>", "Ida Holt is a professor of hydrology at the University of Maren."),
        ("", "Ida Holt is a professor of hydrology at the University of Tolm, and the author of two books."),
    ],
)
def test_a_last_paragraph_about_the_writer_is_no_body(byline: str, last: str) -> None:
    page = frame(f"<h1>{TITLE}</h1>{byline}<div class='text'>{p(BODY)}<p>{last}</p></div>")
    assert texts(page) == list(BODY)


def test_a_last_paragraph_about_a_person_of_the_article_is_body() -> None:
    last = "Ines Dahl is a professor of hydrology as well, and teaches at the University of Maren in winter."
    assert texts(frame(article(p(BODY), f"<p>{last}</p>"))) == [*BODY, last]


# Text for browsers ----------------------------------------------------------------------------------------------------


def test_a_lead_for_readers_without_scripts_is_body() -> None:
    lead = f"<noscript><p>{BODY[0]}</p></noscript>"
    notice = "<noscript>Please enable JavaScript in your browser to read all comments of our readers.</noscript>"
    assert texts(frame(article(lead, p(BODY[1:]), notice))) == list(BODY)


def data_of(lines: Sequence[str], glue: str = "\n\n") -> str:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": glue.join(lines)}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize("lines", [BODY, [f"<p class='x'>{line}</p>" for line in BODY]])
def test_a_text_that_is_in_structured_data_only_is_taken_and_told(lines: Sequence[str], tmp_path: Path) -> None:
    notice = "<div class='cookie-consent'><p>We use cookies to remember you, and to count who reads which article.</p></div>"
    page = frame(f"<h1>{TITLE}</h1><div id='app'></div>", notice, head=data_of(lines))
    assert texts(page) == list(BODY)
    assert "text-from-data" in codes(page)
    assert BODY[3] in markdown(tmp_path, page)


def test_the_text_of_structured_data_is_not_taken_where_the_page_shows_it() -> None:
    for shown in (BODY, BODY[:1], OTHER):
        page = frame(article(p(shown)), head=data_of(BODY, " "))
        assert texts(page) == list(shown)
        assert "text-from-data" not in codes(page)


def test_an_account_of_an_earlier_version_still_holds() -> None:
    """A page that was imported before shadow roots were read has its old blocks."""
    page = f"<h1>{TITLE}</h1><div><template shadowrootmode='open'><p>{BODY[0]}</p></template></div><p>{BODY[1]}</p>"
    before = f"{TITLE}\n{BODY[1]}\n"
    assert text_blocks(page) == f"{TITLE}\n{BODY[0]}\n{BODY[1]}\n"
    assert text_blocks(page, digest(before.encode())) == before
