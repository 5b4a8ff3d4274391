"""Papers of the furnace hall."""
