# ruff: noqa: E501 - a paragraph of a capture is one line, and so it is here
"""Shapes of captures that real pages have: captions, lists, marks of other stories, desks. All texts are invented."""

from datetime import date

import pytest

from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.days import proposed_days
from briefgen.importing.capture.drafts import Draft, chosen_day
from briefgen.importing.capture.headlines import read_headlines
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


def test_a_second_story_after_a_mark_of_related_news_is_an_article() -> None:
    swans = "Varde, 9 Sept (WQX).- Bird watchers counted 212 swans on the bay of Varde on Sunday, forty more than in the year before."
    birds = "The count takes place every winter. Nobody knows why the birds came, but the bay was free of ice for once."
    account = account_of(
        TITLE, f"Senfeld, 9 Sept (WQX).- {LEAD}", MORE, LAST, "© WQX 2025. All rights reserved.", "Related news",
        "Varde Counts More Swans Than Ever on Its Bay", swans, birds, "Subscribe to our newsletter",
    )  # fmt: skip
    first, second = account.drafts
    assert (first.title, first.paragraphs[-1].text) == (TITLE, LAST)
    assert second.title == "Varde Counts More Swans Than Ever on Its Bay"
    assert [paragraph.text for paragraph in second.paragraphs] == [swans, birds]


# Lists, sections, labels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", [("(i)", "(ii)", "(iii)"), ("1.", "2.", "3."), ("(a)", "(b)", "(c)"), ("•", "•", "•")])
def test_all_items_of_an_enumeration_are_one_list(marks: tuple[str, ...]) -> None:
    items = (
        "forty stones for the banks of the race;",
        "a gate of oak with an iron wheel; and",
        "training for six keepers from both of the villages.",
    )
    lines = [f"{mark} {item}" for mark, item in zip(marks, items, strict=True)]
    draft = only(
        account_of(TITLE, "Posted On: 12 MAR 2025 4:13PM by Bureau Senfeld", LEAD, "The work included:", *lines, LAST)
    )
    assert [(paragraph.role, paragraph.text) for paragraph in draft.paragraphs] == [
        ("body", LEAD), ("body", "The work included:"), *(("item", line) for line in lines), ("body", LAST),
    ]  # fmt: skip
    assert [(day.where, str(day.day)) for day in draft.days if day.where == "published"] == [("published", "2025-03-12")]


def test_sentences_that_a_dash_opens_are_speech_and_no_list() -> None:
    said = [
        "– We have waited for this wheel for thirty-seven years, said the eldest of the keepers.",
        "– And it turns the wrong way round, said his sister, who had come with a basket.",
    ]
    draft = only(account_of(TITLE, LEAD, MORE, *said, LAST))
    assert [paragraph.role for paragraph in draft.paragraphs] == ["body"] * 5


def test_a_report_of_a_situation_keeps_its_sections_and_labelled_lines() -> None:
    account = account_of(
        "Flood at Senfeld: Report No. 3", "6 May 2025",
        "This report comes from the relief office of the district, with its partners. It covers the days from 30 April to 6 May.",
        "Highlights",
        "• The lake rose by forty centimetres in two days and cut the road to Varde.",
        "• About 900 people have moved to the school and to the chapel.",
        "900", "People displaced", "12", "Boats in use",
        "Situation overview",
        "Rain over the hills reached the lake on 2 May. The keepers of the mill closed eleven holes with sandbags.",
        "Response", "Food",
        "Needs: 900 people need food for a week, and so does the school.",
        "Gaps: Fuel is enough for five weeks.",
        "Health",
        "Needs: Clean water at six wells.",
        "Funding",
        "The plan has received less than a tenth of the two million crowns that it needs this year.",
        between="\n",
    )  # fmt: skip
    draft = only(account)
    subheads = [paragraph.text for paragraph in draft.paragraphs if paragraph.role == "subhead"]
    assert subheads == ["Highlights", "Situation overview", "Response", "Food", "Health", "Funding"]
    assert {"Gaps: Fuel is enough for five weeks.", "Needs: Clean water at six wells."} <= {
        paragraph.text for paragraph in draft.paragraphs
    }
    assert [paragraph.text[:1] for paragraph in draft.paragraphs if paragraph.role == "item"] == ["•", "•"]


def test_a_wrapped_lead_above_short_paragraphs_is_one_paragraph() -> None:
    account = account_of(
        "cst0007 4 s 850 cst-tns 0908", "", "A third race? It would be a fine wheel, but do not wait for it",
        "By Rolf Stein, The Senfeld Daily =", "",
        "Senfeld (cts/cst) - The keepers say that this was not a race of", "water that was opened on Tuesday night in the old mill of", "Senfeld.", "",
        "Here is hoping that the keepers are wrong.", "",
        "The third race would be worthy of a long song, although the lamp", "in the mill may burn out before the end of it.", "",
        "Life is not all flour, and for those who love a mill, too many of", "the idle days can make a wheel look like something other than", "a wheel. (This was the third dry summer in a row.)", "",
        "Yet the millers got to dance on the bank, too, combining for three", "evenings of their own, two of them by the light of the moon.",
        between="\n",
    )  # fmt: skip
    draft = only(account)
    assert draft.paragraphs[0].text.endswith("in the old mill of Senfeld.")
    assert draft.authors == ("Rolf Stein",)
    assert not draft.captions


def test_labels_and_whole_sentences_are_joined_to_no_paragraph() -> None:
    labels = ["Save articles to read later and create your own reading list.", "Recommended Stories", "Advertisement"]
    account = account_of(
        "Skip links", "Skip to Content", "Navigation menu", TITLE,
        "Children spread flour on the stones of the mill [File: Wire]", "By Coast Staff", "Published On 3 Apr 20253 Apr 2025",
        labels[0], LEAD, labels[1], "list 1 of 2Photos: The lake freezes", "list 2 of 2Varde counts its swans", "end of list", MORE, labels[2], LAST,
        between="\n",
    )  # fmt: skip
    draft = only(account)
    assert [paragraph.text for paragraph in draft.paragraphs] == [LEAD, MORE, LAST]
    assert [caption.credit for caption in draft.captions] == ["File: Wire"]
    assert {str(day.day) for day in draft.days if day.where == "published"} == {"2025-04-03"}


def test_a_line_right_above_the_headline_is_not_dropped_in_silence() -> None:
    upper = "Varde takes its boats out of the water early"
    standfirst = "The first keepers of the mill at Senfeld opened a race, and the wheel turned on Tuesday"
    account = account_of("Menu", "Sport", "Weather", "Log in", upper, standfirst, "6 May 2025", LEAD, MORE, LAST)
    assert fate_of(account, upper) in {"title", "unassigned"}
    assert fate_of(account, standfirst) in {"title", "body"}


def test_the_marks_of_a_wire_are_no_part_of_headline_and_name() -> None:
    account = account_of(
        "\x16\x16\x01z6715", "\x02^BC-SEN--Mill, 1st Ld,210<", f"^{TITLE}<", "^By ROLF STEIN=", "^Coast Writer=",
        f"\t   SENFELD (WQX) _ {LEAD}", f"\t   {MORE}", "\t   ___", f"\t   {LAST}", "\x03",
        between="\n",
    )  # fmt: skip
    draft = only(account)
    assert (draft.title, draft.authors) == (TITLE, ("ROLF STEIN",))
    assert {paragraph.role for paragraph in draft.paragraphs} == {"body"}
    assert not any(ord(letter) < 32 for paragraph in draft.paragraphs for letter in paragraph.text)


def test_short_lines_of_speech_at_the_end_are_body_above_another_story() -> None:
    end = ["I started the wheel. I waited four minutes.", '"Ready?" said the keeper.', '"No," I said, and opened the gate.']
    swans = "Varde counted its swans on Sunday and found 212, forty more than in the year before, the bird society said."
    birds = "The count takes place every winter. Nobody knows why the birds came, but the bay was free of ice for once."
    first, _ = account_of(
        TITLE, LEAD, MORE, LAST, *end, "", "", "Varde Counts More Swans Than Ever on Its Bay", "By Ada Quint", swans, birds
    ).drafts
    assert [paragraph.text for paragraph in first.paragraphs] == [LEAD, MORE, LAST, *end]


def test_a_researcher_who_says_something_at_the_end_is_no_note_on_the_author() -> None:
    more = "Maren Holt, a researcher at the school of Lund, sees two ways: to let the wheel stand still, or to dig a fourth race."
    draft = only(account_of(TITLE, "By Rolf Stein", LEAD, MORE, LAST, more))
    assert draft.paragraphs[-1].text == more


# What a line beside the article is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "(Notice No.: 114027)", "(Ref.: 12/2025)", "(Réf. : SM-45)", "(Words: 640)", "(640 words)", "[Wörter: 640]",
        "（编号：1207）", "(رقم الخبر: 4521)", "(Nr. 4521/25)", "(ID 4521)",
    ],
)  # fmt: skip
def test_a_number_in_brackets_below_the_text_is_no_publisher(line: str) -> None:
    draft = only(account_of(TITLE, LEAD, MORE, LAST, "***", line))
    assert [claim.value for claim in draft.publishers] == []


@pytest.mark.parametrize("line", ["(Senfeld Post)", "(Channel 4)", "(20 Minutes)", "（千代日報）"])
def test_a_name_in_brackets_below_the_text_is_proposed_as_the_publisher(line: str) -> None:
    draft = only(account_of(TITLE, LEAD, MORE, LAST, line))
    assert [claim.value for claim in draft.publishers] == [line.strip("()（）")]


@pytest.mark.parametrize(
    "items", [("- Two minutes of grinding", "- Sixty sacks"), ("- News for the miller", "- Sixty sacks")]
)
@pytest.mark.parametrize("is_last", [True, False])
def test_an_item_of_a_list_is_proposed_as_nothing(items: tuple[str, ...], is_last: bool) -> None:
    draft = only(account_of(TITLE, LEAD, "\n".join(items), *([] if is_last else [MORE, LAST])))
    assert [claim.value for claim in draft.publishers] == []


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Central Desk | 12 Aug", "en"), ("Redacción Central | 12 ago", "es"), ("Redaktion · 12. Aug", "de"),
        ("12 août | La rédaction", "fr"), ("هيئة التحرير | 12 أغسطس", "ar"), ("Our Correspondent • Aug 12", "en"),
    ],
)  # fmt: skip
def test_a_desk_beside_a_day_without_its_year_says_when_and_is_no_caption(line: str, lang: str) -> None:
    account = read_account(
        f"{TITLE}\n\n{line}\n\n{LEAD}\n\n{MORE}\n\n{LAST}".encode(), the_rules(), Given(captured_at="2025-08-20", lang=lang)
    )
    draft = only(account)
    assert fate_of(account, line) == "date"
    assert draft.captions == ()
    assert [str(found.day) for found in proposed_days(draft.days)][:1] == ["2025-08-12"]


def test_a_caption_that_stands_with_and_without_its_credit_is_proposed_once() -> None:
    caption = "Sacks are carried over the new bridge at Senfeld at noon"
    draft = only(account_of(TITLE, caption, f"{caption} | Photo Credit: STAFF PHOTOGRAPHER", LEAD, MORE, LAST))
    assert [(found.text, found.credit) for found in draft.captions] == [(caption, "Photo Credit: STAFF PHOTOGRAPHER")]


# Openings of reports and of papers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("Senfeld Flood", "Situation Report No. 5 (as of 6 May 2025)"),
        ("Senfeld Flood", "Flash Update #3 – 6 May 2025"),
        ("Hochwasser Senfeld", "Lagebericht Nr. 5 (Stand: 6. Mai 2025)"),
        ("Crue de Senfeld", "Rapport de situation n° 5 (au 6 mai 2025)"),
        ("Inundación de Senfeld", "Informe de situación n.º 5 (al 6 de mayo de 2025)"),
        ("فيضان سنفلد", "تقرير الحالة رقم 5 (6 مايو 2025)"),
    ],
)
def test_a_numbered_report_is_called_by_its_subject_and_its_number(name: str, edition: str) -> None:
    account = account_of(name, edition, LEAD, "Highlights", MORE, LAST, between="\n")
    draft = only(account)
    assert draft.title == f"{name}: {edition}"
    assert [fate_of(account, line) for line in (name, edition)] == ["title", "title"]
    assert chosen_day(draft, Given()) == (date(2025, 5, 6), "stated")


def test_the_number_of_a_paper_is_no_headline() -> None:
    account = account_of("The Senfeld Post", "No. 1,204 - 6 May 2025", TITLE, LEAD, MORE, LAST, between="\n")
    assert only(account).title == TITLE
    account = account_of("Senfeld Post", "Weekly edition No. 1204, 6 May 2025", TITLE, LEAD, MORE, LAST, between="\n")
    assert only(account).title == TITLE


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param(("1,312 people displaced", "47 houses damaged", "3 shelters open"), id="the number first"),
        pytest.param(("People displaced: 1,312", "Houses damaged: 47", "Shelters open: 3"), id="the number last"),
        pytest.param(("~1 300 people displaced", "47% of the houses damaged", "3 shelters open"), id="with signs"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "apart"])
def test_the_key_figures_of_a_report_are_no_headlines(figures: tuple[str, ...], between: str) -> None:
    account = account_of(
        "Flood at Senfeld: Report No. 3",
        "6 May 2025",
        LEAD,
        "Key figures",
        *figures,
        "Response",
        MORE,
        LAST,
        between=between,
    )
    kept = [paragraph.text for paragraph in only(account).paragraphs]
    assert [line for line in (LEAD, *figures, MORE, LAST) if line not in kept] == []


ENTRIES = (
    ("20:41", "That is all from the lake tonight", "We close this page now. Crews stay at the dam of the mill until the morning, the district said."),
    ("19:58", "Ferry stays in the harbour of Varde", "The last boat of the day does not leave, since a mast lies across the mouth of the harbour at Varde."),
    ("18:20", "School opens its hall for the night", "Some ninety people from the lower street can sleep in the hall of the school, where soup is cooked."),
    ("17:05", "Keepers carry sacks from the mill", "Forty sacks of flour were carried up to the chapel before the water reached the stones, a keeper said."),
    ("16:30", "Welcome to our page on the flood", "Good afternoon. The lake has risen by forty centimetres since noon, and the road to Varde is closed."),
)  # fmt: skip


@pytest.mark.parametrize(
    ("live", "time"),
    [
        pytest.param("LIVE", "{}", id="the time alone"), pytest.param("LIVE", "{} GMT", id="with its zone"),
        pytest.param("Live updates", "[{}]", id="in brackets"), pytest.param("Live", "6 May 2025, {}", id="with its day"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_headed", [True, False], ids=["headed", "bare"])
def test_the_entries_of_a_live_blog_are_one_story(live: str, time: str, is_headed: bool) -> None:
    entries = [[time.format(clock), *([head] if is_headed else []), text] for clock, head, text in ENTRIES]
    account = account_of(
        "Senfeld Post", live, "Flood at Senfeld: lake rises as storm crosses the hills", "Last updated 6 May 2025 at 20:41",
        *(line for entry in entries for line in entry), between="\n",
    )  # fmt: skip
    kept = [paragraph.text for paragraph in only(account).paragraphs]
    assert only(account).title == "Flood at Senfeld: lake rises as storm crosses the hills"
    assert [text for _, _, text in ENTRIES if text not in kept] == []


EVENTS = (
    "A third race was opened on Tuesday, and the wheel of the old mill turned for the first time in years, its keepers said.",
    "The parliament voted 38 to 27 for a fund that pays each family for the winter. The opposition walked out of the hall.",
    "Forty boats stayed in port for a third day, since the crane on the quay has not been mended and no other can be had.",
    "Judges struck down the tax on salt by five votes to four, and the shops of the capital sold it for the old price at noon.",
)


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(("BOLIVIA", "COLOMBIA", "ECUADOR", "GUYANA"), id="countries in capitals"),
        pytest.param(("Quito", "Lima", "Valparaíso", "Bogotá"), id="cities, one that is not known"),
        pytest.param(("**Kenya**", "**Uganda**", "**Ethiopia**", "**Rwanda**"), id="bold"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "apart"])
def test_what_stands_below_places_in_a_digest_are_stories(places: tuple[str, ...], between: str) -> None:
    lines = [line for pair in zip(places, EVENTS, strict=True) for line in pair]
    account = account_of("Around the region", "6 May 2025", *lines, between=between)
    assert [draft.title for draft in account.drafts] == [place.strip("*") for place in places]


def test_countries_as_subheads_of_an_explainer_are_no_stories() -> None:
    rows = [line for pair in zip(("Germany", "France", "Netherlands"), EVENTS[1:], strict=True) for line in (*pair, MORE)]
    account = account_of("How the Rules for Mills Differ from Country to Country", "By Ada Quint", LEAD, MORE, LAST, *rows)
    subheads = [paragraph.text for paragraph in only(account).paragraphs if paragraph.role == "subhead"]
    assert subheads == ["Germany", "France", "Netherlands"]


def test_the_stories_of_an_agency_with_their_times_are_stories() -> None:
    more = "The district said more on this in the evening, and it will speak again on Wednesday at the mill of Senfeld."
    lines = [line for clock, head, text in ENTRIES[1:4] for line in (clock, head, f"SENFELD - {text}", more)]
    account = account_of("Coast Agency, latest news", *lines, between="\n")
    assert [draft.title for draft in account.drafts] == [head for _, head, _ in ENTRIES[1:4]]


STANDFIRSTS = {
    "more words of the text": ("Old Wheel Is Heard in the Valley Again After 37 Years", "The keepers dug a third race by hand and will sell flour from the wheel on Saturdays"),
    "German": ("Nach 37 Jahren wird in Senfeld wieder gemahlen", "Die Müller haben einen dritten Graben von Hand gegraben und verkaufen samstags Mehl"),
    "French": ("Un bruit oublié revient au moulin après trente-sept ans", "Des voisins ont travaillé deux hivers entiers au nouveau bief et vendront la farine le samedi"),
    "Turkish": ("Eski değirmen otuz yedi yıl sonra vadide yeniden dönüyor", "Gönüllüler yeni kanal için altı hafta çalıştı ve kapıda haftada iki gün un satmak istiyor"),
}  # fmt: skip
BODIES = {
    "more words of the text": (LEAD, MORE, LAST),
    "German": (
        "Die Müller von Senfeld haben am Dienstag einen dritten Graben geöffnet, und das Rad bewegte sich zum ersten Mal seit dem Sommer 1988.",
        "Der Graben wurde in sechs Wochen von Hand gegraben, und die Steine seiner Ufer stammen aus einer Kapelle, die eingestürzt war.",
        "Das Mehl wird samstags am Tor verkauft, sagten die Müller, und die Schule darf zusehen, wie die Säcke gefüllt werden.",
    ),
    "French": (
        "Les meuniers de Senfeld ont ouvert mardi un troisième bief, et le moulin a fonctionné pour la première fois depuis l'été 1988.",
        "Le bief a été creusé à la main en six semaines, et les pierres de ses rives viennent d'une chapelle qui s'était écroulée.",
        "La farine sera vendue à la porte le samedi, ont dit les meuniers, et l'école pourra voir comment les sacs sont remplis.",
    ),
    "Turkish": (
        "Senfeld değirmencileri salı günü üçüncü kanalı açtı ve değirmen 1988 yazından beri ilk kez çalıştı.",
        "Kanal altı haftada elle kazıldı ve kıyısındaki taşlar yıkılmış bir şapelden getirildi.",
        "Un cumartesileri kapıda satılacak, dedi değirmenciler, ve okul çuvalların doldurulmasını izleyebilecek.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STANDFIRSTS)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize(
    "meta", ["April 17, 2024 01:21 am | Updated 01:30 pm", "2024-04-17", ""], ids=["two times", "a day", "none"]
)
def test_the_line_above_a_standfirst_is_the_headline_though_it_has_fewer_words_of_the_text(
    name: str, between: str, meta: str
) -> None:
    title, standfirst = STANDFIRSTS[name]
    account = account_of(
        "Home", "News", "Weather", title, standfirst, *([meta] if meta else []), *BODIES[name], between=between
    )
    draft = only(account)
    assert draft.title == title
    assert draft.paragraphs[0].text == standfirst


def test_german_quotation_marks_around_headlines_are_no_bullets() -> None:
    titles = ["»Das Rad dreht sich wieder«", "»Wir haben nur gegraben«"]
    assert [headline.text for headline in read_headlines(titles)] == titles
    assert [headline.text for headline in read_headlines(["» Das Rad", "» Der Graben"])] == ["Das Rad", "Der Graben"]
