"""Who makes it: workshops, memberships, people, audited capacity."""
