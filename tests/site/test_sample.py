"""The repository's own sample: it builds without findings, and the committed site is what it builds to, byte for byte."""

import re
from datetime import UTC, datetime
from pathlib import Path

from briefgen.build.flow import build_site
from briefgen.build.result import Ways
from briefgen.project.reader import ProjectReader
from briefgen.values.model import Options
from tests.projects import tree_of

NOW = Options(now=datetime(2026, 1, 1, tzinfo=UTC))


def test_the_committed_site_is_what_the_sample_builds_to(repository: Path, tmp_path: Path) -> None:
    """After a change of content, layouts or code: `make site`, look at the pages, and commit them."""
    result = build_site(repository, tmp_path / "site", NOW, ways=Ways(cache=False))
    assert result.findings == ()
    assert tree_of(tmp_path / "site") == tree_of(repository / "site")
    # What `make site` prints in a clone, as README.md shows it.
    readme = (repository / "README.md").read_text("utf-8")
    summary = re.search(r"^ +(\d+) pages: 0 files written, (\d+) unchanged, 0 removed", readme, re.MULTILINE)
    assert summary is not None
    assert tuple(map(int, summary.groups())) == (result.pages, len(tree_of(repository / "site")) - 1)


def test_the_sample_shows_what_a_site_can_be(repository: Path) -> None:
    site = ProjectReader(repository).read(NOW).value
    assert site is not None
    addresses = {page.address for page in site.plan.pages}
    articles = [page for page in site.plan.pages if page.layout == "article.html"]
    days = {address for address in addresses if address.startswith("/dates/")}
    assert len(articles) >= 8
    assert len(days) >= 3
    assert sum(bool(region.regions) for region in site.settings.regions) >= 2
    assert any(address.startswith("/stories/") and address != "/stories/" for address in addresses)
    assert {page.view(site.plan.maker).lang for page in articles} == {"en-GB", "ar"}
    assert any(page.layout == "redirect.html" for page in site.plan.pages)
