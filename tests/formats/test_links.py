"""Which words become links, where they lead, and that no word changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.links import pieces

FOUND = [
    ("See https://redland.example/cases/RDFK-42XN.", "https://redland.example/cases/RDFK-42XN"),
    ("(see http://127.0.0.1:5000/c?a=1&b=2)", "http://127.0.0.1:5000/c?a=1&b=2"),
    ("at HTTPS://Redland.Example/A, or", "HTTPS://Redland.Example/A"),
    ("https://en.example/wiki/Damp_(structural)", "https://en.example/wiki/Damp_(structural)"),
    ("www.redland.example!", "https://www.redland.example"),
    ("“https://redland.example”", "https://redland.example"),
    ("write to Joan.Clarke+damp@redland.example.", "mailto:Joan.Clarke+damp@redland.example"),
    ("Ring 0303 123 4567.", "tel:+443031234567"),
    ("Ring 020 7946 0000, please", "tel:+442079460000"),
    ("(01632) 960001", "tel:+441632960001"),
    ("07700900123", "tel:+447700900123"),
    ("+44 (0)20 7946 0000", "tel:+442079460000"),
    ("+44 7700 900123", "tel:+447700900123"),
    ("0303\u00a0123\u00a04567", "tel:+443031234567"),
]
NONE = [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "https://[",
    "www.",
    "a@b",
    "@redland",
    "on 03 11 2026 at 10:30",
    "01/02/2026",
    "2026-11-03",
    "£0303 123 4567",
    "12345678901234567890",
    "reference 0303 123 45",
    "ring 999",
    "RDFK-42XN",
]


@pytest.mark.parametrize(("text", "address"), FOUND)
def test_one_link_is_found(text: str, address: str) -> None:
    found = pieces(text)
    assert [piece.address for piece in found if piece.address] == [address]
    assert "".join(piece.text for piece in found) == text


@pytest.mark.parametrize("text", NONE)
def test_no_link_is_found(text: str) -> None:
    assert [piece for piece in pieces(text) if piece.address] == []


def test_the_sentence_keeps_its_stop() -> None:
    assert [piece.text for piece in pieces("See (https://a.example/b).")] == [
        "See (",
        "https://a.example/b",
        ").",
    ]


@given(
    st.lists(
        st.text(max_size=8)
        | st.sampled_from(
            ["https://", "www.", "a@b.org", "0303 123 4567", "(", ")", ".", "://", "javascript:"]
        )
    ).map("".join)
)
def test_pieces_are_the_text_and_lead_nowhere_else(text: str) -> None:
    found = pieces(text)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
    for piece in found:
        scheme = piece.address.lower().partition(":")[0]
        assert scheme in ("", "http", "https", "mailto", "tel")
