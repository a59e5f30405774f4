"""Floor 8. The check of links that leave: collect, ask what is not known, count, tell."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urlsplit

import msgspec

from briefgen import __version__
from briefgen.build.acceptance import accept
from briefgen.build.linkcheck.collecting import Links, Spans, Written, links_of
from briefgen.build.linkcheck.history import Known, Rule, learned, load_history, save_history
from briefgen.build.linkcheck.visiting import Visit, Visitor
from briefgen.build.open_site import with_site
from briefgen.build.result import Progress, no_progress
from briefgen.disk.web import Limits, Turns, has_client
from briefgen.disk.web.asking import host_of_url
from briefgen.disk.web.hosts import NOT_PUBLIC
from briefgen.project.site import Site
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity, finding, how_to_install, in_order
from briefgen.values.model import Options

#: Links that were good lately and are asked again where nothing answers: is it the links, or this machine?
_WITNESSES: Final = 3


class LinkOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How links are asked: seconds between requests to a host and of a request, hosts at once, and when one is bad."""

    rule: Rule = Rule()
    delay: float = 1.0
    timeout: float = 15.0
    hosts: int = 8
    private: bool = False


class LinkReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of links found: findings, and the numbers of links, of hosts, and of pages that were asked.

    `private` is the number of pages that were not asked, since their hosts are not on the public internet.
    `is_offline` says that nothing answered, and nothing did that answered before: then nothing was counted. `broken` are the
    findings of the project if there is no site. `unread` is the number of files with errors, whose links are not known.
    """

    findings: tuple[Diagnostic, ...] = ()
    links: int = 0
    hosts: int = 0
    asked: int = 0
    private: int = 0
    is_offline: bool = False
    broken: tuple[Diagnostic, ...] = ()
    unread: int = 0

    def count(self, code: str) -> int:
        """Return how many findings have a code."""
        return sum(found.code == code for found in self.findings)


def check_links(root: Path, options: Options, how: LinkOptions, *, progress: Progress = no_progress) -> LinkReport:
    """Follow the links of a site that leave it, and return the findings at all places of each; raises BriefgenError.

    What was learnt is kept in the cache, also if this is interrupted.
    """
    if not has_client():
        raise BriefgenError(f"links are asked with urllib3, which is not installed; {how_to_install('links')}")

    def collect(site: Site | None, findings: tuple[Diagnostic, ...]) -> LinkReport | tuple[Links, str, int]:
        if site is None:
            return LinkReport(broken=findings)
        unread = {found.span.path for found in findings if found.severity is Severity.ERROR}
        return links_of(site), site.settings.base_url, len(unread)

    found = with_site(root, options, collect)
    if isinstance(found, LinkReport):
        return found
    links, base_url, unread = found
    report = _check(root, links, base_url, options, how, progress)
    return msgspec.structs.replace(report, unread=unread)


def make_visitor(base_url: str, how: LinkOptions) -> Visitor:
    """Return a visitor that says who it is: the tool, its version, and the site."""
    about = f"+{base_url}; " if base_url else ""
    headers = {"User-Agent": f"briefgen/{__version__} ({about}link check)"}
    return Visitor(Turns(how.delay), Limits(seconds=how.timeout, private=how.private), headers)


def _check(root: Path, links: Links, base_url: str, options: Options, how: LinkOptions, progress: Progress) -> LinkReport:
    visitor = make_visitor(base_url, how)
    # A page is asked once, whatever parts of it links name: the part behind # is never sent.
    now, pages = int(options.now.timestamp()), dict.fromkeys(urldefrag(url).url for url in links)
    rows = load_history(root, now)
    wanted = [page for page in pages if page not in rows or not how.rule.is_fresh(rows[page], now)]
    visits: dict[str, Visit] = {}
    # Where nothing answers, it cannot be told whether the links are at fault or this machine: nothing is counted.
    is_online = False
    try:
        for page, visit in follow(visitor.visit, wanted, how.hosts):
            visits[page] = visit
            is_online = is_online or visit.is_answered
            progress(len(visits), len(wanted))
        is_online = is_online or _is_online(visitor, visits, rows, base_url)
    finally:
        known = rows | {page: learned(rows.get(page), visit, now) for page, visit in visits.items()}
        if visits and is_online:
            kept = {page: row for page, row in known.items() if page not in visits or visits[page].is_kept}
            save_history(root, {**rows, **kept}, pages, now)
    told = known
    if not is_online:
        told = rows | {page: known[page] for page, visit in visits.items() if visit.state == "unjudged"}
    spans = Spans(root)
    findings = [
        found
        for url, places in links.items()
        if (row := told.get(urldefrag(url).url))
        for found in _tell(url, places, row, how.rule, spans)
    ]
    return LinkReport(
        findings=accept(root, in_order(findings), is_asked=True),
        links=len(links),
        hosts=len({host_of_url(page) for page in pages}),
        asked=sum(not visit.unasked for visit in visits.values()),
        private=sum(visit.unasked == "private" for visit in visits.values()),
        is_offline=not is_online,
    )


def _is_online(visitor: Visitor, visits: Mapping[str, Visit], rows: Mapping[str, Known], base_url: str) -> bool:
    """Does a host answer, of links that were good lately or of the site itself, where none of the visited ones did?"""
    if all(visit.state == "unjudged" for visit in visits.values()):
        return True
    hosts = {host_of_url(url) for url in visits}
    good = sorted((row.at, url) for url, row in rows.items() if row.state == "good" and host_of_url(url) not in hosts)
    by_host = {host_of_url(url): url for _, url in good}
    witnesses = [*[*by_host.values()][-_WITNESSES:], *([base_url] if base_url else [])]
    return any(visitor.visit(url).is_answered for url in witnesses)


def follow(visit: Callable[[str], Visit], urls: Sequence[str], at_once: int) -> Iterator[tuple[str, Visit]]:
    """Follow links, those of different hosts at once and those of one host one after another; give each as it is done."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(host_of_url(url), []).append(url)
    # The longest rows first: they take longest in the end.
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for row in sorted(by_host.values(), key=len, reverse=True):
        waiting.put(row)
    done: queue.SimpleQueue[tuple[str, Visit] | BaseException] = queue.SimpleQueue()
    is_over = threading.Event()

    def work() -> None:
        try:
            while not is_over.is_set():
                for url in waiting.get_nowait():
                    if is_over.is_set():
                        return
                    done.put((url, visit(url)))
        except queue.Empty:
            return
        except BaseException as error:
            # A mistake of ours: raised again where it is seen.
            done.put(error)

    # Threads that end with the process: whoever interrupts a check need not wait for the slowest host.
    for _ in range(min(at_once, len(by_host))):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in urls:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        is_over.set()


def _tell(url: str, places: Sequence[Written], known: Known, rule: Rule, spans: Spans) -> Iterator[Diagnostic]:
    """Give the finding of a link at each of its places; a good one has none."""
    code, message, hint = _words(url, known, rule)
    if code:
        for written in places:
            yield finding(code, spans.of(written), message, hint)


def _words(url: str, known: Known, rule: Rule) -> tuple[str, str, str]:
    times = ""
    if known.since and known.state == "failed":
        times = f" ({_times(known.failures)} since {datetime.fromtimestamp(known.since, UTC).date().isoformat()})"
    if rule.is_bad(known):
        hint = "link to its new address or to an archived copy; if readers do reach it, put it under accept: in briefgen.yml"
        return "dead-link", f'the link to "{url}" is dead: {known.words}{times}', hint
    if known.state == "good":
        return _moved(url, known.moved) if known.moved else ("", "", "")
    if known.state == "failed":
        hint = f"it counts as dead after {rule.failures} failures over {rule.days:g} days; nothing has to be done yet"
        return "unchecked-link", f'"{url}" failed: {known.words}{times}', hint
    hint = "open it in a browser, or add --allow-private" if known.words == NOT_PUBLIC else "open it in a browser"
    return "unchecked-link", f'"{url}" could not be checked: {known.words}', hint


def _moved(url: str, moved: str) -> tuple[str, str, str]:
    fragment = urldefrag(url).fragment
    # A fragment counts for the new address as well, unless that has its own (Fetch Standard, location URL).
    new = f"{moved}#{fragment}" if fragment and "#" not in moved else moved
    hint = f"write {new}"
    if urlsplit(url).path.strip("/") and not urlsplit(moved).path.strip("/"):
        hint = "look whether the page is still there: the new address is that of a whole site"
    return "moved-link", f'"{url}" has moved for good to "{new}"', hint


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
