"""The example co-operative: a year of plausible work, the same on every machine."""
