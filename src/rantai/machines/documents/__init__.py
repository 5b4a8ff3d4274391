"""Papers about machines."""
