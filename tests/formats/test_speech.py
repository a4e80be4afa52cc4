"""What a person would say: references, numbers, dates, times, money and addresses in words, by table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.numerals import cardinal, decimal, digits, ordinal, year
from portal.formats.speech import PRIVATE_LINK, PRIVATE_LINK_ALONE, spoken

SECRET = "https://portal.redland.example/follow/Zk3jP9xQ2mLr8TtVbW5yHcNdEfGaSu7Ko1Iq4-R_wXz"

SAID = [
    # References: letters and digits one by one, in their groups.
    ("Your reference: H7KM-4RXC.", "Your reference: H seven K M, four R X C."),
    ("RED-2026-0042", "R E D, two zero two six, zero zero four two"),
    ("QA12XYZ9", "Q A one two X Y Z nine"),
    ("a HARD-PART of it", "a HARD-PART of it"),
    # Postcodes.
    ("BS6 5TR", "B S six, five T R"),
    ("Bristol BS10 5AA.", "Bristol B S ten, five A A."),
    ("SW1A 1AA", "S W one A, one A A"),
    ("SW1A1AA", "S W one A, one A A"),
    ("M1\u00a01AE", "M one, one A E"),
    # Telephone numbers: digits in groups, 0 as "oh".
    ("Ring 0117 496 0123.", "Ring oh one one seven, four nine six, oh one two three."),
    ("01174960123", "oh one one seven, four nine six, oh one two three"),
    ("(0117) 496 0123", "oh one one seven, four nine six, oh one two three"),
    ("0117-496-0123", "oh one one seven, four nine six, oh one two three"),
    ("02079460000", "oh two oh, seven nine four six, oh oh oh oh"),
    ("07700 900123", "oh seven seven oh oh, nine oh oh one two three"),
    ("07700900123", "oh seven seven oh oh, nine oh oh, one two three"),
    ("+44 117 496 0123", "plus four four, one one seven, four nine six, oh one two three"),
    ("+44 (0)117 496 0123", "plus four four, one one seven, four nine six, oh one two three"),
    ("0800 1111", "oh eight oh oh, one one one one"),
    ("116 123", "one one six, one two three"),
    ("Ring 101, or 999 at once.", "Ring one oh one, or nine nine nine at once."),
    ("Tel: 0117 496 0123", "telephone: oh one one seven, four nine six, oh one two three"),
    ("ext. 204", "extension two oh four"),
    # Dates.
    ("Tuesday 3 November 2026", "Tuesday the third of November twenty twenty-six"),
    ("Tue 3 Nov 2026.", "Tuesday the third of November twenty twenty-six."),
    (
        "by Friday, 13 November 2026 at midday",
        "by Friday the thirteenth of November twenty twenty-six at midday",
    ),
    ("on 3 November.", "on the third of November."),
    ("the 21st of May", "the twenty-first of May"),
    ("the 3rd November", "the third of November"),
    ("1 January 2000", "the first of January two thousand"),
    ("3 to 5 November 2026", "the third to the fifth of November twenty twenty-six"),
    ("3–5 November", "the third to the fifth of November"),
    ("November 2026", "November twenty twenty-six"),
    ("3/11/2026", "the third of November twenty twenty-six"),
    ("03.11.26", "the third of November twenty twenty-six"),
    ("2026-11-03", "the third of November twenty twenty-six"),
    ("in 2026", "in twenty twenty-six"),
    ("since 1905", "since nineteen oh five"),
    ("the Equality Act 2010", "the Equality Act twenty ten"),
    ("2026/27", "twenty twenty-six to twenty-seven"),
    ("It may rain", "It may rain"),
    # Times.
    ("10:30am", "half past ten in the morning"),
    ("at 10am", "at ten in the morning"),
    ("10.05am", "ten oh five in the morning"),
    ("4:15 p.m.", "a quarter past four in the afternoon"),
    ("6:45pm", "a quarter to seven in the evening"),
    ("9:20pm", "nine twenty at night"),
    ("12pm", "midday"),
    ("12 noon", "midday"),
    ("12am", "midnight"),
    ("12:30pm", "half past twelve in the afternoon"),
    ("12:30am", "half past twelve at night"),
    ("14:15", "a quarter past two in the afternoon"),
    ("09:00", "nine in the morning"),
    ("00:00", "midnight"),
    ("2:30", "half past two"),
    ("2:00", "two o'clock"),
    ("at 10.30 on Monday", "at half past ten on Monday"),
    ("9am–5pm", "nine in the morning to five in the afternoon"),
    ("9am to 5pm", "nine in the morning to five in the afternoon"),
    ("9–11am", "nine in the morning to eleven in the morning"),
    ("11-1pm", "eleven in the morning to one in the afternoon"),
    ("between 9am and 5pm", "between nine in the morning and five in the afternoon"),
    ("09:00–17:00", "nine in the morning to five in the afternoon"),
    ("open 24/7", "open twenty-four seven"),
    # Money.
    ("£12.50", "twelve pounds fifty"),
    ("£12", "twelve pounds"),
    ("It costs £5.", "It costs five pounds."),
    ("£1", "one pound"),
    ("£1.05", "one pound and five pence"),
    ("£0.50", "fifty pence"),
    ("50p", "fifty pence"),
    ("1p", "one penny"),
    ("£1,250.75 a month", "one thousand two hundred and fifty pounds seventy-five a month"),
    ("£5m", "five million pounds"),
    ("£1.5bn", "one point five billion pounds"),
    ("£10–£20", "ten pounds to twenty pounds"),
    ("£10-20", "ten pounds to twenty pounds"),
    ("-£5", "minus five pounds"),
    ("€5", "five euros"),
    # Other numbers.
    ("12.5%", "twelve point five per cent"),
    ("10–20%", "ten to twenty per cent"),
    ("the 1st, 2nd and 22nd", "the first, second and twenty-second"),
    ("3-5 working days", "three to five working days"),
    ("1,250 homes", "one thousand two hundred and fifty homes"),
    ("1250", "one thousand two hundred and fifty"),
    ("1, 2 and 3.", "one, two and three."),
    ("3.5", "three point five"),
    ("account 12345678", "account one two three four, five six seven eight"),
    ("12-34-56", "one two, three four, five six"),
    ("007", "zero zero seven"),
    ("2½ hours", "two and a half hours"),
    ("20°C", "twenty degrees Celsius"),
    ("30 mins", "thirty minutes"),
    ("1 hr", "one hour"),
    ("5 sq m", "five square metres"),
    ("No. 5", "number five"),
    ("Nos 5 and 6", "numbers five and six"),
    ("No. That is wrong.", "No. That is wrong."),
    ("Flat 12c", "Flat twelve C"),
    ("12-14 Elm Rd, Bristol", "twelve to fourteen Elm Road, Bristol"),
    ("the A38 and form HB1", "the A thirty-eight and form H B one"),
    ("clause 2.8.3e", "clause two point eight point three E"),
    ("-5", "minus five"),
    # Words written short.
    ("Mr Smith, Mrs Jones and Dr Khan", "Mister Smith, Missis Jones and Doctor Khan"),
    ("Mr. Smith", "Mister Smith"),
    ("St Pauls", "Saint Pauls"),
    ("14 Zetland St, Bristol", "fourteen Zetland Street, Bristol"),
    ("e.g. this, i.e. that, etc.", "for example this, that is that, and so on."),
    ("c/o Jo", "care of Jo"),
    ("the UK and RHA", "the U K and R H A"),
    ("A&E & more", "A and E and more"),
    ("and/or", "and or"),
    ("he/she", "he or she"),
    ("the tenant(s)", "the tenant or tenants"),
    ("wait – then go", "wait, then go"),
    ("wait…", "wait."),
    # Addresses.
    ("hello@redland.example", "hello at redland dot example"),
    ("jo.smith2@redland.gov.uk", "jo dot smith two at redland dot gov dot U K"),
    ("https://portal.redland.example/contact", "portal dot redland dot example slash contact"),
    ("www.redland.example.", "W W W dot redland dot example."),
    ("(see redland.example/help)", "(see redland dot example slash help)"),
    (
        "portal.redland.example/cases/H7KM-4RXC",
        "portal dot redland dot example slash cases slash H seven K M, four R X C",
    ),
    (
        "www.gov.uk/housing-ombudsman?x=1",
        "W W W dot gov dot U K slash housing dash ombudsman question mark X equals one",
    ),
    (SECRET, PRIVATE_LINK_ALONE),
    (f"Open {SECRET}.", f"Open {PRIVATE_LINK}."),
    # Nothing to do.
    ("Dear Amina,", "Dear Amina,"),
    ("We read your letter. Thank you!", "We read your letter. Thank you!"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "said"), SAID)
def test_it_is_said_as_a_person_would_say_it(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(("written", "said"), SAID)
def test_what_was_said_is_words_and_said_again_the_same(written: str, said: str) -> None:
    assert spoken(said) == said
    assert not any(character.isdigit() for character in said)


@given(st.text(alphabet="0123456789 £%.,:-/ampMondayNov@()&½\u00a0Ab", max_size=40))
def test_any_text_can_be_said(text: str) -> None:
    said = spoken(text)
    assert "None" not in said
    assert said or not text.strip(" \u00a0")


def test_a_secret_is_never_read_out() -> None:
    token = SECRET.rpartition("/")[2]
    said = spoken(f"Keep it: {SECRET} and {SECRET}?")
    assert token not in said
    assert "seven" not in said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (40, "forty"),
        (101, "one hundred and one"),
        (1001, "one thousand and one"),
        (1_234_567, "one million two hundred and thirty-four thousand five hundred and sixty-seven"),
        (2_000_000_010, "two billion and ten"),
    ],
)
def test_how_many(number: int, said: str) -> None:
    assert cardinal(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "first"),
        (5, "fifth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (31, "thirty-first"),
        (100, "one hundredth"),
        (103, "one hundred and third"),
    ],
)
def test_in_which_place(number: int, said: str) -> None:
    assert ordinal(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1900, "nineteen hundred"),
        (1998, "nineteen ninety-eight"),
        (2000, "two thousand"),
        (2009, "two thousand and nine"),
        (2010, "twenty ten"),
        (2105, "twenty-one oh five"),
        (800, "eight hundred"),
    ],
)
def test_which_year(number: int, said: str) -> None:
    assert year(number) == said


def test_digits_and_decimals() -> None:
    assert digits("105", zero="oh") == "one oh five"
    assert decimal("1,050.05") == "one thousand and fifty point zero five"
