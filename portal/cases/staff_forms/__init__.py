"""Forms of staff: acts on a case, logging a contact, knowledge. They offer choices and check shape."""
