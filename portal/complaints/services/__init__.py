"""What is done with a complaint, a verb each; every one takes `now`, none commits."""
