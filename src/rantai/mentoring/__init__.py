"""Helping a workshop improve: programmes, pillars, dated assessments."""
