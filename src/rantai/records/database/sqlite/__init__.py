"""SQLite, with the same grouping rules as the distributed database."""
