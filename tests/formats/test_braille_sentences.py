"""Known sentences in Unified English Braille, worked out from the rules (Rulebook 2013, sections named)."""

from __future__ import annotations

import pytest

from portal.formats.braille_text import prepared
from portal.formats.gateways.braille import TABLES, braille_of
from portal.formats.gateways.liblouis import liblouis

CONTRACTED = [
    # The sentence every maker of Braille for landlords must get right.
    (
        "Your appointment is on Tuesday 3 November 2026 at 10:30am.",
        ',YR APPO9T;T IS ON ,TUES"D #C ,NOVEMB] #BJBF AT #AJ3#CJ;AM4',
    ),
    # Postcodes: two numbers side by side are not one (6.6), so a space parts them, no dot 5.
    ("BS6 5TR", ",,BS#F #E,,TR"),
    ("SW1A 1AA", ",,SW#A,A #A,,AA"),
    ("M1 1AE", ",M#A #A,,AE"),
    # References: numbers end letters' capitals (8.4), a hyphen ends a number (6.5).
    ("H7KM-4RXC", ",H#G,,KM-#D,,RXC"),
    ("Your reference: H7KM-4RXC.", ",YR REF];E3 ,H#G,,KM-#D,,RXC4"),
    # Capitals: a letter, a word, three words or more (8.3 to 8.5), with an end inside a word (8.6).
    ("Redland", ",R$L&"),
    ("BBC", ",,BBC"),
    ("DO NOT pay", ",,D ,,N PAY"),
    ("DO NOT TURN OFF THE GAS", ",,,D N TURN (F ! GAS,'"),
    ("ABCs", ",,ABC,'S"),
    ("TPP’s", ",,TPP'S"),
    ("McDonald", ",MC,DONALD"),
    ("ÉCOLE", ",,^/ECOLE"),
    # Accents stand before their letter (4.2), after the sign of its capital.
    ("café", "CAF^/E"),
    ("Siân", ",SI^%AN"),
    ("Llŷr", ",LL^%YR"),
    ("Zoë", ",ZO^3E"),
    ("naïve façade", "NA^3IVE FA^&CADE"),
    ("Łukasz", ",@*LUKASZ"),
    ("Müller", ",M^3ULL]"),
    ("Ștefan", ",^&STEFAN"),
    ("Żaneta", ",ZANETA"),  # UEB has no dot above: the letter without it
    # Times and dates: a letter a to j after a number is told from a digit (6.5).
    ("9am–5pm", "#I;AM,-#EPM"),
    ("14:15", "#AD3#AE"),
    ("10.30am", "#AJ4CJ;AM"),
    ("3/11/2026", "#C_/#AA_/#BJBF"),
    ("on 3 November 2026 10:30am", "ON #C ,NOVEMB] #BJBF #AJ3#CJ;AM"),
    # Money and other signs (3.10, 3.17, 6.4).
    ("£12.50", "@L#AB4EJ"),
    ("£1,250.00", "@L#A1BEJ4JJ"),
    ("£5–£10", "@L#E,-@L#AJ"),
    ("50p", "#EJP"),
    ("€5", "@E#E"),
    ("50%", "#EJ.0"),
    ("2½ hours", "#B#A/B H\\RS"),
    ("20 °C", "#BJ ^J,C"),
    ("A & B", ",A @& ;,B"),
    ("and/or", "&_/OR"),
    # Addresses are contracted, but no wordsign or shortform stands beside their signs (10.12).
    ("hello@redland.example", "HELLO@AR$L&4EXAMPLE"),
    ("people@letter.example", "PEOPLE@ALETT]4EXAMPLE"),
    ("https://portal.redland.example/contact", "HTTPS3_/_/PORTAL4R$L&4EXAMPLE_/CONTACT"),
    # Telephone numbers are one number, joined by numeric spaces (6.6).
    ("0117 496 0123", '#JAAG"DIF"JABC'),
    ("+44 117 496 0123", '"6#DD"AAG"DIF"JABC'),
    ("Ring 999 or 116 123.", ',R+ #III OR #AAF"ABC4'),
    # A letter by itself is told from the word it stands for (5.2).
    ("Flat B", ",FLAT ;,B"),
    ("Flat 2B", ",FLAT #B,B"),
    ("12c High Street", "#AB;C ,HI< ,/REET"),
    ("Dr B Jones", ',DR ;,B ,J"OS'),
    ("e-mail us", ";E-MAIL U"),
    ("(a) or (b)", '"<A"> OR "<;B">'),
    ("A visit", ",A VISIT"),
    # Contractions of every kind.
    ("Your letter about tomorrow", ",YR LR AB TM"),
    ("to be or not to be", "TO 2 OR N TO 2"),
    ("well-being", "WELL-2+"),
    ("child’s", "*'S"),
    ("St Pauls", ",ST ,PAULS"),
    # Quotation marks: the outer ones of a text are 8 and 0, single or double in print (7.6).
    ("“Hello,” she said.", "8,HELLO10 %E SD4"),
    ('"Hello," she said.', "8,HELLO10 %E SD4"),
    ("‘Hello,’ she said.", "8,HELLO10 %E SD4"),
    ("She said 'no' at once.", ",%E SD 8NO0 AT ONCE4"),
    ("“He said ‘no’ to me”", "8,HE SD ,8NO,0 TO ME0"),
    ("‘It’s the tenants’ choice’", "8,X'S ! T5ANTS' *OICE0"),
    ("don’t", "DON'T"),
    ("O’Brien", ",O',BRI5"),
    ("rock ’n’ roll", "ROCK ';N' ROLL"),
    # Dashes, dots and bullets of print are one of each.
    ("the door – and the key", "! DOOR ,- & ! KEY"),
    ("the door — and the key", "! DOOR ,- & ! KEY"),
    ("the door ― and the key", "! DOOR ,- & ! KEY"),
    ("wait…", "WAIT444"),
    ("• item", "_4 ITEM"),
    ("◦ item", "_4 ITEM"),
    ("e‑mail", ";E-MAIL"),
    ("3\u00a0November", "#C ,NOVEMB]"),
    ("12\u00a0000 homes", '#AB"JJJ HOMES'),
    ("No. 5", ",NO4 #E"),
    ("№ 5", ",NO4 #E"),
    ("oﬃce", "(FICE"),
    ("soft\u00adware", "S(TW>E"),
    ("👍", ".<?UMBS UP SIGN.>"),
]

UNCONTRACTED = [
    (
        "Your appointment is on Tuesday 3 November 2026 at 10:30am.",
        ",YOUR APPOINTMENT IS ON ,TUESDAY #C ,NOVEMBER #BJBF AT #AJ3#CJ;AM4",
    ),
    ("BS6 5TR", ",,BS#F #E,,TR"),
    ("Siân’s flat, 2B", ",SI^%AN'S FLAT1 #B,B"),
    ("DO NOT TURN OFF THE GAS", ",,,DO NOT TURN OFF THE GAS,'"),
    ("hello@redland.example", "HELLO@AREDLAND4EXAMPLE"),
    ('(see "How to complain")', '"<SEE 8,HOW TO COMPLAIN0">'),
]


@pytest.mark.parametrize(("print_", "braille"), CONTRACTED)
def test_a_sentence_is_contracted_as_the_rules_say(print_: str, braille: str) -> None:
    assert braille_of(print_) == braille


@pytest.mark.parametrize(("print_", "braille"), UNCONTRACTED)
def test_a_sentence_is_spelled_out_where_that_is_asked(print_: str, braille: str) -> None:
    assert braille_of(print_, contracted=False) == braille


def test_where_liblouis_is_wrong_it_is_known() -> None:
    """After an "s", a single mark that closes an inner quotation becomes an apostrophe; it should be ",0"."""
    assert braille_of("“Say ‘the letters’ now”") == "8,SAY ,8! LRS' N[0"


# Welsh is as liblouis has it (dot 4 for the circumflex), to be read by a person as all machine-made Braille.
# In languages of other letters, a word of ours (reference, address, money, time) is in English Braille.
LANGUAGES = [
    ("cy", "Annwyl Siân, 3 Tachwedd 2026.", ",ANNWYL ,SI@AN1 #C ,TA*WEDD #BJBF4"),
    ("pl", "Zażółć gęślą jaźń, 3 listopada.", ".ZA&+<% G:[L* JA!?1 #C LISTOPADA'"),
    ("pt", "A marcação é às 10:30.", ".A MARCA&>O = $S #AJ3#CJ'"),
    ("ar", "موعدك 3 نوفمبر 10:30am", "MW(DK #C NWFMBR #AJ3#CJ;AM"),
    ("pa", "ਮੰਗਲਵਾਰ 3 ਨਵੰਬਰ £12.50", "M;GLV>R #C NV;BR @L#AB4EJ"),
    ("hi", "मंगलवार 3 नवंबर H7KM-4RXC", "M;GLV>R #C NV;BR ,H#G,,KM-#D,,RXC"),
    ("fa", "سه‌شنبه hello@redland.example", "SH%NBH HELLO@AREDLAND4EXAMPLE"),
]


@pytest.mark.parametrize(("language", "print_", "braille"), LANGUAGES)
def test_a_language_has_its_own_table(language: str, print_: str, braille: str) -> None:
    assert braille_of(print_, language=language, contracted=False) == braille


@pytest.mark.parametrize(
    ("language", "alphabet"),
    [
        ("bn", "অ্যাপয়েন্টমেন্ট মঙ্গলবার ৩ নভেম্বর ড়ঢ়"),
        ("cy", "âêîôûŵŷ äëïö àèìòùỳ áéíóúý"),  # the table has no ẁ and ẃ, which are rare
        ("fa", "قرار شما سه‌شنبه ۳ نوامبر است"),
        ("fr", "Portez ce vieux whisky au juge blond qui fume: àâçéèêëîïôûùœ"),
        ("gu", "તમારી મુલાકાત મંગળવાર 3 નવેમ્બર"),
        ("lt", "Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą"),
        ("lv", "Glāžšķūņa rūķīši dzērumā čiepj Baha koncertflīģeļu vākus"),
        ("sk", "Kŕdeľ ďatľov učí koňa žrať kôru"),
    ],
)
def test_every_letter_of_a_language_has_a_sign(language: str, alphabet: str) -> None:
    """No number of a character in its place, no accent left off, nothing an embosser cannot make."""
    louis = liblouis()
    for table in TABLES[language]:
        assert louis.in_known_signs(prepared(alphabet), table) == prepared(alphabet)
    assert set(braille_of(alphabet, language=language)) <= set(map(chr, range(0x20, 0x60)))
