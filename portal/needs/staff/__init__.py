"""The staff's pages of needs: a person's, what is done with one, safety instructions."""
