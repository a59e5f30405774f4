"""The commands as users and scripts meet them: processes, streams, exit codes, formats."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen import __version__
from briefgen.cli.commands import cli
from briefgen.content.schema import SCHEMAS
from tests.projects import PATIENCE, Project, article

WRONG = {
    "content/first.md": article("First", region="nort"),
    "content/second.md": "---\ntitle: Second\ndate: 2025-02-30\nregion: south\nsources: [{name: A}]\n---\n",
    "content/third.md": article("Third", region="south", body="Some text and [a link](none.md)."),
}


@pytest.fixture
def wrong(project: Project) -> Project:
    for path, text in WRONG.items():
        project.write(path, text)
    return project


def test_a_build_says_on_stderr_what_it_did_and_exits_with_0(project: Project) -> None:
    result = project.run("build")
    assert result.returncode == 0
    assert result.stdout == ""
    assert " pages: " in result.stderr
    assert "files written, 0 unchanged, 0 removed; 0 warnings" in result.stderr
    again = project.run("build")
    assert ": 0 files written, " in again.stderr
    project.write("static/one.txt", "one")
    assert ": 1 file written, " in project.run("build").stderr


def test_three_wrong_files_give_all_their_findings_in_one_run_with_exact_positions(wrong: Project) -> None:
    result = wrong.run("build")
    assert result.returncode == 1
    assert result.stdout == (
        'content/first.md:4:9: error[unknown-region] region "nort" is not in briefgen.yml\n'
        "  4 | region: nort\n"
        "              ^^^^\n"
        '  help: nearest is "north"\n'
        'content/second.md:3:7: error[bad-date] "2025-02-30" is not in the calendar\n'
        "  3 | date: 2025-02-30\n"
        "            ^^^^^^^^^^\n"
        "  help: correct the day or the month\n"
        'content/third.md:7:24: error[missing-article] article "none.md" does not exist\n'
        "  7 | Some text and [a link](none.md).\n"
        "                             ^^^^^^^\n"
        "  help: name a Markdown file, seen from this one\n"
    )
    assert "nothing was written: 3 errors" in result.stderr
    assert not wrong.output.exists()


def test_findings_as_json_are_one_object_a_line(wrong: Project) -> None:
    result = wrong.run("check", "--format", "json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["code"] for one in found] == ["unknown-region", "bad-date", "missing-article"]
    assert found[0] == {
        "code": "unknown-region",
        "severity": "error",
        "path": "content/first.md",
        "line": 4,
        "column": 9,
        "message": 'region "nort" is not in briefgen.yml',
        "help": 'nearest is "north"',
    }


def test_findings_as_annotations_and_as_sarif(wrong: Project) -> None:
    annotations = wrong.run("check", "--format", "github").stdout
    assert annotations.startswith("::error file=content/first.md,line=4,col=9,title=unknown-region::region")
    sarif = json.loads(wrong.run("check", "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["unknown-region", "bad-date", "missing-article"]


def test_common_options_stand_before_or_after_the_command(wrong: Project) -> None:
    before = wrong.run("--format", "json", "--source", ".", "check")
    after = wrong.run("check", "--format", "json", "--source", ".")
    assert before.stdout == after.stdout
    assert before.returncode == after.returncode == 1


def test_check_writes_nothing(project: Project) -> None:
    result = project.run("check")
    assert result.returncode == 0
    assert "0 errors, 0 warnings" in result.stderr
    assert not project.output.exists()


def test_strict_lets_a_warning_stop_the_build(project: Project) -> None:
    project.write("content/first.md", article("First", sources=""))
    assert project.run("build").returncode == 0
    strict = project.run("build", "--strict")
    assert strict.returncode == 1
    assert "warning[no-source]" in strict.stdout


def test_quiet_says_errors_only(project: Project) -> None:
    project.write("content/first.md", article("First", sources=""))
    result = project.run("build", "-q")
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--source", "none"], "there is no folder none"),
        (["build", "--nonsense"], "No such option"),
        (["build", "--now", "yesterday"], "is not an instant"),
        (["build", "--now", "2025-04-10T06:00:00"], "no offset"),
        (["build", "--base-url", "javascript:alert(1)"], "not the address of a site"),
        (["build", "--output", "."], "cannot be the output folder"),
        (["build", "--output", "content/out"], "cannot be the output folder"),
        (["explain", "/none/"], "no page has the address"),
        (["explain", "http://["], "no page has the address"),
        (["explain", "//["], "no page has the address"),
        (["schema", "novel"], "is not one of"),
        (["none"], "No such command"),
    ],
)
def test_usage_and_environment_are_exit_code_2_in_a_line_or_two(project: Project, arguments: list[str], said: str) -> None:
    result = project.run(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not project.output.exists()


def test_a_folder_without_settings_is_a_finding(tmp_path: Path) -> None:
    result = Project(tmp_path).run("build")
    assert result.returncode == 1
    assert "briefgen.yml: error[missing-settings]" in result.stdout


def test_the_version_is_said_without_loading_the_rooms(project: Project) -> None:
    assert project.run("--version").stdout == f"briefgen {__version__}\n"
    code = "import sys; sys.argv = ['briefgen', '--version']\nimport briefgen.cli\n"
    code += "try:\n    briefgen.cli.main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'yaml', 'jinja2', 'markdown_it', 'babel', 'starlette', 'uvicorn'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    assert said.endswith("[]\n")


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_help_that_says_what_its_options_take_and_do_there(project: Project, command: str) -> None:
    result = project.run(command, "--help")
    assert result.returncode == 0
    assert f"Usage: briefgen {command}" in result.stdout
    said = " ".join(result.stdout.split())
    # A kind of value alone says neither what it is nor its unit.
    assert re.findall(r"--([\w-]+) (?:TEXT|INTEGER|FLOAT)\b", said.replace("--text TEXT", "")) == []
    # These two show drafts; other commands do something else with the same option.
    assert ("with a badge" in said) == (command in {"build", "serve"})
    for option in ("--now", "--source", "--format", "--output", "--base-url"):
        assert option not in said or "[default: " in said.partition(f" {option} ")[2].partition(" --")[0], option


def test_help_says_what_all_means_where_it_is_more_than_findings(project: Project) -> None:
    for command, said in (
        ("accept", "Take the likeliest proposal for each key"),
        ("publish", "all changed pages"),
        ("explain", "all pages of a layout"),
    ):
        assert said in " ".join(project.run(command, "--help").stdout.split())


def test_help_names_every_schema(project: Project) -> None:
    said = project.run("schema", "--help").stdout
    assert [name for name in SCHEMAS if name not in said] == []


@pytest.mark.parametrize("command", ["build", "publish", "rollback", "check"])
def test_a_base_url_that_is_none_is_refused_by_every_command(project: Project, command: str) -> None:
    done = project.run(command, "--base-url", "briefs.test")
    assert (done.returncode, '"briefs.test" is not the address of a site' in done.stderr) == (2, True)


def test_explain_names_inputs_layout_and_whether_it_would_be_written(project: Project) -> None:
    first = project.run("explain", "/north-coast/2025-04-10/first/").stdout
    assert "layout: article.html" in first
    assert "input: content/first.md" in first
    assert "would write: yes: the file is not there" in first
    project.build()
    assert "would write: no" in project.run("explain", "https://briefs.test/north-coast/2025-04-10/first/").stdout
    by_file = project.run("explain", "content/first.md").stdout
    assert "address: /north/2025-04-10/" in by_file
    assert "address: /feed.xml" in by_file


@pytest.mark.parametrize("name", ["article", "briefing", "config", "page", "region", "story"])
def test_schema_prints_json_schema(project: Project, name: str) -> None:
    document = json.loads(project.run("schema", name).stdout)
    assert document["additionalProperties"] is False
    assert "title" in document["properties"]


def test_clean_removes_what_was_built_and_nothing_else(project: Project) -> None:
    project.build()
    project.write("site/mine.txt", "mine").write(".briefgen/cache", "old")
    result = project.run("clean")
    assert result.returncode == 0
    assert [path.name for path in project.output.iterdir()] == ["mine.txt"]
    assert not (project.root / ".briefgen").exists()
    assert (project.root / "content/first.md").exists()


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_prints_a_script(project: Project, shell: str) -> None:
    assert "_BRIEFGEN_COMPLETE" in project.run("completion", shell).stdout


def test_no_color_and_no_escape_sequence_off_a_terminal(wrong: Project) -> None:
    wrong.write("content/fourth.md", article("Fourth", region='"\\e[31mred"'))
    result = wrong.run("check")
    assert "\x1b" not in result.stdout + result.stderr


def test_output_that_is_read_by_nobody_is_no_traceback(wrong: Project) -> None:
    command = f"{sys.executable} -m briefgen check | head -n 1"
    result = subprocess.run(
        command, shell=True, cwd=wrong.root, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert "Traceback" not in result.stderr


def test_the_clock_can_be_given_by_the_environment(project: Project) -> None:
    project.write("content/later.md", article("Later", publish_at="2030-01-01T00:00:00Z"))
    project.run("build", env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    assert "Later" not in project.page("/north/2025-04-10/") if (project.output / "north/2025-04-10").exists() else True
    project.run("build", env={**os.environ, "SOURCE_DATE_EPOCH": "1900000000"})
    assert "Later" in project.page("/north/2025-04-10/")
    bad = project.run("build", env={**os.environ, "SOURCE_DATE_EPOCH": "soon"})
    assert (bad.returncode, "SOURCE_DATE_EPOCH" in bad.stderr) == (2, True)
