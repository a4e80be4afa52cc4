"""What makes the forms: a template for screens, the typesetter, Braille and speech."""
