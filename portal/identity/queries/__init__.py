"""Who people are: links, people, tenancies, absences, authority to act, and what an import compares with."""
