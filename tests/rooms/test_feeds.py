"""Feeds, their list, sitemaps and robots.txt: values in, well-formed documents out."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.render.feeds import FeedView, render_document
from briefgen.render.hosting import render_host_file
from briefgen.values.model import Body, BodyFacts, Digest, FilledBody, Ref
from briefgen.values.parts import Feed, FeedEntry, FeedList, Robots, Sitemap, SitemapEntry, SitemapIndex, SourceLine

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = """</title><script>alert("1")</script> & ]]> <!-- ' &lt; \u2028 عنوان 🌊"""

BODY = Body(digest=Digest("0" * 64), parts=("<p><a", 0, ">Text</a></p>"), facts=BodyFacts(refs=(Ref(target="x"),)))
BODIES = {BODY.digest: BODY}
ENTRY = FeedEntry(
    title="River floods",
    url="https://briefs.test/north/2025-04-10/river-floods/",
    published=datetime(2025, 4, 10, 6, 0, tzinfo=UTC),
    changed=datetime(2025, 4, 11, 7, 30, tzinfo=UTC),
    summary="Three villages are under water.",
    lang="en",
    authors=("A. Writer", "B. Writer"),
    categories=("North", "floods", "North"),
    sources=(
        SourceLine(name="A paper", href="/sources/paper/"),
        SourceLine(name="Agency", href="/sources/agency/", url="https://agency.test/1?a=1&b=2"),
        SourceLine(name="Wire", href="/sources/wire/", url="https://wire.test/2"),
    ),
)
FEED = Feed(
    title="Test Briefs",
    subtitle="A site for tests",
    url="https://briefs.test/",
    atom_url="https://briefs.test/feed.xml",
    json_url="https://briefs.test/feed.json",
    lang="en-GB",
    entries=(ENTRY,),
)


def xml_of(view: FeedView, path: str = "feed.xml") -> ElementTree.Element:
    written = render_document(view, path, BODIES.__getitem__)
    assert written.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    assert written.endswith(b">\n")
    return ElementTree.fromstring(written)


def json_of(view: Feed) -> dict[str, Any]:
    written = render_document(view, "north/feed.json", BODIES.__getitem__)
    assert written.endswith(b"}\n")
    document = json.loads(written)
    assert isinstance(document, dict)
    return document


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path)]


def links(element: ElementTree.Element, rel: str) -> list[str | None]:
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


# Atom ----------------------------------------------------------------------------------------------------------------


def test_an_atom_feed_has_what_rfc_4287_requires() -> None:
    feed = xml_of(FEED)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == "en-GB"
    assert texts(feed, f"{ATOM}title") == ["Test Briefs"]
    assert texts(feed, f"{ATOM}subtitle") == ["A site for tests"]
    assert texts(feed, f"{ATOM}id") == ["https://briefs.test/"]
    assert texts(feed, f"{ATOM}author/{ATOM}name") == ["Test Briefs"]
    assert links(feed, "self") == ["https://briefs.test/feed.xml"]
    assert links(feed, "alternate") == ["https://briefs.test/"]


def test_an_atom_entry_has_what_rfc_4287_requires() -> None:
    entry = xml_of(FEED).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.get(LANG) == "en"
    assert texts(entry, f"{ATOM}title") == ["River floods"]
    assert texts(entry, f"{ATOM}id") == [ENTRY.url]
    assert texts(entry, f"{ATOM}published") == ["2025-04-10T06:00:00Z"]
    assert texts(entry, f"{ATOM}updated") == ["2025-04-11T07:30:00Z"]
    assert texts(entry, f"{ATOM}summary") == ["Three villages are under water."]
    assert texts(entry, f"{ATOM}author/{ATOM}name") == ["A. Writer", "B. Writer"]
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["North", "floods"]
    assert links(entry, "alternate") == [ENTRY.url]


def test_every_text_of_an_atom_feed_says_of_which_type_it_is() -> None:
    """Text is the default of RFC 4287 (3.1.1), but readers differ in what they take an unmarked summary for."""
    full = msgspec.structs.replace(ENTRY, body=FilledBody(digest=BODY.digest, targets=("/x/",)))
    feed = xml_of(msgspec.structs.replace(FEED, entries=(ENTRY, full)))
    constructs = ("title", "subtitle", "rights", "summary", "content")
    typed = [(element.tag.removeprefix(ATOM), element.get("type")) for element in feed.iter()]
    found = [(tag, kind) for tag, kind in typed if tag in constructs]
    assert {tag for tag, _ in found} == {"title", "subtitle", "summary", "content"}
    assert all(kind == ("html" if tag == "content" else "text") for tag, kind in found), found


def test_an_atom_entry_links_to_each_origin_that_has_an_address() -> None:
    entry = xml_of(FEED).find(f"{ATOM}entry")
    assert entry is not None
    assert links(entry, "via") == ["https://agency.test/1?a=1&b=2", "https://wire.test/2"]


def test_the_first_origin_with_an_address_is_the_source_of_an_atom_entry() -> None:
    (source,) = xml_of(FEED).findall(f"{ATOM}entry/{ATOM}source")
    assert texts(source, f"{ATOM}id") == ["https://agency.test/1?a=1&b=2"]
    assert texts(source, f"{ATOM}title") == ["Agency"]
    bare = msgspec.structs.replace(ENTRY, sources=ENTRY.sources[:1])
    assert xml_of(msgspec.structs.replace(FEED, entries=(bare,))).findall(f"{ATOM}entry/{ATOM}source") == []


def test_what_was_put_right_in_an_item_follows_its_summary() -> None:
    noted = msgspec.structs.replace(ENTRY, notes=("Correction (2025-04-12): Two villages.", "Update (2025-04-11): More."))
    said = "Three villages are under water.\n\nCorrection (2025-04-12): Two villages.\n\nUpdate (2025-04-11): More."
    feed = msgspec.structs.replace(FEED, entries=(noted,))
    assert texts(xml_of(feed), f"{ATOM}entry/{ATOM}summary") == [said]
    (item,) = json_of(feed)["items"]
    assert item["content_text"] == said
    assert item["summary"] == "Three villages are under water."


def test_a_feed_of_full_texts_carries_them_as_html() -> None:
    full = msgspec.structs.replace(
        ENTRY,
        notes=("Correction (2025-04-12): 2 < 3.",),
        body=FilledBody(digest=BODY.digest, targets=("https://a.test/?a&b",)),
    )
    feed = msgspec.structs.replace(FEED, entries=(full,))
    said = '<p>Correction (2025-04-12): 2 &lt; 3.</p>\n<p><a href="https://a.test/?a&amp;b">Text</a></p>'
    (content,) = xml_of(feed).findall(f"{ATOM}entry/{ATOM}content")
    assert (content.text, content.get("type")) == (said, "html")
    (item,) = json_of(feed)["items"]
    assert item["content_html"] == said
    assert "content_text" not in item


def test_a_feed_names_its_hub_where_there_is_one() -> None:
    feed = msgspec.structs.replace(FEED, hub="https://hub.test/?a&b")
    assert links(xml_of(feed), "hub") == ["https://hub.test/?a&b"]
    assert json_of(feed)["hubs"] == [{"type": "WebSub", "url": "https://hub.test/?a&b"}]
    assert links(xml_of(FEED), "hub") == []
    assert "hubs" not in json_of(FEED)


def test_a_feed_is_as_new_as_its_latest_change_whichever_entry_that_is() -> None:
    older = msgspec.structs.replace(ENTRY, url="https://briefs.test/b/", changed=datetime(2025, 5, 1, tzinfo=UTC))
    feed = xml_of(msgspec.structs.replace(FEED, entries=(ENTRY, older)))
    assert texts(feed, f"{ATOM}updated") == ["2025-05-01T00:00:00Z"]
    assert texts(feed, f"{ATOM}entry/{ATOM}id") == [ENTRY.url, older.url]


def test_an_empty_feed_is_valid_and_names_no_moment_of_the_build() -> None:
    feed = xml_of(msgspec.structs.replace(FEED, entries=(), subtitle=""))
    assert texts(feed, f"{ATOM}updated") == ["1970-01-01T00:00:00Z"]
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findall(f"{ATOM}subtitle") == []


def test_moments_are_written_in_utc_whatever_zone_they_come_in() -> None:
    baghdad = datetime(2025, 4, 10, 1, 30, 15, 999, tzinfo=timezone(timedelta(hours=3)))
    feed = xml_of(msgspec.structs.replace(FEED, entries=(msgspec.structs.replace(ENTRY, published=baghdad),)))
    assert texts(feed, f"{ATOM}entry/{ATOM}published") == ["2025-04-09T22:30:15Z"]


# JSON Feed -----------------------------------------------------------------------------------------------------------


def test_a_json_feed_has_what_version_1_1_requires() -> None:
    document = json_of(FEED)
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Test Briefs",
        "description": "A site for tests",
        "home_page_url": "https://briefs.test/",
        "feed_url": "https://briefs.test/feed.json",
        "language": "en-GB",
        "items": [
            {
                "id": ENTRY.url,
                "url": ENTRY.url,
                "external_url": "https://agency.test/1?a=1&b=2",
                "title": "River floods",
                "content_text": "Three villages are under water.",
                "summary": "Three villages are under water.",
                "date_published": "2025-04-10T06:00:00Z",
                "date_modified": "2025-04-11T07:30:00Z",
                "authors": [{"name": "A. Writer"}, {"name": "B. Writer"}],
                "tags": ["North", "floods"],
                "language": "en",
                "_sources": [
                    {"name": "A paper"},
                    {"name": "Agency", "url": "https://agency.test/1?a=1&b=2"},
                    {"name": "Wire", "url": "https://wire.test/2"},
                ],
            }
        ],
    }


def test_a_json_item_without_summary_origin_and_author_still_has_content() -> None:
    bare = msgspec.structs.replace(ENTRY, summary="", sources=(), authors=(), categories=())
    document = json_of(msgspec.structs.replace(FEED, entries=(bare,), subtitle=""))
    assert "description" not in document
    items = document["items"]
    assert isinstance(items, list)
    assert items[0]["content_text"] == "River floods"
    assert not {"summary", "external_url", "authors"} & items[0].keys()


def test_an_empty_json_feed_has_no_items() -> None:
    assert json_of(msgspec.structs.replace(FEED, entries=()))["items"] == []


def test_the_form_of_a_feed_is_that_of_its_path() -> None:
    assert render_document(FEED, "feed.json", BODIES.__getitem__).startswith(b"{")
    assert render_document(FEED, "feed.xml", BODIES.__getitem__).startswith(b"<?xml")


# The others ----------------------------------------------------------------------------------------------------------


def test_the_list_of_feeds_is_opml() -> None:
    feeds = FeedList(
        title="Test Briefs",
        feeds=(
            ("All", "https://briefs.test/feed.xml", "https://briefs.test/"),
            ("North & coast", "https://briefs.test/north/feed.xml", "https://briefs.test/north/"),
        ),
    )
    opml = xml_of(feeds, "feeds.opml")
    assert (opml.tag, opml.get("version")) == ("opml", "2.0")
    assert texts(opml, "head/title") == ["Test Briefs"]
    assert [outline.attrib for outline in opml.findall("body/outline")] == [
        {"type": "rss", "text": title, "title": title, "xmlUrl": atom, "htmlUrl": url} for title, atom, url in feeds.feeds
    ]


def test_a_list_without_feeds_still_has_a_body() -> None:
    opml = xml_of(FeedList(title="Test Briefs", feeds=()), "feeds.opml")
    assert opml.find("body") is not None


def test_a_sitemap_says_when_a_page_changed_only_where_the_content_does() -> None:
    sitemap = Sitemap(
        entries=(
            SitemapEntry(url="https://briefs.test/"),
            SitemapEntry(url="https://briefs.test/a/?b&c", changed=date(2025, 4, 10)),
        )
    )
    urls = xml_of(sitemap, "sitemap.xml").findall(f"{SITEMAP}url")
    assert [texts(url, f"{SITEMAP}loc") for url in urls] == [["https://briefs.test/"], ["https://briefs.test/a/?b&c"]]
    assert [texts(url, f"{SITEMAP}lastmod") for url in urls] == [[], ["2025-04-10"]]


def test_a_sitemap_index_lists_its_parts() -> None:
    index = xml_of(
        SitemapIndex(urls=("https://briefs.test/sitemap-1.xml", "https://briefs.test/sitemap-2.xml")), "sitemap.xml"
    )
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert texts(index, f"{SITEMAP}sitemap/{SITEMAP}loc") == [
        "https://briefs.test/sitemap-1.xml",
        "https://briefs.test/sitemap-2.xml",
    ]


def test_robots_are_let_in_and_told_where_the_sitemap_is() -> None:
    written = render_host_file(Robots(sitemap="https://briefs.test/sitemap.xml"), "robots.txt").decode()
    assert written == "User-agent: *\nAllow: /\n\nSitemap: https://briefs.test/sitemap.xml\n"


# Text is data --------------------------------------------------------------------------------------------------------


def hostile_feed(text: str) -> Feed:
    entry = msgspec.structs.replace(
        ENTRY,
        title=text,
        summary=text,
        authors=(text,),
        categories=(text,),
        sources=(SourceLine(name=text, href="/", url="https://agency.test/?" + text),),
    )
    return msgspec.structs.replace(FEED, title=text, subtitle=text, entries=(entry,))


def test_hostile_titles_are_text_in_atom() -> None:
    feed = xml_of(hostile_feed(HOSTILE))
    assert texts(feed, f"{ATOM}title") == [HOSTILE]
    assert texts(feed, f"{ATOM}entry/{ATOM}title") == [HOSTILE]
    assert texts(feed, f"{ATOM}entry/{ATOM}summary") == [HOSTILE]
    assert texts(feed, f"{ATOM}entry/{ATOM}author/{ATOM}name") == [HOSTILE]
    assert [element.tag for element in feed.iter() if "script" in element.tag] == []


def test_hostile_titles_are_text_in_opml() -> None:
    opml = xml_of(FeedList(title=HOSTILE, feeds=((HOSTILE, "https://a.test/", "https://a.test/"),)), "feeds.opml")
    assert texts(opml, "head/title") == [HOSTILE]
    assert [outline.get("title") for outline in opml.iter("outline")] == [HOSTILE]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_hold_are_dropped(character: str) -> None:
    """Content cannot bring one in; if it ever does, the feed must still be a feed."""
    feed = xml_of(hostile_feed(f"One{character}two"))
    assert texts(feed, f"{ATOM}entry/{ATOM}title") == ["Onetwo"]
    assert [category.get("term") for category in feed.iter(f"{ATOM}category")] == ["Onetwo"]


words = st.text(st.characters(exclude_categories=["Cs"]))


@given(words)
def test_any_title_makes_a_feed_that_can_be_parsed(title: str) -> None:
    atom = xml_of(hostile_feed(title))
    assert len(atom.findall(f"{ATOM}entry")) == 1
    items = json_of(hostile_feed(title))["items"]
    assert isinstance(items, list)
    assert items[0]["title"] == title


@given(words.filter(lambda text: text.isprintable() and text.strip()))
def test_a_printable_title_is_the_same_in_both_feeds(title: str) -> None:
    assert texts(xml_of(hostile_feed(title)), f"{ATOM}entry/{ATOM}title") == [title]


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert render_document(FEED, "feed.xml", BODIES.__getitem__) == render_document(FEED, "feed.xml", BODIES.__getitem__)
    assert render_document(FEED, "feed.json", BODIES.__getitem__) == render_document(FEED, "feed.json", BODIES.__getitem__)
