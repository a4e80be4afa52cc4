"""Something dangerous in a home: named in any case, with clocks of its own beside the case's."""
