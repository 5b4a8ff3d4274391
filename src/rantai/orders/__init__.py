"""What customers want: schedules, releases and call-offs."""
