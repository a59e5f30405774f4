"""Addresses: where things go, that no two outputs meet, not even on a careless file system, and old addresses lead on."""

import unicodedata
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options
from tests.projects import NOW, SETTINGS, Project, article, codes, write_project

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def make(root: Path, files: dict[str, str], more: str = "") -> Project:
    """Write a project with these files only, and further lines of settings."""
    every = {"briefgen.yml": SETTINGS + more, "content/first.md": "", "content/second.md": "", **files}
    return write_project(root / "project", every)


def clash_of(project: Project) -> str:
    """Build, and return file and message of the one finding, which has to be that of two outputs on one address."""
    (found,) = project.build().findings
    assert found.code == "duplicate-address"
    assert not project.output.exists()
    return f"{found.span.path}: {found.message}"


# Where things go -----------------------------------------------------------------------------------------------------------


def test_every_kind_of_page_is_where_the_contract_says(tmp_path: Path) -> None:
    keys = {"story": "flood", "tags": "[High Water]", "sources": "[{name: The Agency}]", "aliases": "[/old/name/]"}
    project = make(
        tmp_path,
        {
            "content/deep/2025-04-10-the-dam.md": article("Dam", region="north-coast", **keys),
            "content/pages/about.md": "---\ntitle: About\n---\n",
            "static/.well-known/security.txt": "x\n",
            "static/CNAME": "briefs.test\n",
        },
    )
    assert codes(project.build()) == []
    assets = {path for path in project.tree() if path.startswith("assets/")}
    assert set(project.tree()) - assets == {
        ".briefgen-files", "index.html", "404.html", "feed.xml", "feed.json", "feeds.opml", "robots.txt", "sitemap.xml",
        "north/index.html", "north/feed.xml", "north/feed.json", "north/2025-04-10/index.html",
        "north-coast/index.html", "north-coast/feed.xml", "north-coast/feed.json", "north-coast/2025-04-10/index.html",
        "north-coast/2025-04-10/the-dam/index.html",
        "south/index.html", "south/feed.xml", "south/feed.json",
        "dates/2025-04-10/index.html", "archive/index.html", "archive/2025/index.html", "archive/2025/04/index.html",
        "stories/index.html", "stories/flood/index.html", "sources/index.html", "sources/the-agency/index.html",
        "tags/index.html", "tags/high-water/index.html", "countries/index.html", "corrections/index.html",
        "search/index.html", "about/index.html", "old/name/index.html", ".well-known/security.txt", "CNAME",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("a.md", "a"),
        ("2025-04-10-storm.md", "storm"),
        ("2025-04-10 storm at sea.md", "storm-at-sea"),
        ("2025-04-10.md", "2025-04-10"),
        ("storm/index.md", "storm"),
        ("2025-04-10-storm/index.md", "storm"),
        ("Storm_ÉTÉ!.md", "storm-ete"),
        ("a.b.c.md", "a-b-c"),
        ("con.md", "x-con"),
    ],
)
def test_an_article_is_named_by_its_file_without_the_date(tmp_path: Path, path: str, slug: str) -> None:
    project = make(tmp_path, {f"content/{path}": article("T", region="south")})
    assert codes(project.build()) == []
    assert (project.output / "south" / "2025-04-10" / slug / "index.html").is_file()


@pytest.mark.parametrize("name", ["خبر عاجل", "新闻", "한국", "новости"])
def test_a_name_without_ascii_has_one_address_in_both_unicode_forms(tmp_path: Path, name: str) -> None:
    found = []
    for form in ("NFC", "NFD"):
        folder = tmp_path / form
        project = make(folder, {f"content/{unicodedata.normalize(form, name)}.md": article("T", region="south")})
        assert codes(project.build()) == []
        found.append([path for path in project.tree() if path.startswith("south/2025-04-10/item")])
    assert found[0] == found[1]
    assert len(found[0]) == 1
    assert found[0][0].isascii()


# Clashes -------------------------------------------------------------------------------------------------------------------


def test_two_articles_on_one_address_name_both_files(tmp_path: Path) -> None:
    files = {"content/a.md": article("A", slug="same"), "content/deep/b.md": article("B", slug="same")}
    project = make(tmp_path, files)
    assert clash_of(project) == "content/deep/b.md: address /north/2025-04-10/same/ is already taken by content/a.md"


def test_the_finding_of_a_clash_points_at_the_slug(tmp_path: Path) -> None:
    files = {"content/a.md": article("A", slug="same"), "content/b.md": article("B", slug="same")}
    (found,) = make(tmp_path, files).build().findings
    assert (found.span.line, found.span.column) == (6, 7)


def test_the_same_slug_on_another_day_or_in_another_region_is_no_clash(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", slug="same"),
        "content/b.md": article("B", slug="same", date="2025-04-11"),
        "content/c.md": article("C", slug="same", region="south"),
        "content/d.md": article("D", slug="same", region="[north-coast, north]"),
    }
    assert codes(make(tmp_path, files).build()) == []


def test_a_moment_and_a_day_that_are_one_day_clash(tmp_path: Path) -> None:
    files = {
        "content/a.md": article("A", slug="same", date="2025-04-11"),
        "content/b.md": article("B", slug="same", date="2025-04-10T23:30:00Z"),
    }
    assert "content/b.md: address /north/2025-04-11/same/ is already taken by content/a.md" in clash_of(
        make(tmp_path, files)
    )


def test_three_outputs_on_one_address_are_two_findings(tmp_path: Path) -> None:
    files = {f"content/{name}.md": article(name, slug="same") for name in "abc"}
    result = make(tmp_path, files).build()
    assert [(found.code, found.span.path) for found in result.findings] == [
        ("duplicate-address", "content/b.md"),
        ("duplicate-address", "content/c.md"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/Foo/", "/foo/", id="case"),
        pytest.param("/old/Foo/bar/", "/old/foo/bar/", id="case-of-a-folder"),
        pytest.param("/straße/", "/STRASSE/", id="sharp-s"),
        pytest.param("/caf\u00e9/", "/cafe\u0301/", id="unicode-form"),
        pytest.param("/caf\u00e9/", "/CAFE\u0301/", id="form-and-case"),
        pytest.param("/ﬁne/", "/fine/", id="ligature"),
        pytest.param("/foo/", "/foo", id="without-slash"),
        pytest.param("/foo.html", "/Foo.html", id="files"),
        pytest.param("/foo.html", "/foo.html/", id="file-and-folder"),
        pytest.param("/foo.html", "/Foo.html/bar/", id="file-and-folder-in-another-case"),
        pytest.param("/foo/", "/foo/index.html", id="index"),
        pytest.param("/foo/", "/foo/Index.html", id="index-in-another-case"),
    ],
)
def test_addresses_that_a_careless_file_system_takes_for_one_clash(tmp_path: Path, one: str, other: str) -> None:
    files = {
        "content/a.md": article("A", aliases=f'["{one}"]'),
        "content/b.md": article("B", aliases=f'["{other}"]'),
    }
    found = clash_of(make(tmp_path, files))
    assert "content/a.md" in found
    assert "content/b.md" in found


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"content/pages/north.md": "---\ntitle: N\n---\n"}, "/north/", id="standing-page-and-region"),
        pytest.param({"content/pages/archive.md": "---\ntitle: N\n---\n"}, "/archive/", id="standing-page-and-archive"),
        pytest.param({"content/pages/tags.md": "---\ntitle: N\n---\n"}, "/tags/", id="standing-page-and-tags"),
        pytest.param({"static/index.html": "x"}, "/", id="static-and-home"),
        pytest.param({"static/feed.xml": "x"}, "/feed.xml", id="static-and-feed"),
        pytest.param({"static/Robots.TXT": "x"}, "/robots.txt", id="static-and-robots-in-another-case"),
        pytest.param({"static/south": "x"}, "/south", id="static-file-and-a-regions-folder"),
        pytest.param({"static/index.html/x": "x"}, "/index.html/x", id="static-folder-and-home"),
        pytest.param({"static/404.html": "x"}, "/404.html", id="static-and-404"),
        pytest.param({"content/a.md": article("A", aliases="[/south/]")}, "/south/", id="alias-and-region"),
        pytest.param({"content/a.md": article("A", aliases="[/index.html]")}, "/", id="alias-and-home"),
        pytest.param({"content/a.md": article("A", aliases="[/dates/2025-04-10/]")}, "/dates/", id="alias-and-day"),
        pytest.param({"content/a.md": article("A", aliases="[/north/2025-04-10/a/]")}, "/a/", id="alias-and-itself"),
        pytest.param({"content/a.md": article("A", aliases="[/x/, /X]")}, "/x/", id="aliases-of-one-article"),
        pytest.param({"content/a.md": article("A", aliases="[/feed.xml/]")}, "/feed.xml", id="alias-below-a-feed"),
        pytest.param(
            {"content/a.md": article("A", aliases="[/about/]"), "content/pages/about.md": "---\ntitle: N\n---\n"},
            "/about/", id="alias-and-standing-page",
        ),
        pytest.param(
            {"static/a.txt": "x", "static/A.txt": "x"}, "/a.txt", id="two-static-files-in-another-case"
        ),
    ],
)  # fmt: skip
def test_no_output_takes_the_place_of_another(tmp_path: Path, files: dict[str, str], said: str) -> None:
    found = clash_of(make(tmp_path, files))
    assert said in found
    # One of the two is a file of the project that asked for it; the finding names the other as well.
    assert any(path in found for path in files)


def test_a_clash_of_pages_of_a_list_is_found(tmp_path: Path) -> None:
    files = {f"content/{day}.md": article(f"T{day}", region="south", date=f"2025-04-{day}") for day in range(10, 14)}
    files["content/x.md"] = article("X", aliases="[/south/page/1/]")
    assert "/south/page/1/" in clash_of(make(tmp_path, files, "page_size: 2\n"))


RESERVED = (
    "archive", "assets", "corrections", "dates", "page", "search", "sources", "stories", "tags", "2025-04-10",
)  # fmt: skip


@pytest.mark.parametrize("key", RESERVED)
def test_a_region_may_not_take_an_address_that_the_site_needs(tmp_path: Path, key: str) -> None:
    project = make(tmp_path, {}, f"  - key: {key}\n    name: Mine\n")
    (found,) = project.build().findings
    assert (found.code, found.span.path, found.span.line, found.span.column) == ("reserved-region", "briefgen.yml", 14, 10)
    assert key in found.message


@pytest.mark.parametrize("key", ["con", "nul", "aux", "com1", "lpt9"])
def test_a_key_may_not_be_a_name_that_windows_keeps_for_a_device(tmp_path: Path, key: str) -> None:
    project = make(tmp_path, {"content/a.md": article("A", story=key)})
    assert [found.span.path for found in project.build().findings] == ["content/a.md"]
    project = make(
        tmp_path, {"content/a.md": article("A")}, f"  - key: {key}\n    name: Mine\nsources: {{{key}: {{name: B}}}}\n"
    )
    assert {(found.span.path, found.span.line) for found in project.build().findings} == {
        ("briefgen.yml", 14), ("briefgen.yml", 16),
    }  # fmt: skip


def test_two_regions_of_one_key_name_both_places(tmp_path: Path) -> None:
    (found,) = make(tmp_path, {}, "  - key: north-coast\n    name: Again\n").build().findings
    assert (found.code, found.span.line) == ("duplicate-region", 14)
    assert "line 10" in found.message


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["one", "two"]),
            st.sampled_from(["2025-04-10", "2025-04-11"]),
            st.sampled_from(["north", "south"]),
            st.sampled_from(["", "[/x/]", "[/X/]", "[/north/2025-04-10/one/]", "[/x/y.html]", "[/x]"]),
        ),
        max_size=5,
    )
)
def test_either_every_output_has_a_path_of_its_own_or_there_is_a_finding(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str]]
) -> None:
    files = {
        f"content/{number}.md": article(f"T{number}", slug=slug, date=day, region=region, aliases=aliases)
        for number, (slug, day, region, aliases) in enumerate(rows)
    }
    read = ProjectReader(make(tmp_path_factory.mktemp("law"), files).root).read(Options(now=NOW))
    assert read.value is not None
    paths = [output.output.casefold() for output in read.value.outputs()]
    folders = {"/".join(path.split("/")[:end]) for path in paths for end in range(1, path.count("/") + 1)}
    meets = len(set(paths)) < len(paths) or bool(folders & set(paths))
    assert meets == ("duplicate-address" in {found.code for found in read.findings})


# Old addresses -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["/", "/sub/dir/"])
@pytest.mark.parametrize(
    ("alias", "output"),
    [
        ("/old/name/", "old/name/index.html"),
        ("/old/name", "old/name/index.html"),
        ("/old.html", "old.html"),
        ("/a/old.htm", "a/old.htm"),
        ("/قديم/", "قديم/index.html"),
    ],
)
def test_an_alias_is_a_page_that_leads_to_the_article(tmp_path: Path, alias: str, output: str, base: str) -> None:
    project = make(tmp_path, {"content/a.md": article("The headline", body="The body.", aliases=f"[{alias}]")})
    project.write("briefgen.yml", SETTINGS.replace("briefs.test/", f"briefs.test{base}"))
    assert codes(project.build()) == []
    page = project.page(output)
    document = html5lib.parse(page, namespaceHTMLElements=False)
    target = f"{base}north/2025-04-10/a/"
    (canonical,) = [link.get("href") for link in document.iter("link") if link.get("rel") == "canonical"]
    assert canonical == f"https://briefs.test{target}"
    (refresh,) = [meta.get("content") for meta in document.iter("meta") if meta.get("http-equiv") == "refresh"]
    assert refresh == f"0; url={target}"
    assert target in [link.get("href") for link in document.iter("a")]
    assert [meta.get("content") for meta in document.iter("meta") if meta.get("name") == "robots"] == ["noindex"]
    assert output not in project.page("/sitemap.xml")
    assert "The body." not in page


def test_an_alias_goes_when_the_article_does_not_name_it_any_more(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A", aliases="[/old/, /older/]")})
    project.build()
    project.write("content/a.md", article("A", aliases="[/older/]")).build()
    assert not (project.output / "old").exists()
    assert (project.output / "older" / "index.html").is_file()


def test_an_article_may_move_and_leave_an_alias_where_it_was(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A")})
    project.build()
    project.write("content/a.md", article("A", region="south", aliases="[/north/2025-04-10/a/]"))
    assert codes(project.build()) == []
    assert "/south/2025-04-10/a/" in project.page("/north/2025-04-10/a/")


def test_a_fault_of_an_alias_is_told_at_the_alias(tmp_path: Path) -> None:
    project = make(tmp_path, {"content/a.md": article("A", aliases="[/fine/, ../../etc/x]")})
    (found,) = project.build().findings
    assert (found.code, found.span.line, found.span.column) == ("bad-alias", 6, 19)


# Names of files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a:b.md", "a?.md", "a*.md", 'a".md', "a|b.md", "a<b.md", "a\\b.md", "a\nb.md", "a\u202eb.md", "x."]
)
@pytest.mark.parametrize("folder", ["content", "static", "layouts"])
def test_a_name_that_not_every_system_can_have_is_an_error(tmp_path: Path, folder: str, name: str) -> None:
    project = make(tmp_path, {f"{folder}/{name}": article("A")})
    assert codes(project.build()) == ["bad-path"]


@pytest.mark.parametrize("name", ["con", "nul.txt", "COM1.txt", "aux.d/x.txt"])
def test_a_static_file_may_not_have_the_name_of_a_device(tmp_path: Path, name: str) -> None:
    project = make(tmp_path, {f"static/{name}": "x"})
    assert codes(project.build()) == ["bad-path"]


@pytest.mark.parametrize("name", ["نص.png", "con.png", "A B.PNG", "100%.png", "a#b.png", "a'b&c.png"])
def test_media_of_any_name_is_published_under_an_address_that_works(tmp_path: Path, name: str) -> None:
    project = make(
        tmp_path, {"content/a.md": article("A", image=f'{{src: "{name.replace("%", "%25")}", alt: X, credit: Y}}')}
    )
    project.write(f"content/{name}", PNG)
    assert codes(project.build()) == []
    document = html5lib.parse(project.page("/north/2025-04-10/a/"), namespaceHTMLElements=False)
    (image,) = document.iter("img")
    (path,) = [path for path in project.output.rglob("*") if path.is_file() and path.read_bytes() == PNG]
    assert image.get("src") == "/" + path.relative_to(project.output).as_posix()
    assert not path.name.startswith("con.")
