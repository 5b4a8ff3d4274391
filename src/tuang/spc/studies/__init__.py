"""Capability: the bound that a short stream proves, and the full study."""
