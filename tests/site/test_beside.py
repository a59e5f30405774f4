"""An article beside its captures, in a browser: axe-core, both schemes, narrow and wide, and the way there from a page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.projects import Project, article
from tests.site.test_accessibility import Scheme, axe
from tests.site.test_preview import Served, start, stop

LONG = "x" * 300


@pytest.fixture
def beside(project: Project) -> Iterator[Served]:
    """A preview of two briefs that name captures, one of them Arabic, with sentences of every state but one."""
    project.write("captures/page.txt", f"The boats sail again at night.\n\nThe repairs cost 400 pounds {LONG}.\n")
    project.write("captures/ar.txt", "قررت البلدية اليوم تأجيل مشروع الجسر حتى الخريف. وقال العمدة إن العمال سيعودون.\n")
    body = (
        f"The boats sail again at night. The repairs cost 500 pounds {LONG}. Nobody expects bananas.\n\n"
        "<!-- editor -->\nA word of ours.\n"
    )
    source = "[{name: A, capture: captures/%s}]"
    project.write("content/boats.md", article("Boats", body=body, sources=source % "page.txt"))
    arabic = "قررت البلدية اليوم تأجيل مشروع الجسر حتى الخريف. 12 نص آخر."
    project.write(
        "content/bridge.md", article("قررت البلدية تأجيل المشروع", body=arabic, lang="ar", sources=source % "ar.txt")
    )
    running = start(project)
    yield running
    stop(running)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [320, 1280])
@pytest.mark.browser
def test_the_pages_have_no_violation_and_do_not_scroll_sideways(
    browser: Browser, beside: Served, scheme: Scheme, wide: int
) -> None:
    # The page's policy would keep axe itself out.
    context = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for name in ("", "content/boats.md", "content/bridge.md"):
        page.goto(f"{beside.url}.briefgen/trace/")
        if name:
            page.get_by_text(name, exact=True).click()
            page.wait_for_selector("tbody")
            assert page.locator("tbody").count() >= 2
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.add_script_tag(content=axe())
        violations = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(said => said.violations)")
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in violations] == []
    context.close()


@pytest.mark.browser
def test_the_keyboard_leads_from_an_article_to_its_captures_within_the_policy(browser: Browser, beside: Served) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{beside.url}north/2025-04-10/boats/")
    page.locator("briefgen-beside a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/.briefgen/trace/*")
    assert page.locator("h1").inner_text() == "Boats"
    assert page.locator("tr.captured blockquote").inner_text() == "The boats sail again at night."
    assert page.locator("tr.missing p").last.inner_text() == "Nobody expects bananas."
    assert page.locator("tr.editor p").first.inner_text() == "A word of ours."
    assert "500" in page.locator("mark").first.inner_text()
    assert faults == []
    page.close()
