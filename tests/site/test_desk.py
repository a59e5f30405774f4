"""The generated desk that the theme is looked at with: it builds without a finding, and has what it says."""

from pathlib import Path

import pytest

from tests.projects import Project, codes, tree_of
from tools.desk_words import LONGEST
from tools.make_desk import NEWEST, Desk, write_desk

pytest.importorskip("PIL")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_desk_builds_without_a_finding_and_has_what_it_says(tmp_path: Path, language: str) -> None:
    write_desk(tmp_path / "desk", Desk(lang=language, days=6, briefs=90, newest=40, longest=20))
    desk = Project(tmp_path / "desk")
    assert codes(desk.build()) == []
    assert f'<html lang="{language}"' in desk.page("/")
    assert desk.page(f"/levant/{NEWEST}/").count('<article class="card') == 20
    articles = [path.read_text("utf-8") for path in (desk.root / "content").glob("20*/*/*.md")]
    dates = [text.split("\ndate: ")[1][:10] for text in articles]
    assert dates.count(NEWEST.isoformat()) == 40
    assert min(map(dates.count, set(dates))) == 1
    titles = [text.split("title: ")[1].split("\n")[0] for text in articles]
    assert 120 < max(map(len, titles)) <= LONGEST


def test_the_same_options_give_the_same_desk(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_desk(tmp_path / name, Desk(seed=seed, days=6, briefs=30, newest=8, longest=4))
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "same") != tree_of(tmp_path / "other")
