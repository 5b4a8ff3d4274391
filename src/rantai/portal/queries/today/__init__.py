"""What each role finds on its home page: the work of today, the most urgent first."""
