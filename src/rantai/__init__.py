"""Rantai: many workshops, one supplier."""
