"""What `briefgen check` proves of a brief that was rewritten: figures, names, dates, quotations, speakers, a "not"."""

from pathlib import Path
from typing import TypeAlias

import pytest

from briefgen.importing import ImportOptions, import_captures, list_inputs, prove_project
from briefgen.importing.proving.claims import claims_of, grounds_of
from briefgen.importing.proving.evidence import read_evidence
from briefgen.importing.proving.figures import figures_in
from briefgen.importing.proving.vocabulary import vocabulary
from tests.projects import Project, write_project
from tools.score_claims import HALVES, score

CAPTURE = """\
Storm Cuts Power on the Coast

By Ada Quint
17 June 2025

A storm cut power to 1,187 homes on the coast on Tuesday, 12 kilometres from Aldmouth, the grid
company said. Two people died.

"We will not leave this town," said Mayor Anna Keller. "The lines are old, and nobody paid for new ones."

The engineer Peter Brandt told reporters that half of the lines were built before 1960. The company did not promise
repairs before winter.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return desk_with(CAPTURE, tmp_path)


def desk_with(capture: str, folder: Path) -> Project:
    """Return a project with one capture, and no article but a brief that names it as its only source."""
    desk = write_project(folder / "project", {"content/first.md": "", "content/second.md": ""})
    inbox = folder / "storm.txt"
    inbox.write_text(capture, "utf-8")
    import_captures(desk.root, list_inputs([inbox]), ImportOptions())
    for path in (desk.root / "content").rglob("*.md"):
        path.unlink()
    return desk


Finding: TypeAlias = tuple[str, int | None, int | None]


def brief(desk: Project, body: str, *, title: str = "Power is back", front: str = "") -> list[Finding]:
    """Write a brief on the capture, and return the findings about it: code, line, column."""
    (capture,) = desk.root.glob("captures/*-storm.txt")
    (ledger,) = desk.root.glob("captures/*.ledger.json")
    sha256 = ledger.read_text("utf-8").split('"sha256":', 1)[1].split('"')[1]
    source = f"sources:\n  - name: Coast Herald\n    capture: captures/{capture.name}\n    sha256: {sha256}\n"
    text = f"---\ntitle: {title}\ndate: 2025-06-18\nregion: north\n{front}{source}---\n{body}\n"
    desk.write("content/brief.md", text)
    return [(found.code, found.span.line, found.span.column) for found in prove_project(desk.root)]


def said(desk: Project, body: str) -> list[str]:
    return [code for code, _, _ in brief(desk, body)]


def test_a_faithful_brief_has_no_finding(desk: Project) -> None:
    body = (
        "About 1,200 homes were without electricity on 17 June, twelve km from Aldmouth.\n\n"
        "Anna Keller says: “We will not leave this town.” According to Brandt, 50 per cent of lines are from before 1960."
    )
    assert brief(desk, body) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The power of 1,188 homes was cut.", "not-in-capture"),
        ("The storm came 12 miles from Aldmouth.", "not-in-capture"),
        ("Three people died in it.", "not-in-capture"),
        ("It came on 16 May.", "not-in-capture"),
        ("The town of Selwick was dark, said Keller.", "not-in-capture"),
        ("Keller said: “We will never leave this town.”", "quote-not-in-capture"),
        ("“We will not leave this town,” said Peter Brandt.", "other-speaker"),
        ("The company did promise repairs before winter.", "capture-says-otherwise"),
    ],
)
def test_what_no_capture_says_is_found(desk: Project, body: str, code: str) -> None:
    assert said(desk, body) == [code]


def test_a_block_s_claims_have_their_places_and_those_in_the_capture() -> None:
    evidence = read_evidence([("captures/a.txt", CAPTURE)])
    block = "Anna Keller lives 12 km from Aldmouth."
    found = [
        (one.kind, block[one.start : one.end], one.standing, [ground.line for ground in one.places])
        for one in claims_of(block, evidence, grounds_of(None, evidence), "en")
    ]
    assert found == [
        ("name", "Anna Keller", "found", [9]),
        ("figure", "12", "found", [6]),
        ("name", "Aldmouth", "found", [6]),
    ]


def test_a_place_before_a_hyphen_is_stated() -> None:
    evidence = read_evidence([("captures/a.txt", "They mocked a reporter of the Aldmouth-based channel on Monday.")])
    (claim,) = claims_of("It is a channel in Aldmouth.", evidence, grounds_of(None, evidence), "en")
    assert (claim.kind, claim.standing) == ("name", "found")


def test_a_finding_points_at_the_words(desk: Project) -> None:
    body = (
        "In *Aldmouth* it was\n**Selwick** that\n"
        "[stayed](https://a.example/Selwick/in) dark for 1,188 hours, “for\never and ever”."
    )
    front = "summary: >-\n  Some 77 homes\nkey_points:\n  - The storm took 78 roofs\n"
    found = brief(desk, body, front=front, title="A storm of 79 hours")
    lines = (desk.root / "content/brief.md").read_text("utf-8").split("\n")
    said = [lines[line - 1][column - 1 :] for _, line, column in found if line and column]
    assert [text.split(" ")[0].strip("*") for text in said] == ["79", "77", "78", "Selwick", "1,188", "“for"]


def test_what_the_desk_marks_is_not_looked_up(desk: Project) -> None:
    front = "# editor: we counted\nsummary: Some 77 homes\nkey_points:\n  - The storm took 78 roofs  # editor\n"
    body = (
        "<!-- editor -->\nBy our count 500 trees fell in Selwick.\n\n"
        "In Aldmouth <!-- editor -->(99 people)<!-- /editor --> died."
    )
    assert brief(desk, body, front=front) == []
    assert said(desk, "In Aldmouth <!-- editor -->(99 people)<!-- /editor --> and 98 more died.") == ["not-in-capture"]


def test_the_mark_of_a_phrase_is_not_on_the_page(desk: Project) -> None:
    brief(desk, "In Aldmouth <!-- editor -->(99 people)<!-- /editor --> it was dark.")
    desk.build()
    page = desk.page("/north/2025-06-18/brief/")
    assert "In Aldmouth (99 people) it was dark." in page
    assert "editor" not in page


def test_an_article_with_a_source_that_was_not_captured_is_not_judged(desk: Project) -> None:
    assert said(desk, "Some 77 homes burnt in Selwick.") == ["not-in-capture", "not-in-capture"]
    text = (desk.root / "content/brief.md").read_text("utf-8")
    desk.write("content/brief.md", text.replace("sources:\n", "sources:\n  - name: Somebody else\n"))
    assert prove_project(desk.root) == ()


def test_of_a_translation_figures_and_dates_are_compared(desk: Project) -> None:
    body = "In Selwick sagte Anna Keller am Dienstag: „Wir bleiben alle hier.“ Es waren 1188 Häuser."
    assert [code for code, _, _ in brief(desk, body, front="lang: de\n")] == ["not-in-capture"]


def test_what_a_link_to_an_article_of_the_site_says_is_its_own(desk: Project) -> None:
    desk.write("content/other.md", "---\ntitle: T\ndate: 2025-06-01\nregion: north\nsources: [{name: N}]\n---\nText.\n")
    assert said(desk, "See [the flood of 1953 in Selwick](other.md).") == []


FIGURES = [
    ("en", "1.2 million homes", "1,200,000 homes"),
    ("en", "two dozen cows", "24 cows"),
    ("en", "15 per cent of it", "15% of it"),
    ("en", "half of it", "50 percent of it"),
    ("en", "£19m", "19 million pounds"),
    ("en", "three and a half", "3 and a half"),
    ("de", "dreihundertvierundzwanzig Menschen", "324 Menschen"),
    ("de", "1.200 Euro", "1200 €"),
    ("de", "2,5 Millionen", "2.500.000"),
    ("fr", "quatre-vingt-dix-sept personnes", "97 personnes"),
    ("fr", "3 500 mètres", "3500 m"),
    ("ar", "خمسة وعشرون شخصاً", "٢٥ شخصاً"),
    ("ru", "двадцать три тысячи рублей", "23 000 рублей"),
    ("tr", "yüz yirmi beş kişi", "125 kişi"),
    ("zh", "一千二百人", "1200人"),
    ("en", "१२ people", "12 people"),
    ("en", "at 15:00", "at 1500 GMT"),
    ("en", "at 3 p.m.", "at 1500 local time"),
    ("de", "um 18:00 Uhr", "um 1800 Uhr"),
]


@pytest.mark.parametrize(("lang", "article", "capture"), FIGURES)
def test_a_figure_is_the_same_in_another_form(lang: str, article: str, capture: str) -> None:
    words = vocabulary(lang)
    asked, stated = figures_in(article, words), figures_in(capture, words)
    assert asked
    for one, other in zip(asked, stated, strict=True):
        assert set(one.values) & set(other.values)
        assert not (one.unit and other.unit) or {one.unit, other.unit} <= {"part", "percent"} or one.unit == other.unit


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("nearly 1,200 homes", []),
        ("more than 1,000 homes", []),
        ("about 1,200 homes", []),
        ("1,200 homes", ["not-in-capture"]),
        ("more than 1,200 homes", ["not-in-capture"]),
        ("about 1,500 homes", ["not-in-capture"]),
        ("12,000 metres", []),
        ("12,000 km", ["not-in-capture"]),
    ],
)
def test_a_rounded_figure_says_so(desk: Project, words: str, codes: list[str]) -> None:
    assert said(desk, f"It was dark in {words}.") == codes


QUOTES = ["“%s”", "„%s“", "«%s»", "»%s«", "‘%s’", "‚%s‘", "「%s」", "『%s』", '"%s"', "'%s'", "‹%s›", "”%s”"]


@pytest.mark.parametrize("marks", QUOTES)
def test_every_quotation_mark_quotes(desk: Project, marks: str) -> None:
    assert said(desk, f"She said {marks % 'the lines are old'} and left.") == []
    assert said(desk, f"She said {marks % 'the lines are new'} and left.") == ["quote-not-in-capture"]


#: A sentence, and the same with another vowel sign.
VOWELS = [
    pytest.param("हम नदी का पानी पीते हैं", "हम नदी की पानी पीते हैं", id="Hindi"),
    pytest.param("আমরা নদীর জল পান করি", "আমরা নদীর জল পান করে", id="Bengali"),
    pytest.param("நாங்கள் ஆற்றில் மீன் பிடிக்கிறோம்", "நாங்கள் ஆற்றில் மான் பிடிக்கிறோம்", id="Tamil"),
    pytest.param("మేము నది నీరు తాగుతాము", "మేము నది నారు తాగుతాము", id="Telugu"),
    pytest.param("เราจะไม่ทิ้งบ้านของเรา", "เราจะไม่ทึ้งบ้านของเรา", id="Thai"),
    pytest.param("ကျွန်ုပ်တို့ မြစ်ရေ သောက်သည်", "ကျွန်ုပ်တို့ မြစ်ရာ သောက်သည်", id="Burmese"),
    pytest.param("យើងផឹកទឹកទន្លេ", "យើងផឹកទូកទន្លេ", id="Khmer"),
]


@pytest.mark.parametrize(("said_so", "other"), VOWELS)
def test_another_vowel_sign_is_another_word(said_so: str, other: str, tmp_path: Path) -> None:
    desk = desk_with(f"{said_so}\n\n2025-06-17\n\n{said_so}. “{said_so}.” {said_so}.\n\n{said_so}. {said_so}.\n", tmp_path)
    codes = [[code for code, _, _ in brief(desk, f"{said_so}: “{words}”", title=said_so)] for words in (said_so, other)]
    assert codes == [[], ["quote-not-in-capture"]]


#: Words with a number, and with another one.
SIGNED = [
    ("fell to -5 degrees", "fell to 5 degrees"), ("fell to −5 degrees", "fell to 5 degrees"),
    ("a change of +3", "a change of -3"), ("a debt of -$5 a head", "a debt of $5 a head"),
    ("in >40 of the boats", "in <40 of the boats"), ("it cost ~90", "it cost 90"),
    ("a loss (-5) or more", "a loss (5) or more"),
]  # fmt: skip
#: The same words, written in another way.
UNSIGNED = [
    ("fell to -5 degrees", "fell to −5 degrees"), ("won by 5-3 again", "won by 5–3 again"),
    ("rated A+ again", "rated A + again"),
]  # fmt: skip


@pytest.mark.parametrize(("said_so", "other"), [*SIGNED, *UNSIGNED])
def test_a_sign_in_front_of_a_number_belongs_to_it(said_so: str, other: str, tmp_path: Path) -> None:
    desk = write_project(tmp_path / "project", {})
    inbox = tmp_path / "frost.txt"
    inbox.write_text(CAPTURE.replace("cut power to 1,187 homes on the coast", said_so), "utf-8")
    import_captures(desk.root, list_inputs([inbox]), ImportOptions())
    (path,) = (path for path in (desk.root / "content").rglob("*.md") if "the grid" in path.read_text("utf-8"))
    text = path.read_text("utf-8").replace("\\", "")
    path.write_text(text, "utf-8")
    assert [found.code for found in prove_project(desk.root)] == []
    path.write_text(text.replace(said_so, other), "utf-8")
    found = [found.code for found in prove_project(desk.root)]
    assert found == (["paragraph-not-in-capture"] if (said_so, other) in SIGNED else [])


@pytest.mark.parametrize(("said_so", "other"), [*SIGNED, *UNSIGNED])
def test_a_quotation_has_the_signs_of_its_numbers(said_so: str, other: str, tmp_path: Path) -> None:
    desk = desk_with(CAPTURE.replace("cut power to 1,187 homes on the coast", said_so), tmp_path)
    assert said(desk, f"The company: “A storm {said_so} on Tuesday ...”") == []
    found = said(desk, f"The company: “A storm {other} on Tuesday ...”")
    assert found == (["quote-not-in-capture"] if (said_so, other) in SIGNED else [])


@pytest.mark.parametrize(("said_so", "other"), VOWELS)
def test_a_paragraph_with_another_vowel_sign_is_none_of_the_capture(said_so: str, other: str, tmp_path: Path) -> None:
    desk = write_project(tmp_path / "project", {})
    inbox = tmp_path / "river.txt"
    paragraph = " ".join([f"{said_so}."] * 9)
    inbox.write_text(f"{said_so}\n\n2025-06-17\n\n{paragraph}\n", "utf-8")
    import_captures(desk.root, list_inputs([inbox]), ImportOptions())
    (path,) = (path for path in (desk.root / "content").rglob("*.md") if paragraph in path.read_text("utf-8"))
    assert [found.code for found in prove_project(desk.root)] == []
    path.write_text(path.read_text("utf-8").replace(paragraph, paragraph.replace(said_so, other, 1)), "utf-8")
    assert [found.code for found in prove_project(desk.root)] == ["paragraph-not-in-capture"]


def test_an_apostrophe_is_no_quotation_mark(desk: Project) -> None:
    assert said(desk, "It's Keller's view, and the engineers' view, that rock ’n’ roll is over. Don't ask.") == []


def test_a_quotation_that_is_cut_short_is_found(desk: Project) -> None:
    assert said(desk, "Keller said: “The lines are old.”") == ["quote-not-in-capture"]
    assert said(desk, "Keller said: “The lines are old, and nobody paid.”") == ["quote-not-in-capture"]
    assert said(desk, "Keller said: “The lines are old ...”") == []
    assert said(desk, "Keller said: “We will not leave this town.” The lines “are old”, she said.") == []


@pytest.mark.parametrize("half", HALVES)
def test_planted_errors_are_found_and_faithful_briefs_are_left_alone(half: str) -> None:
    """The bounds: nine in ten figures, names and quotations are found, and one false alarm in 300 words at most."""
    one = score(half)
    for kinds in (("figure", "unit"), ("name",), ("quotation",)):
        assert one.recall(*kinds) >= 0.9
    assert one.alarms * 300 <= one.words


CAPTURES = Path(__file__).parent.parent / "captures-known"


@pytest.mark.parametrize(
    "name", ["en-agency-northline", "de-page-dump", "fr-courrier-landes", "ar-clean", "ru-headlines-zarechye"]
)
def test_what_a_capture_says_stands_in_it(name: str) -> None:
    text = (CAPTURES / f"{name}.txt").read_text("utf-8")
    evidence = read_evidence([("captures/a.txt", text)])
    (lang,) = evidence.langs
    grounds = grounds_of(None, evidence)
    absent = [
        (claim.kind, line[claim.start : claim.end])
        for line in text.split("\n")
        for claim in claims_of(line, evidence, grounds, lang)
        if claim.standing == "absent"
    ]
    assert absent == []
