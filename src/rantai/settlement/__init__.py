"""Paying each member for what was accepted, and showing why."""
