"""200 letters in five forms, each kind's median: part of `make bench`, or `python -m tests.bench.letters`."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.formats.documents import AskLine, Document, Letterhead, blocks_of
from portal.formats.gateways.html import html_page
from portal.formats.plain import plain_text
from portal.formats.services import make
from portal.needs.ways import Format, FormatChoice
from portal.organisation.languages import KNOWN

LETTERS = 200
WARM_UP = 3
TARGETS_MS = {"ordinary print": 50, "large print": 50, "Braille": 20}
_WORDS = """Dear {name},

Thank you for your message of Monday 2 November 2026 at 4:12pm. Here is our answer.

The joiner comes on {day} at 10:30am and mends the back step. It costs you nothing. If that day does not suit
you, ring 0117 496 0111 and we find another one together. Please move the bins so that he can reach the step.

What we promised you (Redland Customer Care Policy):

- Acknowledged: by Friday 6 November 2026, kept: Tuesday 3 November 2026
- Full answer: by Thursday 12 November 2026, kept: Wednesday 4 November 2026

To see what is happening, go to portal.example.org/find and type your reference: {reference}.

Your reference: {reference}

Yours sincerely,

Joanna Blake
Housing officer
Redland Housing Association
Ring 0117 496 0111"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How long one form took."""

    form: str
    letters: int
    median_ms: float
    p95_ms: float
    median_bytes: int

    @property
    def missed(self) -> str:
        """What to say of a missed target, or ""."""
        target = TARGETS_MS.get(self.form)
        if target is None or self.median_ms <= target:
            return ""
        return f"{self.form}: a letter takes {self.median_ms:.0f} ms, target {target} ms"


def letter(number: int, *, with_languages: bool) -> Document:
    """One of the letters; no two have the same words, so that nothing is kept from the one before."""
    reference = f"H{number:03}-4RXC"
    text = _WORDS.format(
        name=f"Amina Number {number}", day=f"Tuesday {10 + number % 18} November 2026", reference=reference
    )
    others = KNOWN.values() if with_languages else ()
    return Document(
        title=f"Our answer to you: {reference}",
        blocks=blocks_of(text),
        letterhead=Letterhead(
            sender="Redland Housing Association",
            sender_lines=("12 High Street", "Redland", "BS6 6AA", "Ring 0117 496 0100"),
            to_lines=(f"Amina Number {number}", f"{number} Kingfisher Court", "Bristol", "BS6 5TR"),
            date="Tuesday 3 November 2026",
            reference=f"Your reference: {reference}",
        ),
        asks=(
            AskLine(text="You can have this in large print, in Braille or as audio. Ring 0117 496 0111."),
            *(AskLine(text=other.asked("0117 496 0111"), language=other.tag) for other in others),
        ),
    )


def _made(choice: FormatChoice) -> Callable[[int], int]:
    printed = choice.format in (Format.STANDARD, Format.LARGE_PRINT)
    return lambda number: len(make(letter(number, with_languages=printed), choice).content)


def _mail(number: int) -> int:
    document = letter(number, with_languages=True)
    return len(html_page(document, points=18)) + len(plain_text(document))


FORMS: dict[str, Callable[[int], int]] = {
    "email": _mail,
    "ordinary print": _made(FormatChoice()),
    "large print": _made(FormatChoice(format=Format.LARGE_PRINT, points=18)),
    "Braille": _made(FormatChoice(format=Format.BRAILLE)),
    "audio": _made(FormatChoice(format=Format.AUDIO)),
}


def measured(letters: int = LETTERS) -> list[Making]:
    """Make each form of every letter, one after another in this process."""
    found = []
    for form, make_one in FORMS.items():
        for number in range(WARM_UP):
            make_one(900 + number)
        times, sizes = [], []
        for number in range(letters):
            began = time.perf_counter()
            sizes.append(make_one(number))
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        found.append(
            Making(
                form=form,
                letters=letters,
                median_ms=statistics.median(times),
                p95_ms=times[int(0.95 * (len(times) - 1))],
                median_bytes=int(statistics.median(sizes)),
            )
        )
    return found


def report(makings: list[Making]) -> list[str]:
    """The lines of the results' file."""
    return [
        "## Letters in each form",
        "",
        "One after another in one process, warm. Targets: print 50 ms, Braille 20 ms.",
        "",
        "| Form | Letters | Median ms | 95 % under ms | Bytes |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {m.form} | {m.letters} | {m.median_ms:.1f} | {m.p95_ms:.1f} | {m.median_bytes:,} |"
            for m in makings
        ),
    ]


def main() -> int:
    """Print the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    makings = measured(parser.parse_args().letters)
    missed = [making.missed for making in makings if making.missed]
    print("\n".join([*report(makings), "", *missed]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
