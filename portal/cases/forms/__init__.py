"""Forms of customers. They check shape and offer the choices they are given."""
