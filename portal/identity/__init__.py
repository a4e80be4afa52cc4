"""People, tenancies, organisations, absence, roles, tokens, and who may see what."""
