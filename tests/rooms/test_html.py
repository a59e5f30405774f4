"""Pages of HTML: what is read, split, kept, dropped and stated, and what hostile pages come to. All texts are invented."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import html5lib
import lxml.etree
import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.importing import ImportOptions, ImportResult, import_captures, list_inputs, prove_project
from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.ledger import KEPT, Given, digest, read_ledger, rebuild
from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.capture.reading import Account
from briefgen.importing.html import decode_html, looks_like_html, read_html, text_blocks
from briefgen.importing.reading import the_rules
from briefgen.values.diagnostics import Diagnostic
from tests.projects import PATIENCE, Project, run_without, tree_of, write_project
from tools.score_html import (
    HELD_BACK,
    INEXACT,
    PAGES,
    SYSTEMS,
    TruthArticle,
    mean_of,
    names_of_pages,
    score_articles,
    score_page,
    truth_of,
)


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project without articles."""
    return write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})


def put(desk: Project, name: str, page: str | bytes) -> Path:
    """Write a page beside the project and return its path."""
    path = desk.root.parent / name
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return path


def take(desk: Project, path: Path, given: Given | None = None) -> ImportResult:
    return import_captures(desk.root, list_inputs([path]), ImportOptions(given=given or Given()))


def read(page: str | bytes, given: Given | None = None) -> tuple[Account, tuple[Diagnostic, ...]]:
    data = page.encode() if isinstance(page, str) else page
    found = read_html(data, "page.html", the_rules(), given or Given())
    assert found.value is not None
    account, sha256 = found.value
    blocks = "".join(account.texts).encode("utf-8", "surrogateescape")
    assert rebuild(account.rows, blocks) == blocks
    assert digest(blocks) == sha256
    assert all(len(row.signs) >= 2 for row in account.rows if row.fate == "boilerplate")
    return account, found.findings


def only(page: str | bytes, given: Given | None = None) -> Draft:
    (draft,) = read(page, given)[0].drafts
    return draft


def fates(account: Account) -> dict[str, str]:
    return {text.rstrip("\n"): row.fate for row, text in zip(account.rows, account.texts, strict=True)}


def story(word: str) -> list[str]:
    """Two paragraphs that stand nowhere else."""
    return [
        f"The {word} crews mended the wall of the {word} basin on Monday, before the second storm of the week reached it.",
        f"“It will hold until the {word} gate is back in its hinges,” the foreman said, and looked at the {word} pump. "
        f"Nobody in the {word} quarter had slept for two nights, and the bakers had carried bread to the {word} dike.",
    ]


def page(*inner: str, head: str = "") -> str:
    head = f'<meta charset="utf-8">{head}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(inner)}</body></html>'


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# The pages with truths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in names_of_pages() if name not in INEXACT])
def test_a_page_s_articles_are_read_as_a_reader_would(name: str) -> None:
    account, findings = read((PAGES / f"{name}.html").read_bytes())
    truths = truth_of(name)
    assert [found.code for found in findings] == [code for truth in truths for code in truth.get("findings", [])]
    assert [
        draft.title in (truth["title"], *truth.get("other_titles", ()))
        for draft, truth in zip(account.drafts, truths, strict=True)
    ]
    for draft, truth in zip(account.drafts, truths, strict=True):
        assert [fold_words(paragraph.text) for paragraph in draft.paragraphs] == [fold_words(text) for text in truth["body"]]
        subheads = [paragraph.text for paragraph in draft.paragraphs if paragraph.role == "subhead"]
        assert subheads == truth.get("subheads", [])
        assert [caption.text for caption in draft.captions] == truth.get("captions", [])


@pytest.mark.parametrize("name", names_of_pages())
def test_what_a_page_states_is_taken_and_no_more(name: str) -> None:
    account, _ = read((PAGES / f"{name}.html").read_bytes())
    for draft, truth in zip(account.drafts, truth_of(name), strict=True):
        assert _stated(draft) == {key: truth[key] for key in ("published", "publisher", "lang") if key in truth}
        assert not truth.get("authors") or list(draft.authors) == truth["authors"]
    urls = {truth["url"] for truth in truth_of(name) if "url" in truth}
    assert account.url == (urls.pop() if urls else "")


def _stated(draft: Draft) -> TruthArticle:
    days = {day.day.isoformat() for day in draft.days if day.day and (day.where, day.basis) == ("published", "stated")}
    found: TruthArticle = {}
    if days:
        found["published"] = " ".join(sorted(days))
    if draft.publisher:
        found["publisher"] = draft.publisher
    if draft.lang:
        found["lang"] = draft.lang
    return found


def test_the_text_is_at_least_as_good_as_the_extractor_s_alone() -> None:
    names = names_of_pages()
    found = {system: {name: find(name) for name in names} for system, find in SYSTEMS.items()}
    for chosen in (names, [name for name in names if name in HELD_BACK]):
        scores = {
            system: mean_of([score_page(truth_of(name), texts[name]) for name in chosen]) for system, texts in found.items()
        }
        assert scores["briefgen"][2] >= 0.99
        assert scores["briefgen"][2] == max(score[2] for score in scores.values())
    for name in names:
        ours = score_page(truth_of(name), found["briefgen"][name])
        assert all(ours.recall >= score_page(truth_of(name), texts[name]).recall for texts in found.values())
    several = [name for name in names if len(truth_of(name)) > 1]
    articles = {
        system: mean_of([score for name in several for score in score_articles(truth_of(name), texts[name])])
        for system, texts in found.items()
    }
    assert articles["briefgen"][2] >= 0.99
    assert max(articles[system][2] for system in SYSTEMS if system != "briefgen") < 0.5


def test_every_page_imports_and_is_proved(desk: Project) -> None:
    pages = list_inputs(sorted(PAGES.glob("*.html")))
    options = ImportOptions(given=Given(publisher="Coast Herald"))
    result = import_captures(desk.root, pages, options)
    assert len(list(desk.root.glob("captures/*.html"))) == len(names_of_pages())
    assert not result.failed
    assert prove_project(desk.root) == ()
    before = tree_of(desk.root)
    assert import_captures(desk.root, pages, options).written == ()
    assert tree_of(desk.root) == before


def test_a_page_that_was_changed_after_its_import_is_found(desk: Project) -> None:
    take(desk, PAGES / "agency.html")
    (capture,) = desk.root.glob("captures/*.html")
    assert capture.read_bytes() == (PAGES / "agency.html").read_bytes()
    capture.chmod(0o644)
    capture.write_bytes(capture.read_bytes().replace(b"four hundred", b"five hundred"))
    assert [found.code for found in prove_project(desk.root)] == ["capture-changed"]


def test_the_ledger_tells_the_fate_of_every_block(desk: Project) -> None:
    take(desk, PAGES / "agency.html")
    (path,) = desk.root.glob("captures/*.ledger.json")
    ledger = read_ledger(path.read_text("utf-8"))
    assert ledger is not None
    texts = text_blocks((PAGES / "agency.html").read_text("utf-8")).splitlines()
    found = dict(zip(texts, ledger.rows, strict=True))
    assert found["By Ada Quint"].fate == "byline"
    assert found["12 March 2025, 07:40 Updated 11:05"].fate == "date"
    assert found["Thursday, 20 March 2025"].fate == "boilerplate"
    assert found["Advertisement"].rule == "label"
    assert found["The night ferry leaves Aldmouth on Tuesday evening. Photo: Ada Quint/Coast Herald"].fate == "caption"
    assert found["Night Ferry Returns to the Outer Islands After Nine Days"].fate == "title"
    assert {"extractor", "markup"} <= set(found["More on this story"].signs)


# Blocks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<title>T</title><p>One <b>and</b>\n two</p><style>x</style>", ["T", "One and two"]),
        ("<div>three<br>four &amp; five</div>", ["three", "four & five"]),
        ("<p>The <b>harb</b>our&nbsp;wall, dis&shy;trict</p>", ["The harbour\xa0wall, dis\xadtrict"]),
        ("<p>One<p>Two<ul><li>Three<li>Four</ul>Five", ["One", "Two", "Three", "Four", "Five"]),
        ("<table><tr><td>One<td>Two<tr><td>Three</table>", ["One", "Two", "Three"]),
        ("<p>One<!-- <p>no</p> --> two<script>'</p><p>'</script> three</p>", ["One two three"]),
        ("<div>1 < 2 & 3 > 2</div>", ["1 < 2 & 3 > 2"]),
        ("<p title='a > b'>One</p><p title=\"</p><p>\">Two</p>", ["One", "Two"]),
        ("<svg><title>no</title><p>One</p>", ["One"]),
        ("<noscript><p>no<div>no</noscript><button>no</button><p>One", ["One"]),
        ("<p>\u200b</p><p>&nbsp;</p><p>One&#10;two&#13;three</p>", ["One two three"]),
        ("<figure><img alt='A crane in the basin'><figcaption>Up</figcaption></figure>", ["A crane in the basin", "Up"]),
        ("<!doctype html><?php no ?><![CDATA[ no ]]></><p>One</p", ["One"]),
    ],
)  # fmt: skip
def test_text_blocks_are_what_a_reader_sees(source: str, lines: list[str]) -> None:
    assert text_blocks(source) == "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", names_of_pages())
def test_blocks_hold_the_characters_that_another_parser_finds(name: str) -> None:
    source = (PAGES / f"{name}.html").read_text("utf-8")
    tree = html5lib.parse(source.replace("⚡", ""), treebuilder="lxml", namespaceHTMLElements=False)
    lxml.etree.strip_elements(tree, *"script style noscript template button textarea svg".split(), with_tail=False)
    shown = set(re.findall(r'<img[^>]* alt="([^"]*)"', source))
    mine = "".join(line for line in text_blocks(source).splitlines() if line not in shown)
    assert "".join(mine.split()) == "".join("".join(tree.getroot().itertext()).split())


def test_a_line_break_glues_no_words_and_keeps_a_sentence_whole() -> None:
    first, second = story("north")
    cut = first.replace("before the", "before<br>the")
    draft = only(page(f"<article><h1>The Wall of the North Holds</h1><p>{cut}</p><p>{second}<br>{first}!</p></article>"))
    assert [paragraph.text for paragraph in draft.paragraphs] == [first, second, f"{first}!"]


def test_subheads_lists_and_tables_keep_their_form(desk: Project) -> None:
    first, second = story("north")
    rows = "<table><tr><th>Gate</th><th>State</th></tr><tr><td>North</td><td>Open</td></tr></table>"
    body = (
        f"<p>{first}</p><h2>What comes next</h2><ul><li>Mend the pump</li><li>Raise the dike</li></ul>{rows}<p>{second}</p>"
    )
    result = take(desk, put(desk, "page.html", page(f"<article><h1>The Wall Holds</h1>{body}</article>")))
    text = result.articles[0].text
    assert "\n## What comes next\n\n- Mend the pump\n- Raise the dike\n\n" in text
    assert "\n\n| Gate | State |\n| --- | --- |\n| North | Open |\n\n" in text
    assert prove_project(desk.root) == ()


# What is kept and dropped --------------------------------------------------------------------------------------------


def test_a_list_of_headlines_and_teasers_is_no_article(desk: Project) -> None:
    cards = "".join(
        f'<article class="card"><h2><a href="/{n}">{title}</a></h2><p>{text}</p></article>'
        for n, (title, text) in enumerate(
            [("Wall holds", "The wall held."), ("Gate lost", "Divers look for it."), ("Bread carried", "Bakers helped.")]
        )
    )
    result = take(desk, put(desk, "page.html", page(f"<main><h1>Latest</h1>{cards}</main>")))
    assert [found.code for found in result.findings] == ["no-article"]
    assert result.written == ()


def test_classes_that_a_page_builder_sets_everywhere_say_nothing() -> None:
    texts = [*story("north"), *story("south")]
    inner = "".join(f'<div class="widget widget-text"><div class="widget-inner"><p>{text}</p></div></div>' for text in texts)
    draft = only(page(f'<div class="content"><h1>The Wall Holds</h1>{inner}</div>'))
    assert [paragraph.text for paragraph in draft.paragraphs] == texts


def test_prose_that_only_the_extractor_leaves_out_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*story("north"), *story("south"), *story("east")]
    real = trafilatura.bare_extraction

    def forgetful(source: str, **options: bool) -> object:
        for lost in (texts[2], texts[5]):
            source = source.replace(lost, "")
        return real(source, **options)

    monkeypatch.setattr(trafilatura, "bare_extraction", forgetful)
    draft = only(page(f"<article><h1>The Wall Holds</h1>{paragraphs(texts)}</article>"))
    assert [paragraph.text for paragraph in draft.paragraphs] == texts


def test_subheads_that_look_like_furniture_are_kept_and_marks_below_the_body_are_not() -> None:
    first, second = story("north")
    related = "<h2>Related articles</h2><ul><li><a href='/1'>Gate lost</a></li></ul>"
    inner = f"<p>{first}</p><h2>Comments</h2><p>{second}</p>{related}"
    draft = only(page(f"<article><h1>Who Reads the Comments of the North</h1>{inner}</article>"))
    assert [paragraph.text for paragraph in draft.paragraphs] == [first, "Comments", second]


def test_what_is_told_of_blocks_names_no_line_of_the_file(desk: Project) -> None:
    texts = [*story("north"), "The \u202egate\u202c of the harbour was found by divers on the same evening."]
    result = take(desk, put(desk, "page.html", page(f"<article><h1>The Wall Holds</h1>{paragraphs(texts)}</article>")))
    assert [(found.code, found.span.line) for found in result.findings] == [("capture-characters", None)]


# Several articles ----------------------------------------------------------------------------------------------------


def titles(source: str) -> list[str]:
    return [draft.title for draft in read(source)[0].drafts]


def whole(word: str, *, level: int = 2, line: str = "") -> str:
    return f"<h{level}>The {word} Wall Holds</h{level}>{line}{paragraphs(story(word))}"


def test_a_page_is_split_at_whole_articles_and_not_at_teasers_or_comments() -> None:
    several = "".join(f"<article>{whole(word)}</article>" for word in ("north", "south"))
    teaser = "<article><h2>Gate lost</h2><p>Divers look for the gate of the north basin.</p></article>"
    assert titles(page(several, teaser)) == ["The north Wall Holds", "The south Wall Holds"]
    comments = "".join(f"<article class='comment'>{paragraphs(story(word))}</article>" for word in ("east", "west"))
    assert titles(page(f"<article>{whole('north')}<section id='comments'>{comments}</section></article>")) == [
        "The north Wall Holds"
    ]


def test_entries_of_a_live_blog_are_one_article_and_posts_in_a_list_are_several() -> None:
    entries = "".join(f"<article>{whole(word)}</article>" for word in ("north", "south"))
    assert titles(page(f"<article><h1>The Night of the Storm</h1><p>As it happened.</p>{entries}</article>")) == [
        "The Night of the Storm"
    ]
    assert titles(page(f"<article>{entries}</article>")) == ["The north Wall Holds", "The south Wall Holds"]


def test_headings_in_a_row_are_articles_with_two_signs_and_chapters_without() -> None:
    plain = "".join(whole(word) for word in ("north", "south"))
    assert titles(page(f"<div><h1>The Two Walls</h1>{plain}</div>")) == ["The Two Walls"]
    line = "<p>By Ada Quint, 3 May 2025</p>"
    signed = "".join(whole(word, line=line) for word in ("north", "south"))
    assert titles(page(f"<div><h1>The Two Walls</h1>{signed}</div>")) == ["The north Wall Holds", "The south Wall Holds"]


def test_what_a_page_says_of_itself_is_not_said_of_each_of_its_articles() -> None:
    several = "".join(f"<article>{whole(word)}</article>" for word in ("north", "south"))
    head = '<meta property="article:published_time" content="2025-04-14"><meta name="author" content="Ada Quint">'
    drafts = read(page(several, head=head))[0].drafts
    # A weekday in a text is evidence of its own, whatever the page says of itself.
    assert [([day for day in draft.days if day.where != "text"], draft.authors) for draft in drafts] == [([], ()), ([], ())]


# What a page states --------------------------------------------------------------------------------------------------


def dated(head: str, line: str = "") -> list[tuple[str, str, str]]:
    texts = paragraphs(story("north"))
    draft = only(page(f"<article><h1>The Wall Holds</h1>{line}{texts}</article>", head=head))
    return [(day.where, day.day.isoformat() if day.day else "", day.basis) for day in draft.days if day.where != "text"]


def ld(**values: object) -> str:
    data = {"@type": "NewsArticle", "headline": "The Wall Holds"} | values
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_days_that_quarrel_are_both_told_and_none_is_chosen(desk: Project) -> None:
    head = ld(datePublished="2025-04-14") + '<meta property="article:published_time" content="2025-04-12T08:00:00Z">'
    assert dated(head) == [("published", "2025-04-14", "stated"), ("published", "2025-04-12", "stated")]
    source = page(f"<article><h1>The Wall Holds</h1>{paragraphs(story('north'))}</article>", head=head)
    text = take(desk, put(desk, "page.html", source)).articles[0].text
    assert "\ndate:" not in text
    assert 'JSON-LD datePublished: 2025-04-14"' in text
    assert 'meta article:published_time: 2025-04-12T08:00:00Z"' in text


def test_one_instant_in_two_zones_is_the_day_of_the_local_one() -> None:
    head = ld(datePublished="2025-04-15T03:30:00Z")
    line = '<time datetime="2025-04-14T22:30:00-05:00">14 April</time>'
    assert dated(head, line) == [("published", "2025-04-14", "stated")]


def test_an_update_is_no_publication_and_the_page_s_own_day_is_none() -> None:
    assert dated(ld(dateModified="2025-04-16")) == [("updated", "2025-04-16", "stated")]
    today = "<header class='top'><div>Friday, 18 April 2025</div></header>"
    source = page(today, f"<article><h1>The Wall Holds</h1>{paragraphs(story('north'))}</article>")
    assert [day for day in only(source).days if day.basis == "stated"] == []


def test_a_day_in_somebody_else_s_words_is_not_the_article_s() -> None:
    first, second = story("north")
    quoted = "<blockquote><p>The pump runs.</p>&mdash; Port Office <a href='/1'>March 11, 2025</a></blockquote>"
    draft = only(page(f"<article><h1>The Wall Holds</h1><p>{first}</p>{quoted}<p>{second}</p></article>"))
    assert [day for day in draft.days if day.basis == "stated"] == []
    assert "The pump runs." in draft.text


def test_a_line_that_sums_up_is_a_part_of_the_body() -> None:
    texts = story("north")
    source = page(f"<div><h1>The Wall Holds</h1><p class='subtitle'>Of pumps, bread and a gate</p></div>{paragraphs(texts)}")
    assert [paragraph.text for paragraph in only(source).paragraphs] == ["Of pumps, bread and a gate", *texts]


@pytest.mark.parametrize("value", ["2025-13-40", "0000-00-00", "yesterday", "9" * 5000, "2025-4-1", "1850-01-01"])
def test_what_is_no_day_states_none(value: str) -> None:
    assert dated(ld(datePublished=value)) == []


def test_a_writer_that_a_reader_sees_counts_more_than_the_page_s_markup() -> None:
    head = ld(author={"name": "Desk Robot"}) + '<meta name="author" content="admin">'
    texts = paragraphs(story("north"))
    shown = "<p class='byline'>By <a rel='author' href='/q'>Ada Quint</a> and <a rel='author' href='/r'>Per Holm</a></p>"
    assert only(page(f"<article><h1>The Wall Holds</h1>{shown}{texts}</article>", head=head)).authors == (
        "Ada Quint",
        "Per Holm",
    )
    assert only(page(f"<article><h1>The Wall Holds</h1>{texts}</article>", head=head)).authors == ("Desk Robot",)


def test_a_language_that_the_text_speaks_against_is_not_taken() -> None:
    texts = ["قالت البلدية إن الجدار صمد أمام العاصفة يوم الاثنين وإن العمال بقوا عنده حتى الصباح من أجل سلامة السكان."] * 2
    source = page(
        f"<article><h1>الجدار صمد أمام العاصفة</h1>{paragraphs([texts[0], texts[1] + ' ثم عادوا إلى بيوتهم.'])}</article>"
    )
    assert only(source).lang == "ar"
    assert only(source, Given(lang="ar-LB")).lang == "ar-LB"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "https://", "https://a b.example/"])
def test_an_address_that_is_none_is_not_taken(url: str) -> None:
    source = page(
        f"<article><h1>The Wall Holds</h1>{paragraphs(story('north'))}</article>",
        head=f'<link rel="canonical" href="{url}">',
    )
    assert read(source)[0].url == ""


# Bytes ---------------------------------------------------------------------------------------------------------------


ACCENTS = f"<h1>Le mur a résisté</h1><p>{story('north')[0]} — déjà vu — à l’été.</p><p>{story('north')[1]}</p>"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (f'<meta charset="iso-8859-1"><body>{ACCENTS}'.encode(), "utf-8"),
        (f'<meta charset="windows-1252"><body>{ACCENTS}'.encode("cp1252"), "cp1252"),
        (f'<meta charset="iso-8859-1"><body>{ACCENTS}'.encode("cp1252"), "cp1252"),
        (f'<?xml version="1.0" encoding="windows-1252"?><html><body>{ACCENTS}'.encode("cp1252"), "cp1252"),
        (f"<html><body>{ACCENTS}".encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + f"<html><body>{ACCENTS}".encode("utf-16-be"), "utf-16-be"),
        (f'<meta charset="utf-7"><body>{ACCENTS}'.encode(), "utf-8"),
        (f'<meta charset="rot13"><body>{ACCENTS}'.encode(), "utf-8"),
        (f"\ufeff<html><body>{ACCENTS}".encode(), "utf-8"),
    ],
)
def test_bytes_are_read_as_what_they_are(desk: Project, data: bytes, encoding: str) -> None:
    text, found, _ = decode_html(data)
    assert (found, text.encode(found)) == (encoding, data)
    assert only(data).title == "Le mur a résisté"
    take(desk, put(desk, "page.html", data), Given(publisher="Coast Herald"))
    assert prove_project(desk.root) == ()


def test_a_page_is_known_by_its_first_tag() -> None:
    for head in ("<!DOCTYPE html>", "\n<HTML>", '<?xml version="1.0"?>\n<!-- x --><html>', "\ufeff<head>"):
        assert looks_like_html(head.encode())
    assert looks_like_html("<html>".encode("utf-16"))
    assert not looks_like_html(b"A line about <html> tags")


# Pages made to do harm -----------------------------------------------------------------------------------------------

GOOD = f"<html><body><article><h1>The Wall Holds</h1>{paragraphs(story('north'))}"
DATA = '<script type="application/ld+json">'

HOSTILE = {
    "one long line": GOOD + "<p>" + "the wall of the harbour held and held. " * 30_000,
    "one long word": GOOD + "<p>" + "x" * 1_500_000,
    "deep elements": GOOD + "<div>" * 6000 + "deep" + "</div>" * 6000,
    "deep lists": GOOD + "<ul><li>" * 6000,
    "deep tables": GOOD + "<table><tr><td>" * 4000,
    "deep formats": GOOD + "<b><p>" * 5000,
    "entities": GOOD + "<p>" + "&amp;&lt;&#x41;&nosuch;&#0;&#xd800;&#x110000;" * 20_000,
    "declared entities": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + GOOD + "&b;" * 5000,
    "a long attribute": GOOD + '<div class="' + "x " * 1_000_000 + '">' + "</div>",
    "many attributes": GOOD + "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + "></div>",
    "an open quote": GOOD + '<div class="never closed' + paragraphs(story("south")),
    "open comments": GOOD + "<!--" * 200_000,
    "odd comments": GOOD + "<!-- x --!>" * 100_000 + "<!--><!--->",
    "angles": GOOD + "<" * 500_000,
    "open tags": GOOD + "<a b='" * 100_000,
    "open scripts": GOOD + "<script>" * 100_000,
    "tags in scripts": GOOD + "<script>document.write('</article><article><h1>No</h1>')</script>" * 2000,
    "zero bytes": GOOD.replace("wall", "wa\0ll") + "\0" * 5000,
    "end tags": GOOD + "</div></td></article>" * 30_000,
    "spans in a cell": GOOD + "<div><table><tr><td>" + "<span>" * 200 + "</div>" * 60_000,
    "deep data": f"{GOOD}{DATA}{'[' * 100_000}</script>",
    "a long number": f'{GOOD}{DATA}{{"@type":"Article","headline":{"9" * 100_000}}}</script>',
    "data of other kinds": f'{GOOD}{DATA}[1,null,{{"@type":["Article",7],"author":[[{{"name":3}}]]}}]</script>',
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gives_its_article_and_no_traceback(name: str) -> None:
    account, _ = read(HOSTILE[name])
    assert account.drafts[0].title == "The Wall Holds"
    bodies = [fold_words(paragraph.text) for paragraph in account.drafts[0].paragraphs]
    wanted = [fold_words(text) for text in story("north")]
    assert bodies[:2] == wanted or name == "zero bytes"


@pytest.mark.parametrize(
    "source", ["", "<", "</", "<!", "<html>", "<title>", "<body></body>", "\ufeff", "<article>" * 300, "&#"]
)
def test_a_page_without_an_article_has_none(source: str) -> None:
    assert read(source)[0].drafts == ()


@pytest.mark.parametrize("rest", ["<i>" * 200_001, "<p>" + "held. " * 400_000])
def test_a_page_with_too_many_tags_or_too_much_text_is_a_finding(desk: Project, rest: str) -> None:
    result = take(desk, put(desk, "page.html", GOOD + rest))
    assert [found.code for found in result.findings] == ["page-too-large"]
    assert result.written == ()


def test_a_page_that_is_too_long_for_the_extractor_is_read_by_the_rules_for_text(desk: Project) -> None:
    result = take(desk, put(desk, "page.html", GOOD + "<p>x</p>" * 31_000))
    assert [found.code for found in result.findings] == ["not-extracted"]
    assert "30,000 elements" in result.findings[0].message
    assert [article.copies[0].draft.title for article in result.articles] == ["The Wall Holds"]


def test_a_failure_of_the_extractor_is_a_finding(desk: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_source: str, **_options: bool) -> None:
        raise lxml.etree.XPathEvalError("out of nodes")

    monkeypatch.setattr(trafilatura, "bare_extraction", failing)
    result = take(desk, put(desk, "page.html", GOOD))
    assert [found.code for found in result.findings] == ["not-extracted"]
    assert "XPathEvalError" in result.findings[0].message
    assert len(result.articles) == 1


def test_the_largest_page_fits_into_a_gibibyte(desk: Project) -> None:
    line = "The wall of the harbour held and held. "
    path = put(desk, "page.html", GOOD + "<p>" + line * ((CAPTURE_LIMIT - len(GOOD) - 100) // len(line)))
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)); from briefgen.cli import main; main()"
    command = [sys.executable, "-c", limit, "import", "--workers", "1", str(path)]
    result = subprocess.run(command, cwd=desk.root, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "Traceback" not in result.stderr
    assert "page-too-large" in result.stdout


SCRAPS = st.sampled_from(
    """
    <p> </p> <div> </div> <article> </article> <h1> </h1> <br> <li> <ul> </ul> <td> <tr> <table> </table> <a_href=x> </a> <b>
    </b> <script> </script> <!-- --> <title> </title> <time_datetime=2025-01-01> <figure> <figcaption> <img_alt='a_b_c'> </ <
    > " ' & &amp; &#0; <div_class="comments"> <div_class="post"> wall harbour held. The “gate” \u200b \xa0 \x00 \ud800
    """.split()
).map(lambda scrap: scrap.replace("_", " "))


@given(st.lists(SCRAPS | st.text(max_size=8), max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_page_has_an_account_of_all_its_blocks(source: str) -> None:
    data = source.encode("utf-8", "surrogatepass")
    account, _ = read(data)
    assert "".join(account.texts) == text_blocks(decode_html(data)[0])
    assert all(row.article for row in account.rows if row.fate in KEPT)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_can_be_read_and_given_back(data: bytes) -> None:
    text, encoding, _ = decode_html(data)
    assert text.encode(encoding, "surrogateescape") == data
    read(data)


# The extra -----------------------------------------------------------------------------------------------------------


def test_html_without_its_extra_is_a_finding_that_names_it(desk: Project) -> None:
    path = put(desk, "page.html", GOOD)
    text = put(desk, "crane.txt", f"Harbour Crane Falls Into Basin\n\n{story('south')[0]}\n\n{story('south')[1]}\n")
    result = run_without("trafilatura", desk.root, "import", "--format", "json", str(path), str(text))
    (found,) = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert (result.returncode, found["code"]) == (1, "no-html-reader")
    assert 'run pip install ".[html]", or pipx install --force ".[html]"' in found["help"]
    assert (desk.root / "content/undated-harbour-crane-falls-into-basin.md").is_file()


def test_the_extra_is_loaded_for_html_only(desk: Project) -> None:
    text = put(desk, "crane.txt", f"Harbour Crane Falls Into Basin\n\n{story('south')[0]}\n\n{story('south')[1]}\n")
    code = (
        "import sys; from briefgen.cli import main\n"
        "try: main()\nfinally: print('loaded:', {'trafilatura', 'lxml'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, "import", str(text)]
    result = subprocess.run(command, cwd=desk.root, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "loaded: set()" in result.stdout
