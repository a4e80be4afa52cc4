"""What messaging has from outside: words of templates, letters in envelopes, SMTP, the mail folder."""
