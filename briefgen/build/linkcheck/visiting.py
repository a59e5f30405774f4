"""Floor 8. Where a link leads: HEAD, then GET where HEAD says no, along redirects, with the manners of a guest."""

import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import urldefrag, urlsplit

import msgspec

from briefgen.disk.web import Answer, Limits, NoAnswer, Request, Turns, ask
from briefgen.disk.web.asking import host_of_url

#: `good`: a page is there. `gone`: the host says that there is none. `failed`: no page, which may pass. `unjudged`: the host
#: does not answer a program, or nothing was asked.
State = Literal["good", "gone", "failed", "unjudged"]
#: Redirects that are followed; browsers follow 20.
REDIRECTS: Final = 10
#: Seconds that a host can ask to wait, with a header `Retry-After`; if it asks for more, it is left alone in this run.
LONGEST_WAIT: Final = 60.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
_WAIT: Final = frozenset({429, 503})


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What came of following a link: why, in words, and where a page is now for good (empty: where the link says).

    `is_answered` says that a host answered. `is_kept` says that the result is worth keeping for other runs. `unasked` is why
    nobody was asked (empty: a host was): it is `private`, or the link is no `address` of the web.
    """

    state: State
    words: str = ""
    moved: str = ""
    is_answered: bool = False
    is_kept: bool = True
    unasked: str = ""


class Visitor:
    """Follows links, with one header for all requests. Threads share one visitor."""

    def __init__(self, turns: Turns, limits: Limits, headers: Mapping[str, str]) -> None:
        """Take the turns at hosts, the limits of a request, and what each request says of us."""
        self._turns = turns
        self._limits = limits
        self._headers = headers
        self._lock = threading.Lock()
        #: Hosts that asked for more time than we wait, with what they asked for, in words.
        self._left: dict[str, str] = {}

    def visit(self, url: str) -> Visit:
        """Follow a link to its end."""
        here = urldefrag(url).url
        moved, is_for_good, seen = "", True, {here}
        for _ in range(REDIRECTS + 1):
            answer = self._look(here)
            behind = f"it leads to {here}, and there: " if len(seen) > 1 else ""
            if isinstance(answer, NoAnswer):
                return _without_answer(answer, behind, is_answered=len(seen) > 1)
            if answer.status not in _REDIRECTS or not answer.location:
                found = _judge(answer, behind)
                return msgspec.structs.replace(found, moved=moved) if found.state == "good" else found
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            if urlsplit(answer.location).scheme.lower() not in {"http", "https"}:
                return Visit(state="failed", words=f"{behind}it leads to what is no page of the web", is_answered=True)
            moved = answer.location if is_for_good else moved
            here = urldefrag(answer.location).url
            if here in seen:
                # Many pages set a cookie in such a way, so a reader may well see the page.
                return Visit(state="unjudged", words="it redirects in a circle", is_answered=True)
            seen.add(here)
        return Visit(state="failed", words=f"it redirects more than {REDIRECTS} times", is_answered=True)

    def get(self, url: str, limits: Limits, headers: Mapping[str, str] | None = None) -> Answer | NoAnswer:
        """Send one GET, in turn, and return its answer, whatever it is."""
        return self._ask(Request(url=url, method="GET", headers={**self._headers, **(headers or {})}), limits)

    def _look(self, url: str) -> Answer | NoAnswer:
        """Send HEAD; send GET where HEAD says that there is no page, or is not known: many servers cannot answer it."""
        head = self._ask(Request(url=url, method="HEAD", headers=self._headers), self._limits)
        is_odd = head.reason == "answer" if isinstance(head, NoAnswer) else head.status >= 400 and head.status != 429
        return self._ask(Request(url=url, method="GET", headers=self._headers), self._limits) if is_odd else head

    def _ask(self, request: Request, limits: Limits) -> Answer | NoAnswer:
        host, answer = host_of_url(request.url), None
        for _ in range(2):
            with self._turns.at(host):
                with self._lock:
                    left = self._left.get(host)
                if left:
                    return NoAnswer("wait", left)
                answer = ask(request, limits)
            if isinstance(answer, NoAnswer) or answer.status not in _WAIT or answer.wait is None:
                return answer
            if answer.wait > LONGEST_WAIT:
                words = f"its host asks to wait for {answer.wait:.0f} seconds"
                with self._lock:
                    self._left[host] = words
                return NoAnswer("wait", words)
            self._turns.rest(host, answer.wait)
        assert answer is not None
        return answer


def _without_answer(answer: NoAnswer, behind: str, *, is_answered: bool) -> Visit:
    is_asked = answer.reason not in {"private", "address", "wait"}
    state: State = "failed" if is_asked and answer.reason != "chain" else "unjudged"
    is_answered = is_answered or answer.reason == "chain"
    unasked = answer.reason if answer.reason in {"private", "address"} and not is_answered else ""
    return Visit(state=state, words=behind + answer.words, is_answered=is_answered, is_kept=is_asked, unasked=unasked)


def _judge(answer: Answer, behind: str) -> Visit:
    status = answer.status
    try:
        words = f"{behind}it answers {status} {HTTPStatus(status).phrase}"
    except ValueError:
        words = f"{behind}it answers {status}"
    if status < 300:
        return Visit(state="good", is_answered=True)
    state: State = "gone" if status in _GONE else "failed" if 500 <= status < 600 else "unjudged"
    return Visit(state=state, words=words, is_answered=True, is_kept=status not in _WAIT)
