"""Files that hold texts in another form: what is read of each kind, what of it is kept, and what is said of all others."""

import gzip
import hashlib
import json
import random
import re
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from briefgen.importing.capture.decoding import decode_capture
from briefgen.importing.capture.ledger import read_ledger
from briefgen.importing.containers import open_container
from tests import carriers, starting
from tests.carriers import BODY, MARKUP, PAGE, PARAGRAPHS, SECOND, SECOND_MARKUP, SECOND_PARAGRAPHS, TITLE, URL
from tests.projects import Project, run_without, write_project


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project without articles."""
    return write_project(tmp_path / "project", {"content/first.md": "", "content/second.md": ""})


def take(
    desk: Project,
    *files: tuple[str, str | bytes],
    options: tuple[str, ...] = (),
    command: Callable[..., "subprocess.CompletedProcess[str]"] = starting.run,
) -> tuple[int, str, str]:
    """Import files by the command line; returns the exit code, stdout and stderr."""
    inbox = desk.root.parent / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, data in files:
        (inbox / name).write_bytes(data.encode() if isinstance(data, str) else data)
    done = command("import", *options, *(str(inbox / name) for name, _ in files), cwd=desk.root)
    return done.returncode, done.stdout, done.stderr


def articles(desk: Project) -> list[str]:
    """Return the texts of the articles, in the order of their paths."""
    return [path.read_text("utf-8") for path in sorted((desk.root / "content").glob("*.md"))]


def body_of(article: str) -> str:
    return article.split("---\n", 2)[2].strip()


def is_clean(desk: Project) -> bool:
    """Has `check` nothing to say of captures, ledgers and articles but what a curator has to confirm?"""
    codes = set(re.findall(r"(?:error|warning|note)\[([\w-]+)\]", desk.run("check", "--all").stdout))
    return codes <= {"unfinished-draft"}


KINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "mail": ("news.eml", carriers.mail),
    "mail without a name": ("news.txt", carriers.mail),
    "mailbox": ("inbox.mbox", lambda: carriers.mailbox(carriers.mail())),
    "MHTML": ("page.mhtml", carriers.mhtml),
    "MHTML without a name": ("page.bin", carriers.mhtml),
    "Atom": ("feed.xml", carriers.atom),
    "RDF": ("feed.rdf", carriers.rdf),
    "JSON Feed": ("feed.json", carriers.json_feed),
    "ninjs": ("item.json", carriers.ninjs),
    "NewsML": ("item.xml", carriers.newsml),
    "NITF": ("item.nitf", carriers.nitf),
    "Telegram": ("result.json", carriers.telegram),
    "WARC": ("crawl.warc", lambda: b"".join(carriers.warc_records()[:3])),
    "Safari": ("page.webarchive", carriers.webarchive),
    "SingleFile": ("page.html", carriers.single_file),
    "Word": ("story.docx", carriers.docx),
    "Word without headings": ("story.docx", lambda: carriers.docx(has_headings=False)),
    "OpenDocument": ("story.odt", carriers.odt),
    "EPUB": ("issue.epub", carriers.epub),
    "rich text": ("story.rtf", carriers.rtf),
    "PDF": ("story.pdf", carriers.pdf),
}
#: Kinds that state the day, the writer, the publisher and the address of what they hold.
DATED = ("mail", "mailbox", "Atom", "RDF", "JSON Feed", "ninjs", "NewsML", "NITF", "Telegram")
SIGNED = ("MHTML", "Atom", "JSON Feed", "ninjs", "NewsML", "NITF", "WARC", "Safari", "SingleFile", "EPUB")
PUBLISHED = (*DATED, "mail without a name")
ADDRESSED = ("MHTML", "Atom", "RDF", "JSON Feed", "ninjs", "WARC", "Safari", "SingleFile")
SAVED = ("MHTML", "WARC", "SingleFile")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_each_kind_gives_its_article_with_all_that_the_file_states(desk: Project, kind: str) -> None:
    name, make = KINDS[kind]
    code, out, err = take(desk, (name, make()))
    assert (code, out.count("[")) == (0, 0), out + err
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article
    for paragraph in PARAGRAPHS:
        assert paragraph in body_of(article).replace("\\", "")
    assert len(body_of(article).split()) == len(BODY.split())
    assert ("\ndate: 2025-05-06\ndate_basis: stated\n" in article) == (kind in PUBLISHED)
    assert ("\nauthors:\n- Mara Quill\n" in article) == (kind in SIGNED or kind == "MHTML without a name")
    assert ("name: Brannock Post\n" in article) == (kind in PUBLISHED)
    assert (f"url: {URL}\n" in article) == (kind in ADDRESSED or kind == "MHTML without a name")
    if kind in SAVED:
        assert re.search(r"retrieved: '2025-05-07T(?:09:10:00\+00:00|11:10:00\+02:00)'", article)
    assert is_clean(desk)


@pytest.mark.parametrize("kind", KINDS)
def test_a_ledger_names_the_file_and_its_entry_and_a_second_import_changes_nothing(desk: Project, kind: str) -> None:
    name, make = KINDS[kind]
    data = make()
    take(desk, (name, data))
    (ledger,) = [read_ledger(path.read_text("utf-8")) for path in (desk.root / "captures").glob("*.ledger.json")]
    assert ledger is not None
    if kind != "SingleFile":
        assert ledger.origin is not None
        assert (ledger.origin.file, ledger.origin.sha256) == (name, hashlib.sha256(data).hexdigest())
    before = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    code, out, err = take(desk, (name, data))
    assert (code, out) == (0, "")
    assert "1 imported before" in err
    assert {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()} == before
    code, out, _ = take(desk, (name, data), options=("--force",))
    assert (code, out) == (0, "")


def ascii_only(data: bytes) -> str:
    return data.decode().replace("“", "").replace("”", "")


VARIANTS: dict[str, Callable[[], bytes]] = {
    "mail of Apple Mail": lambda: b"%d\n%s<plist/>" % (len(carriers.mail()), carriers.mail()),
    "mail with lines of CRLF": lambda: carriers.mail().replace(b"\n", b"\r\n"),
    "mail in an encoding that does not exist": lambda: carriers.mail().replace(b"utf-8", b"unknown-8bit"),
    "mail of a list, answered": lambda: carriers.mail(subject=f"Re: [Desk] Fwd: {TITLE}"),
    "feed in UTF-16": lambda: carriers.atom().decode().encode("utf-16"),
    "feed with a byte order mark and blank lines": lambda: b"\xef\xbb\xbf\n\n" + carriers.rdf(),
    "feed in Shift-JIS": lambda: b'<?xml version="1.0" encoding="Shift_JIS"?>' + ascii_only(carriers.rdf()).encode("cp932"),
    "feed in GB 2312": lambda: b'<?xml version="1.0" encoding="gb2312"?>' + ascii_only(carriers.rdf()).encode("gb2312"),
    "feed with names of HTML": lambda: carriers.rdf().replace(b"</title></channel>", b"&nbsp;</title></channel>"),
    "list of ninjs": lambda: b"[" + carriers.ninjs() + b"]",
    "export of several chats": lambda: b'{"chats": {"list": [' + carriers.telegram() + b"]}}",
    "archive that counts characters": lambda: carriers.record("response", URL, carriers.answer(PAGE.encode())).replace(
        b"Length: %d" % len(carriers.answer(PAGE.encode())), b"Length: %d" % (len(carriers.answer(b"")) + len(PAGE))
    ),
    "rich text of a Mac": lambda: carriers.rtf().replace(b"\\ansi\\ansicpg1252", b"\\mac\\ansicpg10000")
    .replace(b"\\u8220?", b"\\'d2").replace(b"\\u8221?", b"\\'d3"),
    "rich text with a picture": lambda: carriers.rtf()[:-1] + b"{\\pict\\pngblip " + b"89504e47" * 5000 + b"}}",
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_of_a_kind_give_the_same_article(desk: Project, variant: str) -> None:
    code, out, _ = take(desk, ("file.bin", VARIANTS[variant]()))
    assert (code, out.count("[")) == (0, 0), out
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article
    assert len(body_of(article).split()) == len(BODY.split())
    assert PARAGRAPHS[0] in article
    assert is_clean(desk)


def test_a_trace_leads_from_each_sentence_to_the_entry(desk: Project) -> None:
    take(desk, ("feed.xml", carriers.rss()))
    paths = sorted((desk.root / "content").glob("*.md"))
    shown = desk.run("trace", f"content/{paths[0].name}").stdout
    assert "captures/" in shown
    assert "not found" not in shown


def test_a_feed_gives_an_article_an_entry_and_tells_of_teasers(desk: Project) -> None:
    teaser = (
        "<item><title>Short</title><link>https://brannock-post.test/short</link><description>More soon.</description></item>"
    )
    code, out, _ = take(desk, ("feed.rss", carriers.rss(teaser)))
    assert code == 0
    assert [line for line in out.splitlines() if "entries-left-out" in line and "https://brannock-post.test/short" in line]
    first, second = articles(desk)
    assert f"title: {TITLE}" in first
    assert f"title: {SECOND}" in second
    assert "\ndate: 2025-05-07\n" in second
    assert is_clean(desk)


def test_a_feed_of_teasers_alone_is_an_error_with_their_addresses(desk: Project) -> None:
    feed = carriers.json_feed().replace(json.dumps(carriers.MARKUP).encode(), b'"<p>The ferry sails again.</p>"')
    code, out, _ = take(desk, ("feed.json", feed))
    assert code == 1
    assert URL in out
    assert articles(desk) == []


def test_a_feed_of_fifty_entries_and_a_mailbox_of_five_hundred_mails_are_read_entry_by_entry(desk: Project) -> None:
    box = carriers.mailbox(
        *(carriers.mail(text=f"{TITLE} {number}\n\n{BODY.replace('140', str(number))}\n") for number in range(1000, 1500))
    )
    code, _, err = take(desk, ("inbox.mbox", box), options=("--workers", "1"))
    assert code == 0
    assert "500 captures: 500 articles" in err
    code, out, err = take(desk, ("inbox.mbox", box), options=("--workers", "1"))
    assert (code, out) == (0, "")
    assert "500 imported before" in err


def test_of_two_forms_of_a_mail_the_one_with_the_whole_text_is_read(desk: Project) -> None:
    take(desk, ("a.eml", carriers.mail(text="View this mail in your browser: https://brannock-post.test/1", html=PAGE)))
    (article,) = articles(desk)
    assert PARAGRAPHS[2] in article
    assert "date: 2025-05-06\n" in article
    assert next((desk.root / "captures").glob("*.html"))


def test_the_day_on_which_a_newsletter_was_sent_is_a_proposal_for_each_of_its_articles(desk: Project) -> None:
    def story(title: str, markup: str) -> str:
        return (
            f"<table><tr><td><table><tr><td><h2>{title}</h2></td></tr><tr><td>{markup}</td></tr></table></td></tr></table>"
        )

    page = f"<html><body>{story(TITLE, MARKUP)}{story(SECOND, SECOND_MARKUP)}</body></html>"
    take(desk, ("a.eml", carriers.mail(text="", html=page, subject="Morning brief")))
    first, second = articles(desk)
    assert f"title: {TITLE}\n" in first
    assert f"title: {SECOND}\n" in second
    for article in (first, second):
        assert "\ndate:" not in article
        assert "# date: 2025-05-06  # proposed (inferred), page" in article
        assert "name: Brannock Post\n" in article
    assert is_clean(desk)


@pytest.mark.parametrize("charset", ["iso-8859-15", "koi8-r", "iso-2022-jp", "utf-8"])
def test_a_mail_in_an_old_encoding_is_kept_as_utf_8(desk: Project, charset: str) -> None:
    words = {"koi8-r": "Паром", "iso-2022-jp": "船"}.get(charset, "Fähre")
    take(
        desk,
        ("a.eml", carriers.mail(text=f"{TITLE} ({words})\n\n{BODY.replace('“', '').replace('”', '')}\n", charset=charset)),
    )
    (article,) = articles(desk)
    assert f"({words})" in article


def test_a_mail_that_carries_another_gives_both_and_tells_of_other_attachments(desk: Project) -> None:
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import default

    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = "Desk <desk@briefs.test>", "Fwd: two", "Wed, 07 May 2025 08:00:00 +0200"
    outer["Message-ID"] = "<2@briefs.test>"
    outer.set_content(f"{SECOND}\n\n" + "\n\n".join(SECOND_PARAGRAPHS))
    outer.add_attachment(message_from_bytes(carriers.mail(), policy=default))
    outer.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="table.pdf")
    code, out, _ = take(desk, ("a.eml", outer.as_bytes()))
    assert code == 0
    assert "table.pdf" in out
    text = "".join(articles(desk))
    assert f"title: {TITLE}\n" in text
    assert f"title: {SECOND}\n" in text


def test_a_web_archive_gives_its_pages_and_lists_the_rest(desk: Project) -> None:
    for name, data in (
        ("a.warc", b"".join(carriers.warc_records())),
        ("b.warc.gz", b"".join(gzip.compress(one) for one in carriers.warc_records())),
        ("c.wacz", carriers.wacz()),
    ):
        code, out, _ = take(desk, (name, data), options=("--force",))
        assert code == 0
        told = " ".join(line for line in out.splitlines() if "entries-left-out" in line)
        assert "1 of application/json" in told
        assert "1 of page with status 404" in told
        assert "image/png" not in told
    assert len(articles(desk)) == 2
    assert "url: https://brannock-post.test/wells\n" in "".join(articles(desk))
    assert is_clean(desk)


#: How messages begin on phones of other languages, and a message that tells in which order these write their days.
HEADS = {
    "on the next line": ("06.05.25, {0} - Brannock Wire:\n", ""),
    "iOS, on the next line": ("[06.05.2025, {0}:00] Brannock Wire:\n", ""),
    "copied in a browser": ("[{0}, 06.05.2025] Brannock Wire: ", ""),
    "Brazilian": ("06/05/2025 {0} - Brannock Wire: ", "13/05/2025 08:00 - Brannock Wire: Bom dia\n"),
    "French": ("06/05/2025 à {0} - Brannock Wire: ", "13/05/2025 à 08:00 - Brannock Wire: Merci\n"),
    "Spanish": ("6/5/2025, {0} a. m. - Brannock Wire: ", "13/5/2025, 8:00 a. m. - Brannock Wire: Gracias\n"),
    "Finnish": ("6.5.2025 klo {1} - Brannock Wire: ", ""),
    "Korean": ("2025. 5. 6. 오전 {0} - Brannock Wire: ", ""),
    "Chinese, halves of the day": ("2025/5/6 上午{0} - Brannock Wire: ", ""),
    "Arabic": (
        "\u200f6\u200f/5\u200f/2025، {0} ص - Brannock Wire: ",
        "\u200f13\u200f/5\u200f/2025، 8:00 م - Brannock Wire: شكرا\n",
    ),
}
CHATS = {
    **{
        name: f"{head.format('10:00', '10.00')}{TITLE}\n\n{BODY}\n"
        f"{head.format('11:20', '11.20')}{SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n{rest}"
        for name, (head, rest) in HEADS.items()
    },
    "Telegram": f"Brannock Wire, [06.05.2025 10:00]\n{TITLE}\n\n{BODY}\n\n@brannockwire\n\n"
    f"Brannock Wire, [06.05.2025 11:20]\n{SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n\n@brannockwire\n",
    "Telegram of late": f"Brannock Wire, [May 6, 2025 at 10:00:00 AM]:\n{TITLE}\n\n{BODY}\n\n"
    f"Brannock Wire, [May 6, 2025 at 11:20:00 AM]:\n{SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n",
    "Android": "06/05/2025, 09:58 - Messages and calls are end-to-end encrypted.\n"
    f"06/05/2025, 10:00 - Brannock Wire: {TITLE}\n\n{BODY}\n"
    f"06/05/2025, 11:20 - Brannock Wire: {SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n"
    "13/05/2025, 08:00 - Brannock Wire: <Media omitted>\n",
    "iOS": f"[06.05.25, 10:00:00] Brannock Wire: {TITLE}\n\n{BODY}\n"
    "\u200e[06.05.25, 10:01:00] Brannock Wire: \u200eimage omitted\n"
    f"[06.05.25, 11:20:00] Brannock Wire: {SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n",
    "American": f"5/6/25, 10:00 AM - Brannock Wire: {TITLE}\n\n{BODY}\n5/13/25, 11:20 AM - Brannock Wire: Thanks\n"
    f"5/6/25, 11:20 AM - Brannock Wire: {SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n",
    "Chinese": f"2025/5/6, 10:00 - Brannock Wire: {TITLE}\n\n{BODY}\n"
    f"2025/5/6, 11:20 - Brannock Wire: {SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n{SECOND_PARAGRAPHS[1]}\n",
}


@pytest.mark.parametrize("form", CHATS)
def test_a_message_of_a_chat_is_an_article_and_proposes_its_day_and_sender(desk: Project, form: str) -> None:
    code, out, _ = take(desk, ("chat.txt", CHATS[form]))
    assert code == 0, out
    first, second = articles(desk)
    assert f"title: {TITLE}\n" in first
    assert f"title: {SECOND}\n" in second
    for article in (first, second):
        assert "# date: 2025-05-06  # proposed (stated), message, line " in article
        assert re.search(r"\n  # name: Brannock Wire  # proposed, line \d+: who sent the message\n", article)
        assert "brannockwire" not in body_of(article)
        assert "\ndate:" not in article
    assert is_clean(desk)


@pytest.mark.parametrize(
    "line", ["06.05.2025, 10:00 - Brannock", "[06.05.2025, 10:00] Politics", "10:00, 06.05.2025 - Politics"]
)
def test_a_text_whose_first_line_says_when_is_no_chat(desk: Project, line: str) -> None:
    code, out, _ = take(desk, ("page.txt", f"{line}\n\n{TITLE}\n\n{BODY}\n"))
    assert code == 0, out
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article


def test_a_day_of_a_chat_that_may_be_two_is_not_chosen(desk: Project) -> None:
    take(desk, ("chat.txt", f"05/06/2025, 10:00 - Brannock Wire: {TITLE}\n\n{BODY}\n"))
    (article,) = articles(desk)
    assert "05/06/2025, 10:00" in article
    assert "date: 2025" not in article


def test_marks_of_bold_and_italic_words_in_a_chat_are_no_part_of_the_article(desk: Project) -> None:
    starred = (
        BODY.replace("eleven days", "_eleven days_", 1)
        .replace("“We", "“*We*")
        .replace("grain ships", "4* ships and 5* lorries")
    )
    take(desk, ("chat.txt", f"13/05/2025, 10:00 - Brannock Wire: *{TITLE}*\n\n{starred}\n"))
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article
    assert "after eleven days of repair" in article
    assert "“We found" in article
    assert r"4\* ships and 5\* lorries" in article
    assert is_clean(desk)


def test_a_zipped_export_of_a_chat_is_read(desk: Project) -> None:
    data = carriers.archive({"_chat.txt": CHATS["iOS"].encode(), "IMG-1.jpg": b"\xff\xd8\xff"})
    code, _, _ = take(desk, ("WhatsApp Chat - Brannock Wire.zip", data))
    assert code == 0
    assert len(articles(desk)) == 2


def test_of_a_mail_with_several_texts_none_is_lost_and_none_is_told_twice(desk: Project) -> None:
    """Not every mail calls two forms of one text alternatives, and not every mail has one text."""
    second = "\n\n".join([SECOND, *SECOND_PARAGRAPHS])
    parts = [("plain", second), ("html", f"<h1>{TITLE}</h1>{MARKUP}")]
    twice = [("plain", f"{TITLE}\n\n{BODY}"), ("html", f"<h1>{TITLE}</h1>{MARKUP}<p>{SECOND_PARAGRAPHS[0]}</p>")]
    for name, texts in (("a.eml", parts), ("b.eml", twice)):
        code, out, _ = take(desk, (name, carriers.mixed(*texts)))
        assert (code, out.count("[")) == (0, 0)
    bodies = [path.read_text("utf-8") for path in sorted((desk.root / "captures").glob("*.html"))]
    assert sum(page.count(SECOND_PARAGRAPHS[1]) for page in bodies) == 1
    for paragraph in (*PARAGRAPHS[:1], *SECOND_PARAGRAPHS[:1]):
        assert [page.count(paragraph) for page in bodies] == [1, 1]
    assert SECOND_PARAGRAPHS[1] in "".join(map(body_of, articles(desk)))


def test_a_file_that_is_attached_with_an_identifier_is_told(desk: Project) -> None:
    """Programs of offices give every attachment one; a picture that has one is part of the page."""
    files = (("application/pdf", "plan.pdf"), ("image/png", "logo.png"))
    code, out, _ = take(desk, ("a.eml", carriers.mixed(("plain", f"{TITLE}\n\n{BODY}"), attached=files)))
    assert code == 0
    assert "entries-left-out" in out
    assert "plan.pdf of message 1" in out
    assert "logo.png" not in out


def test_a_mail_in_a_mail_in_a_mail_is_read_and_the_notes_above_it_are_told(desk: Project) -> None:
    data = carriers.mixed(("plain", f"{TITLE}\n\n{BODY}"))
    for note in ("See below.", "For tomorrow?"):
        data = carriers.mixed(("plain", note), carried=data)
    code, out, _ = take(desk, ("a.eml", data))
    assert code == 0
    assert '"For tomorrow?" of message 1, "See below." of message 1' in out
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article
    assert is_clean(desk)


def test_a_file_beside_a_mailbox_wins_over_the_options_and_these_over_the_mails(desk: Project) -> None:
    archived = carriers.mail().replace(b"To: ", b"Archived-At: <https://lists.test/1>\nTo: ")
    inbox = desk.root.parent / "inbox"
    inbox.mkdir()
    (inbox / "2025-05-09-box.mbox.yml").write_text("captured_at: 2025-05-08T08:00:00Z\n", "utf-8")
    take(desk, ("2025-05-09-box.mbox", carriers.mailbox(archived)),
         options=("--captured-at", "2025-05-07T08:00:00Z", "--publisher", "Harbour Office"))  # fmt: skip
    (article,) = articles(desk)
    assert "retrieved: '2025-05-08T08:00:00Z'\n" in article
    assert "name: Harbour Office\n" in article
    assert "Brannock Post" not in article
    assert "url: https://lists.test/1\n" in article
    assert is_clean(desk)


@pytest.mark.parametrize(
    ("name", "data", "when"),
    [
        ("2025-05-09-news.eml", carriers.mail(), "2025-05-06T06:00:00+02:00"),
        ("2025-05-09-feed.xml", carriers.atom(), "2025-05-09"),
    ],
)
def test_what_a_file_states_of_its_capture_wins_over_the_file_s_name(
    desk: Project, name: str, data: bytes, when: str
) -> None:
    take(desk, (name, data))
    (article,) = articles(desk)
    assert f"retrieved: '{when}'" in article


@pytest.mark.parametrize("note", ["", "<div>For tomorrow?</div>"])
def test_a_forwarded_page_is_of_whoever_wrote_it_and_not_of_who_passed_it_on(desk: Project, note: str) -> None:
    page = (
        f"<html><body>{note}<div>---------- Forwarded message ---------<br>From: <b>Brannock Post</b> "
        f"&lt;news@brannock-post.test&gt;<br>Date: Mon, 5 May 2025 at 06:00<br>Subject: {TITLE}<br>To: Desk</div>"
        f"<div>{MARKUP}</div></body></html>"
    )
    data = carriers.mail(text="", html=page, subject=f"Fwd: {TITLE}")
    code, out, _ = take(desk, ("a.eml", data.replace(b"From: Brannock Post <news@", b"From: Ines Desk <ines@", 1)))
    assert (code, out.count("[")) == (0, 0)
    (article,) = articles(desk)
    assert f"title: {TITLE}\ndate: 2025-05-05\ndate_basis: stated\n" in article
    assert "name: Brannock Post\n" in article
    assert "Ines" not in article.split("---\n")[1]
    assert is_clean(desk)


@pytest.mark.parametrize(
    "line",
    [
        "On Tue, 6 May 2025 at 06:00, Brannock Post <news@brannock-post.test> wrote:",
        "On Tue, May 6, 2025 at 6:00 AM Brannock Post <news@brannock-post.test> wrote:",
        "Am Di., 6. Mai 2025 um 06:00 Uhr schrieb Brannock Post <news@brannock-post.test>:",
        "Le 6 mai 2025 à 06:00, Brannock Post <news@brannock-post.test> a écrit :",
        "On 06.05.2025 06:00, Brannock Post wrote:",
        "Am 06.05.2025 um 06:00 schrieb Brannock Post:",
        "El 6 de mayo de 2025, Brannock Post escribió:",
    ],
)
def test_the_line_above_a_quoted_mail_proposes_its_day_and_its_writer(desk: Project, line: str) -> None:
    quoted = "\n".join(f"> {text}".rstrip() for text in (TITLE, "", *BODY.split("\n")))
    take(desk, ("a.eml", carriers.mail(text=f"I will take it.\n\n{line}\n{quoted}\n", subject=f"Re: {TITLE}")))
    (article,) = articles(desk)
    assert "# date: 2025-05-06  # proposed (stated), message, line " in article
    assert "# name: Brannock Post  # proposed, line " in article
    assert "\ndate:" not in article
    assert is_clean(desk)


QUOTES = {
    "a box": (
        "<div>I will take it.</div><div class='gmail_quote'><div class='gmail_attr'>{line}<br></div>"
        "<blockquote>{story}</blockquote></div>"
    ),
    "a quotation": "<div>I will take it.</div><blockquote type='cite'><div>{line}</div><br><div>{story}</div></blockquote>",
    "no box": "<p>I will take it.</p><p>{line}</p>{story}",
}


@pytest.mark.parametrize("box", QUOTES)
@pytest.mark.parametrize("headline", ["<h2>{}</h2>", "<div>{}</div>", ""], ids=["a heading", "a line", "no headline"])
@pytest.mark.parametrize(
    "line",
    [
        "On Mon, 5 May 2025 at 10:00, Orsund Wire &lt;news@orsund.test&gt; wrote:",
        "Am Mo., 5. Mai 2025 um 10:00 Uhr schrieb Orsund Wire &lt;news@orsund.test&gt;:",
        "On 05.05.2025 10:00, Orsund Wire wrote:",
    ],
)
def test_a_mail_that_a_page_quotes_proposes_its_own_day_and_writer(
    desk: Project, box: str, headline: str, line: str
) -> None:
    page = QUOTES[box].format(line=line, story=headline.format(TITLE) + MARKUP)
    take(desk, ("a.eml", carriers.mail(text="", html=f"<html><body>{page}</body></html>", subject=f"Re: {TITLE}")))
    (article,) = articles(desk)
    assert f"title: {TITLE}\n" in article
    assert "# date: 2025-05-05  # proposed (stated), message, line " in article
    assert "# name: Orsund Wire  # proposed, line " in article
    assert "\ndate:" not in article
    assert "Brannock Post" not in article
    assert body_of(article).split() == BODY.split()
    assert is_clean(desk)


@pytest.mark.parametrize(
    "sender", ["news@brannock-post.test", '"news@brannock-post.test" <news@brannock-post.test>', "News@Brannock.test"]
)
@pytest.mark.parametrize("form", ["text", "page", "forwarded page"])
def test_a_mere_address_is_proposed_as_a_source_s_name_and_not_written(desk: Project, form: str, sender: str) -> None:
    head = f"<div>From: {escape(sender)}<br>Date: Mon, 5 May 2025 at 06:00<br>Subject: {TITLE}<br>To: Desk</div>"
    page = f"<html><body>{head if form == 'forwarded page' else ''}<h1>{TITLE}</h1>{MARKUP}</body></html>"
    data = carriers.mail() if form == "text" else carriers.mail(text="", html=page)
    if form != "forwarded page":
        data = data.replace(b"From: Brannock Post <news@brannock-post.test>", f"From: {sender}".encode(), 1)
    take(desk, ("a.eml", data))
    (article,) = articles(desk)
    assert "\n- name:" not in article
    assert "\n  name:" not in article
    name = sender.partition(" ")[0].strip('"')
    assert f"# name: {name}  # proposed" in article
    assert is_clean(desk)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="og:site_name" content="desk@brannock-post.test">',
        '<meta name="author" content="desk@brannock-post.test">',
    ],
)
def test_a_page_that_has_an_address_for_a_name_names_nobody(desk: Project, meta: str) -> None:
    take(desk, ("a.html", f"<html><head>{meta}</head><body><article><h1>{TITLE}</h1>{MARKUP}</article></body></html>"))
    (article,) = articles(desk)
    assert "@" not in article


def test_a_mail_that_was_forwarded_as_text_is_read_without_its_marks(desk: Project) -> None:
    quoted = "\n".join(f"> {line}".rstrip() for line in ("From: Brannock Post <news@brannock-post.test>", "Date: 6 May 2025",
                       f"Subject: {TITLE}", "", TITLE, "", *BODY.split("\n")))  # fmt: skip
    text = f"From: Desk\nTo: You\nSubject: Fwd: ferry\n\nFor tomorrow?\n\nBegin forwarded message:\n\n{quoted}\n"
    code, out, _ = take(desk, ("mail.txt", text))
    assert (code, out.count("[")) == (0, 0)
    (article,) = articles(desk)
    assert f"title: {TITLE}\ndate: 2025-05-06\ndate_basis: stated\n" in article
    assert "name: Brannock Post\n" in article
    assert ">" not in body_of(article)
    assert next((desk.root / "captures").glob("*.txt")).read_text("utf-8") == text
    assert is_clean(desk)


@pytest.mark.parametrize(
    "head",
    [
        "Von: Brannock Post <news@brannock-post.test>\nGesendet: Dienstag, 6. Mai 2025 06:00\nAn: Tisch\nBetreff: WG: {0}\n",
        "De : Brannock Post\nEnvoyé : 6 mai 2025\nObjet : {0}\n",
        "От: Brannock Post\nДата: 2025-05-06\nТема: {0}\n",
        "URL: https://brannock-post.test/salt-ferry\nTitle: {0}\nDate: 2025-05-06\nSource: Brannock Post\n",
        "*From:* Brannock Post\n*Date:* 2025-05-06\n*Subject:* {0}\n",
    ],
)
def test_labelled_lines_above_a_text_are_facts_in_several_languages(desk: Project, head: str) -> None:
    code, out, _ = take(desk, ("mail.txt", f"{head.format(TITLE)}\n{BODY}\n"))
    assert (code, out.count("[")) == (0, 0), out
    (article,) = articles(desk)
    assert f"title: {TITLE}\ndate: 2025-05-06\ndate_basis: stated\n" in article
    assert "name: Brannock Post\n" in article
    assert len(body_of(article).split()) == len(BODY.split())
    assert is_clean(desk)


CLIP = f"""\
---
title: "{TITLE}"
source: {URL}
author:
  - "[[Mara Quill]]"
published: 2025-05-06
created: 2025-05-07T09:10:00Z
tags:
  - clippings
---
> {PARAGRAPHS[0].replace("salt ferry", "[salt ferry](https://brannock-post.test/f)").replace("dawn", "**dawn**")}

![The ferry](https://brannock-post.test/f.jpg)

{PARAGRAPHS[1]}

{PARAGRAPHS[2]}
"""
MARKDOWN = f"# {TITLE}\n\n*By Mara Quill, 6 May 2025*\n\n{BODY}\n\n[Source]({URL})\n"


@pytest.mark.parametrize("text", [CLIP, MARKDOWN], ids=["front matter", "headline"])
def test_a_clip_in_markdown_gives_its_facts_and_loses_its_marks(desk: Project, text: str) -> None:
    code, out, _ = take(desk, ("note.md", text))
    assert code == 0, out
    (article,) = articles(desk)
    assert f"title: {TITLE}\ndate: 2025-05-06\ndate_basis: stated\nauthors:\n- Mara Quill\n" in article
    assert f"url: {URL}\n" in article
    assert PARAGRAPHS[0] in article
    assert "[" not in body_of(article)
    assert is_clean(desk)


def test_each_headline_of_a_clip_begins_an_article(desk: Project) -> None:
    text = (
        f"{MARKDOWN}\n---\n\n# {SECOND}\n\n{SECOND_PARAGRAPHS[0]}\n\n- one list\n- two entries\n\n{SECOND_PARAGRAPHS[1]}\n"
    )
    take(desk, ("notes.md", text))
    first, second = articles(desk)
    assert f"title: {TITLE}\n" in first
    assert f"title: {SECOND}\n" in second
    assert "- one list\n- two entries" in second
    assert URL not in second


def test_the_folder_of_a_saved_page_belongs_to_it(desk: Project) -> None:
    inbox = desk.root.parent / "inbox"
    for folder in ("Salt Ferry_files", "Brunnen-Dateien"):
        (inbox / folder).mkdir(parents=True)
        (inbox / folder / "frame.html").write_text(PAGE.replace(TITLE, "An Advert in a Frame"))
        (inbox / folder / "a.js").write_text("let a = 1")
    (inbox / "Salt Ferry.html").write_text(PAGE.replace("<!DOCTYPE html>", f"<!-- saved from url=(0037){URL} -->"))
    (inbox / "Brunnen.htm").write_text(PAGE.replace(TITLE, SECOND))
    done = desk.run("import", str(inbox))
    assert done.returncode == 0, done.stdout
    assert "An Advert" not in "".join(articles(desk))
    assert f"url: {URL}\n" in "".join(articles(desk))


def test_equal_files_of_a_run_are_told_and_were_not_imported_before(desk: Project) -> None:
    report = desk.root.parent / "report.md"
    _, _, err = take(
        desk, ("a.txt", f"{TITLE}\n\n{BODY}\n"), ("b.txt", f"{TITLE}\n\n{BODY}\n"), options=("--report", str(report))
    )
    assert "0 imported before, 1 equal to another of this run" in err
    assert re.search(r"b\.txt: equal to .*a\.txt, which was imported", report.read_text("utf-8"))


FOREIGN = {
    "report.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old Office"),
    "photo.txt": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "JPEG"),
    "scan.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
    "talk.mp3": (b"ID3\x04\0\0" + b"\0" * 50, "MP3"),
    "clip.mp4": (b"\0\0\0\x18ftypisom" + b"\0" * 50, "MP4"),
    "sheet.xlsx": (carriers.archive({"xl/workbook.xml": b"<x/>"}), "Excel"),
    "slides.pptx": (carriers.archive({"ppt/presentation.xml": b"<x/>"}), "PowerPoint"),
    "more.zip": (carriers.archive({"a.txt": b"a", "b.jpg": b"b"}), "ZIP archive with a.txt"),
    "text.gz": (gzip.compress(b"A text that is packed."), "gzip"),
    "data.xml": (
        b"<?xml version='1.0'?><orders><order id='1'>Ten crates of salt for the harbour</order></orders>",
        '"orders"',
    ),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><text>A title</text></svg>", '"svg"'),
    "data.json": (b'{"orders": [{"id": 1, "text": "Ten crates of salt for the harbour"}]}', '"orders"'),
    "lines.jsonl": (b'{"a": 1}\n{"a": 2}\n', "JSON"),
    "table.csv": (f'headline,body\n"{TITLE}","{PARAGRAPHS[0]}"\n'.encode(), "CSV"),
    "part.txt": (
        b"\n".join([b"SGFyYm91ciBQaWxvdHMgb2YgT3JzdW5kIFJldHVybiB0byBXb3JrIEFmdGVyIE5pbmUgRGF5cwoK"] * 20),
        "base64",
    ),
    "list.plist": (b"bplist00\xd0", "Safari"),
    "broken.docx": (b"PK\x03\x04" + b"\0" * 40, "ZIP archive"),
    "broken.rss": (b"<?xml version='1.0'?><rss><channel><title>A</channel></rss>", "line 1"),
    "broken.warc": (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "how long it is"),
    "scan.pdf": (carriers.pdf(()), "no text layer"),
    "empty.eml": (carriers.mail(text=" "), "no text"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_read_is_an_error_that_names_the_type_and_says_what_to_do(desk: Project, name: str) -> None:
    data, words = FOREIGN[name]
    code, out, _ = take(desk, (name, data))
    assert code == 1
    assert words in out
    assert "help: " in out
    assert re.search(r"error\[(?:binary-capture|broken-file|no-article)\]", out)
    assert articles(desk) == []
    assert list((desk.root / "captures").glob("*")) == []


def test_a_foreign_file_stops_no_other(desk: Project) -> None:
    code, _, err = take(desk, ("a.doc", FOREIGN["report.doc"][0]), ("b.txt", f"{TITLE}\n\n{BODY}\n"))
    assert code == 1
    assert "2 captures: 1 article" in err


@pytest.mark.parametrize(
    ("name", "module", "data"),
    [
        ("a.pdf", "pypdf", carriers.pdf()),
        ("a.rtf", "striprtf", carriers.rtf()),
        ("a.txt", "chardet", f"{TITLE}\n\nЛоцманы порта вернулись к работе после девяти дней.\n".encode("cp1251")),
    ],
)
def test_without_the_extra_a_finding_names_the_command(desk: Project, name: str, module: str, data: bytes) -> None:
    (desk.root / name).write_bytes(data)
    done = run_without(module, desk.root, "import", name)
    assert done.returncode == 1
    assert "error[no-file-reader]" in done.stdout
    assert '".[import]"' in done.stdout


TEXTS = {
    "cp1251": "Лоцманы порта вернулись к работе после девяти дней забастовки, сообщила компания.",
    "koi8-r": "Лоцманы порта вернулись к работе после девяти дней забастовки, сообщила компания.",
    "iso8859-5": "Лоцманы порта вернулись к работе после девяти дней забастовки, сообщила компания.",
    "cp1250": "Przystań jest zamknięta od dziewięciu dni, poinformowała spółka, a prom stoi w porcie bez załogi.",
    "iso8859-2": "Přívoz stojí už devět dní v přístavu, oznámila společnost, a posádka čeká na nový hřídel.",
    "cp1252": "Die Fähre fährt nach neun Tagen wieder – „wir hätten früher gekonnt“, heißt es aus der Werft für Boote.",
    "mac-roman": "Le bac est arrêté depuis neuf jours – « il faudra une pièce d’hélice », a déclaré le chef du chantier.",
    "cp1253": "Το πλοίο μένει δεμένο εδώ και εννέα ημέρες, ανακοίνωσε η εταιρεία, και το πλήρωμα περιμένει.",
    "cp1254": "Feribot dokuz gündür limanda bağlı duruyor, şirket açıkladı, ve mürettebat yeni bir şaft bekliyor.",
    "cp1255": "המעבורת עוגנת בנמל כבר תשעה ימים, מסרה החברה, והצוות ממתין לגל הינע חדש.",
    "cp1256": "العبارة راسية في الميناء منذ تسعة أيام، قالت الشركة، والطاقم ينتظر قطعة جديدة.",
    "cp932": "渡し船は九日前から港に泊まったままだと会社が発表した。乗組員は新しい軸を待っている。",
    "euc-jp": "渡し船は九日前から港に泊まったままだと会社が発表した。乗組員は新しい軸を待っている。",
    "gb18030": "渡轮在港口停了九天，公司表示，船员正在等待新的传动轴，乘客改乘公共汽车。",
    "big5hkscs": "渡輪在港口停了九天，公司表示，船員正在等待新的傳動軸，乘客改乘公共汽車。",
    "cp949": "여객선이 아흐레째 항구에 묶여 있으며 선원들은 새 축을 기다린다고 회사가 밝혔다.",
    "cp866": "Лоцманы порта вернулись к работе после девяти дней забастовки, сообщила компания.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_in_an_old_encoding_is_read_and_the_guess_is_told(desk: Project, encoding: str) -> None:
    text = f"{TEXTS[encoding]}\n\n{TEXTS[encoding]}\n"
    assert decode_capture(text.encode(encoding))[0] == text
    _, out, _ = take(desk, ("a.txt", text.encode(encoding)))
    assert "capture-encoding" in out


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(0x80, 0x100)) * 4,
        "港の船\n\n".encode("iso-2022-jp"),
    ],
)
def test_letters_that_make_no_words_are_refused(desk: Project, data: bytes) -> None:
    code, out, _ = take(desk, ("a.txt", data))
    assert code == 1
    assert "error[unknown-encoding]" in out
    assert articles(desk) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_refused_and_never_silent(kind: str) -> None:
    """Bytes are changed, left out, repeated and put in at random, the same ones every time."""
    name, make = KINDS[kind]
    chance = random.Random(kind)
    whole = make()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3, 10))):
            place = chance.randrange(len(data))
            change = chance.randrange(4)
            if change == 0:
                data[place] = chance.randrange(256)
            elif change == 1:
                del data[place : min(place + chance.randrange(1, 40), len(data) - 1)]
            elif change == 2:
                data[place:place] = data[place : place + chance.randrange(1, 200)]
            else:
                data[place:place] = chance.choice(
                    (b"\0", b"99999999999", b"-1", b"<![CDATA[", b"\r\n\r\n", b"null", b"{}", b'"')
                )
        found = open_container(bytes(data), name)
        assert found is None or found[1].entries or found[1].problems


HOSTILE = {
    "entities": (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<rss><channel><item><title>&b;</title></item></channel></rss>"
    ),
    "outside": b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>',
    "deep XML": b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>",
    "deep JSON": b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep mail": b"From: a\nTo: b\nSubject: c\nMIME-Version: 1.0\n"
    + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number) for number in range(5000)),
    "open mailbox": b"From a Tue\nFrom: b\n\n" * 9000,
    "long header": b"From: a\nTo: b\nMIME-Version: 1.0\nSubject: " + b"=?utf-8?b?" * 100_000,
    "quotes": b"From: a\nTo: b\nSubject: c\n\n" + b"> " * 50_000 + b"\n" + b"> a\n" * 90_000,
    "labels": b"From: a\nDate: b\n" * 45_000,
    "chat": b"06.05.2025, 10:00 - a: b\n" * 90_000,
    "clip": b"# A headline of a clip\n" * 90_000,
    "marks of Markdown": b"# A headline of a clip\n\n" + b"[" * 40_000 + b"\n" + b"**a" * 30_000,
}
#: Those that take long to make, by who makes them: each is 300 megabytes to who unpacks it.
BOMBS: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: carriers.archive({"word/document.xml": b"0" * (300 * 1024 * 1024)}),
    "gzip bomb": lambda: gzip.compress(
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\n" + b"0" * (300 * 1024 * 1024)
    ),
}


@pytest.mark.parametrize("name", [*HOSTILE, *BOMBS])
def test_a_hostile_file_is_refused_or_read_in_little_time_and_memory(desk: Project, name: str) -> None:
    data = HOSTILE[name] if name in HOSTILE else BOMBS[name]()
    used: list[float] = []

    def command(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
        done, *used[:] = starting.measured(*arguments, cwd=cwd)
        return done

    code, out, err = take(desk, ("file.bin", data), command=command)
    seconds, kibibytes = used
    assert code in {0, 1}, err
    assert "Traceback" not in err
    assert "root:" not in out
    assert kibibytes < 1024 * 1024
    assert seconds < 20
