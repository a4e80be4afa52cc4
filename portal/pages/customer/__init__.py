"""Pages for everybody that `views` puts on its blueprint."""
