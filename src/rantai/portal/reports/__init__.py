"""What a member has to report, filled from the records of its days as far as they tell."""
