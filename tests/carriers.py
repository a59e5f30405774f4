"""Files that carry a story in another form: mails, feeds, archives, documents. Made by the tests; all texts are ours."""

import gzip
import io
import json
import plistlib
import zipfile
from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from html import escape

TITLE = "Salt Ferry Sails Again After Eleven Days"
PARAGRAPHS = (
    "The salt ferry between Brannock and the outer isles sailed again after eleven days of repair, the harbour office "
    "said, and the first crossing left at dawn with 140 people on board.",
    "“We found the crack in the shaft on the third day,” said Ines Rold, who leads the yard. “The rest was "
    "waiting for steel.”",
    "Two grain ships had taken over the mail in the meantime. The office expects the timetable of the summer to hold, and "
    "says that tickets of the lost days are paid back.",
)
BODY = "\n\n".join(PARAGRAPHS)
MARKUP = "".join(f"<p>{escape(text, quote=False)}</p>" for text in PARAGRAPHS)
SECOND = "Two Wells Are Closed Above the Lower Town"
SECOND_PARAGRAPHS = (
    "Two wells above the lower town were closed after the water turned brown, the council of Brannock said, and households "
    "on the slope get theirs from tank lorries until the pipes have been rinsed.",
    "Samples were sent to the laboratory of the county. The council expects an answer within four days, and asks people to "
    "boil water that they keep in cisterns.",
)
SECOND_MARKUP = "".join(f"<p>{text}</p>" for text in SECOND_PARAGRAPHS)
URL = "https://brannock-post.test/salt-ferry"
PAGE = (
    f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Brannock Post</title></head>'
    "<body><article>"
    f"<h1>{TITLE}</h1><p>By Mara Quill</p>{MARKUP}</article></body></html>"
)


def mail(*, html: str = "", text: str = f"{TITLE}\n\n{BODY}\n", subject: str = TITLE, charset: str = "utf-8") -> bytes:
    """Return a mail with a plain text, a page, or both."""
    message = EmailMessage()
    message["From"] = "Brannock Post <news@brannock-post.test>"
    message["To"] = "desk@briefs.test"
    message["Subject"] = subject
    message["Date"] = "Tue, 06 May 2025 06:00:00 +0200"
    message["Message-ID"] = "<1@brannock-post.test>"
    if text:
        message.set_content(text, charset=charset, cte="base64")
    if html and text:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    elif html:
        message.set_content(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def mixed(*texts: tuple[str, str], attached: Sequence[tuple[str, str]] = (), carried: bytes = b"") -> bytes:
    """Return a mail with texts one after the other, each a subtype of text and its words, and what is attached to it.

    An attachment is a type and a name, and has an identifier; `carried` is a mail.
    """
    message = MIMEMultipart("mixed")
    message["From"] = "Brannock Post <news@brannock-post.test>"
    message["To"] = "desk@briefs.test"
    message["Subject"] = TITLE
    message["Date"] = "Tue, 06 May 2025 06:00:00 +0200"
    for subtype, text in texts:
        message.attach(MIMEText(text, subtype))
    for kind, name in attached:
        part = MIMENonMultipart(*kind.split("/"))
        part.set_payload("AAAA")
        part["Content-ID"] = f"<{name}>"
        part.add_header("Content-Disposition", "attachment", filename=name)
        message.attach(part)
    if carried:
        message.attach(MIMEMessage(message_from_bytes(carried)))
    return message.as_bytes()


def mailbox(*messages: bytes) -> bytes:
    """Return a mailbox."""
    return b"\n".join(b"From news@brannock-post.test Tue May  6 06:00:00 2025\n" + message for message in messages)


def mhtml(page: str = PAGE) -> bytes:
    """Return a page as a browser saves it in one file."""
    message = EmailMessage()
    message.set_content(page, subtype="html", cte="quoted-printable")
    part = message.as_bytes().replace(b"MIME-Version: 1.0\n", b"")
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: Saved\r\n"
        "Date: Wed, 7 May 2025 09:10:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--cut--"\r\n\r\n'
    )
    style = "Content-Type: text/css\r\nContent-Location: https://brannock-post.test/a.css\r\n\r\np { margin: 0 }"
    return (
        f"{head}----cut--\r\nContent-Location: {URL}\r\n".encode() + part + f"\r\n----cut--\r\n{style}\r\n".encode()
        + b"----cut----\r\n"
    )  # fmt: skip


def rss(*extra: str) -> bytes:
    """Return a feed of two entries, and `extra` ones."""
    items = (
        f"<item><title>{TITLE}</title><link>{URL}</link><pubDate>Tue, 06 May 2025 10:00:00 +0200</pubDate>"
        f"<dc:creator>Mara Quill</dc:creator><description>Short.</description>"
        f"<content:encoded><![CDATA[{MARKUP}]]></content:encoded></item>",
        f"<item><title>{SECOND}</title><link>https://brannock-post.test/wells</link>"
        f"<pubDate>Wed, 07 May 2025 10:00:00 GMT</pubDate>"
        f"<description>{escape(SECOND_MARKUP)}</description></item>",
        *extra,
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Brannock Post</title>'
        f"<link>https://brannock-post.test/</link><language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


def atom() -> bytes:
    """Return a feed whose entry is XHTML, with a link that is relative."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Brannock Post</title>'
        '<link href="https://brannock-post.test/"/>'
        f'<entry><title type="html">{TITLE}</title><link rel="alternate" href="/salt-ferry"/>'
        "<updated>2025-05-07T08:00:00Z</updated><published>2025-05-06T10:00:00+02:00</published>"
        "<author><name>Mara Quill</name></author>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{MARKUP}</div></content></entry></feed>'
    ).encode()


def rdf() -> bytes:
    """Return a feed of RSS 1.0, whose entries stand beside its channel."""
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Brannock Post</title></channel>'
        f"<item><title>{TITLE}</title><link>{URL}</link><dc:date>2025-05-06T10:00:00+02:00</dc:date>"
        f"<description>{escape(MARKUP)}</description></item></rdf:RDF>"
    ).encode()


def json_feed() -> bytes:
    """Return a JSON Feed."""
    item = {
        "id": "1", "url": URL, "title": TITLE, "content_html": MARKUP, "date_published": "2025-05-06T10:00:00+02:00",
        "authors": [{"name": "Mara Quill"}],
    }  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Brannock Post", "items": [item]}).encode()


def ninjs() -> bytes:
    """Return an item of ninjs."""
    item = {
        "uri": URL, "type": "text", "headline": TITLE, "byline": "By Mara Quill", "source": "Brannock Post",
        "versioncreated": "2025-05-06T10:00:00+02:00", "language": "en", "body_xhtml": MARKUP,
    }  # fmt: skip
    return json.dumps(item).encode()


def newsml() -> bytes:
    """Return an item of NewsML-G2 with XHTML inside."""
    return (
        '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
        '<newsItem xml:lang="en"><itemMeta><provider><name>Brannock Post</name></provider>'
        "<firstCreated>2025-05-06T10:00:00+02:00</firstCreated><versionCreated>2025-05-06T10:00:00+02:00</versionCreated>"
        f"</itemMeta><contentMeta><by>By Mara Quill</by><headline>{TITLE}</headline></contentMeta>"
        '<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body>{MARKUP}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"
    ).encode()


def nitf() -> bytes:
    """Return a story in NITF."""
    return (
        "<nitf><head><title>Slug</title><docdata><date.issue norm='20250506T100000+0200'/>"
        "<doc.copyright holder='Brannock Post'/></docdata></head><body><body.head><hedline>"
        f"<hl1>{TITLE}</hl1></hedline><byline>By <person>Mara Quill</person></byline></body.head>"
        f"<body.content>{MARKUP}</body.content></body></nitf>"
    ).encode()


def telegram(*texts: object) -> bytes:
    """Return a channel that Telegram exported."""
    messages = [
        {"id": number, "type": "message", "date": f"2025-05-06T1{number}:00:00", "from": "Brannock Post", "text": text}
        for number, text in enumerate(texts or (f"{TITLE}\n\n{BODY}",))
    ]
    messages.append({"id": 99, "type": "service", "date": "2025-05-06T20:00:00", "text": ""})
    return json.dumps({"name": "Brannock Post", "type": "public_channel", "id": 1, "messages": messages}).encode()


def record(kind: str, url: str, block: bytes, date: str = "2025-05-07T09:10:00Z") -> bytes:
    """Return one record of a web archive."""
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **more: str) -> bytes:
    """Return what a server answers."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{lines}\r\n".encode() + body


def warc_records() -> list[bytes]:
    """Return records of a crawl: a page, a packed and chunked one, a picture, one that is gone, a table in JSON."""
    packed = gzip.compress(PAGE.replace(TITLE, SECOND).replace(MARKUP, SECOND_MARKUP).encode(), mtime=0)
    half = len(packed) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:half], packed[half:])) + b"0\r\n\r\n"
    return [
        record("warcinfo", "", b"software: none\r\n"),
        record("request", URL, b"GET /salt-ferry HTTP/1.1\r\n\r\n"),
        record("response", URL, answer(PAGE.encode())),
        record(
            "response",
            "https://brannock-post.test/wells",
            answer(chunks, Content_Encoding="gzip", Transfer_Encoding="chunked"),
        ),
        record("response", "https://brannock-post.test/a.png", answer(b"\x89PNG", "image/png")),
        record("response", "https://brannock-post.test/gone", answer(b"<html>gone</html>", status="404 Not Found")),
        record("response", "https://brannock-post.test/api", answer(b"{}", "application/json")),
    ]


def wacz() -> bytes:
    """Return a crawl as one file."""
    packed = b"".join(gzip.compress(one, mtime=0) for one in warc_records())
    return archive({"datapackage.json": b"{}", "archive/data.warc.gz": packed, "pages/pages.jsonl": b"{}"})


def archive(files: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return made.getvalue()


def webarchive() -> bytes:
    """Return a page as Safari saves it."""
    main = {
        "WebResourceData": PAGE.encode(), "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": URL,
    }  # fmt: skip
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


def single_file() -> bytes:
    """Return a page as the extension SingleFile saves it."""
    comment = (
        f"<!--\n Page saved with SingleFile \n url: {URL} \n"
        " saved date: Wed May 07 2025 11:10:00 GMT+0200 (Central European Summer Time)\n-->"
    )
    return PAGE.replace("<html lang", f"<html {comment} lang", 1).replace(f"<html {comment}", f"{comment}<html", 1).encode()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*, has_headings: bool = True) -> bytes:
    """Return a document of Word, with a heading, a list, a word in two runs, and words that were deleted."""
    style = '<w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>' if has_headings else ""
    first = PARAGRAPHS[0].replace("salt ferry", "salt fer</w:t></w:r><w:r><w:t>ry")
    rows = (
        f"<w:p>{style}<w:r><w:t>{TITLE}</w:t></w:r></w:p>",
        f"<w:p><w:r><w:t>{first}</w:t></w:r><w:del><w:r><w:delText>Not this.</w:delText></w:r></w:del></w:p>",
        *(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in PARAGRAPHS[1:]),
    )
    styles = (
        f'<w:styles {_W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:outlineLvl w:val="0"/></w:pPr>'
        "</w:style></w:styles>"
    )
    document = f"<w:document {_W}><w:body>{''.join(rows)}</w:body></w:document>"
    return archive(
        {"[Content_Types].xml": b"<x/>", "word/document.xml": document.encode(), "word/styles.xml": styles.encode()}
    )


def odt() -> bytes:
    """Return a document of OpenDocument."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    space = f'xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0"'
    body = f'<text:h text:outline-level="1">{TITLE}</text:h>' + "".join(f"<text:p>{text}</text:p>" for text in PARAGRAPHS)
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {space}>{text}</office:document-content>"
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def epub() -> bytes:
    """Return a magazine with a cover and one story."""
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    package = (
        '<package><manifest><item id="a" href="cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="b" href="text/salt%20ferry.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    return archive(
        {
            "mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode(),
            "OEBPS/book.opf": package.encode(),
            "OEBPS/cover.xhtml": b"<html><body><p>Cover</p></body></html>", "OEBPS/text/salt ferry.xhtml": PAGE.encode(),
        }
    )  # fmt: skip


def rtf() -> bytes:
    """Return rich text."""

    def coded(text: str) -> str:
        return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)

    head = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}"
    return (head + "\\par\\par ".join(map(coded, (TITLE, *PARAGRAPHS))) + "}").encode()


def pdf(lines: tuple[str, ...] | None = None) -> bytes:
    """Return a PDF with a text layer, or without one for no lines."""
    rows = _wrapped() if lines is None else lines
    text = (
        "BT /F1 11 Tf 50 780 Td 14 TL "
        + " ".join(f"({row.replace('(', '').replace(')', '')}) Tj T*" for row in rows)
        + " ET"
    )
    stream = text.encode("cp1252") if rows else b"0 0 10 10 re f"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def _wrapped() -> tuple[str, ...]:
    rows = [TITLE, " "]
    for paragraph in PARAGRAPHS:
        row = ""
        for word in paragraph.split():
            if len(row) + len(word) > 84:
                rows.append(row)
                row = ""
            row = f"{row} {word}".strip()
        rows += [row, " "]
    return tuple(rows)
