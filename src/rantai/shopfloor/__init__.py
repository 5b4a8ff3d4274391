"""What happens at the furnace: charges, heats, readings, pours, castings."""
