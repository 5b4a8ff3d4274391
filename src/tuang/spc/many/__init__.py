"""Thousands of characteristics at once, compiled; and how often their rules cry wolf."""
