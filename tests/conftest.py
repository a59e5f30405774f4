"""Fixtures that many tests share, and the one flag that refreshes golden files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.projects import PATIENCE, Project, write_project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A property test on a busy machine with two cores must not fail for its time; what it tries is the same every run.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is printed now into the golden files")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first in each half of the tests: two workers begin with a half each, in order.

    A worker that is done takes over tests from the end of the other's half. There are the tests of rooms, thousands of short
    ones, and not those that would need another browser or another built site.
    """
    short = [item for item in items if item.path.parent.name == "rooms"]
    site = [item for item in items if item.path.parent.name == "site"]
    others = [item for item in items if item.path.parent.name not in {"rooms", "site"}]
    half = max(0, len(items) // 2 - len(others))
    items[:] = [*others, *short[:half], *site, *short[half:]]


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project with two articles, two regions (one with a child) and nothing wrong with it."""
    return write_project(tmp_path / "project")


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parent.parent


#: Starts Chromium without the two pages of its own address bar, which no test sees: for each window Chromium renders them
#: anew, and that takes half of the CPU time of a window. Of two lists of features Chromium reads only the last one, so the
#: script lengthens the list of Playwright.
_CHROMIUM = """\
#!/bin/sh
for word; do
  shift
  case $word in --disable-features=*) word=$word,WebUIOmniboxPopup,WebUIOmniboxAimPopup ;; esac
  set -- "$@" "$word"
done
exec {} "$@"
"""


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of what starts the browser; a test that needs it skips where there is none, but never in CI."""
    from playwright.sync_api import expect

    # Five seconds otherwise, which a busy machine may need for a page.
    expect.set_options(timeout=1000 * PATIENCE)
    for candidate in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(candidate).exists():
            script = tmp_path_factory.mktemp("chromium") / "chromium"
            script.write_text(_CHROMIUM.format(candidate))
            script.chmod(0o700)
            return str(script)
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium; .ci/run installs Debian's package chromium")
    pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:
    """Chromium, which asks no host but those of the tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield running
        running.close()
