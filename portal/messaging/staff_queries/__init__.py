"""What staff see of messages: the outbox, things to make, the day's post."""
