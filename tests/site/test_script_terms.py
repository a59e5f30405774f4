"""Tags and sources in a script of their own: addresses that readers can read, as articles have them."""

import json
import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.permalinks import fold_path
from briefgen.text.slugs import SLUG_BYTES, SLUG_LENGTH, slug, slug_in_script, term_slug
from tests.projects import NOW, SETTINGS, TRIED_OUT, Project, article, codes, write_project
from tests.site.test_preview import start, stop

WORDS = st.text('aéßعربيةُهदְخ北東がカ한ำनहिн́ёЙςσə -\u200c\u200fـ٢C+#/.\\:*?"<>|', max_size=120)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("اقتصاد", "اقتصاد"),
        ("الأمن الغِذائيّ", "الأمن-الغذائي"),
        ("北京", "北京"),
        ("选举2024", "选举2024"),
        ("Экономика", "экономика"),
        ("BBC عربي", "bbc-عربي"),
        ("Été", "ete"),
        # What a slug cannot tell apart has the digits that it always had.
        ("C++", "c-cedb1bac"),
        ("C#", "c-"),
        ("北京++", "北京-"),
        ("🚢", "term-"),
        ("nul", "x-nul"),
    ],
)
def test_a_term_says_its_name_in_its_own_script(name: str, expected: str) -> None:
    made = term_slug(name)
    assert re.fullmatch(re.escape(expected) + r"[0-9a-f]{8}", made) if expected.endswith("-") else made == expected


@given(WORDS)
def test_a_term_is_a_slug_that_every_system_takes_for_one_folder(name: str) -> None:
    made = term_slug(name)
    assert slug_in_script(made) == made
    assert fold_path(made) == made
    assert len(made) <= SLUG_LENGTH
    assert len(made.encode()) <= SLUG_BYTES


@given(st.text("abzAZ019éüßøÅñ -_.,:'", max_size=120))
def test_a_term_that_ascii_can_spell_keeps_its_address(name: str) -> None:
    if slug(name):
        assert term_slug(name) == slug(name)


@pytest.mark.parametrize("letter", ["北", "ع"])
def test_names_that_are_cut_stay_apart(letter: str) -> None:
    one, other = letter * 90 + "一", letter * 90 + "二"
    assert term_slug(one) != term_slug(other)
    assert term_slug(one)[:50] == term_slug(other)[:50] == letter * 50
    # A name that just fits is not cut.
    assert term_slug(letter * 60) == letter * 60


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {
        "briefgen.yml": SETTINGS + TRIED_OUT + "host_files: true\npublish:\n  live:\n    folder: ../live\n",
        "content/a.md": article("A", tags="[اقتصاد, 北京]", sources="[{name: وكالة المرفأ}]", body="[All](/tags/北京/)"),
        "content/b.md": article("B", tags="[الاقتصاد, Экономика]", sources="[{name: 新华社}]"),
    }
    return write_project(tmp_path / "project", files)


ADDRESSES = (
    "/tags/اقتصاد/",
    "/tags/الاقتصاد/",
    "/tags/北京/",
    "/tags/экономика/",
    "/sources/وكالة-المرفأ/",
    "/sources/新华社/",
)


def test_addresses_of_tags_and_sources_are_readable_and_percent_encoded_in_links(project: Project) -> None:
    result = project.build(strict=True)
    assert result.findings == ()
    assert not [path for path in project.tree() if "term-" in path]
    sitemap = project.page("sitemap.xml")
    for address in ADDRESSES:
        assert f'<link rel="canonical" href="https://briefs.test{quote(address)}">' in project.page(address)
        assert f"<loc>https://briefs.test{quote(address)}</loc>" in sitemap
        terms = project.page(f"/{address.split('/')[1]}/")
        assert f'href="{quote(address)}"' in terms
    for tag in ("اقتصاد", "北京"):
        assert f'href="{quote(f"/tags/{tag}/")}"' in project.page("/north/2025-04-10/a/")
        assert f'href="{quote(f"/tags/{tag}/")}"' in project.page("/search/")
    for page in project.output.rglob("*.html"):
        links = re.findall(r'(?:href|src)="([^"]*)"', page.read_text("utf-8"))
        assert all(link.partition("#")[0].isascii() for link in links), page
    assert project.check().findings == ()


def test_spellings_that_a_slug_reads_as_one_share_one_page(project: Project) -> None:
    project.write("content/c.md", article("C", tags="[Экономика́, ЭКОНОМИКА, اقتصادٌ]"))
    project.write("content/d.md", article("D", tags="[экономика]", sources='[{name: "新华社 "}]'))
    assert project.build().findings == ()
    page = project.page("/tags/экономика/")
    assert all(f">{title}<" in page for title in ("B", "D"))
    assert ">C<" in project.page("/tags/اقتصاد/")


def test_pages_of_a_long_list_lie_below_the_readable_address(project: Project) -> None:
    project.write("briefgen.yml", SETTINGS + "page_size: 2\n")
    for number in range(6):
        project.write(f"content/n{number}.md", article(f"N{number}", tags="[北京]"))
    assert project.build(strict=True).findings == ()
    older = quote("/tags/北京/page/2/")
    assert f'href="{older}"' in project.page("/tags/北京/")
    assert f'href="{quote("/tags/北京/page/1/")}"' in project.page(unquote(older))


def test_explain_knows_the_address_as_readers_and_as_browsers_write_it(project: Project) -> None:
    project.build()
    for given_ in (
        "/tags/北京/",
        quote("/tags/北京/"),
        f"https://briefs.test{quote('/tags/北京/')}",
        "tags/北京/index.html",
    ):
        done = project.run("explain", given_, "--now", NOW.isoformat())
        assert done.returncode == 0, done.stderr
        assert "address: /tags/北京/\n" in done.stdout
        assert "content/a.md" in done.stdout


def test_an_edit_of_a_tag_and_a_build_from_nothing_agree(project: Project) -> None:
    project.build()
    project.write("content/a.md", article("A", tags="[أمن, 上海]", sources="[{name: وكالة أخرى}]"))
    done = project.run("build", "--verify", "--now", NOW.isoformat())
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (project.output / "tags/北京").exists()
    assert project.page("/tags/上海/")
    assert project.page("/sources/وكالة-أخرى/")


def test_publish_shows_readers_words_and_programs_encoded_addresses(project: Project) -> None:
    done = project.run("publish", "--yes", "--all", "--changes", "changes.jsonl", "--now", NOW.isoformat())
    assert done.returncode == 0, done.stdout + done.stderr
    for address in ADDRESSES:
        assert f"new      {address}  " in done.stdout
    assert "%" not in done.stdout
    rows = [json.loads(line) for line in (project.root / "changes.jsonl").read_text("utf-8").splitlines()]
    (row,) = [row for row in rows if row["path"] == "tags/北京/index.html"]
    assert row["address"] == quote("/tags/北京/")
    assert row["url"] == f"https://briefs.test{quote('/tags/北京/')}"
    assert (project.root.parent / "live/current/tags/北京/index.html").is_file()


def test_the_preview_answers_under_the_address_of_a_tag(project: Project) -> None:
    served = start(project)
    try:
        assert ">A<" in served.get(quote("/tags/北京/")).text
        assert served.get(quote("/tags/北京")).status == 307
    finally:
        stop(served)


def test_a_hook_makes_addresses_of_keys_of_tags(project: Project) -> None:
    hooks = """\
from briefgen import OwnPage, page_kind


@page_kind(layout="plain.html", address="/subjects/{tag}/")
def subjects(site):
    for key in site.by_tag:
        yield OwnPage(title=site.tag_name(key), at={"tag": key})
"""
    project.write("briefgen_hooks.py", hooks).write("layouts/plain.html", "{{ page.title }}")
    project.write("briefgen.yml", SETTINGS + "hooks: true\n")
    assert codes(project.build()) == []
    assert project.page("/subjects/北京/") == "北京\n"
    assert f"<loc>https://briefs.test{quote('/subjects/北京/')}</loc>" in project.page("sitemap.xml")
    project.write("briefgen_hooks.py", hooks.replace('{"tag": key}', '{"tag": "北 京"}'))
    (found,) = project.build().findings
    assert 'which is no part of an address; write "北-京"' in found.message


def test_a_site_that_moves_in_gives_no_article_the_address_of_a_tag(tmp_path: Path) -> None:
    old = Project(tmp_path / "old").write("hugo.toml", 'baseURL = "https://old.example/"\ntitle = "Old"\n')
    front = '---\ntitle: "One"\ndate: 2021-05-04\ntags: [北京]\naliases: [/tags/北京/]\n---\nSome text.\n'
    old.write("content/posts/one.md", front)
    done = old.run("migrate", "--from", "hugo", str(old.root), "--to", str(tmp_path / "new"))
    assert done.returncode == 0, done.stdout + done.stderr
    project = Project(tmp_path / "new")
    assert project.build().errors == 0
    assert ">One<" in project.page("/tags/北京/")
    assert all("- /tags/" not in path.read_text("utf-8") for path in (project.root / "content").rglob("*.md"))
