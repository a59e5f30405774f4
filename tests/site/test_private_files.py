"""Files that nobody means to publish, since they usually hold secrets or are left-overs, are warnings."""

import re
from pathlib import Path

from briefgen.disk.private_names import LEFT_OVERS, SECRETS
from tests.projects import Project, article, codes

DOCS = Path(__file__).parent.parent.parent / "docs"

PUBLISHED = [
    "static/.env", "static/.env.production", "static/.ENV.local", "static/deploy/.env", "static/.htpasswd", "static/.npmrc",
    "static/.netrc", "static/.pypirc", "static/.git-credentials", "static/id_rsa", "static/id_ed25519", "static/ID_RSA.old",
    "static/server.pem", "static/server.KEY", "static/site.p12", "static/site.pfx", "static/words.kdbx",
    "static/dump.sql", "static/app.sqlite3", "static/terraform.tfstate", "static/credentials.json", "static/.gitattributes",
    "static/index.html.bak", "static/notes.orig", "static/.notes.swo", "static/.github/workflows/build.yml",
    "layouts/assets/server.pem", "content/2025/rootkey.csv", "content/passwords.txt",
]  # fmt: skip
FOLDERS = ["static/.aws", "static/.ssh", "static/.vscode", "static/.idea", "static/node_modules", "static/.svn"]
FINE = [
    "static/.well-known/security.txt", "static/.nojekyll", "static/.htaccess", "static/CNAME", "static/_headers",
    "static/id_rsa.pub", "static/keys.html", "static/environment.txt", "static/backup-plan.pdf", "static/pgp-key.asc",
    "layouts/assets/keyboard.js", "content/figures.csv", "content/dump.sql", "content/server.pem",
]  # fmt: skip
#: Not published, so not reported.
IGNORED = [
    "static/.DS_Store", "static/Thumbs.db", "static/.git/config", "static/.gitignore", "static/__pycache__/a.pyc",
    "static/.notes.swp", "static/notes~", "content/.env", "content/.ssh/id_rsa", "layouts/assets/.env",
]  # fmt: skip


def test_files_that_usually_hold_secrets_and_left_overs_are_warnings(project: Project) -> None:
    for path in PUBLISHED:
        project.write(path, "TOKEN=1\n")
    reported = {found.span.path: found for found in project.check().findings}
    # Some are reported by the name of their folder.
    expected = {"static/.github" if path.startswith("static/.github/") else path for path in PUBLISHED}
    assert reported.keys() == expected
    for path, found in reported.items():
        assert found.code == "secret-file"
        assert found.message.startswith(f'"{Path(path).name}" ')


def test_a_whole_folder_of_such_files_is_reported_by_its_name(project: Project) -> None:
    for folder in FOLDERS:
        project.write(f"{folder}/config", "x\n").write(f"{folder}/other", "x\n")
    assert {(one.code, one.span.path) for one in project.check().findings} == {("secret-file", folder) for folder in FOLDERS}


def test_other_files_are_no_warning(project: Project) -> None:
    for path in [*FINE, *IGNORED]:
        project.write(path, "x\n")
    assert codes(project.check()) == []


def test_a_build_publishes_it_with_a_warning_and_a_strict_one_nothing(project: Project) -> None:
    project.write("static/.env", "TOKEN=1\n")
    strict = project.run("build", "--strict")
    assert strict.returncode == 1
    assert "static/.env: warning[secret-file]" in strict.stdout
    assert not project.output.exists()
    for _ in range(2):  # The second build has nothing to do, and still warns.
        done = project.run("build")
        assert done.returncode == 0
        assert "static/.env: warning[secret-file]" in done.stdout
    assert (project.output / ".env").read_text("utf-8") == "TOKEN=1\n"
    project.remove("static/.env")
    assert project.run("build", "--strict").returncode == 0
    assert not (project.output / ".env").exists()


def test_a_linked_list_of_keys_beside_an_article_is_a_warning(project: Project) -> None:
    project.write("content/credentials.csv", "User,Key\n").write("content/a.md", article(body="[Keys](credentials.csv)"))
    assert codes(project.check()) == ["secret-file"]


def test_findings_lists_every_name() -> None:
    text = (DOCS / "findings.md").read_text("utf-8").partition("### `secret-file`")[2].partition("\n### ")[0]
    listed = set(re.findall(r"`([^`\n]+)`", text.partition("| names |\n")[2].partition("\n\n")[0]))
    assert listed == {*SECRETS, *LEFT_OVERS}
