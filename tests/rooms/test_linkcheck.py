"""`briefgen links`: what is asked, how politely, what counts when, and where it is told. All hosts are this machine's."""

import itertools
import json
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import msgspec
import pytest

from briefgen import __version__
from briefgen.build.linkcheck import LinkOptions, LinkReport, Rule, check_links
from briefgen.disk.cache import CacheFolder
from briefgen.disk.web import Limits, NoAnswer, Request, ask
from briefgen.disk.web.hosts import is_public
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options
from tests.hosts import Handler, Host, by_method, closed_port, host_at, in_turn, status
from tests.projects import NOW, PATIENCE, SETTINGS, Project, article, run_without, write_project


@pytest.fixture
def host() -> Iterator[Host]:
    with host_at("127.0.0.1") as found:
        yield found


@pytest.fixture
def other() -> Iterator[Host]:
    with host_at("127.0.0.2") as found:
        yield found


#: As the command asks, but without a pause, and of this machine.
HOW = LinkOptions(delay=0, timeout=5, private=True)


def linking(root: Path, *urls: str, **files: str) -> Project:
    """Write a project with an article that links to some addresses, one in a line from line 7 on."""
    body = "\n".join(f"<{url}>" for url in urls)
    return write_project(root, {"content/first.md": article("First", region="north-coast", body=body), **files})


def check(
    project: Project, how: LinkOptions = HOW, *, now: datetime = NOW, drafts: bool = False, future: bool = False
) -> LinkReport:
    return check_links(project.root, Options(now=now, drafts=drafts, future=future), how)


def told(report: LinkReport) -> list[tuple[str, str]]:
    return [(found.code, found.message) for found in report.findings]


def place(found: Diagnostic) -> tuple[str, int | None, int | None]:
    return found.span.path, found.span.line, found.span.column


# What a link is worth -------------------------------------------------------------------------------------------------


def test_a_page_that_is_there_is_asked_once_by_head_and_not_told(tmp_path: Path, host: Host) -> None:
    report = check(linking(tmp_path, host.does("/a", status(200))))
    assert report.findings == ()
    assert (report.links, report.hosts, report.asked) == (1, 1, 1)
    assert host.asked() == ["HEAD"]


@pytest.mark.parametrize("code", [404, 410])
def test_a_host_that_says_there_is_no_page_is_believed_at_once(tmp_path: Path, host: Host, code: int) -> None:
    url = host.does("/a", status(code))
    (found,) = check(linking(tmp_path, url)).findings
    assert (found.code, place(found)) == ("dead-link", ("content/first.md", 7, 2))
    assert found.message.startswith(f'the link to "{url}" is dead: it answers {code}')
    assert found.span.length == len(url)
    # HEAD alone is no proof: many servers do not know it.
    assert host.asked() == ["HEAD", "GET"]


@pytest.mark.parametrize("code", [403, 404, 405, 500, 501])
def test_a_host_that_cannot_answer_head_is_asked_with_get(tmp_path: Path, host: Host, code: int) -> None:
    url = host.does("/a", by_method(status(code), status(200)))
    assert check(linking(tmp_path, url)).findings == ()
    assert host.asked() == ["HEAD", "GET"]


def test_a_host_that_closes_the_connection_on_head_is_asked_with_get(tmp_path: Path, host: Host) -> None:
    def close(request: Handler) -> None:
        request.close_connection = True

    assert check(linking(tmp_path, host.does("/a", by_method(close, status(200))))).findings == ()


@pytest.mark.parametrize("code", [400, 401, 403, 405, 451, 999])
def test_a_host_that_does_not_answer_programs_says_nothing_of_the_page(tmp_path: Path, host: Host, code: int) -> None:
    url = host.does("/a", status(code))
    ((kind, message),) = told(check(linking(tmp_path, url)))
    assert kind == "unchecked-link"
    assert f"it answers {code}" in message


def test_no_body_is_read(tmp_path: Path, host: Host) -> None:
    sent = []

    def endless(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(1000):
            request.wfile.write(bytes(1 << 20))
            sent.append(1)

    assert check(linking(tmp_path, host.does("/a", by_method(status(405), endless)))).findings == ()
    assert len(sent) < 100


# Redirects ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 308])
def test_a_page_that_moved_for_good_is_told_with_its_new_address(tmp_path: Path, host: Host, code: int) -> None:
    host.does("/new", status(200))
    url = host.does("/old", status(code, Location="/new"))
    (found,) = check(linking(tmp_path, f"{url}#part")).findings
    assert (found.code, found.help) == ("moved-link", f"write {host.url}/new#part")
    assert found.message == f'"{url}#part" has moved for good to "{host.url}/new#part"'


@pytest.mark.parametrize("code", [302, 303, 307])
def test_a_page_that_is_elsewhere_for_now_is_fine(tmp_path: Path, host: Host, code: int) -> None:
    host.does("/c", status(200))
    host.does("/b", status(code, Location="/c"))
    assert check(linking(tmp_path, host.does("/a", status(code, Location="/b")))).findings == ()


def test_the_new_address_ends_where_the_redirects_for_good_end(tmp_path: Path, host: Host, other: Host) -> None:
    host.does("/c", status(200))
    there = other.does("/b", status(302, Location=f"{host.url}/c"))
    url = host.does("/a", status(301, Location=there))
    assert told(check(linking(tmp_path, url))) == [("moved-link", f'"{url}" has moved for good to "{there}"')]


def test_a_page_that_moved_to_the_front_page_of_a_site_needs_a_look(tmp_path: Path, host: Host) -> None:
    host.does("/", status(200))
    (found,) = check(linking(tmp_path, host.does("/news/a", status(301, Location="/")))).findings
    assert found.help.startswith("look whether the page is still there")


def test_a_redirect_to_a_missing_page_is_dead(tmp_path: Path, host: Host) -> None:
    url = host.does("/a", status(301, Location="/b"))
    ((code, message),) = told(check(linking(tmp_path, url)))
    assert code == "dead-link"
    assert message.endswith(f"is dead: it leads to {host.url}/b, and there: it answers 404 Not Found")


def test_a_circle_of_redirects_ends_and_is_not_judged(tmp_path: Path, host: Host) -> None:
    host.does("/b", status(302, Location="/a"))
    ((code, message),) = told(check(linking(tmp_path, host.does("/a", status(302, Location="/b")))))
    assert code == "unchecked-link"
    assert message.endswith("could not be checked: it redirects in a circle")
    assert host.asked() == ["HEAD", "HEAD"]


def test_redirects_without_end_are_left_after_ten(tmp_path: Path, host: Host) -> None:
    for number in range(30):
        host.does(f"/{number}", status(302, Location=f"/{number + 1}"))
    ((_, message),) = told(check(linking(tmp_path, f"{host.url}/0")))
    assert "more than 10 times" in message
    assert len(host.asked()) == 11


@pytest.mark.parametrize("location", ["ftp://host.example/a", "javascript:alert(1)", "mailto:a@b.example", "http://[oops"])
def test_a_redirect_to_what_is_no_page_is_a_failure(tmp_path: Path, host: Host, location: str) -> None:
    ((code, message),) = told(check(linking(tmp_path, host.does("/a", status(302, Location=location)))))
    assert code == "unchecked-link"
    assert "failed" in message or "could not be checked" in message


# Never flaky ----------------------------------------------------------------------------------------------------------


def test_a_failure_counts_after_three_over_two_days(tmp_path: Path, host: Host) -> None:
    url = host.does("/a", status(500))
    project = linking(tmp_path, url)
    days = [0, 0.1, 0.2, 1.9, 2.0]
    codes = [told(check(project, now=NOW + timedelta(days=day)))[0] for day in days]
    assert [code for code, _ in codes] == [*["unchecked-link"] * 4, "dead-link"]
    assert codes[0][1] == f'"{url}" failed: it answers 500 Internal Server Error (once since 2026-01-01)'
    assert codes[4][1].endswith("is dead: it answers 500 Internal Server Error (5 times since 2026-01-01)")


def test_a_page_that_comes_back_starts_from_nothing(tmp_path: Path, host: Host) -> None:
    url = host.does("/a", status(500))
    project = linking(tmp_path, url)
    how = msgspec.structs.replace(HOW, rule=Rule(failures=2, days=1))
    assert told(check(project, how))[0][0] == "unchecked-link"
    host.does("/a", status(200))
    assert told(check(project, how, now=NOW + timedelta(days=1))) == []
    host.does("/a", status(500))
    assert told(check(project, how, now=NOW + timedelta(days=20)))[0][0] == "unchecked-link"
    assert told(check(project, how, now=NOW + timedelta(days=21)))[0][0] == "dead-link"


def test_a_host_that_does_not_answer_programs_does_not_undo_failures(tmp_path: Path, host: Host) -> None:
    url = host.does("/a", in_turn(*[status(500)] * 2, *[status(403)] * 2, status(500)))
    project = linking(tmp_path, url)
    how = msgspec.structs.replace(HOW, rule=Rule(failures=2, days=2, max_age=0))
    codes = [told(check(project, how, now=NOW + timedelta(days=day)))[0][0] for day in (0, 1, 2)]
    assert codes == ["unchecked-link", "unchecked-link", "dead-link"]


def test_an_answer_counts_for_a_week(tmp_path: Path, host: Host) -> None:
    host.does("/new", status(200))
    project = linking(tmp_path, host.does("/a", status(200)), host.does("/old", status(301, Location="/new")))
    assert check(project).asked == 2
    later = check(project, now=NOW + timedelta(days=6.9))
    # What was found is told again, although nothing is asked.
    assert (later.asked, later.count("moved-link")) == (0, 1)
    assert check(project, now=NOW + timedelta(days=7)).asked == 2


def test_a_machine_that_is_offline_counts_nothing(tmp_path: Path, host: Host, other: Host) -> None:
    """Good links that were asked lately are the witnesses; here their host has gone as well."""
    project = linking(tmp_path, closed_port(), other.does("/a", status(200)))
    how = msgspec.structs.replace(HOW, rule=Rule(failures=2, days=0))
    assert [code for code, _ in told(check(project, how))] == ["unchecked-link"]
    online = check(project, how)
    assert (online.is_offline, told(online)[0][0]) == (False, "dead-link")
    other.server.shutdown()
    other.server.server_close()
    offline = check(project, how)
    assert offline.is_offline
    assert "2 times" in told(offline)[0][1]
    assert check(project, how).is_offline
    assert "2 times" in told(check(project, how))[0][1]


def test_nothing_is_counted_where_nothing_ever_answered(tmp_path: Path) -> None:
    done = linking(tmp_path, closed_port()).run("links", "--allow-private", "--delay", "0")
    assert done.returncode == 2
    assert done.stderr.endswith("briefgen: no host answered, so nothing was counted: is this machine offline?\n")
    assert not (tmp_path / ".briefgen" / "links").exists()


@pytest.mark.parametrize("damage", [b"", b"briefgen cache 1\n", b"\x00" * 200, b"briefgen cache 1\n" + b"\xff" * 64])
def test_a_damaged_history_is_none(tmp_path: Path, host: Host, damage: bytes) -> None:
    project = linking(tmp_path, host.does("/a", status(200)))
    check(project)
    (tmp_path / ".briefgen" / "links").write_bytes(damage)
    assert check(project).asked == 1
    assert check(project).asked == 0


@pytest.mark.parametrize(
    "row",
    [
        [0, "good", "", "\x1b[31mhttps://evil.example/\u202e", 0, 0],
        [-1, "good", "", "", 0, -5],
        [1, "good", "", "", -(10**9), 0],
        [1, "nonsense", "", "", 0, 0],
        [1 << 62, "good", "", "", 0, 0],
        {"at": 1},
    ],
)
def test_a_forged_history_writes_nothing_to_a_terminal_and_stops_nothing(tmp_path: Path, host: Host, row: object) -> None:
    url = host.does("/a", status(200))
    project = linking(tmp_path, url)
    check(project)
    CacheFolder(tmp_path / ".briefgen", "links 1").save("links", msgspec.msgpack.encode({url: row}))
    done = project.run(*ASK, "--max-age", "365", "--now", "1970-01-02T00:00:00Z")
    assert done.returncode == 0
    assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)


def test_a_history_from_the_future_is_none(tmp_path: Path, host: Host) -> None:
    project = linking(tmp_path, host.does("/a", status(200)))
    check(project, now=NOW + timedelta(days=3000))
    assert check(project).asked == 1


# Manners --------------------------------------------------------------------------------------------------------------


def test_one_request_at_a_time_goes_to_a_host_and_several_hosts_are_asked_at_once(
    tmp_path: Path, host: Host, other: Host
) -> None:
    """Each host waits until the other one is asked as well: one after another would never end."""
    meeting = threading.Barrier(2, timeout=60)
    first = threading.Event()

    def meet(request: Handler) -> None:
        if not first.is_set():
            meeting.wait()
            first.set()
        request.reply(200)

    urls = [one.does(f"/{number}", meet) for number in range(6) for one in (host, other)]
    how = msgspec.structs.replace(HOW, timeout=100)
    assert check(linking(tmp_path, *urls), how).findings == ()
    assert (host.server.most, other.server.most) == (1, 1)


def test_a_pause_lies_between_two_requests_to_a_host(tmp_path: Path, host: Host) -> None:
    times = []

    def note(request: Handler) -> None:
        times.append(time.monotonic())
        request.reply(200)

    urls = [host.does(f"/{number}", note) for number in range(3)]
    check(linking(tmp_path, *urls), msgspec.structs.replace(HOW, delay=0.2))
    assert all(later - sooner >= 0.2 for sooner, later in itertools.pairwise(times))


def test_a_request_says_who_asks_and_nothing_else(tmp_path: Path, host: Host) -> None:
    check(linking(tmp_path, host.does("/a?b=%20c", status(200)).replace("http://", "http://user:word@") + "#secret"))
    ((_, path, headers),) = host.server.seen
    assert path == "/a?b=%20c"
    assert headers.pop("User-Agent") == f"briefgen/{__version__} (+https://briefs.test/; link check)"
    assert headers.pop("Host") == host.url.removeprefix("http://")
    assert headers.keys() <= {"Accept", "Accept-Encoding"}


@pytest.mark.parametrize("header", ["1", "date"])
def test_a_host_that_asks_to_wait_is_asked_again_after_that(tmp_path: Path, host: Host, header: str) -> None:
    """A date has whole seconds, so this one lies a second or two ahead."""
    times = []

    def busy(request: Handler) -> None:
        times.append(time.monotonic())
        request.reply(429, Retry_After="1" if header == "1" else formatdate(time.time() + 2, usegmt=True))

    def free(request: Handler) -> None:
        times.append(time.monotonic())
        request.reply(200)

    assert check(linking(tmp_path, host.does("/a", in_turn(busy, free)))).findings == ()
    assert times[1] - times[0] >= 0.9


def test_a_host_that_asks_to_wait_for_long_is_left_alone_for_this_run(tmp_path: Path, host: Host) -> None:
    urls = [host.does(f"/{number}", status(503, Retry_After="3600")) for number in range(5)]
    project = linking(tmp_path, *urls)
    report = check(project)
    assert {code for code, _ in told(report)} == {"unchecked-link"}
    assert "asks to wait for 3600 seconds" in told(report)[0][1]
    assert host.asked() == ["HEAD"]
    # It said nothing of the pages, so they are asked in the next run.
    assert check(project).asked == 5


def test_a_link_in_many_files_is_asked_once_and_told_everywhere(tmp_path: Path, host: Host) -> None:
    url = f"{host.url}/gone"
    sources = f"\n- name: A\n- name: B\n  url: {url}"
    project = write_project(
        tmp_path,
        {
            "content/first.md": article("First", region="north-coast", body=f"Text.\n\nSee [it]({url}#a) and\n[it]({url})."),
            "content/second.md": article("Second", region="south", sources=sources),
            "content/pages/about.md": f"---\ntitle: About\n---\n<{url}>\n",
            "content/regions/south.md": f"---\nsummary: S\n---\n[x]: {url}\n\n[x]\n",
            "briefgen.yml": SETTINGS + f"menu:\n  - title: M\n    url: {url}\nsources:\n  p:\n    name: P\n    url: {url}\n",
        },
    )
    report = check(project)
    assert host.asked() == ["HEAD", "GET"]
    assert {found.code for found in report.findings} == {"dead-link"}
    assert sorted(map(place, report.findings)) == [
        ("briefgen.yml", 16, 10),
        ("briefgen.yml", 20, 10),
        ("content/first.md", 9, 10),
        ("content/first.md", 10, 6),
        ("content/pages/about.md", 4, 2),
        ("content/regions/south.md", 4, 6),
        ("content/second.md", 8, 8),
    ]


def test_only_what_readers_see_is_asked(tmp_path: Path, host: Host) -> None:
    """A request tells a host that somebody is about to link to it."""

    def body(name: str) -> str:
        return f"<{host.url}/{name}>"

    project = write_project(
        tmp_path,
        {
            "content/draft.md": article("Draft", draft="true", body=body("draft")),
            "content/later.md": article("Later", publish_at="2026-06-01T00:00:00Z", body=body("later")),
            "content/over.md": article("Over", expires="2025-12-01T00:00:00Z", body=body("over")),
            "content/stories/none.md": f"---\ntitle: None\n---\n{body('story')}\n",
            "content/days/2020-01-01.md": f"---\ntitle: Old\n---\n{body('day')}\n",
        },
    )
    assert check(project).links == 0
    assert host.asked() == []
    check(project, drafts=True, future=True)
    assert {path for _, path, _ in host.server.seen} == {"/draft", "/later"}


def test_links_to_this_site_and_addresses_that_are_no_pages_are_not_asked(tmp_path: Path) -> None:
    body = "<https://briefs.test/north/> <mailto:a@b.test> [top](#top) [second](second.md)"
    project = write_project(tmp_path, {"content/first.md": article("First", region="north-coast", body=body)})
    assert check(project).links == 0


# Hosts that must not be asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 172.16.3.4 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1 224.0.0.1
    255.255.255.255 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::a9fe:a9fe 2002:7f00:1:: 2002:a00:1:: no-address
    """.split(),
)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"])
def test_an_address_that_is_public_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "127.1", "0x7f000001", "0", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_asked_however_it_is_written(tmp_path: Path, host: Host, name: str) -> None:
    port = host.url.rpartition(":")[2]
    host.does("/a", status(200))
    how = msgspec.structs.replace(HOW, private=False)
    report = check(linking(tmp_path, f"http://{name}:{port}/a"), how)
    assert host.asked() == []
    ((code, message),) = told(report)
    assert (code, "not on the public internet" in message or "there is no host" in message) == ("unchecked-link", True)
    if "not on the public internet" in message:
        assert (report.asked, report.private) == (0, 1)
        assert report.findings[0].help == "open it in a browser, or add --allow-private"


def test_a_redirect_to_a_private_host_is_not_followed(host: Host, other: Host) -> None:
    """The host of a redirect is looked at like that of a link: a request never follows one by itself."""
    other.does("/secret", status(200))
    url = host.does("/a", status(302, Location=f"{other.url}/secret"))
    answer = ask(Request(url=url), Limits(private=True))
    assert not isinstance(answer, NoAnswer)
    assert (answer.status, answer.location) == (302, f"{other.url}/secret")
    assert ask(Request(url=answer.location), Limits()) == NoAnswer("private", "its host is not on the public internet")
    assert other.asked() == []


@pytest.mark.parametrize("port", [22, 25, 53, 993])
def test_ports_of_other_services_are_not_asked(tmp_path: Path, port: int) -> None:
    ((code, message),) = told(check(linking(tmp_path, f"http://127.0.0.1:{port}/")))
    assert (code, f"port {port} is not one of the web" in message) == ("unchecked-link", True)


# What can go wrong on the way -----------------------------------------------------------------------------------------


def test_a_host_that_is_silent_is_left_after_the_time(host: Host) -> None:
    over = threading.Event()
    url = host.does("/a", lambda _request: (over.wait(60), None)[1])
    started = time.monotonic()
    answer = ask(Request(url=url), Limits(seconds=0.5, private=True))
    over.set()
    assert answer == NoAnswer("time", "it did not answer within 0.5 seconds")
    assert time.monotonic() - started < 30


def test_a_host_that_drips_is_left_after_the_time(host: Host) -> None:
    """Each byte comes within the time-out of a socket, and the answer never ends."""
    over = threading.Event()

    def drip(request: Handler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not over.wait(0.05):
            request.wfile.write(b"a")

    started = time.monotonic()
    answer = ask(Request(url=host.does("/a", drip)), Limits(seconds=1, private=True))
    over.set()
    assert isinstance(answer, NoAnswer)
    assert answer.reason == "time"
    assert time.monotonic() - started < 30


def test_no_more_of_a_body_is_read_than_wanted(host: Host) -> None:
    url = host.does("/a", lambda request: request.reply(200, b"x" * 1_000_000))
    answer = ask(Request(url=url), Limits(bytes=1000, private=True))
    assert not isinstance(answer, NoAnswer)
    assert answer.body == b"x" * 1000


@pytest.mark.parametrize("garbage", [b"\x00\x01\x02\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200])
def test_an_answer_that_is_not_http_is_a_failure(host: Host, garbage: bytes) -> None:
    def answer(request: Handler) -> None:
        request.wfile.write(garbage)
        request.close_connection = True

    found = ask(Request(url=host.does("/a", answer)), Limits(seconds=5, private=True))
    assert isinstance(found, NoAnswer)
    assert found.reason == "answer"


def test_a_host_that_is_none_and_one_that_refuses_are_told_apart(tmp_path: Path) -> None:
    limits = Limits(private=True, seconds=5)
    refused = ask(Request(url=closed_port()), limits)
    assert refused == NoAnswer("connection", "it refuses connections")
    missing = ask(Request(url="http://no-such-host.invalid/"), limits)
    assert missing == NoAnswer("name", "there is no host no-such-host.invalid")
    long = ask(Request(url=f"http://{'a' * 70}.test/"), limits)
    assert isinstance(long, NoAnswer)
    assert long.reason in {"name", "address"}


def test_a_host_in_letters_of_any_script_is_looked_up_in_ascii() -> None:
    found = ask(Request(url="http://bücher.invalid/straße"), Limits())
    assert found == NoAnswer("name", "there is no host xn--bcher-kva.invalid")


def test_tls_that_is_none_is_told(host: Host) -> None:
    found = ask(Request(url=host.url.replace("http:", "https:")), Limits(seconds=5, private=True))
    assert found == NoAnswer("tls", "it does not speak TLS as it should")


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine, which makes the certificate")
    pair = tmp_path / "pair.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*command, "-keyout", pair, "-out", tmp_path / "own.pem"], check=True, capture_output=True)
    pair.write_bytes(pair.read_bytes() + (tmp_path / "own.pem").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    with host_at("127.0.0.1", context) as host:
        found = ask(Request(url=host.does("/a", status(200))), Limits(seconds=10, private=True))
        assert host.asked() == []
    assert isinstance(found, NoAnswer)
    assert found.reason == "tls"
    assert found.words.startswith("its certificate is refused: ")


def test_a_certificate_whose_issuer_is_missing_says_nothing_of_the_page(tmp_path: Path) -> None:
    """Many hosts forget to send the certificate between theirs and one that is known, and browsers find it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine, which makes the certificates")

    def make(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=tmp_path, check=True, capture_output=True)

    make(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=CA",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
    )
    make("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "own.key", "-out", "own.csr")
    make(
        "x509",
        "-req",
        "-in",
        "own.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-out",
        "own.pem",
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem", tmp_path / "own.key")
    with host_at("127.0.0.1", context) as host:
        report = check(linking(tmp_path / "project", host.does("/a", status(200))))
    ((code, message),) = told(report)
    assert (code, report.is_offline) == ("unchecked-link", False)
    assert message.endswith("could not be checked: who vouches for its certificate is not known here")


# The command ----------------------------------------------------------------------------------------------------------

ASK = ("links", "--allow-private", "--delay", "0", "--now", "2026-01-01T12:00:00Z")


def test_the_command_tells_findings_and_counts_and_fails_if_strict(tmp_path: Path, host: Host) -> None:
    url = f"{host.url}/gone"
    project = linking(tmp_path, url, host.does("/a", status(200)))
    done = project.run(*ASK)
    assert done.returncode == 0
    assert done.stdout.startswith(f'content/first.md:7:2: warning[dead-link] the link to "{url}" is dead: it answers 404')
    assert done.stderr == "2 links to 1 host, 2 asked now: 1 dead, 0 moved, 0 not checked\n"
    ask_nobody = project.run("links", "--now", "2026-02-01T12:00:00Z")
    assert (
        ask_nobody.stderr == "2 links to 1 host, 0 asked now, 2 of private hosts not asked: 0 dead, 0 moved, 2 not checked\n"
    )
    assert project.run(*ASK, "--strict", "--quiet").returncode == 1
    assert not (tmp_path / "site").exists()


def test_the_command_prints_every_format(tmp_path: Path, host: Host) -> None:
    project = linking(tmp_path, f"{host.url}/gone")
    found = json.loads(project.run(*ASK, "--format", "json").stdout)
    assert (found["code"], found["path"], found["line"]) == ("dead-link", "content/first.md", 7)
    sarif = json.loads(project.run(*ASK, "--format", "sarif").stdout)
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["dead-link"]
    assert project.run(*ASK, "--format", "github").stdout.startswith("::warning file=content/first.md,line=7,")


def test_accept_works_on_links_and_an_unused_one_is_told_by_this_command_alone(tmp_path: Path, host: Host) -> None:
    rules = "".join(
        f"  - {{path: {path}, code: {code}, reason: Known.}}\n"
        for path, code in [("content/first.md", "dead-link"), ("content/second.md", "moved-link")]
    )
    project = linking(tmp_path, f"{host.url}/gone", **{"briefgen.yml": f"{SETTINGS}accept:\n{rules}"})
    done = project.run(*ASK, "--strict")
    assert done.returncode == 0
    assert "note[dead-link]" in done.stdout
    assert "(accepted: Known.)" in done.stdout
    assert done.stdout.count("unused-acceptance") == 1
    assert project.check().findings == ()
    assert project.build().findings == ()


def test_files_with_errors_are_counted(tmp_path: Path, host: Host) -> None:
    bad = {"content/bad.md": article("Bad", region="nowhere", body=f"<{host.url}/b>")}
    done = linking(tmp_path, host.does("/a", status(200)), **bad).run(*ASK)
    assert done.returncode == 0
    assert done.stderr.splitlines()[1:] == ["1 file with errors left out: run briefgen check"]
    assert host.asked("/b") == []


def test_a_project_with_broken_settings_asks_nothing(tmp_path: Path, host: Host) -> None:
    project = linking(tmp_path, f"{host.url}/a", **{"briefgen.yml": "title: [\n"})
    done = project.run(*ASK)
    assert done.returncode == 1
    assert "error[" in done.stdout
    assert host.asked() == []


def test_an_interrupted_check_keeps_what_it_has_learnt(tmp_path: Path, host: Host, other: Host) -> None:
    """One host never answers; the other one has, when the command is interrupted."""
    over, is_asked = threading.Event(), threading.Event()

    def hang(_request: Handler) -> None:
        is_asked.set()
        over.wait(PATIENCE)

    project = linking(tmp_path, host.does("/a", hang), *(other.does(f"/{number}", status(200)) for number in range(3)))
    # A shell that starts the tests in the background lets all of them ignore interrupts.
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from briefgen.cli import run; run()"
    command = [sys.executable, "-c", hears, *ASK, "--timeout", "120"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        end = time.monotonic() + PATIENCE
        while (len(other.asked()) < 3 or not is_asked.is_set()) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)  # The last answer is on its way from a thread to the one that notes it.
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    over.set()
    host.does("/a", status(200))
    assert check(project).asked == 1


def test_without_the_extra_the_command_says_how_to_get_it(tmp_path: Path, host: Host) -> None:
    linking(tmp_path, f"{host.url}/a")
    done = run_without("urllib3", tmp_path, "links")
    assert done.returncode == 2
    assert '".[links]"' in done.stderr
    assert host.asked() == []


def test_an_update_of_the_program_forgets_nothing(tmp_path: Path, host: Host) -> None:
    """A build with another engine leaves the history alone, and so does one without a cache."""
    project = linking(tmp_path, host.does("/a", status(200)))
    check(project)
    project.build()
    assert project.run("build", "--no-cache").returncode == 0
    assert check(project).asked == 0
    assert project.run("clean").returncode == 0
    assert check(project).asked == 1
