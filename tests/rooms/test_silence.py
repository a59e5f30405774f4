"""Nothing is passed over in silence: conflicts of git, articles without a text, articles that are not read as such."""

import json
from pathlib import Path

import pytest

from briefgen.build.absent import why_absent
from briefgen.content.schema import read_article, read_labels, read_settings
from briefgen.text.characters import decode
from briefgen.text.conflicts import find_conflicts
from briefgen.text.overview import leading, overview
from briefgen.values.diagnostics import CODES, Span, finding
from briefgen.values.model import Digest, Options
from tests.projects import NOW, SETTINGS, Project, article, codes, positions, write_project

CONFLICT = "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> edits\n"
DIFF3 = "<<<<<<< ours\nOne.\n||||||| 0a1b2c3\nOld.\n=======\nTwo.\n>>>>>>> theirs\n"


# Conflicts of git ----------------------------------------------------------------------------------------------------


def test_the_markers_of_a_conflict_in_a_body_are_one_error_that_names_their_lines(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/a.md": article(body=f"Before.\n\n{CONFLICT}")})
    result = project.check()
    assert positions(result) == [("conflict-markers", "content/a.md", 9, 1)]
    assert result.findings[0].message.endswith("in lines 9, 11 and 13")


def test_the_markers_of_a_conflict_in_front_matter_are_the_only_finding(tmp_path: Path) -> None:
    conflict = "<<<<<<< HEAD\ndate: 2025-04-10\n=======\ndate: 2025-04-11\n>>>>>>> edits\n"
    project = write_project(tmp_path, {"content/a.md": f"---\ntitle: A\n{conflict}region: north\n---\nText.\n"})
    assert positions(project.check()) == [("conflict-markers", "content/a.md", 3, 1)]


def test_a_conflict_around_the_second_fence_is_the_only_finding(tmp_path: Path) -> None:
    text = f"---\ntitle: A\n<<<<<<< HEAD\n---\n=======\n---\n>>>>>>> x\n{DIFF3}"
    project = write_project(tmp_path, {"content/a.md": text})
    assert positions(project.check()) == [
        ("conflict-markers", "content/a.md", 3, 1),
        ("conflict-markers", "content/a.md", 8, 1),
    ]


def test_a_conflict_in_a_note_is_found(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/pages/about.md": f"---\ntitle: About\n---\n{CONFLICT}"})
    assert codes(project.check()) == ["conflict-markers"]


def test_a_link_to_a_file_with_a_conflict_is_no_second_finding(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/a.md": article(body=CONFLICT), "content/b.md": article(body="[A](a.md)")})
    assert codes(project.check()) == ["conflict-markers"]


def test_a_conflict_in_settings_is_the_only_finding(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"briefgen.yml": SETTINGS + CONFLICT})
    assert codes(project.check()) == ["conflict-markers"]
    assert [found.code for found in read_settings(SETTINGS + DIFF3).findings] == ["conflict-markers"]


def test_a_conflict_in_the_words_of_the_interface_is_found() -> None:
    read = read_labels("<<<<<<< HEAD\nmore: More\n=======\nmore: Rest\n>>>>>>> x\n", "layouts/strings/en.yml")
    assert [found.code for found in read.findings] == ["conflict-markers"]


def test_a_conflict_of_three_versions_names_four_lines() -> None:
    assert find_conflicts(DIFF3, "x.md")[0].message.endswith("in lines 1, 3, 5 and 7")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"```\n{CONFLICT}```\n", id="in a fence"),
        pytest.param(f"~~~~ text\n{CONFLICT}~~~~\n", id="in a longer fence"),
        pytest.param("A heading\n=======\n", id="a heading with an underline"),
        pytest.param("<<<<<<< HEAD\nOne.\n", id="one marker alone"),
        pytest.param("<<<<<<< HEAD\n>>>>>>> x\n=======\n", id="in another order"),
        pytest.param(" <<<<<<< HEAD\n =======\n >>>>>>> x\n", id="not at the beginning of a line"),
        pytest.param("<<<<<<<< HEAD\n========\n>>>>>>>> x\n", id="of eight characters"),
    ],
)
def test_what_is_no_whole_set_of_markers_is_text(text: str) -> None:
    assert find_conflicts(text, "x.md") == ()


def test_a_conflict_after_a_fence_is_found() -> None:
    assert [found.span.line for found in find_conflicts(f"```\n{CONFLICT}```\n{CONFLICT}", "x.md")] == [8]


# Helps that lead on --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", "authors countries tags key_points aliases corrections sources image extra".split())
def test_following_the_help_for_a_value_of_another_type_ends_it(key: str) -> None:
    def found(value: str) -> list[str]:
        text = f"---\ntitle: A\ndate: 2025-04-10\nregion: north\n{key}: {value}\n---\nText.\n"
        return [one.help for one in read_article(text, "content/a.md", Digest("d")).findings if one.code == "wrong-type"]

    (hint,) = found("Jane")
    assert found(hint.removeprefix("write ").rpartition("such as ")[2]) == []


@pytest.mark.parametrize("key", ["regions", "menu", "accept"])
def test_following_the_help_for_a_value_of_the_settings_ends_it(key: str) -> None:
    def found(value: str) -> list[str]:
        settings = "" if key == "regions" else SETTINGS
        return [one.help for one in read_settings(f"{settings}{key}: {value}\n").findings if one.code == "wrong-type"]

    for value in ("word", "[word]"):
        (hint,) = found(value)
        wanted = hint.removeprefix("write ").rpartition("such as ")[2]
        assert found(wanted if wanted.startswith("[") else f"[{wanted}]") == []


# Articles without a text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "  \n\n", "<!-- to do -->"])
def test_an_article_without_a_text_is_told(body: str, tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/a.md": article(body=body)})
    assert positions(project.check()) == [("empty-article", "content/a.md", 1, 1)]


@pytest.mark.parametrize("body", ["<script>go()</script>", "[a]: https://a.example/", "[^1]: A note."])
def test_an_article_of_which_nothing_is_shown_is_told(body: str, tmp_path: Path) -> None:
    assert positions(write_project(tmp_path, {"content/a.md": article(body=body)}).check())[0][0] == "empty-article"


def test_what_stands_after_a_short_comment_is_a_text(tmp_path: Path) -> None:
    assert codes(write_project(tmp_path, {"content/a.md": article(body="<!-->It rains.-->")}).check()) == []


@pytest.mark.parametrize("keys", [{"summary": "It rains."}, {"key_points": "[It rains]"}, {"draft": "true"}])
def test_a_summary_key_points_or_a_draft_need_no_text(keys: dict[str, str], tmp_path: Path) -> None:
    assert codes(write_project(tmp_path, {"content/a.md": article(body="", **keys)}).check()) == []


# Articles that are not read as such ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.MD", "a.markdown", "a.mdown", "a.mdx", "a.html", "a.htm", "a.txt", "a.rst", "a.adoc"])
def test_a_file_with_front_matter_and_another_extension_is_told(name: str, tmp_path: Path) -> None:
    project = write_project(tmp_path, {f"content/{name}": article()})
    result = project.check()
    assert positions(result) == [("bad-path", f"content/{name}", None, None)]
    assert project.check() == result, "with the cache as without"
    assert result.findings[0].help.endswith("so that it ends in .md")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Some notes.\n"),
        ("a.txt", "---\nA rule of hyphens, and another.\n---\n"),
        ("a.html", "<p>A page that somebody saved.</p>"),
        ("a.csv", "---\na: b\n---\n"),
    ],
)
def test_a_file_that_is_no_article_may_stand_beside_articles(name: str, text: str, tmp_path: Path) -> None:
    assert codes(write_project(tmp_path, {f"content/{name}": text}).check()) == []


def test_a_file_that_gets_front_matter_is_told_by_the_next_build(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/a.txt": "Some notes.\n"})
    assert codes(project.build()) == []
    assert codes(project.write("content/a.txt", article()).build()) == ["bad-path"]


# Every place of a fault, and many findings ------------------------------------------------------------------------------


def test_every_shortcode_and_every_frame_is_told(tmp_path: Path) -> None:
    frame = '<iframe src="https://v.example/1"></iframe>\n\n'
    body = "{{< a >}}\n\n{{< b >}}text{{< /b >}}\n\n`{{< c >}}` {% d %}x{% endd %}\n\n" + 2 * frame
    found = write_project(tmp_path, {"content/a.md": article(body=body)}).check().findings
    assert [(one.code, one.span.line, one.message.partition(", and ")[2]) for one in found] == [
        ("unknown-shortcode", 7, "2 more like it (line 9, 11)"),
        ("iframe-replaced", 13, "1 more like it (line 15)"),
    ]


def test_of_very_many_shortcodes_the_first_lines_are_named(tmp_path: Path) -> None:
    result = write_project(tmp_path, {"content/a.md": article(body="{{< a >}}\n" * 5000)}).check()
    lines = ", ".join(str(line) for line in range(8, 18))
    assert [one.message.partition(", and ")[2] for one in result.findings] == [f"4999 more like it (line {lines} ...)"]


@pytest.mark.parametrize(
    "address", ["https://x.example/ü.png", "javascript:ü", "ftp://ü.example/ö", "n ö.md", "/n%C3%B6/ü/", "#ü", "ü.pdf"]
)
@pytest.mark.parametrize("sign", ["", "!"])
def test_addresses_are_told_as_people_write_them(tmp_path: Path, address: str, sign: str) -> None:
    project = write_project(tmp_path, {"content/a.md": article(body=f"{sign}[x](<{address}>)")})
    for found in project.check().findings:
        assert "%C3" not in found.message
        assert "ü" in found.message or "ö" in found.message or found.message == "the address names no image"


def test_the_help_for_an_address_of_the_menu_is_about_the_menu(tmp_path: Path) -> None:
    settings = f"{SETTINGS}menu: [{{title: X, url: /qqqqqqqqqqqqqqqqq/}}]\n"
    (found,) = write_project(tmp_path, {"briefgen.yml": settings}).check().findings
    assert (found.code, found.help) == ("missing-page", "write an address of this site, such as /archive/")


def test_further_control_characters_are_told_with_their_lines() -> None:
    found = decode(b"a\x07\nb\x07\n\nc\x08\x08\n", "a.md").findings
    assert [one.message for one in found] == ["the file holds the control character U+0007, and 3 more like it (line 2, 4)"]


def many(number: int) -> dict[str, str]:
    """Return articles with two errors each, and one with a warning."""
    files = {f"content/n{index:03}.md": article(kicker="x", strapline="y") for index in range(number)}
    return {**files, "content/zz.md": article(sources="", body="{{< a >}}")}


def test_of_many_findings_the_first_are_printed_with_an_overview_and_where_to_begin(tmp_path: Path) -> None:
    done = write_project(tmp_path, many(60)).run("check")
    assert done.stdout.count(": error[unknown-key]") == 50
    assert done.stdout.count(": warning[") == 2
    end = done.stdout[done.stdout.index("findings by code, in the order to mend them:") :].splitlines()
    assert [" ".join(line.split()) for line in end[1:10]] == [
        "120 error[unknown-key] in 60 files, most (2) in content/n000.md",
        'content/n000.md:6:1: key "kicker" is not one of an article\'s front matter',
        "help: put data of your own under extra",
        "1 warning[no-source] in content/zz.md",
        "content/zz.md:1:1: the article names no source",
        "help: add sources: with a name and, where there is one, a url",
        "1 warning[unknown-shortcode] in content/zz.md",
        "content/zz.md:6:1: this looks like a shortcode or template tag; it stays as text",
        "help: write it as Markdown, or as code between backticks",
    ]
    assert end[10] == "52 of 122 findings are shown; --all shows all"
    assert end[11].startswith('begin with content/n000.md:6:1: key "kicker"')
    assert "60 errors" not in done.stderr
    assert "120 errors, 2 warnings" in done.stderr


def test_all_findings_are_printed_on_request_and_always_to_programs(tmp_path: Path) -> None:
    project = write_project(tmp_path, many(60))
    assert project.run("check", "--all").stdout.count(": error[unknown-key]") == 120
    assert len(project.run("check", "--format", "json").stdout.splitlines()) == 122
    assert len(project.run("check", "--format", "github").stdout.splitlines()) == 122
    assert project.run("check", "--format", "sarif").stdout.count('"ruleId"') == 122


def test_a_few_findings_need_no_overview(tmp_path: Path) -> None:
    assert "findings by code" not in write_project(tmp_path, many(2)).run("check").stdout


def test_the_one_to_begin_with_is_in_the_settings_if_they_have_an_error(tmp_path: Path) -> None:
    files = {**many(10), "briefgen.yml": f"{SETTINGS}colour: red\n"}
    assert "begin with briefgen.yml:14:1: key" in write_project(tmp_path, files).run("check").stdout


def test_files_that_cannot_be_read_come_first_since_they_hide_other_faults(tmp_path: Path) -> None:
    files = {**many(10), "content/n005.md": '---\ntitle: "Open\n---\nText.\n'}
    assert "begin with content/n005.md:2:8: the quote that begins here" in write_project(tmp_path, files).run("check").stdout


def test_the_overview_of_thousands_of_findings_of_many_codes_is_one_screen() -> None:
    found = [
        finding(code, Span(path=f"content/{code}.md", line=line), "x " * 100, "y") for code in CODES for line in (1, 2, 3)
    ]
    for number in (12, 30, 60, len(CODES)):
        text = overview(found[: 3 * number], shown=1)
        lines = text.strip("\n").split("\n")
        assert len(lines) <= 38
        assert sum(" error[" in line or " warning[" in line or " note[" in line for line in lines) == min(number, 34)
        assert lines[0] == "findings by code, in the order to mend them:"
        assert lines[-1].startswith("begin with content/")
    assert "  and" in text


def test_warnings_do_not_take_the_place_of_errors() -> None:
    warnings = [finding(code, Span(path="a.md"), "x") for code in CODES if CODES[code].severity == "warning"] * 50
    errors = [finding("unknown-key", Span(path="z.md", line=line), "x") for line in range(60)]
    shown = leading([*warnings, *errors])
    assert len(shown) == 200
    assert sum(found.code == "unknown-key" for found in shown) == 50


# Helps that help -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sources", "https://news.example/x"),
        ("sources", "Agency: the wire"),
        ("sources", "'[1] A \\\\ \"quoted\" name'"),
        ("tags", "floods, roads"),
        ("tags", "'#floods: yes'"),
        ("authors", "Jane"),
    ],
)
def test_what_a_help_says_ends_the_finding(key: str, value: str) -> None:
    text = article(**{"sources": "[{name: Agency}]", key: value.replace("Agency: the wire", '"Agency: the wire"')})
    (found,) = read_article(text, "content/a.md", Digest("")).findings
    mended = article(**{"sources": "[{name: Agency}]", key: found.help.removeprefix("write ")})
    read = read_article(mended, "content/a.md", Digest(""))
    assert read.findings == ()
    assert read.value is not None


def test_a_layout_that_fails_names_the_view_and_no_module(tmp_path: Path) -> None:
    layout = "{{ view.titel }}"
    project = write_project(tmp_path, {"layouts/search.html": layout})
    messages = [found.message for found in project.check().findings]
    assert messages
    assert not any("briefgen." in message or " object" in message for message in messages)


# Notes -----------------------------------------------------------------------------------------------------------------


def with_notes(root: Path) -> Project:
    """Return a project with a draft that is not finished, and a link to an article under embargo."""
    files = {
        "content/a.md": article(body="[Later](later.md)"),
        "content/later.md": article(publish_at="2099-01-01T00:00Z"),
        "content/draft.md": "---\ntitle: A\ndraft: true\n---\n",
    }
    return write_project(root, files)


def test_a_note_stops_no_build_however_strict(tmp_path: Path) -> None:
    project = with_notes(tmp_path)
    result = project.build(strict=True)
    assert set(codes(result)) == {"hidden-link", "unfinished-draft"}
    assert result.written is not None
    assert (result.errors, result.warnings, result.notes) == (0, 0, 3)
    assert project.build(strict=True).findings == result.findings


def test_notes_are_counted_and_every_form_calls_them_notes(tmp_path: Path) -> None:
    project = with_notes(tmp_path)
    done = project.run("check", "--strict", "--format", "json")
    assert done.returncode == 0
    assert done.stderr.endswith("0 errors, 0 warnings, 3 notes\n")
    assert done.stdout.count('"severity": "note"') == 3
    assert project.run("check").stdout.count(": note[") == 3
    assert project.run("check", "--format", "github").stdout.count("::notice ") == 3
    assert project.run("check", "--format", "sarif").stdout.count('"level": "note"') == 3
    assert project.run("check", "-q", "--strict").stdout == ""


# Warnings that are accepted ----------------------------------------------------------------------------------------------

ACCEPT = f"{SETTINGS}accept:\n  - {{path: content/old/*, code: no-source, reason: taken over}}\n"


def test_an_accepted_warning_is_a_note_with_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"briefgen.yml": ACCEPT, "content/old/x/a.md": article(sources="")})
    for result in (project.check(), project.build(strict=True), project.build(strict=True)):
        (found,) = result.findings
        assert (found.code, found.severity) == ("no-source", "note")
        assert found.message == "the article names no source (accepted: taken over)"
    project.write("content/old/b.md", article("B", sources=""))
    assert project.build(strict=True).notes == 2, "after an edit"
    assert project.run("build", "--strict", "--verify").returncode == 0


def test_a_warning_elsewhere_is_not_accepted(tmp_path: Path) -> None:
    files = {"briefgen.yml": ACCEPT, "content/old/a.md": article(sources=""), "content/new.md": article("N", sources="")}
    project = write_project(tmp_path, files)
    result = project.build(strict=True)
    assert (result.warnings, result.notes, result.written) == (1, 1, None)


def test_an_acceptance_that_nothing_needs_is_told(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"briefgen.yml": ACCEPT})
    for result in (project.check(), project.build(), project.build()):
        assert positions(result) == [("unused-acceptance", "briefgen.yml", 15, 5)]


def test_an_error_or_a_word_that_is_no_code_cannot_be_accepted() -> None:
    for code in ("missing-page", "nonsense"):
        (found,) = read_settings(ACCEPT.replace("no-source", code)).findings
        assert found.code == "bad-value"


def test_an_acceptance_needs_a_reason() -> None:
    (found,) = read_settings(ACCEPT.replace(", reason: taken over", "")).findings
    assert found.code == "missing-key"


def test_a_new_acceptance_makes_no_page_anew(tmp_path: Path) -> None:
    project = write_project(tmp_path, {"content/old/a.md": article(sources="")})
    project.build()
    assert project.write("briefgen.yml", ACCEPT).build().made == ()


# Articles that are not on the site ---------------------------------------------------------------------------------------


@pytest.fixture
def absent(tmp_path: Path) -> Project:
    files = {
        "content/a-draft.md": article("A draft", draft="true"),
        "content/b-later.md": article("Later", publish_at="2099-07-01T06:00Z"),
        "content/c-gone.md": article("Gone", expires="2025-01-01T00:00Z"),
        "content/d-unfinished.md": "---\ntitle: Not yet\ndraft: true\n---\n",
        "content/e-wrong.md": article("Wrong", kicker="x"),
        "content/f-nowhere.md": article("Nowhere", region="atlantis"),
        "content/g.html": article("Page"),
        "content/h.csv": "a,b\n",
        "content/.hidden.md": article("Hidden"),
        "notes.txt": "x",
    }
    return write_project(tmp_path, files)


def test_list_names_every_article_that_is_not_on_the_site(absent: Project) -> None:
    done = absent.run("list")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "draft       content/a-draft.md  A draft",
        "scheduled   content/b-later.md  2099-07-01T07:00:00+01:00  Later",
        "expired     content/c-gone.md  2025-01-01T00:00:00+00:00  Gone",
        "unfinished  content/d-unfinished.md  Not yet",
        "error       content/e-wrong.md  Wrong",
        "error       content/f-nowhere.md  Nowhere",
    ]
    assert done.stderr == "6 articles not on the site\n"


def test_list_is_json_for_programs(absent: Project) -> None:
    lines = [json.loads(line) for line in absent.run("list", "--format", "json").stdout.splitlines()]
    assert lines[1] == {
        "path": "content/b-later.md", "state": "scheduled", "at": "2099-07-01T07:00:00+01:00", "title": "Later",
    }  # fmt: skip
    assert [line["state"] for line in lines] == ["draft", "scheduled", "expired", "unfinished", "error", "error"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("content/a-draft.md", "it is a draft"),
        ("./content/b-later.md", "it is under embargo until 2099-07-01T07:00:00+01:00"),
        ("content/c-gone.md", "it expired at 2025-01-01T00:00:00+00:00"),
        ("content/d-unfinished.md", "it is a draft that lacks a key"),
        ("content/e-wrong.md", 'it has an error: key "kicker"'),
        ("content/f-nowhere.md", 'it has an error: region "atlantis"'),
        ("content/g.html", "it has an error: a file that ends in .html is not read"),
        ("content/h.csv", "no article or note refers to it"),
        ("content/.hidden.md", '"content/.hidden.md" has a name that is ignored'),
        ("notes.txt", "only files of content/"),
    ],
)
def test_explain_says_why_a_file_is_not_on_the_site(absent: Project, path: str, reason: str) -> None:
    assert why_absent(absent.root, Options(now=NOW), path).startswith(reason)


def test_explain_prints_the_reason_and_does_not_fail(absent: Project) -> None:
    done = absent.run("explain", "content/a-draft.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("content/a-draft.md is not on the site: it is a draft")
    assert absent.run("explain", "content/none.md").returncode == 2


def test_an_article_whose_date_lies_ahead_is_listed_as_scheduled(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"content/ahead.md": article("Ahead", date="2062-01-01")})
    # A day has come once it has begun anywhere on earth, in UTC+14.
    begins = "2061-12-31T10:00:00+00:00"
    assert json.loads(project.run("list", "--format", "json").stdout) == {
        "path": "content/ahead.md", "state": "scheduled", "at": begins, "title": "Ahead",
    }  # fmt: skip
    assert why_absent(project.root, Options(now=NOW), "content/ahead.md").endswith(begins)
