"""A letter as PDF, read back: what is declared, what is tagged, what stands where and how large."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.formats.documents import Document, Letterhead
from portal.formats.envelopes import ADDRESS_TOP_MM, WINDOW_ENDS_MM
from portal.formats.gateways.pdf import PRINT_FONTS, letter_pdf
from portal.formats.made import CannotBeMade, PartMissing
from portal.formats.typesetting import FAMILIES
from tests.formats.letters import ASKS, HEAD, letter, words_of
from tests.formats.pdf_reading import Read

ATKINSON = {"AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-Bold"}
SIZES = (14, 16, 18, 20, 24, 28)
PAGE = re.compile(r"^Page (\d+) of (\d+)$", re.M)


def read(document: Document | None = None, *, points: int = 14) -> Read:
    """A letter made and read back."""
    return Read(letter_pdf(document or letter(), points=points).content)


def without_page_numbers(text: str) -> list[str]:
    """The words, less the foot of each page."""
    return PAGE.sub("", text).split()


def test_it_says_what_it_is() -> None:
    made = letter_pdf(letter(), points=18)
    pdf = Read(made.content)
    assert (made.name, made.media_type, made.pages, made.needs_proof) == (
        "letter.pdf",
        "application/pdf",
        pdf.pages,
        False,
    )
    with pdf.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Damp in your bedroom"
    assert pdf.root.MarkInfo.Marked is True
    assert str(pdf.root.Lang) == "en-GB"
    assert pdf.root.ViewerPreferences.DisplayDocTitle is True
    assert str(pdf.pdf.docinfo.Title) == "Damp in your bedroom"
    assert str(pdf.pdf.docinfo.Author) == "Redland Housing"
    assert "/CreationDate" not in pdf.pdf.docinfo


def test_the_same_letter_is_the_same_file() -> None:
    assert letter_pdf(letter(), points=18) == letter_pdf(letter(), points=18)


def test_a_publication_has_no_letterhead() -> None:
    made = letter_pdf(letter(head=None), points=14)
    assert made.name == "document.pdf"
    assert without_page_numbers(Read(made.content).text(order="-raw")) == words_of(
        letter(head=None), marked=True
    )


def test_every_part_has_its_tag_in_order_of_reading() -> None:
    item = ["LI", ["Lbl"], ["LBody", ["P"]]]
    row = ["TR", ["TD"], ["TD"], ["TD"]]
    heading = ["TR", *[["TH", ["Strong"]]] * 3]
    assert read().tags() == [
        ["P", ["Link"]],  # sender
        *[["P"]] * 3,  # address, date, reference
        ["H1"],
        ["P"],
        ["P", ["Link"]],
        ["L", item, item],
        ["H2"],
        ["L", item, item],
        ["Table", ["THead", heading], ["TBody", row, row]],
        *[["P"]] * 2,
        ["P", ["Link"]],  # the line asking for other forms
    ]


def test_cells_know_their_headings() -> None:
    pdf = read()
    headings = pdf.elements("TH")
    assert [str(h.A[0].Scope if "/Scope" in h.A[0] else h.A.Scope) for h in headings] == ["/Column"] * 3
    ids = [bytes(h.ID) for h in headings]
    cells = [[bytes(i) for a in c.A for i in a.get("/Headers", [])] for c in pdf.elements("TD")]
    assert cells == [[i] for i in ids] * 2


def test_no_level_of_heading_is_left_out() -> None:
    pdf = read(letter("### deep\n\nwords\n\n# top\n\n### deep again\n\n### and again"))
    assert [tag for tag, *_ in pdf.tags() if tag.startswith("H")] == ["H1", "H2", "H2", "H3", "H4"]


@pytest.mark.parametrize("points", SIZES)
def test_words_come_in_order_whole_and_with_nothing_between(points: int) -> None:
    document = letter()
    pdf = read(document, points=points)
    between = "" if points > 20 else " "
    heard = between.join(without_page_numbers(pdf.text(order="-raw")))
    # Above 20 points the web address is wider than its line; in pieces, nothing stands between them.
    assert heard == between.join(words_of(document, marked=True))


@pytest.mark.parametrize("points", SIZES)
def test_nothing_is_smaller_than_asked_and_page_numbers_are_as_large(points: int) -> None:
    pdf = read(letter(asks=ASKS), points=points)
    asks = max(points, 16)
    assert pdf.sizes() == {
        points,
        round(points * 1.25, 1),
        round(points * 1.2, 1),
        round(points * 1.1, 1),
        asks,
    }
    assert pdf.sizes_of_artifacts() == {points}
    pages = [PAGE.findall(pdf.text(number)) for number in range(1, pdf.pages + 1)]
    assert pages == [[(str(number), str(pdf.pages))] for number in range(1, pdf.pages + 1)]


@pytest.mark.parametrize("points", [14, 28])
def test_lines_begin_at_the_left_and_no_word_is_split(points: int) -> None:
    words = "Responsibilities notwithstanding, accommodation understandably necessitates communication. " * 30
    pdf = read(letter(words, head=None, asks=()), points=points)
    assert without_page_numbers(pdf.text()) == ("Damp in your bedroom " + words).split()
    side = 25 if points == 14 else 20
    rights = set()
    for page in pdf.words():
        lines: dict[int, list[float]] = {}
        for word in page:
            lines.setdefault(round(word.bottom), []).extend((word.left, word.right))
        assert {round(min(line)) for line in lines.values()} == {side}
        rights |= {round(max(line)) for line in lines.values()}
    assert len(rights) > 3  # ragged: lines are not stretched


def test_the_address_shows_in_the_window_and_nothing_else_does() -> None:
    words = read().words()[0]
    to = " ".join(HEAD.to_lines).split()
    start = next(i for i, word in enumerate(words) if [w.text for w in words[i : i + len(to)]] == to)
    address = words[start : start + len(to)]
    assert min(word.top for word in address) >= ADDRESS_TOP_MM - 1
    assert max(word.bottom for word in address) <= 81
    assert min(word.left for word in address) >= 20
    assert max(word.right for word in address) <= 110
    others = [word for word in words if word not in address]
    assert all(word.bottom < ADDRESS_TOP_MM or word.top >= WINDOW_ENDS_MM - 1 for word in others)


def test_the_last_lines_ask_each_in_its_language() -> None:
    pdf = read(letter(asks=ASKS))
    last = pdf.elements("P")[-4:]
    assert [str(p.get("/Lang", pdf.root.Lang)) for p in last] == ["en-GB", "pl", "pa", "ur"]
    words = [word for page in pdf.words() for word in page]
    punjabi = next(word for word in words if word.text.startswith("ਕੀ"))
    assert round(punjabi.left) == 25  # not from the right, whatever the typesetter makes of "pa"
    urdu = max((w for w in words if "\u0600" <= w.text[0] <= "\u06ff"), key=lambda word: word.right)
    assert round(urdu.right) in range(184, 187)


LANGUAGES = [
    ("cy", "Dŵr, tŷ, ŵyr a gŵydd – mae’n ddrwg gennym", "AtkinsonHyperlegibleNext"),
    ("pl", "Zażółć gęślą jaźń", "AtkinsonHyperlegibleNext"),
    ("ro", "Șase țări, împăcați și fără griji", "AtkinsonHyperlegibleNext"),
    ("so", "Ma u baahan tahay caawimo luqaddaada ah?", "AtkinsonHyperlegibleNext"),
    ("uk", "Їжак і ґава живуть у Києві", "NotoSans"),
    ("vi", "Chúng tôi sẽ gọi lại cho bạn ngày mai", "NotoSans"),
    ("el", "Θα σας απαντήσουμε", "NotoSans"),
    ("hi", "क्या आपको अपनी भाषा में मदद चाहिए?", "NotoSans"),
    ("bn", "আপনার ভাষায় সাহায্য দরকার? আমাদের জানান।", "HindSiliguri"),
    ("pa", "ਕੀ ਤੁਹਾਨੂੰ ਆਪਣੀ ਭਾਸ਼ਾ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੈ?", "NotoSansGurmukhi"),
    ("gu", "શું તમને તમારી ભાષામાં મદદની જરૂર છે?", "NotoSansGujarati"),
    ("ta", "உங்கள் மொழியில் உதவி தேவையா?", "NotoSansTamil"),
    ("ti", "ብቋንቋኹም ሓገዝ የድልየኩም ድዩ?", "NotoSansEthiopic"),
    ("ur", "کیا آپ کو اپنی زبان میں مدد چاہیے؟ ڈھونڈیں", "Vazirmatn"),
    ("fa", "می‌خواهیم گزارش پژوهش چاپ کنیم", "Vazirmatn"),
    ("ar", "هل تحتاج إلى مساعدة بلغتك؟ أخبرنا.", "Vazirmatn"),
    ("ckb", "ڕۆژی باش، چۆنی؟ ێ ڵ", "Vazirmatn"),
]


@pytest.mark.parametrize(
    ("language", "words", "face"), LANGUAGES, ids=[language for language, _, _ in LANGUAGES]
)
def test_a_language_is_set_in_a_face_that_has_it(language: str, words: str, face: str) -> None:
    pdf = read(letter(words, title=words, language=language, head=None, asks=()))
    assert {name.partition("-")[0] for name in pdf.faces()} >= {face}
    assert str(pdf.root.Lang).startswith(language)
    direction = "/R2L" if language in ("ur", "fa", "ar", "ckb") else "/L2R"
    assert str(pdf.root.ViewerPreferences.Direction) == direction
    spoken = [word for word in words.replace("\u200c", "").split() if "لا" not in word and "إل" not in word]
    heard = pdf.text().replace("\u200c", "").split()
    assert {word.strip("؟،.?") for word in spoken} <= {word.strip("؟،.?") for word in heard}


@pytest.mark.parametrize(
    ("language", "words", "face"), [("bn", "র\u200d্যাব", "HindSiliguri"), ("fa", "می\u200cخواهم", "Vazirmatn")]
)
def test_a_sign_that_joins_letters_tears_no_word_in_two(language: str, words: str, face: str) -> None:
    pdf = read(letter(words, title=words, language=language, head=None, asks=()))
    assert pdf.faces() == {
        f"{face}-Regular",
        f"{face}-Bold",
        "AtkinsonHyperlegibleNext-Regular",
    }  # page numbers


def test_a_letter_in_english_is_in_one_typeface_that_is_embedded() -> None:
    assert read(letter(asks=())).faces() == ATKINSON


def test_every_typeface_is_asked_for_by_its_name() -> None:
    assert len(list(PRINT_FONTS.glob("*.ttf"))) == 2 * len(FAMILIES) - 1  # symbols have one weight
    assert len(list(PRINT_FONTS.glob("LICENSE-*"))) == len(FAMILIES)


def test_an_urdu_letter_runs_from_the_right() -> None:
    words = (
        "ہمیں 0303 123 4567 پر فون کریں۔ £100 واپس 2026-11-03 کو\n\n"
        "- پہلا\n\n| کب | کیا |\n| منگل | خط |\n\nJoan Clarke"
    )
    pdf = read(letter(words, title="نمی", language="ur", asks=()))
    page = pdf.words()[0]
    place = {word.text: word for word in page}  # poppler gives letters from the right backwards here
    assert round(place["نمی"[::-1]].right) == 185
    assert place["0303"].right < place["123"].left  # as it is dialled
    assert "£100" in place
    assert "2026-11-03" in place
    assert place["کب"[::-1]].left > place["کیا"[::-1]].right  # the first column is the right one
    for english in ("Redland", "Joan", "Ms"):
        assert min(word.left for word in page if word.text == english) < 26
    assert [str(e.get("/Lang", "")) for e in pdf.elements("H1")] in (["ur"], [""])
    assert [str(e.get("/Lang", "")) for e in pdf.elements("P")[:2]] == ["en-GB", "en-GB"]
    assert "صفحہ" in pdf.text()


@pytest.mark.parametrize("language", ["he", "ps", "zu", "not a tag", ""])
def test_a_page_number_needs_no_language(language: str) -> None:
    pdf = read(letter("words", language=language, head=None, asks=()))
    assert re.search(r"1 ?/ ?1", pdf.text())


def test_what_people_type_is_never_run() -> None:
    typed = '#panic("x") #let a = 1 *b* _i_ $x^2$ @ref <tag> \\ `raw` = H // c /* d */ "quotes" -- --- ~ https://a.example/#x'
    pdf = read(letter(typed, title=typed, asks=()))
    assert pdf.text().count('#panic("x") #let a') == 2
    for word in typed.split():
        assert word in pdf.text(), word
    assert [tag for tag, *_ in pdf.tags()].count("P") == 5


def test_pictures_that_people_type_are_printed() -> None:
    pdf = read(letter("Thank you 😀 👍🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ✓ ✗ → ★ ☎ ½ … €", asks=()))
    assert {"NotoEmoji-Regular", "NotoSansSymbols2-Regular"} <= pdf.faces()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Secret 你好 here", "CJK UNIFIED IDEOGRAPH-4F60, CJK UNIFIED IDEOGRAPH-597D"),
        ("Secret สวัสดี here", "THAI CHARACTER"),
        ("Secret \ue000 here", "U+E000"),
        ("Secret " + "一丁丂七丄丅丆", "and 2 more"),
    ],
)
def test_what_no_face_has_is_said_and_never_a_box(words: str, named: str) -> None:
    with pytest.raises(CannotBeMade) as refused:
        letter_pdf(letter(words), points=14)
    assert named in refused.value.reason
    assert "Secret" not in refused.value.reason
    assert refused.value.__cause__ is None  # the typesetter's own words quote the letter


@pytest.mark.parametrize("points", [0, 11, 49, 1000])
def test_a_size_that_is_none_is_refused(points: int) -> None:
    with pytest.raises(CannotBeMade, match="points"):
        letter_pdf(letter(), points=points)


def test_a_letter_without_a_title_is_refused() -> None:
    with pytest.raises(CannotBeMade, match="title"):
        letter_pdf(letter(title=" "), points=14)


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_without_its_typefaces_nothing_else_is_taken(tmp_path: Path, folder: str) -> None:
    with pytest.raises(PartMissing) as missing:
        letter_pdf(letter(), points=14, fonts=tmp_path / folder)
    assert missing.value.part == "typefaces"
    assert "npm" in missing.value.install


LONG = "https://portal.redland.example/cases/RDFK-42XN/" + "a" * 150 + "?x=1&y=2"


@pytest.mark.parametrize("points", [14, 28, 48])
def test_nothing_runs_off_the_paper(points: int) -> None:
    wide = "W" * 120
    lines = "\n".join(
        f"Line {n} is long and goes on and on until it wraps, and on and on again" for n in range(8)
    )
    pdf = read(
        letter(
            f"{wide} {LONG}\n\n- {wide}\n\n1. {wide}\n\n| A | B |\n| {wide} | 2 |\n\n{lines}",
            title=wide,
            head=replace(HEAD, sender=wide, to_lines=(wide, *HEAD.to_lines), reference=wide),
            asks=(replace(ASKS[0], text=wide),),
        ),
        points=points,
    )
    for page in pdf.words():
        assert min(word.left for word in page) >= 19.9
        assert max(word.right for word in page) <= 190.1
        assert max(word.bottom for word in page) <= 290
        (foot,) = (word for word in page if word.text == "Page")
        assert max(word.bottom for word in page if word.top < foot.top - 1) <= foot.top + 1
    text = "".join(without_page_numbers(pdf.text()))
    assert LONG in text  # in pieces, and nothing put between
    assert text.count("W" * 20) * 20 == 120 * 9


def test_references_days_and_numbers_stay_on_one_line() -> None:
    filler = ["x" * n for n in range(1, 40)]
    kept = ("RDFK-42XN", "0303 123 4567", "3 November", "well-being", "24/7")
    words = "\n\n".join(f"{start} {word}" for start in filler for word in kept)
    text = read(letter(words, head=None, asks=()), points=28).text()
    for word in kept:
        assert text.count(word) == len(filler)


def test_a_table_too_wide_for_its_size_becomes_a_list() -> None:
    words = "| Email | Ring | Office |\n| joan.clarke@redland.example | 0303 123 4567 | Chapel Street |"
    small, large = read(letter(words), points=14), read(letter(words), points=28)
    assert [tag for tag, *_ in small.tags()].count("Table") == 1
    assert [tag for tag, *_ in large.tags()].count("Table") == 0
    for line in ("Email: joan.clarke@redland.example", "Ring: 0303 123 4567", "Office: Chapel Street"):
        assert line in large.text()


def test_an_address_and_a_short_table_are_not_torn_in_two() -> None:
    for filler in range(24, 34):
        words = (
            "\n\n".join(["line"] * filler)
            + "\n\nJoan Clarke\nHousing officer\nRedland Housing\nChapel Street"
        )
        pages = read(letter(words, head=None, asks=())).words()
        (joan,) = (number for number, page in enumerate(pages) if any(word.text == "Joan" for word in page))
        (street,) = (
            number for number, page in enumerate(pages) if any(word.text == "Street" for word in page)
        )
        assert joan == street


def test_several_at_once_are_as_one_after_the_other() -> None:
    documents = [letter(title=f"Letter {number}") for number in range(8)]
    alone = [letter_pdf(document, points=14) for document in documents]
    with ThreadPoolExecutor(max_workers=4) as threads:
        together = list(threads.map(lambda document: letter_pdf(document, points=14), documents))
    assert together == alone


@settings(max_examples=25)
@given(
    st.text(
        alphabet=st.characters(codec="utf-8", max_codepoint=0x24F) | st.sampled_from("\n|#- 1.آبਕকй😀ー"),
        max_size=200,
    )
)
def test_any_text_is_a_letter_or_said_to_be_none(words: str) -> None:
    reason, pages = _attempt(letter(words, head=Letterhead(sender="Us", to_lines=(words,)), asks=()))
    assert reason.startswith("no typeface here has") if reason else pages >= 1


def _attempt(document: Document) -> tuple[str, int]:
    """Why it cannot be made, or how many pages it has."""
    try:
        made = letter_pdf(document, points=18)
    except CannotBeMade as refused:
        return refused.reason, 0
    return "", Read(made.content).pages


def test_a_heading_with_a_number_or_an_address_in_it_is_a_heading_and_a_bookmark() -> None:
    titles = ("Follow-up of RDFK-42XN: ring 0303 123 4567", "Well-being, 1 May: see https://a.example/b")
    pdf = read(letter(f"# {titles[1]}\n\nwords", title=titles[0], head=None, asks=()))
    assert [tag for tag, *_ in pdf.tags()] == ["H1", "H2", "P"]
    first = pdf.root.Outlines.First
    assert (str(first.Title), str(first.First.Title)) == titles


def test_what_is_missing_leaves_no_gap() -> None:
    bare = letter("| | b |\n| a | |", head=Letterhead(sender=""), asks=())
    assert read(bare).tags()[-1][0] == "Table"
    assert read(letter("", head=None, asks=())).tags() == [["H1"]]
