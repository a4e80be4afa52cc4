"""What administrators do with people: members of staff, organisations and those who act for them."""
