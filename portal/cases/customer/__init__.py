"""The pages of asking, for customers: where somebody stands, their files, the pages. Routes: `views`."""
