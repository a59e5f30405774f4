"""What hosts, servers and robots are told; nginx shows the site, also while it is published again and again."""

import gzip
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import quote, unquote
from urllib.robotparser import RobotFileParser

import brotli
import pytest

from tests.programs import find_program
from tests.projects import NOW, PATIENCE, TRIED_OUT, Project, article, write_project

ALIASED = article("First", region="north-coast", aliases='["/old/first/", "/قديم/", "/a(b)+c$d/", "/old.html"]')


def with_settings(folder: Path, lines: str) -> Project:
    project = write_project(folder / "project", {"content/first.md": ALIASED})
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    return project.write("briefgen.yml", settings + lines)


# Files of the site ----------------------------------------------------------------------------------------------------


def test_a_site_has_files_for_hosts_only_if_the_settings_ask(tmp_path: Path) -> None:
    project = with_settings(tmp_path, "")
    project.build()
    assert not {"_headers", "_redirects", ".well-known/tdmrep.json"} & project.tree().keys()
    project = with_settings(tmp_path, "host_files: true\n")
    assert project.build().findings == ()
    assert project.page("_redirects") == (
        "/a(b)+c%24d/ /north-coast/2025-04-10/first/ 301\n"
        "/old.html /north-coast/2025-04-10/first/ 301\n"
        "/old/first/ /north-coast/2025-04-10/first/ 301\n"
        "/%D9%82%D8%AF%D9%8A%D9%85/ /north-coast/2025-04-10/first/ 301\n"
    )
    headers = project.page("_headers").splitlines()
    assert headers[0] == "/*"
    assert "  X-Content-Type-Options: nosniff" in headers
    assert headers[-2:] == ["/assets/*", "  Cache-Control: public, max-age=31536000, immutable"]


def test_files_for_hosts_have_the_base_path(tmp_path: Path) -> None:
    project = with_settings(tmp_path, "host_files: true\n")
    text = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", text.replace("https://briefs.test/", "https://briefs.test/daily/")).build()
    assert "/daily/old/first/ /daily/north-coast/2025-04-10/first/ 301\n" in project.page("_redirects")
    assert "/daily/assets/*\n" in project.page("_headers")


def test_redirects_follow_an_edit_as_a_clean_build_makes_them(tmp_path: Path) -> None:
    project = with_settings(tmp_path, "host_files: true\n")
    project.write("content/stories/talks.md", "---\ntitle: Talks\naliases: [/negotiations/]\n---\n")
    steps: list[dict[str, str]] = [
        {"content/second.md": article("Second", region="south", date="2025-04-11", aliases="[/second/]")},
        {
            "content/second.md": article(
                "Second", region="south", date="2025-04-11", aliases="[/second-of-all/]", story="talks"
            )
        },
        {"content/second.md": article("Second", region="south", date="2025-04-11")},
        {"content/third.md": article("Third", region="south", aliases="[/third/]")},
        {"content/third.md": article("Third", region="south", aliases="[/third/]", draft="true")},
    ]
    project.build()
    for step in steps:
        for path, text in step.items():
            project.write(path, text)
        done = project.run("build", "--verify", "--now", NOW.isoformat())
        assert done.returncode == 0, done.stdout + done.stderr
    assert "/third/" not in project.page("_redirects")
    assert "/negotiations/" not in project.page("_redirects")


@pytest.mark.parametrize(
    ("use", "training", "answers", "signal"),
    [
        ("allow", True, True, None),
        ("no-training", False, True, "search=yes, ai-input=yes, ai-train=no"),
        ("deny", False, False, "search=yes, ai-input=no, ai-train=no"),
    ],
)
def test_robots_are_told_what_may_be_done(
    tmp_path: Path, use: str, training: bool, answers: bool, signal: str | None
) -> None:
    project = with_settings(tmp_path, f"ai_use: {use}\n")
    project.build()
    text = project.page("robots.txt")
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.can_fetch("GPTBot", "/") is training
    assert robots.can_fetch("OAI-SearchBot", "/") is answers
    assert robots.can_fetch("Googlebot", "/")
    assert re.findall("Content-Signal: (.*)", text) == ([signal] if signal else [])
    assert text.endswith("Sitemap: https://briefs.test/sitemap.xml\n")
    policy = project.output / ".well-known" / "tdmrep.json"
    assert policy.exists() is (use != "allow")
    if policy.exists():
        assert json.loads(policy.read_bytes()) == [{"location": "/", "tdm-reservation": 1}]


def test_a_page_that_the_settings_call_gone_is_told_whenever_it_comes(tmp_path: Path) -> None:
    project = with_settings(tmp_path, "gone: [/south/2025-04-10/third/, /never/]\n")
    assert project.build().findings == ()
    project.write("content/third.md", article("Third", region="south"))
    assert [found.code for found in project.build().findings] == ["gone-page"]
    project.remove("content/third.md")
    assert project.build().findings == ()


# Servers --------------------------------------------------------------------------------------------------------------


def test_a_server_gets_redirects_headers_and_what_is_gone(tmp_path: Path) -> None:
    project = with_settings(tmp_path, TRIED_OUT + "gone: [/withdrawn/]\npublish:\n  live:\n    folder: ../live\n")
    for server in ("nginx", "caddy", "apache"):
        done = project.run("server", server)
        assert done.returncode == 0, done.stderr
        for part in (
            f"{tmp_path}/live/current",
            "/old/first/",
            "410" if server != "apache" else "gone",
            "nosniff",
            "immutable",
        ):
            assert part in done.stdout, f"{server}: {part}"
    assert f"{tmp_path}/elsewhere" in project.run("server", "nginx", "--root", f"{tmp_path}/elsewhere").stdout


NGINX = """\
daemon off;
{user}pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/site.conf;
    }}
}}
"""
TYPES = Path("/etc/nginx/mime.types")


class Answer:
    """An answer as the server gave it: no redirect was followed."""

    def __init__(self, response: "HTTPResponse | urllib.error.HTTPError") -> None:
        self.status = response.status
        self.headers = dict(response.headers)
        self.body = response.read()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: object, **_named: object) -> None:
        return None


def ask(port: int, path: str, coding: str = "") -> Answer:
    opener = urllib.request.build_opener(_NoRedirects)
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": coding} if coding else {})
    try:
        return Answer(opener.open(request, timeout=PATIENCE))
    except urllib.error.HTTPError as error:
        return Answer(error)


def program_of(server: str) -> str:
    """Return the program of a server."""
    packages = {"nginx": ("nginx", "nginx-light"), "caddy": ("caddy", "caddy"), "apache": ("apache2", "apache2-bin")}
    return find_program(*packages[server])


@contextmanager
def serving(server: str, folder: Path, configuration: str) -> Iterator[int]:
    """Run a web server with a configuration of the site, and give its port."""
    program = program_of(server)
    folder.mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    is_root = os.geteuid() == 0
    main, site = folder / "main.conf", folder / "site.conf"
    site.write_text(configuration, "utf-8")
    if server == "nginx":
        main.write_text(NGINX.format(folder=folder, port=port, types=TYPES, user="user root;\n" if is_root else ""))
        command = [program, "-c", str(main), "-e", str(folder / "error.log")]
    elif server == "caddy":
        main.write_text(f"{{\n\tadmin off\n}}\nhttp://127.0.0.1:{port} {{\n\timport {site}\n}}\n")
        command = [program, "run", "--adapter", "caddyfile", "--config", str(main)]
    else:
        # Apache does not serve as root.
        user = "User www-data\nGroup www-data\n" if is_root else ""
        block = f"{user}<VirtualHost *:{port}>\nInclude {site}\n</VirtualHost>"
        main.write_text(APACHE.format(folder=folder, modules="/usr/lib/apache2/modules", port=port, site=block))
        command = [program, "-D", "FOREGROUND", "-f", str(main)]
    environment = {**os.environ, "HOME": str(folder)}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert running.poll() is None, running.communicate()[0]
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.communicate(timeout=PATIENCE)


APACHE = """\
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule alias_module {modules}/mod_alias.so
TypesConfig /etc/mime.types
ServerName localhost
Listen 127.0.0.1:{port}
{site}
"""


@pytest.mark.parametrize(
    ("server", "check"),
    [
        ("nginx", ["nginx", "-t", "-e", "{folder}/error.log", "-c", "{folder}/main.conf"]),
        ("caddy", ["caddy", "validate", "--adapter", "caddyfile", "--config", "{folder}/main.conf"]),
        ("apache", ["apache2", "-t", "-f", "{folder}/main.conf"]),
    ],
)
def test_a_server_reads_the_file_of_its_guide(tmp_path: Path, repository: Path, server: str, check: list[str]) -> None:
    program = program_of(server)
    project = with_settings(tmp_path, TRIED_OUT + "gone: [/withdrawn/]\npublish:\n  live:\n    folder: ../live\n")
    assert project.run("publish", "--yes", "--now", NOW.isoformat()).returncode == 0
    (tmp_path / "site.conf").write_text(project.run("server", server).stdout, "utf-8")
    guide = re.search(
        rf"^```{server}\n(.*?)^```$", (repository / "docs/publish.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert guide is not None
    site, replaced = re.subn(r"/etc/\S+?/briefs\.inc", f"{tmp_path}/site.conf", guide[1])
    assert replaced == 1
    if server == "nginx":
        site = NGINX.format(folder=tmp_path, port=0, types=TYPES, user="").partition("    server {")[0] + site + "}\n"
        site = site.replace("listen 80;", f"listen unix:{tmp_path}/socket;")
    if server == "apache":
        site = APACHE.format(folder=tmp_path, modules="/usr/lib/apache2/modules", port=8080, site=site)
    (tmp_path / "main.conf").write_text(site, "utf-8")
    command = [program, *(part.format(folder=tmp_path) for part in check[1:])]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, "HOME": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that a server may read which runs as a user of its own; that of pytest is closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("base", ["/", "/daily/"])
@pytest.mark.parametrize("server", ["nginx", "caddy", "apache"])
def test_a_server_shows_what_was_published(open_folder: Path, server: str, base: str) -> None:
    target = (
        TRIED_OUT + "gone: [/withdrawn/, /مسحوب/]\npublish:\n  live:\n    folder: ../live\n    compress: [gzip, brotli]\n"
    )
    project = with_settings(open_folder, target)
    project.write("content/script.md", article("北京新闻", slug="北京新闻", tags="[北京]", aliases="[/旧/]"))
    text = (project.root / "briefgen.yml").read_text("utf-8")
    project.write("briefgen.yml", text.replace("https://briefs.test/", f"https://briefs.test{base}"))
    program_of(server)
    assert project.run("publish", "--yes", "--now", NOW.isoformat()).returncode == 0
    page, in_script = f"{base}north-coast/2025-04-10/first/", quote(f"{base}north/2025-04-10/北京新闻/")
    with serving(server, open_folder / server, project.run("server", server).stdout) as port:
        found = ask(port, page)
        assert (found.status, found.body) == (200, (project.output / "north-coast/2025-04-10/first/index.html").read_bytes())
        assert found.headers["Content-Type"] == "text/html; charset=utf-8"
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cache-Control" not in found.headers
        if server != "apache":
            packed = ask(port, page, "gzip")
            assert packed.headers["Content-Encoding"] == "gzip"
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert gzip.decompress(packed.body) == found.body
        smaller = (open_folder / "live" / "current" / "north-coast/2025-04-10/first/index.html.br").read_bytes()
        assert brotli.decompress(smaller) == found.body
        style = re.search(r'href="([^"]*style\.[^"]+\.css)"', found.body.decode())
        assert style
        asset = ask(port, style[1])
        assert (asset.status, asset.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert asset.headers["X-Content-Type-Options"] == "nosniff"
        for address in (in_script, quote(f"{base}tags/北京/")):
            assert ask(port, address).status == 200
        moves = {quote(f"{base}旧/"): in_script}
        for old in ("old/first/", "%D9%82%D8%AF%D9%8A%D9%85/", "a(b)+c$d/", "a(b)+c%24d/", "old.html"):
            moves[f"{base}{old}"] = page
        for old, new in moves.items():
            moved = ask(port, old)
            # Apache puts the host before the path, and quotes it in small letters.
            location = moved.headers["Location"].removeprefix(f"http://127.0.0.1:{port}")
            assert (moved.status, unquote(location)) == (301, unquote(new)), old
            assert location.isascii()
        missing = ask(port, f"{base}no/such/page/")
        assert (missing.status, missing.body) == (404, (project.output / "404.html").read_bytes())
        # A file that comes back with a later release must not be missing for a year.
        lost = ask(port, f"{base}assets/style.0123456789.css")
        assert (lost.status, lost.headers.get("Cache-Control")) == (404, None)
        assert lost.headers["X-Content-Type-Options"] == "nosniff"
        for gone in ("withdrawn/", quote("مسحوب/")):
            assert ask(port, f"{base}{gone}").status == 410
        assert ask(port, f"{base}.briefgen-files").status == 404


def test_a_reader_of_nginx_sees_no_missing_and_no_mixed_page_while_the_site_is_published(tmp_path: Path) -> None:
    """Each publication changes the site's title, which is on every page, and the stylesheet, which every page asks for."""
    target = TRIED_OUT + "publish:\n  live:\n    folder: ../live\n"
    project = with_settings(tmp_path, target)
    text = (project.root / "briefgen.yml").read_text("utf-8")

    def publish(number: int) -> None:
        project.write("briefgen.yml", text.replace("Test Briefs", f"Edition {number:02}"))
        project.write("layouts/assets/style.css", f"body {{ margin: {number}px }}\n")
        done = project.run("publish", "--yes", "--now", f"2026-01-01T12:{number:02}:00Z")
        assert done.returncode == 0, done.stdout + done.stderr

    publish(0)
    pages = ("/", "/north-coast/2025-04-10/first/", "/south/", "/archive/")
    faults, seen, is_over = [], set[tuple[str, ...]](), threading.Event()
    with serving("nginx", tmp_path / "nginx", project.run("server", "nginx").stdout) as port:

        def read() -> None:
            for number in range(20_000):
                if is_over.is_set():
                    return
                page = ask(port, pages[number % len(pages)])
                editions = set(re.findall(r"Edition (\d\d)", page.body.decode()))
                style = re.search(r'href="([^"]*style\.[^"]+\.css)"', page.body.decode())
                if page.status != 200 or len(editions) != 1 or style is None or ask(port, style[1]).status != 200:
                    faults.append((pages[number % len(pages)], page.status, editions))
                seen.add(tuple(editions))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for number in range(1, 21):
                publish(number)
        finally:
            is_over.set()
            reader.join(PATIENCE)
    assert faults == []
    assert len(seen) > 10
