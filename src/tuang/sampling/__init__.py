"""How many to check, may the lot be accepted, when does the plan switch."""
