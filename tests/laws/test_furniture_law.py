"""The law of furniture: an article comes back whole from any page of the known kinds, and nothing of the page is in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.importing.capture import read_account
from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import the_rules
from tests.furniture import KINDS, Article, Spacing, kinds_of, make_article, make_capture

LANGUAGES = ("en", "fr", "ar")
SPACINGS: tuple[Spacing, ...] = ("airy", "grouped", "tight")

ALONE = [
    pytest.param(kind, lang, spacing, id=f"{kind}-{lang}-{spacing}")
    for kind, (_, lines) in KINDS.items()
    for lang in lines
    for spacing in SPACINGS
]


def assert_whole(article: Article, capture: str) -> None:
    """Assert that the capture has this one article: its headline, and its parts in order and no others."""
    drafts = read_account(capture.encode(), the_rules(), Given()).drafts
    assert [draft.title for draft in drafts] == [article.title], capture
    parts = [(part.role, part.text) for part in drafts[0].paragraphs]
    assert [text for _, text in parts] == [text for _, text in article.parts], capture
    assert parts == list(article.parts), capture


def test_a_last_paragraph_that_names_a_manager_is_text() -> None:
    """A script without capitals shows no name, and no biography by one."""
    texts = (
        "ويتوقف الكثير على الطقس في ألدموث حيث يجري اختبار جدول الشتاء منذ يوم الاثنين.",
        "ومن المنتظر أن يصدر تقرير ثان عن ميناء الجزر في ألدموث الشهر المقبل.",
        "ووعد مهندس الميناء بالنظر في مشروع العبّارة مرة أخرى قبل نهاية الموسم.",
        "وارتفعت الأسعار بنسبة 44 في المئة بينما كان مدير شركة العبّارات يناقش مشروع العبّارة مع مجلس الجزر كل يوم.",
    )
    parts = tuple(("body", text) for text in texts)
    article = Article(lang="ar", title="مجلس الجزر يطالب بإعادة بناء الرصيف قبل الربيع", parts=parts)
    assert_whole(article, make_capture(article, ()))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Return an article of 4 to 12 paragraphs of 2 to 5 sentences, with subheads or without."""
    sizes = tuple(draw(st.lists(st.integers(2, 5), min_size=4, max_size=12)))
    # A subhead stands above two paragraphs or more, and not above the first one.
    places = st.lists(st.integers(1, len(sizes) - 2), max_size=3, unique=True)
    return make_article(
        draw(st.integers(0, 999)),
        draw(st.sampled_from(LANGUAGES)),
        sizes,
        subheads=tuple(draw(places)),
        trap=draw(st.integers(0, len(sizes) - 2)),
        byline=draw(st.booleans()),
        date=draw(st.booleans()),
        dateline=draw(st.booleans()),
    )


@st.composite
def pages(draw: st.DrawFn) -> tuple[Article, str]:
    """Return an article and the page that it is in: up to three kinds of furniture in each place."""
    article = draw(articles())
    chosen: list[str] = []
    for place in ("before", "above title", "head", "inside", "after"):
        most = 1 if place == "above title" else 3
        chosen += draw(st.lists(st.sampled_from(kinds_of(article.lang, place)), max_size=most, unique=True))
    # A page whose section mark is called like a subhead of the article would leave a reader in doubt.
    subheads = {text for role, text in article.parts if role == "subhead"}
    chosen = [kind for kind in chosen if not subheads & set(KINDS[kind][1][article.lang])]
    inside = {kind: draw(st.integers(0, len(article.parts))) for kind in chosen if KINDS[kind][0] == "inside"}
    spacing = draw(st.sampled_from(SPACINGS))
    return article, make_capture(article, tuple(chosen), inside=inside, spacing=spacing, seed=draw(st.integers(0, 99)))


@pytest.mark.parametrize(("kind", "lang", "spacing"), ALONE)
def test_an_article_comes_back_whole_from_one_kind_of_furniture(kind: str, lang: str, spacing: Spacing) -> None:
    article = make_article(7, lang, (2, 3, 2, 4, 2), byline=lang == "en", date=lang != "ar")
    assert_whole(article, make_capture(article, (kind,), spacing=spacing))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(articles(), st.sampled_from(SPACINGS))
def test_an_article_alone_comes_back_whole(article: Article, spacing: Spacing) -> None:
    """Also one with subheads that look like furniture."""
    assert_whole(article, make_capture(article, (), spacing=spacing))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_an_article_comes_back_whole_from_any_furniture(page: tuple[Article, str]) -> None:
    assert_whole(*page)
