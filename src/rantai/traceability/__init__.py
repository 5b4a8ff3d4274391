"""What came from what, and what is on hold; it knows no foundry word."""
