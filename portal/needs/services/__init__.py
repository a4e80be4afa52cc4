"""What can be done with needs, by noun: telling, deciding, what follows, dates, safety instructions."""
