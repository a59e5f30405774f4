"""The preview under attack: raw bytes on sockets of loopback against a real process. `test_preview.py` has manners.

Every conversation here ends by itself: sockets have a limit of time, and each answer is read to its end.
"""

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pytest

from briefgen.preview.headers import is_allowed_host
from tests.projects import PATIENCE, article, tree_of, write_project
from tests.site.test_preview import Served, start, stop

#: A one-pixel GIF: the smallest image that has a size.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
SECRET = b"not to be served"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "outside.txt").write_bytes(SECRET)
    secrets = (
        "secret.txt",
        ".env",
        ".git/config",
        "captures/raw.txt",
        "layouts/extra.html",
        ".briefgen/index",
        "site/old.html",
    )
    files = {
        "content/draft.md": article("Draft", draft="true", body=SECRET.decode()),
        "content/.hidden.md": SECRET.decode(),
        "content/unused.txt": SECRET.decode(),
        "content/first.md": article("First", region="north-coast", body="![A dot](a.gif)"),
        "static/.well-known/security.txt": "Contact: mailto:desk@briefs.test\n",
        "static/long.mp4": "0123456789" * 1000,
    }
    project = write_project(folder / "project", files)
    project.write("content/a.gif", GIF)
    for path in secrets:
        project.write(path, SECRET)
    (project.root / "site" / "link.txt").symlink_to(folder / "outside.txt")
    running = start(project, "--now", "2025-05-01T12:00:00Z")
    running.get("/")
    yield running
    stop(running)


def ask(served: Served, request: bytes, *, ends: bool = False) -> bytes:
    """Send bytes, and nothing more if they are to end there; return what comes back until the other side ends it."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        # The other side may hang up before all is sent; to end what it has ended is ENOTCONN, which is no ConnectionError.
        with contextlib.suppress(OSError):
            connection.sendall(request)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while data := connection.recv(65536):
                answer += data
    return answer


def get(served: Served, target: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", *headers]
    return ask(served, b"\r\n".join(lines) + b"\r\n\r\n")


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def header_of(answer: bytes, name: bytes) -> bytes:
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return b""


#: What must not be had: files of the project and of the system, and what only a browser of files would show.
WANTED = (
    "secret.txt", ".env", ".git/config", "briefgen.yml", "content/first.md", "content/.hidden.md", "content/unused.txt",
    "content/draft.md", "captures/raw.txt", "layouts/extra.html", "layouts/base.html", ".briefgen/index",
    "site/old.html", "site/link.txt", "north/2025-04-10/draft/", "static/.well-known/security.txt", "etc/passwd",
    "proc/self/environ", "content/", "static/", "assets/", "unused.txt",
)  # fmt: skip
#: Ways to a file that servers have been talked into (trailing parts, streams of NTFS, short names, nulls, queries).
WAYS = (
    "/{}", "//{}", "///{}", "/./{}", "/../{}", "/../../{}", "/north/../{}", "/assets/../{}", "/.briefgen/../{}",
    "/.briefgen/{}", "/.briefgen//{}", "/@fs/{}", "/static/..;/{}", "/..%00/{}", "/{}%00", "/{}%00.html", "/{}?raw",
    "/{}?raw??", "/{}?import&raw", "/{}#x", "/{}/", "/{}/.", "/{}\\", "/{}%5c", "/{}::$DATA", "/{}%20", "/{}.", "/{};x",
    "/{}~1", "/%2f{}", "/%5c{}", "/\\{}", "\\{}", "{}", "/http://127.0.0.1/{}", "http://127.0.0.1/{}",
    "http://evil.example/{}", "file:///{}", "//evil.example/{}",
)  # fmt: skip
#: Codes for `../`, once, twice and badly encoded.
CLIMBS = (
    "../", "..%2f", "..%2F", "%2e%2e/", "%2e%2e%2f", "%2E%2E%2F", ".%2e/", "..\\", "..%5c", "%2e%2e%5c",
    "%252e%252e%252f", "..%c0%af", "%c0%ae%c0%ae/", "%e0%80%ae%e0%80%ae/", "..%u2215", "%uff0e%uff0e/", "..%ef%bc%8f",
    "....//", "...//", "..;/", "..%0d%0a/", ".%00./",
)  # fmt: skip


def targets() -> Iterator[bytes]:
    for wanted in WANTED:
        yield from (way.format(wanted).encode() for way in WAYS)
        if not wanted.startswith("north/"):
            encoded = quote(wanted, safe="")
            yield from (f"/{climb * depth}{wanted}".encode() for climb in CLIMBS for depth in (1, 2, 6))
            yield from (f"/north/{climb}{encoded}".encode() for climb in CLIMBS)


def test_no_way_of_writing_a_path_leads_to_what_the_plan_does_not_publish(served: Served) -> None:
    asked = 0
    # A path to something that the plan has is another test's; here all of them must lead nowhere.
    allowed = {b"/.well-known/security.txt"}
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)
    every = 1 if os.environ.get("BRIEFGEN_ATTACK_ALL") else 7
    for target in islice(targets(), 0, None, every):
        if b" " in target or target in allowed:
            continue
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = read_answer(connection)
        asked += 1
        assert status_of(answer) in {400, 404}, target
        assert SECRET not in answer, target
        assert b"root:" not in answer, target
        assert not header_of(answer, b"location"), target
        if header_of(answer, b"connection").lower() == b"close":
            connection.close()
            connection = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)
    connection.close()
    assert asked > 2500 // every


def read_answer(connection: socket.socket) -> bytes:
    """Read one answer of a connection that stays open."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        data = connection.recv(65536)
        assert data, answer
        answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(header_of(head + b"\r\n\r\n", b"content-length") or 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "target", [b"?", b"?x", b"*", b"//north", b"/%2fnorth", b"/%5cnorth", b"/\\north", b"http://evil.example/north"]
)
def test_no_redirect_is_made_of_what_a_request_says(served: Served, target: bytes) -> None:
    answer = get(served, target)
    assert not header_of(answer, b"location")
    assert status_of(answer) in {200, 400, 404}


def test_a_redirect_leads_to_one_slash_and_the_path_of_a_page(served: Served) -> None:
    for target in (b"/north", b"/north?a=b", b"/north%2f2025-04-10", b"/%6eorth"):
        location = header_of(get(served, target), b"location")
        assert location.startswith(b"/north")
        assert b"//" not in location


def test_what_the_plan_publishes_can_be_read_dot_folder_and_all(served: Served) -> None:
    assert b"Contact:" in get(served, b"/.well-known/security.txt")
    served.project.build()
    for path in tree_of(served.project.output):
        if not path.startswith((".briefgen", "old.html", "link.txt")) and path != "404.html":
            assert status_of(get(served, b"/" + quote(path.removesuffix("index.html")).encode())) == 200, path


FOREIGN = (
    b"evil.example", b"evil.example:%d", b"127.0.0.1.evil.example", b"127.0.0.1@evil.example",
    b"evil.example#127.0.0.1", b"localhost.evil.example", b"evil.localhost", b"notlocalhost", b"localhost.", b"127.1",
    b"2130706433", b"0x7f000001", b"0177.0.0.1", b"0.0.0.0", b"[::]", b"[::ffff:127.0.0.1]", b"10.0.0.1",
    b"169.254.169.254", b"127.0.0.2", b"", b"localhost:8000:80", b"localhost, evil.example", b"localhost evil.example",
    b"local\xffhost", b"[::1", b"::1]", b"[]", b"127.0.0.1:99999", b"127.0.0.1:65536", b"127.0.0.1:0", b"localhost:",
    b"localhost:00080", b"localhost:+80", b"localhost:-1", b"localhost:8_0", b"localhost: 80", b"localhost :80",
    b"user@localhost", b"user:word@localhost:80", b"localhost.:80", b"127.0.0.1.", b"[127.0.0.1]", b"[localhost]:80",
    b"[::1%lo]", b"[::1%25lo]:80", b"[::1]80", b"[::1].", b"::1", b"localhost/", b"http://localhost", b"localhost\t80",
)  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_could_be_pointed_here_is_not_answered(served: Served, host: bytes) -> None:
    name = host.replace(b"%d", str(served.port).encode())
    for target in (b"/", b"/.briefgen/live.js", b"/.briefgen/events", b"/feed.json"):
        answer = ask(served, b"GET " + target + b" HTTP/1.1\r\nHost: " + name + b"\r\nConnection: close\r\n\r\n")
        assert status_of(answer) in {400, 421}, answer[:200]
        assert b"Test Briefs" not in answer


@pytest.mark.parametrize(
    "host",
    [
        b"127.0.0.1", b"localhost:1", b"LocalHost:65535", b"127.0.0.1:8080", b"[::1]", b"[::1]:3000", b"  localhost  ",
    ],
)  # fmt: skip
def test_the_previews_own_names_are_answered_at_every_port_that_exists(served: Served, host: bytes) -> None:
    """An editor or ssh that forwards the preview gives it a different port of the reader's own machine."""
    answer = ask(served, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert status_of(answer) == 200
    assert b"Test Briefs" in answer


@pytest.mark.parametrize("second", [b"localhost", b"127.0.0.1", b"evil.example"])
def test_a_host_that_is_given_twice_is_refused(served: Served, second: bytes) -> None:
    hosts = b"\r\nHost: localhost\r\nHost: " + second
    assert status_of(ask(served, b"GET / HTTP/1.1" + hosts + b"\r\nConnection: close\r\n\r\n")) in {400, 421}


@pytest.mark.parametrize("listening_on", ["0.0.0.0", "::"])
@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("[::1]", True), ("10.0.0.1:80", True), ("[fe80::1]:80", True), ("[fe80::1%25lo]", False), ("[fe80::1%lo]", False),
        ("[10.0.0.1]", False), ("10.0.0.1:65536", False), ("10.0.0.1.", False), ("010.0.0.1", False),
        ("evil.example", False), ("fe80::1", False), ("[::1", False),
    ],
)  # fmt: skip
def test_a_preview_on_all_addresses_answers_to_addresses_only(listening_on: str, host: str, is_answered: bool) -> None:
    """Asked of the rule itself: a test opens no port to the network."""
    assert is_allowed_host(host, listening_on) is is_answered


def test_headers_of_proxies_do_not_stand_for_the_host(served: Served) -> None:
    forwarded = (
        b"X-Forwarded-Host: localhost",
        b"Forwarded: host=localhost",
        b"X-Original-URL: /",
        b"X-Forwarded-For: 127.0.0.1",
    )
    answer = ask(
        served, b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + b"\r\n".join(forwarded) + b"\r\nConnection: close\r\n\r\n"
    )
    assert status_of(answer) == 421
    calm, changed = (
        get(served, b"/"),
        get(served, b"/", *(line.replace(b"localhost", b"evil.example") for line in forwarded)),
    )
    assert changed.partition(b"\r\n\r\n")[2] == calm.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example", b"null", b"http://localhost.evil.example", b"http://127.0.0.1@evil.example", b"file://",
        b"chrome-extension://abc", b"http://0.0.0.0", b"http://[::ffff:127.0.0.1]", b"http://10.0.0.1", b"javascript://localhost",
        b"http://localhost:80:80", b"http://[::1", b"http://[localhost", b"\xff", b"http://", b"localhost",
        b"http://localhost:99999", b"http://localhost:0", b"http://user@localhost", b"http://localhost.", b"http://[localhost]",
    ],
)  # fmt: skip
def test_no_other_origin_may_read_the_events(served: Served, origin: bytes) -> None:
    answer = get(served, b"/.briefgen/events", b"Origin: " + origin)
    assert status_of(answer) in {400, 403}
    assert b"data:" not in answer
    assert not header_of(answer, b"access-control-allow-origin")


@pytest.mark.parametrize(
    "method",
    [
        b"POST",
        b"PUT",
        b"DELETE",
        b"PATCH",
        b"OPTIONS",
        b"TRACE",
        b"CONNECT",
        b"PROPFIND",
        b"get",
        b"GETT",
        b"PURGE",
        b"DEBUG",
    ],
)
def test_no_other_method_does_anything(served: Served, method: bytes) -> None:
    before = tree_of(served.project.root)
    for target in (b"/", b"/.briefgen/events", b"/.briefgen/live.js", b"/north/"):
        answer = get(served, target, b"Content-Length: 3", b"Access-Control-Request-Method: GET", method=method)
        assert status_of(answer) in {400, 405}, answer[:200]
        assert b"access-control" not in answer.lower()
    assert tree_of(served.project.root) == before


MALFORMED = {
    "no-request": b"\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "zeros": b"\0" * 5000,
    "no-version": b"GET /\r\n\r\n",
    "version": b"GET / HTTP/9.9\r\nHost: 127.0.0.1.evil.example\r\n\r\n",
    "no-host": b"GET / HTTP/1.1\r\n\r\n",
    "null-in-path": b"GET /\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "null-in-header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\0b\r\n\r\n",
    "name-with-space": b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    "negative-length": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    "two-lengths": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "huge-length": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "bad-chunk": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
    "long-path": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "long-header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000,
    "endless-line": b"a" * 300_000,
}


@pytest.mark.parametrize("request_bytes", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_request_is_refused_and_the_next_one_is_served(served: Served, request_bytes: bytes) -> None:
    answer = ask(served, request_bytes, ends=True)
    assert status_of(answer) in {0, 400, 405, 421}, answer[:200]
    assert b"Traceback" not in answer
    assert status_of(get(served, b"/")) == 200


def test_an_upgrade_is_not_taken(served: Served) -> None:
    headers = (b"Upgrade: websocket", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"Sec-WebSocket-Version: 13")
    for target in (b"/", b"/.briefgen/events-of-another-kind"):
        lines = [b"GET " + target + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: Upgrade, close", *headers]
        assert status_of(ask(served, b"\r\n".join(lines) + b"\r\n\r\n")) in {200, 400, 404}


def test_fifty_slow_connections_keep_nobody_waiting(served: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) for _ in range(50)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * number)
        for _ in range(20):
            for connection in slow:
                connection.sendall(b"a")
            assert status_of(get(served, b"/north/")) == 200
    finally:
        for connection in slow:
            connection.close()


def test_fifty_readers_of_events_keep_nobody_waiting(served: Served) -> None:
    readers = [socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) for _ in range(50)]
    try:
        for reader in readers:
            reader.sendall(b"GET /.briefgen/events?page=/north/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert all(reader.recv(64).startswith(b"HTTP/1.1 200") for reader in readers)
        for _ in range(20):
            assert status_of(get(served, b"/north/")) == 200
    finally:
        for reader in readers:
            reader.close()


def test_a_thousand_requests_over_eight_connections_are_all_answered(served: Served) -> None:
    failed: list[object] = []

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        for number in range(125):
            connection.request("GET", ("/", "/north/", "/feed.json", "/north-coast/2025-04-10/first/")[number % 4])
            response = connection.getresponse()
            if response.status != 200 or not response.read():
                failed.append(response.status)
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert failed == []


VIDEO = b"0123456789" * 1000


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        pytest.param(b"bytes=0-0", 206, VIDEO[:1], b"bytes 0-0/10000", id="first-byte"),
        pytest.param(b"bytes=5-24", 206, VIDEO[5:25], b"bytes 5-24/10000", id="middle"),
        pytest.param(b"bytes=9990-", 206, VIDEO[9990:], b"bytes 9990-9999/10000", id="to-the-end"),
        pytest.param(b"bytes=9990-20000", 206, VIDEO[9990:], b"bytes 9990-9999/10000", id="beyond-the-end"),
        pytest.param(b"bytes=-10", 206, VIDEO[-10:], b"bytes 9990-9999/10000", id="last-bytes"),
        pytest.param(b"bytes=-99999", 206, VIDEO, b"bytes 0-9999/10000", id="more-than-all"),
        pytest.param(b"bytes=10000-", 416, b"", b"bytes */10000", id="after-the-end"),
        pytest.param(b"bytes=-0", 416, b"", b"bytes */10000", id="nothing"),
        pytest.param(b"bytes=5-4", 200, VIDEO, b"", id="backwards"),
        pytest.param(b"bytes=0-1,3-4", 200, VIDEO, b"", id="several"),
        pytest.param(b"bytes=" + b"0-," * 5000 + b"0-", 200, VIDEO, b"", id="very-many"),
        pytest.param(b"bytes=a-b", 200, VIDEO, b"", id="words"),
        pytest.param(b"bytes=-", 200, VIDEO, b"", id="neither-end"),
        pytest.param(b"lines=0-1", 200, VIDEO, b"", id="another-unit"),
        pytest.param(b"bytes=0-" + b"9" * 5000, 200, VIDEO, b"", id="a-number-without-end"),
    ],
)
def test_a_part_of_a_file_is_sent_where_one_is_asked_for(
    served: Served, asked: bytes, status: int, content: bytes, told: bytes
) -> None:
    answer = get(served, b"/long.mp4", b"Range: " + asked)
    assert (status_of(answer), header_of(answer, b"content-range")) == (status, told)
    assert answer.partition(b"\r\n\r\n")[2] == content
    assert header_of(answer, b"content-type") == b"video/mp4"


def test_conditions_are_those_of_the_standard(served: Served) -> None:
    tag = header_of(get(served, b"/long.mp4"), b"etag")
    for header in (tag, b"W/" + tag, b'"other", ' + tag, b"*"):
        answer = get(served, b"/long.mp4", b"If-None-Match: " + header)
        assert (status_of(answer), answer.partition(b"\r\n\r\n")[2]) == (304, b"")
        assert header_of(answer, b"etag") == tag
    assert status_of(get(served, b"/long.mp4", b'If-None-Match: "other"')) == 200
    assert status_of(get(served, b"/long.mp4", b"Range: bytes=0-1", b"If-Range: " + tag)) == 206
    assert status_of(get(served, b"/long.mp4", b"Range: bytes=0-1", b'If-Range: "other"')) == 200
    head = get(served, b"/long.mp4", b"Range: bytes=0-1", method=b"HEAD")
    assert (status_of(head), header_of(head, b"content-length")) == (200, b"10000")
    # What is not there has no tag that could be had.
    assert status_of(get(served, b"/nowhere/", b"If-None-Match: *")) == 404


def test_what_goes_away_while_it_is_served_is_told_in_one_line(served: Served, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"static/gone.txt": "here\n"})
    running = start(project)
    try:
        assert running.get("/gone.txt").status == 200
        project.remove("static/gone.txt")
        (project.root / "static" / "gone.txt").symlink_to("/etc/passwd")
        answer = running.get("/gone.txt")
        assert answer.status in {404, 500}
        assert b"root:" not in answer.content
    finally:
        stop(running)


def test_nothing_that_was_asked_made_the_preview_say_more_than_a_line(tmp_path: Path) -> None:
    running = start(write_project(tmp_path / "project"))
    for request in (*MALFORMED.values(), b"GET /%1b[31m HTTP/1.1\r\nHost: \x1b[31m\r\nConnection: close\r\n\r\n"):
        ask(running, request, ends=True)
    running.process.terminate()
    _, said = running.process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    assert all(line.isprintable() for line in said.splitlines())
