"""Seeing how we do: figures of complaints, what the governing body gets, the year's report."""
