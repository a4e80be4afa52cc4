"""What can be done with a case, by noun: raising, answering, handling, referring, options, customers."""
