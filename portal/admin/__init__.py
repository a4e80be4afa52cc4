"""Staff, offices, charter and calendars."""
