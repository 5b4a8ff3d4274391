"""Paper that can be proved: typesetting, signatures and codes for the rooms above."""
