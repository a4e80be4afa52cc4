"""A letter and its lines for tests of forms: one that has everything in it."""

from __future__ import annotations

from portal.formats.documents import AskLine, Document, Letterhead, blocks_of

ASK = AskLine(text="Ask for this in large print, Braille, audio or another language. Ring 0303 123 4567.")
ASKS = (
    ASK,
    AskLine(text="Potrzebujesz pomocy w swoim języku? Powiedz nam.", language="pl"),
    AskLine(text="ਕੀ ਤੁਹਾਨੂੰ ਆਪਣੀ ਭਾਸ਼ਾ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੈ? ਸਾਨੂੰ ਦੱਸੋ।", language="pa"),
    AskLine(text="کیا آپ کو اپنی زبان میں مدد چاہیے؟ ہمیں بتائیں۔", language="ur"),
)
HEAD = Letterhead(
    sender="Redland Housing",
    sender_lines=("1 Chapel Street, Redland, RD1 1AA", "Ring 0303 123 4567"),
    to_lines=("Ms Amina Warsame", "Flat 12, Willowbrook Court", "48 Long Meadow Road", "Redland", "RD4 7QX"),
    date="Tuesday 3 November 2026",
    reference="Your reference: RDFK-42XN",
)
WORDS = """Dear Amina,

Thank you for telling us about the damp. Follow it at https://portal.redland.example/cases/RDFK-42XN today.

- Joan Clarke visits you on Tuesday 10 November 2026 at 10:30am.
- The work begins by Tuesday 1 December.

## What happens at the visit

1. Joan shows you her card.
2. She measures how damp the walls are.

| Step | By when | Who |
|---|---|---|
| Visit | Tuesday 10 November | Joan Clarke |
| Work | Tuesday 1 December | Hall & Sons |

Yours sincerely,

Joan Clarke
Housing officer
"""


def letter(
    words: str = WORDS,
    *,
    title: str = "Damp in your bedroom",
    language: str = "en-GB",
    head: Letterhead | None = HEAD,
    asks: tuple[AskLine, ...] = (ASK,),
) -> Document:
    """A letter of those words; a publication without `head`."""
    return Document(title=title, blocks=blocks_of(words), language=language, letterhead=head, asks=asks)


def words_of(document: Document, *, marked: bool = False) -> list[str]:
    """Every word of a letter of WORDS, in order; `marked` with the signs that its lists have in print."""
    head = document.letterhead
    before = (
        [head.sender, *head.sender_lines, *head.to_lines, head.date, head.reference]
        if head is not None
        else []
    )
    lists = {"-": "•", "1.": "1.", "2.": "2."} if marked else {}
    marks = {"-", "##", "1.", "2.", "|", "|---|---|---|"} - set(lists)
    inside = [lists.get(word, word) for word in WORDS.split() if word not in marks]
    return [
        *" ".join([*before, document.title]).split(),
        *inside,
        *(w for a in document.asks for w in a.text.split()),
    ]
