"""The pages of those who make forms of messages and post them."""
