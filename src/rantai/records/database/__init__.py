"""Database back ends that keep SQL fit for a distributed PostgreSQL."""
