"""`briefgen migrate`: sites of other tools to new projects, through the command line."""

import hashlib
import html
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from briefgen.importing.migrating.tables import WAYS, table_of
from tests.machine import cpu_seconds
from tests.oldsites import SITES, write_site
from tests.projects import GIF, run_without, tree_of
from tests.starting import PATIENCE, run

DOCS = Path(__file__).parent.parent.parent / "docs" / "migrate.md"


def migrate(tool: str, old: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run("migrate", "--from", tool, str(old), *options, cwd=Path.cwd())


def build(project: Path) -> subprocess.CompletedProcess[str]:
    return run("build", "--source", str(project), "--now", "2026-01-01T00:00:00Z", cwd=Path.cwd())


def report_of(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project / "migration/report.json").read_text("utf-8"))
    return found


def fates_of(project: Path) -> dict[str, dict[str, Any]]:
    return {fate["path"]: fate for fate in report_of(project)["files"]}


def moved(tmp_path: Path, tool: str, *options: str) -> Path:
    """Write the old site of a tool and move it; return the new project."""
    done = migrate(tool, write_site(tmp_path / "old", SITES[tool]), *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "old-briefgen"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The projects of all old sites, built, to look at."""
    found = {tool: moved(tmp_path_factory.mktemp(tool), tool) for tool in SITES}
    for project in found.values():
        done = build(project)
        assert (done.returncode, "error[" in done.stdout) == (0, False), done.stdout
    return found


def small(tmp_path: Path, tool: str, files: dict[str, str | bytes]) -> Path:
    done = migrate(tool, write_site(tmp_path / "old", files))
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "old-briefgen"


@pytest.mark.parametrize("tool", SITES)
def test_a_site_of_each_tool_builds_and_every_file_of_it_is_in_the_report(
    tool: str, projects: dict[str, Path], tmp_path: Path
) -> None:
    project = projects[tool]
    fates = fates_of(project)
    whole = {path for path in SITES[tool] if not path.startswith("node_modules/")}
    assert whole <= fates.keys()
    for fate in fates.values():
        assert fate["to"] or fate["reason"]
        assert all((project / path).is_file() for path in fate["to"])
    assert tree_of(project.parent / "old") == tree_of(write_site(tmp_path / "old", SITES[tool]))


@pytest.mark.parametrize("tool", SITES)
def test_the_old_addresses_lead_to_the_articles(tool: str, projects: dict[str, Path]) -> None:
    project = projects[tool]
    wanted = {
        "hugo": [
            "2021/05/faehre-wieder/index.html",
            "alt/faehre.html",
            "2020/12/nebel-drei-tage/index.html",
            "fahrplan/index.html",
        ],
        "jekyll": ["chantier/2019/03/02/la-grue.html", "grue/index.html", "2019/03/05/les-quais.html", "a-propos.html"],
        "pelican": ["2018/vuelve-el-barco-por-fin/index.html", "2017/el-faro/index.html", "pages/horario.html"],
        "eleventy": ["notes/lamp/index.html", "notes/storm/index.html", "about/index.html"],
        "zola": ["blog/safina/index.html", "blog/rih/index.html", "blog/rih/rih.html", "jadwal-al-rihlat/index.html"],
    }
    assert [path for path in wanted[tool] if not (project / "site" / path).is_file()] == []


def test_front_matter_of_hugo_goes_where_its_table_says(projects: dict[str, Path]) -> None:
    text = (projects["hugo"] / "content/archive/2021/2021-05-04-faehre-wieder.md").read_text("utf-8")
    for line in (
        "title: Die Fähre fährt wieder", "date: '2021-05-04T08:30:00+02:00'", "region: frankreich", "- Fähre", "- Verkehr",
        "mood: heiter", "rating: 4.5", "src: ../../media/static/img/kai.gif",
    ):  # fmt: skip
        assert line in text


def test_times_are_read_in_the_zone_that_is_named(tmp_path: Path) -> None:
    project = moved(tmp_path, "pelican", "--time-zone", "Asia/Tokyo")
    assert "date: '2018-07-01T09:15:00+09:00'" in (project / "content/archive/2018/2018-07-01-barco.md").read_text("utf-8")
    unknown = migrate("zola", write_site(tmp_path / "other", SITES["zola"]), "--time-zone", "Mars/Base")
    assert (unknown.returncode, 'time zone "Mars/Base" is not known' in unknown.stderr) == (2, True)


def test_shortcodes_are_shown_as_they_are_and_listed(projects: dict[str, Path]) -> None:
    project = projects["hugo"]
    page = (project / "site/frankreich/2021-05-04/faehre-wieder/index.html").read_text("utf-8")
    assert '{{&lt; figure src="/img/kai.gif" title="Der *Kai*" &gt;}}' in page.replace("&quot;", '"')
    changes = fates_of(project)["content/posts/faehre.md"]["changes"]
    assert '{{< figure src="/img/kai.gif" title="Der *Kai*" >}}' in [one["was"] for one in changes if one["kind"] == "tag"]
    assert "unknown-shortcode" in build(project).stdout


TAGS = (
    '{{<figure src="a_b_c.png">}}',
    "{% include x.html a=*b* %}",
    "{{ page.url | `x` }}",
    "{{% note [a](b) %}}",
    "{#- _x_ -#}",
    "{{< a\n   b >}}",
)


def test_a_tag_is_on_the_page_character_for_character(tmp_path: Path) -> None:
    texts = {
        f"content/a{number}.md": f"---\ntitle: A\ndate: 2020-01-01\n---\nB {tag} c.\n" for number, tag in enumerate(TAGS)
    }
    project = small(tmp_path, "hugo", {"config.toml": "", **texts})
    assert build(project).returncode == 0
    for number, tag in enumerate(TAGS):
        page = (project / f"site/world/2020-01-01/a{number}/index.html").read_text("utf-8")
        assert f"B {' '.join(tag.split())} c." in html.unescape(page)


def test_links_lead_to_the_new_files_and_dead_ones_keep_their_words(projects: dict[str, Path]) -> None:
    text = (projects["hugo"] / "content/archive/2021/2021-05-04-faehre-wieder.md").read_text("utf-8")
    assert "[Der Fahrplan](../../pages/fahrplan.md)" in text
    assert "[unten](#preise)" in text
    assert "[dort](../2020/2020-12-01-nebel.md)" in text
    assert "Ein toter Verweis <!-- led to: /gibt-es-nicht/ -->" in text


def test_marks_of_jekyll_are_looked_up_and_code_is_left_alone(projects: dict[str, Path]) -> None:
    text = (projects["jekyll"] / "content/archive/2019/2019-03-02-la-grue.md").read_text("utf-8")
    assert "[la suite](2019-03-05-les-quais.md)" in text
    assert "[le dépôt](../../pages/a-propos.md)" in text
    assert "(https://code.example/port/carnet/), et `{{ rien }}` en code." in text


def test_no_program_of_the_old_site_is_run_and_no_secret_is_copied(projects: dict[str, Path]) -> None:
    project = projects["pelican"]
    assert not list(project.parent.rglob("WAS-RUN"))
    assert not Path("WAS-RUN").exists()
    assert "SECRET is worked out by a program" in (project / "migration/report.md").read_text("utf-8")
    assert not list(projects["jekyll"].rglob("id_rsa"))


def test_restructured_text_is_read_and_what_is_not_known_stays_visible(projects: dict[str, Path]) -> None:
    text = (projects["pelican"] / "content/archive/2017/2017-02-03-faro.md").read_text("utf-8")
    assert "El faro <strong>brilla</strong>." in text
    assert ".. mapa:: puerto" in text
    assert "root:" not in text
    assert "<b>crudo</b>" not in text


def test_restructured_text_without_its_library_is_left_by_hand(tmp_path: Path) -> None:
    write_site(tmp_path / "old", SITES["pelican"])
    done = run_without("docutils", tmp_path, "migrate", "--from", "pelican", "old", "--to", "new")
    assert done.returncode == 0, done.stderr
    fate = fates_of(tmp_path / "new")["content/faro.rst"]
    assert (fate["what"], fate["to"], "the extra rst" in fate["reason"]) == ("by hand", ["by-hand/content/faro.rst"], True)


def test_a_category_that_names_a_country_is_proposed_as_a_region(projects: dict[str, Path]) -> None:
    text = (projects["hugo"] / "regions.map.yml").read_text("utf-8")
    assert "Frankreich:\n    region: frankreich" in text
    assert "Verkehr:\n    tag: Verkehr" in text


def test_a_second_run_changes_nothing_and_an_edited_map_is_applied(tmp_path: Path) -> None:
    project = moved(tmp_path, "hugo")
    before = tree_of(project)
    assert migrate("hugo", tmp_path / "old").returncode == 0
    assert tree_of(project) == before
    map_file = project / "regions.map.yml"
    map_file.write_text(map_file.read_text("utf-8").replace("    tag: Verkehr", "    extra: true"), "utf-8")
    assert build(project).returncode == 0
    assert migrate("hugo", tmp_path / "old").returncode == 0
    text = (project / "content/archive/2021/2021-05-04-faehre-wieder.md").read_text("utf-8")
    assert "- Verkehr" in text.partition("extra:")[2]
    assert "- Verkehr" not in text.partition("extra:")[0]
    assert "    extra: true" in map_file.read_text("utf-8")


MISTAKES = (
    ("tag: Verkehr", "region: nowhere", 'region "nowhere" is not under regions'),
    ("tag: Verkehr", "colour: blue", 'category "Verkehr" has no place'),
    ("default: world", "default: moon", 'region "moon" is not under regions'),
    ("key: frankreich", "key: tags", "is an address that the site needs"),
    ("regions:", "reigons:", 'key "reigons" is not one of the map'),
)


def test_a_mistake_in_the_map_is_a_finding_and_nothing_is_written(tmp_path: Path) -> None:
    project = moved(tmp_path, "hugo")
    map_file = project / "regions.map.yml"
    right = map_file.read_text("utf-8")
    for old, new, said in MISTAKES:
        map_file.write_text(right.replace(old, new), "utf-8")
        before = tree_of(project)
        done = migrate("hugo", tmp_path / "old")
        assert (done.returncode, said in done.stdout) == (1, True), done.stdout
        assert tree_of(project) == before


def test_a_folder_with_other_files_or_edited_ones_is_refused(tmp_path: Path) -> None:
    old = write_site(tmp_path / "old", SITES["zola"])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", "utf-8")
    done = migrate("zola", old, "--to", str(tmp_path / "full"))
    assert (done.returncode, "letter.txt" in done.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
    project = moved(tmp_path, "zola")
    edited = project / "content/archive/2023/2023-05-06-rih.md"
    edited.write_text(edited.read_text("utf-8") + "More.\n", "utf-8")
    again = migrate("zola", old)
    assert (again.returncode, "2023-05-06-rih.md" in again.stderr) == (2, True)
    assert edited.read_text("utf-8").endswith("More.\n")


def test_the_new_project_is_never_inside_the_old_site(tmp_path: Path) -> None:
    old = write_site(tmp_path / "old", SITES["zola"])
    before = tree_of(old)
    done = migrate("zola", old, "--to", str(old / "new"))
    assert (done.returncode, "inside the old site" in done.stderr) == (2, True)
    assert tree_of(old) == before


def test_no_link_is_followed_out_of_the_old_site_or_into_the_new_one(tmp_path: Path) -> None:
    old = write_site(tmp_path / "old", SITES["zola"])
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "diary.md").write_text("+++\ntitle = 'Private'\ndate = 2020-01-01\n+++\nPrivate.\n", "utf-8")
    (old / "content" / "diary.md").symlink_to(tmp_path / "outside" / "diary.md")
    (old / "content" / "all").symlink_to(tmp_path / "outside")
    os.mkfifo(old / "content" / "pipe.md")
    done = migrate("zola", old)
    assert done.returncode == 0, done.stderr
    fates = fates_of(tmp_path / "old-briefgen")
    assert [fates[f"content/{name}"]["what"] for name in ("diary.md", "all", "pipe.md")] == ["left out"] * 3
    assert "Private" not in "".join(path.read_text("utf-8") for path in (tmp_path / "old-briefgen").rglob("*.md"))
    (tmp_path / "led").mkdir()
    (tmp_path / "led" / "content").symlink_to(tmp_path / "outside")
    refused = migrate("zola", old, "--to", str(tmp_path / "led"))
    assert (refused.returncode, sorted(path.name for path in (tmp_path / "outside").iterdir())) == (2, ["diary.md"])


NOT_READ = {
    "yaml-anchor": "title: &a One\nsub: *a",
    "yaml-tag": "title: !!python/object/apply:os.system [ls]",
    "duplicate-key": "title: One\ntitle: Two",
    "yaml-syntax": "title: [One",
    "yaml-nesting": "a: " + "[" * 200 + "]" * 200,
    "front-matter-too-large": "title: " + "x" * 70_000,
}


def test_front_matter_that_is_not_read_is_a_finding_and_its_file_is_left_by_hand(tmp_path: Path) -> None:
    bad = {f"_posts/2020-01-01-{code}.md": f"---\n{front}\n---\nText.\n" for code, front in NOT_READ.items()}
    good = "---\ntitle: Good\ndate: 2020-01-02\n---\nGood.\n"
    old = write_site(tmp_path / "old", {"_config.yml": "title: T\n", **bad, "_posts/2020-01-02-b.md": good})
    done = migrate("jekyll", old)
    assert done.returncode == 0
    assert [code for code in NOT_READ if f"[{code}]" not in done.stdout] == []
    project = tmp_path / "old-briefgen"
    assert all((project / "by-hand" / path).read_bytes() == (old / path).read_bytes() for path in bad)
    assert fates_of(project)["_posts/2020-01-02-b.md"]["what"] == "migrated"
    assert build(project).returncode == 0


def test_a_text_that_a_build_would_refuse_is_held_back_with_the_finding(tmp_path: Path) -> None:
    twice = "---\ntitle: Twice\n---\nA note.[^1]\n\n[^1]: One.\n[^1]: Two.\n"
    link = "---\ntitle: Link\n---\n[Twice]({% post_url 2020-01-01-twice %}).\n"
    files: dict[str, str | bytes] = {"_config.yml": "title: T\n", "_posts/2020-01-01-twice.md": twice}
    project = small(tmp_path, "jekyll", files | {"_posts/2020-01-02-link.md": link})
    fates = fates_of(project)
    assert (fates["_posts/2020-01-01-twice.md"]["what"], fates["_posts/2020-01-02-link.md"]["what"]) == (
        "by hand",
        "migrated",
    )
    assert "[duplicate-footnote]" in fates["_posts/2020-01-01-twice.md"]["reason"]
    assert build(project).returncode == 0


def test_bytes_that_are_not_utf_8_and_characters_that_no_page_may_hold_are_told(tmp_path: Path) -> None:
    western = "---\ntitle: Café\n---\nCafé à gogo.\n".encode("cp1252")
    control = '---\ntitle: "A\\u0007B"\nmood: "x\\u202Ey"\n---\nA\x07B\u202ec.\n'
    files: dict[str, str | bytes] = {
        "_config.yml": "title: T\n",
        "_posts/2020-01-01-w.md": western,
        "_posts/2020-01-02-c.md": control,
    }
    project = small(tmp_path, "jekyll", files)
    assert "title: Café" in (project / "content/archive/2020/2020-01-01-w.md").read_text("utf-8")
    assert any("cp1252" in note for note in report_of(project)["notes"])
    fate = fates_of(project)["_posts/2020-01-02-c.md"]
    assert [one["kind"] for one in fate["changes"]] == ["character"]
    assert {key["key"]: key["was"] for key in fate["keys"]}["title"] == '"A\\u0007B"'
    assert build(project).returncode == 0


def test_pictures_without_a_description_are_named_and_listed(projects: dict[str, Path]) -> None:
    project = projects["hugo"]
    assert "![kai](" in (project / "content/archive/2021/2021-05-04-faehre-wieder.md").read_text("utf-8")
    assert any('"/img/kai.gif" shows' in task for task in fates_of(project)["content/posts/faehre.md"]["tasks"])


def test_two_texts_of_one_name_and_day_get_two_files_and_one_alias_has_one_owner(tmp_path: Path) -> None:
    one = "---\ntitle: One\npermalink: /same/\n---\nOne.\n"
    files: dict[str, str | bytes] = {
        "_config.yml": "title: T\n",
        "_posts/2020-01-01-a.md": one,
        "x/_posts/2020-01-01-a.md": one,
    }
    project = small(tmp_path, "jekyll", files)
    assert build(project).returncode == 0
    assert sorted(path.name for path in (project / "content/archive/2020").iterdir()) == [
        "2020-01-01-a-2.md",
        "2020-01-01-a.md",
    ]
    assert "cannot be an alias" in json.dumps(report_of(project))


WHENS = {
    "2014-03-01 10:00 PM": "2014-03-01T22:00:00+01:00",
    "2014-03-01 12:10 am": "2014-03-01T00:10:00+01:00",
    "2014-03-01 3:04pm": "2014-03-01T15:04:00+01:00",
    "2014-03-01 10h30": "2014-03-01T10:30:00+01:00",
    "2014-03-01 10:00 EST": "2014-03-01T10:00:00-05:00",
    "2014-03-01 10:00 CET": "2014-03-01T10:00:00+01:00",
    "2014-03-01 10:00:00.123456789 +0200 CEST m=+0.1": "2014-03-01T10:00:00+02:00",
    "2014_03_01": "2014-03-01",
    "20140301": "2014-03-01",
    "20140301T100000Z": "2014-03-01T10:00:00+00:00",
    "March 13th, 2014": "2014-03-13",
    "Thursday 13 March 2014 at 5pm": "2014-03-13T17:00:00+01:00",
    "Mar. 13, 2014": "2014-03-13",
    "13-Mar-2014": "2014-03-13",
    "Thursday, 13-Mar-14 10:20:00 UTC": "2014-03-13T10:20:00+00:00",
    "Thu Mar 13 10:20:00 2014": "2014-03-13T10:20:00+01:00",
    "Thu Mar 13 10:20:00 CET 2014": "2014-03-13T10:20:00+01:00",
    "13/03/2014": "2014-03-13",
    "03.13.2014 10:20": "2014-03-13T10:20:00+01:00",
    "03/04/2014": "2014-03-04",
    "13. März 2014": "2014-03-13",
    "3 mai 2014, 10:20": "2014-05-03T10:20:00+02:00",
    "13 de marzo de 2014": "2014-03-13",
    "13 марта 2014": "2014-03-13",
    "2014年3月13日 10:20": "2014-03-13T10:20:00+01:00",
    "13 مارس 2014": "2014-03-13",
}
#: What is no date, or could be several.
NO_WHENS = ("March 2014", "2014-03", "2014-03-01 24:00", "2014-03-01 10", "2014-02-30", "13/13/2014", "as of 13 March 2014",
            "13 March 2014 and later", "soon")  # fmt: skip


def test_dates_are_read_in_the_forms_that_the_tools_take(tmp_path: Path) -> None:
    texts = {
        f"content/a{number}.md": f"Title: A\nDate: {when}\n\nText.\n" for number, when in enumerate([*WHENS, *NO_WHENS])
    }
    project = small(tmp_path, "pelican", {"pelicanconf.py": "TIMEZONE = 'Europe/Paris'\n", **texts})
    dates: dict[str, str] = {}
    for number, when in enumerate([*WHENS, *NO_WHENS]):
        new = project / fates_of(project)[f"content/a{number}.md"]["to"][0]
        found = re.search(r"^date: '(.*)'$", new.read_text("utf-8"), re.MULTILINE)
        dates[when] = found[1] if found else ""
    assert dates == WHENS | dict.fromkeys(NO_WHENS, "")
    assert build(project).returncode == 0


ORDERS = (
    ("jekyll", "_config.yml", "title: T\n", "_posts/2001-01-01-a.md", "2014-04-03"),
    ("pelican", "pelicanconf.py", "", "content/a.md", "2014-03-04"),
    ("hugo", "config.toml", "", "content/a.md", ""),
)


@pytest.mark.parametrize(("tool", "config", "settings", "path", "day"), ORDERS)
def test_a_date_that_could_be_two_is_read_as_the_old_tool_read_it(
    tool: str, config: str, settings: str, path: str, day: str, tmp_path: Path
) -> None:
    project = small(tmp_path, tool, {config: settings, path: "---\ntitle: A\ndate: 03/04/2014\n---\nText.\n"})
    fate = fates_of(project)[path]
    text = (project / fate["to"][0]).read_text("utf-8")
    assert (f"date: '{day}'" in text) if day else "date: 03/04/2014" in text.partition("extra:")[2]


def test_settings_of_pelican_give_articles_a_date_and_an_author(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "pelicanconf.py": "DEFAULT_DATE = (2012, 3, 2, 14, 1)\nAUTHOR = 'R. Kai'\nTIMEZONE = 'Asia/Tokyo'\n",
        "content/a.md": "Title: A\n\nText.\n",
        "content/b.md": "Title: B\nDate: 2014-01-02\nAuthor: Other\n\nText.\n",
        "content/2015-06-07-c.md": "Title: C\n\nText.\n",
        "content/pages/p.md": "Title: P\n\nText.\n",
    }
    project = small(tmp_path, "pelican", files)
    texts = {path.stem: path.read_text("utf-8") for path in (project / "content").rglob("*.md")}
    assert "date: '2012-03-02T14:01:00+09:00'" in texts["2012-03-02-a"]
    assert "- R. Kai" in texts["2012-03-02-a"]
    assert ("- Other" in texts["2014-01-02-b"], "R. Kai" in texts["2014-01-02-b"]) == (True, False)
    assert "date: '2015-06-07'" in texts["2015-06-07-c"]
    assert texts["p"] == "---\ntitle: P\naliases:\n- /pages/p.html\n---\nText.\n"
    own = write_site(tmp_path / "own", files | {"pelicanconf.py": "DEFAULT_DATE = 'fs'\n"})
    assert migrate("pelican", own).returncode == 0
    assert any("the time of their file" in note for note in report_of(tmp_path / "own-briefgen")["notes"])


def test_a_picture_of_restructured_text_keeps_its_size_and_builds_without_a_warning(tmp_path: Path) -> None:
    text = (
        "A\n=\n\n:date: 2020-01-01\n\n.. image:: {static}/images/a.gif\n   :alt: A quay\n   :width: 60 px\n   :height: 45\n"
    )
    files: dict[str, str | bytes] = {"pelicanconf.py": "", "content/a.rst": text, "content/images/a.gif": GIF}
    project = small(tmp_path, "pelican", files)
    written = (project / "content/archive/2020/2020-01-01-a.md").read_text("utf-8")
    assert [written.count(size) for size in (' width="60"', ' height="45"', "width", "height")] == [1] * 4
    assert "dropped-attribute" not in build(project).stdout


IGNORED: dict[str, tuple[dict[str, str | bytes], tuple[str, ...], tuple[str, ...]]] = {
    "hugo": (
        {"config.toml": r'ignoreFiles = ["\\.tmp\\.md$", "/quiet/", "(a|b)+"]' + "\n"},
        ("content/a.tmp.md", "content/quiet/b.md"),
        ("content/atmp.md", "content/quieter/b.md"),
    ),
    "jekyll": (
        {"_config.yml": "exclude: [quiet/, '*.tmp.md']\n"},
        ("quiet/_posts/2020-01-01-a.md", "b.tmp.md"),
        ("quieter/_posts/2020-01-01-a.md", "btmp.md"),
    ),
    "pelican": (
        {"pelicanconf.py": "ARTICLE_EXCLUDES = ['quiet']\nPAGE_EXCLUDES = ['pages/quiet']\nIGNORE_FILES = ['*.tmp.md']\n"},
        ("content/quiet/a.md", "content/pages/quiet/b.md", "content/c.tmp.md"),
        ("content/quieter/a.md", "content/pages/quieter.md", "content/ctmp.md"),
    ),
    "eleventy": (
        {
            "eleventy.config.js": 'export default (c) => { c.ignores.add("posts/off/**"); };\n',
            ".eleventyignore": "# ours\n/quiet\n*.tmp.md\n!keep.tmp.md\n",
            ".gitignore": "notes/\n",
        },
        ("posts/off/a.md", "quiet/b.md", "posts/c.tmp.md", "posts/notes/d.md"),
        ("posts/offer/a.md", "posts/quiet/b.md", "keep.tmp.md", "notes.md"),
    ),
    "zola": (
        {"config.toml": 'base_url = "https://a.example"\nignored_content = ["*.{tmp,bak}.md", "quiet/**", "**/off/*"]\n'},
        ("content/a.tmp.md", "content/blog/a.bak.md", "content/quiet/b.md", "content/blog/off/c.md"),
        ("content/atmp.md", "content/quieter/b.md", "content/blog/off.md"),
    ),
}


@pytest.mark.parametrize("tool", IGNORED)
def test_a_text_that_the_old_site_ignores_is_left_out(tool: str, tmp_path: Path) -> None:
    settings, ignored, kept = IGNORED[tool]
    text = "Title: A\nDate: 2020-01-01\n\nText.\n" if tool == "pelican" else "---\ntitle: A\ndate: 2020-01-01\n---\nText.\n"
    project = small(tmp_path, tool, {**settings, **dict.fromkeys((*ignored, *kept), text)})
    fates = fates_of(project)
    assert {path: fates[path]["what"] for path in (*ignored, *kept)} == {
        **dict.fromkeys(ignored, "left out"),
        **dict.fromkeys(kept, "migrated"),
    }
    assert tool != "hugo" or any("(a|b)+" in note for note in report_of(project)["notes"])


HELD_BACK: dict[str, dict[str, str | bytes]] = {
    "hugo": {
        "config.toml": "",
        "content/a.md": "---\ntitle: A\ndraft: true\n---\nSECRET\n",
        "content/b.md": "---\ntitle: B\ndate: 2020-01-01\ndraft: true\n---\nSECRET\n",
        "content/c.md": "---\ntitle: C\nexpiryDate: 2020-01-01\n---\nSECRET\n",
        "content/d.md": "---\ntitle: D\ndate: 2020-01-01\npublishDate: 2090-01-01\n---\nSECRET\n",
        "content/e.md": "---\ntitle: E\n_build: {render: never}\n---\nSECRET\n",
        "content/f.md": "---\ntitle: F\npublishDate: 2090-01-01\n---\nSECRET\n",
        "content/h/_index.md": "---\ntitle: H\npublishDate: 2090-01-01\n---\nSECRET\n",
        "content/g.md": "---\ntitle: G\nDraft: true\n---\nSECRET\n",
    },
    "jekyll": {
        "_config.yml": "defaults: [{scope: {path: quiet}, values: {published: false}}]\n",
        "a.md": "---\ntitle: A\npublished: false\n---\nSECRET\n",
        "_posts/2020-01-01-b.md": "---\ntitle: B\npublished: false\n---\nSECRET\n",
        "_drafts/c.md": "---\ntitle: C\ndate: 2020-01-01\n---\nSECRET\n",
        "quiet/d.md": "---\ntitle: D\n---\nSECRET\n",
        "_hidden/e.md": "---\ntitle: E\n---\nSECRET\n",
    },
    "pelican": {
        "pelicanconf.py": "DEFAULT_METADATA = {'status': 'draft'}\n",
        "content/a.md": "Title: A\nDate: 2020-01-01\n\nSECRET\n",
        "content/pages/b.md": "Title: B\n\nSECRET\n",
        "content/c.md": "Title: C\nDate: 2020-01-01\nStatus: hidden\n\nSECRET\n",
        "content/d.md": "Title: D\nDate: 2020-01-01\nStatus: skip\n\nSECRET\n",
    },
    "eleventy": {
        "quiet/quiet.json": '{"draft": true}',
        "quiet/a.md": "---\ntitle: A\n---\nSECRET\n",
        "b.md": "---\ntitle: B\npermalink: false\ndate: 2020-01-01\n---\nSECRET\n",
        "c.md": "---\ntitle: C\npermalink: false\n---\nSECRET\n",
    },
    "zola": {
        "content/a.md": "+++\ntitle = 'A'\ndraft = true\n+++\nSECRET\n",
        "content/quiet/_index.md": "+++\ntitle = 'Q'\ndraft = true\n+++\nSECRET\n",
        "content/quiet/b.md": "+++\ntitle = 'B'\ndate = 2020-01-01\n+++\nSECRET\n",
        "content/quiet/c.md": "+++\ntitle = 'C'\n+++\nSECRET\n",
    },
}


@pytest.mark.parametrize("tool", HELD_BACK)
def test_what_the_old_site_holds_back_is_not_published(tool: str, tmp_path: Path) -> None:
    project = small(tmp_path, tool, HELD_BACK[tool])
    assert build(project).returncode == 0
    assert [path for path in (project / "site").rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()] == []
    texts = [
        path for path, text in HELD_BACK[tool].items() if b"SECRET" in (text if isinstance(text, bytes) else text.encode())
    ]
    fates = fates_of(project)
    assert [path for path in texts if fates[path]["what"] not in {"migrated", "by hand", "left out"}] == []


def test_a_page_whose_embargo_is_over_and_a_hidden_page_of_pelican_are_published(tmp_path: Path) -> None:
    page = "---\ntitle: Part\npublishDate: 2019-01-01\nexpiryDate: 2090-01-01\n---\nOPEN\n"
    project = small(tmp_path, "hugo", {"config.toml": "", "content/part/_index.md": page})
    assert "OPEN" in (project / "content/pages/part.md").read_text("utf-8")
    hidden = write_site(
        tmp_path / "other", {"pelicanconf.py": "", "content/pages/b.md": "Title: B\nStatus: hidden\n\nOPEN\n"}
    )
    assert migrate("pelican", hidden).returncode == 0
    assert "OPEN" in (tmp_path / "other-briefgen/content/pages/b.md").read_text("utf-8")


@pytest.mark.parametrize("tool", IGNORED)
def test_a_page_that_only_a_template_made_is_left_out(tool: str, tmp_path: Path) -> None:
    front = "Title: {0}\n{1}\n" if tool == "pelican" else "---\ntitle: {0}\n{1}---\n"
    above = {"hugo": "content/", "zola": "content/", "pelican": "content/pages/"}.get(tool, "")
    project = small(
        tmp_path, tool, {
            **dict.fromkeys(("hugo.toml", "_config.yml", "pelicanconf.py", "config.toml"), ""),
            f"{above}lists.md": front.format("Lists", "") + "\n \n",
            f"{above}said.md": front.format("Said", "description: What it is.\n"),
            f"{above}text.md": front.format("Text", "") + "A text.\n",
        },
    )  # fmt: skip
    fates = fates_of(project)
    assert [fates[f"{above}{name}.md"]["what"] for name in ("lists", "said", "text")] == ["left out", "migrated", "migrated"]
    assert "no text of its own" in fates[f"{above}lists.md"]["reason"]
    assert build(project).returncode == 0
    assert not [path for path in (project / "site").rglob("*.html") if b"<h1>Lists" in path.read_bytes()]


def test_a_killed_run_is_finished_by_the_next_one(tmp_path: Path) -> None:
    project = moved(tmp_path, "zola")
    whole = tree_of(project)
    for path in ("briefgen.yml", "content/archive/2023/2023-05-06-rih.md", "migration/report.json"):
        (project / path).unlink()
    assert migrate("zola", tmp_path / "old").returncode == 0
    assert tree_of(project) == whole


def test_a_dry_run_prints_the_report_and_writes_nothing(tmp_path: Path) -> None:
    done = migrate("eleventy", write_site(tmp_path / "old", SITES["eleventy"]), "--dry-run")
    assert done.returncode == 0
    assert "# What became of the Eleventy site" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize(
    ("here", "given", "told"),
    [
        (".", "old", "old-briefgen"),
        (".", "./old/", "old-briefgen"),
        ("old", ".", "../old-briefgen"),
        ("old/content", "..", "../../old-briefgen"),
        ("old", "../old", "../old-briefgen"),
    ],
)
def test_a_folder_that_is_named_relative_is_told_relative(here: str, given: str, told: str, tmp_path: Path) -> None:
    write_site(tmp_path / "old", SITES["zola"])
    command = [sys.executable, "-m", "briefgen", "migrate", "--from", "zola", given]
    done = subprocess.run(command, cwd=tmp_path / here, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "old-briefgen" / "briefgen.yml").is_file()
    assert f"read {told}/migration/report.md, edit {told}/regions.map.yml" in done.stderr
    assert f"\ncd {told} && briefgen build\n" in done.stderr
    assert str(tmp_path) not in done.stderr


def test_a_wrong_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("a", "utf-8")
    for name, said in (
        ("none", "there is no folder"),
        ("empty", "there is no file"),
        ("other", "has no text that a Hugo site has"),
    ):
        done = migrate("hugo", tmp_path / name)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_the_record_of_a_stranger_removes_no_file(tmp_path: Path) -> None:
    project = moved(tmp_path, "zola")
    victim = tmp_path / "victim.txt"
    victim.write_text("kept", "utf-8")
    record = project / "migration/files.json"
    rows = json.loads(record.read_text("utf-8"))
    rows["../victim.txt"] = [hashlib.sha256(b"kept").hexdigest()]
    record.write_text(json.dumps(rows), "utf-8")
    migrate("zola", tmp_path / "old")
    assert victim.read_text("utf-8") == "kept"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{" * 20_000, id="braces"),
        pytest.param("](" * 20_000, id="links"),
        pytest.param('<img "' * 20_000, id="images"),
        pytest.param("`" * 9 + " `" * 20_000, id="ticks"),
        pytest.param("{% highlight x %}\n" * 5_000, id="code"),
        pytest.param("# " + " " * 50_000 + "{", id="heading"),
        pytest.param("[a]: {{" * 20_000, id="definitions"),
        pytest.param('<a href="' * 20_000, id="attributes"),
    ],
)
def test_a_text_made_to_be_slow_is_not(text: str, tmp_path: Path) -> None:
    """All such texts take under a second; one that is read again for each of its marks takes minutes."""
    write_site(tmp_path / "old", {"config.toml": "", "content/a.md": f"---\ntitle: A\ndate: 2020-01-01\n---\n{text}\n"})
    limits = ((resource.RLIMIT_CPU, cpu_seconds(10)),)
    done = run("migrate", "--from", "hugo", str(tmp_path / "old"), cwd=tmp_path, limits=limits)
    # Killed by the limit, it has a negative code.
    assert done.returncode in {0, 1}, done.stderr
    assert (tmp_path / "old-briefgen" / "briefgen.yml").is_file()


def rows_of_docs(title: str) -> list[list[str]]:
    text = DOCS.read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("tool", SITES)
def test_the_page_has_the_table_of_each_tool(tool: Any, tmp_path: Path) -> None:
    names = {"an alias": "address", "[by the map](#categories)": "categories"}
    told = [(row[0].strip("`"), names.get(row[1], row[1].strip("`")), row[2]) for row in rows_of_docs(tool.capitalize())]
    assert told == [(row.key, row.to, row.way) for row in table_of(tool)]


def test_the_page_has_every_way_of_reading() -> None:
    assert [tuple(row) for row in rows_of_docs("Front matter")] == list(WAYS.items())


def test_the_page_says_what_is_written(projects: dict[str, Path]) -> None:
    told = {re.sub(r"`", "", row[0]) for row in rows_of_docs("What is written")}
    project = projects["eleventy"]
    tops = {path.relative_to(project).parts[0] for path in project.rglob("*") if path.is_file()} - {
        ".gitignore",
        ".briefgen",
        "site",
    }
    assert tops <= {name.split("/")[0] for name in told}
