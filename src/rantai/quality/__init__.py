"""Inspection, nonconformity and disposition: what may leave and what may not."""
