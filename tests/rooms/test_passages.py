"""Links that lead to words on a page: the form of a text fragment, and where the site shows one."""

from pathlib import Path
from urllib.parse import unquote

import pytest

from briefgen.text.passages import to_passage
from tests.projects import article, write_project

URL = "https://press.test/a"


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        pytest.param("boats sail again", "boats%20sail%20again", id="words"),
        pytest.param("  boats\n sail  ", "boats%20sail", id="spaces"),
        pytest.param("“Boats sail.”", "Boats%20sail", id="marks-at-the-ends"),
        pytest.param("a-b, c & d", "a%2Db%2C%20c%20%26%20d", id="what-has-a-meaning"),
        pytest.param("50% (half) a/b?c#d:~:text=x", "50%25%20%28half%29%20a%2Fb%3Fc%23d%3A~%3Atext%3Dx", id="all-of-ascii"),
        pytest.param("البحر هادئ", "%D8%A7%D9%84%D8%A8%D8%AD%D8%B1%20%D9%87%D8%A7%D8%AF%D8%A6", id="arabic"),
        pytest.param("one two [...] nine ten", "one%20two,nine%20ten", id="left-out"),
        pytest.param("one two … nine ten.", "one%20two,nine%20ten", id="left-out-by-a-sign"),
        pytest.param("[The minister] said so", "said%20so", id="replaced-at-an-end"),
        pytest.param("a b c d e f g h i j k l", "a%20b%20c%20d%20e,h%20i%20j%20k%20l", id="a-long-one-by-its-ends"),
        pytest.param("船今早再次启航", "%E8%88%B9%E4%BB%8A%E6%97%A9%E5%86%8D%E6%AC%A1%E5%90%AF%E8%88%AA", id="no-spaces"),
    ],
)
def test_words_become_a_directive(words: str, directive: str) -> None:
    assert to_passage(URL, words) == f"{URL}#:~:text={directive}"


@pytest.mark.parametrize("words", ["", "  ", "...", "“”", "[...]", "字" * 400, "a" * 301])
def test_what_has_no_words_or_no_end_changes_nothing(words: str) -> None:
    assert to_passage(URL, words) == URL


def test_the_part_of_a_page_stays_and_a_fragment_of_text_is_never_doubled() -> None:
    assert to_passage(f"{URL}#part", "boats") == f"{URL}#part:~:text=boats"
    assert to_passage(f"{URL}#:~:text=x", "boats") == f"{URL}#:~:text=x"


def test_the_link_of_a_source_leads_to_the_words_and_all_else_to_the_page(tmp_path: Path) -> None:
    quote = 'The boats - both of them, we hope - \\"sail\\" <again> & soon'
    sources = f'\n- name: A\n  url: {URL}\n  quote: "{quote}"'
    project = write_project(tmp_path, {"content/first.md": article("First", region="north-coast", sources=sources)})
    assert project.build().findings == ()
    html = project.page("/north-coast/2025-04-10/first/")
    href = html.partition('class="original" href="')[2].partition('"')[0]
    page, _, directive = href.partition("#:~:text=")
    assert page == URL
    # On paper the address of the page is enough.
    assert f'data-page="{URL}"' in html
    assert [unquote(part) for part in directive.split(",")] == ["The boats - both of", 'sail" <again> & soon']
    assert not set(directive) & set("-&<>\"' ")
    assert f'"url": "{URL}"' in html or f'"url":"{URL}"' in html
    assert ":~:" not in project.page("/feed.json")


def test_a_source_without_an_address_has_no_passage(tmp_path: Path) -> None:
    sources = "\n- name: A\n  quote: Boats sail"
    project = write_project(tmp_path, {"content/first.md": article("First", region="north-coast", sources=sources)})
    assert project.build().findings == ()
    assert ":~:" not in project.page("/north-coast/2025-04-10/first/")
