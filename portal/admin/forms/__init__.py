"""Forms of the administrator: they check shape and offer the choices they are given."""
