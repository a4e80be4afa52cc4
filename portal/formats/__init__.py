"""One text made into letters, large type, Braille and speech; tasks for people where no machine can."""
