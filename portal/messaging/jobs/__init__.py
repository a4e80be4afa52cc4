"""What the worker does with messages: makes their files, prints runs together, sends mail."""
