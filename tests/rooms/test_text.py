"""Small functions on text: slugs, anchors, words, direction, control characters, shortening."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.characters import (
    expand_references,
    find_bidi_control,
    find_control,
    is_free_of_controls,
    without_controls,
)
from briefgen.text.slugs import SLUG_LENGTH, anchor, is_device_name, one_line, slug
from briefgen.text.words import count_words, direction, measure, nearest, shorten

# Slugs ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("River floods, again!", "river-floods-again"),
        ("  -- The 3.5 % rise --  ", "the-3-5-rise"),
        ("Don't re-open the U.N.’s road", "dont-re-open-the-u-n-s-road"),
        ("Élysée à Paris", "elysee-a-paris"),
        ("Straße, Øresund, Łódź, Þingvellir, İstanbul", "strasse-oresund-lodz-thingvellir-istanbul"),
        ("ﬁnal ＡＢＣ ①", "final-abc-1"),
        ("a/b\\c?d#e%2f..", "a-b-c-d-e-2f"),
        ("Iraq العراق 2025", "iraq-2025"),
        ("العراق", ""),
        ("洪水", ""),
        ("", ""),
        ("con", "x-con"),
        ("COM¹", "x-com1"),
        ("contents", "contents"),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_a_slug_says_the_text_in_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_its_own_slug_and_can_be_a_folder_everywhere(text: str) -> None:
    made = slug(text)
    assert slug(made) == made
    assert made == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= SLUG_LENGTH
    assert not is_device_name(made)


@given(st.text())
def test_a_slug_is_the_same_for_every_form_of_the_same_characters(text: str) -> None:
    assert slug(unicodedata.normalize("NFD", text)) == slug(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("name", ["con", "NUL", "aux.txt", "Com1.tar.gz", "lpt³", "prn ", "CONIN$"])
def test_device_names_are_known_in_any_case_and_with_any_extension(name: str) -> None:
    assert is_device_name(name)


@pytest.mark.parametrize("name", ["", "console", "com", "com10", "lpt", "x-con", "nul-1", "a.con"])
def test_other_names_are_no_device_names(name: str) -> None:
    assert not is_device_name(name)


# Anchors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is known", "what-is-known"),
        ("أخبار العراق", "أخبار-العراق"),
        ("中文标题：第一", "中文标题-第一"),
        ("ÉLYSÉE", "élysée"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("مُحَمَّد", "مُحَمَّد"),
        ('"><b onclick=x>', "b-onclick-x"),
        ("___", ""),
        ("?!", ""),
    ],
)
def test_an_anchor_keeps_the_words_of_any_script(text: str, expected: str) -> None:
    assert anchor(text) == expected


@given(st.text())
def test_an_anchor_is_its_own_anchor_and_needs_no_escaping(text: str) -> None:
    made = anchor(text)
    assert anchor(made) == made
    assert len(made) <= SLUG_LENGTH
    assert not re.search(r"""[\s"'<>&#%/.\\`=]""", made)
    assert not made.startswith(("-", "_"))


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("... — !", 0),
        ("One two three", 3),
        ("Don’t re-open U.N. 3.5", 4),
        ("洪水道路", 2),
        ("洪水道", 2),
        ("洪水 in Basra", 3),
        ("ひらがなカタカナ", 4),
        ("한국어 문장", 2),
        ("ارتفع منسوب النهر", 3),
        ("مُحَمَّد رَسُول", 2),
        ("می\u200cخواهم بروم", 2),
        ("हिन्दी समाचार", 2),
        ("e\u0301te\u0301 passe\u0301", 2),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_two_texts_on_lines_of_their_own_have_as_many_words_as_both_and_at_most_one_character_more(
    one: str, two: str
) -> None:
    together = count_words(f"{one}\n{two}")
    assert count_words(one) + count_words(two) - 1 <= together <= count_words(one) + count_words(two)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("...", 0),
        ("word", 1),
        ("word " * 238, 1),
        ("word " * 476, 2),
        ("洪" * 510, 2),
        ("word " * 238 + "洪" * 255, 2),
    ],
)
def test_reading_takes_whole_minutes_and_at_least_one(text: str, minutes: int) -> None:
    assert measure(text)[1] == minutes


# Direction -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["ar", "AR-IQ", "fa", "he", "ur", "ckb", "ps", "dv", "yi", "az-Arab", "ku-Arab-IQ", "pa-Arab", "en-Hebr"]
)
def test_these_languages_run_from_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "zh-Hant-TW", "az", "ku", "ar-Latn", "de-1901", "ru", "pt-BR"])
def test_these_languages_run_from_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar-EG-u-nu-latn", "rtl"), ("en-u-nu-arab", "ltr"), ("fa-x-latn", "rtl"), ("en-t-ar-arab", "ltr")],
)
def test_an_extension_of_a_tag_does_not_change_its_script(tag: str, expected: str) -> None:
    """After a single letter comes no script: `nu-latn` asks for Latin digits in an Arabic text."""
    assert direction(tag) == expected


# Characters ----------------------------------------------------------------------------------------------------------


def test_white_space_of_every_kind_is_folded_to_one_space() -> None:
    assert one_line(" One\t two\n\nthree\u00a0four\u2028five\u3000six ") == "One two three four five six"


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line.splitlines() in ([], [line])


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\ufdd0", "\ufffe", "\uffff"]
)
def test_control_characters_and_noncharacters_are_found(character: str) -> None:
    found = find_control(f"ab{character}c")
    assert found
    assert found.start() == 2


@pytest.mark.parametrize(
    "character", ["\t", "\n", " ", "\u00a0", "\u200b", "\u200c", "\u200d", "\u200e", "\u061c", "\ufeff", "\ufffd", "🌊"]
)
def test_characters_that_texts_need_are_no_control_characters(character: str) -> None:
    assert not find_control(character)
    assert not find_bidi_control(character)


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_embeddings_overrides_and_isolates_are_found(character: str) -> None:
    found = find_bidi_control(f"ab{character}c")
    assert found
    assert found.start() == 2


@given(st.text())
def test_a_text_without_its_controls_has_none_and_keeps_the_rest_in_order(text: str) -> None:
    rest = without_controls(text)
    assert not find_control(rest)
    assert not find_bidi_control(rest)
    assert rest == "".join(character for character in text if without_controls(character))


# Nearest and shortened -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("regoin", "region"),
        ("REGION", "region"),
        ("sumary", "summary"),
        ("middel-east", "middle-east"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_nearest_known_word_is_named_where_one_is_close(word: str, expected: str) -> None:
    assert nearest(word, ["region", "regions", "summary", "middle-east", "Title"]) == expected


def test_nearest_gives_the_known_word_as_it_is_written() -> None:
    assert nearest("TITLE", ("Title",)) == "Title"


def test_a_short_text_is_not_shortened() -> None:
    assert shorten("One two.", 8) == "One two."


def test_a_long_text_is_cut_at_a_word_and_loses_the_comma_before_the_cut() -> None:
    assert shorten("One two, three", 10) == "One two…"


def test_a_text_without_spaces_is_cut_where_the_limit_is() -> None:
    assert shorten("洪" * 20, 10) == "洪" * 9 + "…"


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_a_shortened_text_keeps_to_its_limit_and_to_the_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&#65;&#x41;&amp;&lt", "AA&<"),
        ("&#000000000065;", "A"),
        (f"&#{'0' * 5000}65;", "A"),
        (f"a&#{'9' * 5000};b", "a\ufffdb"),
        (f"a&#{'9' * 5000}abc", "a\ufffdabc"),
        ("&#1114112;&#xD800;&#0;", "\ufffd\ufffd\ufffd"),
    ],
)
def test_character_references_are_what_browsers_read(written: str, meant: str) -> None:
    assert expand_references(written) == meant


def words_one_by_one(text: str) -> int:
    """Count as `measure` says it does: words with a letter or digit, and two characters of unspaced scripts as one."""
    unspaced = [character for character in text if _is_unspaced(character)]
    words = "".join(" " if _is_unspaced(character) else character for character in text).split()
    return sum(any(c.isalnum() or c == "_" for c in word) for word in words) + (len(unspaced) + 1) // 2


def _is_unspaced(character: str) -> bool:
    ranges = ["\u0e00\u0eff", "\u1000\u109f", "\u1780\u17ff", "\u3040\u30ff", "\u3400\u9fff", "\uf900\ufaff"]
    return any(first <= character <= last for first, last in [*ranges, "\U00020000\U0003ffff"])


@given(
    st.text(
        st.one_of(
            st.characters(max_codepoint=127),
            st.sampled_from("a b.–“” \u00a0\n\t_中泰ไー\u202f\ufb00\u0f00"),
            st.characters(),
        )
    )
)
def test_words_are_counted_alike_in_whatever_lines_they_stand(text: str) -> None:
    assert measure(text)[0] == words_one_by_one(text)


@given(st.text(st.one_of(st.characters(max_codepoint=160), st.sampled_from("“\u202a\u2069\ufffe"), st.characters())))
def test_a_text_is_free_of_controls_where_none_is_found(text: str) -> None:
    assert is_free_of_controls(text) == (find_control(text) is None and find_bidi_control(text) is None)
