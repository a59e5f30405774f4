"""Slugs in a script of their own: readable for readers, percent-encoded for machines, and the same on every system."""

import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.content.schema import read_article, slug_of_file
from briefgen.text.permalinks import fold_path
from briefgen.text.slugs import SLUG_BYTES, SLUG_LENGTH, is_device_name, is_spelt_in_ascii, slug, slug_in_script
from briefgen.values.model import Digest
from tests.projects import NOW, Project, article, codes, write_project
from tests.site.test_preview import start, stop

ARABIC = "الجيش اللبناني يُعلن: هدنة"
ARABIC_SLUG = "الجيش-اللبناني-يعلن-هدنة"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARABIC, ARABIC_SLUG),
        ("ـعـاجـل\u200f: خبر", "عاجل-خبر"),
        ("می\u200cشود", "می-شود"),
        ("חֲדָשׁוֹת מישראל", "חדשות-מישראל"),
        ("北京新闻：两国签署协议", "北京新闻-两国签署协议"),
        ("東京で地震（速報）", "東京で地震-速報"),
        ("ｶﾞｽ", "ガス"),
        ("서울에서 열린 회의", "서울에서-열린-회의"),
        ("Новости Москвы: ЁЛКИ", "новости-москвы-ёлки"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("٢٠٢٥ سنة", "2025-سنة"),
        ("Été à Tyr — خبر", "ete-a-tyr-خبر"),
        ("L'Été à Tyr", "lete-a-tyr"),
        ("nul", "x-nul"),
        ("🚢", ""),
        ("ㅤ", ""),
        ("\u0301a", "a"),
    ],
)
def test_a_slug_says_the_text_in_its_own_script(text: str, expected: str) -> None:
    assert slug_in_script(text) == expected


LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
WORDS = st.text('aéßعربيةُهדְخ北東がカ한ำนहिн́ёЙ -\u200c\u200fـ٢C+/.\\:*?"<>|\x00\t', max_size=120)


@given(st.one_of(LETTERS, WORDS))
def test_a_slug_in_script_is_its_own_slug_and_can_be_a_folder_everywhere(text: str) -> None:
    made = slug_in_script(text)
    assert slug_in_script(made) == made
    assert unicodedata.is_normalized("NFC", made)
    assert not re.search(r"[\s/\\:*?\"<>|.%#\x00-\x1f\x7f]", made)
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert not any(unicodedata.category(sign) in {"Cf", "Cc", "Cs", "Co"} for sign in made)
    assert not unicodedata.category(made[:1] or "a").startswith("M")
    assert len(made) <= SLUG_LENGTH + 2
    assert len(made.encode()) <= SLUG_BYTES + 2
    assert not is_device_name(made)
    assert slug_in_script(unicodedata.normalize("NFD", text)) == slug_in_script(unicodedata.normalize("NFC", text))


@given(st.text("abzAZ019éüßøÅñ -_.,:'", max_size=120))
def test_what_ascii_can_spell_has_one_slug(text: str) -> None:
    assert is_spelt_in_ascii(text)
    assert slug_in_script(text) == slug(text)


@given(WORDS)
def test_what_is_a_slug_may_be_written_in_front_matter(text: str) -> None:
    if made := slug_in_script(text):
        read = read_article(article(slug=f'"{made}"'), "content/a.md", Digest(""))
        assert read.value is not None
        assert read.value.slug == made


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {
        "content/2025-04-10-arabic.md": article(
            f'"{ARABIC}"', lang="ar", slug=ARABIC_SLUG, body="نص [آخر](chinese.md).", key_points="[نعم]"
        ),
        "content/chinese.md": article("北京新闻", lang="zh", slug="北京新闻", aliases="[/旧/]"),
        "content/فيضانات.md": article("فيضانات", lang="ar"),
    }
    return write_project(tmp_path / "project", files)


def test_an_address_in_script_is_a_folder_of_that_name_and_is_percent_encoded_for_machines(project: Project) -> None:
    result = project.build(strict=True)
    assert result.findings == ()
    address = f"/north/2025-04-10/{ARABIC_SLUG}/"
    url = f"https://briefs.test{quote(address)}"
    assert ARABIC in project.page(address)
    assert (project.output / "north/2025-04-10" / unicodedata.normalize("NFC", ARABIC_SLUG) / "index.html").is_file()
    assert f'<link rel="canonical" href="{url}">' in project.page(address)
    for path in ("feed.xml", "sitemap.xml"):
        assert url in project.page(path)
        assert ARABIC_SLUG not in project.page(path)
    assert url in {item["url"] for item in json.loads(project.page("feed.json"))["items"]}
    assert quote("/north/2025-04-10/北京新闻/") in project.page(address)
    assert quote("/north/2025-04-10/北京新闻/") in project.page("/旧/")
    # No link of any page holds a character that a link should not, but for the places within a page.
    for page in project.output.rglob("*.html"):
        links = re.findall(r'(?:href|src)="([^"]*)"', page.read_text("utf-8"))
        assert all(link.partition("#")[0].isascii() for link in links), page
    assert not [found for found in project.check().findings if found.severity != "note"]


def test_a_link_to_a_place_within_a_briefing_finds_it(project: Project) -> None:
    project.build()
    page = project.page("/north/2025-04-10/")
    ids = set(re.findall(r'id="([^"]*)"', page))
    places = [unquote(one) for one in re.findall(r'href="#([^"]*)"', page)]
    assert f"item.{ARABIC_SLUG}" in ids
    assert set(places) <= ids | {""}


def test_files_that_have_no_slug_keep_the_address_that_they_had(project: Project) -> None:
    project.build()
    kept = slug_of_file("content/فيضانات.md")
    assert re.fullmatch(r"item-[0-9a-f]{8}", kept)
    assert "فيضانات" in project.page(f"/north/2025-04-10/{kept}/")


def test_both_forms_of_the_same_letters_are_one_address(project: Project) -> None:
    slug_of_both = "новости-ёй"
    for form in ("NFC", "NFD"):
        text = article("Ё", slug=unicodedata.normalize(form, slug_of_both))
        read = read_article(text, "content/a.md", Digest(""))
        assert read.value is not None
        assert read.value.slug == unicodedata.normalize("NFC", slug_of_both)
    project.write("content/one.md", article("One", slug=slug_of_both))
    project.write("content/two.md", article("Two", slug=unicodedata.normalize("NFD", slug_of_both)))
    assert "duplicate-address" in codes(project.check())
    project.remove("content/two.md")
    note = f"---\ntitle: A day\nlead: {unicodedata.normalize('NFD', slug_of_both)}\n---\n"
    project.write("content/days/2025-04-10.md", note)
    assert project.check().findings == ()


def test_slugs_that_a_system_takes_for_one_folder_are_told(project: Project) -> None:
    one, other = "οδος", "οδοσ"
    assert fold_path(one) == fold_path(other)
    project.write("content/one.md", article("One", slug="οδοσ"))
    found = read_article(article("Two", slug=one), "content/two.md", Digest("")).findings
    assert [(one.code, one.help) for one in found] == [("bad-slug", f'write "{other}"')]


@pytest.mark.parametrize("written", ["ДВА слова", "два_слова", "خبر\u200f", "عـاجل", "北京/新闻", "北" * 81, "-北"])
def test_what_is_no_slug_is_told_with_the_slug_to_write(written: str) -> None:
    (found,) = read_article(article(slug=f'"{written}"'), "content/a.md", Digest("")).findings
    assert found.code in {"bad-slug", "bidi-control"}
    if found.code == "bad-slug":
        assert found.help == f'write "{slug_in_script(written)}"'


def test_new_writes_a_slug_that_readers_can_read_and_a_file_name_that_all_systems_can(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    made = project.run("new", ARABIC, "--region", "north", "--date", "2025-04-10", "--lang", "ar").stdout.strip()
    assert re.fullmatch(r"content/2025/04/2025-04-10-item-[0-9a-f]{8}\.md", made)
    assert f"\nslug: {ARABIC_SLUG}\n" in (project.root / made).read_text("utf-8")
    plain = project.run("new", "L'Été à Tyr", "--region", "north", "--date", "2025-04-10").stdout.strip()
    assert "slug:" not in (project.root / plain).read_text("utf-8")
    result = project.build(drafts=True)
    assert result.errors == 0
    assert ARABIC in project.page(f"/north/2025-04-10/{ARABIC_SLUG}/")


def test_the_preview_answers_under_the_address(project: Project) -> None:
    served = start(project)
    try:
        assert "北京新闻" in served.get(quote("/north/2025-04-10/北京新闻/")).text
        assert served.get(quote("/north/2025-04-10/北京新闻")).status == 307
    finally:
        stop(served)


def test_a_moved_article_keeps_its_address_as_an_alias(project: Project) -> None:
    project.build()
    project.write("content/chinese.md", article("北京新闻", lang="zh", slug="北京", aliases="[/旧/]"))
    assert project.run("check", "--fix", "--now", NOW.isoformat()).returncode == 0
    assert "/north/2025-04-10/北京新闻/" in (project.root / "content/chinese.md").read_text("utf-8")
    project.build()
    assert quote("/north/2025-04-10/北京/") in project.page("/north/2025-04-10/北京新闻/")


def test_the_page_at_an_old_address_shows_the_new_one_as_readers_read_it(project: Project) -> None:
    project.build()
    page, address = project.page("/旧/"), "/north/2025-04-10/北京新闻/"
    assert f'<a href="{quote(address)}"><bdi dir="ltr">https://briefs.test{address}</bdi></a>' in page
    assert f'url={quote(address)}"' in page
    assert f'<link rel="canonical" href="https://briefs.test{quote(address)}">' in page


def test_an_edit_and_a_build_from_nothing_agree(project: Project) -> None:
    project.build()
    project.write("content/chinese.md", article("北京新闻二", lang="zh", slug="北京新闻二", aliases="[/旧/]"))
    project.build()
    after = project.tree()
    fresh = Project(project.root)
    done = fresh.run("build", "--no-cache", "--verify", "--now", NOW.isoformat())
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.tree() == after


def test_an_import_writes_such_a_slug_and_importing_again_changes_nothing(tmp_path: Path, repository: Path) -> None:
    project = write_project(tmp_path)
    capture = str(repository / "tests" / "captures" / "arabic.txt")
    command = ("import", capture, "--date", "2025-04-10", "--region", "north", "--publisher", "Test Agency")
    made = project.run(*command)
    assert made.returncode == 0, made.stdout + made.stderr
    drafts = [one for one in (project.root / "content").glob("2025-04-10-*.md") if "slug:" in one.read_text("utf-8")]
    assert drafts
    for path in drafts:
        assert path.name.isascii()
        text = path.read_text("utf-8")
        article_of_file = read_article(text, f"content/{path.name}", Digest(""))
        assert article_of_file.value is not None
        assert article_of_file.value.slug == slug_in_script(article_of_file.value.title)
        assert not article_of_file.value.slug.isascii()
    before = {path: path.read_bytes() for path in (project.root / "content").glob("*.md")}
    assert project.run(*command).returncode == 0
    assert {path: path.read_bytes() for path in (project.root / "content").glob("*.md")} == before
    assert not [found for found in project.check().findings if found.severity == "error"]


def test_a_site_that_moves_in_keeps_slugs_that_readers_can_read(tmp_path: Path) -> None:
    old = Project(tmp_path / "old").write("hugo.toml", 'baseURL = "https://old.example/"\ntitle = "Old"\n')
    front = '---\ntitle: "{}"\ndate: 2021-05-04\ncategories: [News]\n{}---\nSome text of {}.\n'
    old.write("content/posts/one.md", front.format(ARABIC, f"slug: {ARABIC_SLUG}\n", "one"))
    old.write("content/posts/北京新闻.md", front.format("北京新闻", "", "two"))
    old.write("content/posts/ёлки.md", front.format("Ёлки", "slug: Ёлки\n", "three"))
    old.write("content/posts/plain.md", front.format("Plain", "", "four"))
    done = old.run("migrate", "--from", "hugo", str(old.root), "--to", str(tmp_path / "new"))
    assert done.returncode == 0, done.stdout + done.stderr
    project = Project(tmp_path / "new")
    files = {path.name: path.read_text("utf-8") for path in (project.root / "content/archive").rglob("*.md")}
    assert all(name.isascii() for name in files)
    slugs = sorted(line for text in files.values() for line in text.splitlines() if line.startswith("slug: "))
    assert slugs == sorted(f"slug: {one}" for one in (ARABIC_SLUG, "北京新闻", "ёлки"))
    result = project.build()
    assert result.errors == 0
    # The old address leads to the new one.
    assert quote("/2021-05-04/北京新闻/") in project.page("/posts/北京新闻/")
