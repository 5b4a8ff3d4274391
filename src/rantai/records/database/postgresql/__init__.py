"""PostgreSQL, without grouping by primary key alone."""
