# ruff: noqa: E501 - a paragraph of a capture is one line, and so it is here
"""Shapes of captures that real pages have: captions, lists, marks of other stories, desks. All texts are invented."""

import pytest

from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import the_rules

LEAD = "The keepers of the mill at Senfeld opened a third race on Tuesday, and the wheel turned for the first time since the dry summer of 1988."
MORE = "The race is forty metres long. It was dug by hand in six weeks, and the stones of its banks come from a chapel that had fallen in."
LAST = "Flour from the wheel will be sold at the gate on Saturdays, the keepers said, and the school may watch the sacks being filled."
TITLE = "Senfeld Mill Opens a Third Race for Its Wheel"


def account_of(*blocks: str, between: str = "\n\n") -> Account:
    """Return the account of a capture of these blocks."""
    return read_account((between.join(blocks) + "\n").encode(), the_rules(), Given())


def only(account: Account) -> Draft:
    """Return the only draft."""
    (draft,) = account.drafts
    return draft


def fate_of(account: Account, line: str) -> str:
    """Return what became of a line."""
    return next(row.fate for row, text in zip(account.rows, account.texts, strict=True) if text.strip() == line)


# Captions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        pytest.param("The wheel turns at noon behind the new race. Ada Quint", "", id="a name behind the sentence"),
        pytest.param("The wheel turns at noon behind the new race. COASTPIX", "", id="an agency behind the sentence"),
        pytest.param("Photo by Ada Quint. The wheel turns at noon behind the new race.", "", id="the credit first"),
        pytest.param("The wheel turns at noon behind the new race. Courtesy of A. Quint", "", id="courtesy"),
        pytest.param("The wheel turns at noon behind the new race.", "Courtesy Quint family", id="a line of courtesy"),
        pytest.param("The wheel turns at noon behind the new race.", "Image source, Coast Agency", id="a labelled source"),
        pytest.param("The wheel turns at noon behind the new race.", "Ada Quint | Echo file photo", id="a bar and a photo"),
    ],
)
def test_a_line_with_a_credit_above_the_text_is_a_caption(line: str, credit: str) -> None:
    account = account_of(TITLE, "By Rolf Stein", *([line, credit] if credit else [line]), LEAD, MORE, LAST)
    assert fate_of(account, line) == "caption"
    assert [paragraph.text for paragraph in only(account).paragraphs] == [LEAD, MORE, LAST]


def test_a_caption_ends_in_who_sent_the_report() -> None:
    lead = f"SENFELD (WQX) — {LEAD}"
    above, inside = "The wheel turns at noon - WQX", "A film shows the stones of the old chapel in the bank. (WQX)"
    account = account_of(TITLE, above, lead, MORE, inside, LAST)
    assert [fate_of(account, line) for line in (above, inside)] == ["caption", "caption"]
    assert [paragraph.text for paragraph in only(account).paragraphs] == [lead, MORE, LAST]


def test_an_agency_that_signs_the_last_paragraph_makes_no_caption() -> None:
    signed = f"{LAST} WQX"
    account = account_of(TITLE, f"SENFELD (WQX) — {LEAD}", MORE, signed)
    assert fate_of(account, signed) == "body"


def test_a_caption_that_stands_twice_is_not_joined_with_wrapped_text() -> None:
    caption = "The wheel turns at noon behind the race. | PHOTO: A KEEPER OF THE MILL"
    wrapped = [
        "The keepers of the mill at Senfeld opened a third race on Tuesday, and",
        "the wheel turned for the first time since the dry summer of 1988 for a",
        "crowd of four hundred people who had come from the villages around the",
        "lake with baskets and with flags.",
        "",
        "The race is forty metres long. It was dug by hand in six weeks, and the",
        "stones of its banks come from a chapel that had fallen in thirty years",
        "ago, when the road was built.",
    ]
    account = account_of(TITLE, caption, caption, *wrapped, between="\n")
    assert fate_of(account, caption) == "caption"
    first, _ = only(account).paragraphs
    assert first.text.startswith("The keepers of the mill")


# Where other stories may begin, and where the text goes on ------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "mark", "headlines", "more"),
    [
        pytest.param(
            [TITLE, LEAD, MORE], "Read also", ["Lund moves its fair to the quay", "Bakers of Varde end their strike"],
            "But the keepers do not know yet who will pay for the gate, which the flood of the spring had carried off.",
            id="English",
        ),
        pytest.param(
            ["عمدة سنفلد تفتح الساقية الثالثة للطاحونة", "افتتحت عمدة سنفلد يوم الثلاثاء الساقية الثالثة للطاحونة القديمة، ودارت العجلة للمرة الأولى منذ صيف جاف قبل أربعين عاماً.", "وتقع الطاحونة عند طرف القرية، ويصل إليها درب من جهة البحيرة، وقالت البلدية إن الدخول مجاني حتى نهاية الشهر."],
            "اقرأ أيضاً", ["لوند تنقل معرضها إلى الرصيف", "خبازو فاردي ينهون إضرابهم الطويل"],
            "وأوضحت المشرفة على الترميم أن الحجارة جاءت من كنيسة قديمة، وأن الصيادين ساعدوا في نقلها بقواربهم.",
            id="Arabic",
        ),
        pytest.param(
            ["El molino de Senfeld abre una tercera acequia", "Los guardas del molino de Senfeld abrieron el martes una tercera acequia, y la rueda giró por primera vez desde el verano seco de 1988.", "La acequia mide cuarenta metros. Fue cavada a mano en seis semanas, y las piedras de sus orillas vienen de una capilla caída."],
            "Lea también", ["Lund traslada su feria al muelle", "Los panaderos de Varde terminan la huelga"],
            "Sin embargo, nadie sabe todavía quién pagará la compuerta, que la crecida de la primavera se había llevado.",
            id="Spanish",
        ),
    ],
)  # fmt: skip
def test_a_paragraph_that_goes_on_below_headlines_of_others_is_body(
    above: list[str], mark: str, headlines: list[str], more: str
) -> None:
    account = account_of(*above, mark, *headlines, more, between="\n")
    assert only(account).paragraphs[-1].text == more
    assert not {paragraph.text for paragraph in only(account).paragraphs} & {mark, *headlines}


def test_a_numbered_headline_may_begin_with_a_figure() -> None:
    other = "Varde counted its swans on Sunday and found 212, forty more than in the year before, the bird society said."
    fourth = "Two bridges over the Orse were shut on Friday, since the frost had split a bearing, the county council said."
    swans = "The count takes place every winter. Nobody knows why the birds came, but the bay was free of ice for once."
    gates = "Lorries go by way of Lund until the part has come from the foundry. That may take five weeks, the council said."
    account = account_of(
        f"1. {TITLE}", LEAD, MORE,
        "2. 212 Swans Are Counted at Varde on One Day", other, swans,
        "3. 2 Bridges Over the Orse Are Shut for Weeks", fourth, gates,
    )  # fmt: skip
    titles = [draft.title for draft in account.drafts]
    assert titles == [TITLE, "212 Swans Are Counted at Varde on One Day", "2 Bridges Over the Orse Are Shut for Weeks"]
