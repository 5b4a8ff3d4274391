"""The programme, its workshops, and what was seen and agreed on a visit."""
