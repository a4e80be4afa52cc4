"""Where an address stands on a letter to show in the window of a DL envelope, and when it cannot. Pure.

A UK DL window is 90 x 35 mm, 20 mm from the left of the envelope and 18 mm from its foot. An A4 sheet folded
in three is 11 mm lower than the envelope and slides: only the address may stand where the window can look.
"""

from __future__ import annotations

from collections.abc import Sequence

TOP_MARGIN_MM = 14.0
ADDRESS_TOP_MM = 47.0  # of the first line, on the sheet
ADDRESS_WIDTH_MM = 85.0
ADDRESS_HEIGHT_MM = 34.0
WINDOW_ENDS_MM = 92.0  # nothing else stands above this, but the sender

ADDRESS_PITCH = 1.15  # from line to line, in sizes of the text
SENDER_PITCH = 1.25
SENDER_NAME_SIZE = 1.2  # of the text around it
_POINT_MM = 25.4 / 72
_CHARACTER = 0.56  # an ordinary character's width, in sizes of the text: a little more than it is
_GAP_MM = 3.0


def fits_window(to_lines: Sequence[str], sender_lines: Sequence[str], *, points: float) -> bool:
    """Can the address be read through the window of a DL envelope, and nothing else?

    Addresses are printed at the person's own size, so those in large print often do not fit: such a letter
    goes in a larger envelope without a window, unfolded. `sender_lines` are those below the sender's name.
    """
    if not to_lines:
        return False
    size = points * _POINT_MM
    a_line_holds = max(1, int(ADDRESS_WIDTH_MM / (size * _CHARACTER)))
    lines = sum(-(-len(line) // a_line_holds) for line in to_lines)
    address = (lines * ADDRESS_PITCH - (ADDRESS_PITCH - 1)) * size
    sender = (SENDER_NAME_SIZE + len(sender_lines) * SENDER_PITCH) * size
    return address <= ADDRESS_HEIGHT_MM and TOP_MARGIN_MM + sender + _GAP_MM <= ADDRESS_TOP_MM
