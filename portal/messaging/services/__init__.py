"""What can be done with messages: writing them, their forms, tasks for people, the post."""
