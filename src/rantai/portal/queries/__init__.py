"""Reads of the front door: today's work per role, search, trace, the ministry's figures."""
