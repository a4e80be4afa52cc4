"""Opening hours as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock.typed_hours import spans_of, text_of


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("9am to 5pm", ((540, 1020),)),
        ("9:30am-5pm", ((570, 1020),)),
        ("9.30 am – 5 pm", ((570, 1020),)),
        ("09:00 to 17:00", ((540, 1020),)),
        ("9am to 12:30pm and 1:30pm to 5pm", ((540, 750), (810, 1020))),
        ("1:30pm to 5pm, 9am to 12:30pm", ((540, 750), (810, 1020))),
        ("9am to 1pm; 1pm to 5pm", ((540, 780), (780, 1020))),
        ("9AM until midday", ((540, 720),)),
        ("noon to midnight", ((720, 1440),)),
        ("midnight to 6am", ((0, 360),)),
        ("closed", ()),
        ("  ", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert spans_of(typed) == spans


@pytest.mark.parametrize(
    "typed",
    [
        "9 to 5",  # either half of the day
        "5pm to 9am",
        "9am to 9am",
        "9am",
        "9am to 5pm to 6pm",
        "9am to 1pm and midday to 5pm",
        "13pm to 5pm",
        "25:00 to 26:00",
        "09:00 to 17:60",
        "all day",
    ],
)
def test_what_may_be_misread_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        spans_of(typed)


@given(st.lists(st.integers(min_value=0, max_value=1440), min_size=2, max_size=8, unique=True))
def test_written_out_and_read_again_nothing_changes(minutes: list[int]) -> None:
    ends = sorted(minutes)[: len(minutes) // 2 * 2]
    spans = tuple(zip(ends[::2], ends[1::2], strict=True))
    assert spans_of(text_of(spans)) == spans
