"""One text to each person through the outbox."""
