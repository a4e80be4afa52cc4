"""Reading appointments and diaries; the reader is in each signature."""
