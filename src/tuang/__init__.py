"""Foundry mathematics: what goes in the furnace, and whether the process is stable."""
